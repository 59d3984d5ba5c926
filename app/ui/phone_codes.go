package ui

import (
	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
)

// plates are the two codes as the crew has them.
func (p *phoneScreen) plates() *codePlates {
	return &codePlates{u: p.u, t: p.u.T, board: p.board, who: p.who(), crew: true, again: p.newCode}
}

// bothPlates stand side by side where there is room for both.
func (p *phoneScreen) bothPlates(c part.Class) fyne.CanvasObject {
	side := float32(388)
	if c == part.Tablet {
		side = 480
	}
	return part.TopLine(part.Gap16, part.Fixed(p.plates().wifi(212), 212, 0), part.Grow(p.plates().page(side)))
}

// ways are what else there is to do about the page.
func (p *phoneScreen) ways(c part.Class) fyne.CanvasObject {
	arrow := func() fyne.CanvasObject { return part.NewIcon("chevron_right", 24, part.ColorText2) }
	row := func(icon, title, note string, do func()) fyne.CanvasObject {
		return part.NewRow(part.NewIcon(icon, 26, part.ColorText2), title, note, arrow(), do)
	}
	t := p.u.T
	rows := []fyne.CanvasObject{row("qr_code_scanner", t("phone.test"), p.reached(), func() { p.u.push(newPhoneLinks(p.u)) })}
	if c == part.Wide {
		return part.Column(part.Gap12, part.Rows(rows...), part.Equal(part.Gap12, p.button("phone.change.short", "tune", p.change),
			p.button("phone.way.browser.short", "open_in_new", p.u.inBrowser), p.button("phone.only", "tablet_mac", p.u.showCodes)))
	}
	rows = append(rows, row("tune", t("phone.change"), p.about(), p.change), row("open_in_new", t("phone.way.browser"), t("phone.way.browser.note"), p.u.inBrowser),
		row("tablet_mac", t("phone.only"), t("phone.only.note"), p.u.showCodes))
	return part.Rows(rows...)
}

// wayLine is the same in one line.
func (p *phoneScreen) wayLine() fyne.CanvasObject {
	return part.Equal(part.Gap8, p.button("phone.test.short", "qr_code_scanner", func() { p.u.push(newPhoneLinks(p.u)) }),
		p.button("phone.change.short", "tune", p.change), p.button("phone.way.browser.short", "open_in_new", p.u.inBrowser),
		p.button("phone.only", "tablet_mac", p.u.showCodes))
}

func (p *phoneScreen) button(key, icon string, do func()) fyne.CanvasObject {
	return part.NewButton(p.u.T(key), icon, part.Other, do).SetHeight(48)
}

// reached says through which address a phone was seen last.
func (p *phoneScreen) reached() string {
	var last flow.PhoneLink
	for _, l := range p.board.Links {
		if l.Reached.After(last.Reached) {
			last = l
		}
	}
	if last.Reached.IsZero() {
		return p.u.T("phone.test.not_yet")
	}
	return p.u.T("phone.test.reached", "clock", p.u.clock(last.Reached), "interface", last.Interface)
}

func (p *phoneScreen) change() { p.u.push(newPhoneSetup(p.u)) }

// inBrowser opens the page on this device.
func (u *UI) inBrowser() { u.signInBrowser(flow.PhoneStart{}) }
