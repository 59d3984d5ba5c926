package flow_test

import (
	"errors"
	"testing"

	"onset/app/flow"
	"onset/consent"
	"onset/signer/join"
)

// prepared is an office without a production.
func prepared(t *testing.T, c *clock) (h *flow.Home, dir, recovery string) {
	t.Helper()
	h, dir = another(t, c)
	recovery, err := h.Prepare(passphrase)
	must(t, err)
	return h, dir, recovery
}

// started is the same office after a restart.
func started(t *testing.T, dir string, c *clock) *flow.Home {
	t.Helper()
	h := openHome(t, dir, c)
	must(t, h.OpenKeys(passphrase))
	return h
}

func TestAnInvitationToBringOutlivesARestart(t *testing.T) {
	s := founded(t)
	h, dir, _ := prepared(t, s.clock)
	stop := serving(t, h, func(consent.Ref) {})
	at := []string{h.JoinAddress()}
	made, err := h.InviteProduction(t.Context(), flow.InviteOptions{Label: "Office", Addresses: at})
	must(t, err)
	late, err := h.InviteProduction(t.Context(), flow.InviteOptions{Addresses: at})
	must(t, err)
	stop()
	// Wrong ones that were tried count after a restart too.
	wrong, err := join.Parse(late.Code)
	must(t, err)
	wrong.Token[join.TokenSize-1]++
	for range join.InviteTries {
		h = started(t, dir, s.clock)
		stop = serving(t, h, func(consent.Ref) {})
		wrong.Addresses = []string{h.JoinAddress()}
		if err := s.BringToOffice(t.Context(), wrong.String()); !errors.Is(err, flow.ErrPairToken) {
			t.Fatalf("a wrong code: %v", err)
		}
		stop()
	}
	h = started(t, dir, s.clock)
	taken := make(chan consent.Ref, 2)
	serving(t, h, func(p consent.Ref) { taken <- p })
	here := func(code string) string {
		t.Helper()
		c, err := join.Parse(code)
		must(t, err)
		c.Addresses = []string{h.JoinAddress()}
		return c.String()
	}
	if err := s.BringToOffice(t.Context(), here(late.Code)); !errors.Is(err, flow.ErrPairTries) {
		t.Errorf("after five wrong tries: %v", err)
	}
	must(t, s.BringToOffice(t.Context(), here(made.Code)))
	equal(t, "taken", <-taken, s.ProductionID())
	// Used is used, and old is old, after a restart too.
	again := founded(t)
	h = started(t, dir, s.clock)
	serving(t, h, func(consent.Ref) {})
	if err := again.BringToOffice(t.Context(), here(made.Code)); !errors.Is(err, flow.ErrPairUsed) {
		t.Errorf("another kit: %v", err)
	}
	old, err := h.InviteProduction(t.Context(), flow.InviteOptions{})
	must(t, err)
	s.clock.add(16 * 60e9)
	h = started(t, dir, s.clock)
	serving(t, h, func(consent.Ref) {})
	if err := again.BringToOffice(t.Context(), here(old.Code)); !errors.Is(err, flow.ErrPairExpired) {
		t.Errorf("too late: %v", err)
	}
}

// The recovery code that somebody wrote down opens the home, whatever comes into it.
func TestRecoveryCodeOfAPreparedHomeStays(t *testing.T) {
	c := newClock()
	h, dir, recovery := prepared(t, c)
	if recovery == "" {
		t.Fatal("no recovery code")
	}
	if _, err := h.Prepare(passphrase); !errors.Is(err, flow.ErrNotEmpty) {
		t.Errorf("prepared twice: %v", err)
	}
	k, next, err := h.Found(t.Context(), flow.NewProduction{Title: "Fyret", Controller: "C", Contact: "c", Passphrase: passphrase, Terms: []string{"crowd"}})
	must(t, err)
	equal(t, "another recovery code", next, "")
	must(t, k.Close())
	k, err = openHome(t, dir, c).Unlock(t.Context(), recovery, consent.Ref{})
	must(t, err)
	must(t, k.Close())
}
