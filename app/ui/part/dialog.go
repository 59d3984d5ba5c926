package part

import (
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Dialog asks a person to decide now: title, one sentence, rows, and one or two buttons across the bottom.
// What is above the buttons scrolls where it is higher than the window. It stands in the middle, or rises from the bottom edge on a phone. A tap outside, or Escape, is cancel.
type Dialog struct {
	Title    string
	Sentence string
	Lead     fyne.CanvasObject   // an avatar before the title
	Label    string              // above the rows
	Body     []fyne.CanvasObject // rows of 60 to 64, fields
	Actions  []*Button           // the main one last; they get 72
	Width    float32             // 560 to 660; 0 means 560
	Firm     bool                // something would be lost: a tap outside does nothing
	OnCancel func()              // told when it was closed without an action; may be nil

	layer *dialogLayer
}

// Show opens the dialog over the window that near stands in, in the theme of near. Without a window it does nothing.
func (d *Dialog) Show(near fyne.CanvasObject) {
	c := fyne.CurrentApp().Driver().CanvasForObject(near)
	if c == nil {
		return
	}
	d.layer = newDialogLayer(d)
	if t, ok := near.(themed); ok {
		Adopt(t, d.layer)
	}
	d.layer.canvas = c
	c.Overlays().Add(d.layer)
	d.layer.Resize(c.Size())
	c.Focus(d.layer)
	d.layer.rise()
}

// Hide closes the dialog; actions call it themselves.
func (d *Dialog) Hide() {
	if d.layer == nil || d.layer.canvas == nil {
		return
	}
	d.layer.canvas.Overlays().Remove(d.layer)
	d.layer = nil
}

// Shown tells whether the dialog is open.
func (d *Dialog) Shown() bool { return d.layer != nil }

func (d *Dialog) cancel() {
	if d.Firm {
		return
	}
	d.Hide()
	if d.OnCancel != nil {
		d.OnCancel()
	}
}

func (d *Dialog) content() fyne.CanvasObject {
	words := []fyne.CanvasObject{NewWrap(d.Title, Sheet)}
	if d.Sentence != "" {
		st := Read
		if d.Lead != nil {
			st = Body
		}
		words = append(words, NewWrap(d.Sentence, st.In(ColorText2)))
	}
	var top fyne.CanvasObject = Column(Gap4, words...)
	if d.Lead != nil {
		top = Line(18, d.Lead, Grow(top))
	}
	lines := []fyne.CanvasObject{top}
	if len(d.Body) > 0 {
		body := append([]fyne.CanvasObject{}, d.Body...)
		if d.Label != "" {
			body = append([]fyne.CanvasObject{NewText(d.Label, NoteBold)}, body...)
		}
		lines = append(lines, Column(Gap8, body...))
	}
	var actions []fyne.CanvasObject
	for _, b := range d.Actions {
		b.SetHeight(72)
		actions = append(actions, b)
	}
	above := Grow(NewScroll(Column(Gap24, lines...)))
	if len(actions) == 0 {
		return Column(0, above)
	}
	return Column(Gap24, above, Equal(Gap12, actions...))
}

// dialogLayer is the scrim over the window with the panel on it.
type dialogLayer struct {
	base

	of     *Dialog
	canvas fyne.Canvas
	panel  *Card
	fade   float32 // 0 to 1 while it rises
}

func newDialogLayer(d *Dialog) *dialogLayer {
	l := &dialogLayer{of: d, panel: NewCard(d.content(), 28), fade: 1}
	l.panel.Radius = 20
	l.ExtendBaseWidget(l)
	return l
}

const riseTime, riseWay = 180 * time.Millisecond, 24

func (l *dialogLayer) rise() {
	if s, ok := l.canvas.Content().(*Stage); ok && s.Still || !fyne.CurrentApp().Settings().ShowAnimations() {
		return
	}
	a := fyne.NewAnimation(riseTime, func(f float32) {
		l.fade = f
		l.Refresh()
	})
	a.Curve = fyne.AnimationEaseOut
	a.Start()
}

// CreateRenderer is called by Fyne.
func (l *dialogLayer) CreateRenderer() fyne.WidgetRenderer {
	scrim, shade := canvas.NewRectangle(color.Transparent), canvas.NewRectangle(color.Transparent)
	d := &drawing{of: l, objects: []fyne.CanvasObject{scrim, shade, l.panel}}
	d.min = func() fyne.Size { return fyne.NewSize(1, 1) }
	d.paint = func() {
		c := color.NRGBAModel.Convert(colour(l, ColorScrim)).(color.NRGBA)
		c.A = uint8(float32(c.A) * l.fade)
		scrim.FillColor = c
		shade.FillColor, shade.CornerRadius = colour(l, ColorCard), l.panel.Radius
		shade.Shadow = shadow()
		scrim.Refresh()
		shade.Refresh()
	}
	d.place = func(s fyne.Size) {
		l.panel.FlatFoot = ClassOf(s.Width) == Phone
		l.panel.Refresh()
		put(scrim, 0, 0, s.Width, s.Height)
		p, size := l.spot(s)
		put(shade, p.X, p.Y, size.Width, size.Height)
		put(l.panel, p.X, p.Y, size.Width, size.Height)
	}
	return ready(d)
}

// spot is where the panel stands: in the middle, or at the bottom edge at full width.
func (l *dialogLayer) spot(s fyne.Size) (fyne.Position, fyne.Size) {
	w := max(560, min(660, l.of.Width))
	low := (1 - l.fade) * riseWay
	if ClassOf(s.Width) == Phone {
		h := min(s.Height, l.panel.HeightFor(s.Width))
		return fyne.NewPos(0, s.Height-h+low), fyne.NewSize(s.Width, h)
	}
	w = min(w, s.Width-2*Gap16)
	h := min(s.Height, l.panel.HeightFor(w))
	return fyne.NewPos((s.Width-w)/2, (s.Height-h)/2+low), fyne.NewSize(w, h)
}

// Tapped is called by Fyne: outside the panel it means cancel.
func (l *dialogLayer) Tapped(e *fyne.PointEvent) {
	p, size := l.spot(l.Size())
	inside := e.Position.X >= p.X && e.Position.Y >= p.Y && e.Position.X < p.X+size.Width && e.Position.Y < p.Y+size.Height
	if !inside {
		l.of.cancel()
	}
}

// FocusGained is called by Fyne.
func (l *dialogLayer) FocusGained() {}

// FocusLost is called by Fyne.
func (l *dialogLayer) FocusLost() {}

// TypedRune is called by Fyne.
func (l *dialogLayer) TypedRune(rune) {}

// TypedKey is called by Fyne: Escape means cancel.
func (l *dialogLayer) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		l.of.cancel()
	}
}

func shadow() canvas.Shadow {
	return canvas.Shadow{Color: color.NRGBA{A: 0x60}, BlurRadius: 24, Offset: fyne.NewPos(0, 8)}
}
