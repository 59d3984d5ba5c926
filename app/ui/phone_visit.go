package ui

import (
	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// phoneSheet is what the crew does about one phone.
type phoneSheet struct {
	u *UI
	d *part.Dialog
	l flow.PhoneLine
}

// openPhone shows one phone: its code large, where the person stands, and what
// can be done.
func (u *UI) openPhone(l flow.PhoneLine) {
	p := &phoneSheet{u: u, d: &part.Dialog{}, l: l}
	p.d.Title = u.phoneTitle(l)
	p.d.Sentence = u.phoneNote(l, true)
	p.d.Body = p.body()
	p.d.Actions = p.actions()
	p.d.Show(u.stage)
}

func (p *phoneSheet) body() []fyne.CanvasObject {
	var rows []fyne.CanvasObject
	if onPage(p.l) && p.l.Code != "" {
		code := part.NewText(p.l.Code, part.Style{Size: 80, Mono: true, Align: fyne.TextAlignCenter})
		ask := "phone.compare"
		if p.l.Same {
			ask = "phone.compared"
		}
		rows = append(rows, part.Column(0, code, part.NewWrap(p.u.T(ask), part.Body.In(part.ColorText2).At(fyne.TextAlignCenter))))
	}
	for _, r := range p.rows() {
		rows = append(rows, part.NewChoiceRow(r.word, func() { p.d.Hide(); r.do() }))
	}
	return rows
}

// rows are the ways on: help, what was received, the person, the end.
func (p *phoneSheet) rows() []menuRow {
	u, l := p.u, p.l
	var rows []menuRow
	add := func(key string, do func()) { rows = append(rows, menuRow{u.T(key), do}) }
	if needsHelp(l) {
		add("phone.helped", func() { p.desk(func(d phoneDesk) error { return d.Helped(l.ID) }) })
	}
	if l.Step == flow.PhoneSigned && !l.Consent.IsZero() {
		add("phone.read_back", func() { u.readBack(l.Consent) })
		add("person.receipt", func() { p.receipt(u.showReceipt) })
		add("phone.where", func() { p.receipt(u.justSigned) })
	}
	if l.Step == flow.PhoneRefused {
		add("signing.refused.note", func() { u.noteAvoid(consent.ID{}) })
	}
	if l.Step == flow.PhoneAway && !l.Consent.IsZero() {
		add("home.show", func() { u.showTakeHome(l.Consent) })
	}
	if !l.Person.IsZero() {
		add("expected.show_person", func() { u.openPerson(l.Person) })
	}
	if onPage(l) {
		add("phone.end", p.end)
	}
	return rows
}

func (p *phoneSheet) receipt(then func(flow.Receipt)) {
	r, err := p.u.receiptOf(p.l.Consent)
	if p.u.try(err) {
		then(r)
	}
}

// actions end with the one thing that is asked of the crew now.
func (p *phoneSheet) actions() []*part.Button {
	closes := part.NewButton(p.u.T("button.close"), "", part.Outline, p.d.Hide)
	if !toCompare(p.l) {
		return []*part.Button{closes}
	}
	other := part.NewButton(p.u.T("button.no"), "", part.Outline, func() { p.d.Hide(); p.compared(false) })
	return []*part.Button{other, part.NewButton(p.u.T("button.yes"), "", part.Main, func() { p.d.Hide(); p.compared(true) })}
}

// compared notes what the crew saw on the phone.
func (p *phoneSheet) compared(same bool) {
	p.desk(func(d phoneDesk) error { return d.Same(p.l.ID, same) })
	if !same {
		p.u.tell(p.u.T("phone.not_same.title"), p.u.T("phone.not_same.sentence"))
	}
}

// end sends the phone away, after asking once: what was not sent is lost.
func (p *phoneSheet) end() {
	q := question{title: p.u.T("phone.end.title"), sentence: p.u.T("phone.end.sentence"), word: p.u.T("phone.end"), kind: part.Danger}
	p.u.confirm(q, func() { p.desk(func(d phoneDesk) error { return d.End(p.l.ID) }) })
}

// desk does something while signing is on, and shows what came of it.
func (p *phoneSheet) desk(do func(phoneDesk) error) {
	if p.u.phones == nil {
		return
	}
	p.u.try(do(p.u.phones.desk))
	p.u.refresh()
}
