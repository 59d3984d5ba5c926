package part

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Span is a part of a clip somebody is in: from and to as shares of the clip, 0 to 1.
type Span struct {
	From, To float32
	Status   Status
	Word     string // Seen, Heard or Named; the reason of a suggestion
	Suggest  bool   // an empty bar: not said by a person yet
}

// RangeBar is the line of one person in a clip: a track of 52 with spans of 44 in it, whose ends can be dragged. With the keyboard,
// Up and Down choose an end and Left and Right move it.
type RangeBar struct {
	press

	// OnChange is told when a person moved an end and let go.
	OnChange func(span int, from, to float32)
	// OnTap is told where on the clip the track was tapped, as a share.
	OnTap func(share float32)

	spans []Span
	head  float32 // of the player; below 0: none
	end   int     // the end that is moved: 2*span, or 2*span+1 for its end
	drag  bool
}

// NewRangeBar returns the line of one person, without a play head.
func NewRangeBar(spans ...Span) *RangeBar {
	r := &RangeBar{spans: spans, head: -1}
	r.act = func() {}
	r.point = func(p fyne.Position) {
		if r.OnTap != nil {
			r.OnTap(r.share(p.X))
		}
	}
	r.keys = r.key
	r.me = r
	r.ExtendBaseWidget(r)
	return r
}

// SetSpans shows other spans.
func (r *RangeBar) SetSpans(spans ...Span) { r.spans, r.end = spans, 0; r.Refresh() }

// Spans returns what is shown, with the ends where a person moved them.
func (r *RangeBar) Spans() []Span { return r.spans }

// SetHead shows where the player is, as a share; below 0 shows nothing.
func (r *RangeBar) SetHead(share float32) { r.head = share; r.Refresh() }

func (r *RangeBar) share(x float32) float32 {
	return min(1, max(0, x/max(1, r.Size().Width)))
}

const rangeHigh, rangeTrack, rangeBar, rangeFinger = 60, 52, 44, 24

// nearest returns the end within a finger's width of x, or -1.
func (r *RangeBar) nearest(x float32) int {
	best, far := -1, float32(rangeFinger)
	for i, s := range r.spans {
		if s.Suggest {
			continue
		}
		for side, at := range []float32{s.From, s.To} {
			if d := abs(at*r.Size().Width - x); d <= far {
				best, far = 2*i+side, d
			}
		}
	}
	return best
}

func abs(v float32) float32 { return max(v, -v) }

// Dragged is called by Fyne.
func (r *RangeBar) Dragged(e *fyne.DragEvent) {
	if !r.drag {
		r.end = r.nearest(e.Position.X - e.Dragged.DX)
		r.drag = true
	}
	if r.end >= 0 {
		r.move(r.share(e.Position.X))
	}
}

// DragEnd is called by Fyne.
func (r *RangeBar) DragEnd() {
	r.drag = false
	r.tell()
	r.end = max(0, r.end)
}

func (r *RangeBar) tell() {
	if i := r.end / 2; r.end >= 0 && i < len(r.spans) && r.OnChange != nil {
		r.OnChange(i, r.spans[i].From, r.spans[i].To)
	}
}

// move puts the chosen end to a share; the two ends of a span never cross.
func (r *RangeBar) move(to float32) {
	i := r.end / 2
	if i >= len(r.spans) || r.spans[i].Suggest {
		return
	}
	s := &r.spans[i]
	if r.end%2 == 0 {
		s.From = min(max(0, to), s.To)
	} else {
		s.To = max(min(1, to), s.From)
	}
	r.Refresh()
}

func (r *RangeBar) key(e *fyne.KeyEvent) {
	const step = 0.01
	i := r.end / 2
	if i >= len(r.spans) {
		return
	}
	at := r.spans[i].From
	if r.end%2 == 1 {
		at = r.spans[i].To
	}
	switch e.Name {
	case fyne.KeyUp:
		r.end = max(0, r.end-1)
		r.Refresh()
	case fyne.KeyDown:
		r.end = min(2*len(r.spans)-1, r.end+1)
		r.Refresh()
	case fyne.KeyLeft:
		r.move(at - step)
		r.tell()
	case fyne.KeyRight:
		r.move(at + step)
		r.tell()
	}
}

// CreateRenderer is called by Fyne.
func (r *RangeBar) CreateRenderer() fyne.WidgetRenderer {
	d := &drawing{of: r}
	d.min = func() fyne.Size { return fyne.NewSize(160, rangeHigh) }
	d.place = func(s fyne.Size) { d.objects = r.build(s) }
	return ready(d)
}

// build draws the line anew: few objects, and spans come and go.
func (r *RangeBar) build(s fyne.Size) []fyne.CanvasObject {
	track := canvas.NewRectangle(colour(r, ColorCard))
	track.CornerRadius = 12
	put(track, 0, (s.Height-rangeTrack)/2, s.Width, rangeTrack)
	out := []fyne.CanvasObject{track}
	for i, span := range r.spans {
		out = append(out, r.buildSpan(i, span, s)...)
	}
	if r.head >= 0 {
		line := canvas.NewRectangle(colour(r, ColorText))
		put(line, r.head*s.Width-1, 0, 2, s.Height)
		out = append(out, line)
	}
	if r.focused {
		ring := canvas.NewRectangle(color.Transparent)
		ring.StrokeColor, ring.StrokeWidth, ring.CornerRadius = colour(r, ColorAccent), 3, 14
		put(ring, -2, 0, s.Width+4, s.Height)
		out = append(out, ring)
	}
	return out
}

func (r *RangeBar) buildSpan(i int, span Span, s fyne.Size) []fyne.CanvasObject {
	x, w := span.From*s.Width, max(8, (span.To-span.From)*s.Width)
	y := (s.Height - rangeBar) / 2
	bar := canvas.NewRectangle(color.Transparent)
	bar.CornerRadius, bar.StrokeWidth, bar.StrokeColor = 8, 2, colour(r, ColorEdge)
	word, words := canvas.NewText("", colour(r, ColorText)), ColorText
	if span.Suggest {
		words, word.Alignment = ColorText2, fyne.TextAlignTrailing
	} else {
		bar.FillColor, bar.StrokeColor = colour(r, span.Status.Soft()), colour(r, span.Status.Word())
		word.Alignment = fyne.TextAlignCenter
	}
	word.Color, word.TextSize = colour(r, words), 16*textScale(r)
	word.Text = elide(span.Word, max(0, w-40), word.TextSize, fyne.TextStyle{})
	put(bar, x, y, w, rangeBar)
	h := word.MinSize().Height
	put(word, x+20, y+(rangeBar-h)/2, max(0, w-40), h)
	out := []fyne.CanvasObject{bar, word}
	if span.Suggest {
		return out
	}
	for side, hx := range []float32{x + 6, x + w - 10} {
		handle := canvas.NewRectangle(colour(r, span.Status.Word()))
		handle.CornerRadius = 2
		if r.focused && r.end == 2*i+side {
			handle.FillColor = colour(r, ColorAccent)
		}
		put(handle, hx, y+(rangeBar-20)/2, 4, 20)
		out = append(out, handle)
	}
	return out
}
