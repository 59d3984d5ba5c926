package ui

import (
	"context"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// asidesPage is what does not count: statements, and files that could not be
// taken. What takes something back comes first, with the question what to do.
type asidesPage struct {
	u      *UI
	asides []flow.AsideLine
	faults []flow.CarryFault
	body   *part.Adaptive
}

func (u *UI) showAsides() {
	p := &asidesPage{u: u}
	p.body = part.NewScreen(u.shell, p.build)
	u.push(p)
}

func (p *asidesPage) object() fyne.CanvasObject { return p.body }

func (p *asidesPage) show() {
	var asides []flow.AsideLine
	var v flow.SyncView
	p.u.work(func(ctx context.Context) (err error) {
		if asides, err = p.u.kit.Asides(ctx); err == nil {
			v, err = p.u.kit.SyncView(ctx)
		}
		return err
	}, func(err error) {
		if p.u.try(err) {
			p.asides, p.faults = asides, v.Faults
			p.body.Rebuild()
		}
	})
}

func (p *asidesPage) build(c part.Class) fyne.CanvasObject {
	t, side := p.u.T, c.Padding()
	head := part.NewHead(part.HeadOptions{Title: t("aside.title"), Back: p.u.back, Narrow: c == part.Phone})
	if len(p.asides)+len(p.faults) == 0 {
		return screenOf(c, head, part.NewEmptyState("check", t("aside.none"), t("aside.none.note")), nil)
	}
	rows := []fyne.CanvasObject{part.NewWrap(t("aside.note"), part.Body.In(part.ColorText2))}
	for _, a := range p.asides {
		if a.Withdrawal {
			rows = append(rows, p.withdrawal(a))
		}
	}
	for _, a := range p.asides {
		if !a.Withdrawal {
			rows = append(rows, p.other(a))
		}
	}
	for _, f := range p.faults {
		rows = append(rows, p.fault(f))
	}
	return screenOf(c, head, part.Pad(part.NewScroll(part.MaxWidth(part.Column(part.Gap12, append(rows, part.Space())...), 860)), 0, side, part.Gap16, side), nil)
}

// withdrawal asks a person: whoever said it, somebody may have taken it back.
func (p *asidesPage) withdrawal(a flow.AsideLine) fyne.CanvasObject {
	t := p.u.T
	title := part.Line(part.Gap16, part.NewIcon("undo", 32, part.Stop.Word()), part.Grow(part.NewWrap(p.u.asideTitle(a), part.Section)))
	stand := part.NewButton(t("aside.confirm"), "undo", part.Main, func() { p.do(p.u.kit.ConfirmAside, a.ID) }).SetHeight(56)
	leave := part.NewButton(t("aside.leave"), "", part.Outline, func() { p.do(p.u.kit.DismissAside, a.ID) }).SetHeight(56)
	card := part.NewCard(part.Column(part.Gap12, title, part.NewWrap(p.why(a), part.Body), part.NewWrap(t("aside.ask"), part.Body),
		part.Pair(part.Gap12, leave, stand)), 20)
	card.Edge = part.Stop.Word()
	return card
}

func (p *asidesPage) other(a flow.AsideLine) fyne.CanvasObject {
	seen := part.NewButton(p.u.T("aside.seen"), "", part.Other, func() { p.do(p.u.kit.DismissAside, a.ID) }).SetHeight(48)
	words := part.Column(part.Gap4, part.NewWrap(p.u.asideTitle(a), part.RowTitle), part.NewWrap(p.why(a), part.Note))
	return part.NewCard(part.Beside(320, part.Gap16, words, seen), 20)
}

func (p *asidesPage) fault(f flow.CarryFault) fyne.CanvasObject {
	from := p.u.deviceName("", f.Author)
	for _, d := range p.devices() {
		if d.Author == f.Author && d.Label != "" {
			from = d.Label
		}
	}
	note := from
	if !f.Since.IsZero() {
		note = dotted(from, p.u.T("when.since", "date", p.u.clock(f.Since)))
	}
	return part.NewCard(part.Line(part.Gap16, part.NewIcon("error-fill", 28, part.Limit.Word()),
		part.Grow(part.Column(part.Gap4, part.NewWrap(p.u.T("carry.fault."+f.What), part.RowTitle), part.NewWrap(note, part.Note), part.NewWrap(f.Item, part.Code)))), 20)
}

func (p *asidesPage) devices() []flow.DeviceLine {
	all, err := p.u.kit.Devices(p.u.ctx)
	if err != nil {
		return nil
	}
	return all
}

// why says on which device and when it was said, and why it does not count.
func (p *asidesPage) why(a flow.AsideLine) string {
	reason := a.Reason
	if reason == "other" {
		reason = "seal"
	}
	at := a.At.Time().In(p.u.opt.Now().Location())
	return p.u.T("aside.why", "device", p.u.deviceName(a.Device, a.Author), "date", p.u.words.Date(at)+", "+p.u.words.Clock(at), "reason", p.u.T("aside.reason."+reason))
}

func (p *asidesPage) do(what func(context.Context, consent.Ref) error, id consent.Ref) {
	p.u.work(func(ctx context.Context) error { return what(ctx, id) }, func(err error) {
		p.u.try(err)
		p.show()
	})
}

func (u *UI) asideTitle(a flow.AsideLine) string {
	switch {
	case a.Withdrawal && a.Name != "":
		return u.T("aside.back.name", "name", a.Name)
	case a.Withdrawal:
		return u.T("aside.back")
	case a.Name != "":
		return u.T("aside.any.name", "name", a.Name)
	}
	return u.T("aside.any")
}

// asideRow leads from Sync to what was set aside.
func (p *syncScreen) asideRow() fyne.CanvasObject {
	status, back := part.Limit, 0
	for _, a := range p.asides {
		if a.Withdrawal {
			status, back = part.Stop, back+1
		}
	}
	title := p.u.N("need.set_aside", len(p.asides))
	if back > 0 {
		title = p.u.N("need.aside_back", back)
	}
	return part.NewRow(part.NewIconDisc("back_hand", status), title, "", part.NewLink(p.u.T("need.set_aside.action"), "chevron_right", p.u.showAsides), p.u.showAsides).SetHeight(80)
}

// askAsides puts a withdrawal that was set aside before whoever has the kit,
// once each, as soon as no hand-over and no dialog is in the way.
func (u *UI) askAsides() {
	if u.kit == nil || u.bare != nil || u.asking || u.kit.Locked() {
		return
	}
	u.asking = true
	var all []flow.AsideLine
	u.work(func(ctx context.Context) (err error) {
		all, err = u.kit.Asides(ctx)
		return err
	}, func(err error) {
		u.asking = false
		if err == nil {
			u.putAside(all)
		}
	})
}

func (u *UI) putAside(all []flow.AsideLine) {
	for _, a := range all {
		_, looking := u.shown().(*asidesPage)
		if looking || !a.Withdrawal || u.asked[a.ID] || u.bare != nil || u.win.Canvas().Overlays().Top() != nil {
			continue
		}
		u.asked[a.ID] = true
		d := &part.Dialog{Title: u.asideTitle(a), Sentence: u.T("aside.ask")}
		d.Actions = []*part.Button{part.NewButton(u.T("aside.later"), "", part.Outline, d.Hide), part.NewButton(u.T("need.set_aside.action"), "", part.Main, func() {
			d.Hide()
			u.showAsides()
		})}
		d.Show(u.stage)
		return
	}
}
