//go:build linux && !android

package offload

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"golang.org/x/sys/unix"
)

// wholeSyncs are the magic numbers (statfs(2)) of file systems whose syncfs
// is as durable as an fsync of every file. FUSE and network ones are not.
var wholeSyncs = []int64{
	unix.EXT4_SUPER_MAGIC, unix.XFS_SUPER_MAGIC, unix.BTRFS_SUPER_MAGIC, unix.F2FS_SUPER_MAGIC,
	unix.MSDOS_SUPER_MAGIC, unix.EXFAT_SUPER_MAGIC, unix.TMPFS_MAGIC,
}

// passesCache says that createDirect means it.
const passesCache = true

// spins asks the kernel whether a folder lies on a disk with heads to move. One
// of which it does not know that counts as one that has none.
func spins(dir string) bool {
	var s unix.Stat_t
	if unix.Stat(dir, &s) != nil {
		return false
	}
	at := fmt.Sprintf("/sys/dev/block/%d:%d", unix.Major(uint64(s.Dev)), unix.Minor(uint64(s.Dev))) //nolint:unconvert // of another type on other platforms
	for _, p := range []string{"/queue/rotational", "/../queue/rotational"} {                       // of the disk, of the disk of the partition
		if b, err := os.ReadFile(at + p); err == nil {
			return len(b) > 0 && b[0] == '1'
		}
	}
	return false
}

func syncsWhole(dir *os.File) bool {
	var s unix.Statfs_t
	return unix.Fstatfs(int(dir.Fd()), &s) == nil && slices.Contains(wholeSyncs, int64(s.Type)) //nolint:unconvert // of another type on other platforms
}

func syncWhole(dir *os.File) error { return unix.Syncfs(int(dir.Fd())) }

// createDirect makes a file that is written past the cache.
func createDirect(name string) (*os.File, error) {
	return os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL|unix.O_DIRECT, 0o644)
}

// refused tells that the file system does not do what O_DIRECT asks.
func refused(err error) bool { return errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOTSUP) }

// buffered sends what follows through the cache.
func buffered(f *os.File) error {
	flags, err := unix.FcntlInt(f.Fd(), unix.F_GETFL, 0)
	if err == nil {
		_, err = unix.FcntlInt(f.Fd(), unix.F_SETFL, flags&^unix.O_DIRECT)
	}
	return err
}

// openCold reads large files with O_DIRECT. It takes small ones out of the cache
// and asks the disk for them at once, so that a few can be opened before the
// first is waited for.
func openCold(name string, size int64) (io.ReadCloser, error) {
	if size >= directFrom {
		if f, err := os.OpenFile(name, os.O_RDONLY|unix.O_DIRECT|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0); err == nil {
			return &coldFile{f}, nil
		}
	}
	f, err := os.OpenFile(name, os.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	_ = unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED) // advice: a warm reading is still a reading
	if size < directFrom {
		_ = unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_WILLNEED)
	}
	return f, nil
}

// coldFile reads with O_DIRECT until the file system refuses.
type coldFile struct{ *os.File }

func (f *coldFile) Read(p []byte) (int, error) {
	n, err := f.File.Read(p)
	if err == nil || !refused(err) {
		return n, err
	}
	if err := buffered(f.File); err != nil {
		return 0, err
	}
	_ = unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED) // as above
	return f.File.Read(p)
}

// openCard opens a file of a card. A link or a pipe that took its place is not followed.
func openCard(name string) (*os.File, error) {
	return os.OpenFile(name, os.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0)
}

func renameNew(from, to string) error {
	err := unix.Renameat2(unix.AT_FDCWD, from, unix.AT_FDCWD, to, unix.RENAME_NOREPLACE)
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOSYS) {
		return renameChecked(from, to) // a file system that cannot promise it
	}
	if err != nil {
		return fmt.Errorf("rename to %s: %w", to, err)
	}
	return nil
}
