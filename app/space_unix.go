//go:build unix

package app

import "golang.org/x/sys/unix"

// FreeSpace is how many bytes are left for us where dir lies, -1 when unknown.
func FreeSpace(dir string) int64 {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return -1
	}
	block := uint64(s.Bsize) // of another type on every system
	return int64(s.Bavail) * int64(block)
}
