package ui

import (
	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
)

// plates are the two codes: join the network, open the page.
func (p *phoneScreen) plates(c part.Class) fyne.CanvasObject {
	return part.TopLine(part.Gap16, part.Fixed(p.wifiPlate(c), 212, 0), part.Grow(p.pagePlate(c)))
}

// plate is white in both themes, so that phones read the code on it. The code
// takes the whole width: it brings its own quiet edge.
func plate(above []fyne.CanvasObject, code fyne.CanvasObject, below ...fyne.CanvasObject) *part.Card {
	rows := []fyne.CanvasObject{part.Pad(part.Column(part.Gap8, above...), part.Gap16, part.Gap16, 0, part.Gap16)}
	if code != nil {
		rows = append(rows, code)
	}
	card := part.NewCard(part.Column(0, append(rows, part.Pad(part.Column(part.Gap8, below...), 0, part.Gap16, part.Gap16, part.Gap16))...), 0)
	card.Fill = part.ColorPaper
	return card
}

// codeOf draws a code in the middle, within side by side.
func codeOf(modules [][]bool, side float32) fyne.CanvasObject {
	return part.Center(part.Fixed(part.NewQR(modules, 4), side, side))
}

// On paper words are dark in both themes.
func inked(st part.Style) part.Style { return st.In(part.ColorInk) }
func faint(st part.Style) part.Style { return st.In(part.ColorPaperNote) }

// step is the number and the words of what a phone does next.
func (p *phoneScreen) step(n, key string) fyne.CanvasObject {
	return part.TopLine(part.Gap8, part.NewText(n, inked(part.Section)), part.Grow(part.NewWrap(p.u.T(key), inked(part.Section))))
}

// wifiPlate is the network: its code, and its name and password in letters for
// phones that do not read codes.
func (p *phoneScreen) wifiPlate(c part.Class) fyne.CanvasObject {
	w, t := p.board.WiFi, p.u.T
	edit := part.NewButton(t("button.edit"), "edit", part.Quiet, func() { p.u.push(newWiFiPage(p.u)) }).SetHeight(48)
	if w.SSID == "" {
		return p.noWiFi()
	}
	side := float32(212)
	if c == part.Phone {
		side = 352
	}
	rows := []fyne.CanvasObject{
		part.Column(0, part.NewText(t("phone.wifi.name"), faint(part.Body)), part.NewWrap(w.SSID, inked(part.Style{Size: 20, Mono: true}))),
	}
	if w.Password != "" {
		rows = append(rows, part.Column(0, part.NewText(t("phone.wifi.password"), faint(part.Body)), part.NewWrap(w.Password, inked(part.Style{Size: 20, Mono: true}))))
	} else {
		rows = append(rows, part.NewWrap(t("phone.wifi.open"), faint(part.Body)))
	}
	below := part.Column(0, edit)
	if p.board.Room > 0 {
		below = part.Column(0, part.NewWrap(p.u.N("phone.wifi.room", p.board.Room), part.Note), edit)
	}
	return part.Column(part.Gap8, plate([]fyne.CanvasObject{p.step("1", "phone.step1")}, codeOf(p.board.WiFiQR, side), rows...), below)
}

// noWiFi says what phones need where the crew has not said which network.
func (p *phoneScreen) noWiFi() fyne.CanvasObject {
	add := part.NewButton(p.u.T("phone.wifi.add.short"), "wifi", part.Other, func() { p.u.push(newWiFiPage(p.u)) }).SetHeight(56)
	words := part.NewCard(part.Column(part.Gap12, part.NewWrap(p.u.T("phone.wifi.none"), part.RowTitle), part.NewWrap(p.u.T("phone.wifi.none.note"), part.Note), add), part.Gap16)
	return part.Column(part.Gap8, words)
}

// pagePlate is the page: its code as large as whole pixels allow, and its
// address in letters.
func (p *phoneScreen) pagePlate(c part.Class) fyne.CanvasObject {
	l, ok := p.u.phones.link(p.board)
	if !ok {
		return p.noNetwork()
	}
	side := map[part.Class]float32{part.Phone: 352, part.Tablet: 480, part.Wide: 388}[c]
	code := codeOf(l.QR, side)
	if p.over() {
		code = part.Fixed(p.old(), 0, side)
	}
	address := part.NewWrap(l.Host, inked(part.Style{Size: 20, Mono: true}).At(fyne.TextAlignCenter))
	return plate([]fyne.CanvasObject{p.step(p.number(), "phone.step2")}, code, address, part.NewWrap(p.u.T("phone.address.note"), faint(part.Body).At(fyne.TextAlignCenter)))
}

// number of the step that opens the page: the first where there is no network to join.
func (p *phoneScreen) number() string {
	if p.board.WiFi.SSID == "" {
		return ""
	}
	return "2"
}

// old stands in place of a code that has run out.
func (p *phoneScreen) old() fyne.CanvasObject {
	again := part.NewButton(p.u.T("phone.new_code"), "refresh", part.Main, p.newCode)
	return part.Column(part.Gap16, part.Space(), part.NewWrap(p.u.T("phone.old"), inked(part.Section).At(fyne.TextAlignCenter)), part.Center(again), part.Space())
}

// noNetwork says that no phone can reach this device, and what to do.
func (p *phoneScreen) noNetwork() fyne.CanvasObject {
	again := part.NewButton(p.u.T("button.try_again"), "refresh", part.Other, p.u.refresh)
	return part.Column(0, part.NewErrorCard(p.u.T("phone.no_network"), p.u.T("phone.no_network.note"), nil, again))
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
		return part.Column(part.Gap12, part.Rows(rows...), part.Equal(part.Gap12, p.button("phone.change", "tune", p.change), p.button("phone.way.browser", "open_in_new", p.u.inBrowser)))
	}
	rows = append(rows, row("tune", t("phone.change"), p.about(), p.change), row("open_in_new", t("phone.way.browser"), t("phone.way.browser.note"), p.u.inBrowser))
	return part.Rows(rows...)
}

// wayLine is the same in one line.
func (p *phoneScreen) wayLine() fyne.CanvasObject {
	return part.Equal(part.Gap8, p.button("phone.test.short", "qr_code_scanner", func() { p.u.push(newPhoneLinks(p.u)) }),
		p.button("phone.change.short", "tune", p.change), p.button("phone.way.browser.short", "open_in_new", p.u.inBrowser))
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
