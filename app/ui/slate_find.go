package ui

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// findSlates looks for slates in clips and says what was found. What it finds
// become suggestions; nothing is tagged before somebody says yes.
func (u *UI) findSlates(clips []consent.ID, after func()) {
	var r flow.SlateResult
	u.run(u.T("slates.looking"), u.T("slates.note"), func(ctx context.Context, tell func(flow.Progress)) (err error) {
		r, err = u.kit.FindSlates(ctx, clips, tell)
		return err
	}, func(err error) {
		if u.stopped(err) && r.Found == 0 {
			return
		}
		if after != nil {
			after()
		}
		u.slatesFound(r)
	})
}

// slatesFound says what was found, what was ignored and why, and offers what
// takes one tap: everybody as suggested, and the cameras' clocks.
func (u *UI) slatesFound(r flow.SlateResult) {
	found := u.N("slates.found", r.Found)
	if r.Found == 0 && len(r.Lines) == 0 {
		u.toast(u.N("slates.none", r.Looked), "", nil)
		return
	}
	d := &part.Dialog{Title: found, Sentence: u.N("slates.looked", r.Looked), Width: 660}
	list := part.NewList(76, func() int { return len(r.Lines) }, func() fyne.CanvasObject {
		return part.NewRow(nil, " ", " ", nil, func() {})
	}, func(i int, o fyne.CanvasObject) {
		row, l := o.(*part.Row), r.Lines[i]
		row.SetTitle(dotted(l.Name, u.slateWords(l)))
		row.SetSub(u.slateNote(l))
		row.OnTapped(func() { d.Hide(); u.openClip(l.Clip) })
	})
	d.Body = []fyne.CanvasObject{part.Fixed(list, 0, float32(min(len(r.Lines), skippedRows)*76))}
	if clocks := wrongClocks(r.Lines); len(clocks) > 0 {
		d.Body = append(d.Body, part.NewChoiceRow(u.T("slates.clocks"), func() { d.Hide(); u.takeClocks(clocks) }))
	}
	d.Actions = []*part.Button{part.NewButton(u.T("button.close"), "", part.Outline, d.Hide)}
	if ids := u.suggestedIn(r.Lines); len(ids) > 0 {
		yes := part.NewButton(u.N("slates.confirm", len(ids)), "", part.Main, func() { d.Hide(); u.confirmAll(ids) })
		if u.class() == part.Phone {
			d.Body = append(d.Body, yes.SetHeight(64))
		} else {
			d.Actions = append(d.Actions, yes)
		}
	}
	d.Show(u.stage)
}

// slateWords is what the slate of a clip says.
func (u *UI) slateWords(l flow.SlateLine) string {
	if l.Shown.IsZero() {
		return ""
	}
	if l.Scene == "" {
		return u.T("slates.take", "take", l.Take)
	}
	return u.T("slates.scene_take", "scene", l.Scene, "take", l.Take)
}

// slateNote is whose receipts were filmed, what the slate tells of the clock,
// and why a code was ignored.
func (u *UI) slateNote(l flow.SlateLine) string {
	var words []string
	if len(l.People) > 0 {
		words = append(words, u.T("slates.receipts", "people", u.namesOf(l.People)))
	}
	if l.Clock != nil {
		words = append(words, u.T("slates.clock", "off", lower(u.off(l.Clock.Ahead))))
	}
	for _, n := range l.Notes {
		words = append(words, u.T("slate.note."+string(n)))
	}
	return capital(dotted(words...))
}

// wrongClocks are the clips whose slates tell a clock that was not set by them.
func wrongClocks(lines []flow.SlateLine) (out []consent.ID) {
	for _, l := range lines {
		if l.Clock != nil && !l.Clock.Applied {
			out = append(out, l.Clip)
		}
	}
	return out
}

// suggestedIn are the clips of some lines in which somebody is suggested.
func (u *UI) suggestedIn(lines []flow.SlateLine) (out []consent.ID) {
	open := u.kit.Suggested()
	for _, l := range lines {
		if slices.Contains(open, l.Clip) {
			out = append(out, l.Clip)
		}
	}
	return out
}

// takeClocks sets the clocks of the cameras by the slates; all clips of those
// cameras are then read by the right time.
func (u *UI) takeClocks(clips []consent.ID) {
	u.work(func(ctx context.Context) error { return u.kit.ConfirmClock(ctx, clips) }, func(err error) {
		if u.try(err) {
			u.toast(u.T("slates.clocks_set"), "", nil)
		}
	})
}

// confirmAll puts everybody into the clips as board and slates suggest.
func (u *UI) confirmAll(clips []consent.ID) {
	u.change(u.N("slates.confirmed", len(clips)), func(ctx context.Context) ([]flow.Token, error) {
		t, err := u.kit.Confirm(ctx, clips, nil)
		return []flow.Token{t}, err
	}, nil)
}
