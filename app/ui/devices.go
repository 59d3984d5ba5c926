package ui

import (
	"context"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// devicesPage lists the devices of the production: who is in, what each may,
// and when it was here last.
type devicesPage struct {
	u    *UI
	all  []flow.DeviceLine
	err  error
	body *part.Adaptive
}

func (u *UI) showDevices() {
	p := &devicesPage{u: u}
	p.body = part.NewScreen(u.shell, p.build)
	u.push(p)
}

func (p *devicesPage) object() fyne.CanvasObject { return p.body }

func (p *devicesPage) show() {
	var all []flow.DeviceLine
	p.u.work(func(ctx context.Context) (err error) {
		all, err = p.u.kit.Devices(ctx)
		return err
	}, func(err error) {
		p.all, p.err = all, err
		p.body.Rebuild()
	})
}

func (p *devicesPage) build(c part.Class) fyne.CanvasObject {
	t, side := p.u.T, c.Padding()
	head := part.NewHead(part.HeadOptions{Title: t("devices.title"), Back: p.u.back, Narrow: c == part.Phone})
	var rows []fyne.CanvasObject
	for _, d := range p.all {
		rows = append(rows, p.row(c, d))
	}
	all := []fyne.CanvasObject{part.Rows(rows...)}
	if p.err != nil {
		all = []fyne.CanvasObject{part.NewErrorCard(t("error.title"), p.u.sentence(p.err), nil, nil)}
	}
	all = append(all, part.NewText(t("devices.more"), part.Section), p.more(), part.Space())
	invite := part.NewButton(t("devices.invite"), "add", part.Main, p.u.askInvite).SetHeight(72)
	return screenOf(c, head, part.Pad(part.NewScroll(part.Pad(part.Column(part.Gap16, all...), 0, 0, part.Gap16, 0)), 0, side, 0, side), oneAction(c, invite))
}

// more are the rarer ways in.
func (p *devicesPage) more() fyne.CanvasObject {
	row := func(icon, key string, do func()) fyne.CanvasObject {
		return part.NewRow(part.NewIcon(icon, 28, part.ColorText2), p.u.T(key), p.u.T(key+".note"), part.NewIcon("chevron_right", 24, part.ColorText2), do).SetHeight(80)
	}
	rows := []fyne.CanvasObject{}
	if !p.office() {
		rows = append(rows, row("dns", "devices.bring", p.u.bring))
	}
	return part.Rows(append(rows, row("key", "devices.spare", p.u.askSpare))...)
}

func (p *devicesPage) office() bool {
	for _, d := range p.all {
		if ranked(d, "office") && !d.Revoked {
			return true
		}
	}
	return false
}

func ranked(d flow.DeviceLine, rank string) bool {
	for _, r := range d.Ranks {
		if string(r) == rank {
			return true
		}
	}
	return false
}

func (p *devicesPage) row(c part.Class, d flow.DeviceLine) fyne.CanvasObject {
	icon := "tablet_mac"
	if ranked(d, "office") {
		icon = "dns"
	}
	note := p.u.seenWord(d.Connected, d.Seen)
	if d.Self {
		note = p.u.T("devices.self")
	}
	status, word := p.u.deviceState(d)
	open := func() { p.u.openDevice(d.Author) }
	if c == part.Phone {
		row := part.NewRow(part.NewIcon(icon, 28, part.ColorText2), p.u.deviceName(d.Label, d.Author), dotted(p.u.ranksWord(d), note), part.NewIcon("chevron_right", 24, part.ColorText2), open)
		row.SetTitleStyle(part.RowTitle.Sized(17)).SetHeight(84)
		if word != "" {
			row.SetSubStatus(status, word)
		}
		return row
	}
	var trail fyne.CanvasObject = part.NewIcon("chevron_right", 24, part.ColorText2)
	if word != "" {
		trail = part.Line(part.Gap12, part.NewPill(status, word), trail)
	}
	return part.NewRow(part.NewIcon(icon, 28, part.ColorText2), p.u.deviceName(d.Label, d.Author), dotted(p.u.ranksWord(d), note), trail, open).SetHeight(84)
}

// deviceState is what is the matter with a device; an empty word is nothing.
func (u *UI) deviceState(d flow.DeviceLine) (part.Status, string) {
	switch {
	case d.Withdrawal:
		return part.Stop, u.T("devices.state.back")
	case d.Revoked:
		return part.Stop, u.T("devices.state.revoked")
	case d.Fork:
		return part.Limit, u.T("devices.state.fork")
	case d.Asides > 0:
		return part.Limit, u.N("devices.state.asides", d.Asides)
	}
	return part.OK, ""
}

func (u *UI) ranksWord(d flow.DeviceLine) (out string) {
	for _, r := range d.Ranks {
		out = dotted(out, u.T("devices.rank."+string(r)))
	}
	return out
}

// openDevice shows one device.
func (u *UI) openDevice(author consent.Ref) {
	p := &devicePage{u: u, author: author}
	p.body = part.NewScreen(u.shell, p.build)
	u.push(p)
}
