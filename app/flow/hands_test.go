package flow_test

import (
	"fmt"
	"sync"
	"testing"

	"onset/app/flow"
	"onset/consent"
	"onset/media"
)

// TestManyHands lets window and commands use one kit at once: nothing is lost,
// nobody waits for ever, and what is shown in the end is what the store holds.
func TestManyHands(t *testing.T) {
	s := founded(t)
	ctx := t.Context()
	must(t, s.Demo(ctx, 6, 12, 9, nil))
	_, err := s.NextScene(ctx, flow.SceneDraft{Title: "all at once"})
	must(t, err)
	s.OnChange(func() { s.Board() }) // a window that redraws on each change
	clips := s.Clips(flow.ClipQuery{}).IDs
	const each = 6
	var hands sync.WaitGroup
	do := func(f func(i int) error) {
		hands.Go(func() {
			for i := range each {
				if err := f(i); err != nil {
					t.Error(err)
				}
			}
		})
	}
	do(func(i int) error {
		_, _, err := s.Declare(ctx, flow.Declaration{Name: fmt.Sprintf("Hand %d", i), Adult: true, Grants: []consent.Purpose{consent.Film}})
		return err
	})
	do(func(i int) error {
		people := s.People(flow.PeopleQuery{}).Rows
		_, err := s.Tag(ctx, flow.TagDraft{Clips: clips[i : i+2], People: []consent.ID{people[i%len(people)].ID}, As: media.Named})
		return err
	})
	do(func(i int) error {
		_, err := s.Avoid(ctx, flow.Clothing{Garment: "cap", Place: fmt.Sprint(i)}, consent.AvoidFilm, consent.ID{})
		return err
	})
	do(func(int) error {
		sg, err := s.Begin(ctx, flow.SigningStart{})
		if err != nil {
			return err
		}
		return sg.Discard(ctx)
	})
	do(func(i int) error {
		s.Report(media.Use{Purpose: consent.Film})
		_, err := s.Today(ctx)
		if err == nil {
			_, err = s.Clip(clips[i])
		}
		return err
	})
	do(func(i int) error {
		for range s.Clearance(media.Use{Purpose: consent.Stills}, nil) {
			s.PersonRow(consent.ID{byte(i)})
		}
		return s.SetSettings(ctx, flow.Settings{Language: "da"})
	})
	hands.Wait()
	before := s.People(flow.PeopleQuery{})
	report := s.Report(media.Use{Purpose: consent.Film})
	s.reopen()
	after := s.People(flow.PeopleQuery{})
	equal(t, "people", after.All, before.All)
	for state, n := range before.Counts {
		equal(t, string(state), after.Counts[state], n)
	}
	again := s.Report(media.Use{Purpose: consent.Film})
	for result, n := range report.Counts {
		equal(t, string(result), again.Counts[result], n)
	}
	equal(t, "named hands", s.People(flow.PeopleQuery{Text: "hand "}).All, each)
}
