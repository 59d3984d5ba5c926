package part

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Share is one part of a whole in a status colour.
type Share struct {
	Status Status
	Count  int
}

// Shares is a bar 20 high that shows how a whole divides; the words and
// numbers stand below it. Nothing is an empty track.
type Shares struct {
	base

	shares []Share
}

// NewShares returns the bar; parts of nothing take no room.
func NewShares(shares ...Share) *Shares {
	s := &Shares{shares: shares}
	s.ExtendBaseWidget(s)
	return s
}

const sharesHigh, sharesGap = 20, 3

// CreateRenderer is called by Fyne.
func (s *Shares) CreateRenderer() fyne.WidgetRenderer {
	d := &drawing{of: s}
	d.min = func() fyne.Size { return fyne.NewSize(96, sharesHigh) }
	d.place = func(size fyne.Size) { d.objects = s.build(size) }
	return ready(d)
}

func (s *Shares) build(size fyne.Size) []fyne.CanvasObject {
	var shown []Share
	total := 0
	for _, x := range s.shares {
		if x.Count > 0 {
			shown = append(shown, x)
			total += x.Count
		}
	}
	if total == 0 {
		track := canvas.NewRectangle(colour(s, ColorRaise))
		track.CornerRadius = sharesHigh / 2
		put(track, 0, 0, size.Width, sharesHigh)
		return []fyne.CanvasObject{track}
	}
	const least = 6 // so that one of a thousand is seen
	room := size.Width - float32(len(shown)-1)*sharesGap - float32(len(shown))*least
	var out []fyne.CanvasObject
	x := float32(0)
	for i, sh := range shown {
		w := least + max(0, room)*float32(sh.Count)/float32(total)
		bar := canvas.NewRectangle(color.Transparent)
		bar.FillColor = colour(s, sh.Status.Solid())
		if i == 0 {
			bar.TopLeftCornerRadius, bar.BottomLeftCornerRadius = sharesHigh/2, sharesHigh/2
		}
		if i == len(shown)-1 {
			bar.TopRightCornerRadius, bar.BottomRightCornerRadius = sharesHigh/2, sharesHigh/2
		}
		put(bar, x, 0, w, sharesHigh)
		out = append(out, bar)
		x += w + sharesGap
	}
	return out
}
