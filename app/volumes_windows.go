package app

import (
	"context"
	"fmt"
	"strconv"

	"golang.org/x/sys/windows"

	"onset/app/flow"
)

// Volumes are the mounted disks and cards.
func Volumes(ctx context.Context) ([]flow.Volume, error) {
	drives, err := windows.GetLogicalDrives()
	if err != nil {
		return nil, fmt.Errorf("list volumes: %w", err)
	}
	var out []flow.Volume
	for letter := 'A'; letter <= 'Z'; letter++ {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if drives&(1<<(letter-'A')) == 0 {
			continue
		}
		if v, ok := volume(string(letter) + `:\`); ok {
			out = append(out, v)
		}
	}
	return out, nil
}

// volume asks the system about a drive; not ok when nothing is in it.
func volume(root string) (flow.Volume, bool) {
	p, err := windows.UTF16PtrFromString(root)
	if err != nil {
		return flow.Volume{}, false
	}
	var name [windows.MAX_PATH + 1]uint16
	var serial uint32
	if windows.GetVolumeInformation(p, &name[0], uint32(len(name)), &serial, nil, nil, nil, 0) != nil {
		return flow.Volume{}, false
	}
	v := flow.Volume{Dir: root, Device: root, Label: windows.UTF16ToString(name[:]), Removable: windows.GetDriveType(p) == windows.DRIVE_REMOVABLE}
	if serial != 0 {
		v.Serial = strconv.FormatUint(uint64(serial), 16)
	}
	var size uint64
	if windows.GetDiskFreeSpaceEx(p, nil, &size, nil) == nil {
		v.Size = int64(size)
	}
	return v, true
}
