package xmp

import (
	"errors"
	"io/fs"
	"runtime"
	"syscall"
)

// What can keep a file from being written. What was there before is untouched.
var (
	// ErrReadOnly means the folder, disk or file cannot be written to.
	ErrReadOnly = errors.New("cannot be written to")
	// ErrFull means the disk has no room left.
	ErrFull = errors.New("no room left on the disk")
	// ErrBusy means another program kept changing the file.
	ErrBusy = errors.New("another program keeps changing the file")
	// ErrNotFile means that there is a link, folder or device where the file should be.
	ErrNotFile = errors.New("not a plain file")
)

// windowsErrors are what Windows says where others have a name for it.
var windowsErrors = map[syscall.Errno]error{
	19: ErrReadOnly, 39: ErrFull, 112: ErrFull, // ERROR_WRITE_PROTECT, ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL
}

// diskError gives what the file system says as one of ours, with its own words.
func diskError(err error) error {
	var number syscall.Errno
	switch {
	case err == nil:
		return nil
	case anyOf(err, syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG):
		return errors.Join(ErrFull, err)
	case anyOf(err, syscall.EROFS, fs.ErrPermission):
		return errors.Join(ErrReadOnly, err)
	case runtime.GOOS == "windows" && errors.As(err, &number) && windowsErrors[number] != nil:
		return errors.Join(windowsErrors[number], err)
	default:
		return err
	}
}

func anyOf(err error, targets ...error) bool {
	for _, t := range targets {
		if errors.Is(err, t) {
			return true
		}
	}
	return false
}
