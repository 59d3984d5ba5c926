package flow_test

import (
	"crypto/rand"
	"errors"
	"testing"

	"onset/app/flow"
	"onset/consent"
	"onset/signer"
)

// holdsCertificate proves that a kit holds a device's certificate by that root.
func holdsCertificate(t *testing.T, k *flow.Kit, device, root consent.Ref) {
	t.Helper()
	b, err := k.Certificate(t.Context(), device)
	if err != nil {
		t.Fatal(err)
	}
	r := k.Carried().Store.Roster()
	by, _ := r.Key(root)
	of, _ := r.Key(device)
	must(t, b.Check(k.ProductionID(), by, of))
}

func TestWhoJoinsHasACertificateAtOnce(t *testing.T) {
	s := founded(t)
	serving(t, s.home, nil)
	holdsCertificate(t, s.Kit, author(s.Kit), author(s.Kit))
	b := joins(t, s, flow.InviteOptions{})
	holdsCertificate(t, b.Kit, author(b.Kit), author(s.Kit))
	holdsCertificate(t, b.Kit, author(s.Kit), author(s.Kit))
	if _, err := b.Certificate(t.Context(), consent.Ref{1}); !errors.Is(err, flow.ErrNotFound) {
		t.Errorf("nobody's: %v", err)
	}
	// A device that is shut out keeps the certificate of what it signed before.
	_, err := s.Revoke(t.Context(), author(b.Kit), "")
	must(t, err)
	holdsCertificate(t, s.Kit, author(b.Kit), author(s.Kit))
}

// An admin cannot give certificates: root does when it hears of the device.
func TestRootCertifiesWhoAnAdminEnrolled(t *testing.T) {
	s := founded(t)
	stop := serving(t, s.home, nil)
	b := joins(t, s, flow.InviteOptions{Rank: signer.RankAdmin})
	stop()
	serving(t, b.home, nil)
	c := joins(t, b, flow.InviteOptions{})
	if _, err := c.Certificate(t.Context(), author(c.Kit)); !errors.Is(err, flow.ErrNotCertified) {
		t.Fatalf("before root has heard of it: %v", err)
	}
	meets(t, s.Kit, c.Kit)
	until(t, "root gives it one", func() bool {
		_, err := s.Certificate(t.Context(), author(c.Kit))
		return err == nil
	})
	meets(t, s.Kit, c.Kit)
	holdsCertificate(t, c.Kit, author(c.Kit), author(s.Kit))
}

// Root that states a certificate of another's making is not believed.
func TestAnAnswerWithAWrongCertificateIsNotTaken(t *testing.T) {
	s := founded(t)
	serving(t, s.home, nil)
	i, err := s.Invite(t.Context(), flow.InviteOptions{})
	must(t, err)
	h, dir := anotherThatFails(t, s.clock)
	j := flow.Join{Code: i.Code, Passphrase: passphrase}
	if _, _, err := h.Join(t.Context(), j); !errors.Is(err, errNoRoom) {
		t.Fatalf("got %v", err)
	}
	other, err := signer.NewSealKey(rand.Reader)
	must(t, err)
	r := s.Carried().Store.Roster()
	for _, d := range r.Devices() {
		key, _ := r.Key(d.Author)
		wrong, err := other.Certify(s.ProductionID(), key)
		must(t, err)
		_, err = s.Carried().Store.Record(t.Context(), consent.ID{}, consent.StampOf(s.clock.now()), flow.Draft{Body: wrong})
		must(t, err)
	}
	if _, _, err := openHome(t, dir, s.clock).Join(t.Context(), j); !errors.Is(err, flow.ErrPairAnswer) {
		t.Errorf("got %v", err)
	}
	holdsCertificate(t, s.Kit, author(s.Kit), author(s.Kit))
}
