package ui

import (
	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
)

// cardPlan says what copying will mean before anything is written.
type cardPlan struct {
	u    *UI
	plan *flow.OffloadPlan
	body *part.Adaptive
}

func newCardPlan(u *UI, plan *flow.OffloadPlan) place {
	p := &cardPlan{u: u, plan: plan}
	p.body = part.NewScreen(u.shell, p.build)
	return p
}

func (p *cardPlan) object() fyne.CanvasObject { return p.body }
func (p *cardPlan) show()                     { p.body.Rebuild() }

func (p *cardPlan) build(c part.Class) fyne.CanvasObject {
	t, side := p.u.T, c.Padding()
	head := part.NewHead(part.HeadOptions{Title: t("offload.card", "label", p.plan.Label), Back: p.u.back, Narrow: c == part.Phone})
	what := part.NewCard(part.Line(part.Gap16, part.NewIcon("sd_card", 40, part.ColorAccent), part.Grow(part.Column(part.Gap4,
		part.NewWrap(dotted(p.u.N("count.clips", p.plan.Clips), p.u.N("count.files", p.plan.Files), p.u.bytesWord(p.plan.Bytes)), part.Section),
		part.NewWrap(p.seen(), part.Read.In(part.ColorText2))))), part.Gap24)
	rows := []fyne.CanvasObject{what, p.places(c)}
	for i := range p.plan.To {
		if p.plan.To[i].SameDisk {
			rows = append(rows, part.NewWrap(t("card.same_disk", "dir", p.plan.To[i].Dir), part.Read.In(part.Limit.Word())))
		}
	}
	if len(p.plan.Notes) > 0 {
		rows = append(rows, p.notes())
	}
	begin := part.NewButton(t("offload.start"), "sd_card", part.Main, func() { p.u.startCopy(p.plan) }).SetHeight(72)
	if !p.plan.Ready() {
		begin.SetMissing(t("offload.not_ready"), nil)
	}
	return screenOf(c, head, part.NewScroll(part.Pad(part.MaxWidth(part.Column(part.Gap16, rows...), 960), 0, side, part.Gap24, side)), oneAction(c, begin))
}

// seen is how much of the card was copied before.
func (p *cardPlan) seen() string {
	when := ""
	if b := p.plan.Before; b != nil {
		when = p.u.words.Day(b.Last) + " " + p.u.words.Clock(b.Last)
	}
	return p.u.T("card.seen."+string(p.plan.Seen), "label", p.plan.Label, "known", p.plan.Known, "files", p.plan.Files, "when", when)
}

func (p *cardPlan) places(c part.Class) fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for i := range p.plan.To {
		rows = append(rows, p.place(&p.plan.To[i], c))
	}
	return part.Rows(rows...)
}

// place is one folder: does it fit.
func (p *cardPlan) place(t *flow.OffloadPlace, c part.Class) fyne.CanvasObject {
	status, word := part.OK, p.u.T("offload.fits")
	note := p.u.T("offload.need", "need", p.u.bytesWord(t.Need))
	if t.Free >= 0 {
		note = dotted(note, p.u.T("offload.free", "free", p.u.bytesWord(t.Free)))
	}
	switch {
	case t.Fault != "":
		status, word, note = part.Stop, p.u.T("offload.unusable"), p.u.T("card_report.fault."+t.Fault)
	case !t.Fits:
		status, word = part.Stop, p.u.T("offload.no_room")
	case len(t.Taken) > 0:
		status, word = part.Limit, p.u.N("offload.taken", len(t.Taken))
	}
	words := part.Column(part.Gap4, part.NewWrap(t.Name, part.RowTitle), part.NewWrap(note, part.Note))
	pill, icon := part.NewPill(status, word), part.NewIcon("hard_drive", 28, part.ColorText2)
	if c == part.Phone {
		words = part.Column(part.Gap8, words, part.Line(0, pill, part.Space()))
		return part.Pad(part.TopLine(part.Gap16, icon, part.Grow(words)), part.Gap16, part.Gap16, part.Gap16, part.Gap16)
	}
	return part.Pad(part.Line(part.Gap16, icon, part.Grow(words), pill), part.Gap16, part.Gap24, part.Gap16, part.Gap24)
}

// shownNotes is how many oddities of a card are named; the report names all.
const shownNotes = 5

func (p *cardPlan) notes() fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, n := range p.plan.Notes[:min(len(p.plan.Notes), shownNotes)] {
		rows = append(rows, part.NewRow(part.NewIcon("info", 28, part.ColorText2), n.Path, p.u.T("card_report.note."+n.Code), nil, nil).SetHeight(76))
	}
	if more := len(p.plan.Notes) - shownNotes; more > 0 {
		rows = append(rows, part.NewRow(nil, p.u.N("offload.more_faults", more), "", nil, nil))
	}
	return part.Rows(rows...)
}
