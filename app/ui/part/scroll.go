package part

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// bleed is how far a scrolling view reaches beyond its place, so that focus rings and edges at its border are not cut.
const bleed = 6

// Scroll lets content that is higher than its room move up and down. It knows the height of wrapped text: see [HeightFor].
type Scroll struct {
	base

	content *fyne.Container
	scroll  *container.Scroll
}

// NewScroll returns a scrolling view of content.
func NewScroll(content fyne.CanvasObject) *Scroll {
	s := &Scroll{}
	s.content = container.New(&scrollLayout{s: s}, content)
	s.scroll = container.NewVScroll(s.content)
	s.ExtendBaseWidget(s)
	return s
}

// SetContent shows something else, from its top.
func (s *Scroll) SetContent(o fyne.CanvasObject) {
	s.content.Objects = []fyne.CanvasObject{o}
	Adopt(s, o)
	s.scroll.ScrollToTop()
	s.Refresh()
}

// Update shows something else at the place where it stands: the same page with something more on it.
func (s *Scroll) Update(o fyne.CanvasObject) {
	s.content.Objects = []fyne.CanvasObject{o}
	Adopt(s, o)
	s.Refresh()
}

// ShowPlace brings a place of the content into view, such as a question without an answer.
func (s *Scroll) ShowPlace(y float32) { s.scroll.ScrollToOffset(fyne.NewPos(0, max(0, y))) }

// CreateRenderer is called by Fyne.
func (s *Scroll) CreateRenderer() fyne.WidgetRenderer {
	d := &drawing{of: s, objects: []fyne.CanvasObject{s.scroll}}
	d.min = func() fyne.Size { return fyne.NewSize(s.content.MinSize().Width, 64) }
	d.place = func(size fyne.Size) {
		put(s.scroll, -bleed, -bleed, size.Width+2*bleed, size.Height+2*bleed)
		s.scroll.Refresh()
		relayout(s.content)
	}
	return ready(d)
}

// HeightFor returns the height at which nothing needs to scroll.
func (s *Scroll) HeightFor(width float32) float32 { return tallest(s.content.Objects, width) }

// scrollLayout asks for the height at the width of the view.
type scrollLayout struct{ s *Scroll }

func (l *scrollLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	m := largest(objects)
	if w := l.s.Size().Width; w > 0 {
		return fyne.NewSize(m.Width, tallest(objects, w)+2*bleed)
	}
	return m.AddWidthHeight(0, 2*bleed)
}

func (l *scrollLayout) Layout(objects []fyne.CanvasObject, s fyne.Size) {
	for _, o := range objects {
		put(o, bleed, bleed, max(0, s.Width-2*bleed), max(0, s.Height-2*bleed))
	}
}
