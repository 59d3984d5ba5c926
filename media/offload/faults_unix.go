//go:build !windows

package offload

import "syscall"

// fullErrors and goneErrors are what writing to a full and to a pulled disk answers.
var (
	fullErrors = []error{syscall.ENOSPC, syscall.EDQUOT}
	goneErrors = []error{syscall.EIO, syscall.ENODEV, syscall.ENXIO, syscall.EROFS, syscall.ESTALE, syscall.ENOTCONN}
)
