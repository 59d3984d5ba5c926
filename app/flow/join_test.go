package flow_test

import (
	"context"
	"errors"
	"net"
	"path/filepath"
	"strings"
	"testing"

	"onset/app/flow"
	"onset/app/keep"
	"onset/consent"
	"onset/signer"
)

// serving has a home answer requests to join on this machine until the test
// ends, or until the returned function is called.
func serving(t *testing.T, h *flow.Home, taken func(consent.Ref)) (stop func()) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	ready := make(chan struct{})
	go func() {
		close(ready)
		done <- h.ServeJoin(ctx, l, taken)
	}()
	<-ready
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(stop)
	until(t, "it answers", func() bool { return h.AnswersJoin() })
	return stop
}

// another is a device that was never started before.
func another(t *testing.T, c *clock) (*flow.Home, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "home")
	return openHome(t, dir, c), dir
}

// joins has a new device join with an invitation of the set's.
func joins(t *testing.T, s *set, o flow.InviteOptions) *set {
	t.Helper()
	i, err := s.Invite(t.Context(), o)
	must(t, err)
	h, dir := another(t, s.clock)
	k, recovery, err := h.Join(t.Context(), flow.Join{Code: i.Code, Passphrase: passphrase, Label: "Camera B", CrewName: "Bo"})
	must(t, err)
	if recovery == "" {
		t.Error("no recovery code")
	}
	t.Cleanup(func() { _ = k.Close() })
	return &set{Kit: k, t: t, clock: s.clock, home: h, dir: dir}
}

// author is the name of a kit's log.
func author(k *flow.Kit) consent.Ref { return k.Carried().Production.Seal.Author() }

// meets carries everything between two kits, as a disk would.
func meets(t *testing.T, a, b *flow.Kit) {
	t.Helper()
	for _, way := range [][2]*flow.Kit{{a, b}, {b, a}} {
		from, to := way[0].Carried().Store, way[1].Carried().Store
		logs, err := from.Logs(t.Context())
		must(t, err)
		var sealed []signer.Sealed
		for _, l := range logs {
			more, err := from.Sealed(t.Context(), l.Author, 1, 10_000)
			must(t, err)
			sealed = append(sealed, more...)
		}
		_, err = to.Take(t.Context(), sealed, blobsOf(t, from, sealed))
		must(t, err)
	}
}

func blobsOf(t *testing.T, from flow.Store, sealed []signer.Sealed) (out []signer.Blob) {
	t.Helper()
	for _, s := range sealed {
		st, err := flow.Codec().Decode(s)
		must(t, err)
		for _, ref := range consent.BlobRefs(st.Body) {
			files, err := from.BlobFiles(t.Context(), ref.ID)
			if errors.Is(err, flow.ErrErased) || errors.Is(err, flow.ErrNotFound) {
				continue
			}
			must(t, err)
			for _, f := range files {
				out = append(out, signer.Blob{ID: ref.ID, Digest: ref.Digest, Bytes: f})
			}
		}
	}
	return out
}

func TestJoinAProduction(t *testing.T) {
	s := founded(t)
	serving(t, s.home, nil)
	s.adult("Karen", consent.Film)
	b := joins(t, s, flow.InviteOptions{})
	equal(t, "production", b.ProductionID(), s.ProductionID())
	equal(t, "title", b.Production().Title, "Havnen")
	equal(t, "people before anything was carried", b.People(flow.PeopleQuery{}).All, 0)
	meets(t, s.Kit, b.Kit)
	list := b.People(flow.PeopleQuery{})
	if list.All != 1 || list.Rows[0].Name != "Karen" {
		t.Errorf("%+v", list)
	}
	equal(t, "shoot", b.Shoot().Unit, "A")
	// What it states counts with the other, and both hold the same.
	b.adult("Bent", consent.Film)
	meets(t, s.Kit, b.Kit)
	equal(t, "people", s.People(flow.PeopleQuery{}).All, 2)
	one, err := s.State(t.Context())
	must(t, err)
	two, err := b.State(t.Context())
	must(t, err)
	equal(t, "state", one, two)
	b.reopen()
	equal(t, "people after a restart", b.People(flow.PeopleQuery{}).All, 2)
}

func TestJoinedKitsAreCrewAndLaunchNothing(t *testing.T) {
	s := founded(t)
	serving(t, s.home, nil)
	b := joins(t, s, flow.InviteOptions{Label: "Unit B"})
	logs, err := b.Carried().Store.Logs(t.Context())
	must(t, err)
	for _, l := range logs {
		if l.Author != author(s.Kit) {
			t.Error("it said something of its own accord")
		}
	}
	lines, err := b.Devices(t.Context())
	must(t, err)
	equal(t, "devices", len(lines), 2)
	for _, l := range lines {
		if l.Self != (len(l.Ranks) == 1 && l.Ranks[0] == signer.RankCrew) {
			t.Errorf("%+v", l)
		}
	}
	if _, err := b.Invite(t.Context(), flow.InviteOptions{}); !errors.Is(err, flow.ErrNotAllowed) {
		t.Errorf("crew invites: %v", err)
	}
}

func TestAnAdminInvitesCrew(t *testing.T) {
	s := founded(t)
	stop := serving(t, s.home, nil)
	b := joins(t, s, flow.InviteOptions{Rank: signer.RankAdmin})
	stop()
	s.adult("Karen", consent.Film)
	serving(t, b.home, nil)
	if _, err := b.Invite(t.Context(), flow.InviteOptions{Rank: signer.RankAdmin}); !errors.Is(err, flow.ErrNotAllowed) {
		t.Errorf("an admin makes admins: %v", err)
	}
	c := joins(t, b, flow.InviteOptions{})
	meets(t, s.Kit, c.Kit)
	equal(t, "people that it can name", c.People(flow.PeopleQuery{}).Rows[0].Name, "Karen")
	meets(t, s.Kit, c.Kit)
	equal(t, "devices at root", len(s.Kit.Carried().Store.Roster().Devices()), 3)
}

func TestOneCodeOneDevice(t *testing.T) {
	s := founded(t)
	serving(t, s.home, nil)
	i, err := s.Invite(t.Context(), flow.InviteOptions{})
	must(t, err)
	h, _ := another(t, s.clock)
	j := flow.Join{Code: strings.ToLower(i.Code), Passphrase: passphrase}
	k, _, err := h.Join(t.Context(), j)
	must(t, err)
	if _, _, err := h.Join(t.Context(), j); !errors.Is(err, flow.ErrJoined) {
		t.Errorf("once more: %v", err)
	}
	must(t, k.Close())
	other, _ := another(t, s.clock)
	if _, _, err := other.Join(t.Context(), j); !errors.Is(err, flow.ErrPairUsed) {
		t.Errorf("another device: %v", err)
	}
	all, err := s.Invitations(t.Context())
	must(t, err)
	if len(all) != 1 || !all[0].Used || all[0].Device != author(k) || all[0].Code != i.Code {
		t.Errorf("%+v", all)
	}
}

func TestWhatStopsAJoin(t *testing.T) {
	s := founded(t)
	serving(t, s.home, nil)
	i, err := s.Invite(t.Context(), flow.InviteOptions{})
	must(t, err)
	cancelled, err := s.Invite(t.Context(), flow.InviteOptions{})
	must(t, err)
	must(t, s.CancelInvite(t.Context(), cancelled.Code))
	bring, err := s.home.InviteProduction(t.Context(), flow.InviteOptions{})
	must(t, err)
	wrong := "Z" + i.Code[1:]
	for name, c := range map[string]struct {
		code string
		want error
	}{
		"no code":      {"hello", flow.ErrPairCode},
		"a typo":       {wrong, flow.ErrPairTypo},
		"cancelled":    {cancelled.Code, flow.ErrPairToken},
		"another kind": {bring.Code, flow.ErrPairKind},
	} {
		h, _ := another(t, s.clock)
		if _, _, err := h.Join(t.Context(), flow.Join{Code: c.code, Passphrase: passphrase}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	h, dir := another(t, s.clock)
	s.clock.add(16 * 60e9)
	if _, _, err := h.Join(t.Context(), flow.Join{Code: i.Code, Passphrase: passphrase}); !errors.Is(err, flow.ErrPairExpired) {
		t.Errorf("too late: %v", err)
	}
	// A try that failed leaves a home that the next try goes on with.
	next, err := s.Invite(t.Context(), flow.InviteOptions{})
	must(t, err)
	k, recovery, err := openHome(t, dir, s.clock).Join(t.Context(), flow.Join{Code: next.Code, Passphrase: passphrase})
	must(t, err)
	defer func() { must(t, k.Close()) }()
	if recovery == "" {
		t.Error("nobody has seen the recovery code of the try that failed")
	}
}

var errNoRoom = errors.New("no room")

// anotherThatFails is a device that cannot make a store.
func anotherThatFails(t *testing.T, c *clock) (*flow.Home, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "home")
	h, err := flow.OpenHome(flow.Options{Dir: dir, Now: c.now, Open: keep.Open, Create: func(context.Context, flow.StoreConfig) (flow.Store, error) { return nil, errNoRoom }})
	must(t, err)
	return h, dir
}

func TestALostAnswerIsGivenAgain(t *testing.T) {
	s := founded(t)
	stop := serving(t, s.home, nil)
	i, err := s.Invite(t.Context(), flow.InviteOptions{})
	must(t, err)
	h, dir := anotherThatFails(t, s.clock)
	j := flow.Join{Code: i.Code, Passphrase: passphrase}
	if _, _, err := h.Join(t.Context(), j); !errors.Is(err, errNoRoom) {
		t.Fatalf("got %v", err)
	}
	stop()
	s.reopen()
	serving(t, s.home, nil)
	s.clock.add(20 * 60e9)
	k, _, err := openHome(t, dir, s.clock).Join(t.Context(), flow.Join{Code: i.Code, Passphrase: passphrase, Addresses: []string{s.home.JoinAddress()}})
	must(t, err)
	defer func() { must(t, k.Close()) }()
	equal(t, "devices", len(s.Kit.Carried().Store.Roster().Devices()), 2)
}

func TestTwoProductionsAnswerAtOneAddress(t *testing.T) {
	s := founded(t)
	two, _, err := s.home.Found(t.Context(), flow.NewProduction{Title: "Fyret", Controller: "C", Contact: "c", Passphrase: passphrase, Terms: []string{"crowd"}})
	must(t, err)
	defer func() { must(t, two.Close()) }()
	serving(t, s.home, nil)
	b := joins(t, &set{Kit: two, t: t, clock: s.clock, home: s.home}, flow.InviteOptions{})
	equal(t, "title", b.Production().Title, "Fyret")
	// One home joins the other production as well, under its one key for the network.
	i, err := s.Invite(t.Context(), flow.InviteOptions{})
	must(t, err)
	k, recovery, err := b.home.Join(t.Context(), flow.Join{Code: i.Code, Passphrase: passphrase})
	must(t, err)
	defer func() { must(t, k.Close()) }()
	equal(t, "recovery", recovery, "")
	equal(t, "title", k.Production().Title, "Havnen")
}
