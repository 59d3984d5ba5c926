package flow_test

import (
	"errors"
	"testing"

	"onset/app/flow"
	"onset/consent"
)

// spareLine is what the device that made a code says of it.
func spareLine(t *testing.T, k *flow.Kit, device consent.Ref) flow.SpareCode {
	t.Helper()
	all, err := k.Spares(t.Context())
	must(t, err)
	for _, c := range all {
		if c.Device == device {
			return c
		}
	}
	t.Fatal("no such code")
	return flow.SpareCode{}
}

func TestSpareCodesAreRedeemedThroughAnyDevice(t *testing.T) {
	s := founded(t)
	stop := serving(t, s.home, nil)
	b := joins(t, s, flow.InviteOptions{})
	spares, err := s.SpareCodes(t.Context(), 2)
	must(t, err)
	if c := spareLine(t, s.Kit, spares[0].Device); c.Used || c.Code != "" || c.Made.IsZero() || !lineOf(t, s.Kit, c.Device).Spare {
		t.Errorf("%+v", c)
	}
	meets(t, s.Kit, b.Kit)
	stop()
	// The founder is gone; the other kit, crew as it is, hands the roster over.
	serving(t, b.home, nil)
	h, dir := another(t, s.clock)
	j := flow.Join{Code: spares[0].Code, Passphrase: passphrase, Addresses: []string{b.home.JoinAddress()}}
	k, _, err := h.Join(t.Context(), j)
	must(t, err)
	if author(k) == spares[0].Device {
		t.Fatal("the code on paper is the key of a device that works")
	}
	equal(t, "continues", lineOf(t, k, author(k)).Continues, spares[0].Device)
	meets(t, b.Kit, k)
	(&set{Kit: k, t: t, clock: s.clock}).adult("Karen", consent.Film)
	meets(t, b.Kit, k)
	equal(t, "found by name where it was let in", len(b.People(flow.PeopleQuery{Text: "Karen"}).Rows), 1)
	must(t, k.Close())
	k, err = openHome(t, dir, s.clock).Unlock(t.Context(), passphrase, consent.Ref{})
	must(t, err)
	defer func() { must(t, k.Close()) }()
	if _, err := b.SpareCodes(t.Context(), 1); !errors.Is(err, flow.ErrNotAllowed) {
		t.Errorf("crew makes spare codes: %v", err)
	}
	// One that was revoked meanwhile is not let in.
	_, err = s.Revoke(t.Context(), spares[1].Device, "")
	must(t, err)
	meets(t, s.Kit, b.Kit)
	other, _ := another(t, s.clock)
	j.Code = spares[1].Code
	if _, _, err := other.Join(t.Context(), j); !errors.Is(err, flow.ErrPairNotIn) {
		t.Errorf("revoked: %v", err)
	}
	if c := spareLine(t, s.Kit, spares[1].Device); c.Used || !c.Revoked {
		t.Errorf("%+v", c)
	}
}

// A code works once, wherever it is typed a second time, and is shut when the
// device that holds the production hears of it.
func TestSpareCodeThatWasUsed(t *testing.T) {
	s := founded(t)
	serving(t, s.home, nil)
	b := joins(t, s, flow.InviteOptions{})
	spares, err := s.SpareCodes(t.Context(), 1)
	must(t, err)
	meets(t, s.Kit, b.Kit)
	stop := serving(t, b.home, nil)
	j := flow.Join{Code: spares[0].Code, Passphrase: passphrase, Addresses: []string{b.home.JoinAddress()}}
	h, _ := another(t, s.clock)
	k, _, err := h.Join(t.Context(), j)
	must(t, err)
	t.Cleanup(func() { _ = k.Close() })
	if _, _, err := h.Join(t.Context(), j); !errors.Is(err, flow.ErrJoined) {
		t.Errorf("the same device again: %v", err)
	}
	thief, _ := another(t, s.clock)
	if _, _, err := thief.Join(t.Context(), j); !errors.Is(err, flow.ErrPairUsed) {
		t.Errorf("another device, where it was used: %v", err)
	}
	stop()
	meets(t, s.Kit, b.Kit)
	until(t, "root shuts the code", func() bool {
		d, _ := s.Carried().Store.Roster().Device(spares[0].Device)
		return d.Revoked != nil
	})
	j.Addresses = []string{s.home.JoinAddress()}
	if _, _, err := thief.Join(t.Context(), j); !errors.Is(err, flow.ErrPairUsed) {
		t.Errorf("another device, elsewhere: %v", err)
	}
	if c := spareLine(t, s.Kit, spares[0].Device); !c.Used || c.By != author(k) || c.Revoked {
		t.Errorf("%+v", c)
	}
	// Who used it is a device like any other, with a certificate, and writes under keys that were not changed for it.
	meets(t, s.Kit, k)
	d, _ := k.Device()
	if d.Revoked != nil || !d.Crew {
		t.Errorf("%+v", d)
	}
	holdsCertificate(t, k, author(k), author(s.Kit))
	equal(t, "epoch", k.Carried().Production.Newest("set"), 1)
	all, err := s.Devices(t.Context())
	must(t, err)
	equal(t, "devices that are shown", len(all), 3)
}

// A kit that is in another production takes a code as well, under its one id on the network.
func TestSpareCodeOnADeviceInUse(t *testing.T) {
	s, other := founded(t), founded(t)
	serving(t, s.home, nil)
	spares, err := s.SpareCodes(t.Context(), 1)
	must(t, err)
	j := flow.Join{Code: spares[0].Code, Passphrase: passphrase, Addresses: []string{s.home.JoinAddress()}}
	k, _, err := other.home.Join(t.Context(), j)
	must(t, err)
	t.Cleanup(func() { _ = k.Close() })
	key, err := other.home.SyncKey()
	must(t, err)
	d, _ := s.Carried().Store.Roster().Device(author(k))
	equal(t, "id on the network", d.Keys.Sync, key.ID())
	// Into the production that it holds already it takes none.
	more, err := s.SpareCodes(t.Context(), 1)
	must(t, err)
	j.Code = more[0].Code
	if _, _, err := other.home.Join(t.Context(), j); !errors.Is(err, flow.ErrJoined) {
		t.Errorf("once more: %v", err)
	}
}

// A home that was cut off after the code was used is let in again.
func TestSpareCodeCutOffGoesOn(t *testing.T) {
	s := founded(t)
	serving(t, s.home, nil)
	spares, err := s.SpareCodes(t.Context(), 1)
	must(t, err)
	h, dir := anotherThatFails(t, s.clock)
	j := flow.Join{Code: spares[0].Code, Passphrase: passphrase, Addresses: []string{s.home.JoinAddress()}}
	if _, _, err := h.Join(t.Context(), j); !errors.Is(err, errNoRoom) {
		t.Fatalf("got %v", err)
	}
	k, _, err := openHome(t, dir, s.clock).Join(t.Context(), j)
	must(t, err)
	t.Cleanup(func() { _ = k.Close() })
	equal(t, "one device came of it", spareLine(t, s.Kit, spares[0].Device).By, author(k))
}
