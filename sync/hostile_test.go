package sync

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"onset/consent"
	"onset/signer"
	"onset/sync/engine"
	"onset/sync/spool"
)

// folderOf is where a device keeps the files of an author.
func (d *device) folderOf(author consent.Ref) *spool.Folder {
	return spool.At(d.link.spoolPath(author), d.keys.ID, author)
}

func (d *device) listing(author consent.Ref) spool.Listing {
	d.t.Helper()
	l, err := d.folderOf(author).List(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	return l
}

// trio are a founder and two kits that have all met, and the first has signed somebody.
func trio(t *testing.T) (a, b, c *device) {
	t.Helper()
	a = founder(t)
	b, c = a.enrol(signer.RankCrew), a.enrol(signer.RankCrew)
	a.sign("Freja Holm")
	for _, d := range []*device{a, b, c} {
		d.carry()
	}
	b.meet(a)
	c.meet(a, b)
	until(t, "all are the same", func() bool { return same(a, b, c) })
	return a, b, c
}

// seize makes a device hostile: it shares a folder of another's as if it were its own.
func (d *device) seize(author consent.Ref) string {
	d.t.Helper()
	id := recordsID(d.keys.ID, author)
	folders, err := d.link.folders(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	for i := range folders {
		if folders[i].ID == id {
			folders[i].Kind = engine.Send
		}
	}
	if err := d.node.eng.SetFolders(d.t.Context(), folders); err != nil {
		d.t.Fatal(err)
	}
	return id
}

// A device that may speak deletes, alters and adds files in another's folder.
func TestHostilePeerChangesNothing(t *testing.T) {
	a, b, c := trio(t)
	before := a.state()
	folder := b.folderOf(a.author())
	list := b.listing(a.author())
	id := b.seize(a.author())
	if err := os.WriteFile(filepath.Join(folder.Path(), list.Segments[0].String()), []byte("forged"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := folder.Remove(list.Blobs...); err != nil {
		t.Fatal(err)
	}
	forged := spool.Name{First: 1000, Last: 2000, Sum: consent.Ref{1}}
	if err := os.WriteFile(filepath.Join(folder.Path(), forged.String()), []byte("forged"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := b.node.eng.Scan(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if err := b.node.eng.Override(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	a.sign("Mads Holm")
	until(t, "the next is there all the same", func() bool { return same(a, c) && a.state() != before })
	own := a.listing(a.author())
	until(t, "the folder is what its owner wrote", func() bool {
		l := c.listing(a.author())
		if !slices.Equal(l.Segments, own.Segments) || !slices.Equal(l.Blobs, own.Blobs) {
			return false
		}
		for _, n := range slices.Concat(l.Segments, l.Blobs) {
			if _, err := c.folderOf(a.author()).Bytes(n); err != nil {
				return false
			}
		}
		return true
	})
	if l := a.listing(a.author()); !slices.Equal(l.Blobs, own.Blobs) {
		t.Error("the owner lost files")
	}
	until(t, "nothing is in the way any more", func() bool { return len(c.link.Status().Faults) == 0 })
}

// Statements that a device may not say, or says in another's name, do not count.
func TestForeignSegmentDoesNotCount(t *testing.T) {
	a, b, c := trio(t)
	sts := b.say(&consent.Withdrawn{Consent: newID(t)})
	until(t, "it is known", func() bool { return same(a, b, c) })
	sealed, err := b.db.Sealed(t.Context(), b.author(), sts[0].Seq, 1)
	if err != nil {
		t.Fatal(err)
	}
	// b's own statement, in a file of b's that is put into a's folder.
	mine, err := spool.Open(t.TempDir(), b.keys.ID, b.author())
	if err != nil {
		t.Fatal(err)
	}
	n, err := mine.WriteSegment(sealed, b.link.recipients(false)...)
	if err != nil {
		t.Fatal(err)
	}
	file, err := mine.Bytes(n)
	if err != nil {
		t.Fatal(err)
	}
	id := b.seize(a.author())
	if err := b.folderOf(a.author()).Put(n, file); err != nil {
		t.Fatal(err)
	}
	saw := make(chan struct{}, 1)
	c.link.OnChange(func() {
		for _, f := range c.link.Status().Faults {
			if f.What == Foreign && f.Author == a.author() && f.Item == n.String() && !f.Since.IsZero() {
				wake(saw)
			}
		}
	})
	_ = a.node.eng.Close() // who would put it right is away
	if err := b.node.eng.Scan(t.Context(), id, n.String()); err != nil {
		t.Fatal(err)
	}
	select {
	case <-saw:
	case <-time.After(60 * time.Second):
		t.Fatalf("never said: %+v", c.link.Status().Faults)
	}
	if !same(b, c) {
		t.Error("it counted")
	}
}

// A reader whose file was damaged on its own disk has it fetched again.
func TestReaderFetchesADamagedFileAgain(t *testing.T) {
	a := founder(t)
	b := a.enrol(signer.RankCrew)
	a.sign("Freja Holm")
	a.carry()
	b.carry()
	b.meet(a)
	until(t, "all is there", func() bool { return same(a, b) })
	b.rest()
	n := b.listing(a.author()).Segments[0]
	path := filepath.Join(b.folderOf(a.author()).Path(), n.String())
	if err := os.WriteFile(path, []byte("damaged"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := b.db.PutLocal(t.Context(), localOf(factBox+a.author().String())); err != nil {
		t.Fatal(err)
	}
	b.carry()
	b.meet(a)
	until(t, "the file is whole again", func() bool {
		_, err := b.folderOf(a.author()).Bytes(n)
		return err == nil
	})
	until(t, "nothing is in the way any more", func() bool { return len(b.link.Status().Faults) == 0 })
}

// A device that fills its own folder, or another's, with whatever it likes gets
// no more room than any device's statements may take, and the others go on.
func TestHostilePeerGetsNoMoreThanItsRoom(t *testing.T) {
	a, b, c := trio(t)
	folders, err := c.link.folders(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range folders {
		if f.Kind == engine.Take && f.MaxKiB != recordsMax>>10 {
			t.Errorf("%s has a limit of %d KiB", f.ID, f.MaxKiB)
		}
		folders[i].MaxKiB = min(f.MaxKiB, 1<<10)
	}
	if err := c.node.eng.SetFolders(t.Context(), folders); err != nil {
		t.Fatal(err)
	}
	own := b.folderOf(b.author())
	for n := range 40 {
		name := spool.Name{First: uint64(1000 + n), Last: uint64(1000 + n), Sum: consent.Ref{byte(n + 1)}}
		if err := os.WriteFile(filepath.Join(own.Path(), name.String()), make([]byte, 100<<10), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.node.eng.Scan(t.Context(), recordsID(b.keys.ID, b.author())); err != nil {
		t.Fatal(err)
	}
	until(t, "it is said who takes all room", func() bool {
		return slices.ContainsFunc(c.link.Status().Faults, func(f Fault) bool { return f.Author == b.author() && f.What != Gap })
	})
	a.sign("Mads Holm")
	until(t, "the others go on", func() bool { return same(a, c) })
	var used int64
	for _, p := range filesOf(t, c.folderOf(b.author()).Path(), "") {
		if info, err := os.Stat(p); err == nil {
			used += info.Size()
		}
	}
	if used > 1<<20 {
		t.Errorf("%d bytes were taken", used)
	}
}
