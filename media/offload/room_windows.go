package offload

import (
	"math"
	"path/filepath"
	"strings"

	"golang.org/x/sys/windows"
)

func statRoom(dir string) (room, error) {
	p, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return room{}, err
	}
	var free uint64
	if err := windows.GetDiskFreeSpaceEx(p, &free, nil, nil); err != nil {
		return room{}, err
	}
	volume := filepath.VolumeName(dir)
	r := room{free: int64(min(free, math.MaxInt64)), block: 4096, largest: math.MaxInt64, device: strings.ToLower(volume)}
	if isFAT(volume) {
		r.largest = fatLargest
	}
	return r, nil
}

func isFAT(volume string) bool {
	root, err := windows.UTF16PtrFromString(volume + `\`)
	if err != nil {
		return false
	}
	name := make([]uint16, windows.MAX_PATH+1)
	err = windows.GetVolumeInformation(root, nil, 0, nil, nil, nil, &name[0], uint32(len(name)))
	return err == nil && windows.UTF16ToString(name) == "FAT32"
}
