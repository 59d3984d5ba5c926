package ui

import (
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// guardian is the page of whoever signs for a child: only what proves who agreed.
func (g *signing) guardian(c part.Class) fyne.CanvasObject {
	f := g.s.Fields()
	rows := []fyne.CanvasObject{part.Column(part.Gap4, part.NewWrap(g.guardianTitle(f), part.Sheet), part.NewWrap(g.t("signing.only_authority"), part.Note))}
	adult := part.Column(part.Gap16)
	if f.Absent {
		adult.Add(g.absentCard())
	} else {
		form := g.guardianForm(f)
		adult.Objects = []fyne.CanvasObject{form.card(), form.authorityCard(g.otherHolder(f), g.secrecy(f))}
	}
	_, known := g.s.Minor()
	adult.Hidden = known && !g.minor()
	rows = append(rows, g.childCard(f, adult), adult)
	g.next = part.NewButton(g.guardianNext(f), "", part.Main, g.forward).SetHeight(72)
	out := g.page(c, part.MaxWidth(part.Column(part.Gap16, rows...), 860))
	g.check()
	return out
}

func (g *signing) guardianTitle(f flow.SigningFields) string {
	if first := firstName(f.Name); first != "" {
		return g.t("signing.is_under", "name", first)
	}
	return g.t("signing.under")
}

func (g *signing) guardianNext(f flow.SigningFields) string {
	if first := firstName(f.Name); first != "" && g.s.AsksChild() {
		return g.t("signing.on_to_child", "name", first)
	}
	return g.t("button.continue")
}

func firstName(name string) string {
	words := strings.Fields(name)
	if len(words) == 0 {
		return ""
	}
	return words[0]
}

// childCard asks the child's name and month of birth, and says what of it is kept.
func (g *signing) childCard(f flow.SigningFields, adult *fyne.Container) fyne.CanvasObject {
	g.name = part.NewField(part.FieldOptions{Label: g.t("signing.child.name"), OnChanged: func(v string) { g.set(g.s.SetName(g.u.ctx, v)) }})
	g.name.SetText(f.Name)
	note := part.NewWrap("", part.Note)
	var month, year *part.NumberField
	changed := func(string) {
		if month == nil || year == nil {
			return
		}
		g.setBorn(month, year, note)
		if minor, known := g.s.Minor(); adult.Hidden == (minor || !known) {
			adult.Hidden = known && !minor
			g.scroll.Refresh()
		}
	}
	m := part.NewNumberField(part.FieldOptions{Label: g.t("signing.child.month"), OnChanged: changed}, 1, 12)
	y := part.NewNumberField(part.FieldOptions{Label: g.t("signing.child.year"), OnChanged: changed}, 1900, g.u.opt.Now().Year())
	if !f.Born.IsZero() {
		m.SetText(strconv.Itoa(f.Born.Month))
		y.SetText(strconv.Itoa(f.Born.Year))
	}
	month, year = m, y
	note.SetText(g.bandNote(f))
	born := part.Fixed(part.Equal(part.Gap16, m, y), 280, 0)
	return part.NewCard(part.Column(part.Gap12, part.Beside(260, part.Gap16, g.name, born),
		part.Line(part.Gap8, part.NewIcon("info", 22, part.ColorText2), part.Grow(note))), part.Gap24)
}

func (g *signing) setBorn(month, year *part.NumberField, note *part.Wrap) {
	m, okMonth := month.Value()
	y, okYear := year.Value()
	if okMonth && okYear {
		g.set(g.s.SetBorn(g.u.ctx, y, m))
	}
	note.SetText(g.bandNote(g.s.Fields()))
}

func (g *signing) bandNote(f flow.SigningFields) string {
	if f.Born.IsZero() {
		return g.t("signing.child.only_band")
	}
	on := consent.DateOf(g.u.opt.Now())
	band := g.u.kit.Production().Rules.Band(f.Born.Year, f.Born.Month, on)
	return g.t("signing.child.band", "band", g.t("band."+string(band)))
}

// guardianForm asks who signs for a child. It is shown on the page of the
// guardian, and where one signs who was not there before.
type guardianForm struct {
	t       func(key string, pairs ...any) string
	child   string
	g       flow.GuardianDraft
	other   bool // "someone else"
	set     func(flow.GuardianDraft)
	someone func(other bool) // told when "someone else" is picked or no longer is
	absent  func()           // the guardian is not here; nil where that cannot be said
}

func (g *signing) guardianForm(f flow.SigningFields) *guardianForm {
	form := &guardianForm{t: g.t, child: firstName(f.Name), other: g.other, absent: func() { g.setAbsent(true) }}
	if len(f.Guardians) > 0 {
		form.g = f.Guardians[0]
	}
	form.set = func(d flow.GuardianDraft) { g.set(g.s.SetGuardian(g.u.ctx, 0, d)) }
	form.someone = func(other bool) { g.other = other; g.body.Rebuild() }
	return form
}

// guardianRelations are those who can sign; the last choice is "someone else".
var guardianRelations = []consent.Relation{consent.Mother, consent.Father, consent.OtherParent, consent.Appointed}

func (f *guardianForm) card() fyne.CanvasObject {
	name := part.NewField(part.FieldOptions{Label: f.t("signing.guardian.name"), OnChanged: func(v string) { f.g.Name = v; f.set(f.g) }})
	name.SetText(f.g.Name)
	contact := part.NewField(part.FieldOptions{Label: f.t("signing.guardian.contact"), OnChanged: func(v string) { f.g.Contact = v; f.set(f.g) }})
	contact.SetText(f.g.Contact)
	label := f.t("signing.guardian.you_are")
	if f.child != "" {
		label = f.t("signing.guardian.you_are_of", "name", f.child)
	}
	rows := []fyne.CanvasObject{name, part.Column(part.Gap8, part.NewWrap(label, part.ReadBold), f.relations())}
	if f.other {
		rows = append(rows, f.cannotSign())
	}
	rows = append(rows, part.Column(part.Gap4, contact, part.NewWrap(f.t("signing.guardian.contact.note"), part.Note)))
	if f.absent != nil && !f.other {
		rows = append(rows, part.Left(part.NewLink(f.t("signing.absent"), "chevron_right", f.absent).Flush()))
	}
	return part.NewCard(part.Column(part.Gap16, rows...), part.Gap24)
}

func (f *guardianForm) relations() fyne.CanvasObject {
	words := []string{}
	for _, r := range guardianRelations {
		words = append(words, f.t("signing.relation."+string(r)))
	}
	pick := part.NewChoice(f.pick, append(words, f.t("signing.relation.someone"))...)
	pick.SetChosen(slices.Index(guardianRelations, f.g.Relation))
	if f.other {
		pick.SetChosen(len(guardianRelations))
	}
	return pick
}

func (f *guardianForm) pick(option int) {
	other := option == len(guardianRelations)
	f.g.Relation = ""
	if !other {
		f.g.Relation = guardianRelations[option]
	}
	f.set(f.g)
	if other != f.other {
		f.other = other
		f.someone(other)
	}
}

// cannotSign says in place who cannot sign, and what to do instead.
func (f *guardianForm) cannotSign() fyne.CanvasObject {
	rows := []fyne.CanvasObject{part.NewWrap(f.t("signing.relation.cannot"), part.Read)}
	if f.absent != nil {
		rows = append(rows, part.NewButton(f.t("signing.absent"), "", part.Other, f.absent))
	}
	card := part.NewCard(part.Column(part.Gap12, rows...), 16)
	card.Fill, card.Edge, card.Width = part.Limit.Soft(), part.Limit.Word(), 2
	return card
}

func (f *guardianForm) authorityCard(more ...fyne.CanvasObject) fyne.CanvasObject {
	authority := part.NewChoice(func(option int) { f.g.Authority = option == 1; f.set(f.g) }, f.t("button.no"), f.t("button.yes"))
	if f.g.Authority {
		authority.SetChosen(1)
	}
	rows := []fyne.CanvasObject{part.Pad(part.Beside(280, part.Gap24, part.NewWrap(f.t("signing.authority"), part.ReadBold), part.Fixed(authority, 252, 0)), 14, part.Gap24, 14, part.Gap24)}
	return part.Rows(append(rows, more...)...)
}

var holders = []consent.OtherHolder{consent.HolderNone, consent.HolderAgrees, consent.HolderMustSign}

func (g *signing) otherHolder(f flow.SigningFields) fyne.CanvasObject {
	var words []string
	for _, h := range holders {
		words = append(words, g.t("holder."+string(h)))
	}
	pick := part.NewChoice(func(option int) { g.set(g.s.SetOtherHolder(g.u.ctx, holders[option])) }, words...)
	pick.SetChosen(slices.Index(holders, f.OtherHolder))
	return part.Pad(part.Column(part.Gap8, part.NewWrap(g.t("holder.question"), part.ReadBold), pick), 14, part.Gap24, 14, part.Gap24)
}

// secretConditions are what a family can keep secret without saying why.
var secretConditions = []consent.Condition{consent.NoName, consent.NoSchool, consent.NoPlace}

// secrecy asks whether name, school or place stay secret. A yes ticks all
// three: whoever needs less clears what may be shown.
func (g *signing) secrecy(f flow.SigningFields) fyne.CanvasObject {
	pick := part.NewChoice(func(option int) {
		g.asked, g.secret = true, option == 1
		var list []consent.Condition
		if g.secret {
			list = slices.Clone(secretConditions)
		}
		g.set(g.s.SetConditions(g.u.ctx, list))
		g.body.Rebuild()
	}, g.t("button.no"), g.t("button.yes"))
	if g.asked {
		pick.SetChosen(0)
		if g.secret {
			pick.SetChosen(1)
		}
	}
	text := part.Column(0, part.NewWrap(g.t("signing.secret"), part.ReadBold), part.NewWrap(g.t("signing.secret.note"), part.Note))
	rows := []fyne.CanvasObject{part.Beside(280, part.Gap24, text, part.Fixed(pick, 252, 0))}
	for _, cond := range secretConditions {
		if g.secret {
			row := part.NewCheckRow(g.t("condition."+string(cond)), "", func(on bool) { g.condition(cond, on) })
			row.SetOn(slices.Contains(f.Conditions, cond))
			rows = append(rows, row)
		}
	}
	return part.Pad(part.Column(part.Gap12, rows...), 14, part.Gap24, 14, part.Gap24)
}

func (g *signing) setAbsent(absent bool) {
	if g.try(g.s.AbsentGuardian(g.u.ctx, absent)) {
		g.other = false
		g.body.Rebuild()
	}
}

// absentCard says what happens while the parent is missing.
func (g *signing) absentCard() fyne.CanvasObject {
	return part.NewCard(part.Column(part.Gap12,
		part.Line(part.Gap12, part.NewGlyph(part.Wait, 28), part.Grow(part.NewWrap(g.t("signing.absent.title"), part.Section))),
		part.NewWrap(g.t("signing.absent.sentence", "date", g.words.Date(g.answerBy().Time())), part.Read),
		part.Left(part.NewLink(g.t("signing.absent.undo"), "undo", func() { g.setAbsent(false) }).Flush())), part.Gap24)
}
