package part

import (
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/driver/mobile"
)

// Point is a place on the pad and when it was touched.
type Point struct {
	X, Y float32 // from the upper left, in units of the pad's size at its first stroke
	T    int     // milliseconds since the first touch
}

// Stroke is one line from touch to lift. A stroke of one point is a dot.
type Stroke struct{ Points []Point }

// maxPoints bounds a signature: nobody signs for longer than this, and a stuck pointer must not fill memory.
const maxPoints = 20000

// InkPad takes a signature drawn with finger, pen or mouse and keeps it as strokes. The size of the pad is fixed at the first stroke and
// kept when the pad is resized: the ink is then drawn larger or smaller.
type InkPad struct {
	base

	// OnChange is told after each stroke and after Clear.
	OnChange func()
	// Now is the clock for the times in points; nil means the clock of the machine.
	Now func() time.Time

	strokes  []Stroke
	w, h     float32
	count    int
	began    time.Time
	drawing  bool
	touching bool // a finger draws, known by touch events: drag events say the same again
	finger   int
	caption  *Text
	wipe     *Button
	ink      *canvas.Raster
}

var (
	_ fyne.Draggable    = (*InkPad)(nil)
	_ desktop.Mouseable = (*InkPad)(nil)
	_ mobile.Touchable  = (*InkPad)(nil)
	_ mobile.Movable    = (*InkPad)(nil)
)

// NewInkPad returns an empty pad at least 320 × 200. The caption stands below the base line; clearWord is the word of its button.
func NewInkPad(caption, clearWord string) *InkPad {
	p := &InkPad{caption: NewCutText(caption, Body.In(ColorPaperNote))}
	p.wipe = NewButton(clearWord, "ink_eraser", Other, p.Clear).SetHeight(48)
	p.ExtendBaseWidget(p)
	return p
}

// Strokes returns what was drawn so far. It must not be changed.
func (p *InkPad) Strokes() []Stroke { return p.strokes }

// SetStrokes shows ink drawn before, on a pad of w by h; further strokes are added to it. It does not call OnChange.
func (p *InkPad) SetStrokes(strokes []Stroke, w, h float32) {
	p.strokes, p.w, p.h, p.count = append([]Stroke(nil), strokes...), w, h, 0
	last := 0
	for _, s := range strokes {
		p.count += len(s.Points)
		for _, pt := range s.Points {
			last = max(last, pt.T)
		}
	}
	p.began = p.now().Add(-time.Duration(last) * time.Millisecond)
	p.Refresh()
}

// PadSize returns the size the points refer to; zero while nothing was drawn.
func (p *InkPad) PadSize() (w, h float32) { return p.w, p.h }

// Empty tells whether nothing was drawn.
func (p *InkPad) Empty() bool { return len(p.strokes) == 0 }

// SetCaption changes what stands below the base line.
func (p *InkPad) SetCaption(s string) { p.caption.SetText(s) }

// Clear takes all ink away.
func (p *InkPad) Clear() {
	p.strokes, p.w, p.h, p.count, p.drawing, p.touching = nil, 0, 0, 0, false, false
	p.changed()
}

func (p *InkPad) changed() {
	p.Refresh()
	if p.OnChange != nil {
		p.OnChange()
	}
}

func (p *InkPad) now() time.Time {
	if p.Now != nil {
		return p.Now()
	}
	return time.Now()
}

// begin starts a stroke at a place on the widget.
func (p *InkPad) begin(at fyne.Position) {
	if len(p.strokes) == 0 {
		p.w, p.h = p.Size().Width, p.Size().Height
		p.began = p.now()
	}
	p.strokes = append(p.strokes, Stroke{})
	p.drawing = true
	p.add(at)
}

func (p *InkPad) add(at fyne.Position) {
	if !p.drawing || p.count >= maxPoints {
		return
	}
	s := &p.strokes[len(p.strokes)-1]
	next := p.toPad(at)
	if n := len(s.Points); n > 0 && s.Points[n-1].X == next.X && s.Points[n-1].Y == next.Y {
		return
	}
	s.Points = append(s.Points, next)
	p.count++
	if p.ink != nil {
		p.ink.Refresh()
	}
}

func (p *InkPad) end() {
	if p.drawing {
		p.drawing = false
		p.changed()
	}
}

// toPad turns a place on the widget into one on the pad as it was at the first stroke, kept inside it.
func (p *InkPad) toPad(at fyne.Position) Point {
	f := p.fit(p.Size().Width, p.Size().Height)
	return Point{
		X: min(p.w, max(0, (at.X-f.x)/f.scale)),
		Y: min(p.h, max(0, (at.Y-f.y)/f.scale)),
		T: int(p.now().Sub(p.began).Milliseconds()),
	}
}

// fitting is how the pad of the first stroke lies in a room of another size.
type fitting struct{ scale, x, y float32 }

func (p *InkPad) fit(w, h float32) fitting {
	if p.w <= 0 || p.h <= 0 || w <= 0 || h <= 0 {
		return fitting{scale: 1}
	}
	k := min(w/p.w, h/p.h)
	return fitting{scale: k, x: (w - p.w*k) / 2, y: h - p.h*k}
}

// MouseDown is called by Fyne.
func (p *InkPad) MouseDown(e *desktop.MouseEvent) {
	if e.Button == desktop.MouseButtonPrimary {
		p.end()
		p.begin(e.Position)
	}
}

// MouseUp is called by Fyne.
func (p *InkPad) MouseUp(*desktop.MouseEvent) { p.end() }

// Dragged is called by Fyne.
func (p *InkPad) Dragged(e *fyne.DragEvent) {
	switch {
	case p.touching:
	case p.drawing:
		p.add(e.Position)
	default:
		p.begin(e.Position.Subtract(fyne.NewPos(e.Dragged.DX, e.Dragged.DY)))
		p.add(e.Position)
	}
}

// DragEnd is called by Fyne.
func (p *InkPad) DragEnd() {
	if !p.touching {
		p.end()
	}
}

// TouchDown is called by Fyne. A second finger does not draw.
func (p *InkPad) TouchDown(e *mobile.TouchEvent) {
	if p.touching {
		return
	}
	p.end()
	p.touching, p.finger = true, e.ID
	p.begin(e.Position)
}

// TouchMoved is called by Fyne.
func (p *InkPad) TouchMoved(e *mobile.TouchEvent) {
	if p.touching && e.ID == p.finger {
		p.add(e.Position)
	}
}

// TouchUp is called by Fyne.
func (p *InkPad) TouchUp(e *mobile.TouchEvent) {
	if e.ID == p.finger {
		p.touching = false
		p.end()
	}
}

// TouchCancel is called by Fyne.
func (p *InkPad) TouchCancel(e *mobile.TouchEvent) { p.TouchUp(e) }

// Cursor is called by Fyne.
func (p *InkPad) Cursor() desktop.Cursor { return desktop.CrosshairCursor }

const inkBase = 72 // the base line, from the bottom

// CreateRenderer is called by Fyne.
func (p *InkPad) CreateRenderer() fyne.WidgetRenderer {
	paper, line := canvas.NewRectangle(color.Transparent), canvas.NewRectangle(color.Transparent)
	p.ink = canvas.NewRaster(p.picture)
	d := &drawing{of: p, objects: []fyne.CanvasObject{paper, line, p.caption, p.ink, p.wipe}}
	d.min = func() fyne.Size { return fyne.NewSize(320, 200) }
	d.paint = func() {
		paper.FillColor, paper.CornerRadius = colour(p, ColorPaper), 16
		paper.StrokeColor, paper.StrokeWidth = colour(p, ColorEdge), 2
		line.FillColor = color.NRGBA{R: 0x77, G: 0x83, B: 0x8F, A: 0xFF}
		paper.Refresh()
		line.Refresh()
		p.ink.Refresh()
	}
	d.place = func(s fyne.Size) {
		side := float32(24)
		if s.Width >= 600 {
			side = 42
		}
		put(paper, 0, 0, s.Width, s.Height)
		put(line, side, s.Height-inkBase-2, s.Width-2*side, 2)
		put(p.caption, side, s.Height-54, s.Width-2*side, 24)
		put(p.ink, 0, 0, s.Width, s.Height)
		w := p.wipe.MinSize().Width
		put(p.wipe, s.Width-w-14, 14, w, 48)
	}
	return ready(d)
}
