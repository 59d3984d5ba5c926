package ui

import (
	"context"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/media"
)

// reportScreen answers "can we publish this?": for a use, a place and a
// period, how many clips may be used, and what would help the rest.
type reportScreen struct {
	u       *UI
	use     media.Use
	view    flow.ReportView
	offered int // clips without people that the board knows about
	body    *part.Adaptive
	scroll  *part.Scroll
	page    *fyne.Container
}

func newReport(u *UI) place {
	s := &reportScreen{u: u, page: part.Column(0)}
	s.scroll = part.NewScroll(s.page)
	s.use = media.Use{Purpose: u.kit.Shoot().Purpose}
	if uses := u.kit.Uses(); s.use.Purpose == "" && len(uses) > 0 {
		s.use.Purpose = uses[0]
	}
	s.body = part.NewScreen(u.shell, s.build)
	return s
}

func (s *reportScreen) object() fyne.CanvasObject { return s.body }

func (s *reportScreen) show() {
	use := s.use
	var view flow.ReportView
	var offered int
	s.u.work(func(context.Context) error {
		view, offered = s.u.kit.Report(use), len(s.u.kit.Suggested())
		return nil
	}, func(error) {
		if use == s.use {
			s.view, s.offered = view, offered
			s.body.Rebuild()
		}
	})
}

func (s *reportScreen) build(c part.Class) fyne.CanvasObject {
	side := c.Padding()
	top := []fyne.CanvasObject{s.head(c)}
	s.page.Objects = s.rows(c)
	s.page.Refresh()
	rows := []fyne.CanvasObject{part.Pad(part.Column(0, top...), headRoom(c)-4, side, part.Gap12, side)}
	if s.view.Total == 0 {
		empty := part.Pad(part.Column(part.Gap16, s.pickers(c), part.Grow(part.NewEmptyState("fact_check", s.u.T("publish.empty"), s.u.T("publish.empty.note")))), 0, side, 0, side)
		return part.Column(0, append(rows, part.Grow(empty))...)
	}
	rows = append(rows, part.Grow(part.Pad(s.scroll, 0, side, 0, side)))
	return part.Column(0, append(rows, s.foot(c))...)
}

func (s *reportScreen) head(c part.Class) fyne.CanvasObject {
	opt := part.HeadOptions{Title: s.u.T("publish.title"), Narrow: c == part.Phone}
	if s.view.Total > 0 {
		print := part.NewButton(s.u.T("publish.page"), "print", part.Quiet, s.savePage).SetHeight(48)
		if c == part.Phone {
			print = part.NewIconButton("print", s.savePage)
		}
		opt.Actions = []fyne.CanvasObject{print}
	}
	return part.NewHead(opt)
}

func (s *reportScreen) pickers(c part.Class) fyne.CanvasObject {
	use := part.NewPicker(s.u.T("publish.use"), s.u.T("purpose."+string(s.use.Purpose)), s.askUse)
	where := part.NewPicker(s.u.T("publish.where"), s.whereWord(s.use.Territory), s.askWhere)
	when := part.NewPicker(s.u.T("publish.when"), s.whenWord(), s.askWhen)
	if c == part.Phone {
		return part.Column(part.Gap8, use, part.Equal(part.Gap8, where, when))
	}
	return part.Equal(part.Gap12, use, where, when)
}

// rows are everything that scrolls.
func (s *reportScreen) rows(c part.Class) []fyne.CanvasObject {
	gap := func(h float32) fyne.CanvasObject { return part.Fixed(part.Space(), 0, h) }
	var shares []part.Share
	var counts []fyne.CanvasObject
	for _, r := range []media.Result{media.Cleared, media.Limited, media.Blocked, media.Unknown} {
		status, word := s.u.clipStatus(r)
		n := s.view.Counts[r]
		shares = append(shares, part.Share{Status: status, Count: n})
		counts = append(counts, part.Fixed(part.Line(part.Gap8, part.NewGlyph(status, 22), part.NewText(number(n), part.Strong), part.NewText(word, part.Body)), 0, 32))
	}
	apart := float32(28)
	if c == part.Phone {
		apart = part.Gap8
	}
	out := []fyne.CanvasObject{s.pickers(c), gap(part.Gap16), part.NewShares(shares...), gap(10), part.Wrapping(apart, counts...), gap(part.Gap16)}
	if c == part.Phone && s.view.Counts[media.Cleared] > 0 {
		out = append(out, part.Left(part.NewLink(s.lookWord(), "chevron_right", s.showCleared).Flush()))
	}
	rest := s.view.Total - s.view.Counts[media.Cleared]
	if rest == 0 {
		out = append(out, part.NewCard(part.Line(part.Gap16, part.NewGlyph(part.OK, 40), part.Grow(part.NewWrap(s.u.T("publish.all_cleared"), part.Section))), 20))
		return append(out, gap(part.Gap16))
	}
	out = append(out, part.NewWrap(s.u.N("publish.fixes", rest), part.Section), gap(part.Gap8), s.groups(c))
	return append(out, gap(part.Gap16))
}

// foot saves the report; what may be used can be looked at first.
func (s *reportScreen) foot(c part.Class) fyne.CanvasObject {
	save := part.NewButton(s.u.T("publish.save"), "save", part.Main, s.saveTable)
	if c == part.Phone {
		return part.NewActionBar(c, part.Grow(save.SetHeight(64)))
	}
	look := part.NewButton(s.lookWord(), "", part.Other, s.showCleared)
	if s.view.Counts[media.Cleared] == 0 {
		look.SetMissing(s.u.T("publish.none_cleared"), nil)
	}
	return part.NewActionBar(c, part.Grow(part.Space()), look.SetHeight(56), part.Fixed(save.SetHeight(56), 300, 0))
}

func (s *reportScreen) lookWord() string {
	return s.u.N("publish.show_cleared", s.view.Counts[media.Cleared])
}

func (s *reportScreen) showCleared() {
	use := s.use
	s.u.openClipSet(s.u.T("publish.cleared_for", "use", lower(s.u.T("purpose."+string(use.Purpose)))), s.u.kit.Cleared(use))
}
