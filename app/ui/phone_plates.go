package ui

import (
	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
)

// codePlates are the two codes: join the network, open the page.
type codePlates struct {
	u     *UI
	t     func(key string, pairs ...any) string
	board flow.PhoneBoard
	who   string // the person the crew picked; may be empty
	crew  bool   // with what the crew does about them
	again func() // a new code
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
func (p *codePlates) step(n, key string) fyne.CanvasObject {
	words := part.Grow(part.NewWrap(p.t(key), inked(part.Section)))
	if n == "" {
		return part.TopLine(0, words)
	}
	return part.TopLine(part.Gap8, part.NewText(n, inked(part.Section)), words)
}

// wifi is the network: its code, and its name and password in letters for
// phones that do not read codes.
func (p *codePlates) wifi(side float32) fyne.CanvasObject {
	w := p.board.WiFi
	if w.SSID == "" {
		return p.noWiFi()
	}
	letters := func(key, value string) fyne.CanvasObject {
		return part.Column(0, part.NewText(p.t(key), faint(part.Body)), part.NewWrap(value, inked(part.Style{Size: 20, Mono: true})))
	}
	rows := []fyne.CanvasObject{letters("phone.wifi.name", w.SSID)}
	if w.Password != "" {
		rows = append(rows, letters("phone.wifi.password", w.Password))
	} else {
		rows = append(rows, part.NewWrap(p.t("phone.wifi.open"), faint(part.Body)))
	}
	card := plate([]fyne.CanvasObject{p.step("1", "phone.step1")}, codeOf(p.board.WiFiQR, side), rows...)
	if !p.crew {
		return card
	}
	edit := part.NewButton(p.t("button.edit"), "edit", part.Quiet, func() { p.u.push(newWiFiPage(p.u)) }).SetHeight(48)
	if p.board.Room == 0 {
		return part.Column(part.Gap8, card, edit)
	}
	carries := part.NewWrap(p.u.N("phone.wifi.room", p.board.Room), part.Note)
	if p.board.Full {
		carries = part.NewWrap(p.u.fullWords(p.board), part.Strong.In(part.Limit.Word()))
	}
	return part.Column(part.Gap8, card, carries, edit)
}

// noWiFi says what phones need where the crew has not said which network.
func (p *codePlates) noWiFi() fyne.CanvasObject {
	rows := []fyne.CanvasObject{part.NewWrap(p.t("phone.wifi.none"), part.RowTitle), part.NewWrap(p.t("phone.wifi.none.note"), part.Note)}
	if p.crew {
		rows = append(rows, part.NewButton(p.t("phone.wifi.add"), "wifi", part.Other, func() { p.u.push(newWiFiPage(p.u)) }))
	}
	return part.Column(0, part.NewCard(part.Column(part.Gap12, rows...), part.Gap16))
}

// page is the page: its code as large as whole pixels allow, and its address in letters.
func (p *codePlates) page(side float32) fyne.CanvasObject {
	l, ok := p.u.phones.link(p.board)
	if !ok {
		again := part.NewButton(p.t("button.try_again"), "refresh", part.Other, p.u.refresh)
		return part.Column(0, part.NewErrorCard(p.t("phone.no_network"), p.t("phone.no_network.note"), nil, again))
	}
	code := codeOf(l.QR, side)
	if p.u.ranOut(p.board) {
		code = part.Fixed(p.old(), 0, side)
	}
	above := []fyne.CanvasObject{p.step(p.number(), "phone.step2")}
	if p.who != "" {
		above = append(above, part.NewWrap(p.t("phone.only_for", "name", p.who), inked(part.RowTitle)))
	}
	address := part.NewWrap(l.Host, inked(part.Style{Size: 20, Mono: true}).At(fyne.TextAlignCenter))
	return plate(above, code, address, part.NewWrap(p.t("phone.address.note"), faint(part.Body).At(fyne.TextAlignCenter)))
}

// number of the step that opens the page: none where there is no network to join.
func (p *codePlates) number() string {
	if p.board.WiFi.SSID == "" {
		return ""
	}
	return "2"
}

// old stands in place of a code that has run out.
func (p *codePlates) old() fyne.CanvasObject {
	again := part.NewButton(p.t("phone.new_code"), "refresh", part.Main, p.again)
	return part.Column(part.Gap16, part.Space(), part.NewWrap(p.t("phone.old"), inked(part.Section).At(fyne.TextAlignCenter)), part.Center(again), part.Space())
}

// ranOut: the code is not good any more.
func (u *UI) ranOut(b flow.PhoneBoard) bool {
	return !b.Expires.IsZero() && !u.opt.Now().Before(b.Expires)
}
