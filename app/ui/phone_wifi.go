package ui

import (
	"context"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
)

// wifiPage tells the kit which network phones join, and how many it carries.
type wifiPage struct {
	u    *UI
	body *part.Adaptive
	wifi flow.WiFi
	room string
	save *part.Button
	busy bool
	wide *part.NumberField
}

// networks are the usual ones, with how many phones each carries at once.
var networks = []struct {
	key, icon string
	room      int
}{{"own", "wifi", 50}, {"hotspot", "mobile", 8}, {"venue", "home", 0}}

func newWiFiPage(u *UI) place {
	p := &wifiPage{u: u}
	var room int
	if p.wifi, room = u.kit.WiFi(); room > 0 {
		p.room = strconv.Itoa(room)
	}
	p.body = part.NewScreen(u.shell, p.build)
	return p
}

func (p *wifiPage) object() fyne.CanvasObject { return p.body }

// show draws once: a change elsewhere must not take the keyboard away.
func (p *wifiPage) show() {
	if p.save == nil {
		p.body.Rebuild()
	}
}

func (p *wifiPage) build(c part.Class) fyne.CanvasObject {
	t, side := p.u.T, c.Padding()
	head := part.NewHead(part.HeadOptions{Title: t("phone.wifi.title"), Back: p.u.back, Narrow: c == part.Phone})
	name := part.NewField(part.FieldOptions{Label: t("phone.wifi.name"), Crew: true, OnChanged: func(s string) { p.wifi.SSID = strings.TrimSpace(s); p.check() }})
	name.SetText(p.wifi.SSID)
	password := part.NewField(part.FieldOptions{
		Label: t("phone.wifi.password"), Hint: t("people.if_any"), Mono: true, Crew: true, OnChanged: func(s string) { p.wifi.Password = s; p.check() },
	})
	password.SetText(p.wifi.Password)
	hidden := part.NewCheckRow(t("phone.wifi.hidden"), "", func(on bool) { p.wifi.Hidden = on })
	hidden.SetOn(p.wifi.Hidden)
	p.save = part.NewButton(t("button.save"), "", part.Main, p.keep).SetHeight(72)
	p.check()
	rows := []fyne.CanvasObject{part.NewWrap(t("phone.wifi.note"), part.Body.In(part.ColorText2)), name, password, hidden, p.kinds(c)}
	form := part.NewScroll(part.Pad(column(c, part.Column(part.Gap16, rows...)), 0, side, part.Gap24, side))
	return screenOf(c, head, form, oneAction(c, p.save))
}

// kinds says how many phones such a network carries, and lets the crew say better.
func (p *wifiPage) kinds(c part.Class) fyne.CanvasObject {
	p.wide = part.NewNumberField(part.FieldOptions{Label: p.u.T("phone.wifi.carries"), Note: p.u.T("phone.wifi.carries.note"), Crew: true, OnChanged: func(s string) { p.room = s }}, 1, 9999)
	p.wide.SetText(p.room)
	var rows []fyne.CanvasObject
	for _, n := range networks {
		room := ""
		if n.room > 0 {
			room = strconv.Itoa(n.room)
		}
		rows = append(rows, part.NewRow(part.NewIcon(n.icon, 26, part.ColorText2), p.u.T("phone.wifi."+n.key), p.u.T("phone.wifi."+n.key+".note"), nil, func() { p.wide.SetText(room) }))
	}
	field := part.Fixed(p.wide, 0, 0)
	if c != part.Phone {
		field = part.Line(0, part.Fixed(p.wide, 420, 0), part.Space())
	}
	return part.Column(part.Gap8, part.NewText(p.u.T("phone.wifi.kind"), part.RowTitle), part.Rows(rows...), part.Fixed(part.Space(), 0, part.Gap4), field)
}

// check says what keeps the network from being joined.
func (p *wifiPage) check() {
	if p.save == nil {
		return
	}
	missing := ""
	switch n := len(p.wifi.Password); {
	case p.wifi.SSID == "" && n > 0:
		missing = p.u.T("phone.wifi.lacks.name")
	case n > 0 && n < wpaLeast:
		missing = p.u.T("phone.wifi.lacks.password")
	case n > wpaMost || len(p.wifi.SSID) > ssidMost:
		missing = p.u.T("phone.wifi.lacks.short")
	}
	p.save.SetMissing(missing, nil)
}

// How long names and passwords of Wi-Fi networks are, in bytes, by their standard.
const wpaLeast, wpaMost, ssidMost = 8, 63, 32

func (p *wifiPage) keep() {
	if p.busy {
		return
	}
	p.busy = true
	room, err := strconv.Atoi(p.room)
	if err != nil {
		room = 0
	}
	p.u.work(func(ctx context.Context) error { return p.u.kit.SetWiFi(ctx, p.wifi, room) }, func(err error) {
		p.busy = false
		if p.u.try(err) {
			p.u.back()
		}
	})
}
