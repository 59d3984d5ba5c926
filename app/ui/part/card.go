package part

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Card is a ground that holds content: rounded by 16, with a hairline in light and none in dark, and no shadow.
type Card struct {
	base

	// Fill, Edge and Width may be changed before the card is shown: an error card has a 2 red edge, a suggestion the soft accent ground.
	Fill, Edge fyne.ThemeColorName
	Width      float32
	Radius     float32
	FlatFoot   bool // no rounding at the bottom, where the card stands on the edge of the window

	content fyne.CanvasObject
	pad     padLayout
}

// NewCard returns a card with room of pad on all sides of its content.
func NewCard(content fyne.CanvasObject, pad float32) *Card {
	c := &Card{content: content, pad: padLayout{pad, pad, pad, pad}, Fill: ColorCard, Edge: ColorCardEdge, Width: 1, Radius: 16}
	c.ExtendBaseWidget(c)
	return c
}

// NewPlate returns a ground without rounding and edge, such as that of an action bar.
func NewPlate(content fyne.CanvasObject, fill fyne.ThemeColorName) *Card {
	c := NewCard(content, 0)
	c.Fill, c.Width, c.Radius = fill, 0, 0
	return c
}

// HeightFor returns the height the card takes at a width.
func (c *Card) HeightFor(width float32) float32 {
	return c.pad.heightFor([]fyne.CanvasObject{c.content}, width)
}

func (c *Card) fullWidth() float32 { return fullWidth(c.content) + c.pad.left + c.pad.right }

// CreateRenderer is called by Fyne.
func (c *Card) CreateRenderer() fyne.WidgetRenderer {
	ground := canvas.NewRectangle(color.Transparent)
	d := &drawing{of: c, objects: []fyne.CanvasObject{ground, c.content}}
	d.min = func() fyne.Size { return c.pad.MinSize([]fyne.CanvasObject{c.content}) }
	d.paint = func() {
		ground.FillColor, ground.StrokeColor, ground.StrokeWidth = colour(c, c.Fill), nil, 0
		if c.Width > 0 {
			ground.StrokeColor, ground.StrokeWidth = colour(c, c.Edge), c.Width
		}
		round(ground, look{radius: c.Radius, square: [2]bool{false, c.FlatFoot}})
		ground.Refresh()
	}
	d.place = func(s fyne.Size) {
		put(ground, 0, 0, s.Width, s.Height)
		c.pad.Layout([]fyne.CanvasObject{c.content}, s)
		relayout(c.content)
	}
	return ready(d)
}

// Rule is a hairline: one dp high where it lies, one dp wide where it stands.
type Rule struct {
	base
}

// NewRule returns a hairline that fills the longer side of its room.
func NewRule() *Rule {
	r := &Rule{}
	r.ExtendBaseWidget(r)
	return r
}

// CreateRenderer is called by Fyne.
func (r *Rule) CreateRenderer() fyne.WidgetRenderer {
	line := canvas.NewRectangle(color.Transparent)
	d := &drawing{of: r, objects: []fyne.CanvasObject{line}}
	d.min = func() fyne.Size { return fyne.NewSquareSize(1) }
	d.paint = func() { line.FillColor = colour(r, ColorLine); line.Refresh() }
	d.place = func(s fyne.Size) { put(line, 0, 0, s.Width, s.Height) }
	return ready(d)
}
