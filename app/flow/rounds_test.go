package flow_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"onset/app/flow"
	"onset/consent"
	"onset/signer"
)

// withOffice is a production that was brought to an office, and a crew's kit of it.
func withOffice(t *testing.T) (founder, crew *set, office *flow.Kit) {
	t.Helper()
	s := founded(t)
	oh, _ := another(t, s.clock)
	_, err := oh.Prepare(passphrase)
	must(t, err)
	taken := make(chan consent.Ref, 2)
	serving(t, oh, func(p consent.Ref) { taken <- p })
	code, err := oh.InviteProduction(t.Context(), flow.InviteOptions{Label: "Office"})
	must(t, err)
	must(t, s.BringToOffice(t.Context(), code.Code))
	o, err := oh.OpenProduction(t.Context(), <-taken)
	must(t, err)
	t.Cleanup(func() { _ = o.Close() })
	o.TrustClock()
	meets(t, s.Kit, o)
	crew = joins(t, &set{Kit: o, t: t, clock: s.clock, home: oh}, flow.InviteOptions{})
	meets(t, o, crew.Kit)
	return s, crew, o
}

// keysIn are all keys that the keyring in a home holds, the store's copy too.
func keysIn(t *testing.T, dir string) (out []*signer.Identity) {
	t.Helper()
	for _, name := range []string{"keyring", "keyring" + signer.CopySuffix} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		must(t, err)
		alone := filepath.Join(t.TempDir(), "keyring")
		must(t, os.WriteFile(alone, b, 0o600))
		ring, err := signer.OpenKeyring(alone, passphrase)
		must(t, err)
		for _, p := range ring.Productions {
			out = append(out, p.BlobKeys()...)
		}
	}
	return out
}

// opens reports whether any of the keys opens the newest blob for the office of a consent.
func opens(t *testing.T, k *flow.Kit, id consent.ID, keys []*signer.Identity) bool {
	t.Helper()
	c, err := k.Carried().Store.Consent(t.Context(), id)
	must(t, err)
	files, err := k.Carried().Store.BlobFiles(t.Context(), c.Office[0].ID)
	must(t, err)
	_, audience, err := signer.OpenBlob(c.Office[0], files[0], keys...)
	if err != nil && !errors.Is(err, signer.ErrNoIdentity) {
		t.Fatal(err)
	}
	return err == nil && audience == signer.AudienceOffice
}

func signs(t *testing.T, k *flow.Kit, name string) consent.ID {
	t.Helper()
	id, _, err := k.Declare(t.Context(), flow.Declaration{
		Name: name, Email: name + "@post.example", Adult: true, Grants: []consent.Purpose{consent.Film}, Ink: drawn(t),
	})
	must(t, err)
	return id
}

func acknowledged(t *testing.T, office *flow.Kit) {
	t.Helper()
	for more := true; more; {
		var err error
		_, more, err = office.Acknowledge(t.Context())
		must(t, err)
	}
}

func TestWhatTheOfficeHoldsIsForgotten(t *testing.T) {
	founder, crew, office := withOffice(t)
	id := signs(t, crew.Kit, "karen")
	if !opens(t, crew.Kit, id, keysIn(t, crew.dir)) {
		t.Fatal("it cannot be read before the office has it")
	}
	meets(t, crew.Kit, office)
	acknowledged(t, office)
	if !opens(t, crew.Kit, id, keysIn(t, crew.dir)) {
		t.Fatal("it was forgotten before the office's word came")
	}
	meets(t, office, crew.Kit)
	until(t, "forgotten", func() bool { return !opens(t, crew.Kit, id, keysIn(t, crew.dir)) })
	if !opens(t, crew.Kit, id, office.Carried().Production.BlobKeys()) {
		t.Error("the office cannot read what this kit carries")
	}
	next := signs(t, crew.Kit, "jens")
	if !opens(t, crew.Kit, next, keysIn(t, crew.dir)) {
		t.Error("what is taken later cannot be read")
	}
	crew.reopen()
	if !opens(t, crew.Kit, next, keysIn(t, crew.dir)) || opens(t, crew.Kit, id, keysIn(t, crew.dir)) {
		t.Error("a restart changes what can be read")
	}
	// Who founded the production held the office's keys until there was an office.
	meets(t, founder.Kit, office)
	acknowledged(t, office)
	meets(t, office, founder.Kit)
	until(t, "the founder has handed over", func() bool { return !opens(t, founder.Kit, id, keysIn(t, founder.dir)) })
	own := signs(t, founder.Kit, "mette")
	if !opens(t, founder.Kit, own, keysIn(t, founder.dir)) {
		t.Error("the founder cannot read what it took")
	}
	founder.reopen()
	if opens(t, founder.Kit, id, keysIn(t, founder.dir)) {
		t.Error("the founder took the office's key back from its log")
	}
}

// TestOnlyWholeRoundsAreForgotten has a blob on its way while others are held.
func TestOnlyWholeRoundsAreForgotten(t *testing.T) {
	_, crew, office := withOffice(t)
	first := signs(t, crew.Kit, "anna")
	meets(t, crew.Kit, office)
	late := signs(t, crew.Kit, "bo")
	acknowledged(t, office)
	meetsOnly(t, office, crew.Kit)
	until(t, "the office's word is here", func() bool { return held(t, crew.Kit, first) })
	if !opens(t, crew.Kit, late, keysIn(t, crew.dir)) {
		t.Fatal("what the office does not have was forgotten")
	}
	after := signs(t, crew.Kit, "carl")
	equal(t, "rounds", len(crew.Carried().Production.Rounds()), 2)
	crew.clock.add(26 * time.Hour)
	crew.TrustClock()
	next := signs(t, crew.Kit, "dorte")
	equal(t, "rounds of another day", len(crew.Carried().Production.Rounds()), 3)
	meets(t, crew.Kit, office)
	acknowledged(t, office)
	meets(t, office, crew.Kit)
	until(t, "all forgotten", func() bool { return len(crew.Carried().Production.Rounds()) == 0 })
	for _, id := range []consent.ID{first, late, after, next} {
		if opens(t, crew.Kit, id, keysIn(t, crew.dir)) {
			t.Error("still readable")
		}
	}
	left, err := crew.Carried().Store.Locals(t.Context(), "owed")
	must(t, err)
	equal(t, "owed", len(left), 0)
}

// meetsOnly carries statements one way, and no blobs.
func meetsOnly(t *testing.T, from, to *flow.Kit) {
	t.Helper()
	logs, err := from.Carried().Store.Logs(t.Context())
	must(t, err)
	for _, l := range logs {
		sealed, err := from.Carried().Store.Sealed(t.Context(), l.Author, 1, 10_000)
		must(t, err)
		_, err = to.Carried().Store.Take(t.Context(), sealed, nil)
		must(t, err)
	}
}

func held(t *testing.T, k *flow.Kit, id consent.ID) bool {
	t.Helper()
	c, err := k.Carried().Store.Consent(t.Context(), id)
	must(t, err)
	sts, err := k.Carried().Store.Statements(t.Context(), consent.Subject{Kind: consent.OfHolding, ID: c.Office[0].ID})
	must(t, err)
	return len(sts) > 0
}

// TestNothingIsForgottenBeforeItsBlobArrived: the office has the statements and
// says so, and the blobs come after its next start.
func TestNothingIsForgottenBeforeItsBlobArrived(t *testing.T) {
	_, crew, office := withOffice(t)
	id := signs(t, crew.Kit, "eva")
	meetsOnly(t, crew.Kit, office)
	acknowledged(t, office)
	meetsOnly(t, office, crew.Kit)
	seq, _, err := crew.Carried().Store.Acknowledged(t.Context(), author(crew.Kit))
	must(t, err)
	if seq == 0 || held(t, crew.Kit, id) || !opens(t, crew.Kit, id, keysIn(t, crew.dir)) {
		t.Fatalf("acknowledged up to %d; held %v", seq, held(t, crew.Kit, id))
	}
	h := office.Home()
	p := office.ProductionID()
	must(t, office.Close())
	office, err = h.OpenProduction(t.Context(), p)
	must(t, err)
	t.Cleanup(func() { _ = office.Close() })
	meets(t, crew.Kit, office)
	acknowledged(t, office)
	meetsOnly(t, office, crew.Kit)
	until(t, "forgotten", func() bool { return !opens(t, crew.Kit, id, keysIn(t, crew.dir)) })
}

// TestManyAreHeldInFewStatements states what came at once.
func TestManyAreHeldInFewStatements(t *testing.T) {
	_, crew, office := withOffice(t)
	const n = 130
	var ids []consent.ID
	for i := range n {
		ids = append(ids, signs(t, crew.Kit, fmt.Sprint("p", i)))
	}
	meets(t, crew.Kit, office)
	acknowledged(t, office)
	meetsOnly(t, office, crew.Kit)
	until(t, "all forgotten", func() bool { return len(crew.Carried().Production.Rounds()) == 0 })
	said := 0
	sealed, err := office.Carried().Store.Sealed(t.Context(), author(office), 1, 10_000)
	must(t, err)
	for _, s := range sealed {
		if st, err := flow.Codec().Decode(s); err == nil && st.Type == "blob.held" {
			said++
		}
	}
	equal(t, "statements", said, 2)
	for _, id := range ids {
		if !held(t, crew.Kit, id) {
			t.Fatal("one is not held")
		}
	}
	// Said once: nothing is left to say, and a new start says nothing again.
	more, _, err := office.Acknowledge(t.Context())
	must(t, err)
	equal(t, "said again", more, 0)
}
