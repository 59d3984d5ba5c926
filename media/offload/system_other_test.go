//go:build !linux

package offload

import (
	"io/fs"
	"testing"
	"time"
)

// evict does nothing where the cache cannot be told what to forget.
func evict(testing.TB, string) {}

func changed(info fs.FileInfo) time.Time { return info.ModTime() }
