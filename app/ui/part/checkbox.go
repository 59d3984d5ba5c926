package part

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// checkBox is the sign of a CheckRow: an empty box, or a filled one with a check.
type checkBox struct {
	base

	on    bool
	check *Icon
}

const boxSize = 24

func newCheckBox() *checkBox {
	b := &checkBox{check: NewIcon("check", 20, ColorOnAccent)}
	b.check.Hide()
	b.ExtendBaseWidget(b)
	return b
}

func (b *checkBox) set(on bool) {
	b.on = on
	b.Refresh()
}

// CreateRenderer is called by Fyne.
func (b *checkBox) CreateRenderer() fyne.WidgetRenderer {
	box := canvas.NewRectangle(color.Transparent)
	box.CornerRadius = 3
	d := &drawing{of: b, objects: []fyne.CanvasObject{box, b.check}}
	d.min = func() fyne.Size { return fyne.NewSquareSize(boxSize) }
	d.paint = func() {
		box.FillColor, box.StrokeColor, box.StrokeWidth = color.Transparent, colour(b, ColorText2), 2
		if b.on {
			box.FillColor, box.StrokeColor = colour(b, ColorAccent), colour(b, ColorAccent)
		}
		b.check.Hidden = !b.on
		box.Refresh()
	}
	d.place = func(s fyne.Size) {
		put(box, 1, (s.Height-boxSize)/2+1, boxSize-2, boxSize-2)
		put(b.check, 2, (s.Height-20)/2, 20, 20)
	}
	return ready(d)
}
