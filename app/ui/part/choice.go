package part

import (
	"fyne.io/fyne/v2"
)

// Choice is one answer out of a few, all of one size and look. Nothing is chosen beforehand; a no looks exactly like a yes.
// With two options the first is the no, at the left. The options stand in one line if they fit, two always at equal
// width; else one under the other, or, of more than three, as many in a line as fit.
type Choice struct {
	base

	// OnChosen is told each time a person picks an option, also the same one again.
	OnChosen func(option int)

	options []*option
	chosen  int
}

const choiceGap, choiceCheck = 12, 24

// NewChoice returns the options with none chosen, 64 high.
func NewChoice(onChosen func(option int), words ...string) *Choice {
	c := &Choice{OnChosen: onChosen, chosen: -1}
	for i, w := range words {
		c.options = append(c.options, newOption(w, func() { c.pick(i) }))
	}
	c.ExtendBaseWidget(c)
	return c
}

// Chosen returns the number of the chosen option, or -1.
func (c *Choice) Chosen() int { return c.chosen }

// SetChosen shows an answer that was given before; -1 shows none. It does not call OnChosen.
func (c *Choice) SetChosen(option int) {
	if option < -1 || option >= len(c.options) {
		return
	}
	c.chosen = option
	for i, o := range c.options {
		o.setChosen(i == option)
	}
}

func (c *Choice) pick(option int) {
	c.SetChosen(option)
	if c.OnChosen != nil {
		c.OnChosen(option)
	}
}

func (c *Choice) option() (w float32) {
	for _, o := range c.options {
		w = max(w, o.natural().Width)
	}
	return w
}

// tight reports whether more than two options fit into one line only with widths of their own.
func (c *Choice) tight(width float32) bool {
	sum := float32(len(c.options)-1) * choiceGap
	for _, o := range c.options {
		sum += o.natural().Width
	}
	return len(c.options) > 2 && width < c.fullWidth() && width+0.5 >= sum
}

// columns is how many options stand side by side.
func (c *Choice) columns(width float32) int {
	n := len(c.options)
	if c.tight(width) {
		return n
	}
	fit := int((width + choiceGap + 0.5) / (c.option() + choiceGap))
	switch {
	case fit >= n:
		return n
	case n <= 3:
		return 1
	}
	return max(1, fit)
}

// HeightFor returns the height of the lines of options.
func (c *Choice) HeightFor(width float32) float32 {
	h, cols := c.options[0].natural().Height, c.columns(width)
	lines := float32((len(c.options) + cols - 1) / cols)
	return lines*h + (lines-1)*choiceGap
}

func (c *Choice) fullWidth() float32 {
	n := float32(len(c.options))
	return n*c.option() + (n-1)*choiceGap
}

// CreateRenderer is called by Fyne.
func (c *Choice) CreateRenderer() fyne.WidgetRenderer {
	d := &drawing{of: c}
	for _, o := range c.options {
		d.objects = append(d.objects, o)
	}
	d.min = func() fyne.Size {
		w := c.Size().Width
		if w <= 0 {
			w = c.fullWidth()
		}
		return fyne.NewSize(c.option(), c.HeightFor(w))
	}
	d.place = c.place
	return ready(d)
}

func (c *Choice) place(s fyne.Size) {
	h, cols := c.options[0].natural().Height, c.columns(s.Width)
	if c.tight(s.Width) {
		c.placeTight(s.Width, h)
		return
	}
	w := (s.Width - float32(cols-1)*choiceGap) / float32(cols)
	for i, o := range c.options {
		put(o, float32(i%cols)*(w+choiceGap), float32(i/cols)*(h+choiceGap), w, h)
	}
}

// placeTight gives every option its own width and an equal share of what is left.
func (c *Choice) placeTight(width, h float32) {
	n := float32(len(c.options))
	left := width - (n-1)*choiceGap
	for _, o := range c.options {
		left -= o.natural().Width
	}
	x := float32(0)
	for _, o := range c.options {
		w := o.natural().Width + left/n
		put(o, x, 0, w, h)
		x += w + choiceGap
	}
}

// option is one answer; its width has room for the check, so nothing moves when it is chosen.
type option struct {
	surface

	on    bool
	label *Text
	check *Icon
}

func newOption(word string, tapped func()) *option {
	o := &option{label: NewCutText(word, RowTitle), check: NewIcon("check", choiceCheck, ColorOnAccent)}
	o.check.Hide()
	o.content = Center(Line(10, o.check, o.label))
	o.pad = padLayout{0, 16, 0, 16}
	o.act, o.look, o.before = tapped, o.drawn, o.update
	o.extend(o)
	return o
}

func (o *option) natural() fyne.Size {
	w := o.label.fullWidth() + choiceCheck + 10 + 32
	return fyne.NewSize(max(w, 96), max(64, 36+28*textScale(o)))
}

// MinSize is the same whether the option is chosen or not.
func (o *option) MinSize() fyne.Size { return o.natural() }

func (o *option) setChosen(on bool) {
	if o.on != on {
		o.on = on
		o.Refresh()
	}
}

func (o *option) update() {
	o.check.Hidden = !o.on
	c := ColorText
	if o.on {
		c = ColorOnAccent
	}
	o.label.SetStyle(RowTitle.In(c))
}

func (o *option) drawn() look {
	if o.on {
		return look{fill: ColorAccent, radius: 12, mixed: ColorOnAccent}
	}
	return look{fill: ColorCard, edge: ColorEdge, width: 2, radius: 12}
}
