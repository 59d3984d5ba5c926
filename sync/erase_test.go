package sync

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"onset/consent"
	"onset/signer"
	"onset/store"
)

func localOf(name string) store.Local { return store.Local{Name: name} }

// filesOf are the files below a folder whose name holds a text.
func filesOf(t *testing.T, dir, text string) (found []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && bytes.Contains([]byte(filepath.Base(p)), []byte(text)) {
			found = append(found, p)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// What is erased goes from every device, also where it comes back, and stays away.
func TestErasedStaysAway(t *testing.T) {
	a, b, c := trio(t)
	g, blobs := b.sign("Mads Holm")
	until(t, "all have it", func() bool {
		return same(a, b, c) && len(filesOf(t, c.dir, g.Set.ID.String())) == 1
	})
	b.rest() // its owner is away
	if _, err := a.db.Erase(t.Context(), a.by, consent.StampOf(testNow), blobs[0].ID, blobs[1].ID); err != nil {
		t.Fatal(err)
	}
	gone := func(devices ...*device) func() bool {
		return func() bool {
			for _, d := range devices {
				for _, blob := range blobs {
					if len(filesOf(t, d.dir, blob.ID.String())) > 0 {
						return false
					}
				}
			}
			return same(devices...)
		}
	}
	until(t, "the files are gone", gone(a, c))
	id := recordsID(a.keys.ID, b.author())
	for _, d := range []*device{a, c} {
		if err := d.node.eng.Revert(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	if !gone(a, c)() {
		t.Error("they came back")
	}
	c.rest()
	c.carry()
	c.meet(a)
	b.carry()
	b.meet(a, c)
	until(t, "the owner's are gone too", gone(a, b, c))
	for _, d := range []*device{a, b, c} {
		d.sign("Somebody")
	}
	until(t, "everybody goes on", gone(a, b, c))
}

// A file of an erased blob that comes later is not let in.
func TestErasedIsNotLetIn(t *testing.T) {
	a := founder(t)
	b := a.enrol(signer.RankCrew)
	b.carry()
	_, blobs := a.sign("Freja Holm")
	if _, err := a.db.Erase(t.Context(), a.by, consent.StampOf(testNow), blobs[0].ID); err != nil {
		t.Fatal(err)
	}
	a.carry()
	if err := a.link.Now(t.Context()); err != nil { // its folder is swept by then
		t.Fatal(err)
	}
	if _, err := a.link.out.folder.WriteBlob(blobs[0].ID, blobs[0].Bytes); err != nil {
		t.Fatal(err)
	}
	if err := a.node.eng.Scan(t.Context(), recordsID(a.keys.ID, a.author())); err != nil {
		t.Fatal(err)
	}
	b.meet(a)
	until(t, "all is there", func() bool { return same(a, b) })
	until(t, "but not that", func() bool {
		return len(filesOf(t, b.dir, blobs[1].ID.String())) == 1 && len(filesOf(t, b.dir, blobs[0].ID.String())) == 0
	})
	if _, err := os.Stat(b.dir); err != nil {
		t.Fatal(err)
	}
}
