package app

import "golang.org/x/sys/windows"

// FreeSpace is how many bytes are left for us where dir lies, -1 when unknown.
func FreeSpace(dir string) int64 {
	p, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return -1
	}
	var free uint64
	if err := windows.GetDiskFreeSpaceEx(p, &free, nil, nil); err != nil {
		return -1
	}
	return int64(free)
}
