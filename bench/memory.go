package main

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"
)

// sampleEvery is how often memory is looked at; loading takes hundreds of times as long.
const sampleEvery = 5 * time.Millisecond

// watchMemory follows the memory of this process's own until the returned
// function is called, which tells the most it was, in bytes.
func watchMemory() func() int64 { return watchMemoryOf("self") }

// watchMemoryOf follows another process, by its number.
func watchMemoryOf(process string) func() int64 {
	stop, peak := make(chan struct{}), make(chan int64)
	go func() {
		most := int64(0)
		tick := time.NewTicker(sampleEvery)
		defer tick.Stop()
		for {
			most = max(most, residentOf(process)["RssAnon"])
			select {
			case <-tick.C:
			case <-stop:
				peak <- most
				return
			}
		}
	}()
	return func() int64 { close(stop); return <-peak }
}

// memory is what this process has taken, in bytes: "own" is the peak of what
// only it uses; "peak" counts the pages of the mapped file too, which the
// system takes back when it needs them; "heap" is what lives now. Without
// /proc what Go took from the system stands for both peaks.
func memory(own int64) map[string]int64 {
	out := map[string]int64{"own": own, "peak": resident()["VmHWM"]}
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	out["heap"] = int64(m.HeapAlloc)
	if own == 0 {
		out["own"], out["peak"] = int64(m.Sys), int64(m.Sys)
	}
	return out
}

// resident are this process's sizes.
func resident() map[string]int64 { return residentOf("self") }

// residentOf are the sizes in a process's status in /proc, in bytes; empty where there is none.
func residentOf(process string) map[string]int64 {
	out := map[string]int64{}
	status, err := os.ReadFile("/proc/" + process + "/status")
	if err != nil {
		return out
	}
	for l := range strings.Lines(string(bytes.ToValidUTF8(status, nil))) {
		name, rest, _ := strings.Cut(l, ":")
		kb := int64(0)
		if n, _ := fmt.Sscanf(rest, "%d kB", &kb); n == 1 {
			out[name] = kb << 10
		}
	}
	return out
}
