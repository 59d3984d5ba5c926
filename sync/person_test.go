package sync

import (
	"testing"

	"onset/consent"
)

// Two kits that take the same consent back while nobody hears them, then meet
// by one disk that both and the office import twice: all end with the same.
func TestSamePersonAtTwoKits(t *testing.T) {
	a := founder(t)
	b, office := a.enrol("crew"), a.enrol("office")
	g, _ := a.sign("Freja Holm")
	still(a, b, office)
	disk := t.TempDir()
	a.export(disk)
	b.imports(disk)
	a.say(&consent.Withdrawn{Consent: g.Consent})
	b.say(&consent.Withdrawn{Consent: g.Consent})
	b.sign("Mads Holm")
	a.export(disk)
	b.export(disk)
	for range 2 {
		for _, d := range []*device{office, b, a} {
			d.imports(disk)
		}
	}
	if !same(a, b, office) {
		t.Error("they differ")
	}
	before := office.state()
	a.meet(office)
	b.meet(office, a)
	until(t, "they met", func() bool { return a.link.anyConnected() && b.link.anyConnected() })
	g2, _ := a.sign("Liv Holm")
	until(t, "what is said next is everywhere", func() bool { return same(a, b, office) && office.state() != before })
	for _, d := range []*device{a, b, office} {
		if _, err := d.db.Consent(t.Context(), g2.Consent); err != nil {
			t.Error(err)
		}
	}
	whole(t, a, b, office)
}
