package flow_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"onset/app/flow"
	"onset/consent"
	"onset/media"
)

// lists is everything that is kept current from change to change.
type lists struct {
	Totals   flow.Totals
	People   flow.PeoplePage
	Everyone flow.PeopleList
	Consents flow.ConsentPage
	Intake   flow.Intake
	Days     []consent.Date
	Clips    []flow.ClipList
	Reports  []flow.ReportView
	Rows     []flow.ClipRow
}

func listsOf(k *flow.Kit) lists {
	l := lists{
		Totals: k.Totals(), People: k.PeoplePage(flow.PeopleQuery{}, 0, 99), Everyone: k.People(flow.PeopleQuery{}),
		Consents: k.ConsentPage(flow.ConsentQuery{}, 0, 99), Intake: *k.Intake(), Days: k.Days(),
	}
	for _, q := range []flow.ClipQuery{{}, {Text: "a"}, {Text: "bo"}, {Purpose: consent.Ads}, {Results: []media.Result{media.Unknown}}} {
		l.Clips = append(l.Clips, k.Clips(q))
	}
	for _, d := range l.Days {
		l.Clips = append(l.Clips, k.Clips(flow.ClipQuery{Day: d}))
	}
	for _, p := range l.Everyone.Rows {
		l.Clips = append(l.Clips, k.Clips(flow.ClipQuery{Person: p.ID}))
	}
	for _, u := range []consent.Purpose{consent.Film, consent.Social, consent.Ads} {
		l.Reports = append(l.Reports, k.Report(media.Use{Purpose: u}))
	}
	for _, id := range l.Clips[0].IDs {
		l.Rows = append(l.Rows, k.ClipRow(id))
	}
	for i := range l.Consents.Rows {
		l.Consents.Rows[i].Consent = nil // read again it is another, and what it says is held by its row
	}
	return l
}

// TestListsAreAsFromNothing does all sorts of things, looks at every list in
// between, and holds them to what they are when all is read again.
func TestListsAreAsFromNothing(t *testing.T) {
	s := founded(t)
	r := rand.New(rand.NewPCG(5, 8))
	clips := s.ingested("a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg")
	var people, consents []consent.ID
	steps := []func(){
		func() {
			c, p := s.adult([]string{"Anna", "Bo", "Åse"}[r.IntN(3)], consent.Film, consent.Social)
			consents, people = append(consents, c), append(people, p)
		},
		func() {
			_, err := s.Tag(t.Context(), flow.TagDraft{Clips: clips[r.IntN(5):], People: people[r.IntN(len(people)):], From: time.Duration(r.IntN(9)) * time.Second})
			must(t, err)
		},
		func() {
			if w, err := s.Withdrawal(people[r.IntN(len(people))], "en"); err == nil && len(w.Choices) > 0 {
				_, err := s.Withdraw(t.Context(), flow.WithdrawDraft{Of: w.Person, Purposes: []consent.Purpose{w.Choices[0].Purpose}})
				must(t, err)
			}
		},
		func() { must(t, s.Restrict(t.Context(), people[r.IntN(len(people))], 0)) },
		func() { clips = append(clips, s.ingested(fmt.Sprintf("late %d.jpg", len(clips)))...) },
		func() { s.clock.add(26 * time.Hour) },
		func() {
			set := s.Settings()
			set.Purpose = []consent.Purpose{"", consent.Social}[r.IntN(2)]
			must(t, s.SetSettings(t.Context(), set))
		},
		func() { must(t, s.Erase(t.Context(), people[r.IntN(len(people))], nil)) },
	}
	steps[0]()
	for range 40 {
		steps[r.IntN(len(steps))]()
		if r.IntN(3) > 0 {
			continue
		}
		kept := listsOf(s.Kit)
		must(t, s.Reindex(t.Context(), nil))
		if anew := listsOf(s.Kit); !reflect.DeepEqual(kept, anew) {
			t.Fatalf("lists are\n%+v\nfrom nothing they are\n%+v", kept, anew)
		}
	}
}
