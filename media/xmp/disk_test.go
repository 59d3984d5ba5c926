package xmp

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
	"testing"
)

func TestDiskErrors(t *testing.T) {
	for from, want := range map[error]error{
		syscall.ENOSPC: ErrFull, syscall.EDQUOT: ErrFull, syscall.EFBIG: ErrFull,
		syscall.EROFS: ErrReadOnly, syscall.EACCES: ErrReadOnly, syscall.EPERM: ErrReadOnly, fs.ErrPermission: ErrReadOnly,
		fs.ErrNotExist: fs.ErrNotExist, nil: nil,
	} {
		var err error
		if from != nil {
			err = &os.PathError{Op: "write", Path: "a", Err: from}
		}
		if got := diskError(err); !errors.Is(got, want) || !errors.Is(got, err) {
			t.Errorf("%v: %v, want %v", from, got, want)
		}
	}
}
