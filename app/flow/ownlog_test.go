package flow_test

import (
	"os"
	"path/filepath"
	"testing"

	"onset/app/flow"
	"onset/consent"
	"onset/signer"
)

// A kit that was put back from a backup hears from others what it said after
// it: it says so, and goes on in a new log when it is opened next.
func TestAKitNoticesItsOwnFork(t *testing.T) {
	s := founded(t)
	serving(t, s.home, nil)
	b := joins(t, s, flow.InviteOptions{})
	meets(t, s.Kit, b.Kit)
	must(t, b.Close())
	backup := filepath.Join(t.TempDir(), "home")
	must(t, os.CopyFS(backup, os.DirFS(b.dir)))
	b.reopen()
	old := author(b.Kit)
	b.adult("Karen", consent.Film)
	meets(t, s.Kit, b.Kit)
	if b.OwnLogElsewhere(t.Context()) {
		t.Fatal("it notices what is not so")
	}
	must(t, b.Close())
	c := &set{t: t, clock: s.clock, dir: backup, home: openHome(t, backup, s.clock)}
	var err error
	c.Kit, err = c.home.Unlock(t.Context(), passphrase, consent.Ref{})
	must(t, err)
	equal(t, "log before it is noticed", author(c.Kit), old)
	c.adult("Bent", consent.Film)
	meets(t, s.Kit, c.Kit)
	if !c.OwnLogElsewhere(t.Context()) || !lineOf(t, c.Kit, old).Fork || c.WentOn(t.Context()) {
		t.Error("it does not notice")
	}
	today, err := c.Today(t.Context())
	must(t, err)
	need(t, today, flow.NeedFork, 1)
	c.adult("Dorthe", consent.Film) // nothing is stopped by it
	c.reopen()
	t.Cleanup(func() { _ = c.Close() })
	if author(c.Kit) == old || !c.WentOn(t.Context()) || c.WentOn(t.Context()) || c.OwnLogElsewhere(t.Context()) {
		t.Error("it goes on in the old log, or does not say so once")
	}
	equal(t, "continues", lineOf(t, c.Kit, author(c.Kit)).Continues, old)
	c.adult("Erik", consent.Film)
	meets(t, s.Kit, c.Kit)
	equal(t, "people", s.People(flow.PeopleQuery{}).All, 4)
	now := author(c.Kit)
	c.reopen()
	equal(t, "log after that", author(c.Kit), now)
}

// Nobody else can make a kit leave its log: what it is said to have said must
// be under its seal.
func TestAForgedForkIsNotNoticed(t *testing.T) {
	s := founded(t)
	held, err := s.Carried().Store.Sealed(t.Context(), author(s.Kit), 2, 1)
	must(t, err)
	st, err := flow.Codec().Decode(held[0])
	must(t, err)
	st.At = consent.Stamp{}
	other, err := flow.Codec().Seal(s.Carried().Production.Seal, st)
	must(t, err)
	forged := other
	forged.Signature = held[0].Signature
	_, err = s.Carried().Store.Take(t.Context(), []signer.Sealed{forged, held[0]}, nil)
	must(t, err)
	if s.OwnLogElsewhere(t.Context()) {
		t.Error("a forged statement is believed")
	}
	_, err = s.Carried().Store.Take(t.Context(), []signer.Sealed{other}, nil)
	must(t, err)
	if !s.OwnLogElsewhere(t.Context()) {
		t.Error("a real one is not noticed")
	}
}
