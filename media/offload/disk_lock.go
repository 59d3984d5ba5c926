//go:build linux || darwin

package offload

import (
	"os"

	"golang.org/x/sys/unix"
)

// lock fails at once when another process holds the file.
func lock(f *os.File) error { return unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB) }
