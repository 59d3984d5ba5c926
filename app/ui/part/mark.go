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
	square, ring, dot := canvas.NewRectangle(color.Transparent), canvas.NewCircle(color.Transparent), canvas.NewCircle(color.Transparent)
	d := &drawing{of: m, objects: []fyne.CanvasObject{square, ring, dot}}
	d.min = func() fyne.Size { return fyne.NewSquareSize(m.size) }
	d.paint = func() {
		square.FillColor, square.CornerRadius = colour(m, ColorAccent), m.size*0.24
		ring.FillColor, ring.StrokeColor, ring.StrokeWidth = color.Transparent, colour(m, ColorOnAccent), m.size*0.1
		dot.FillColor = colour(m, ColorOnAccent)
		for _, o := range d.objects {
			o.Refresh()
		}
	}
	d.place = func(s fyne.Size) {
		x, y, side := (s.Width-m.size)/2, (s.Height-m.size)/2, m.size
		put(square, x+side*0.05, y+side*0.05, side*0.9, side*0.9)
		put(ring, x+side*0.21, y+side*0.21, side*0.58, side*0.58)
		put(dot, x+side*0.4, y+side*0.4, side*0.2, side*0.2)
	}
	return ready(d)
}
