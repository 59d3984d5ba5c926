package part

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// ShellOptions is what the frame around the screens needs.
type ShellOptions struct {
	Items  []NavItem // in order of the rail; the narrow bars show the first five or three of them and More
	More   NavItem   // stands for the items that have no room
	Lock   NavItem   // at the foot of the rail; in narrow frames the screen shows it in its head
	OnPick func(key string)
	// OnClass is told when the frame changes, after the first layout too.
	OnClass func(Class)
}

// Shell is the frame: a rail from 900 dp, else a bottom bar of six or four, and a screen beside or above it.
type Shell struct {
	base

	opt     ShellOptions
	rail    []*navButton
	bar     []*navButton
	barMore *navButton
	lock    *navButton
	content fyne.CanvasObject
	picked  string
	counts  map[string]int
	bare    bool
	class   Class
}

// NewShell returns the frame with its first item picked and nothing in it.
func NewShell(opt ShellOptions) *Shell {
	s := &Shell{opt: opt, counts: map[string]int{}, class: -1, content: Space()}
	for _, item := range opt.Items {
		s.rail = append(s.rail, newNavButton(item, 5, s.picker(item.Key)))
		s.bar = append(s.bar, newNavButton(item, 14, s.picker(item.Key)))
	}
	s.barMore = newNavButton(opt.More, 14, s.picker(opt.More.Key))
	s.lock = newNavButton(opt.Lock, 5, s.picker(opt.Lock.Key))
	if len(opt.Items) > 0 {
		s.picked = opt.Items[0].Key
	}
	s.ExtendBaseWidget(s)
	return s
}

func (s *Shell) picker(key string) func() {
	return func() {
		if s.opt.OnPick != nil {
			s.opt.OnPick(key)
		}
	}
}

// SetContent shows a screen.
func (s *Shell) SetContent(o fyne.CanvasObject) {
	s.content = o
	Adopt(s, o)
	s.Refresh()
}

// Select marks the place that is shown; it does not call OnPick.
func (s *Shell) Select(key string) { s.picked = key; s.Refresh() }

// Selected returns the key of the place that is shown.
func (s *Shell) Selected() string { return s.picked }

// SetCount shows how many things need a person at a place; 0 takes the badge away.
func (s *Shell) SetCount(key string, n int) { s.counts[key] = n; s.Refresh() }

// SetBare takes rail and bar away, while a tablet is in a participant's hands.
func (s *Shell) SetBare(on bool) { s.bare = on; s.Refresh() }

// Class returns the current frame.
func (s *Shell) Class() Class { return max(s.class, Phone) }

// UnderMore returns the items the current frame has no room for; none beside a rail.
func (s *Shell) UnderMore() []NavItem { return s.opt.Items[s.shown():] }

func (s *Shell) shown() int {
	n := len(s.opt.Items)
	switch s.class {
	case Wide:
		return n
	case Tablet:
		return min(n, 5)
	default:
		return min(n, 3)
	}
}

// CreateRenderer is called by Fyne.
func (s *Shell) CreateRenderer() fyne.WidgetRenderer {
	ground, rail, edge, mark := canvas.NewRectangle(color.Transparent), canvas.NewRectangle(color.Transparent), NewRule(), NewMark(40)
	d := &drawing{of: s, objects: []fyne.CanvasObject{ground, s.content, rail, edge, mark, s.lock, s.barMore}}
	for i := range s.rail {
		d.objects = append(d.objects, s.rail[i], s.bar[i])
	}
	d.min = func() fyne.Size { return fyne.NewSize(320, 320) }
	d.paint = func() {
		ground.FillColor, rail.FillColor = colour(s, ColorBG), colour(s, ColorRail)
		ground.Refresh()
		rail.Refresh()
		s.mark()
	}
	d.place = func(size fyne.Size) {
		s.turn(size.Width)
		d.objects[1] = s.content
		put(ground, 0, 0, size.Width, size.Height)
		s.reveal(rail, edge, mark)
		switch {
		case s.bare:
			put(s.content, 0, 0, size.Width, size.Height)
		case s.class == Wide:
			s.placeRail(size, rail, edge, mark)
		default:
			s.placeBar(size, rail, edge)
		}
	}
	return ready(d)
}

// reveal shows what belongs to the frame. All items stay in the tree, so that a change of theme reaches them.
func (s *Shell) reveal(rail *canvas.Rectangle, edge *Rule, mark *Mark) {
	wide, narrow := !s.bare && s.class == Wide, !s.bare && s.class != Wide
	rail.Hidden, edge.Hidden = s.bare, s.bare
	mark.Hidden, s.lock.Hidden = !wide, !wide
	for i := range s.rail {
		s.rail[i].Hidden = !wide
		s.bar[i].Hidden = !narrow || i >= s.shown()
	}
	s.barMore.Hidden = !narrow || s.shown() == len(s.opt.Items)
}

func (s *Shell) turn(width float32) {
	c := ClassOf(width)
	if c == s.class {
		return
	}
	s.class = c
	s.mark()
	if s.opt.OnClass != nil {
		s.opt.OnClass(c)
	}
}

// mark shows which item is active and what waits at each.
func (s *Shell) mark() {
	hidden, under := 0, false
	for i, item := range s.opt.Items {
		n, on := s.counts[item.Key], item.Key == s.picked
		s.rail[i].set(on, n)
		s.bar[i].set(on, n)
		if i >= s.shown() {
			hidden += n
			under = under || on
		}
	}
	s.barMore.set(under || s.picked == s.opt.More.Key, hidden)
	s.lock.set(s.picked == s.opt.Lock.Key, 0)
}

func (s *Shell) placeRail(size fyne.Size, rail, edge, mark fyne.CanvasObject) {
	put(rail, 0, 0, railWidth, size.Height)
	put(edge, railWidth-1, 0, 1, size.Height)
	put(mark, 0, 20, railWidth, 40)
	y := float32(74)
	step := min(railItem, max(58, (size.Height-y-railItem-4)/float32(max(1, len(s.rail)))))
	for _, n := range s.rail {
		put(n, 0, y, railWidth-1, railItem)
		y += step
	}
	put(s.lock, 0, size.Height-84, railWidth-1, railItem)
	put(s.content, railWidth, 0, max(0, size.Width-railWidth), size.Height)
}

func (s *Shell) placeBar(size fyne.Size, rail, edge fyne.CanvasObject) {
	top := size.Height - barHeight
	put(rail, 0, top, size.Width, barHeight)
	put(edge, 0, top, size.Width, 1)
	items := append([]*navButton{}, s.bar[:s.shown()]...)
	if s.shown() < len(s.opt.Items) {
		items = append(items, s.barMore)
	}
	w := size.Width / float32(max(1, len(items)))
	for i, n := range items {
		put(n, float32(i)*w, top, w, barHeight)
	}
	put(s.content, 0, 0, size.Width, max(0, top))
}
