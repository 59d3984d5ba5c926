package ui

import (
	"context"
	"sync"
	"testing"

	"onset/app/flow"
	"onset/consent"
	"onset/media"
)

// filmedHome is a day of films, photos, scenes and cameras whose clocks differ.
var filmedHome = sync.OnceValues(func() (string, error) {
	return makeHome("filmed", func(ctx context.Context, k *flow.Kit) error { return k.Demo(ctx, 14, 24, 7, nil) })
})

// filmedUI is a window of that day.
func filmedUI(t *testing.T, w, h float32) *UI {
	t.Helper()
	return showKit(t, copyOf(t, filmedHome), w, h)
}

func clipsShots() []shot {
	grid := func(_ *testing.T, u *UI) { u.goTo(atClips) }
	return []shot{
		{name: "clips", filmed: true, prepare: grid},
		{name: "clips-empty", prepare: grid, bare: true},
		{name: "clips-chosen", filmed: true, prepare: func(t *testing.T, u *UI) {
			u.goTo(atClips)
			s := u.clips()
			s.pickFilter(string(media.Unknown))
			s.startPicking()
			for i := range 3 {
				s.tapped(i, s.list.IDs[i])
			}
		}},
		{name: "clip", filmed: true, prepare: func(t *testing.T, u *UI) {
			u.openClip(filmed(t, u, func(s flow.ClipSheet) bool { return len(s.Tags) > 1 }))
		}},
		{name: "clip-offered", filmed: true, prepare: func(t *testing.T, u *UI) { u.openClip(firstSuggested(t, u)) }},
		{name: "clip-photo", filmed: true, prepare: func(t *testing.T, u *UI) { u.openClip(u.kit.Clips(flow.ClipQuery{}).IDs[0]) }},
		{name: "clip-judge", filmed: true, prepare: func(t *testing.T, u *UI) {
			u.openClip(u.kit.Clips(flow.ClipQuery{}).IDs[0])
			u.judge([]consent.ID{u.kit.Clips(flow.ClipQuery{}).IDs[0]}, nil)
		}},
		{name: "clip-clock", filmed: true, prepare: func(t *testing.T, u *UI) { u.setClock(u.kit.Clips(flow.ClipQuery{}).IDs[0]) }},
		{name: "clip-who", filmed: true, prepare: func(t *testing.T, u *UI) { u.pickPerson(u.T("clips.who_title"), nil, func(flow.PersonRow) {}) }},
	}
}

// filmed finds a film.
func filmed(t *testing.T, u *UI, fits func(flow.ClipSheet) bool) consent.ID {
	t.Helper()
	for _, id := range u.kit.Clips(flow.ClipQuery{}).IDs {
		s, err := u.kit.Clip(id)
		noError(t, err)
		if s.Duration > 0 && fits(s) {
			return id
		}
	}
	t.Fatal("no such film")
	return consent.ID{}
}

func firstSuggested(t *testing.T, u *UI) consent.ID {
	t.Helper()
	ids := u.kit.Suggested()
	if len(ids) == 0 {
		t.Fatal("the board knows of no clip")
	}
	return ids[0]
}
