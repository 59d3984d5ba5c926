package part

import (
	"image/color"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// NavItem is one place of the kit: Icon is its shape at rest, Icon with "-fill" the active one.
type NavItem struct {
	Key, Word, Icon string
}

const (
	navPillW, navPillH = 64, 34
	railWidth          = 104
	railItem           = 76
	barHeight          = 88
)

// navButton is an item of the rail or the bottom bar.
type navButton struct {
	press

	item   NavItem
	active bool
	count  int
	top    float32 // of the pill
}

func newNavButton(item NavItem, top float32, tapped func()) *navButton {
	n := &navButton{item: item, top: top}
	n.act = tapped
	n.me = n
	n.ExtendBaseWidget(n)
	return n
}

func (n *navButton) set(active bool, count int) {
	if n.active != active || n.count != count {
		n.active, n.count = active, count
		n.Refresh()
	}
}

// CreateRenderer is called by Fyne.
func (n *navButton) CreateRenderer() fyne.WidgetRenderer {
	pill, ring, icon := canvas.NewRectangle(color.Transparent), canvas.NewRectangle(color.Transparent), NewIcon(n.item.Icon, 26, ColorText2)
	word, badge := NewText(n.item.Word, Note.At(fyne.TextAlignCenter)), newBadge()
	d := &drawing{of: n, objects: []fyne.CanvasObject{pill, ring, icon, word, badge}}
	d.min = func() fyne.Size { return fyne.NewSize(navPillW, railItem) }
	d.paint = func() {
		n.paintPill(pill, ring)
		name, c, st := n.item.Icon, ColorText2, Note
		if n.active {
			name, c, st = activeIcon(name), ColorAccent, Strong
		}
		icon.Set(name, c)
		word.SetStyle(st.At(fyne.TextAlignCenter))
		badge.set(n.count)
	}
	d.place = func(s fyne.Size) {
		x := (s.Width - navPillW) / 2
		put(pill, x, n.top, navPillW, navPillH)
		put(ring, x-4, n.top-4, navPillW+8, navPillH+8)
		put(icon, x, n.top, navPillW, navPillH)
		put(word, 0, n.top+navPillH+4, s.Width, 24)
		put(badge, x+navPillW/2+8, n.top-2, badge.MinSize().Width, 24)
	}
	return ready(d)
}

func (n *navButton) paintPill(pill, ring *canvas.Rectangle) {
	pill.CornerRadius, ring.CornerRadius = navPillH/2, navPillH/2+4
	pill.FillColor = colour(n, ColorNone)
	if n.active {
		pill.FillColor = colour(n, ColorSoft)
	} else if n.pressed {
		pill.FillColor = colour(n, ColorRaise)
	}
	ring.Hidden = !n.focused
	ring.StrokeColor, ring.StrokeWidth = colour(n, ColorAccent), 3
	pill.Refresh()
	ring.Refresh()
}

// activeIcon is the filled shape, or the same one where the set has none.
func activeIcon(name string) string {
	if shape(name+"-fill", color.Black) == nil {
		return name
	}
	return name + "-fill"
}

// badge is a count of things that need a person, 24 high.
type badge struct {
	base

	count int
}

func newBadge() *badge {
	b := &badge{}
	b.Hide()
	b.ExtendBaseWidget(b)
	return b
}

func (b *badge) set(count int) {
	b.count = count
	b.Hidden = count == 0
	b.Refresh()
}

func (b *badge) word() string {
	if b.count > 99 {
		return "99+"
	}
	return strconv.Itoa(b.count)
}

// CreateRenderer is called by Fyne.
func (b *badge) CreateRenderer() fyne.WidgetRenderer {
	ground, word := canvas.NewRectangle(color.Transparent), NewText("", Strong.In(ColorOnSolid).At(fyne.TextAlignCenter))
	d := &drawing{of: b, objects: []fyne.CanvasObject{ground, word}}
	d.min = func() fyne.Size { return fyne.NewSize(max(24, 12+measure(b.word(), 16, Strong.fyne()).Width), 24) }
	d.paint = func() {
		ground.FillColor, ground.CornerRadius = colour(b, Stop.Solid()), 12
		word.SetText(b.word())
		ground.Refresh()
	}
	d.place = func(s fyne.Size) {
		put(ground, 0, 0, s.Width, s.Height)
		put(word, 0, 0, s.Width, s.Height)
	}
	return ready(d)
}
