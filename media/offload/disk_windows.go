package offload

import (
	"io"
	"os"

	"golang.org/x/sys/windows"
)

// passesCache says that what createDirect makes can be read back while it is
// being written. Nobody promises that here.
const passesCache = false

func spins(string) bool { return false }

func syncsWhole(*os.File) bool { return false }

func syncWhole(dir *os.File) error { return dir.Sync() }

func createDirect(name string) (*os.File, error) {
	return os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
}

func refused(error) bool { return false }

func buffered(*os.File) error { return nil }

// openCold reads past the cache. Blocks are aligned, as FILE_FLAG_NO_BUFFERING asks.
func openCold(name string, _ int64) (io.ReadCloser, error) {
	p, err := windows.UTF16PtrFromString(name)
	if err != nil {
		return nil, err
	}
	h, err := windows.CreateFile(p, windows.GENERIC_READ, windows.FILE_SHARE_READ, nil, windows.OPEN_EXISTING,
		windows.FILE_FLAG_NO_BUFFERING|windows.FILE_FLAG_SEQUENTIAL_SCAN, 0)
	if err != nil {
		return os.Open(name)
	}
	return os.NewFile(uintptr(h), name), nil
}

func openCard(name string) (*os.File, error) { return os.Open(name) }

func renameNew(from, to string) error {
	f, err := windows.UTF16PtrFromString(from)
	if err != nil {
		return err
	}
	t, err := windows.UTF16PtrFromString(to)
	if err != nil {
		return err
	}
	return windows.MoveFileEx(f, t, windows.MOVEFILE_WRITE_THROUGH) // without the flag to replace
}

// syncDir has nothing to do: NTFS keeps names in its own journal.
func syncDir(string) error { return nil }

func lock(f *os.File) error {
	return windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY,
		0, 1, 0, &windows.Overlapped{OffsetHigh: 1 << 30}) // far behind what is read and written
}
