package part

import (
	"fyne.io/fyne/v2"
)

// Touch makes content something one can tap without a look of its own: a text whose details are one tap away, a printed list that leads
// back to where it was answered. The caller shows inside it, with a word or a shape, that it can be tapped.
type Touch struct {
	surface
}

// NewTouch returns content as one target, at least 48 high.
func NewTouch(content fyne.CanvasObject, tapped func()) *Touch {
	t := &Touch{}
	t.content, t.act = content, tapped
	t.least = fyne.NewSize(48, 48)
	t.look = func() look { return look{radius: 12, mixed: ColorAccent} }
	t.extend(t)
	return t
}

// CheckRow is one of several things that can be chosen together: a box, a word, and at the right when or how much. It stands in dialogs
// and on cards, 64 high.
type CheckRow struct {
	surface

	// OnChanged is told when a person ticks or clears it.
	OnChanged func(on bool)

	on   bool
	box  *checkBox
	word *Text
	tail *Text
}

// NewCheckRow returns the row without a tick.
func NewCheckRow(word, tail string, onChanged func(on bool)) *CheckRow {
	c := &CheckRow{OnChanged: onChanged, box: newCheckBox(), word: NewCutText(word, RowTitle), tail: NewText(tail, Note)}
	c.content = Line(Gap16, c.box, Grow(c.word), c.tail)
	c.pad = padLayout{8, 24, 8, 24}
	c.least = fyne.NewSize(160, 64)
	c.act, c.look = func() { c.turn() }, c.drawn
	c.extend(c)
	return c
}

// On tells whether it is ticked.
func (c *CheckRow) On() bool { return c.on }

// SetOn ticks or clears it. It does not call OnChanged.
func (c *CheckRow) SetOn(on bool) {
	if c.on != on {
		c.on = on
		c.box.set(on)
		c.Refresh()
	}
}

// Word returns what the row says.
func (c *CheckRow) Word() string { return c.word.Text() }

func (c *CheckRow) turn() {
	c.SetOn(!c.on)
	if c.OnChanged != nil {
		c.OnChanged(c.on)
	}
}

func (c *CheckRow) drawn() look {
	if c.on {
		return look{fill: ColorSoft, edge: ColorAccent, width: 2, radius: 12}
	}
	return look{fill: ColorRaise, radius: 12}
}

// Picks is a choice out of many short words, such as colours: chips on as many lines as they need, at most one chosen. A second tap takes
// the choice back.
type Picks struct {
	base

	onPick func(key string)
	picked string
	chips  []*filterChip
	body   *fyne.Container
}

// NewPicks returns the chips with none chosen.
func NewPicks(onPick func(key string), items ...FilterItem) *Picks {
	p := &Picks{onPick: onPick, body: Wrapping(Gap8)}
	for _, item := range items {
		c := newFilterChip(item, func() { p.pick(item.Key) })
		p.chips = append(p.chips, c)
		p.body.Add(c)
	}
	p.ExtendBaseWidget(p)
	return p
}

// Picked returns the key of the chosen word, "" for none.
func (p *Picks) Picked() string { return p.picked }

// Pick chooses a word without calling back.
func (p *Picks) Pick(key string) {
	p.picked = key
	for _, c := range p.chips {
		c.on = c.item.Key == key
		c.Refresh()
	}
}

func (p *Picks) pick(key string) {
	if key == p.picked {
		key = ""
	}
	p.Pick(key)
	if p.onPick != nil {
		p.onPick(key)
	}
}

// HeightFor returns the height of the lines at a width.
func (p *Picks) HeightFor(width float32) float32 { return HeightFor(p.body, width) }

// CreateRenderer is called by Fyne.
func (p *Picks) CreateRenderer() fyne.WidgetRenderer {
	d := &drawing{of: p, objects: []fyne.CanvasObject{p.body}}
	d.min = func() fyne.Size { return p.body.MinSize() }
	d.place = func(s fyne.Size) { put(p.body, 0, 0, s.Width, s.Height) }
	return ready(d)
}
