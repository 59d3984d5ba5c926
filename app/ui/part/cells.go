package part

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Cells puts objects into as many equal columns as fit with at least least each, gap apart, row by row: tiles of the board, three in a row
// from 780 dp. Rows are as high as their highest cell.
func Cells(least, gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&cellsLayout{least: least, gap: gap}, objects...)
}

type cellsLayout struct {
	least, gap float32
	width      float32 // of the last layout
}

func shown(objects []fyne.CanvasObject) (out []fyne.CanvasObject) {
	for _, o := range objects {
		if o.Visible() {
			out = append(out, o)
		}
	}
	return out
}

// columns returns how many columns a width has, and how wide each is.
func (l *cellsLayout) columns(width float32) (n int, each float32) {
	n = max(1, int((width+l.gap)/(l.least+l.gap)))
	return n, (width - float32(n-1)*l.gap) / float32(n)
}

func (l *cellsLayout) Layout(objects []fyne.CanvasObject, s fyne.Size) {
	l.width = s.Width
	l.walk(shown(objects), s.Width, func(o fyne.CanvasObject, x, y, w, h float32) { put(o, x, y, w, h) })
}

// walk visits each cell with its place and returns the height of all.
func (l *cellsLayout) walk(cells []fyne.CanvasObject, width float32, visit func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	n, w := l.columns(width)
	y := float32(0)
	for len(cells) > 0 {
		row := cells[:min(n, len(cells))]
		cells = cells[len(row):]
		h := tallest(row, w)
		for i, o := range row {
			visit(o, float32(i)*(w+l.gap), y, w, h)
		}
		y += h + l.gap
	}
	return max(0, y-l.gap)
}

func (l *cellsLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return l.walk(shown(objects), width, func(fyne.CanvasObject, float32, float32, float32, float32) {})
}

func (l *cellsLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(l.least, l.heightFor(objects, max(l.width, l.least)))
}

// Wrapping puts objects side by side at their own size, and on the next line where they do not fit: pills, person chips.
func Wrapping(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&wrappingLayout{gap: gap}, objects...)
}

type wrappingLayout struct {
	gap   float32
	width float32 // of the last layout
}

func (l *wrappingLayout) walk(objects []fyne.CanvasObject, width float32, visit func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	x, y, high := float32(0), float32(0), float32(0)
	for _, o := range shown(objects) {
		w := min(width, fullWidth(o))
		h := HeightFor(o, w)
		if x > 0 && x+w > width+0.5 {
			x, y, high = 0, y+high+l.gap, 0
		}
		visit(o, x, y, w, h)
		x += w + l.gap
		high = max(high, h)
	}
	return y + high
}

func (l *wrappingLayout) Layout(objects []fyne.CanvasObject, s fyne.Size) {
	l.width = s.Width
	l.walk(objects, s.Width, func(o fyne.CanvasObject, x, y, w, h float32) { put(o, x, y, w, h) })
}

func (l *wrappingLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return l.walk(objects, width, func(fyne.CanvasObject, float32, float32, float32, float32) {})
}

func (l *wrappingLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	w := largest(objects).Width
	if l.width > 0 {
		return fyne.NewSize(w, l.heightFor(objects, l.width))
	}
	return fyne.NewSize(w, l.heightFor(objects, 1e6))
}

// Pair puts two actions side by side at equal width and full height if neither word is cut, else the second above the first, so that the
// way forward is read first and both stay equally large: refusal first, way forward second.
func Pair(gap float32, refusal, forward fyne.CanvasObject) *fyne.Container {
	return container.New(&pairLayout{gap: gap}, refusal, forward)
}

type pairLayout struct{ gap, width float32 }

func (l *pairLayout) fits(objects []fyne.CanvasObject, width float32) bool {
	return 2*widest(objects)+l.gap <= width+0.5
}

func (l *pairLayout) Layout(objects []fyne.CanvasObject, s fyne.Size) {
	l.width = s.Width
	if l.fits(objects, s.Width) {
		w := (s.Width - l.gap) / 2
		put(objects[0], 0, 0, w, s.Height)
		put(objects[1], w+l.gap, 0, w, s.Height)
		return
	}
	h := HeightFor(objects[1], s.Width)
	put(objects[1], 0, 0, s.Width, h)
	put(objects[0], 0, h+l.gap, s.Width, HeightFor(objects[0], s.Width))
}

func (l *pairLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	if l.fits(objects, width) {
		return tallest(objects, (width-l.gap)/2)
	}
	return HeightFor(objects[0], width) + l.gap + HeightFor(objects[1], width)
}

func (l *pairLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	w := largest(objects).Width
	return fyne.NewSize(w, l.heightFor(objects, max(w, l.width)))
}

// Beside puts right at its own width beside left, in the middle of the height, as long as left keeps at least least (more where text is larger); else right goes under
// left at full width. A question and its two answers stand like that.
func Beside(least, gap float32, left, right fyne.CanvasObject) *fyne.Container {
	return container.New(&besideLayout{least: least, gap: gap}, left, right)
}

type besideLayout struct {
	least, gap float32
	width      float32 // of the last layout
}

// beside tells whether both fit, and how wide left is.
func (l *besideLayout) beside(objects []fyne.CanvasObject, width float32) (bool, float32) {
	left, least := width-l.gap-fullWidth(objects[1]), l.least
	if t, ok := objects[1].(themed); ok {
		least *= textScale(t)
	}
	return left >= least, left
}

func (l *besideLayout) Layout(objects []fyne.CanvasObject, s fyne.Size) {
	l.width = s.Width
	left, right := objects[0], objects[1]
	if ok, w := l.beside(objects, s.Width); ok {
		lh, rh := HeightFor(left, w), HeightFor(right, s.Width-w-l.gap)
		put(left, 0, (s.Height-lh)/2, w, lh)
		put(right, w+l.gap, (s.Height-rh)/2, s.Width-w-l.gap, rh)
		return
	}
	h := HeightFor(left, s.Width)
	put(left, 0, 0, s.Width, h)
	put(right, 0, h+l.gap, s.Width, HeightFor(right, s.Width))
}

func (l *besideLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	if ok, w := l.beside(objects, width); ok {
		return max(HeightFor(objects[0], w), HeightFor(objects[1], width-w-l.gap))
	}
	return HeightFor(objects[0], width) + l.gap + HeightFor(objects[1], width)
}

func (l *besideLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	w := largest(objects).Width
	return fyne.NewSize(w, l.heightFor(objects, max(w, l.width)))
}
