//go:build linux

package offload

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// TestRunOddNames has names that only some file systems can hold.
func TestRunOddNames(t *testing.T) {
	card, one, _ := places(t, map[string]int{
		"DCIM/A.JPG": 10, "DCIM/a.jpg": 11, "latin\xe9.mov": 12, "folder\xff/x.jpg": 13, "bell\x07.wav": 14, "line\nbreak.mov": 15,
		"latin%E9.mov": 16, `quote"<&>'.mov`: 17, " leading and trailing ": 18, "日本語.mov": 19, "=1+1.csv": 20, "-rf": 21, "caf\u00e9": 22, "cafe\u0301": 23,
		"back\\slash": 24, "CON": 25, "cr\r.mov": 26,
	})
	must(t, syscall.Mkfifo(filepath.Join(card, "pipe.mov"), 0o600))
	must(t, os.Symlink(".", filepath.Join(card, "loop")))
	r := copyCard(t, t.Context(), card, one)
	renamed := map[string]string{}
	for _, n := range r.Card.Notes {
		if n.Code == NoteRenamed {
			renamed[n.Path] = n.Other
		}
	}
	want := map[string]string{"latin\xe9.mov": "latin%E9.mov~", "folder\xff/x.jpg": "folder%FF/x.jpg", "bell\x07.wav": "bell%07.wav", "cr\r.mov": "cr%0D.mov"}
	for from, to := range want {
		if renamed[from] != to {
			t.Errorf("%q became %q, want %q", from, renamed[from], to)
		}
	}
	copies := tree(t, one)
	for i := range r.Card.Files {
		f := &r.Card.Files[i]
		if copies[f.As] != string(content(f.Path, int(f.Size))) {
			t.Errorf("%q is not its copy", f.As)
		}
	}
	check, err := Extend(t.Context(), one, options())
	must(t, err)
	if !check.OK() || check.Count(Agrees) != len(r.Card.Files) {
		t.Errorf("%+v", check.Files)
	}
	xmllint(t, one)
}

// smallDisk is a file system of its own, where the test may mount one.
func smallDisk(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("no file system can be mounted here: %v", err)
	}
	t.Cleanup(func() { _ = unix.Unmount(dir, unix.MNT_DETACH) }) // a test may have done it
	return dir
}

func TestRunFullDisk(t *testing.T) {
	small := filepath.Join(smallDisk(t, "6m"), "A001")
	card, one, _ := places(t, mixed)
	p := plan(t, card, small, one)
	if p.Fits() || p.To[0].Fits || !p.To[1].Fits {
		t.Errorf("%d of %d bytes", p.To[0].Need, p.To[0].Free)
	}
	if _, err := Run(t.Context(), p, options()); !errors.Is(err, ErrNoRoom) || len(tree(t, filepath.Dir(small))) > 0 {
		t.Errorf("%v, want ErrNoRoom and nothing written", err)
	}
	p.To[0].Fits = true // as if something else had filled it meanwhile
	r, err := Run(t.Context(), p, options())
	must(t, err)
	if !errors.Is(r.To[0].Err, ErrFull) || !r.To[1].Complete() {
		t.Errorf("%v, %v", r.To[0].Err, r.To[1].Err)
	}
	noHalfFile(t, card, small)
}

func TestRunPulledDisk(t *testing.T) {
	mount := smallDisk(t, "64m")
	card, one, _ := places(t, mixed)
	to := filepath.Join(mount, "A001")
	o := options()
	o.openDisk = with(func(dir string, d *faultyDisk) {
		d.onCreate = func(p string) error {
			if dir == to && p == partName(4) {
				must(t, unix.Unmount(mount, unix.MNT_DETACH))
			}
			return nil
		}
	})
	r, err := Run(t.Context(), plan(t, card, to, one), o)
	must(t, err)
	if !errors.Is(r.To[0].Err, ErrPulled) || !r.To[1].Complete() {
		t.Errorf("%v, %v", r.To[0].Err, r.To[1].Err)
	}
	sameFiles(t, card, one)
}

// TestRunReadOnlyCard mounts the card so that nothing can write to it, not even the superuser.
func TestRunReadOnlyCard(t *testing.T) {
	mount := smallDisk(t, "64m")
	write(t, mount, mixed)
	must(t, unix.Mount("", mount, "", unix.MS_REMOUNT|unix.MS_RDONLY, ""))
	one := filepath.Join(t.TempDir(), "A001")
	copyCard(t, t.Context(), mount, one)
	sameFiles(t, mount, one)
	copyCard(t, t.Context(), one, filepath.Join(t.TempDir(), "B"))
	r, err := Run(t.Context(), plan(t, one, filepath.Join(mount, "back")), options())
	must(t, err)
	if !errors.Is(r.To[0].Err, ErrDenied) {
		t.Errorf("%v, want ErrDenied", r.To[0].Err)
	}
}

// TestReadBackPassesTheCache counts the bytes that the kernel read from disks
// for this process.
func TestReadBackPassesTheCache(t *testing.T) {
	dir := t.TempDir()
	for _, size := range []int{200_000, 3 * directFrom} {
		name := filepath.Join(dir, "f")
		put(t, name, content("f", size))
		f, err := os.Open(name)
		must(t, err)
		must(t, f.Sync())
		must(t, f.Close())
		d, err := openDisk(dir)
		must(t, err)
		before := bytesRead(t)
		sums, n, err := newShelf().hashCold(t.Context(), d, "f", int64(size), []Format{XXH128}, func(int) {})
		must(t, errors.Join(err, d.close()))
		if read := bytesRead(t) - before; read < int64(size) {
			if read == 0 && !onDisk(t, dir) {
				t.Skip("the folder for tests is in memory")
			}
			t.Errorf("%d bytes came from the disk, not %d", read, size)
		}
		if n != int64(size) || sums[XXH128] == "" {
			t.Errorf("%d bytes, %v", n, sums)
		}
		must(t, os.Remove(name))
	}
}

func onDisk(t *testing.T, dir string) bool {
	var s unix.Statfs_t
	must(t, unix.Statfs(dir, &s))
	return s.Type != unix.TMPFS_MAGIC && s.Type != unix.OVERLAYFS_SUPER_MAGIC
}

func bytesRead(t *testing.T) (n int64) {
	b, err := os.ReadFile("/proc/self/io")
	if err != nil {
		t.Skip("the kernel does not count")
	}
	return field(string(b), "read_bytes: ")
}
