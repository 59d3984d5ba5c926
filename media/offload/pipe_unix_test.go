//go:build unix

package offload

import (
	"syscall"
	"testing"
)

// obstacle puts something in the place of a file that would stop a reader.
func obstacle(t *testing.T, p string) { must(t, syscall.Mkfifo(p, 0o600)) }
