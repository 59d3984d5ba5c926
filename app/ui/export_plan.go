package ui

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
	"onset/media"
)

// exportPlan says what delivering will mean before a copy is made: what is
// cleared for the use and the recipient, and what is not, with the reason.
type exportPlan struct {
	u     *UI
	plan  *flow.ExportPlan
	lines []flow.ExportLine // what needs a look first
	body  *part.Adaptive
}

func newExportPlan(u *UI, plan *flow.ExportPlan) place {
	p := &exportPlan{u: u, plan: plan, lines: slices.Clone(plan.Lines)}
	slices.SortStableFunc(p.lines, func(a, b flow.ExportLine) int { return p.weight(b) - p.weight(a) })
	p.body = part.NewScreen(u.shell, p.build)
	return p
}

func (p *exportPlan) object() fyne.CanvasObject { return p.body }
func (p *exportPlan) show()                     { p.body.Rebuild() }

func (p *exportPlan) weight(l flow.ExportLine) int {
	switch {
	case l.Skip != "":
		return 3
	case l.Result != media.Cleared:
		return 2
	case !p.named(l.Clip):
		return 1
	}
	return 0
}

func (p *exportPlan) named(id consent.ID) bool { return !slices.Contains(p.plan.NotNamed, id) }

// free are the clips that need no reason.
func (p *exportPlan) free() (out []consent.ID) {
	for _, l := range p.plan.Lines {
		if p.weight(l) == 0 {
			out = append(out, l.Clip)
		}
	}
	return out
}

func (p *exportPlan) build(c part.Class) fyne.CanvasObject {
	side, d := c.Padding(), p.plan.Draft
	opt := part.HeadOptions{Title: p.u.T("deliver.for", "name", d.Recipient), Back: p.u.back, Narrow: c == part.Phone}
	var uses []string
	for _, use := range d.Purposes {
		uses = append(uses, p.u.T("purpose."+string(use)))
	}
	ready := p.u.T("deliver.ready", "n", len(p.free()), "all", len(p.plan.Lines))
	facts := dotted(p.u.words.And(uses), p.u.bytesWord(p.plan.Bytes), d.To)
	card := part.NewCard(part.Line(part.Gap16, part.NewGlyph(p.shape(), 40), part.Grow(part.Column(part.Gap4,
		part.NewWrap(ready, part.Section), part.NewWrap(facts, part.Note)))), 20)
	rows := []fyne.CanvasObject{card}
	if p.plan.Free >= 0 && p.plan.Free < p.plan.Bytes {
		rows = append(rows, part.NewWrap(p.u.T("deliver.no_room", "free", p.u.bytesWord(p.plan.Free)), part.Read.In(part.Stop.Word())))
	}
	list := part.NewList(76, func() int { return len(p.lines) }, func() fyne.CanvasObject {
		return part.NewRow(nil, " ", " ", nil, func() {})
	}, p.fill)
	body := part.Pad(part.Column(part.Gap16, append(rows, part.Grow(part.NewCard(list, 0)))...), 0, side, part.Gap16, side)
	return screenOf(c, part.NewHead(opt), body, p.foot(c))
}

func (p *exportPlan) shape() part.Status {
	if p.plan.NeedsReason {
		return part.Limit
	}
	return part.OK
}

// fill shows one clip: what stands in the way first.
func (p *exportPlan) fill(i int, o fyne.CanvasObject) {
	r, l := o.(*part.Row), p.lines[i]
	r.SetTitle(l.Name)
	r.OnTapped(func() { p.u.openClip(l.Clip) })
	status, word := p.u.clipStatus(l.Result)
	switch {
	case l.Skip != "":
		r.SetSubStatus(part.Stop, capital(p.u.T("export.skip."+string(l.Skip))))
	case l.Result == media.Unknown && len(l.Reasons) > 0:
		r.SetSubStatus(status, p.u.whyWho(l.Reasons[0]))
	case l.Result != media.Cleared && len(l.Reasons) > 0:
		r.SetSubStatus(status, word+": "+p.u.whyWho(l.Reasons[0]))
	case l.Result == media.Cleared && !p.named(l.Clip):
		r.SetSubStatus(part.Limit, p.u.T("deliver.not_named", "name", p.plan.Draft.Recipient))
	default:
		r.SetSubStatus(status, word)
	}
}

// foot: what needs no reason is the main action; the rest takes one.
func (p *exportPlan) foot(c part.Class) fyne.CanvasObject {
	free := p.free()
	main := part.NewButton(p.u.N("deliver.go", len(free)), "send", part.Main, func() { p.only(free) }).SetHeight(64)
	if len(free) == 0 {
		main.SetMissing(p.u.T("deliver.none_free"), nil)
	}
	if !p.plan.NeedsReason {
		return oneAction(c, main.SetHeight(72))
	}
	all := part.NewButton(p.u.T("deliver.anyway"), "", part.Other, p.askReason).SetHeight(64)
	if c == part.Wide {
		return part.NewActionBar(c, part.Space(), all, part.Fixed(main, 368, 0))
	}
	if c == part.Phone {
		return part.Column(0, part.NewRule(), part.NewPlate(part.Pad(part.Column(part.Gap12, all, main), part.Gap12, c.Padding(), part.Gap12, c.Padding()), part.ColorRail))
	}
	return part.NewActionBar(c, all, part.Grow(main))
}

// only delivers some of the clips.
func (p *exportPlan) only(clips []consent.ID) {
	if len(clips) == len(p.plan.Lines) {
		p.run(p.plan)
		return
	}
	draft := p.plan.Draft
	draft.Clips = clips
	plan, err := p.u.kit.PlanExport(p.u.ctx, draft)
	if p.u.try(err) {
		p.run(plan)
	}
}

// askReason delivers against a no, or to somebody the signed text does not
// name. Leaving it is the main action; reasons are rows.
func (p *exportPlan) askReason() {
	d := &part.Dialog{Title: p.u.T("deliver.anyway.title", "name", p.plan.Draft.Recipient), Sentence: p.u.T("deliver.anyway.note"), Label: p.u.T("deliver.why")}
	for _, reason := range flow.ExportReasons {
		d.Body = append(d.Body, part.NewChoiceRow(p.u.T("export.reason."+reason), func() {
			d.Hide()
			plan := *p.plan
			plan.Draft.Reason = reason
			p.run(&plan)
		}))
	}
	d.Actions = []*part.Button{part.NewButton(p.u.T("deliver.not"), "", part.Main, d.Hide)}
	d.Show(p.u.stage)
}

// run makes the copies and shows what was made.
func (p *exportPlan) run(plan *flow.ExportPlan) {
	var r flow.ExportResult
	p.u.run(p.u.T("deliver.running"), p.u.T("deliver.for", "name", plan.Draft.Recipient), func(ctx context.Context, tell func(flow.Progress)) (err error) {
		r, err = p.u.kit.Export(ctx, plan, tell)
		return err
	}, func(err error) {
		failed := p.u.stopped(err)
		if len(r.Files)+len(r.Skipped) == 0 {
			return
		}
		if p.u.bare == nil {
			p.u.dropTop(2)
			p.u.push(newExportResult(p.u, plan, r, failed))
		}
	})
}

// dropTop closes some sheets at once.
func (u *UI) dropTop(n int) { u.over = u.over[:max(0, len(u.over)-n)] }
