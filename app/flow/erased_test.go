package flow_test

import (
	"testing"

	"onset/app/flow"
	"onset/consent"
)

// Of whom the particulars were erased only what forbids is left to see, on
// every device and after a restart.
func TestErasedPeopleAreStubs(t *testing.T) {
	s := founded(t)
	serving(t, s.home, nil)
	b := joins(t, s, flow.InviteOptions{})
	_, yes := s.adult("Robin Example", consent.Film)
	given, no := s.adult("Kim Example", consent.Film)
	_, err := s.Withdraw(t.Context(), flow.WithdrawDraft{Of: given})
	must(t, err)
	meets(t, s.Kit, b.Kit)
	for _, p := range []consent.ID{yes, no} {
		must(t, s.Erase(t.Context(), p, nil))
	}
	meets(t, s.Kit, b.Kit)
	b.reopen()
	for _, k := range []*flow.Kit{s.Kit, b.Kit} {
		row := k.PersonRow(yes)
		equal(t, "name", row.Name, "")
		equal(t, "state", row.State, consent.DetailsErased)
		equal(t, "state of who took it back", k.PersonRow(no).State, consent.TookItBack)
		equal(t, "may be filmed", len(k.People(flow.PeopleQuery{States: []consent.PersonState{consent.MayBeFilmed}}).Rows), 0)
		equal(t, "erased", len(k.PeoplePage(flow.PeopleQuery{States: []consent.PersonState{consent.DetailsErased}}, 0, 10).Rows), 1)
	}
}
