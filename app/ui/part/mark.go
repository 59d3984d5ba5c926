package part

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Mark is the sign of Onset: a rounded square in the accent with a ring and a dot.
type Mark struct {
	base

	size float32
}

// NewMark returns the mark at a size: 40 on the rail and in heads.
func NewMark(size float32) *Mark {
	m := &Mark{size: size}
	m.ExtendBaseWidget(m)
	return m
}

// CreateRenderer is called by Fyne.
func (m *Mark) CreateRenderer() fyne.WidgetRenderer {
	square, ring := canvas.NewRectangle(color.Transparent), canvas.NewCircle(color.Transparent)
	hole, dot := canvas.NewCircle(color.Transparent), canvas.NewCircle(color.Transparent)
	d := &drawing{of: m, objects: []fyne.CanvasObject{square, ring, hole, dot}}
	d.min = func() fyne.Size { return fyne.NewSquareSize(m.size) }
	d.paint = func() {
		square.FillColor, square.CornerRadius = colour(m, ColorAccent), m.size*0.24
		hole.FillColor = colour(m, ColorAccent)
		ring.FillColor, dot.FillColor = colour(m, ColorOnAccent), colour(m, ColorOnAccent)
		for _, o := range d.objects {
			o.Refresh()
		}
	}
	d.place = func(s fyne.Size) {
		x, y, side := (s.Width-m.size)/2, (s.Height-m.size)/2, m.size
		put(square, x+side*0.05, y+side*0.05, side*0.9, side*0.9)
		for i, share := range []float32{0.56, 0.36, 0.15} { // ring, hole, dot
			inset := side * (1 - share) / 2
			put(d.objects[i+1], x+inset, y+inset, side*share, side*share)
		}
	}
	return ready(d)
}
