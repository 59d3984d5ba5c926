//go:build !linux && !darwin && !windows

package offload

import (
	"math"
	"os"
)

func statRoom(dir string) (room, error) {
	_, err := os.Stat(dir)
	return room{free: -1, block: 4096, largest: math.MaxInt64, device: dir}, err
}

func lock(*os.File) error { return nil }
