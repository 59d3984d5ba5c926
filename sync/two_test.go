package sync

import (
	"testing"

	"onset/signer"
)

func TestTwoKitsExchange(t *testing.T) {
	a := founder(t)
	b := a.enrol(signer.RankCrew)
	a.sign("Freja Holm")
	a.carry()
	b.carry()
	b.meet(a)
	until(t, "what was said before is there", func() bool { return same(a, b) })
	g, _ := b.sign("Mads Holm")
	until(t, "what was said since is there", func() bool { return same(a, b) })
	if c, err := a.db.Consent(t.Context(), g.Consent); err != nil || c.Person != g.Person {
		t.Errorf("%+v, %v", c, err)
	}
	until(t, "each knows of the other", func() bool {
		p, q := a.link.Status().Peers, b.link.Status().Peers
		return len(p) == 1 && len(q) == 1 && p[0].Connected && q[0].Connected && p[0].Held == 1 && q[0].Held == 6 && p[0].Has == 6 && q[0].Has == 1
	})
	for _, d := range []*device{a, b} {
		if s := d.link.Status(); len(s.Faults) > 0 || len(s.Listening) == 0 {
			t.Errorf("%+v", s)
		}
	}
}
