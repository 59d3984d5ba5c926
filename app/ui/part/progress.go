package part

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Motion is how far along something is.
type Motion int

// What a [Progress] can say with its colour; the words stand beside it.
const (
	Waiting Motion = iota
	Running        // accent
	Checked        // ok
	Stopped        // stop
)

// Progress is a bar 12 high.
type Progress struct {
	base

	share  float32
	motion Motion
}

// NewProgress returns a bar that waits.
func NewProgress() *Progress {
	p := &Progress{}
	p.ExtendBaseWidget(p)
	return p
}

// Set shows a share of 0 to 1.
func (p *Progress) Set(share float32, m Motion) {
	p.share, p.motion = min(1, max(0, share)), m
	p.Refresh()
}

func (p *Progress) color() fyne.ThemeColorName {
	switch p.motion {
	case Checked:
		return OK.Word()
	case Stopped:
		return Stop.Word()
	case Running:
		return ColorAccent
	default:
		return ColorNone
	}
}

// CreateRenderer is called by Fyne.
func (p *Progress) CreateRenderer() fyne.WidgetRenderer {
	track, bar := canvas.NewRectangle(color.Transparent), canvas.NewRectangle(color.Transparent)
	d := &drawing{of: p, objects: []fyne.CanvasObject{track, bar}}
	d.min = func() fyne.Size { return fyne.NewSize(48, 12) }
	d.paint = func() {
		track.FillColor, bar.FillColor = colour(p, ColorRaise), colour(p, p.color())
		track.CornerRadius, bar.CornerRadius = 6, 6
		bar.Hidden = p.share == 0
		track.Refresh()
		bar.Refresh()
	}
	d.place = func(s fyne.Size) {
		y := (s.Height - 12) / 2
		put(track, 0, y, s.Width, 12)
		put(bar, 0, y, max(12, s.Width*p.share), 12)
	}
	return ready(d)
}
