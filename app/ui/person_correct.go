package ui

import (
	"strconv"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
)

// correction puts particulars right that were written down wrong. Answers are
// not corrected: they are given anew.
type correction struct {
	u       *UI
	s       flow.PersonSheet
	line    flow.ConsentLine
	name    string
	contact string
	band    string
	born    flow.Month
	body    *part.Adaptive
	save    *part.Button
}

func newCorrection(u *UI, s flow.PersonSheet, l flow.ConsentLine) place {
	e := &correction{u: u, s: s, line: l, name: s.Name, contact: l.Contact, band: s.Band}
	e.body = part.NewScreen(u.shell, e.build)
	return e
}

func (e *correction) object() fyne.CanvasObject { return e.body }
func (e *correction) show()                     {}

func (e *correction) build(c part.Class) fyne.CanvasObject {
	t := e.u.T
	head := part.NewHead(part.HeadOptions{Title: t("person.more.correct"), Back: e.u.back, Narrow: c == part.Phone})
	field := func(key string, to *string) fyne.CanvasObject {
		f := part.NewField(part.FieldOptions{Label: t(key), Crew: true, OnChanged: func(v string) { *to = v; e.check() }})
		f.SetText(*to)
		return f
	}
	rows := []fyne.CanvasObject{field("person.correct.name", &e.name), field("person.correct.band", &e.band), field("person.correct.contact", &e.contact)}
	if e.line.Consent.Minor() {
		rows = append(rows, e.bornFields())
	}
	rows = append(rows, noted("info", t("person.correct.note")))
	e.save = part.NewButton(t("button.save"), "", part.Main, e.done).SetHeight(64)
	e.check()
	side := c.Padding()
	body := part.NewScroll(part.Pad(column(c, part.Column(part.Gap16, rows...)), 0, side, part.Gap24, side))
	bar := part.NewActionBar(c, part.Space(), part.Fixed(e.save, 300, 0))
	if c == part.Phone {
		bar = part.NewActionBar(c, part.Grow(e.save))
	}
	return screenOf(c, head, body, bar)
}

func (e *correction) bornFields() fyne.CanvasObject {
	var month, year *part.NumberField
	changed := func(string) {
		if month == nil || year == nil {
			return
		}
		m, okMonth := month.Value()
		y, okYear := year.Value()
		e.born = flow.Month{}
		if okMonth && okYear {
			e.born = flow.Month{Year: y, Month: m}
		}
		e.check()
	}
	m := part.NewNumberField(part.FieldOptions{Label: e.u.T("signing.child.month"), Crew: true, OnChanged: changed}, 1, 12)
	y := part.NewNumberField(part.FieldOptions{Label: e.u.T("signing.child.year"), Crew: true, OnChanged: changed}, 1900, e.u.opt.Now().Year())
	if !e.born.IsZero() {
		m.SetText(strconv.Itoa(e.born.Month))
		y.SetText(strconv.Itoa(e.born.Year))
	}
	month, year = m, y
	return part.Column(part.Gap4, part.Equal(part.Gap16, m, y), part.NewWrap(e.u.T("person.correct.born"), part.Note))
}

func (e *correction) draft() flow.RectifyDraft {
	d := flow.RectifyDraft{Of: e.line.Consent.ID}
	if e.name != e.s.Name {
		d.Name = &e.name
	}
	if e.band != e.s.Band {
		d.Band = &e.band
	}
	if e.contact != e.line.Contact {
		d.Contact = &e.contact
	}
	if !e.born.IsZero() {
		d.Born = &e.born
	}
	return d
}

func (e *correction) check() {
	if e.save == nil {
		return
	}
	d, missing := e.draft(), ""
	switch {
	case e.name == "":
		missing = e.u.T("lack.name")
	case d.Name == nil && d.Band == nil && d.Contact == nil && d.Born == nil:
		missing = e.u.T("person.correct.none")
	}
	e.save.SetMissing(missing, nil)
}

func (e *correction) done() {
	if e.u.try(e.u.kit.Rectify(e.u.ctx, e.draft())) {
		e.u.back()
	}
}
