package ui

import (
	"context"
	"path/filepath"
	"slices"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
)

// cardSetup asks which card, what it is called, and where it goes.
type cardSetup struct {
	u       *UI
	draft   flow.OffloadDraft
	looking bool // the plan is being made
	label   *part.Field
	body    *part.Adaptive
	shown   bool
}

// copyCard begins with nothing chosen.
func (u *UI) copyCard() { u.copyAgain("") }

// copyAgain begins for a card that has a name.
func (u *UI) copyAgain(label string) {
	if u.copies != nil {
		u.goTo(atCards)
		return
	}
	p := &cardSetup{u: u, draft: flow.OffloadDraft{Label: label, Below: true}}
	p.label = part.NewField(part.FieldOptions{
		Label: u.T("offload.label"), Hint: u.T("offload.label.hint"), Placeholder: "A004", Crew: true, OnChanged: func(s string) { p.draft.Label = s },
	})
	p.label.SetText(label)
	p.body = part.NewScreen(u.shell, p.build)
	u.push(p)
}

func (p *cardSetup) object() fyne.CanvasObject { return p.body }

// show draws once: a change elsewhere must not take the keyboard away.
func (p *cardSetup) show() {
	if !p.shown {
		p.shown = true
		p.body.Rebuild()
	}
}

func (p *cardSetup) build(c part.Class) fyne.CanvasObject {
	t, side := p.u.T, c.Padding()
	head := part.NewHead(part.HeadOptions{Title: t("offload.begin"), Back: p.u.back, Narrow: c == part.Phone})
	from, note := t("offload.source.choose"), ""
	if p.draft.Source != "" {
		from, note = filepath.Base(p.draft.Source), p.draft.Source
	}
	chevron := part.NewIcon("chevron_right", 24, part.ColorText2)
	source := part.NewRow(part.NewIcon("sd_card", 28, part.ColorText2), from, note, chevron, p.chooseSource).SetHeight(80)
	rows := part.Column(part.Gap12,
		part.NewText(t("offload.source"), part.RowTitle), part.Rows(source), part.NewWrap(t("offload.lock"), part.Body.In(part.ColorText2)), p.label,
		part.NewText(t("offload.to"), part.RowTitle), part.NewWrap(t("offload.to.note"), part.Body.In(part.ColorText2)), p.places())
	look := part.NewButton(t("offload.look"), "search", part.Main, p.look).SetHeight(72)
	look.SetMissing(p.missing(), nil)
	return screenOf(c, head, part.NewScroll(part.Pad(part.MaxWidth(rows, 760), 0, side, part.Gap24, side)), oneAction(c, look))
}

// places are the folders it goes to, and the row that adds one.
func (p *cardSetup) places() fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, dir := range p.draft.To {
		remove := part.NewIconButton("close", func() { p.remove(dir) })
		rows = append(rows, part.NewRow(part.NewIcon("hard_drive", 28, part.ColorText2), filepath.Base(dir), dir, remove, nil).SetHeight(80))
	}
	add := part.NewRow(part.NewIcon("add", 28, part.ColorAccent), p.u.T("offload.to.add"), "", nil, p.addPlace)
	return part.Rows(append(rows, add)...)
}

// missing is what cannot be done without, as the words of the button.
func (p *cardSetup) missing() string {
	switch {
	case p.looking:
		return p.u.T("offload.looking")
	case p.draft.Source == "":
		return p.u.T("offload.lack.card")
	case len(p.draft.To) == 0:
		return p.u.T("offload.lack.to")
	}
	return ""
}

// chooseSource offers the cards that are in, and any folder.
func (p *cardSetup) chooseSource() {
	var cards []flow.CardSource
	p.u.work(func(ctx context.Context) (err error) {
		cards, err = p.u.kit.Cards(ctx)
		return err
	}, func(err error) {
		if p.u.try(err) {
			p.askSource(cards)
		}
	})
}

func (p *cardSetup) askSource(cards []flow.CardSource) {
	if len(cards) == 0 {
		p.pickSource()
		return
	}
	d := &part.Dialog{Title: p.u.T("offload.source.choose")}
	for _, c := range cards {
		row := part.NewRow(part.NewIcon("sd_card", 28, part.ColorText2), c.Name, dotted(p.u.bytesWord(c.Size), c.Dir), nil, func() { d.Hide(); p.from(c.Dir) })
		d.Body = append(d.Body, row.SetHeight(76))
	}
	d.Body = append(d.Body, part.NewChoiceRow(p.u.T("offload.source.folder"), func() { d.Hide(); p.pickSource() }))
	d.Actions = []*part.Button{part.NewButton(p.u.T("button.cancel"), "", part.Outline, d.Hide)}
	d.Show(p.u.stage)
}

func (p *cardSetup) pickSource() {
	p.u.pickFolder(p.u.T("offload.source.choose"), p.u.T("offload.folder.this"), nil, p.from)
}

func (p *cardSetup) from(dir string) {
	p.draft.Source = dir
	p.body.Rebuild()
}

func (p *cardSetup) addPlace() {
	p.u.pickFolder(p.u.T("offload.to.add"), p.u.T("offload.folder.this"), nil, p.to)
}

func (p *cardSetup) to(dir string) {
	if !slices.Contains(p.draft.To, dir) {
		p.draft.To = append(p.draft.To, dir)
	}
	p.body.Rebuild()
}

func (p *cardSetup) remove(dir string) {
	p.draft.To = slices.DeleteFunc(p.draft.To, func(d string) bool { return d == dir })
	p.body.Rebuild()
}

// look reads the card and the folders; nothing is written.
func (p *cardSetup) look() {
	if p.looking {
		return
	}
	p.looking = true
	p.body.Rebuild()
	draft := p.draft
	draft.To = slices.Clone(draft.To)
	var plan *flow.OffloadPlan
	p.u.work(func(ctx context.Context) (err error) {
		plan, err = p.u.kit.PlanOffload(ctx, draft)
		return err
	}, func(err error) {
		p.looking = false
		p.body.Rebuild()
		if p.u.try(err) && p.u.shown() == place(p) {
			p.u.push(newCardPlan(p.u, plan))
		}
	})
}
