package ui

import (
	"strings"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// questions is the first page: the card, and a yes or no for each use.
func (g *signing) questions(c part.Class) fyne.CanvasObject {
	x := g.s.Text()
	card := part.NewCard(part.Column(part.Gap8, part.NewWrap(x.Title, part.Sheet), part.NewWrap(x.Card, part.Read), g.links(x)), part.Gap24)
	rows := []fyne.CanvasObject{}
	for _, q := range g.s.Questions() {
		rows = append(rows, g.question(q))
	}
	body := []fyne.CanvasObject{card, part.Rows(rows...)}
	if f := g.s.Fields(); x.Minor && f.Adult != nil && !*f.Adult {
		body = append([]fyne.CanvasObject{noted("family_restroom", g.t("signing.young"))}, body...)
	}
	if x.NotAsked != "" {
		body = append(body, noted("info", x.NotAsked))
	}
	if x.Review != "" {
		body = append(body, noted("gavel", x.Review))
	}
	g.next = part.NewButton(g.t("button.continue"), "", part.Main, g.forward).SetHeight(72)
	out := g.page(c, part.MaxWidth(part.Column(part.Gap16, body...), 960))
	g.check()
	return out
}

// noted is a quiet line with a sign before it.
func noted(icon, words string) fyne.CanvasObject {
	return part.Pad(part.TopLine(part.Gap12, part.NewIcon(icon, 22, part.ColorText2), part.Grow(part.NewWrap(words, part.Note))), 0, 4, 0, 4)
}

func (g *signing) links(x flow.SigningText) fyne.CanvasObject {
	line := []fyne.CanvasObject{}
	if len(x.Full) > 0 {
		line = append(line, part.NewButton(g.t("signing.full"), "description", part.Quiet, func() { g.read(1) }).SetHeight(48).Flush())
	}
	if i := rightsSection(x, g.t("signing.rights")); i > 0 {
		line = append(line, part.NewButton(g.t("signing.rights"), "shield", part.Quiet, func() { g.read(i) }).SetHeight(48).Flush())
	}
	return part.Wrapping(part.Gap24, line...)
}

// rightsSection finds the section on rights by its heading, from 1; 0 when the
// text names it otherwise.
func rightsSection(x flow.SigningText, heading string) int {
	for i, s := range x.Full {
		if strings.EqualFold(s.Heading, heading) {
			return i + 1
		}
	}
	return 0
}

func (g *signing) read(section int) {
	g.reading, g.scroll = section, nil
	g.body.Rebuild()
}

// question is one use: its text leads to the details, its two answers are alike.
func (g *signing) question(q flow.Question) fyne.CanvasObject {
	until := []fyne.CanvasObject{}
	if !q.Until.IsZero() {
		until = append(until, part.NewText(g.t("when.until", "date", g.words.Day(q.Until.Time())), part.Note))
	}
	if q.Details != "" {
		until = append(until, part.NewText(g.t("button.details"), part.Strong.In(part.ColorAccent)))
	}
	text := part.NewTouch(part.Column(0, part.NewWrap(q.Title, part.ReadBold), part.NewWrap(q.Sentence, part.Style{Size: 18}),
		part.Wrapping(part.Gap12, until...)), func() { g.details(q) })
	answer := part.NewChoice(func(option int) {
		if g.try(g.s.Answer(g.u.ctx, q.Purpose, option == 1)) {
			g.check()
		}
	}, g.t("button.no_thanks"), g.t("button.yes"))
	switch q.Answer {
	case consent.Granted:
		answer.SetChosen(1)
	case consent.Denied:
		answer.SetChosen(0)
	}
	return part.Pad(part.Beside(280, part.Gap24, text, answer), part.Gap12, part.Gap24, part.Gap12, part.Gap24)
}

func (g *signing) details(q flow.Question) {
	if q.Details == "" {
		return
	}
	d := &part.Dialog{Title: q.Title, Width: 660}
	d.Body = []fyne.CanvasObject{part.NewWrap(q.Sentence, part.ReadBold), part.NewWrap(q.Details, part.Read)}
	if q.Guardians > 1 {
		d.Body = append(d.Body, part.NewWrap(g.words.N("signing.guardians", q.Guardians), part.Read))
	}
	d.Actions = []*part.Button{part.NewButton(g.t("button.close"), "", part.Main, d.Hide)}
	d.Show(g.body)
}

// fullText is the whole text, from the section that was asked for.
func (g *signing) fullText(c part.Class) fyne.CanvasObject {
	x := g.s.Text()
	rows := []fyne.CanvasObject{part.NewWrap(x.Title, part.Sheet)}
	for _, s := range x.Full[g.reading-1:] {
		rows = append(rows, section(s))
	}
	for _, s := range x.Full[:g.reading-1] {
		rows = append(rows, section(s))
	}
	if x.Review != "" {
		rows = append(rows, noted("gavel", x.Review))
	}
	side := c.Padding()
	g.scroll = part.NewScroll(part.Pad(part.MaxWidth(part.Column(part.Gap24, rows...), 760), part.Gap24, side, part.Gap24, side))
	back := part.NewButton(g.t("button.back"), "arrow_back", part.Main, g.backwards()).SetHeight(72)
	return part.Column(0, g.head(c), part.Grow(g.scroll), part.NewActionBar(c, part.Space(), part.Fixed(back, 300, 0)))
}

func section(s consent.Section) fyne.CanvasObject {
	return part.Column(part.Gap4, part.NewWrap(s.Heading, part.ReadBold), part.NewWrap(s.Body, part.Read))
}

// forward goes to the next page.
func (g *signing) forward() {
	if g.try(g.s.Next(g.u.ctx)) {
		g.turn()
	}
}
