package part

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// FilterItem is one filter: its shape, its word and how many it holds.
type FilterItem struct {
	Key   string
	Word  string
	Icon  string // may be ""
	Color fyne.ThemeColorName
	Count int // below 0: not shown
}

// StatusFilter returns the item of a status.
func StatusFilter(key string, s Status, word string, count int) FilterItem {
	return FilterItem{Key: key, Word: word, Icon: s.Icon(), Color: s.Word(), Count: count}
}

// FilterBar is one line of filters, one of them chosen. It scrolls sideways and is cut at the edge, so that one sees that it goes on.
type FilterBar struct {
	base

	onPick func(key string)
	picked string
	chips  []*filterChip
	line   *fyne.Container
	scroll *container.Scroll
}

// NewFilterBar returns the bar with its first filter chosen.
func NewFilterBar(onPick func(key string), items ...FilterItem) *FilterBar {
	f := &FilterBar{onPick: onPick, line: Line(Gap8)}
	f.scroll = container.NewHScroll(PadAll(f.line, bleed))
	f.ExtendBaseWidget(f)
	if len(items) > 0 {
		f.picked = items[0].Key
	}
	f.SetItems(items...)
	return f
}

// SetItems changes the filters and their counts; the chosen one stays chosen.
func (f *FilterBar) SetItems(items ...FilterItem) {
	f.chips = f.chips[:0]
	f.line.Objects = nil
	for _, item := range items {
		c := newFilterChip(item, func() { f.pick(item.Key) })
		c.on = item.Key == f.picked
		f.chips = append(f.chips, c)
		f.line.Add(c)
	}
	Adopt(f, f.line)
	f.Refresh()
}

// Picked returns the key of the chosen filter.
func (f *FilterBar) Picked() string { return f.picked }

// Pick chooses a filter without calling back.
func (f *FilterBar) Pick(key string) {
	f.picked = key
	for _, c := range f.chips {
		c.on = c.item.Key == key
		c.Refresh()
	}
}

func (f *FilterBar) pick(key string) {
	f.Pick(key)
	if f.onPick != nil {
		f.onPick(key)
	}
}

// CreateRenderer is called by Fyne.
func (f *FilterBar) CreateRenderer() fyne.WidgetRenderer {
	d := &drawing{of: f, objects: []fyne.CanvasObject{f.scroll}}
	d.min = func() fyne.Size { return fyne.NewSize(96, 48) }
	d.place = func(s fyne.Size) {
		put(f.scroll, -bleed, -bleed, s.Width+2*bleed, s.Height+2*bleed)
		f.scroll.Refresh()
	}
	return ready(d)
}

type filterChip struct {
	surface

	item  FilterItem
	on    bool
	word  *Text
	count *Text
}

func newFilterChip(item FilterItem, tapped func()) *filterChip {
	c := &filterChip{item: item, word: NewText(item.Word, Body), count: NewText("", Note)}
	var parts []fyne.CanvasObject
	if item.Icon != "" {
		parts = append(parts, NewIcon(item.Icon, 22, item.Color))
	}
	parts = append(parts, c.word)
	if item.Count >= 0 {
		c.count.SetText(strconv.Itoa(item.Count))
		parts = append(parts, c.count)
	}
	c.content = Line(Gap8, parts...)
	c.pad = padLayout{0, 18, 0, 18}
	c.least = fyne.NewSize(48, 48)
	c.act, c.look, c.before = tapped, c.drawn, c.update
	c.extend(c)
	return c
}

func (c *filterChip) update() {
	st, note := Body, Note
	if c.on {
		st, note = Strong, NoteBold
	}
	c.word.SetStyle(st)
	c.count.SetStyle(note)
}

func (c *filterChip) drawn() look {
	if c.on {
		return look{fill: ColorSoft, edge: ColorAccent, width: 2, radius: 24, ringInside: true}
	}
	return look{fill: ColorCard, edge: ColorLine, width: 1, radius: 24, ringInside: true}
}

// PersonChip is a person in the set a bulk action works on: avatar and first name, 56 high. A tap takes the person out.
type PersonChip struct {
	surface
}

// NewPersonChip returns the chip.
func NewPersonChip(initials, firstName string, tapped func()) *PersonChip {
	c := &PersonChip{}
	c.content = Line(Gap8, NewAvatar(initials, 44).Colors(ColorCard, ColorText), NewText(firstName, Body))
	c.pad = padLayout{6, 18, 6, 6}
	c.least = fyne.NewSize(56, 56)
	c.act = tapped
	c.look = func() look { return look{fill: ColorRaise, radius: 28} }
	c.extend(c)
	return c
}
