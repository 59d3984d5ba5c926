package flow_test

import (
	"testing"

	"onset/app/flow"
	"onset/consent"
	"onset/signer"
)

// TestPagesAreCutFromTheWholeLists holds what pages say against the lists that
// show everything.
func TestPagesAreCutFromTheWholeLists(t *testing.T) {
	s := founded(t)
	must(t, s.Demo(t.Context(), 12, 6, 3, nil))
	for _, q := range []flow.PeopleQuery{{}, {Text: "a"}, {States: []consent.PersonState{consent.WithLimits}}, {Text: "zzz"}} {
		all := s.People(q)
		var rows []flow.PersonRow
		for from := 0; ; from += 5 {
			p := s.PeoplePage(q, from, 5)
			equal(t, "found", p.Found, len(all.Rows))
			equal(t, "all", p.All, all.All)
			for state, n := range all.Counts {
				equal(t, string(state), p.Counts[state], n)
			}
			if len(p.Rows) == 0 {
				break
			}
			rows = append(rows, p.Rows...)
		}
		equal(t, "rows", len(rows), len(all.Rows))
		for i := range rows {
			equal(t, "row", rows[i].ID, all.Rows[i].ID)
		}
	}
	total := s.Totals()
	equal(t, "people", total.People, s.People(flow.PeopleQuery{}).All)
	equal(t, "consents", total.Consents, len(s.Consents()))
	equal(t, "clips", total.Clips, s.Clips(flow.ClipQuery{}).All)
}

func TestConsentsByPage(t *testing.T) {
	s := founded(t)
	s.adult("Jonna Brix", consent.Film)
	s.clock.add(60_000_000_000)
	id, person := s.adult("Karim Haddad", consent.Film)
	_, err := s.Withdraw(t.Context(), flow.WithdrawDraft{Of: person})
	must(t, err)
	p := s.ConsentPage(flow.ConsentQuery{}, 0, 1)
	equal(t, "all", p.All, 2)
	equal(t, "newest first", p.Rows[0].Consent.ID, id)
	equal(t, "name", p.Rows[0].Name, "Karim Haddad")
	equal(t, "taken back", p.Counts[consent.StatusWithdrawn], 1)
	equal(t, "unit", p.Rows[0].Unit, "A")
	for name, c := range map[string]struct {
		q    flow.ConsentQuery
		want int
	}{
		"text":       {flow.ConsentQuery{Text: "jonna"}, 1},
		"short id":   {flow.ConsentQuery{Text: id.Short()}, 1},
		"status":     {flow.ConsentQuery{Status: []consent.Status{consent.StatusGiven}}, 1},
		"terms":      {flow.ConsentQuery{Terms: "minor"}, 0},
		"unit":       {flow.ConsentQuery{Unit: "B"}, 0},
		"ends by":    {flow.ConsentQuery{Until: consent.NewDate(2126, 1, 1)}, 2},
		"ends early": {flow.ConsentQuery{Until: consent.NewDate(2026, 6, 1)}, 0},
	} {
		equal(t, name, s.ConsentPage(c.q, 0, 10).Found, c.want)
	}
}

func TestIntakeCountsByUnitAndDay(t *testing.T) {
	s := founded(t)
	_, person := s.adult("Jonna Brix", consent.Film)
	clips := s.ingested("a.jpg", "b.jpg", "c.jpg")
	_, err := s.Tag(t.Context(), flow.TagDraft{Clips: clips[:1], People: []consent.ID{person}})
	must(t, err)
	in := s.Intake()
	if len(in.Units) != 1 || in.Units[0].Unit != "A" {
		t.Fatalf("%+v", in.Units)
	}
	var sum flow.IntakeDay
	for _, d := range in.Units[0].Days {
		sum.Answers += d.Answers
		sum.Clips += d.Clips
		sum.Safe += d.Safe
		sum.Unnamed += d.Unnamed
		sum.Late += d.Late
	}
	equal(t, "counts", sum, flow.IntakeDay{Answers: 1, Clips: 3, Unnamed: 2, Late: 1})
}

func TestPersonHistoryTellsWhoAndWhen(t *testing.T) {
	s := founded(t)
	id, person := s.adult("Jonna Brix", consent.Film, consent.Stills)
	user := signer.Person{ID: consent.ID{7}, Name: "Signe"}
	ctx := flow.ActingAs(t.Context(), user)
	s.clock.add(60_000_000_000)
	_, err := s.Withdraw(ctx, flow.WithdrawDraft{Of: person, Purposes: []consent.Purpose{consent.Stills}})
	must(t, err)
	s.clock.add(60_000_000_000)
	must(t, s.Restrict(ctx, person, consent.NewDate(2026, 9, 1)))
	s.clock.add(60_000_000_000)
	must(t, s.Invalidate(ctx, id, "signed by somebody else"))
	list, err := s.PersonHistory(t.Context(), person)
	must(t, err)
	want := []flow.PersonDeed{flow.PersonInvalidated, flow.PersonRestricted, flow.PersonTookBack, flow.PersonGave}
	equal(t, "events", len(list), len(want))
	for i, e := range list {
		equal(t, "deed", e.Deed, want[i])
		equal(t, "received before an office is", e.Received.IsZero(), true)
		if e.Deed != flow.PersonGave {
			equal(t, "by", e.By, user.ID)
		}
	}
	equal(t, "why", list[0].Why, "signed by somebody else")
	equal(t, "until", list[1].Until, consent.NewDate(2026, 9, 1))
	equal(t, "uses", len(list[2].Purposes), 1)
	equal(t, "text", list[3].Terms.Key, "appearance")
	if _, err := s.PersonHistory(t.Context(), consent.ID{9}); err == nil {
		t.Error("nobody has a history")
	}
}

func TestPrivateIsWhatOnlyTheOfficeReads(t *testing.T) {
	s := founded(t)
	_, r, err := s.Declare(t.Context(), flow.Declaration{
		Terms: "appearance", Name: "Jonna Brix", Email: "jonna@example.com", Adult: true, Grants: []consent.Purpose{consent.Film}, Ink: drawn(t),
	})
	must(t, err)
	p, err := s.Private(t.Context(), r.Person)
	must(t, err)
	equal(t, "declarations", len(p), 1)
	equal(t, "contact", p[0].Contact, "jonna@example.com")
	equal(t, "ink", p[0].Ink != "" && p[0].InkW == 400, true)
	must(t, s.Erase(t.Context(), r.Person, nil))
	p, err = s.Private(t.Context(), r.Person)
	must(t, err)
	equal(t, "contact after erasing", p[0].Contact, "")
	if _, err := s.Private(t.Context(), consent.ID{9}); err == nil {
		t.Error("nobody has particulars")
	}
}
