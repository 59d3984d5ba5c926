package part

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// look is how the ground of a surface is drawn at the moment.
type look struct {
	fill, edge fyne.ThemeColorName // "" draws nothing
	width      float32             // of the edge
	radius     float32
	ringInside bool                // focus ring inside (rows) or 2 outside (buttons)
	mixed      fyne.ThemeColorName // mixed in at 18 % while pressed; "" means the text colour
	pressed    fyne.ThemeColorName // a fill of its own while pressed, instead of mixing
	square     [2]bool             // no rounding at the top, at the bottom
}

// surface is a ground with content on it that can be pressed: button, row, tile, choice, key.
type surface struct {
	press

	look    func() look
	before  func() // brings the content up to date with the state, before it is painted
	content fyne.CanvasObject
	least   fyne.Size
	pad     padLayout
}

// CreateRenderer is called by Fyne.
func (s *surface) CreateRenderer() fyne.WidgetRenderer {
	ground, ring := canvas.NewRectangle(color.Transparent), canvas.NewRectangle(color.Transparent)
	d := &drawing{of: s.me, objects: []fyne.CanvasObject{ground, ring, s.content}, min: s.min}
	d.paint = func() {
		if s.before != nil {
			s.before()
		}
		s.paintGround(ground)
		s.paintRing(ring)
	}
	d.place = func(size fyne.Size) {
		put(ground, 0, 0, size.Width, size.Height)
		out := float32(5)
		if s.look().ringInside {
			out = 0
		}
		put(ring, -out, -out, size.Width+2*out, size.Height+2*out)
		s.pad.Layout([]fyne.CanvasObject{s.content}, size)
		relayout(s.content)
	}
	return ready(d)
}

// extend ties the surface to the part that embeds it.
func (s *surface) extend(me fyne.Widget) {
	s.me = me
	s.ExtendBaseWidget(me)
}

func (s *surface) min() fyne.Size {
	return s.pad.MinSize([]fyne.CanvasObject{s.content}).Max(s.least)
}

// HeightFor returns the height the surface takes at a width.
func (s *surface) HeightFor(width float32) float32 {
	return max(s.least.Height, s.pad.heightFor([]fyne.CanvasObject{s.content}, width))
}

func (s *surface) fullWidth() float32 {
	return max(s.least.Width, fullWidth(s.content)+s.pad.left+s.pad.right)
}

func (s *surface) paintGround(r *canvas.Rectangle) {
	l := s.look()
	r.FillColor, r.StrokeColor, r.StrokeWidth = color.Transparent, nil, 0
	if l.fill != "" {
		r.FillColor = colour(s, l.fill)
	}
	if l.edge != "" && l.width > 0 {
		r.StrokeColor, r.StrokeWidth = colour(s, l.edge), l.width
	}
	if s.pressed {
		r.FillColor = s.pressedFill(l)
	}
	round(r, l)
	r.Refresh()
}

func (s *surface) pressedFill(l look) color.Color {
	if l.pressed != "" {
		return colour(s, l.pressed)
	}
	over, base := l.mixed, l.fill
	if over == "" {
		over = ColorText
	}
	if base == "" {
		base = ColorNone
	}
	return mix(colour(s, base), colour(s, over), 0.18)
}

func round(r *canvas.Rectangle, l look) {
	top, bottom := l.radius, l.radius
	if l.square[0] {
		top = 0
	}
	if l.square[1] {
		bottom = 0
	}
	if top == bottom {
		r.CornerRadius = top
		top, bottom = 0, 0
	} else {
		r.CornerRadius = 0
	}
	r.TopLeftCornerRadius, r.TopRightCornerRadius = top, top
	r.BottomLeftCornerRadius, r.BottomRightCornerRadius = bottom, bottom
}

func (s *surface) paintRing(r *canvas.Rectangle) {
	l := s.look()
	r.Hidden = !s.focused
	r.StrokeColor, r.StrokeWidth = colour(s, ColorAccent), 3
	if l.ringInside {
		round(r, l)
	} else {
		r.CornerRadius = l.radius + 5
	}
	r.Refresh()
}
