package main

import "golang.org/x/sys/unix"

// warmBytes is more than what is carried takes of memory on both sides.
const warmBytes = 10 << 30

// warmMemory has the system hold memory that it can give out at once. A virtual
// machine gives what is free back to its host after a while, and getting it
// anew costs more than reading a file into it: what is compared begins alike.
func warmMemory() error {
	var info unix.Sysinfo_t
	if err := unix.Sysinfo(&info); err != nil {
		return err
	}
	free := uint64(info.Freeram) * uint64(info.Unit) //nolint:unconvert // its width is the platform's
	b, err := unix.Mmap(-1, 0, int(min(warmBytes, free/2)), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANONYMOUS)
	if err != nil {
		return err
	}
	for i := 0; i < len(b); i += unix.Getpagesize() {
		b[i] = 1
	}
	return unix.Munmap(b)
}
