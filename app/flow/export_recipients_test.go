package flow_test

import (
	"slices"
	"testing"

	"onset/app/flow"
	"onset/consent"
)

func TestRecipientsAreThoseTheSignedTextsName(t *testing.T) {
	s := founded(t, func(n *flow.NewProduction) { n.Customer = "Kystens TV" })
	_, anna := s.adult("Anna", consent.Film)
	dir := t.TempDir()
	tagged, _ := s.registered(dir, "a.jpg", anna)
	nobody, _ := s.registered(dir, "b.jpg")
	controller := s.Production().Controller
	if got := s.Recipients([]consent.ID{tagged}); !slices.Equal(got, []string{"Kystens TV", controller}) {
		t.Errorf("with somebody in it: %q", got)
	}
	if got := s.Recipients([]consent.ID{nobody}); !slices.Equal(got, []string{controller}) {
		t.Errorf("with nobody in it: %q", got)
	}
	if got := s.Recipients([]consent.ID{{1}}); !slices.Equal(got, []string{controller}) {
		t.Errorf("of no clip: %q", got)
	}
}
