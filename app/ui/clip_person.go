package ui

import (
	"slices"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// personPicker is a dialog to find one person, or several, by name, band or
// clothing.
type personPicker struct {
	u      *UI
	d      *part.Dialog
	skip   []consent.ID
	rows   []flow.PersonRow
	list   *part.Grid
	none   *part.Wrap
	many   bool
	chosen []consent.ID
	done   *part.Button
	// avatars are those of the list's rows, which show one person after another
	avatars map[*part.Row]*part.Avatar
}

const pickerRow, pickerRows = 76, 4

// pickPerson asks for one person. Those to skip are there already.
func (u *UI) pickPerson(title string, skip []consent.ID, picked func(flow.PersonRow)) {
	p := newPersonPicker(u, title, skip)
	p.open(func(r flow.PersonRow) {
		p.d.Hide()
		picked(r)
	})
	p.d.Actions = []*part.Button{part.NewButton(u.T("button.cancel"), "", part.Outline, p.d.Hide)}
	p.show()
}

// pickPeople asks for a group.
func (u *UI) pickPeople(title, done string, picked func([]consent.ID)) {
	p := newPersonPicker(u, title, nil)
	p.many = true
	p.open(func(r flow.PersonRow) {
		if i := slices.Index(p.chosen, r.ID); i >= 0 {
			p.chosen = slices.Delete(p.chosen, i, i+1)
		} else {
			p.chosen = append(p.chosen, r.ID)
		}
		p.count()
		p.list.Reload()
	})
	p.done = part.NewButton(done, "", part.Main, func() {
		p.d.Hide()
		picked(p.chosen)
	})
	p.count()
	p.d.Actions = []*part.Button{part.NewButton(u.T("button.cancel"), "", part.Outline, p.d.Hide), p.done}
	p.show()
}

func newPersonPicker(u *UI, title string, skip []consent.ID) *personPicker {
	return &personPicker{u: u, skip: skip, avatars: map[*part.Row]*part.Avatar{}, d: &part.Dialog{Title: title, Width: 600}}
}

func (p *personPicker) open(tapped func(flow.PersonRow)) {
	search := part.NewSearch(p.u.T("pick.search"), p.find)
	p.none = part.NewWrap("", part.Read.In(part.ColorText2))
	p.list = part.NewList(pickerRow, func() int { return len(p.rows) }, p.newRow, func(i int, o fyne.CanvasObject) {
		p.fill(o.(*part.Row), p.rows[i], func() { tapped(p.rows[i]) })
	})
	p.d.Body = []fyne.CanvasObject{search, p.none, part.Fixed(p.list, 0, pickerRow*pickerRows)}
	p.find("")
}

func (p *personPicker) show() { p.d.Show(p.u.stage) }

func (p *personPicker) find(text string) {
	p.rows = slices.DeleteFunc(p.u.kit.People(flow.PeopleQuery{Text: text}).Rows, func(r flow.PersonRow) bool { return slices.Contains(p.skip, r.ID) })
	slices.SortStableFunc(p.rows, func(a, b flow.PersonRow) int {
		switch {
		case a.Signed.Milli > b.Signed.Milli:
			return -1
		case a.Signed.Milli < b.Signed.Milli:
			return 1
		}
		return 0
	})
	p.none.SetText("")
	if len(p.rows) == 0 {
		p.none.SetText(p.u.T("pick.none"))
	}
	p.none.Hidden = len(p.rows) > 0
	p.list.Reload()
}

func (p *personPicker) count() {
	if p.done != nil && len(p.chosen) == 0 {
		p.done.SetMissing(p.u.T("pick.somebody"), nil)
	} else if p.done != nil {
		p.done.SetMissing("", nil)
	}
}

func (p *personPicker) newRow() fyne.CanvasObject {
	a := part.NewAvatar("", 48)
	r := part.NewRow(a, " ", " ", nil, func() {})
	p.avatars[r] = a
	return r
}

func (p *personPicker) fill(r *part.Row, who flow.PersonRow, tapped func()) {
	p.u.setAvatar(p.avatars[r], who)
	status, word := p.u.statusOf(who.State)
	r.SetTitle(withBand(p.u.called(who), who.Band))
	r.SetSubStatus(status, word)
	r.SetChosen(slices.Contains(p.chosen, who.ID))
	r.OnTapped(tapped)
}

func withBand(name, band string) string {
	if band == "" || band == name {
		return name
	}
	return name + " · " + band
}
