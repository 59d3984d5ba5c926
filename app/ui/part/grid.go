package part

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
)

// Grid is a scrolling grid of cells of one size, of which only those in view exist. It is made for 100,000 clips: cells are reused, so
// update must set everything a cell shows.
type Grid struct {
	base

	// CellWidth is the least width of a cell; 0 means one column.
	CellWidth float32
	// Columns, above 0, is the number of columns whatever the width.
	Columns int
	// CellHeight is the height of a cell by its width.
	CellHeight func(width float32) float32
	// Gap is the room between cells.
	Gap float32

	length func() int
	create func() fyne.CanvasObject
	update func(i int, cell fyne.CanvasObject)
	rules  bool

	cells  map[int]fyne.CanvasObject
	lines  []*Rule
	spare  []fyne.CanvasObject
	body   *fyne.Container
	scroll *container.Scroll
	width  float32
}

// NewGrid returns a grid of cells at least cellWidth wide.
func NewGrid(cellWidth float32, cellHeight func(width float32) float32, length func() int,
	create func() fyne.CanvasObject, update func(i int, cell fyne.CanvasObject),
) *Grid {
	g := &Grid{CellWidth: cellWidth, CellHeight: cellHeight, Gap: 20}
	g.set(length, create, update)
	g.ExtendBaseWidget(g)
	return g
}

// NewList returns a grid of one column: rows of one height with hairlines between them.
func NewList(rowHeight float32, length func() int, create func() fyne.CanvasObject, update func(i int, row fyne.CanvasObject)) *Grid {
	g := &Grid{CellHeight: func(float32) float32 { return rowHeight }, rules: true}
	g.set(length, create, update)
	g.ExtendBaseWidget(g)
	return g
}

func (g *Grid) set(length func() int, create func() fyne.CanvasObject, update func(int, fyne.CanvasObject)) {
	g.length, g.create, g.update = length, create, update
	g.cells = map[int]fyne.CanvasObject{}
	g.body = container.New(&gridLayout{g})
	g.scroll = container.NewVScroll(g.body)
	g.scroll.OnScrolled = func(fyne.Position) { g.show(false) }
}

// Reload shows the data anew: after a change of length, order or content.
func (g *Grid) Reload() {
	if g.width <= 0 {
		return
	}
	g.show(true)
	g.scroll.Refresh()
}

// ReloadItem shows one item anew, if it is in view.
func (g *Grid) ReloadItem(i int) {
	if c, ok := g.cells[i]; ok {
		g.update(i, c)
	}
}

// ScrollTo brings an item into view.
func (g *Grid) ScrollTo(i int) {
	if i < 0 || i >= g.length() {
		return
	}
	_, h, cols := g.measure()
	top, room := float32(i/cols)*(h+g.Gap), g.scroll.Size().Height-2*g.bleed()
	y := g.scroll.Offset.Y
	if top < y {
		y = top
	} else if top+h > y+room {
		y = top + h - room
	}
	g.scroll.ScrollToOffset(fyne.NewPos(0, y))
	g.show(false)
}

// ScrollToTop goes back to the first item.
func (g *Grid) ScrollToTop() { g.scroll.ScrollToTop(); g.show(false) }

// measure returns the size of a cell and the number of columns.
func (g *Grid) measure() (w, h float32, cols int) {
	cols = 1
	switch {
	case g.Columns > 0:
		cols = g.Columns
	case g.CellWidth > 0:
		cols = max(1, int((g.width+g.Gap)/(g.CellWidth+g.Gap)))
	}
	w = (g.width - float32(cols-1)*g.Gap) / float32(cols)
	return w, g.CellHeight(w), cols
}

func (g *Grid) total() float32 {
	_, h, cols := g.measure()
	rows := (g.length() + cols - 1) / cols
	return max(0, float32(rows)*(h+g.Gap)-g.Gap) + 2*g.bleed()
}

// bleed is room for focus rings around cells; rows have theirs inside.
func (g *Grid) bleed() float32 {
	if g.rules {
		return 0
	}
	return bleed
}

// visible returns the first and one past the last item in view.
func (g *Grid) visible() (from, to int) {
	_, h, cols := g.measure()
	first := int(max(0, g.scroll.Offset.Y) / (h + g.Gap))
	last := int((max(0, g.scroll.Offset.Y) + g.scroll.Size().Height) / (h + g.Gap))
	return min(g.length(), first*cols), min(g.length(), (last+1)*cols)
}

// show fills the view. A cell stays with its item as long as the item is in view, so focus does not jump; all tells to update those too.
func (g *Grid) show(all bool) {
	if g.width <= 0 {
		return
	}
	from, to := g.visible()
	for i, c := range g.cells {
		if i < from || i >= to {
			g.drop(i, c)
		}
	}
	w, h, cols := g.measure()
	g.body.Objects = g.body.Objects[:0]
	for i := from; i < to; i++ {
		c, old := g.cells[i]
		if !old {
			c = g.take(i)
		}
		b := g.bleed()
		put(c, b+float32(i%cols)*(w+g.Gap), b+float32(i/cols)*(h+g.Gap), w, h)
		if all || !old {
			g.refill(i, c)
		}
		g.body.Objects = append(g.body.Objects, c)
	}
	g.rule(from, to, w, h)
	canvas.Refresh(g.body)
}

func (g *Grid) refill(i int, c fyne.CanvasObject) {
	if e, ok := c.(interface{ setEnds(first, last bool) }); ok {
		e.setEnds(i == 0, i == g.length()-1)
	}
	g.update(i, c)
}

func (g *Grid) drop(i int, c fyne.CanvasObject) {
	delete(g.cells, i)
	g.spare = append(g.spare, c)
	if f, ok := c.(fyne.Focusable); ok {
		if cv := fyne.CurrentApp().Driver().CanvasForObject(g); cv != nil && cv.Focused() == f {
			cv.Unfocus()
		}
	}
}

func (g *Grid) take(i int) fyne.CanvasObject {
	var c fyne.CanvasObject
	if n := len(g.spare); n > 0 {
		c, g.spare = g.spare[n-1], g.spare[:n-1]
	} else {
		c = g.create()
		Adopt(g, c)
	}
	if k, ok := c.(interface{ passKeys(func(*fyne.KeyEvent)) }); ok {
		k.passKeys(func(e *fyne.KeyEvent) { g.key(i, e) })
	}
	g.cells[i] = c
	return c
}

// key moves the focus from item i with the arrow keys.
func (g *Grid) key(i int, e *fyne.KeyEvent) {
	_, _, cols := g.measure()
	steps := map[fyne.KeyName]int{
		fyne.KeyUp: -cols, fyne.KeyDown: cols, fyne.KeyLeft: -1, fyne.KeyRight: 1,
		fyne.KeyHome: -i, fyne.KeyEnd: g.length() - 1 - i,
	}
	next := i + steps[e.Name]
	if next == i || next < 0 || next >= g.length() {
		return
	}
	g.ScrollTo(next)
	if f, ok := g.cells[next].(fyne.Focusable); ok {
		if cv := fyne.CurrentApp().Driver().CanvasForObject(g); cv != nil {
			cv.Focus(f)
		}
	}
}

// rule puts hairlines between rows.
func (g *Grid) rule(from, to int, w, h float32) {
	if !g.rules {
		return
	}
	for len(g.lines) < to-from {
		r := NewRule()
		Adopt(g, r)
		g.lines = append(g.lines, r)
	}
	for i := max(1, from); i < to; i++ {
		r := g.lines[i-from]
		put(r, 0, float32(i)*h, w, 1)
		g.body.Objects = append(g.body.Objects, r)
	}
}

// CreateRenderer is called by Fyne.
func (g *Grid) CreateRenderer() fyne.WidgetRenderer {
	d := &drawing{of: g, objects: []fyne.CanvasObject{g.scroll}}
	d.min = func() fyne.Size { return fyne.NewSize(96, 96) }
	d.place = func(s fyne.Size) {
		g.width = s.Width
		b := g.bleed()
		put(g.scroll, -b, -b, s.Width+2*b, s.Height+2*b)
		g.scroll.Refresh()
		g.show(false)
	}
	return ready(d)
}

// gridLayout only tells the scroll how high everything is; cells are placed when they come into view.
type gridLayout struct{ g *Grid }

func (l *gridLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(1, l.g.total()) }

func (l *gridLayout) Layout([]fyne.CanvasObject, fyne.Size) {}
