package ui

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// exportSetup asks who gets copies of some clips, what for, and where they go.
type exportSetup struct {
	u       *UI
	draft   flow.ExportDraft
	known   []string // recipients that signed texts name
	other   *part.Field
	typing  bool // the recipient is somebody else
	looking bool // the plan is being made
	shown   bool
	ready   *part.Button
	body    *part.Adaptive
}

// deliver begins copies of clips for a recipient.
func (u *UI) deliver(clips []consent.ID) {
	p := &exportSetup{u: u, draft: flow.ExportDraft{Clips: clips, Purposes: []consent.Purpose{u.mainUse()}}}
	p.known = u.kit.Recipients(clips)
	p.typing = len(p.known) == 0
	p.other = part.NewField(part.FieldOptions{Label: u.T("deliver.name"), Crew: true, OnChanged: func(s string) { p.draft.Recipient = s; p.check() }})
	p.body = part.NewScreen(u.shell, p.build)
	u.push(p)
}

// mainUse is the use that chips are judged by.
func (u *UI) mainUse() consent.Purpose {
	if p := u.kit.Shoot().Purpose; p != "" {
		return p
	}
	if uses := u.kit.Uses(); len(uses) > 0 {
		return uses[0]
	}
	return consent.Film
}

func (p *exportSetup) object() fyne.CanvasObject { return p.body }

// show draws once: a change elsewhere must not take the keyboard away.
func (p *exportSetup) show() {
	if !p.shown {
		p.shown = true
		p.body.Rebuild()
	}
}

func (p *exportSetup) build(c part.Class) fyne.CanvasObject {
	t, side := p.u.T, c.Padding()
	opt := part.HeadOptions{Title: t("deliver.title"), Back: p.u.back, Narrow: c == part.Phone}
	if c != part.Phone {
		opt.Sub = p.u.N("count.clips", len(p.draft.Clips))
	}
	rows := []fyne.CanvasObject{part.NewText(t("deliver.who"), part.RowTitle), p.recipients()}
	if p.typing {
		rows = append(rows, p.other)
	}
	rows = append(rows, part.NewText(t("deliver.uses"), part.RowTitle), p.uses(c), part.NewText(t("deliver.to"), part.RowTitle), p.place(),
		part.NewText(t("deliver.what"), part.RowTitle), p.names())
	p.ready = part.NewButton(t("deliver.look"), "search", part.Main, p.look).SetHeight(72)
	p.check()
	body := part.NewScroll(part.Pad(part.MaxWidth(part.Column(part.Gap12, rows...), 760), 0, side, part.Gap24, side))
	return screenOf(c, part.NewHead(opt), body, oneAction(c, p.ready))
}

// recipients are those the signed texts name, and somebody else.
func (p *exportSetup) recipients() fyne.CanvasObject {
	var rows []fyne.CanvasObject
	row := func(name, note string, chosen bool, do func()) {
		var mark fyne.CanvasObject
		if chosen {
			mark = part.NewIcon("check", 24, part.ColorAccent)
		}
		r := part.NewRow(part.NewIcon("send", 28, part.ColorText2), name, note, mark, func() { do(); p.body.Rebuild() }).SetHeight(76)
		r.SetChosen(chosen)
		rows = append(rows, r)
	}
	for _, name := range p.known {
		row(name, p.u.T("deliver.named"), !p.typing && p.draft.Recipient == name, func() { p.typing, p.draft.Recipient = false, name })
	}
	row(p.u.T("deliver.else"), p.u.T("deliver.else.note"), p.typing, func() { p.typing, p.draft.Recipient = true, p.other.Text() })
	return part.Rows(rows...)
}

func (p *exportSetup) uses(c part.Class) fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, use := range p.u.kit.Uses() {
		r := part.NewCheckRow(p.u.T("purpose."+string(use)), "", func(on bool) { p.use(use, on) })
		r.SetOn(slices.Contains(p.draft.Purposes, use))
		rows = append(rows, r)
	}
	if c == part.Phone {
		return part.Column(part.Gap8, rows...)
	}
	return part.Cells(300, part.Gap8, rows...)
}

func (p *exportSetup) use(use consent.Purpose, on bool) {
	p.draft.Purposes = slices.DeleteFunc(slices.Clone(p.draft.Purposes), func(o consent.Purpose) bool { return o == use })
	if on {
		p.draft.Purposes = append(p.draft.Purposes, use)
	}
	p.check()
}

func (p *exportSetup) place() fyne.CanvasObject {
	name, note := p.u.T("deliver.folder"), ""
	if p.draft.To != "" {
		name, note = filepath.Base(p.draft.To), p.draft.To
	}
	pick := func() {
		p.u.pickFolder(p.u.T("deliver.folder"), p.u.T("offload.folder.this"), nil, func(dir string) { p.draft.To = dir; p.body.Rebuild() })
	}
	return part.Rows(part.NewRow(part.NewIcon("folder", 28, part.ColorText2), name, note, part.NewIcon("chevron_right", 24, part.ColorText2), pick).SetHeight(76))
}

func (p *exportSetup) names() fyne.CanvasObject {
	r := part.NewCheckRow(p.u.T("deliver.names"), "", func(on bool) { p.draft.WithNames = on })
	r.SetOn(p.draft.WithNames)
	return part.Column(part.Gap8, r, part.NewWrap(p.u.T("deliver.ids"), part.Note))
}

// check says on the button what is missing; the page stays under the finger.
func (p *exportSetup) check() {
	if p.ready != nil {
		p.ready.SetMissing(p.missing(), nil)
	}
}

// missing is what cannot be done without, as the words of the button.
func (p *exportSetup) missing() string {
	switch {
	case p.looking:
		return p.u.T("deliver.looking")
	case strings.TrimSpace(p.draft.Recipient) == "":
		return p.u.T("deliver.lack.who")
	case len(p.draft.Purposes) == 0:
		return p.u.T("deliver.lack.use")
	case p.draft.To == "":
		return p.u.T("deliver.lack.to")
	}
	return ""
}

// look judges every clip; nothing is written.
func (p *exportSetup) look() {
	if p.looking {
		return
	}
	p.looking = true
	p.body.Rebuild()
	draft := p.draft
	var plan *flow.ExportPlan
	p.u.work(func(ctx context.Context) (err error) {
		plan, err = p.u.kit.PlanExport(ctx, draft)
		return err
	}, func(err error) {
		p.looking = false
		p.body.Rebuild()
		if p.u.try(err) && p.u.shown() == place(p) {
			p.u.push(newExportPlan(p.u, plan))
		}
	})
}
