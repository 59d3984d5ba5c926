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

func TestHistoryOfAClipIsWhatWasStatedNewestFirst(t *testing.T) {
	s := founded(t)
	ctx := t.Context()
	_, anna := s.adult("Anna", consent.Film)
	clip := s.ingested("a.jpg")[0]
	s.clock.add(time.Minute)
	_, err := s.Tag(ctx, flow.TagDraft{Clips: []consent.ID{clip}, People: []consent.ID{anna}, As: media.Heard})
	must(t, err)
	s.clock.add(time.Minute)
	_, err = s.Untag(ctx, []consent.ID{clip}, nil)
	must(t, err)
	s.clock.add(time.Minute)
	must(t, s.Judge(ctx, flow.JudgeDraft{Clips: []consent.ID{clip}, Basis: media.JudgeJournalism, Reason: "A public meeting"}))
	s.clock.add(time.Minute)
	must(t, s.Unjudge(ctx, clip))
	plan, err := s.PlanExport(ctx, flow.ExportDraft{Clips: []consent.ID{clip}, To: t.TempDir(), Recipient: "Kyst TV", Reason: "producer"})
	must(t, err)
	s.clock.add(time.Minute)
	_, err = s.Export(ctx, plan, nil)
	must(t, err)

	events, err := s.History(ctx, clip)
	must(t, err)
	var deeds []flow.ClipDeed
	for _, e := range events {
		deeds = append(deeds, e.Deed)
	}
	want := []flow.ClipDeed{flow.DeedDelivered, flow.DeedUnjudged, flow.DeedJudged, flow.DeedUntagged, flow.DeedTagged, flow.DeedAdded}
	if !slices.Equal(deeds, want) {
		t.Fatalf("%v were done, want %v", deeds, want)
	}
	equal(t, "recipient", events[0].To, "Kyst TV")
	equal(t, "override", events[0].Override, "producer")
	equal(t, "why", events[2].Why, "A public meeting")
	equal(t, "who was taken out", events[3].People[0].Name, "Anna")
	equal(t, "who was put in", events[4].People[0].Name, "Anna")
	equal(t, "as", events[4].Tags[0].As, media.Heard)
	equal(t, "this device", events[4].Device, "")
	if _, err := s.History(ctx, anna); !errors.Is(err, flow.ErrNotFound) {
		t.Errorf("a person has a history: %v", err)
	}
}
