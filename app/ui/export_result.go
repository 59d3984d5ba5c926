package ui

import (
	"path/filepath"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
)

// exportResult lists the copies that were made, and what was left out.
type exportResult struct {
	u    *UI
	plan *flow.ExportPlan
	r    flow.ExportResult
	cut  bool // it was stopped, or ended with an error
	body *part.Adaptive
}

func newExportResult(u *UI, plan *flow.ExportPlan, r flow.ExportResult, cut bool) place {
	p := &exportResult{u: u, plan: plan, r: r, cut: cut}
	p.body = part.NewScreen(u.shell, p.build)
	return p
}

func (p *exportResult) object() fyne.CanvasObject { return p.body }
func (p *exportResult) show()                     { p.body.Rebuild() }

func (p *exportResult) build(c part.Class) fyne.CanvasObject {
	side := c.Padding()
	head := part.NewHead(part.HeadOptions{Title: p.u.T("deliver.for", "name", p.plan.Draft.Recipient), Back: p.u.back, Narrow: c == part.Phone})
	status, words := part.OK, p.u.N("deliver.done", len(p.r.Files))
	if p.cut || len(p.r.Skipped) > 0 {
		status, words = part.Limit, words+" · "+p.u.N("deliver.left_out", len(p.plan.Lines)-len(p.r.Files))
	}
	note := p.u.T("deliver.stated", "dir", p.plan.Draft.To)
	if p.cut {
		note = p.u.T("deliver.cut")
	}
	card := part.NewCard(part.Line(part.Gap16, part.NewGlyph(status, 40), part.Grow(part.Column(part.Gap4, part.NewWrap(words, part.Section), part.NewWrap(note, part.Note)))), 20)
	rows := []fyne.CanvasObject{card}
	if len(p.r.Skipped) > 0 {
		rows = append(rows, part.NewCard(p.u.skippedList(p.r.Skipped), 0))
	}
	list := part.NewList(76, func() int { return len(p.r.Files) }, func() fyne.CanvasObject { return part.NewRow(nil, " ", " ", nil, func() {}) }, p.fill)
	rows = append(rows, part.Grow(part.NewCard(list, 0)))
	done := part.NewButton(p.u.T("button.done"), "", part.Main, p.u.back).SetHeight(72)
	return screenOf(c, head, part.Pad(part.Column(part.Gap16, rows...), 0, side, part.Gap16, side), oneAction(c, done))
}

// fill shows one copy and where its metadata is.
func (p *exportResult) fill(i int, o fyne.CanvasObject) {
	r, f := o.(*part.Row), p.r.Files[i]
	r.SetTitle(filepath.Base(f.Path))
	note := p.u.T("deliver.inside")
	if f.Sidecar != "" {
		note = p.u.T("deliver.beside", "file", filepath.Base(f.Sidecar))
	}
	if f.Known {
		note = dotted(note, p.u.T("deliver.before"))
	}
	r.SetSubStatus(part.OK, note)
	r.OnTapped(func() { p.u.openClip(f.Clip) })
}
