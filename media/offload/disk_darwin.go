package offload

import (
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// passesCache says that what createDirect makes can be read back while it is
// being written. Nobody promises that here.
const passesCache = false

func spins(string) bool { return false }

func syncsWhole(*os.File) bool { return false }

func syncWhole(dir *os.File) error { return dir.Sync() }

// createDirect makes a file whose bytes do not stay in the cache.
func createDirect(name string) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return nil, err
	}
	_, err = unix.FcntlInt(f.Fd(), unix.F_NOCACHE, 1)
	if err != nil {
		return nil, errors.Join(err, f.Close(), os.Remove(name))
	}
	return f, nil
}

func refused(error) bool { return false }

func buffered(*os.File) error { return nil }

func openCold(name string, _ int64) (io.ReadCloser, error) {
	f, err := openCard(name)
	if err != nil {
		return nil, err
	}
	_, _ = unix.FcntlInt(f.Fd(), unix.F_NOCACHE, 1) // a warm reading is still a reading
	return f, nil
}

// openCard opens a file of a card. A link or a pipe that took its place is not followed.
func openCard(name string) (*os.File, error) {
	return os.OpenFile(name, os.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0)
}

func renameNew(from, to string) error {
	err := unix.RenamexNp(from, to, unix.RENAME_EXCL)
	if errors.Is(err, unix.ENOTSUP) || errors.Is(err, unix.EINVAL) {
		return renameChecked(from, to) // a file system that cannot promise it
	}
	if err != nil {
		return fmt.Errorf("rename to %s: %w", to, err)
	}
	return nil
}
