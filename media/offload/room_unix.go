//go:build linux || darwin

package offload

import (
	"math"
	"strconv"

	"golang.org/x/sys/unix"
)

func statRoom(dir string) (room, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return room{}, err
	}
	var at unix.Stat_t
	if err := unix.Stat(dir, &at); err != nil {
		return room{}, err
	}
	block := int64(s.Bsize) //nolint:unconvert // of another type on other platforms
	r := room{
		free: int64(min(s.Bavail, math.MaxInt64/uint64(block)) * uint64(block)), block: block, largest: math.MaxInt64,
		device: strconv.FormatUint(uint64(at.Dev), 16), //nolint:unconvert // of another type on other platforms
	}
	if isFAT(&s) {
		r.largest = fatLargest
	}
	return r, nil
}
