package flow_test

import (
	"slices"
	"testing"
	"time"

	"onset/app/flow"
	"onset/consent"
)

// TestABreachReportKeepsItsHours asks twice: the hours run from the revocation,
// whenever somebody looks, and the persons are named with what could be read of them.
func TestABreachReportKeepsItsHours(t *testing.T) {
	s := founded(t)
	serving(t, s.home, nil)
	b := joins(t, s, flow.InviteOptions{Label: "Camera B"})
	s.adult("Karen", consent.Film)
	meets(t, s.Kit, b.Kit) // the texts
	b.adult("Bent", consent.Film)
	meets(t, s.Kit, b.Kit)
	first, err := s.Revoke(t.Context(), author(b.Kit), "left on the ferry")
	must(t, err)
	s.clock.add(5 * time.Hour)
	r, err := s.Breach(t.Context(), author(b.Kit))
	must(t, err)
	if !r.Until.Equal(first.Until) || r.Made.Sub(r.Since) < 5*time.Hour || r.Until.Sub(r.Since) != 72*time.Hour {
		t.Errorf("made %v, since %v, until %v; before until %v", r.Made, r.Since, r.Until, first.Until)
	}
	equal(t, "persons", r.Persons, 2)
	equal(t, "named", len(r.People), 2)
	if bent := r.People[0]; bent.Name != "Bent" || !slices.Contains(bent.Kinds, "ink") {
		t.Errorf("the one it took comes first, with the signature: %+v", bent)
	}
	if karen := r.People[1]; karen.Name != "Karen" || slices.Contains(karen.Kinds, "ink") {
		t.Errorf("of others it had the name alone: %+v", karen)
	}
}

// TestWhatWasLookedAtCanBePutBack undoes a look by mistake.
func TestWhatWasLookedAtCanBePutBack(t *testing.T) {
	s := founded(t)
	serving(t, s.home, nil)
	b := joins(t, s, flow.InviteOptions{Label: "Camera B"})
	_, karen := s.adult("Karen", consent.Film)
	meets(t, s.Kit, b.Kit)
	_, err := s.Revoke(t.Context(), author(b.Kit), "")
	must(t, err)
	takeBack(t, b.Kit, karen)
	meets(t, s.Kit, b.Kit)
	asides, err := s.Asides(t.Context())
	must(t, err)
	if len(asides) == 0 {
		t.Fatal("nothing was set aside")
	}
	must(t, s.DismissAside(t.Context(), asides[0].ID))
	looked, err := s.AsidesLooked(t.Context())
	must(t, err)
	if len(looked) != 1 || looked[0].ID != asides[0].ID {
		t.Fatalf("%+v", looked)
	}
	must(t, s.RecallAside(t.Context(), asides[0].ID))
	again, err := s.Asides(t.Context())
	must(t, err)
	equal(t, "waiting again", len(again), len(asides))
}
