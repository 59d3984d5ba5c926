package main

import (
	"crypto/sha256"
	"fmt"
	"os"
	"strings"
	"time"
)

// quiet says how much of one core this process got while it wanted all of it:
// on a machine that does other things at the same time the times mean little.
func quiet() string {
	began, spent := time.Now(), cpuTime()
	b := make([]byte, 1<<16)
	for time.Since(began) < 300*time.Millisecond {
		sum := sha256.Sum256(b)
		copy(b, sum[:])
	}
	share := float64(cpuTime()-spent) / float64(time.Since(began))
	if share == 0 {
		return "how busy the machine is cannot be told here"
	}
	return fmt.Sprintf("one thread gets %.0f %% of a core now", min(share, 1)*100)
}

// load is how many threads wanted to run in the last minute, those of the bench
// included, where the system tells.
func load() string {
	b, err := os.ReadFile("/proc/loadavg")
	first, _, _ := strings.Cut(string(b), " ")
	if err != nil || first == "" {
		return "the load is not told"
	}
	return "the load is " + first
}
