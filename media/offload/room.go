package offload

import (
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
)

// room is what a file system has to offer.
type room struct {
	free    int64  // bytes; -1 when the platform does not say
	block   int64  // bytes that the smallest file takes
	largest int64  // bytes of the largest file it can hold
	device  string // the same for folders of one file system
}

// fatLargest is the largest file on FAT32.
const fatLargest = math.MaxUint32

// roomAt asks the file system that dir lies on, or will lie on.
func roomAt(dir string) (room, error) {
	for {
		if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) || filepath.Dir(dir) == dir {
			break
		}
		dir = filepath.Dir(dir)
	}
	return statRoom(dir)
}
