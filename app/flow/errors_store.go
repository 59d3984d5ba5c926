package flow

import (
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"syscall"
)

// Errors of what is kept on the disk. The store and the keyring have their own
// names for them; whoever joins those to the flows says them by these.
var (
	// ErrFull means the disk has no room left; nothing of the operation was saved.
	ErrFull = errors.New("no room on the disk")
	// ErrReadOnly means a folder or file cannot be written.
	ErrReadOnly = errors.New("the folder cannot be written to")
	// ErrNotAFolder means a file lies where the home should be.
	ErrNotAFolder = errors.New("not a folder")
	// ErrKeysGone means the folder holds productions but not the file with their keys.
	ErrKeysGone = errors.New("the file with the keys is gone")
	// ErrUnfounded means the keyring holds no production: founding one was cut short.
	ErrUnfounded = errors.New("no production was founded")
	// ErrStoreGone means the keyring names a production whose store is not there.
	ErrStoreGone = errors.New("the store is gone")
	// ErrStoreInUse means another program holds the store.
	ErrStoreInUse = errors.New("another program has the store open")
	// ErrStoreVersion means a newer build wrote the store.
	ErrStoreVersion = errors.New("the store is of a newer version")
	// ErrStoreKey means keyring and store are not of the same day.
	ErrStoreKey = errors.New("the keys do not fit the store")
	// ErrStoreDamaged means bytes of the store are not what was written.
	ErrStoreDamaged = errors.New("the store is damaged")
	// ErrErased means the particulars were erased.
	ErrErased = errors.New("the particulars were erased")
)

const windowsDiskFull = syscall.Errno(112) // ERROR_DISK_FULL

// diskError says what the file system says of room and rights as ErrFull and
// ErrReadOnly; other errors stay as they are.
func diskError(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EFBIG),
		runtime.GOOS == "windows" && errors.Is(err, windowsDiskFull):
		return fmt.Errorf("%w: %w", ErrFull, err)
	case errors.Is(err, syscall.EROFS), errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%w: %w", ErrReadOnly, err)
	case errors.Is(err, syscall.ENOTDIR):
		return fmt.Errorf("%w: %w", ErrNotAFolder, err)
	}
	return err
}
