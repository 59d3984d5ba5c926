package part

import (
	"bytes"
	"fmt"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"onset/assets"
)

// Icon is a single-colour shape from the kit's set, drawn in a theme colour.
type Icon struct {
	base

	name  string
	size  float32
	color fyne.ThemeColorName
}

// NewIcon returns the named icon at a size; an unknown name draws nothing but keeps its room.
func NewIcon(name string, size float32, c fyne.ThemeColorName) *Icon {
	i := &Icon{name: name, size: size, color: c}
	i.ExtendBaseWidget(i)
	return i
}

// NewGlyph returns the shape of a status in its colour. A word must stand near it.
func NewGlyph(s Status, size float32) *Icon { return NewIcon(s.Icon(), size, s.Word()) }

// Set changes shape and colour.
func (i *Icon) Set(name string, c fyne.ThemeColorName) {
	if name == i.name && c == i.color {
		return
	}
	i.name, i.color = name, c
	i.Refresh()
}

// SetStatus shows the shape of a status in its colour.
func (i *Icon) SetStatus(s Status) { i.Set(s.Icon(), s.Word()) }

// CreateRenderer is called by Fyne.
func (i *Icon) CreateRenderer() fyne.WidgetRenderer {
	img := &canvas.Image{FillMode: canvas.ImageFillContain}
	d := &drawing{of: i, objects: []fyne.CanvasObject{img}}
	d.min = func() fyne.Size { return fyne.NewSquareSize(i.size) }
	d.paint = func() {
		img.Resource = shape(i.name, colour(i, i.color))
		img.Hidden = img.Resource == nil
		img.Refresh()
	}
	d.place = func(s fyne.Size) {
		side := min(i.size, s.Width, s.Height)
		put(img, (s.Width-side)/2, (s.Height-side)/2, side, side)
	}
	return ready(d)
}

// shape returns the icon filled with c. The colour is part of the name because Fyne keeps drawn pictures by name, and one icon may stand
// in a dark and a light place at the same time.
func shape(name string, c color.Color) fyne.Resource {
	svg, ok := assets.Icon(name)
	if !ok {
		return nil
	}
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	hex := fmt.Sprintf("%02x%02x%02x", n.R, n.G, n.B)
	filled := bytes.ReplaceAll(svg, []byte("<path "), []byte(`<path fill="#`+hex+`" `))
	return fyne.NewStaticResource(name+"-"+hex+".svg", filled)
}
