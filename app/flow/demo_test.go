package flow_test

import (
	"slices"
	"strings"
	"testing"

	"onset/app/flow"
	"onset/consent"
	"onset/media"
)

func TestDemoIsADayOfEverything(t *testing.T) {
	s := founded(t)
	last := flow.Progress{}
	must(t, s.Demo(t.Context(), 60, 120, 7, func(p flow.Progress) { last = p }))
	equal(t, "progress", last.Done, last.Total)
	people := s.People(flow.PeopleQuery{})
	for _, state := range []consent.PersonState{
		consent.MayBeFilmed, consent.WithLimits, consent.WaitingForParent, consent.DoNotFilm, consent.TookItBack,
	} {
		if people.Counts[state] == 0 {
			t.Errorf("nobody is %s: %v", state, people.Counts)
		}
	}
	clips := s.Clips(flow.ClipQuery{})
	equal(t, "clips", clips.All, 120)
	for _, r := range []media.Result{media.Cleared, media.Limited, media.Blocked, media.Unknown} {
		if clips.Counts[r] == 0 {
			t.Errorf("no clip is %s: %v", r, clips.Counts)
		}
	}
	for _, id := range clips.IDs {
		sheet, err := s.Clip(id)
		must(t, err)
		if sheet.Faulty || sheet.At.IsZero() || sheet.Facts.Make == "" {
			t.Fatalf("%s: facts %+v", sheet.Name, sheet.Facts)
		}
		if sheet.Kind == media.KindVideo && sheet.Duration < 4e9 {
			t.Fatalf("%s: duration %v", sheet.Name, sheet.Duration)
		}
		if b, lack := s.Picture(t.Context(), id); b == nil && lack != flow.LackNoFFmpeg {
			t.Fatalf("%s: no picture: %s", sheet.Name, lack)
		}
	}
	if len(s.Suggested()) == 0 {
		t.Error("the board suggests nothing")
	}
	report, err := s.Check(t.Context(), nil)
	must(t, err)
	equal(t, "faults", len(report.Faults), 0)
}

func TestDemoIsTheSameForASeed(t *testing.T) {
	names := func() string {
		var out []string
		s := founded(t)
		must(t, s.Demo(t.Context(), 12, 6, 3, nil))
		for _, c := range s.Consents() {
			out = append(out, c.Name+" "+string(c.Status))
		}
		for _, id := range s.Clips(flow.ClipQuery{}).IDs {
			sheet, err := s.Clip(id)
			must(t, err)
			out = append(out, sheet.Name+" "+sheet.SHA256)
		}
		slices.Sort(out) // ids are new each time, and with them the order of equals
		return strings.Join(out, "\n")
	}
	equal(t, "two demos", names(), names())
}
