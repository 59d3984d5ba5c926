package flow_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"onset/app/flow"
	"onset/consent"
	"onset/media"
)

// on are the names of the people on camera.
func (s *set) on() (names []string) {
	for _, tile := range s.Board().On {
		names = append(names, tile.Name)
	}
	slices.Sort(names)
	return names
}

func (s *set) mustBeOn(what string, want ...string) {
	s.t.Helper()
	if got := s.on(); !slices.Equal(got, want) {
		s.t.Fatalf("%s: %v, want %v", what, got, want)
	}
}

func TestBoardThroughTheDay(t *testing.T) {
	s := founded(t)
	ctx := t.Context()
	_, anna := s.adult("Anna", consent.Film)
	_, bo := s.adult("Bo", consent.Film)
	if _, err := s.PutOn(ctx, []consent.ID{anna}, 0, ""); !errors.Is(err, flow.ErrNoScene) {
		t.Fatalf("no scene: %v", err)
	}
	if err := s.CloseScene(ctx); !errors.Is(err, flow.ErrNoScene) {
		t.Fatalf("no scene to close: %v", err)
	}
	v := s.Board()
	equal(t, "signed just now", len(v.Signed), 2)
	equal(t, "off", len(v.Off), 2)
	_, err := s.NextScene(ctx, flow.SceneDraft{Title: "Quay", Start: flow.StartSigned})
	must(t, err)
	s.mustBeOn("signed lately", "Anna", "Bo")
	s.clock.add(time.Minute)
	token, err := s.TakeOff(ctx, []consent.ID{bo})
	must(t, err)
	s.mustBeOn("Bo left", "Anna")
	must(t, s.Undo(ctx, token))
	s.mustBeOn("undone", "Anna", "Bo")
	s.clock.add(time.Minute)
	_, err = s.TakeOff(ctx, []consent.ID{anna})
	must(t, err)
	s.clock.add(20 * time.Minute)
	equal(t, "signed long ago", len(s.Board().Signed), 0)
	_, err = s.NextScene(ctx, flow.SceneDraft{Title: "Canteen", Start: flow.StartSame})
	must(t, err)
	s.mustBeOn("same as last", "Bo")
	equal(t, "title", s.Board().Scene.Title, "Canteen")
	token, err = s.PutOn(ctx, []consent.ID{anna}, 5*time.Minute, "")
	must(t, err)
	s.mustBeOn("came in", "Anna", "Bo")
	must(t, s.Undo(ctx, token))
	s.mustBeOn("undone", "Bo")
	s.clock.add(time.Minute)
	must(t, s.CloseScene(ctx))
	equal(t, "open", s.Board().Open, false)
	s.clock.add(time.Minute)
	_, err = s.NextScene(ctx, flow.SceneDraft{Start: flow.StartSame})
	must(t, err)
	s.mustBeOn("same as the closed one", "Bo")
	scenes := s.Scenes()
	equal(t, "scenes", len(scenes), 3)
	equal(t, "newest first", scenes[2].Title, "Quay")
	equal(t, "people met", scenes[2].People, 2)
	if scenes[1].Until.IsZero() || !scenes[0].Until.IsZero() {
		t.Fatalf("scenes %+v", scenes)
	}
	s.clock.add(4 * time.Hour)
	equal(t, "left open for long", s.Board().Long, true)
}

func TestRedPeopleNeedAReason(t *testing.T) {
	s := founded(t)
	ctx := t.Context()
	_, waiting := s.child("Oskar")
	gone, birgit := s.adult("Birgit", consent.Film)
	_, err := s.Withdraw(ctx, flow.WithdrawDraft{Of: gone})
	must(t, err)
	_, err = s.NextScene(ctx, flow.SceneDraft{Start: flow.StartEmpty})
	must(t, err)
	equal(t, "bars", len(s.Board().Avoid), 1)
	for _, p := range []consent.ID{waiting.Person, birgit} {
		if _, err := s.PutOn(ctx, []consent.ID{p}, 0, ""); !errors.Is(err, flow.ErrReason) {
			t.Fatalf("without a reason: %v", err)
		}
	}
	if _, err := s.PutOn(ctx, []consent.ID{birgit}, 0, "because"); !errors.Is(err, flow.ErrAsked) {
		t.Fatalf("a reason of one's own: %v", err)
	}
	_, err = s.PutOn(ctx, []consent.ID{waiting.Person}, 0, "guardian_coming")
	must(t, err)
	tile := s.Board().On[0]
	equal(t, "override", tile.Override, "guardian_coming")
	sheet, err := s.Person(waiting.Person, "en")
	must(t, err)
	equal(t, "on camera", sheet.OnCamera, true)
	if _, err := s.PutOn(ctx, []consent.ID{{1}}, 0, ""); !errors.Is(err, flow.ErrNotFound) {
		t.Fatalf("nobody: %v", err)
	}
}

func TestBoardSuggests(t *testing.T) {
	s := founded(t)
	ctx := t.Context()
	must(t, s.Demo(ctx, 8, 18, 5, nil))
	suggested := s.Suggested()
	if len(suggested) == 0 {
		t.Fatal("nothing is suggested")
	}
	lines := s.Suggestions(suggested[0])
	first := lines[0]
	if first.Scene == "" || first.Person.Name == "" || first.Suggestion.Tag.Source != media.FromBoard {
		t.Fatalf("suggestion %+v", first)
	}
	clips := append([]consent.ID{suggested[0]}, first.Same...)
	token, err := s.Confirm(ctx, clips, []consent.ID{first.Person.ID})
	must(t, err)
	for _, id := range clips {
		sheet, err := s.Clip(id)
		must(t, err)
		if len(sheet.Tags) != 1 || sheet.Tags[0].Person.ID != first.Person.ID || sheet.Tags[0].Tag.Source != media.FromBoard {
			t.Fatalf("tags %+v", sheet.Tags)
		}
	}
	must(t, s.Undo(ctx, token))
	equal(t, "undone", len(s.ClipRow(clips[0]).People), 0)
	_, err = s.Confirm(ctx, suggested, nil)
	must(t, err)
	equal(t, "all confirmed", len(s.Suggested()), 0)
	if _, err := s.Confirm(ctx, []consent.ID{{1}}, nil); !errors.Is(err, flow.ErrNotFound) {
		t.Fatalf("no clip: %v", err)
	}
}
