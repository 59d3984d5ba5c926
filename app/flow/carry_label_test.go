package flow_test

import (
	"testing"

	"onset/app/flow"
	"onset/consent"
	"onset/signer"
)

func TestNamesComeWithTheirParticulars(t *testing.T) {
	s := founded(t)
	serving(t, s.home, nil)
	s.adult("Karen", consent.Film)
	other := joins(t, s, flow.InviteOptions{})
	from, to := s.Carried().Store, other.Carried().Store
	var sealed []signer.Sealed
	logs, err := from.Logs(t.Context())
	must(t, err)
	for _, l := range logs {
		more, err := from.Sealed(t.Context(), l.Author, 1, 10_000)
		must(t, err)
		sealed = append(sealed, more...)
	}
	_, err = to.Take(t.Context(), sealed, nil)
	must(t, err)
	before := other.People(flow.PeopleQuery{}).Rows
	equal(t, "people by statements alone", len(before), 1)
	equal(t, "name before its particulars", before[0].Name, "")
	_, err = to.Take(t.Context(), nil, blobsOf(t, from, sealed))
	must(t, err)
	equal(t, "name", other.People(flow.PeopleQuery{}).Rows[0].Name, "Karen")
}
