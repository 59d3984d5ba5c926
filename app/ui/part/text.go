package part

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Style is size, weight, colour and alignment of text. The zero colour is [ColorText].
type Style struct {
	Size  float32
	Bold  bool
	Mono  bool
	Color fyne.ThemeColorName
	Align fyne.TextAlign
}

// The styles of the kit. Nothing is smaller than 16.
var (
	Hero     = Style{Size: 40, Bold: true} // thank you, first start, unlock
	Step     = Style{Size: 34, Bold: true} // a step of the first start
	Title    = Style{Size: 30, Bold: true} // a screen
	Sheet    = Style{Size: 26, Bold: true} // name on a sheet, a dialog, a title on a phone
	Section  = Style{Size: 22, Bold: true}
	Read     = Style{Size: 20} // what participants read
	ReadBold = Style{Size: 20, Bold: true}
	RowTitle = Style{Size: 18, Bold: true}
	Body     = Style{Size: 16}
	Strong   = Style{Size: 16, Bold: true}
	Note     = Style{Size: 16, Color: ColorText2} // second lines and labels
	NoteBold = Style{Size: 16, Bold: true, Color: ColorText2}
	Code     = Style{Size: 16, Mono: true} // clip names, timecodes, numbers read aloud
)

// In returns the style in another colour.
func (s Style) In(c fyne.ThemeColorName) Style { s.Color = c; return s }

// At returns the style with another alignment.
func (s Style) At(a fyne.TextAlign) Style { s.Align = a; return s }

// Sized returns the style at another size.
func (s Style) Sized(size float32) Style { s.Size = size; return s }

func (s Style) fyne() fyne.TextStyle { return fyne.TextStyle{Bold: s.Bold, Monospace: s.Mono} }

func (s Style) color() fyne.ThemeColorName {
	if s.Color == "" {
		return ColorText
	}
	return s.Color
}

// lineHeight is the height of one line of text of a size.
func lineHeight(size float32) float32 {
	switch {
	case size == 18 || size == 22:
		return size + 6
	case size >= 100:
		return size + 12
	case size >= 60:
		return size + 10
	default:
		return size + 8
	}
}

func measure(s string, size float32, st fyne.TextStyle) fyne.Size {
	return fyne.MeasureText(s, size, st)
}

// Text is one line. Where it gets less room than it needs, it ends in an ellipsis.
type Text struct {
	base

	// Cut lets the text shrink: its smallest width is then a few letters, and a layout may give it what is left.
	Cut bool

	text  string
	style Style
}

// NewText returns one line that asks for its full width.
func NewText(s string, st Style) *Text {
	t := &Text{text: s, style: st}
	t.ExtendBaseWidget(t)
	return t
}

// NewCutText returns one line that takes what room there is.
func NewCutText(s string, st Style) *Text {
	t := NewText(s, st)
	t.Cut = true
	return t
}

// Text returns the whole text, with what does not fit.
func (t *Text) Text() string { return t.text }

// SetText changes the words.
func (t *Text) SetText(s string) {
	if s == t.text {
		return
	}
	t.text = s
	t.Refresh()
}

// SetStyle changes size, weight, colour and alignment.
func (t *Text) SetStyle(st Style) {
	if st == t.style {
		return
	}
	t.style = st
	t.Refresh()
}

// Style returns the current style.
func (t *Text) Style() Style { return t.style }

// CreateRenderer is called by Fyne.
func (t *Text) CreateRenderer() fyne.WidgetRenderer {
	line := canvas.NewText("", nil)
	d := &drawing{of: t, objects: []fyne.CanvasObject{line}, min: t.natural}
	d.paint = func() {
		line.TextSize = t.style.Size * textScale(t)
		line.TextStyle = t.style.fyne()
		line.Color = colour(t, t.style.color())
		line.Alignment = t.style.Align
	}
	d.place = func(s fyne.Size) {
		line.Text = elide(t.text, s.Width, line.TextSize, line.TextStyle)
		h := line.MinSize().Height
		put(line, 0, (s.Height-h)/2-rise(line.TextSize), s.Width, h)
		line.Refresh()
	}
	return ready(d)
}

func (t *Text) natural() fyne.Size {
	w := t.fullWidth()
	if t.Cut {
		w = min(w, 3*t.style.Size*textScale(t))
	}
	return fyne.NewSize(w, lineHeight(t.style.Size)*textScale(t))
}

func (t *Text) fullWidth() float32 {
	return measure(t.text, t.style.Size*textScale(t), t.style.fyne()).Width
}

// rise lifts text so that its small letters stand in the middle of the line, level with a glyph beside it.
func rise(size float32) float32 { return size * 0.045 }

// elide cuts s so that it fits into width, ending in an ellipsis.
func elide(s string, width, size float32, st fyne.TextStyle) string {
	const slack = 0.5 // float rounding between measuring and placing
	if s == "" || measure(s, size, st).Width <= width+slack {
		return s
	}
	runes := []rune(s)
	low, high := 0, len(runes)
	for low < high {
		mid := (low + high + 1) / 2
		if measure(string(runes[:mid])+"…", size, st).Width <= width+slack {
			low = mid
		} else {
			high = mid - 1
		}
	}
	for low > 0 && runes[low-1] == ' ' {
		low--
	}
	return string(runes[:low]) + "…"
}
