package part

import (
	"fyne.io/fyne/v2"
)

// Class is how wide the window is, as layouts care about it.
type Class int

// The three frames of the window.
const (
	Phone  Class = iota // under 600: bottom bar of four, padding 16
	Tablet              // 600 to 899: bottom bar of six, one column
	Wide                // 900 and more: rail, two columns
)

// ClassOf returns the class of a width of the window.
func ClassOf(width float32) Class {
	switch {
	case width >= 900:
		return Wide
	case width >= 600:
		return Tablet
	default:
		return Phone
	}
}

// Padding is the room at the edge of the window.
func (c Class) Padding() float32 {
	if c == Phone {
		return Gap16
	}
	return Gap32
}

// Adaptive shows one of several arrangements of a screen, by the class of the window. It builds the arrangement anew when the class changes, so build
// must take what was typed and chosen from the screen and not from the objects it made before; it may use the same objects again.
type Adaptive struct {
	base

	build   func(Class) fyne.CanvasObject
	classOf func(width float32) Class
	class   Class
	content fyne.CanvasObject
}

// NewAdaptive returns a container that changes at 600 and 900 of its own width: for what fills the window.
func NewAdaptive(build func(Class) fyne.CanvasObject) *Adaptive { return newAdaptive(ClassOf, build) }

// NewScreen returns a container that changes with the frame it stands in: beside a rail its own width says nothing about the window.
func NewScreen(in *Shell, build func(Class) fyne.CanvasObject) *Adaptive {
	return newAdaptive(func(float32) Class { return in.Class() }, build)
}

func newAdaptive(classOf func(float32) Class, build func(Class) fyne.CanvasObject) *Adaptive {
	a := &Adaptive{build: build, classOf: classOf, class: -1}
	a.ExtendBaseWidget(a)
	return a
}

// Class returns the current class.
func (a *Adaptive) Class() Class { return max(a.class, Phone) }

// Rebuild calls build again, after what it shows changed.
func (a *Adaptive) Rebuild() {
	if a.class < 0 {
		return
	}
	a.content = a.build(a.class)
	Adopt(a, a.content)
	a.Refresh()
}

// HeightFor returns the height of the arrangement for a width.
func (a *Adaptive) HeightFor(width float32) float32 {
	a.turn(width)
	return HeightFor(a.content, width)
}

func (a *Adaptive) turn(width float32) {
	if c := a.classOf(width); c != a.class {
		a.class = c
		a.content = a.build(c)
		Adopt(a, a.content)
	}
}

// CreateRenderer is called by Fyne.
func (a *Adaptive) CreateRenderer() fyne.WidgetRenderer {
	d := &drawing{of: a}
	d.min = func() fyne.Size { return fyne.NewSize(1, 1) }
	d.place = func(s fyne.Size) {
		if s.Width <= 0 {
			return
		}
		a.turn(s.Width)
		d.objects = []fyne.CanvasObject{a.content}
		put(a.content, 0, 0, s.Width, s.Height)
		relayout(a.content)
	}
	return ready(d)
}
