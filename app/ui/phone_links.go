package ui

import (
	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
)

// phoneLinks answers "can your phone see this?": a code of its own that only
// says yes, and every address of this device with when a phone was seen there.
type phoneLinks struct {
	u    *UI
	body *part.Adaptive
}

func newPhoneLinks(u *UI) place {
	p := &phoneLinks{u: u}
	p.body = part.NewScreen(u.shell, p.build)
	return p
}

func (p *phoneLinks) object() fyne.CanvasObject { return p.body }
func (p *phoneLinks) show()                     { p.body.Rebuild() }

func (p *phoneLinks) build(c part.Class) fyne.CanvasObject {
	t, side := p.u.T, c.Padding()
	head := part.NewHead(part.HeadOptions{Title: t("phone.test.title"), Back: p.u.back, Narrow: c == part.Phone})
	if p.u.phones == nil {
		return screenOf(c, head, part.NewEmptyState("wifi_off", t("phone.off"), ""), nil)
	}
	b := p.u.phones.desk.Board()
	shown, ok := p.u.phones.link(b)
	if !ok {
		again := part.NewButton(t("button.try_again"), "refresh", part.Other, p.u.refresh)
		return screenOf(c, head, part.Pad(part.Column(0, part.NewErrorCard(t("phone.no_network"), t("phone.no_network.note"), nil, again), part.Space()), 0, side, 0, side), nil)
	}
	var body fyne.CanvasObject
	if c == part.Wide {
		body = part.TopLine(part.Gap32, part.Fixed(p.code(c, shown), 400, 0), part.Grow(p.addresses(b, shown)))
	} else {
		body = part.Column(part.Gap24, p.code(c, shown), p.addresses(b, shown))
	}
	return screenOf(c, head, part.NewScroll(part.Pad(body, 0, side, part.Gap24, side)), nil)
}

// code only asks the phone whether it sees this device.
func (p *phoneLinks) code(c part.Class, l flow.PhoneLink) fyne.CanvasObject {
	size := float32(300)
	if c == part.Tablet {
		size = 400
	}
	card := plate([]fyne.CanvasObject{part.NewWrap(p.u.T("phone.test.code"), inked(part.RowTitle))}, codeOf(l.TestQR, size),
		part.NewWrap(l.Host, inked(part.Style{Size: 20, Mono: true}).At(fyne.TextAlignCenter)))
	state := part.Line(part.Gap12, part.NewIcon("schedule", 24, part.ColorText2), part.Grow(part.NewWrap(p.u.T("phone.test.waiting"), part.Body)))
	if !l.Reached.IsZero() {
		state = part.Line(part.Gap12, part.NewGlyph(part.OK, 28), part.Grow(part.NewWrap(p.u.T("phone.test.reached", "clock", p.u.clock(l.Reached), "interface", l.Interface), part.Strong)))
	}
	return part.Column(part.Gap16, card, state)
}

// addresses are all there are; a tap shows another one to phones.
func (p *phoneLinks) addresses(b flow.PhoneBoard, shown flow.PhoneLink) fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, l := range b.Links {
		note := p.u.T("phone.address.last")
		switch {
		case !l.Reached.IsZero():
			note = p.u.T("phone.test.reached", "clock", p.u.clock(l.Reached), "interface", l.Interface)
		case l.Hotspot:
			note = p.u.T("phone.address.hotspot", "interface", l.Interface)
		case l.Likely:
			note = p.u.T("phone.address.likely", "interface", l.Interface)
		}
		var mark fyne.CanvasObject
		if l.Host == shown.Host {
			mark = part.NewPill(part.Unknown, "")
			mark.(*part.Pill).SetNote("check", p.u.T("phone.address.shown"))
		}
		row := part.NewRow(nil, l.Host, note, mark, func() {
			p.u.phones.host = l.Host
			p.body.Rebuild()
		})
		row.SetChosen(l.Host == shown.Host)
		rows = append(rows, row)
	}
	help := part.Column(part.Gap8, part.NewText(p.u.T("phone.trouble.title"), part.RowTitle))
	for _, key := range []string{"phone.trouble.1", "phone.trouble.2", "phone.trouble.3"} {
		help.Add(part.TopLine(part.Gap12, part.NewIcon("info", 24, part.ColorText2), part.Grow(part.NewWrap(p.u.T(key), part.Body))))
	}
	return part.Column(part.Gap24, part.Column(part.Gap8, part.NewText(p.u.T("phone.addresses"), part.Section), part.Rows(rows...)), help)
}
