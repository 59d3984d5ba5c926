package sync

import (
	"os"
	"slices"
	"testing"

	"onset/signer"
	"onset/store"
)

// image is a copy of a device's whole home; putBack makes it that again.
func (d *device) image() string {
	d.t.Helper()
	to := d.t.TempDir()
	if err := os.CopyFS(to, os.DirFS(d.dir)); err != nil {
		d.t.Fatal(err)
	}
	return to
}

func (d *device) putBack(image string) {
	d.t.Helper()
	_ = d.db.Close()
	if err := os.RemoveAll(d.dir); err != nil {
		d.t.Fatal(err)
	}
	if err := os.CopyFS(d.dir, os.DirFS(image)); err != nil {
		d.t.Fatal(err)
	}
	d.reopen()
}

// A kit whose whole disk is put back from an old image, files, store and index
// together, and that goes on as if nothing had happened, gets back from others
// what it had said meanwhile: what an office acknowledged is lost nowhere, and
// all end with both branches.
func TestOldImageOfAKit(t *testing.T) {
	kit := founder(t)
	office := kit.enrol(signer.RankOffice)
	other := kit.enrol(signer.RankCrew)
	kit.sign("Freja Holm")
	meet := func() {
		kit.carry()
		kit.meet(office)
	}
	office.carry()
	office.acknowledge()
	other.carry()
	other.meet(office)
	meet()
	until(t, "all are the same", func() bool { return same(kit, office, other) && kit.link.Status().Waiting == 0 })
	kit.rest()
	_ = kit.db.Close()
	image := kit.image()
	kit.reopen()

	meet()
	lost, _ := kit.sign("Mads Holm")
	until(t, "it is acknowledged", func() bool { return same(kit, office, other) && kit.link.Status().Waiting == 0 })
	kit.rest()
	kit.putBack(image)
	again, _ := kit.sign("Liv Holm") // at the place where the other was
	for range 3 {                    // more than others remember of the kit's files
		kit.sign("Else Holm")
	}
	meet()
	until(t, "both branches are everywhere", func() bool {
		for _, d := range []*device{kit, office, other} {
			if _, err := d.db.Consent(t.Context(), lost.Consent); err != nil {
				return false
			}
			if _, err := d.db.Consent(t.Context(), again.Consent); err != nil {
				return false
			}
		}
		return same(kit, office, other)
	})
	logs, err := kit.db.Logs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(logs, func(l store.Log) bool { return l.Author == kit.author() && len(l.Forks) == 1 }) {
		t.Errorf("the kit does not know that its log goes on in two ways: %+v", logs)
	}
}
