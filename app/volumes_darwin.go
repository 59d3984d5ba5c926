package app

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"

	"onset/app/flow"
)

// volumesDir is where disks and cards are mounted by their names.
const volumesDir = "/Volumes"

// Volumes are the mounted disks and cards. Their serials need a framework that
// is not linked, so that disks are known by where they are mounted.
func Volumes(ctx context.Context) ([]flow.Volume, error) {
	entries, err := os.ReadDir(volumesDir)
	if err != nil {
		return nil, fmt.Errorf("list volumes: %w", err)
	}
	out := []flow.Volume{volume("/", "")}
	for _, e := range entries {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if e.IsDir() {
			out = append(out, volume(filepath.Join(volumesDir, e.Name()), e.Name()))
		}
	}
	return out, nil
}

func volume(dir, label string) flow.Volume {
	v := flow.Volume{Dir: dir, Label: label, Removable: label != ""}
	var s unix.Statfs_t
	if unix.Statfs(dir, &s) == nil {
		v.Size, v.Device = int64(s.Blocks)*int64(s.Bsize), unix.ByteSliceToString(s.Mntfromname[:])
	}
	return v
}
