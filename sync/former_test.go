package sync

import (
	"crypto/rand"
	"path/filepath"
	"testing"

	"onset/signer"
)

// goesOn has a device go on in a new log, as a restored home does: its old key
// says so last, and nothing is carried yet.
func (d *device) goesOn() {
	d.t.Helper()
	next, err := signer.NewSealKey(rand.Reader)
	if err != nil {
		d.t.Fatal(err)
	}
	old := d.author()
	keys := d.keys.Keys(d.sync.ID())
	keys.Seal = next.PublicKey().Bytes()
	device, ok := d.db.Roster().Device(old)
	if !ok {
		d.t.Fatal("not enrolled")
	}
	for _, rank := range device.Ranks() {
		if rank == signer.RankRoot {
			d.say(&signer.ProductionRoot{Device: next.Author()})
			continue
		}
		d.say(&signer.DeviceEnrolled{Device: next.Author(), Keys: keys, Rank: rank, Continues: old})
	}
	_ = d.db.Close()
	d.keys.Seal, d.former = next, append(d.former, old)
	d.reopen()
}

// A device of which only the store was kept, from before the last it said, goes
// on in a new log, twice. Others hear of the new logs in the old ones, get all
// that is said, and give back what the backup lacks.
func TestRestoredStoreGoesOnInNewLogs(t *testing.T) {
	for what, rank := range map[string]signer.Rank{"a kit": signer.RankCrew, "an office": signer.RankOffice} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			a := founder(t)
			b := a.enrol(rank)
			a.sign("Freja Holm")
			b.sign("Mads Holm")
			still(a, b)
			b.meet(a)
			until(t, "all is there", func() bool { return same(a, b) })
			b.rest()
			for range 2 {
				backup := filepath.Join(t.TempDir(), "store.db")
				copyTo(t, backup, filepath.Join(b.conf.Dir, "store.db"), b.db)
				b.reopen()
				b.sign("Liv Holm") // after the backup
				b.carry()
				b.meet(a)
				until(t, "that is there too", func() bool { return same(a, b) })
				b.rest()
				_ = b.db.Close()

				b.dir = t.TempDir() // without files, index or addresses
				b.conf.Dir = filepath.Join(b.dir, b.keys.Dir)
				copyInto(t, filepath.Join(b.conf.Dir, "store.db"), backup)
				b.reopen()
				b.goesOn()
				b.sign("Asta Holm")
				b.carry()
				b.meet(a)
				until(t, "all know all", func() bool { return same(a, b) })
				g, _ := a.sign("Karen Holm")
				until(t, "it goes on both ways", func() bool {
					_, err := b.db.Consent(t.Context(), g.Consent)
					return err == nil && same(a, b)
				})
				until(t, "nothing is in the way", func() bool { return len(a.link.Status().Faults) == 0 && len(b.link.Status().Faults) == 0 })
				b.rest()
			}
			for _, p := range a.link.Status().Peers {
				if p.Author != b.author() {
					t.Errorf("a log that nobody goes on with is a device of its own: %v", p)
				}
			}
		})
	}
}
