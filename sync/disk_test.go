package sync

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"onset/consent"
	"onset/signer"
	"onset/store"
	"onset/sync/spool"
)

// still has a device carry its production without anybody to speak to.
func still(devices ...*device) {
	for _, d := range devices {
		d.carry()
	}
}

func (d *device) export(dir string) Parcel {
	d.t.Helper()
	p, err := d.link.Export(d.t.Context(), dir, func(int, int) {})
	if err != nil {
		d.t.Fatal(err)
	}
	return p
}

func (d *device) imports(dir string) Parcel {
	d.t.Helper()
	var last, of int
	p, err := d.link.Import(d.t.Context(), dir, func(done, total int) { last, of = done, total })
	if err != nil {
		d.t.Fatal(err)
	}
	if last > of {
		d.t.Errorf("%d of %d files", last, of)
	}
	return p
}

func TestCarriedByDisk(t *testing.T) {
	a := founder(t)
	b := a.enrol(signer.RankCrew)
	a.sign("Freja Holm")
	b.sign("Mads Holm")
	still(a, b)
	disk := t.TempDir()
	out := a.export(disk)
	if out.Statements < 6 || out.Blobs != 2 || out.Files < 3 || len(out.Faults) > 0 {
		t.Errorf("exported %+v", out)
	}
	if again := a.export(disk); again.Files != 0 || again.Known == 0 {
		t.Errorf("exported again %+v", again)
	}
	in := b.imports(disk)
	if in.Statements != 1 || in.Blobs != 2 || len(in.Faults) > 0 {
		t.Errorf("imported %+v", in)
	}
	before := b.state()
	if again := b.imports(disk); again.Statements != 0 || again.Blobs != 0 || again.Known == 0 || b.state() != before {
		t.Errorf("imported again %+v", again)
	}
	b.export(disk)
	a.imports(disk)
	if !same(a, b) {
		t.Error("they differ")
	}
}

// A third device gets by one's disk what that has of the others.
func TestDiskHoldsEverybodysLog(t *testing.T) {
	a, b, c := founder(t), (*device)(nil), (*device)(nil)
	b, c = a.enrol(signer.RankCrew), a.enrol(signer.RankCrew)
	a.sign("Freja Holm")
	still(a, b, c)
	first, second := t.TempDir(), t.TempDir()
	a.export(first)
	b.imports(first)
	b.sign("Mads Holm")
	b.export(second)
	c.imports(second)
	if !same(b, c) {
		t.Error("they differ")
	}
}

func TestHostileDisk(t *testing.T) {
	a := founder(t)
	b := a.enrol(signer.RankCrew)
	a.sign("Freja Holm")
	still(a, b)
	disk := t.TempDir()
	if _, err := b.link.Import(t.Context(), disk, nil); !errors.Is(err, ErrNoParcel) {
		t.Errorf("an empty disk: %v", err)
	}
	a.export(disk)
	root := filepath.Join(disk, a.keys.ID.String())
	stranger := filepath.Join(root, consent.Ref{7}.String())
	mine := filepath.Join(root, a.author().String())
	for _, err := range []error{
		os.MkdirAll(stranger, 0o700),
		os.MkdirAll(filepath.Join(root, "not an author"), 0o700),
		os.Symlink(mine, filepath.Join(root, consent.Ref{8}.String())),
		os.WriteFile(filepath.Join(mine, spool.Name{First: 9, Last: 9, Sum: consent.Ref{1}}.String()), []byte("x"), 0o600),
		os.Symlink("/dev/zero", filepath.Join(mine, spool.Name{First: 10, Last: 10, Sum: consent.Ref{1}}.String())),
		os.MkdirAll(filepath.Join(mine, spool.Name{First: 11, Last: 11, Sum: consent.Ref{1}}.String()), 0o700),
		os.WriteFile(filepath.Join(mine, spool.Name{First: 12, Last: 12, Sum: consent.Ref{1}}.String()), nil, 0o600),
		os.Truncate(filepath.Join(mine, spool.Name{First: 12, Last: 12, Sum: consent.Ref{1}}.String()), 1<<40),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	p := b.imports(disk)
	if p.Statements != 1 || p.Blobs != 2 || !same(a, b) {
		t.Errorf("imported %+v", p)
	}
	var what []Reason
	for _, f := range p.Faults {
		what = append(what, f.What)
	}
	slices.Sort(what)
	if !slices.Equal(what, []Reason{Damaged, Damaged, UnknownAuthor}) {
		t.Errorf("faults %v", p.Faults)
	}
}

// A kit that comes from an old backup takes back what its folder, or a disk,
// still knows; what it said meanwhile stands beside it.
func TestRestoredFromBackup(t *testing.T) {
	a := founder(t)
	b := a.enrol(signer.RankCrew)
	a.sign("Freja Holm")
	backup := filepath.Join(t.TempDir(), "store.db")
	copyTo(t, backup, filepath.Join(a.conf.Dir, "store.db"), a.db)
	a.reopen()
	a.sign("Mads Holm")
	still(a, b)
	b.meet(a)
	until(t, "all is there", func() bool { return same(a, b) })
	a.rest()
	copyTo(t, filepath.Join(a.conf.Dir, "store.db"), backup, a.db)
	a.reopen()
	if same(a, b) {
		t.Fatal("nothing was lost")
	}
	g, _ := a.sign("Liv Holm") // at the place where another statement was
	a.carry()
	b.meet(a)
	until(t, "both branches are everywhere", func() bool { return same(a, b) })
	if _, err := b.db.Consent(t.Context(), g.Consent); err != nil {
		t.Error(err)
	}
	logs, err := b.db.Logs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(logs, func(l store.Log) bool { return l.Author == a.author() && len(l.Forks) == 1 }) {
		t.Errorf("no fork: %+v", logs)
	}
	a.rest()
	files := len(a.listing(a.author()).Segments)
	a.carry()
	if err := a.link.Now(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := len(a.listing(a.author()).Segments); n != files {
		t.Errorf("%d segments became %d", files, n)
	}
}

// reopen opens the store again, which copyTo or the test closed.
func (d *device) reopen() {
	d.t.Helper()
	db, err := store.Open(d.t.Context(), d.conf)
	if err != nil {
		d.t.Fatal(err)
	}
	d.db = db
	d.t.Cleanup(func() { _ = db.Close() })
}

// copyTo copies a store's file after closing the store.
func copyTo(t *testing.T, dst, src string, db *store.DB) {
	t.Helper()
	_ = db.Close()
	copyInto(t, dst, src)
}

func copyInto(t *testing.T, dst, src string) {
	t.Helper()
	b, err := os.ReadFile(src)
	if err == nil {
		err = os.MkdirAll(filepath.Dir(dst), 0o700)
	}
	if err == nil {
		err = os.WriteFile(dst, b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// A folder of files that was lost is written again from the store.
func TestLostFolderIsWrittenAgain(t *testing.T) {
	a := founder(t)
	b := a.enrol(signer.RankCrew)
	a.sign("Freja Holm")
	still(a, b)
	b.meet(a)
	until(t, "all is there", func() bool { return same(a, b) })
	a.rest()
	l := a.listing(a.author())
	if err := a.folderOf(a.author()).Remove(slices.Concat(l.Segments, l.Blobs)...); err != nil {
		t.Fatal(err)
	}
	a.carry()
	if err := a.link.Now(t.Context()); err != nil {
		t.Fatal(err)
	}
	l = a.listing(a.author())
	if len(l.Uncovered(a.lastPlace())) > 0 || len(l.Blobs) != 2 {
		t.Errorf("left %+v", l)
	}
	b.meet(a)
	a.sign("Mads Holm")
	until(t, "it goes on", func() bool { return same(a, b) && len(b.link.Status().Faults) == 0 })
}

// Clocks that are wrong by years change nothing but what is said of them.
func TestClocksWrongByYears(t *testing.T) {
	a := founder(t)
	b := a.enrol(signer.RankCrew)
	b.now = func() time.Time { return testNow.AddDate(9, 0, 0) }
	b.sign("Mads Holm")
	a.sign("Freja Holm")
	still(a, b)
	b.meet(a)
	until(t, "all is there", func() bool { return same(a, b) })
	until(t, "it is said", func() bool {
		f := a.link.Status().Faults
		return len(f) == 1 && f[0].What == Future && f[0].Author == b.author() && f[0].Since.Equal(testNow)
	})
	if f := b.link.Status().Faults; len(f) > 0 {
		t.Errorf("of the past: %+v", f)
	}
	until(t, "how old it is is known", func() bool {
		p := a.link.Status().Peers
		return len(p) == 1 && p[0].Knows.Equal(testNow.AddDate(9, 0, 0))
	})
}
