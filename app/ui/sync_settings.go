package ui

import (
	"context"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
)

// syncSettings are how clips go to the office. Statements always go.
type syncSettings struct {
	u    *UI
	body *part.Adaptive
}

// carryRates are what one can pick, in KiB a second; 0 is no limit.
var carryRates = []int{0, 512, 1024, 4096, 16384}

func newSyncSettings(u *UI) place {
	p := &syncSettings{u: u}
	p.body = part.NewScreen(u.shell, p.build)
	return p
}

func (p *syncSettings) object() fyne.CanvasObject { return p.body }
func (p *syncSettings) show()                     { p.body.Rebuild() }

func (p *syncSettings) build(c part.Class) fyne.CanvasObject {
	t, side := p.u.T, c.Padding()
	head := part.NewHead(part.HeadOptions{Title: t("sync.settings"), Back: p.u.back, Narrow: c == part.Phone})
	var rows []fyne.CanvasObject
	if carrier := p.u.kit.Carrier(); carrier != nil {
		s := carrier.Status()
		rate := part.NewRow(part.NewIcon("tune", 26, part.ColorText2), t("sync.limit"), p.rateWord(s.Limits.KiBps), part.NewIcon("chevron_right", 24, part.ColorText2), p.pickRate)
		rows = append(rows,
			p.toggle("pause", "sync.pause", "", s.Limits.Paused, p.limits(func(l *flow.CarryLimits) { l.Paused = !l.Paused })),
			rate,
			p.toggle("wifi", "sync.unmetered", p.meteredWord(s), s.Limits.Unmetered, p.limits(func(l *flow.CarryLimits) { l.Unmetered = !l.Unmetered })),
			p.toggle("info", "sync.costs", "", s.Limits.Costs, p.limits(func(l *flow.CarryLimits) { l.Costs = !l.Costs })))
	}
	rows = append(rows, p.toggle("devices", "sync.discover", "", !p.u.kit.Settings().Alone, p.discover))
	all := []fyne.CanvasObject{part.Rows(rows...), part.NewWrap(t("sync.settings.note"), part.Note), part.Space()}
	if listening := p.listening(); listening != "" {
		all = append(all[:2], part.NewWrap(t("sync.met_at", "addresses", listening), part.Note), part.Space())
	}
	return screenOf(c, head, part.Pad(part.NewScroll(part.MaxWidth(part.Column(part.Gap16, all...), 760)), 0, side, part.Gap16, side), nil)
}

func (p *syncSettings) listening() (out string) {
	if c := p.u.kit.Carrier(); c != nil {
		for _, at := range c.Status().Listening {
			out = dotted(out, at)
		}
	}
	return out
}

func (p *syncSettings) toggle(icon, key, note string, on bool, do func()) fyne.CanvasObject {
	word, st := p.u.T("settings.off"), part.NoteBold
	if on {
		word, st = p.u.T("settings.on"), part.Strong.In(part.ColorAccent)
	}
	if note == "" {
		note = p.u.T(key + ".note")
	}
	return part.NewRow(part.NewIcon(icon, 26, part.ColorText2), p.u.T(key), note, part.NewText(word, st), do).SetHeight(80)
}

// meteredWord says whether this network costs by the byte, or that the device
// cannot tell.
func (p *syncSettings) meteredWord(s flow.CarryStatus) string {
	switch {
	case s.Metered:
		return p.u.T("sync.metered_now")
	case !s.MeterKnown:
		return p.u.T("sync.meter.unknown")
	}
	return p.u.T("sync.meter.free")
}

func (p *syncSettings) rateWord(kibps int) string {
	if kibps == 0 {
		return p.u.T("sync.limit.none")
	}
	return p.u.T("sync.limit.value", "size", p.u.size(int64(kibps)*1024))
}

func (p *syncSettings) pickRate() {
	var rows []menuRow
	for _, n := range carryRates {
		rows = append(rows, menuRow{p.rateWord(n), p.limits(func(l *flow.CarryLimits) { l.KiBps = n })})
	}
	p.u.menu(p.u.T("sync.limit"), nil, rows)
}

// limits changes one of them, starting from those that hold when it is tapped.
func (p *syncSettings) limits(set func(*flow.CarryLimits)) func() {
	return p.u.setLimits(p.show, set)
}

// setLimits returns what changes how clips are carried, and shows it.
func (u *UI) setLimits(show func(), set func(*flow.CarryLimits)) func() {
	return func() {
		c := u.kit.Carrier()
		if c == nil {
			return
		}
		l := c.Status().Limits
		set(&l)
		u.work(func(ctx context.Context) error { return c.SetLimits(ctx, l) }, func(err error) {
			u.try(err)
			show()
		})
	}
}

// discover keeps the setting and carries anew, since it only holds from the start.
func (p *syncSettings) discover() {
	s := p.u.kit.Settings()
	s.Alone = !s.Alone
	if !p.u.try(p.u.kit.SetSettings(p.u.ctx, s)) {
		return
	}
	p.show()
	if p.u.opt.Carry != nil {
		p.u.work(func(ctx context.Context) error { return p.u.opt.Carry(ctx, p.u.kit) }, func(err error) {
			p.u.try(err)
			p.show()
		})
	}
}
