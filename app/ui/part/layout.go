package part

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Space between and inside parts.
const (
	Gap4  = 4
	Gap8  = 8
	Gap12 = 12
	Gap16 = 16
	Gap24 = 24
	Gap32 = 32
	Gap48 = 48
)

// Flow is an object whose height follows from its width, such as wrapped text. Fyne's MinSize cannot see a width; the containers of this
// package ask with [HeightFor] instead, so text below is never cut or pushed away.
type Flow interface {
	HeightFor(width float32) float32
}

// flowLayout is a layout that knows the height of its objects at a width.
type flowLayout interface {
	heightFor(objects []fyne.CanvasObject, width float32) float32
}

// HeightFor returns the height o needs at a width.
func HeightFor(o fyne.CanvasObject, width float32) float32 {
	switch o := o.(type) {
	case Flow:
		return o.HeightFor(width)
	case *container.ThemeOverride:
		return HeightFor(o.Content, width)
	case *fyne.Container:
		if l, ok := o.Layout.(flowLayout); ok {
			return l.heightFor(o.Objects, width)
		}
	}
	return o.MinSize().Height
}

// Grow marks o, inside [Column] or [Line], as what takes the room that is left.
func Grow(o fyne.CanvasObject) *fyne.Container { return container.New(&growLayout{}, o) }

// Space is empty room that grows.
func Space() *fyne.Container { return container.New(&growLayout{}) }

type growLayout struct{}

func (growLayout) Layout(objects []fyne.CanvasObject, s fyne.Size) {
	for _, o := range objects {
		put(o, 0, 0, s.Width, s.Height)
	}
}

func (growLayout) MinSize(objects []fyne.CanvasObject) fyne.Size { return largest(objects) }

func (growLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return tallest(objects, width)
}

func grows(o fyne.CanvasObject) bool {
	c, ok := o.(*fyne.Container)
	if !ok {
		return false
	}
	_, ok = c.Layout.(*growLayout)
	return ok
}

func largest(objects []fyne.CanvasObject) (s fyne.Size) {
	for _, o := range objects {
		if o.Visible() {
			s = s.Max(o.MinSize())
		}
	}
	return s
}

func tallest(objects []fyne.CanvasObject, width float32) (h float32) {
	for _, o := range objects {
		if o.Visible() {
			h = max(h, HeightFor(o, width))
		}
	}
	return h
}

// Pad puts room around o: top, right, bottom, left.
func Pad(o fyne.CanvasObject, top, right, bottom, left float32) *fyne.Container {
	return container.New(&padLayout{top, right, bottom, left}, o)
}

// PadAll puts the same room on all four sides of o.
func PadAll(o fyne.CanvasObject, room float32) *fyne.Container { return Pad(o, room, room, room, room) }

type padLayout struct{ top, right, bottom, left float32 }

func (l *padLayout) Layout(objects []fyne.CanvasObject, s fyne.Size) {
	for _, o := range objects {
		put(o, l.left, l.top, max(0, s.Width-l.left-l.right), max(0, s.Height-l.top-l.bottom))
	}
}

func (l *padLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return largest(objects).AddWidthHeight(l.left+l.right, l.top+l.bottom)
}

func (l *padLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return tallest(objects, width-l.left-l.right) + l.top + l.bottom
}

// Center puts o in the middle, at its own size or smaller.
func Center(o fyne.CanvasObject) *fyne.Container { return container.New(&spotLayout{0.5, 0.5}, o) }

// Right puts o at the right, in the middle of the height.
func Right(o fyne.CanvasObject) *fyne.Container { return container.New(&spotLayout{1, 0.5}, o) }

// Left puts o at the left, in the middle of the height, no wider than it needs.
func Left(o fyne.CanvasObject) *fyne.Container { return container.New(&spotLayout{0, 0.5}, o) }

// spotLayout keeps objects at their own size at a share of the room left over.
type spotLayout struct{ x, y float32 }

func (l *spotLayout) Layout(objects []fyne.CanvasObject, s fyne.Size) {
	for _, o := range objects {
		w := min(fullWidth(o), s.Width)
		h := min(HeightFor(o, w), s.Height)
		put(o, (s.Width-w)*l.x, (s.Height-h)*l.y, w, h)
	}
}

func (l *spotLayout) MinSize(objects []fyne.CanvasObject) fyne.Size { return largest(objects) }

func (l *spotLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	h := float32(0)
	for _, o := range objects {
		h = max(h, HeightFor(o, min(fullWidth(o), width)))
	}
	return h
}

// MaxWidth keeps o from getting wider than width, in the middle of what there is.
func MaxWidth(o fyne.CanvasObject, width float32) *fyne.Container {
	return container.New(&maxWidthLayout{width}, o)
}

type maxWidthLayout struct{ width float32 }

func (l *maxWidthLayout) Layout(objects []fyne.CanvasObject, s fyne.Size) {
	w := min(l.width, s.Width)
	for _, o := range objects {
		put(o, (s.Width-w)/2, 0, w, s.Height)
	}
}

func (l *maxWidthLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	s := largest(objects)
	s.Height = max(s.Height, 0)
	return fyne.NewSize(min(s.Width, l.width), s.Height)
}

func (l *maxWidthLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return tallest(objects, min(l.width, width))
}

// Fixed gives o an exact size; 0 leaves that side to o.
func Fixed(o fyne.CanvasObject, width, height float32) *fyne.Container {
	return container.New(&fixedLayout{width, height}, o)
}

type fixedLayout struct{ w, h float32 }

func (l *fixedLayout) Layout(objects []fyne.CanvasObject, s fyne.Size) {
	for _, o := range objects {
		put(o, 0, 0, s.Width, s.Height)
	}
}

func (l *fixedLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	s := largest(objects)
	if l.w > 0 {
		s.Width = l.w
	}
	if l.h > 0 {
		s.Height = l.h
	}
	return s
}

func (l *fixedLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	if l.h > 0 {
		return l.h
	}
	return tallest(objects, width)
}

// fullWidth is the width at which nothing in o is cut, as far as o can tell.
func fullWidth(o fyne.CanvasObject) float32 {
	switch o := o.(type) {
	case interface{ fullWidth() float32 }:
		return o.fullWidth()
	case *fyne.Container:
		switch l := o.Layout.(type) {
		case *lineLayout:
			return l.fullWidth(o.Objects)
		case *padLayout:
			return widest(o.Objects) + l.left + l.right
		case *columnLayout, *growLayout, *spotLayout:
			return widest(o.Objects)
		}
	}
	return o.MinSize().Width
}

func widest(objects []fyne.CanvasObject) (w float32) {
	for _, o := range objects {
		if o.Visible() {
			w = max(w, fullWidth(o))
		}
	}
	return w
}
