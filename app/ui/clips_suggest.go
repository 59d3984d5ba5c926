package ui

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"onset/app/ui/part"
	"onset/consent"
)

// tellSuggested asks in which clips board and slates suggest somebody.
func (s *clipsScreen) tellSuggested() {
	var ids []consent.ID
	s.u.work(func(context.Context) error {
		ids = s.u.kit.Suggested()
		return nil
	}, func(error) {
		if !slices.Equal(ids, s.suggested) {
			s.suggested = ids
			s.body.Rebuild()
		}
	})
}

// suggestLine says in how many clips somebody is suggested, and leads to them;
// there, one tap says yes to all that are shown. Nil when there is none.
func (s *clipsScreen) suggestLine(c part.Class) fyne.CanvasObject {
	if len(s.suggested) == 0 || s.pick.on || s.filtered() && !s.offered {
		return nil
	}
	words := part.Grow(part.NewCutText(s.u.N("clips.suggested", len(s.suggested)), part.RowTitle))
	icon := part.NewIcon("videocam-fill", 24, part.ColorAccent)
	do := part.NewLink(s.u.T("clips.suggested.see"), "chevron_right", func() {
		s.u.openClipSet(s.u.T("clips.suggested.title"), s.suggested)
		s.offered = true
		s.body.Rebuild()
	})
	if s.offered {
		ids := s.list.IDs
		if len(ids) == 0 {
			return nil
		}
		do = part.NewButton(s.u.N("slates.confirm", len(ids)), "check", part.Other, func() { s.u.confirmAll(slices.Clone(ids)) }).SetHeight(48)
	}
	if c == part.Phone && s.offered {
		return part.Left(do)
	}
	return part.Line(part.Gap8, icon, words, do)
}
