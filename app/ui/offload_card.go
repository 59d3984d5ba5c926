package ui

import (
	"context"
	"io"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// cardSheet is one card: its word, where its copies are, and what is wrong.
type cardSheet struct {
	u      *UI
	id     consent.ID
	faults []flow.CardFault // of the copying that just ended
	line   flow.CardLine
	err    error
	body   *part.Adaptive
}

func newCard(u *UI, id consent.ID, faults []flow.CardFault) place {
	p := &cardSheet{u: u, id: id, faults: faults}
	p.body = part.NewScreen(u.shell, p.build)
	return p
}

func (p *cardSheet) object() fyne.CanvasObject { return p.body }

func (p *cardSheet) show() {
	p.line, p.err = p.u.kit.Card(p.u.ctx, p.id)
	p.body.Rebuild()
}

func (p *cardSheet) build(c part.Class) fyne.CanvasObject {
	side, l := c.Padding(), &p.line
	opt := part.HeadOptions{Title: p.u.T("offload.card", "label", l.Label), Back: p.u.back, Narrow: c == part.Phone}
	if p.err != nil {
		opt.Title = p.u.T("nav.cards")
		wrong := part.NewErrorCard(p.u.T("error.title"), p.u.sentence(p.err), nil, nil)
		return screenOf(c, part.NewHead(opt), part.Pad(part.Column(0, wrong, part.Space()), 0, side, 0, side), nil)
	}
	if c != part.Phone {
		opt.Sub = dotted(l.Camera, p.u.N("count.clips", l.Clips), p.u.bytesWord(l.Bytes))
	}
	rows := []fyne.CanvasObject{p.u.verdict(c, l.Verdict, p.note()), p.copies(c)}
	if len(p.faults) > 0 {
		rows = append(rows, p.wrong())
	}
	if len(l.Copies) > 0 {
		rows = append(rows, part.Line(part.Gap12, part.NewIcon("eject", 24, part.ColorText2), part.Grow(part.NewWrap(p.u.T("offload.eject"), part.Note))))
	}
	if b := p.override(); b != nil {
		rows = append(rows, part.Line(0, b.Flush(), part.Space()))
	}
	return screenOf(c, part.NewHead(opt), part.NewScroll(part.Pad(part.Column(20, rows...), 0, side, part.Gap24, side)), p.foot(c))
}

// note is how much was read back, and what the shoot asks for.
func (p *cardSheet) note() string {
	clips := p.u.N("count.clips", p.line.Clips)
	if p.line.Verdict.Why == flow.CardRule && p.line.Clips > 0 {
		clips = p.u.N("card.all_clips", p.line.Clips)
	} else {
		clips += "."
	}
	if rule := "card.rule." + p.line.Rule; p.u.words.Has(rule) {
		return clips + " " + p.u.T("offload.rule", "rule", p.u.T(rule))
	}
	return clips
}

func (p *cardSheet) copies(c part.Class) fyne.CanvasObject {
	if len(p.line.Copies) == 0 {
		return part.NewWrap(p.u.T("offload.no_copies"), part.Read.In(part.ColorText2))
	}
	var rows []fyne.CanvasObject
	for i := range p.line.Copies {
		rows = append(rows, p.copyRow(&p.line.Copies[i], c))
	}
	return part.Rows(rows...)
}

// copyRow is one copy: its disk, who keeps it, and whether it is whole.
func (p *cardSheet) copyRow(k *flow.CardCopy, c part.Class) fyne.CanvasObject {
	status, word := part.Stop, p.u.T("card_report.incomplete")
	if k.Complete {
		status, word = part.OK, p.u.T("offload.checked", "clock", p.u.words.Clock(k.Checked))
	}
	note := k.Dir
	if k.Keeper != "" {
		note = p.u.T("offload.keeper", "name", k.Keeper)
	}
	icon, edit := part.NewIcon("hard_drive", 28, part.ColorText2), part.NewIcon("edit", 24, part.ColorText2)
	name := func() { p.u.nameDisk(k.Disk, k.Name, k.Keeper) }
	if c == part.Phone {
		row := part.NewRow(icon, k.Name, "", edit, name).SetHeight(80)
		row.SetSubStatus(status, word)
		return row
	}
	return part.NewRow(icon, k.Name, note, part.Line(part.Gap16, part.NewPill(status, word), edit), name).SetHeight(88)
}

// shownFaults is how many files are named; the report names all.
const shownFaults = 5

func (p *cardSheet) wrong() fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, f := range p.faults[:min(len(p.faults), shownFaults)] {
		rows = append(rows, part.NewRow(part.NewIconDisc("error", part.Stop), f.Path, p.u.T("card_report.fault."+f.Code), nil, nil).SetHeight(80))
	}
	if more := len(p.faults) - shownFaults; more > 0 {
		rows = append(rows, part.NewRow(nil, p.u.N("offload.more_faults", more), "", nil, nil))
	}
	return part.Rows(rows...)
}

// override is the way round the rule, or back to it; nil where a reason would
// change nothing.
func (p *cardSheet) override() *part.Button {
	switch v := p.line.Verdict; {
	case v.Why == flow.CardOverride:
		return part.NewButton(p.u.T("offload.override.undo"), "undo", part.Quiet, func() { p.decide("") })
	case v.Word == flow.Reuse, v.Why == flow.CardNoCopy, v.Why == flow.CardCopying:
		return nil
	}
	return part.NewButton(p.u.T("offload.override"), "", part.Quiet, p.askReason)
}

// askReason lets somebody use a card again against the rule. Keeping it is the
// main action; reasons are rows.
func (p *cardSheet) askReason() {
	d := &part.Dialog{Title: p.u.T("offload.override.title", "label", p.line.Label), Sentence: p.u.cardWhy(p.line.Verdict) + "."}
	d.Label = p.u.T("offload.override.reasons")
	for _, reason := range flow.CardReasons() {
		d.Body = append(d.Body, part.NewChoiceRow(p.u.T("card.reuse."+reason), func() { d.Hide(); p.decide(reason) }))
	}
	d.Actions = []*part.Button{part.NewButton(p.u.T("offload.override.keep"), "", part.Main, d.Hide)}
	d.Show(p.u.stage)
}

func (p *cardSheet) decide(reason string) {
	_, err := p.u.kit.OverrideCard(p.u.ctx, p.id, reason)
	if p.u.try(err) {
		p.show()
	}
}

func (p *cardSheet) foot(c part.Class) fyne.CanvasObject {
	report := part.NewButton(p.u.T("nav.report"), "description", part.Other, p.askReport)
	if p.line.Verdict.Word == flow.Reuse {
		return part.NewActionBar(c, report.SetHeight(64), part.Space())
	}
	again := part.NewButton(p.u.T("offload.again"), "sd_card", part.Main, func() { p.u.copyAgain(p.line.Label) }).SetHeight(64)
	if c == part.Wide {
		return part.NewActionBar(c, report.SetHeight(64), part.Space(), part.Fixed(again, 368, 0))
	}
	return part.NewActionBar(c, report.SetHeight(64), part.Grow(again))
}

// askReport saves what became of each file.
func (p *cardSheet) askReport() {
	d := &part.Dialog{Title: p.u.T("publish.save"), Sentence: p.u.T("offload.report.note")}
	for _, form := range []string{flow.ReportHTML, flow.ReportCSV} {
		d.Body = append(d.Body, part.NewChoiceRow(p.u.T("offload.report."+form), func() { d.Hide(); p.save(form) }))
	}
	d.Actions = []*part.Button{part.NewButton(p.u.T("button.cancel"), "", part.Outline, d.Hide)}
	d.Show(p.u.stage)
}

func (p *cardSheet) save(form string) {
	id, lang, ending := p.id, p.u.words.Tag, "."+form
	name := part.NewField(part.FieldOptions{Label: p.u.T("publish.file_name"), Crew: true})
	name.SetText(p.u.T("offload.report.file", "label", p.line.Label, "date", p.u.opt.Now().Format("2006-01-02")) + ending)
	p.u.pickFolder(p.u.T("publish.save"), p.u.T("publish.save_here"), []fyne.CanvasObject{name}, func(dir string) {
		p.u.saveFile(dir, withEnding(name.Text(), ending), func(ctx context.Context, w io.Writer) error {
			return p.u.kit.OffloadReport(ctx, w, id, form, lang)
		})
	})
}
