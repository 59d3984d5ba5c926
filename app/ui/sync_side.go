package ui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
)

// counts are this device's own statements: what is safe, what waits, what was set aside.
func (p *syncScreen) counts() fyne.CanvasObject {
	v := p.view
	rows := []fyne.CanvasObject{part.NewText(p.u.T("sync.own"), part.RowTitle)}
	if v.Office {
		rows = append(rows, p.line("done_all", part.OK.Word(), "sync.own.safe", max(0, v.Own-v.Waiting), nil))
	}
	rows = append(rows, p.line("schedule", part.Limit.Word(), "sync.own.waiting", p.waiting(), nil),
		p.line("back_hand", part.ColorText2, "sync.own.aside", len(v.Faults)+len(p.asides), p.u.showAsides))
	return part.NewCard(part.Column(part.Gap8, rows...), 20)
}

// waiting is what nobody else has for sure: where there is no office, all of it.
func (p *syncScreen) waiting() int {
	if p.view.On && p.view.Office {
		return p.view.Waiting + p.view.Blobs
	}
	return p.view.Own
}

// clips are never called safe before the office has read them back.
func (p *syncScreen) clips() fyne.CanvasObject {
	v := p.view
	rows := []fyne.CanvasObject{part.NewText(p.u.T("nav.clips"), part.RowTitle), p.line("done_all", part.OK.Word(), "status.safe", v.Safe, nil)}
	for _, some := range []struct {
		icon   string
		colour fyne.ThemeColorName
		key    string
		n      int
	}{
		{"check", part.OK.Word(), "sync.clips.arrived", v.Arrived},
		{"sync", part.ColorAccent, "sync.clips.on_way", v.OnWay},
		{"schedule", part.Limit.Word(), "sync.clips.waits", v.Waits},
	} {
		if some.n > 0 {
			rows = append(rows, p.line(some.icon, some.colour, some.key, some.n, nil))
		}
	}
	rows = append(rows, p.line("schedule", part.ColorText2, "sync.clips.not_sent", max(0, v.Clips-v.Safe-v.Arrived-v.OnWay-v.Waits), nil))
	if v.Total > 0 {
		rows = append(rows, p.total())
	}
	return part.NewCard(part.Column(part.Gap8, rows...), 20)
}

// total is how far all cards together are, how fast, and how long still.
func (p *syncScreen) total() fyne.CanvasObject {
	v := p.view
	note := p.u.T("sync.total", "done", p.u.bytesWord(v.Done), "all", p.u.bytesWord(v.Total))
	moves := part.Waiting
	if v.Rate > 0 {
		moves = part.Running
		note = dotted(note, p.u.T("sync.card.rate", "size", p.u.size(int64(v.Rate))))
	}
	if v.Left > 0 {
		note = dotted(note, p.u.T("settings.left", "age", p.u.words.Wait(v.Left)))
	}
	bar := part.NewProgress()
	bar.Set(float32(v.Done)/float32(v.Total), moves)
	return part.Column(part.Gap8, bar, part.NewWrap(note, part.Note))
}

func (p *syncScreen) line(icon string, colour fyne.ThemeColorName, key string, n int, open func()) fyne.CanvasObject {
	line := part.Line(part.Gap12, part.NewIcon(icon, 24, colour), part.Grow(part.NewCutText(p.u.T(key), part.Body)), part.NewText(number(n), part.ReadBold))
	if open == nil || n == 0 {
		return part.Fixed(line, 0, 44)
	}
	return part.NewTarget(line, open)
}

func (p *syncScreen) byDisk(height float32) fyne.CanvasObject {
	b := part.NewButton(p.u.T("button.carry_by_disk"), "usb", part.Other, p.u.askDisk).SetHeight(height)
	if !p.view.On {
		b.SetMissing(p.u.T("sync.cannot"), nil)
	}
	return b
}

// askDisk carries by a disk where there is no network.
func (u *UI) askDisk() {
	u.menu(u.T("button.carry_by_disk"), nil, []menuRow{
		{u.T("sync.disk.write"), func() { u.pickFolder(u.T("sync.disk.write"), u.T("sync.disk.here"), nil, u.writeDisk) }},
		{u.T("sync.disk.read"), func() { u.pickFolder(u.T("sync.disk.read"), u.T("sync.disk.this"), nil, u.readDisk) }},
	})
}

func (u *UI) writeDisk(dir string) {
	var got flow.Parcel
	u.long(u.T("sync.disk.write"), func(ctx context.Context, step func(flow.Progress)) (err error) {
		c := u.kit.Carrier()
		if c == nil {
			return flow.ErrClosed
		}
		got, err = c.Export(ctx, dir, step)
		return err
	}, func() {
		u.tell(u.T("sync.disk.written"), u.T("sync.disk.written.note", "n", got.Statements+got.Blobs))
	})
}

func (u *UI) readDisk(dir string) {
	var got flow.Parcel
	u.long(u.T("sync.disk.read"), func(ctx context.Context, step func(flow.Progress)) (err error) {
		c := u.kit.Carrier()
		if c == nil {
			return flow.ErrClosed
		}
		got, err = c.Import(ctx, dir, step)
		return err
	}, func() {
		words := u.T("sync.disk.read.note", "n", got.Statements+got.Blobs, "known", got.Known)
		if n := len(got.Faults); n > 0 {
			words += " " + u.N("sync.disk.faults", n)
		}
		u.tell(u.T("sync.disk.done"), words)
	})
}

// seenWord is when a device was here last.
func (u *UI) seenWord(connected bool, seen time.Time) string {
	switch {
	case connected:
		return u.T("sync.here")
	case seen.IsZero():
		return u.T("sync.never")
	}
	return u.T("sync.seen", "ago", u.words.Ago(u.opt.Now().Sub(seen)))
}
