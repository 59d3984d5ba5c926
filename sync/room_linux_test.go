package sync

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"

	"onset/signer"
)

// small is a disk of some MiB of the test's own, in memory. Only root may have one.
func small(t *testing.T, mib int64) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%dm", mib)); err != nil {
		t.Skipf("a disk of its own cannot be had here: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	return dir
}

// filler takes a disk's room until it is removed, all but some MiB.
func filler(t *testing.T, dir string, left int64) {
	t.Helper()
	var s syscall.Statfs_t
	f, err := os.OpenFile(filepath.Join(dir, "filler"), os.O_CREATE|os.O_WRONLY, 0o600)
	if err == nil {
		err = errors.Join(syscall.Statfs(dir, &s), syscall.Fallocate(int(f.Fd()), 0, 0, max(4096, int64(s.Bfree)*s.Bsize-left<<20)), f.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
}

func room(t *testing.T, dir string) {
	t.Helper()
	if err := os.Remove(filepath.Join(dir, "filler")); err != nil {
		t.Fatal(err)
	}
}

// onDisk moves a device's home to a disk of its own, before it is opened there.
func (d *device) onDisk(dir string) {
	d.t.Helper()
	_ = d.db.Close()
	home := filepath.Join(dir, "home")
	if err := os.CopyFS(home, os.DirFS(d.dir)); err != nil {
		d.t.Fatal(err)
	}
	d.dir, d.conf.Dir = home, filepath.Join(home, d.keys.Dir)
	d.reopen()
}

func isFull(d *device) func() bool {
	return func() bool {
		return slices.ContainsFunc(d.link.Status().Faults, func(f Fault) bool { return f.What == Full })
	}
}

// A device whose disk has no room says so, takes nothing and forgets nothing;
// when there is room again the rest comes by itself. With none at all neither
// the store nor the engine's index can be written.
func TestNoRoomForWhatComes(t *testing.T) {
	for name, c := range map[string]struct {
		left int64
		rank signer.Rank
	}{
		"an office with less than is left free": {100, signer.RankOffice},
		"a kit with none":                       {0, signer.RankCrew},
	} {
		t.Run(name, func(t *testing.T) {
			disk := small(t, 300)
			a := founder(t)
			b := a.enrol(c.rank)
			b.onDisk(disk)
			a.sign("Freja Holm")
			a.carry()
			b.carry()
			b.meet(a)
			until(t, "they are the same", func() bool { return same(a, b) })
			filler(t, disk, c.left)
			for range 20 {
				a.sign("Mads Holm")
			}
			until(t, "it is said", isFull(b))
			room(t, disk)
			until(t, "the rest came", func() bool { return same(a, b) })
			until(t, "nothing is in the way", func() bool { return len(b.link.Status().Faults) == 0 })
			b.sign("Liv Holm")
			until(t, "and it goes on", func() bool { return same(a, b) })
		})
	}
}
