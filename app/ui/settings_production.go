package ui

import (
	"context"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
)

// factsPage changes what the production says of itself.
type factsPage struct {
	u      *UI
	body   *part.Adaptive
	values map[string]*string
	busy   bool
	err    error
	main   *part.Button
}

func newFactsPage(u *UI) place {
	f := u.kit.Production()
	p := &factsPage{u: u, values: map[string]*string{
		"title": &f.Title, "controller": &f.Controller, "contact": &f.Contact, "address": &f.Address, "customer": &f.Customer,
	}}
	p.body = part.NewScreen(u.shell, p.build)
	return p
}

func (p *factsPage) object() fyne.CanvasObject { return p.body }
func (p *factsPage) show()                     { p.body.Rebuild() }

func (p *factsPage) build(c part.Class) fyne.CanvasObject {
	t, side := p.u.T, c.Padding()
	head := part.NewHead(part.HeadOptions{Title: t("settings.facts"), Back: p.u.back, Narrow: c == part.Phone})
	rows := []fyne.CanvasObject{part.NewWrap(t("settings.facts.note"), part.Body.In(part.ColorText2))}
	for _, key := range []string{"title", "controller", "contact", "address", "customer"} {
		v := p.values[key]
		f := part.NewField(part.FieldOptions{Label: t("first.field." + key), Crew: true, OnChanged: func(s string) { *v = s; p.check() }})
		f.SetText(*v)
		rows = append(rows, f)
	}
	if p.err != nil {
		rows = append(rows, part.NewErrorCard(t("error.title"), p.u.sentence(p.err), nil, nil))
	}
	p.main = part.NewButton(t("button.save"), "", part.Main, p.save).SetHeight(72)
	p.check()
	form := part.NewScroll(part.MaxWidth(part.Column(part.Gap16, append(rows, part.Space())...), 760))
	return screenOf(c, head, part.Pad(form, 0, side, part.Gap16, side), oneAction(c, p.main))
}

func (p *factsPage) check() {
	if p.main == nil {
		return
	}
	missing := ""
	for _, key := range []string{"contact", "controller", "title"} {
		if isBlank(*p.values[key]) {
			missing = p.u.T("first.needs." + key)
		}
	}
	if p.busy {
		missing = p.u.T("settings.saving")
	}
	p.main.SetMissing(missing, nil)
}

func (p *factsPage) save() {
	f := p.u.kit.Production()
	f.Title, f.Controller, f.Contact = *p.values["title"], *p.values["controller"], *p.values["contact"]
	f.Address, f.Customer = *p.values["address"], *p.values["customer"]
	p.busy = true
	p.check()
	p.u.work(func(ctx context.Context) error { return p.u.kit.SetProduction(ctx, f) }, func(err error) {
		p.busy, p.err = false, err
		if err != nil {
			p.body.Rebuild()
			return
		}
		p.u.back()
		p.u.toast(p.u.T("settings.facts.done"), "", nil)
	})
}

// textsPage lists the published texts; those that came with the kit say that a
// lawyer should read them.
type textsPage struct {
	u    *UI
	body *part.Adaptive
}

func newTextsPage(u *UI) place {
	p := &textsPage{u: u}
	p.body = part.NewScreen(u.shell, p.build)
	return p
}

func (p *textsPage) object() fyne.CanvasObject { return p.body }
func (p *textsPage) show()                     { p.body.Rebuild() }

func (p *textsPage) build(c part.Class) fyne.CanvasObject {
	t, side := p.u.T, c.Padding()
	head := part.NewHead(part.HeadOptions{Title: t("settings.texts"), Back: p.u.back, Narrow: c == part.Phone})
	var rows []fyne.CanvasObject
	starter := false
	for _, l := range p.u.kit.Terms(p.u.words.Tag) {
		starter = starter || l.Starter
		rows = append(rows, p.row(c, l))
	}
	if len(rows) == 0 {
		return screenOf(c, head, part.NewEmptyState("description", t("settings.texts.none"), t("settings.texts.none.note")), nil)
	}
	all := []fyne.CanvasObject{part.Rows(rows...), part.Space()}
	if starter {
		all = append([]fyne.CanvasObject{part.NewCard(part.Line(part.Gap16, part.NewIcon("info", 28, part.Limit.Word()),
			part.Grow(part.NewWrap(t("settings.texts.starter_note"), part.Body))), 20)}, all...)
	}
	return screenOf(c, head, part.Pad(part.NewScroll(part.Column(part.Gap16, all...)), 0, side, part.Gap24, side), nil)
}

func (p *textsPage) row(c part.Class, l flow.TermsLine) fyne.CanvasObject {
	languages := ""
	for _, tag := range l.Languages {
		languages = dotted(languages, p.u.T("language."+tag))
	}
	var trail fyne.CanvasObject = part.NewIcon("chevron_right", 24, part.ColorText2)
	note := dotted(p.u.T("settings.texts.version", "n", l.Version), languages)
	if l.Starter && c != part.Phone {
		trail = part.Line(part.Gap12, part.NewPill(part.Limit, p.u.T("settings.texts.starter")), trail)
	} else if l.Starter {
		note = dotted(p.u.T("settings.texts.starter"), note)
	}
	return part.NewRow(part.NewIcon("description", 28, part.ColorText2), p.u.termsWord(l.Key), note, trail, func() { p.u.push(newTextPage(p.u, l)) }).SetHeight(80)
}

// textPage is one text as it would be shown today.
type textPage struct {
	u    *UI
	line flow.TermsLine
	lang string
	body *part.Adaptive
}

func newTextPage(u *UI, l flow.TermsLine) place {
	p := &textPage{u: u, line: l, lang: u.words.Tag}
	found := false
	for _, tag := range l.Languages {
		found = found || tag == p.lang
	}
	if !found && len(l.Languages) > 0 {
		p.lang = l.Languages[0]
	}
	p.body = part.NewScreen(u.shell, p.build)
	return p
}

func (p *textPage) object() fyne.CanvasObject { return p.body }
func (p *textPage) show()                     { p.body.Rebuild() }

func (p *textPage) build(c part.Class) fyne.CanvasObject {
	side := c.Padding()
	head := part.NewHead(part.HeadOptions{Title: p.u.termsWord(p.line.Key), Back: p.u.back, Narrow: c == part.Phone})
	var chips []part.FilterItem
	for _, tag := range p.line.Languages {
		chips = append(chips, part.FilterItem{Key: tag, Word: p.u.T("language." + tag), Count: -1})
	}
	bar := part.NewFilterBar(func(tag string) { p.lang = tag; p.body.Rebuild() }, chips...)
	bar.Pick(p.lang)
	text, questions, err := p.u.kit.TermsText(p.line.Key, p.lang)
	if err != nil {
		return screenOf(c, head, part.Pad(part.Column(0, part.NewErrorCard(p.u.T("error.title"), p.u.sentence(err), nil, nil), part.Space()), 0, side, 0, side), nil)
	}
	rows := []fyne.CanvasObject{part.NewWrap(text.Title, part.Section), part.NewWrap(text.Card, part.Read)}
	for _, q := range questions {
		rows = append(rows, part.NewCard(part.Column(part.Gap4, part.NewWrap(q.Title, part.RowTitle), part.NewWrap(q.Sentence, part.Body)), 16))
	}
	for _, s := range text.Full {
		rows = append(rows, part.Pad(part.NewWrap(s.Heading, part.RowTitle), part.Gap8, 0, 0, 0), part.NewWrap(s.Body, part.Body))
	}
	body := part.NewScroll(part.MaxWidth(part.Column(part.Gap12, append(rows, part.Space())...), 760))
	return screenOf(c, head, part.Pad(part.Column(part.Gap16, bar, part.Grow(body)), 0, side, part.Gap24, side), nil)
}
