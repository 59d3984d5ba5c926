package offload

import (
	"io/fs"
	"syscall"
	"time"
)

// changed is when a file's content or name was last changed, which no program can set.
func changed(info fs.FileInfo) time.Time {
	at := info.Sys().(*syscall.Stat_t).Ctim
	return time.Unix(int64(at.Sec), int64(at.Nsec)) //nolint:unconvert // of another type on other platforms
}
