//go:build !unix

package main

import "time"

// cpuTime is what all cores together have worked for this process, zero where nobody tells.
func cpuTime() time.Duration { return 0 }
