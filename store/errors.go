package store

import (
	"errors"
	"io/fs"
	"runtime"
	"strings"
	"syscall"

	berrors "go.etcd.io/bbolt/errors"
)

// Errors of opening a store.
var (
	// ErrExists means Create found a store where it should make one.
	ErrExists = errors.New("a store is already there")
	// ErrLocked means another process owns the store.
	ErrLocked = errors.New("the store is in use by another process")
	// ErrVersion means a newer program wrote the store.
	ErrVersion = errors.New("the store was written by a newer version")
	// ErrKey means the store does not open with this production's store key.
	ErrKey = errors.New("the store key does not fit")
	// ErrReadOnly means the folder or file cannot be written.
	ErrReadOnly = errors.New("the store cannot be written to")
)

// Errors that any operation may return.
var (
	// ErrDamaged means bytes on the disk are not what was written.
	ErrDamaged = errors.New("the store is damaged")
	// ErrFull means the disk has no room left; nothing of the operation was saved.
	ErrFull = errors.New("no room left on the disk")
	// ErrClosed means the store was closed.
	ErrClosed = errors.New("the store is closed")
)

// Errors of asking and recording.
var (
	// ErrNotFound means nothing is held under that id.
	ErrNotFound = errors.New("not found")
	// ErrErased means the blob was erased and is refused for ever.
	ErrErased = errors.New("erased")
	// ErrTooLarge means a statement, blob or local value is over its limit.
	ErrTooLarge = errors.New("too large to keep")
)

const windowsDiskFull = syscall.Errno(112) // ERROR_DISK_FULL

// translate gives what bbolt and the file system say as one of our errors.
func translate(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, berrors.ErrTimeout):
		return ErrLocked
	case errors.Is(err, berrors.ErrDatabaseNotOpen):
		return ErrClosed
	case anyOf(err, berrors.ErrInvalid, berrors.ErrChecksum, berrors.ErrVersionMismatch, berrors.ErrInvalidMapping):
		return errors.Join(ErrDamaged, err)
	case anyOf(err, syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG),
		runtime.GOOS == "windows" && errors.Is(err, windowsDiskFull), noRoomToGrow(err):
		return errors.Join(ErrFull, err)
	case anyOf(err, syscall.EROFS, fs.ErrPermission, berrors.ErrDatabaseReadOnly):
		return errors.Join(ErrReadOnly, err)
	default:
		return err
	}
}

// noRoomToGrow reads the one message in which bbolt does not wrap the system's error.
func noRoomToGrow(err error) bool {
	text, ok := strings.CutPrefix(err.Error(), "file resize error: ")
	if !ok {
		return false
	}
	for _, e := range []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG, windowsDiskFull} {
		if strings.HasSuffix(text, e.Error()) {
			return true
		}
	}
	return false
}

func anyOf(err error, targets ...error) bool {
	for _, t := range targets {
		if errors.Is(err, t) {
			return true
		}
	}
	return false
}
