package offload

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// evict takes all files below a folder out of the cache.
func evict(t testing.TB, dir string) {
	must(t, filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		f, err := os.Open(p)
		must(t, err)
		must(t, unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED))
		return f.Close()
	}))
}

// changed is when a file's content or name was last changed, which no program can set.
func changed(info fs.FileInfo) time.Time {
	at := info.Sys().(*syscall.Stat_t).Ctim
	return time.Unix(int64(at.Sec), int64(at.Nsec)) //nolint:unconvert // of another type on other platforms
}
