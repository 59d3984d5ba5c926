package ui

import (
	"strings"

	"fyne.io/fyne/v2"

	"onset/app/ui/part"
	"onset/consent"
)

// child asks the child itself, in words it knows, with the same two answers.
func (g *signing) child(c part.Class) fyne.CanvasObject {
	f := g.s.Fields()
	rows := []fyne.CanvasObject{part.NewWrap(g.t("child.turn", "name", firstName(f.Name)), part.Step), part.NewWrap(g.t("child.together"), part.Note)}
	var lines []fyne.CanvasObject
	for _, l := range strings.Split(g.s.Text().Child, "\n") {
		lines = append(lines, part.NewWrap(l, part.Style{Size: 26}))
	}
	on := consent.DateOf(g.u.opt.Now())
	if !f.Born.IsZero() && g.u.kit.Production().Rules.Band(f.Born.Year, f.Born.Month, on) == consent.Band15to17 {
		lines = append(lines, part.NewWrap(g.t("child.from15"), part.Read))
	}
	rows = append(rows, part.NewCard(part.Column(part.Gap12, lines...), 28), part.NewWrap(g.t("child.question"), part.Sheet), g.childAnswer(f.ChildSays), noted("info", g.t("child.note")))
	g.next = part.NewButton(g.t("button.continue"), "", part.Main, g.forward).SetHeight(72)
	out := g.page(c, part.MaxWidth(part.Column(part.Gap24, rows...), 860))
	g.check()
	return out
}

func (g *signing) childAnswer(said consent.ChildSays) fyne.CanvasObject {
	answers := []consent.ChildSays{consent.ChildNo, consent.ChildYes}
	pick := part.NewChoice(func(option int) { g.set(g.s.SetChildSays(g.u.ctx, answers[option])) }, g.t("child.no"), g.t("child.yes"))
	for i, a := range answers {
		if a == said {
			pick.SetChosen(i)
		}
	}
	return pick
}
