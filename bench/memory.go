package main

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"strings"
)

// memory is what this process has taken, in bytes: "peak" is the most that was
// ever resident, pages of the mapped file included; "anon" is what only it
// uses now; "heap" is what lives. Without /proc the heap stands for all.
func memory() (map[string]int64, error) {
	out := map[string]int64{}
	status, err := os.ReadFile("/proc/self/status")
	for l := range strings.Lines(string(bytes.ToValidUTF8(status, nil))) {
		name, rest, _ := strings.Cut(l, ":")
		kb := int64(0)
		if _, err := fmt.Sscanf(rest, "%d kB", &kb); err != nil {
			continue
		}
		switch name {
		case "VmHWM":
			out["peak"] = kb << 10
		case "RssAnon":
			out["anon"] = kb << 10
		}
	}
	var m runtime.MemStats
	if err != nil {
		runtime.ReadMemStats(&m)
		out["peak"], out["anon"] = int64(m.Sys), int64(m.Sys)
	}
	runtime.GC()
	runtime.ReadMemStats(&m)
	out["heap"] = int64(m.HeapAlloc)
	return out, nil
}
