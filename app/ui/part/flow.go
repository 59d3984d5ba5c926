package part

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Column puts objects one under the other at full width, gap apart. Objects in [Grow] share the height that is left.
func Column(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&columnLayout{gap: gap}, objects...)
}

type columnLayout struct {
	gap   float32
	width float32 // of the last layout: the only width MinSize can know of
}

func (l *columnLayout) Layout(objects []fyne.CanvasObject, s fyne.Size) {
	l.width = s.Width
	rest, growing := s.Height-l.heightFor(objects, s.Width), 0
	for _, o := range objects {
		if o.Visible() && grows(o) {
			growing++
		}
	}
	y := float32(0)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		h := HeightFor(o, s.Width)
		if grows(o) {
			h = max(0, h+rest/float32(growing))
		}
		put(o, 0, y, s.Width, h)
		y += h + l.gap
	}
}

func (l *columnLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	s := fyne.NewSize(largest(objects).Width, 0)
	if l.width > 0 {
		s.Height = l.heightFor(objects, max(l.width, s.Width))
		return s
	}
	n := 0
	for _, o := range objects {
		if o.Visible() {
			s.Height += o.MinSize().Height
			n++
		}
	}
	s.Height += float32(max(0, n-1)) * l.gap
	return s
}

func (l *columnLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	h, n := float32(0), 0
	for _, o := range objects {
		if o.Visible() {
			h += HeightFor(o, width)
			n++
		}
	}
	return h + float32(max(0, n-1))*l.gap
}

// Line puts objects side by side, gap apart, each in the middle of the height at its own height. Objects in [Grow] share the width that is
// left; everything else is as wide as it asks for.
func Line(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&lineLayout{gap: gap}, objects...)
}

// FullLine is [Line] with every object as high as the line.
func FullLine(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&lineLayout{gap: gap, full: true}, objects...)
}

// TopLine is [Line] with every object at the top.
func TopLine(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&lineLayout{gap: gap, top: true}, objects...)
}

type lineLayout struct {
	gap       float32
	full, top bool
}

func (l *lineLayout) Layout(objects []fyne.CanvasObject, s fyne.Size) {
	x := float32(0)
	for i, w := range l.widths(objects, s.Width) {
		o := objects[i]
		if !o.Visible() {
			continue
		}
		h, y := s.Height, float32(0)
		if !l.full {
			h = min(HeightFor(o, w), s.Height)
		}
		if !l.top {
			y = (s.Height - h) / 2
		}
		put(o, x, y, w, h)
		x += w + l.gap
	}
}

// widths gives each object its width: growing ones share what is left, and where there is too little room, what can shrink does.
func (l *lineLayout) widths(objects []fyne.CanvasObject, width float32) []float32 {
	out := make([]float32, len(objects))
	rest, growing, n := width, 0, 0
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		n++
		if grows(o) {
			growing++
			continue
		}
		out[i] = fullWidth(o)
		rest -= out[i]
	}
	rest -= float32(max(0, n-1)) * l.gap
	if need := l.need(objects); rest < need {
		l.shrink(objects, out, need-rest)
		rest = need
	}
	l.share(objects, out, rest/float32(max(1, growing)))
	return out
}

// need is the least width of what grows: a title keeps a few letters however long the words beside it are.
func (l *lineLayout) need(objects []fyne.CanvasObject) (w float32) {
	for _, o := range objects {
		if o.Visible() && grows(o) {
			w += o.MinSize().Width
		}
	}
	return w
}

func (l *lineLayout) share(objects []fyne.CanvasObject, out []float32, each float32) {
	for i, o := range objects {
		if o.Visible() && grows(o) {
			out[i] = max(0, each)
		}
	}
}

// shrink takes lack from the objects that can be narrower, the widest slack first.
func (l *lineLayout) shrink(objects []fyne.CanvasObject, out []float32, lack float32) {
	for i, o := range objects {
		if !o.Visible() || grows(o) || lack <= 0 {
			continue
		}
		give := min(max(0, out[i]-o.MinSize().Width), lack)
		out[i] -= give
		lack -= give
	}
}

func (l *lineLayout) fullWidth(objects []fyne.CanvasObject) float32 {
	w, n := float32(0), 0
	for _, o := range objects {
		if o.Visible() {
			w += fullWidth(o)
			n++
		}
	}
	return w + float32(max(0, n-1))*l.gap
}

func (l *lineLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	s, n := fyne.Size{}, 0
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		s.Width += m.Width
		s.Height = max(s.Height, m.Height)
		n++
	}
	s.Width += float32(max(0, n-1)) * l.gap
	return s
}

func (l *lineLayout) heightFor(objects []fyne.CanvasObject, width float32) (h float32) {
	for i, w := range l.widths(objects, width) {
		if objects[i].Visible() {
			h = max(h, HeightFor(objects[i], w))
		}
	}
	return h
}

// Equal puts objects side by side at equal width and full height, gap apart.
func Equal(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&equalLayout{gap: gap}, objects...)
}

type equalLayout struct{ gap float32 }

func (l *equalLayout) each(objects []fyne.CanvasObject, width float32) float32 {
	n := 0
	for _, o := range objects {
		if o.Visible() {
			n++
		}
	}
	return max(0, (width-float32(max(0, n-1))*l.gap)/float32(max(1, n)))
}

func (l *equalLayout) Layout(objects []fyne.CanvasObject, s fyne.Size) {
	w, x := l.each(objects, s.Width), float32(0)
	for _, o := range objects {
		if o.Visible() {
			put(o, x, 0, w, s.Height)
			x += w + l.gap
		}
	}
}

func (l *equalLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	s, n := largest(objects), 0
	for _, o := range objects {
		if o.Visible() {
			n++
		}
	}
	return fyne.NewSize(s.Width*float32(n)+float32(max(0, n-1))*l.gap, s.Height)
}

func (l *equalLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return tallest(objects, l.each(objects, width))
}
