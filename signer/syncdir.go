package signer

import (
	"errors"
	"io/fs"
	"runtime"
	"syscall"
)

// isNoDirSync reports whether the system, or the file system of a card, just
// cannot flush a folder.
func isNoDirSync(err error) bool {
	return runtime.GOOS == "windows" || errors.Is(err, syscall.EINVAL) || errors.Is(err, fs.ErrPermission)
}
