package ui

import (
	"errors"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// putOnCamera puts somebody on the board. It warns and never blocks: against a
// no, keeping out is the main action and a reason is picked.
func (u *UI) putOnCamera(r flow.PersonRow) { u.putOnWith(r, "") }

func (u *UI) putOnWith(r flow.PersonRow, reason string) {
	t, err := u.kit.PutOn(u.ctx, []consent.ID{r.ID}, 0, reason)
	switch {
	case errors.Is(err, flow.ErrReason):
		u.askReason(r)
	case u.try(err):
		u.refresh()
		u.undoable(u.T("person.is_on", "name", u.called(r)), t)
	}
}

func (u *UI) takeOffCamera(r flow.PersonRow) {
	if t, err := u.kit.TakeOff(u.ctx, []consent.ID{r.ID}); u.try(err) {
		u.refresh()
		u.undoable(u.T("person.is_off", "name", u.called(r)), t)
	}
}

// askReason is the warning before somebody goes on camera who may not be filmed.
func (u *UI) askReason(r flow.PersonRow) {
	u.buzz()
	d := &part.Dialog{
		Title: u.T("board.not_filmed", "name", u.firstName(r)), Sentence: u.T("board.why." + string(r.State)),
		Lead: u.avatarOf(r, 64), Label: u.T("override.title"), Width: 660,
	}
	for _, code := range flow.Overrides {
		if code == "guardian_coming" && r.State != consent.WaitingForParent && !minor(r.Age) {
			continue
		}
		d.Body = append(d.Body, part.NewChoiceRow(u.T("override."+code), func() { d.Hide(); u.putOnWith(r, code) }))
	}
	d.Actions = []*part.Button{part.NewButton(u.T("button.keep_out"), "", part.Main, d.Hide)}
	d.Show(u.stage)
}

// withdraw is three taps: Withdraw, what, Take it back. Nothing is chosen when it opens.
func (u *UI) withdraw(person consent.ID) {
	w, err := u.kit.Withdrawal(person, u.words.Tag)
	if !u.try(err) {
		return
	}
	row := u.kit.PersonRow(person)
	name := u.called(row)
	if row.Name != "" {
		name = firstName(row.Name)
	}
	d := &part.Dialog{Title: u.T("withdraw.title", "name", name), Sentence: u.T("withdraw.sentence"), Lead: u.avatarOf(row, 64), Width: 660}
	var p *withdrawPick
	take := part.NewButton(u.T("button.take_it_back"), "undo", part.Main, func() {
		d.Hide()
		u.takeBack(person, p.purposes())
	})
	p = newWithdrawPick(u, w, take)
	for _, r := range p.rows {
		d.Body = append(d.Body, r)
	}
	d.Body = append(d.Body, part.Pad(part.TopLine(part.Gap12, part.NewIcon("movie", 24, part.ColorText2), part.Grow(part.NewWrap(u.touches(w), part.Body))), part.Gap8, 0, 0, 0))
	d.Actions = []*part.Button{part.NewButton(u.T("button.cancel"), "", part.Outline, d.Hide), take}
	d.Show(u.stage)
}

// touches says what a withdrawal reaches, and who must be told by mouth.
func (u *UI) touches(w flow.Withdrawal) string {
	words := u.T("withdraw.no_clips")
	if n := len(w.Clips); n > 0 {
		words = u.N("withdraw.clips", n)
		if w.Disks > 0 {
			words += " " + u.N("withdraw.disks", w.Disks)
		}
	}
	words += " " + u.T("withdraw.board")
	if w.OtherKit {
		words += " " + u.T("withdraw.others")
	}
	return words
}

// takeBack states it and shows the new receipt.
func (u *UI) takeBack(person consent.ID, purposes []consent.Purpose) {
	r, err := u.kit.Withdraw(u.ctx, flow.WithdrawDraft{Of: person, Purposes: purposes})
	if u.try(err) {
		u.showReceipt(r)
	}
}

// withdrawPick are the rows of what can be taken back: everything, or some of it.
type withdrawPick struct {
	u    *UI
	w    flow.Withdrawal
	rows []*part.CheckRow // the first is everything
	take *part.Button
}

func newWithdrawPick(u *UI, w flow.Withdrawal, take *part.Button) *withdrawPick {
	p := &withdrawPick{u: u, w: w, take: take}
	p.rows = append(p.rows, part.NewCheckRow(u.T("withdraw.everything"), "", func(on bool) {
		for _, r := range p.rows[1:] {
			r.SetOn(false)
		}
		p.check()
	}))
	for _, c := range w.Choices {
		p.rows = append(p.rows, part.NewCheckRow(u.useTitle(c), u.T("person.until", "date", u.words.Day(c.Until.Time())), func(bool) {
			p.rows[0].SetOn(false)
			p.check()
		}))
	}
	p.check()
	return p
}

func (p *withdrawPick) check() {
	for _, r := range p.rows {
		if r.On() {
			p.take.SetMissing("", nil)
			return
		}
	}
	p.take.SetMissing(p.u.T("withdraw.missing"), nil)
}

// purposes are those chosen; none is everything.
func (p *withdrawPick) purposes() []consent.Purpose {
	var out []consent.Purpose
	for i, c := range p.w.Choices {
		if p.rows[i+1].On() {
			out = append(out, c.Purpose)
		}
	}
	return out
}

// menu is a dialog of rows, each a way on.
func (u *UI) menu(title string, lead fyne.CanvasObject, rows []menuRow) {
	d := &part.Dialog{Title: title, Lead: lead}
	for _, r := range rows {
		d.Body = append(d.Body, part.NewChoiceRow(r.word, func() { d.Hide(); r.do() }))
	}
	d.Actions = []*part.Button{part.NewButton(u.T("button.cancel"), "", part.Outline, d.Hide)}
	d.Show(u.stage)
}

type menuRow struct {
	word string
	do   func()
}
