package ui

import (
	"context"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
)

// leaveScreen is "Before you leave": the needs as a checklist, and the disks
// with who keeps them.
type leaveScreen struct {
	u     *UI
	body  *part.Adaptive
	view  flow.TodayView
	disks []flow.DiskLine
	err   error
}

// leaving opens the checklist.
func (u *UI) leaving() {
	p := &leaveScreen{u: u}
	p.body = part.NewScreen(u.shell, p.build)
	u.push(p)
}

func (p *leaveScreen) object() fyne.CanvasObject { return p.body }

func (p *leaveScreen) show() {
	p.u.work(func(ctx context.Context) error {
		v, err := p.u.kit.Today(ctx)
		if err != nil {
			return err
		}
		disks, err := p.u.kit.Disks(ctx)
		p.view, p.disks = v, disks
		return err
	}, func(err error) {
		p.err = err
		p.body.Rebuild()
	})
}

func (p *leaveScreen) build(c part.Class) fyne.CanvasObject {
	t := p.u.T
	head := part.NewHead(part.HeadOptions{Title: t("nav.before_you_leave"), Back: p.u.back, Narrow: c == part.Phone})
	if p.err != nil {
		card := part.NewErrorCard(t("error.title"), p.u.sentence(p.err), nil, part.NewButton(t("button.try_again"), "refresh", part.Other, p.show))
		return screenOf(c, head, part.Pad(part.Column(0, card, part.Space()), 0, c.Padding(), 0, c.Padding()), nil)
	}
	rows := []fyne.CanvasObject{p.verdict(), part.Rows(p.checks(c)...)}
	if len(p.disks) > 0 {
		rows = append(rows, part.NewText(t("leave.disks"), part.Section), part.Rows(p.diskRows()...))
	}
	side := c.Padding()
	return screenOf(c, head, part.Pad(part.NewScroll(part.Column(part.Gap16, append(rows, part.Space())...)), 0, side, part.Gap24, side), nil)
}

// verdict says in one sentence whether anything is left.
func (p *leaveScreen) verdict() fyne.CanvasObject {
	open := 0
	for _, c := range p.view.Checklist {
		if !c.Done {
			open++
		}
	}
	words := p.u.T("leave.all_done")
	if open > 0 {
		words = p.u.N("leave.open", open)
	}
	return part.NewWrap(words, part.Read.In(part.ColorText2))
}

// checks are the lines of the list: those left lead to their fix.
func (p *leaveScreen) checks(c part.Class) []fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, check := range p.view.Checklist {
		if check.Done {
			rows = append(rows, part.NewRow(part.NewIconDisc("check_circle-fill", part.OK), p.u.T("leave.done."+string(check.Kind)), "", nil, nil))
			continue
		}
		rows = append(rows, p.u.needRow(p.need(check), c, true).SetHeight(88))
	}
	return rows
}

// need is the need behind a line, with its people and clips.
func (p *leaveScreen) need(check flow.Check) flow.Need {
	for _, n := range p.view.Needs {
		if n.Kind == check.Kind {
			n.Count = check.Count
			return n
		}
	}
	return flow.Need{Kind: check.Kind, Count: check.Count}
}

func (p *leaveScreen) diskRows() []fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, d := range p.disks {
		name := d.Name
		if name == "" {
			name = p.u.T("leave.disk")
		}
		with := p.u.T("leave.keeper_unknown")
		if d.Keeper != "" {
			with = p.u.T("leave.with", "name", d.Keeper)
		}
		rows = append(rows, part.NewRow(part.NewIcon("hard_drive", 28, part.ColorText2), name, dotted(with, p.u.N("count.clips", d.Clips)), nil, nil))
	}
	return rows
}
