package part

import "fyne.io/fyne/v2"

// StopItem is one person who must not be filmed: what they wear first, then where they are.
type StopItem struct {
	Title, Place string
	Tapped       func()
}

// StopBar is the red bar, 80 high.
type StopBar struct {
	surface
}

// NewStopBar returns one bar; tail is an icon at its right, or "".
func NewStopBar(title, place, tail string, tapped func()) *StopBar {
	b := &StopBar{}
	row := []fyne.CanvasObject{
		NewIcon(Stop.Icon(), 40, ColorOnSolid),
		Grow(Column(0, NewCutText(title, Style{Size: 20, Bold: true, Color: ColorOnSolid}), NewCutText(place, Body.In(ColorOnSolid)))),
	}
	if tail != "" {
		row = append(row, NewIcon(tail, 24, ColorOnSolid))
	}
	b.content = Line(Gap16, row...)
	b.pad = padLayout{8, 20, 8, 20}
	b.least = fyne.NewSize(200, 80)
	b.act = tapped
	b.look = func() look { return look{fill: Stop.Solid(), radius: 16, mixed: ColorOnSolid} }
	b.extend(b)
	return b
}

// StopBars shows every do-not-film mark: two side by side; more than two, or two on a phone, as one bar that unfolds.
type StopBars struct {
	base

	items  []StopItem
	folded string // title of the one bar: "Do not film: 5 here"
	open   bool
	bars   []*StopBar
	fold   *StopBar
}

// NewStopBars returns the bars; foldedTitle and foldedPlaces stand on the one bar for all.
func NewStopBars(foldedTitle, foldedPlaces string, items ...StopItem) *StopBars {
	s := &StopBars{items: items, folded: foldedTitle}
	for _, item := range items {
		s.bars = append(s.bars, NewStopBar(item.Title, item.Place, "", item.Tapped))
	}
	s.fold = NewStopBar(foldedTitle, foldedPlaces, "keyboard_arrow_down", s.toggle)
	s.ExtendBaseWidget(s)
	return s
}

func (s *StopBars) toggle() { s.open = !s.open; s.Refresh() }

func (s *StopBars) folds(width float32) bool {
	return len(s.bars) > 2 || len(s.bars) == 2 && width < 560
}

// HeightFor returns the height at a width.
func (s *StopBars) HeightFor(width float32) float32 {
	n := float32(len(s.bars))
	switch {
	case len(s.bars) == 0:
		return 0
	case !s.folds(width):
		return 80
	case s.open:
		return (n+1)*80 + n*Gap8
	default:
		return 80
	}
}

// CreateRenderer is called by Fyne.
func (s *StopBars) CreateRenderer() fyne.WidgetRenderer {
	d := &drawing{of: s, objects: []fyne.CanvasObject{s.fold}}
	for _, b := range s.bars {
		d.objects = append(d.objects, b)
	}
	d.min = func() fyne.Size { return fyne.NewSize(200, s.HeightFor(max(200, s.Size().Width))) }
	d.place = s.place
	return ready(d)
}

func (s *StopBars) place(size fyne.Size) {
	folds := s.folds(size.Width)
	s.fold.Hidden = !folds
	put(s.fold, 0, 0, size.Width, 80)
	w := (size.Width - Gap16*float32(len(s.bars)-1)) / float32(max(1, len(s.bars)))
	for i, b := range s.bars {
		b.Hidden = folds && !s.open
		if folds {
			put(b, 0, float32(i+1)*(80+Gap8), size.Width, 80)
		} else {
			put(b, float32(i)*(w+Gap16), 0, w, 80)
		}
	}
}
