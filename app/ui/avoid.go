package ui

import (
	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// addPerson is the menu behind the plus of People.
func (u *UI) addPerson() {
	u.menu(u.T("button.add_person"), nil, []menuRow{
		{u.T("phone.way.tablet.get"), func() { u.signBy(signHere, flow.SigningStart{}) }},
		{u.T("phone.way.phone.get"), func() { u.signBy(signOnPhone, flow.SigningStart{}) }},
		{u.T("avoid.note"), func() { u.noteAvoid(consent.ID{}) }},
		{u.T("notices.posted"), func() { u.push(newNotices(u)) }},
	})
}

// noteAvoid opens the page on which the crew notes somebody who must not be
// filmed; a zero person is somebody unknown.
func (u *UI) noteAvoid(person consent.ID) { u.push(newAvoidPage(u, person)) }

// avoidPage notes somebody by what is seen. There is no field for a
// description: it could tell of faith or health.
type avoidPage struct {
	u      *UI
	person consent.ID
	who    flow.Clothing
	kind   consent.AvoidKind
	body   *part.Adaptive
	save   *part.Button
}

func newAvoidPage(u *UI, person consent.ID) place {
	a := &avoidPage{u: u, person: person, kind: consent.AvoidFilm}
	a.body = part.NewScreen(u.shell, a.build)
	return a
}

func (a *avoidPage) object() fyne.CanvasObject { return a.body }
func (a *avoidPage) show()                     {}

var avoidKinds = []consent.AvoidKind{consent.AvoidFilm, consent.AvoidBlur}

func (a *avoidPage) build(c part.Class) fyne.CanvasObject {
	t := a.u.T
	head := part.NewHead(part.HeadOptions{Title: t("avoid.film"), Back: a.u.back, Narrow: c == part.Phone})
	kind := part.NewChoice(func(option int) { a.kind = avoidKinds[option] }, t("avoid.film"), t("avoid.blur"))
	kind.SetChosen(0)
	if a.kind == consent.AvoidBlur {
		kind.SetChosen(1)
	}
	place := part.NewField(part.FieldOptions{Label: t("avoid.place"), Placeholder: t("avoid.place.example"), Crew: true, OnChanged: func(v string) { a.who.Place = v; a.check() }})
	place.SetText(a.who.Place)
	band := part.NewField(part.FieldOptions{Label: t("avoid.band"), Hint: t("people.if_any"), Crew: true, Mono: true, OnChanged: func(v string) { a.who.Band = v; a.check() }})
	band.SetText(a.who.Band)
	colours := a.picks(a.u.words.Colours(), "colour.", &a.who.Colour)
	garments := a.picks(a.u.words.Garments(), "garment.", &a.who.Garment)
	rows := []fyne.CanvasObject{
		kind, labelled(t("avoid.colour"), colours), labelled(t("avoid.garment"), garments),
		part.Beside(280, part.Gap16, place, part.Fixed(band, 240, 0)), noted("info", t("avoid.hint")),
	}
	a.save = part.NewButton(t("button.save"), "", part.Main, a.done).SetHeight(64)
	a.check()
	side := c.Padding()
	body := part.NewScroll(part.Pad(column(c, part.Column(part.Gap24, rows...)), 0, side, part.Gap24, side))
	bar := part.NewActionBar(c, part.Space(), part.Fixed(a.save, 360, 0))
	if c == part.Phone {
		bar = part.NewActionBar(c, part.Grow(a.save))
	}
	return screenOf(c, head, body, bar)
}

func labelled(label string, o fyne.CanvasObject) fyne.CanvasObject {
	return part.Column(part.Gap8, part.NewText(label, part.RowTitle), o)
}

func (a *avoidPage) picks(keys []string, prefix string, to *string) fyne.CanvasObject {
	var items []part.FilterItem
	for _, k := range keys {
		items = append(items, part.FilterItem{Key: k, Word: a.u.T(prefix + k), Count: -1})
	}
	p := part.NewPicks(func(key string) { *to = key; a.check() }, items...)
	p.Pick(*to)
	return p
}

func (a *avoidPage) check() {
	if a.save == nil {
		return
	}
	missing := ""
	if a.person.IsZero() && a.who.Garment == "" && a.who.Colour == "" && a.who.Band == "" {
		missing = a.u.T("lack.clothing")
	}
	a.save.SetMissing(missing, nil)
}

func (a *avoidPage) done() {
	id, err := a.u.kit.Avoid(a.u.ctx, a.who, a.kind, a.person)
	if !a.u.try(err) {
		return
	}
	a.u.back()
	words := a.u.words.Clothing(a.who.Colour, a.who.Garment)
	a.u.toast(joinedSome(a.u.T("avoid."+string(a.kind)), words), a.u.T("button.undo"), func() { a.u.try(a.u.kit.LiftAvoid(a.u.ctx, id)) })
}
