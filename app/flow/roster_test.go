package flow_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"onset/app/flow"
	"onset/app/keep"
	"onset/consent"
	"onset/signer"
)

func lineOf(t *testing.T, k *flow.Kit, who consent.Ref) flow.DeviceLine {
	t.Helper()
	all, err := k.Devices(t.Context())
	must(t, err)
	i := slices.IndexFunc(all, func(l flow.DeviceLine) bool { return l.Author == who })
	if i < 0 {
		t.Fatal("no such device")
	}
	return all[i]
}

func takeBack(t *testing.T, k *flow.Kit, person consent.ID) {
	t.Helper()
	_, err := k.Withdraw(t.Context(), flow.WithdrawDraft{Of: person})
	must(t, err)
}

func TestBringAProductionToTheOffice(t *testing.T) {
	s := founded(t)
	s.adult("Karen", consent.Film)
	oh, odir := another(t, s.clock)
	other, _, err := oh.Found(t.Context(), flow.NewProduction{Title: "Fyret", Controller: "C", Contact: "c", Passphrase: passphrase, Terms: []string{"crowd"}})
	must(t, err)
	defer func() { must(t, other.Close()) }()
	taken := make(chan consent.Ref, 2)
	serving(t, oh, func(p consent.Ref) { taken <- p })
	code, err := oh.InviteProduction(t.Context(), flow.InviteOptions{Label: "Office"})
	must(t, err)
	if err := s.BringToOffice(t.Context(), code.Code); err != nil {
		t.Fatal(err)
	}
	p := <-taken
	equal(t, "production", p, s.ProductionID())
	k, err := oh.OpenProduction(t.Context(), p)
	must(t, err)
	defer func() { must(t, k.Close()) }()
	office := lineOf(t, s.Kit, author(k))
	if !slices.Contains(office.Ranks, signer.RankRoot) || !slices.Contains(office.Ranks, signer.RankOffice) || office.Label != "Office" {
		t.Errorf("%+v", office)
	}
	// Once more with the same code is a no-op.
	must(t, s.BringToOffice(t.Context(), code.Code))
	equal(t, "devices", len(s.Kit.Carried().Store.Roster().Devices()), 2)
	meets(t, s.Kit, k)
	rows := k.People(flow.PeopleQuery{}).Rows
	if len(rows) != 1 || rows[0].Name != "Karen" {
		t.Fatalf("%+v", rows)
	}
	// The office reads what is for the office, and enrols as root.
	c := joins(t, &set{Kit: k, t: t, clock: s.clock, home: oh}, flow.InviteOptions{Rank: signer.RankAdmin})
	equal(t, "rank", lineOf(t, c.Kit, author(c.Kit)).Ranks[0], signer.RankAdmin)
	if _, err := s.Invite(t.Context(), flow.InviteOptions{Rank: signer.RankAdmin}); !errors.Is(err, flow.ErrNotAllowed) {
		t.Errorf("the founder is root still: %v", err)
	}
	must(t, k.Close())
	h := openHome(t, odir, s.clock)
	must(t, other.Close())
	again, err := h.Unlock(t.Context(), passphrase, p)
	must(t, err)
	must(t, again.Close())
}

func TestAnOfficeThatLostTheHandOverIsGivenItAgain(t *testing.T) {
	s := founded(t)
	dir := filepath.Join(t.TempDir(), "office")
	full := errors.New("no room")
	fails := true
	h, err := flow.OpenHome(flow.Options{Dir: dir, Now: s.clock.now, Open: keep.Open, Create: func(ctx context.Context, c flow.StoreConfig) (flow.Store, error) {
		if fails {
			return nil, full
		}
		return keep.Create(ctx, c)
	}})
	must(t, err)
	_, err = h.Prepare(passphrase)
	must(t, err)
	taken := make(chan consent.Ref, 1)
	serving(t, h, func(p consent.Ref) { taken <- p })
	first, err := h.InviteProduction(t.Context(), flow.InviteOptions{})
	must(t, err)
	if err := s.BringToOffice(t.Context(), first.Code); err == nil {
		t.Fatal("an office without room took it")
	}
	equal(t, "root stays here", lineOf(t, s.Kit, author(s.Kit)).Ranks[0], signer.RankRoot)
	fails = false
	second, err := h.InviteProduction(t.Context(), flow.InviteOptions{})
	must(t, err)
	must(t, s.BringToOffice(t.Context(), second.Code))
	equal(t, "taken", <-taken, s.ProductionID())
	equal(t, "one office", len(s.Kit.Carried().Store.Roster().Devices()), 2)
}

func TestRevoke(t *testing.T) {
	s := founded(t)
	serving(t, s.home, nil)
	b, c := joins(t, s, flow.InviteOptions{Label: "Camera B"}), joins(t, s, flow.InviteOptions{Label: "Camera C"})
	meets(t, s.Kit, b.Kit)
	meets(t, s.Kit, c.Kit)
	b.adult("Karen", consent.Film)
	meets(t, s.Kit, b.Kit)
	stood := lineOf(t, s.Kit, author(b.Kit)).Held
	if _, err := b.Revoke(t.Context(), author(c.Kit), ""); !errors.Is(err, flow.ErrNotAllowed) {
		t.Fatalf("crew revokes: %v", err)
	}
	report, err := s.Revoke(t.Context(), author(b.Kit), "left on a train")
	must(t, err)
	if !report.Device.Revoked || report.Device.Stands != stood || report.Persons != 1 || report.Kinds["name"] != 1 || report.Kinds["ink"] != 1 || report.NewEpoch != 2 {
		t.Errorf("%+v", report)
	}
	equal(t, "hours", report.Until.Sub(report.Made).Hours(), 72)
	// It has not heard of it and goes on; nothing of that counts with the others.
	_, bent := b.adult("Bent", consent.Film)
	takeBack(t, b.Kit, bent)
	meets(t, s.Kit, b.Kit)
	equal(t, "people", s.People(flow.PeopleQuery{}).All, 1)
	line := lineOf(t, s.Kit, author(b.Kit))
	if line.Asides == 0 || !line.Withdrawal {
		t.Errorf("%+v", line)
	}
	// What is written now opens on the one that stayed, and not on the one that went.
	s.adult("Dorthe", consent.Film)
	meets(t, s.Kit, c.Kit)
	meets(t, s.Kit, b.Kit)
	equal(t, "found by name where it stayed", len(c.People(flow.PeopleQuery{Text: "Dorthe"}).Rows), 1)
	equal(t, "found by name where it went", len(b.People(flow.PeopleQuery{Text: "Dorthe"}).Rows), 0)
	// A person looks, and lets it stand.
	must(t, s.MoveRevocation(t.Context(), author(b.Kit), "it was on the shelf"))
	equal(t, "people then", s.People(flow.PeopleQuery{}).All, 3)
	if err := s.MoveRevocation(t.Context(), author(b.Kit), ""); !errors.Is(err, flow.ErrNothingHeld) {
		t.Errorf("further: %v", err)
	}
	if err := s.MoveRevocation(t.Context(), author(c.Kit), ""); !errors.Is(err, flow.ErrNotFound) {
		t.Errorf("one that was not revoked: %v", err)
	}
	if _, err := s.Revoke(t.Context(), author(s.Kit), ""); !errors.Is(err, flow.ErrNotAllowed) {
		t.Errorf("itself: %v", err)
	}
	// It cannot come back with its old keys.
	if i, err := s.Invite(t.Context(), flow.InviteOptions{}); err == nil {
		_, _, err = openHome(t, b.dir, s.clock).Join(t.Context(), flow.Join{Code: i.Code, Passphrase: passphrase})
		if !errors.Is(err, flow.ErrJoined) {
			t.Errorf("a home that has the production: %v", err)
		}
	}
}

func TestARootChangesKeysWhenAnAdminRevokes(t *testing.T) {
	s := founded(t)
	serving(t, s.home, nil)
	admin, crew := joins(t, s, flow.InviteOptions{Rank: signer.RankAdmin}), joins(t, s, flow.InviteOptions{})
	meets(t, s.Kit, admin.Kit)
	report, err := admin.Revoke(t.Context(), author(crew.Kit), "")
	must(t, err)
	equal(t, "new keys by an admin", report.NewEpoch, 0)
	meets(t, s.Kit, admin.Kit)
	until(t, "new keys", func() bool { return s.Carried().Production.Newest(signer.AudienceSet) == 2 })
	equal(t, "the office's stay", s.Carried().Production.Newest(signer.AudienceOffice), 1)
}

func TestSetAsideWithdrawalIsConfirmed(t *testing.T) {
	s := founded(t)
	serving(t, s.home, nil)
	b := joins(t, s, flow.InviteOptions{Label: "Camera B"})
	id, karen := s.adult("Karen", consent.Film)
	meets(t, s.Kit, b.Kit)
	_, err := s.Revoke(t.Context(), author(b.Kit), "")
	must(t, err)
	takeBack(t, b.Kit, karen)
	b.adult("Bent", consent.Film)
	meets(t, s.Kit, b.Kit)
	today, err := s.Today(t.Context())
	must(t, err)
	need(t, today, flow.NeedAsideBack, 2) // the withdrawal, and that she is not to be filmed
	asides, err := s.Asides(t.Context())
	must(t, err)
	i := slices.IndexFunc(asides, func(a flow.AsideLine) bool { return a.Type == "consent.withdrawn" })
	if i < 0 || i > 1 {
		t.Fatalf("%+v", asides)
	}
	first := asides[i]
	if !first.Withdrawal || first.Consent != id || first.Name != "Karen" || first.Device != "Camera B" || first.Reason != "revoked" {
		t.Fatalf("%+v", first)
	}
	must(t, s.ConfirmAside(t.Context(), first.ID))
	line, err := s.Consent(id)
	must(t, err)
	equal(t, "withdrawn", len(line.Consent.Withdrawals), 1)
	asides, err = s.Asides(t.Context())
	must(t, err)
	must(t, s.ConfirmAside(t.Context(), asides[0].ID))
	asides, err = s.Asides(t.Context())
	must(t, err)
	if len(asides) == 0 || asides[0].Withdrawal {
		t.Fatalf("%+v", asides)
	}
	if err := s.ConfirmAside(t.Context(), asides[0].ID); !errors.Is(err, flow.ErrNothingHeld) {
		t.Errorf("a revoked device's declaration: %v", err)
	}
	must(t, s.DismissAside(t.Context(), asides[0].ID))
	if err := s.DismissAside(t.Context(), consent.Ref{1}); !errors.Is(err, flow.ErrNotFound) {
		t.Errorf("nothing: %v", err)
	}
}

func TestPeersThatHaveNotHeardOfEachOther(t *testing.T) {
	s := founded(t)
	serving(t, s.home, nil)
	b, c := joins(t, s, flow.InviteOptions{}), joins(t, s, flow.InviteOptions{})
	if _, ok := b.Carried().Store.Roster().Device(author(c.Kit)); ok {
		t.Fatal("it has heard of it")
	}
	shown, err := c.Enrolment(t.Context())
	must(t, err)
	if len(shown) > 2900 {
		t.Errorf("%d bytes are too many for a code", len(shown))
	}
	must(t, b.TakeEnrolment(t.Context(), shown))
	must(t, b.TakeEnrolment(t.Context(), shown))
	if d, ok := b.Carried().Store.Roster().Device(author(c.Kit)); !ok || !d.Crew {
		t.Error("it has not heard of it")
	}
	stranger := founded(t)
	theirs, err := stranger.Enrolment(t.Context())
	must(t, err)
	for name, bad := range map[string][]byte{
		"nothing": nil, "another production": theirs, "cut short": shown[:len(shown)-9], "changed": append(bytes.Clone(shown[:40]), shown[41:]...),
		"no proof": shown[:18],
	} {
		if err := b.TakeEnrolment(t.Context(), bad); !errors.Is(err, flow.ErrEnrolment) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRestoredDeviceGoesOnInANewLog(t *testing.T) {
	s := founded(t)
	serving(t, s.home, nil)
	b := joins(t, s, flow.InviteOptions{})
	meets(t, s.Kit, b.Kit)
	b.adult("Karen", consent.Film)
	old := author(b.Kit)
	must(t, b.Close())
	h := openHome(t, b.dir, s.clock)
	k, err := h.Restore(t.Context(), passphrase, consent.Ref{})
	must(t, err)
	b.Kit, b.home = k, h
	if author(k) == old {
		t.Fatal("the old log goes on")
	}
	b.adult("Bent", consent.Film)
	meets(t, s.Kit, b.Kit)
	equal(t, "people", s.People(flow.PeopleQuery{}).All, 2)
	equal(t, "continues", lineOf(t, s.Kit, author(k)).Continues, old)
	b.reopen()
	equal(t, "people after a restart", b.People(flow.PeopleQuery{}).All, 2)
	// The founder does the same and stays root.
	must(t, s.Close())
	h = openHome(t, s.dir, s.clock)
	s.Kit, err = h.Restore(t.Context(), passphrase, consent.Ref{})
	must(t, err)
	s.home = h
	equal(t, "rank", lineOf(t, s.Kit, author(s.Kit)).Ranks[0], signer.RankRoot)
	_, err = s.Invite(t.Context(), flow.InviteOptions{})
	must(t, err)
}

// A backup that is put back twice gives two new logs: one would be a fork of
// what was said after the first time.
func TestBackupPutBackTwice(t *testing.T) {
	s := founded(t)
	must(t, s.Close())
	var logs []consent.Ref
	for range 2 {
		dir := filepath.Join(t.TempDir(), "home")
		must(t, os.CopyFS(dir, os.DirFS(s.dir)))
		k, err := openHome(t, dir, s.clock).Restore(t.Context(), passphrase, consent.Ref{})
		must(t, err)
		logs = append(logs, author(k))
		must(t, k.Close())
	}
	if logs[0] == logs[1] {
		t.Error("both go on in the same log")
	}
}
