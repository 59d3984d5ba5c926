package part

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Wrap is text over several lines. Its height follows from its width: see [HeightFor].
type Wrap struct {
	base

	// MaxLines cuts the text after so many lines with an ellipsis; 0 means no limit.
	MaxLines int

	text  string
	style Style
}

// NewWrap returns text that breaks between words, and at line feeds.
func NewWrap(s string, st Style) *Wrap {
	w := &Wrap{text: s, style: st}
	w.ExtendBaseWidget(w)
	return w
}

// SetText changes the words.
func (w *Wrap) SetText(s string) {
	if s == w.text {
		return
	}
	w.text = s
	w.Refresh()
}

// SetStyle changes size, weight, colour and alignment.
func (w *Wrap) SetStyle(st Style) { w.style = st; w.Refresh() }

// Text returns the whole text.
func (w *Wrap) Text() string { return w.text }

// HeightFor returns the height the text takes at a width.
func (w *Wrap) HeightFor(width float32) float32 {
	return float32(len(w.lines(width))) * lineHeight(w.style.Size) * textScale(w)
}

func (w *Wrap) lines(width float32) []string {
	if w.text == "" {
		return nil
	}
	size := w.style.Size * textScale(w)
	lines := breakLines(w.text, width, size, w.style.fyne())
	if w.MaxLines > 0 && len(lines) > w.MaxLines {
		rest := strings.Join(lines[w.MaxLines-1:], " ")
		lines = append(lines[:w.MaxLines-1:w.MaxLines-1], elide(rest, width, size, w.style.fyne()))
	}
	return lines
}

// CreateRenderer is called by Fyne.
func (w *Wrap) CreateRenderer() fyne.WidgetRenderer {
	d := &drawing{of: w}
	d.min = func() fyne.Size {
		width := w.Size().Width
		if width <= 0 {
			width = 320 // unknown yet: a guess that is mended at the first layout
		}
		return fyne.NewSize(24, w.HeightFor(width))
	}
	d.place = func(s fyne.Size) { d.objects = w.draw(s.Width) }
	return d
}

func (w *Wrap) draw(width float32) []fyne.CanvasObject {
	k := textScale(w)
	step := lineHeight(w.style.Size) * k
	var out []fyne.CanvasObject
	for i, s := range w.lines(width) {
		t := canvas.NewText(s, colour(w, w.style.color()))
		t.TextSize, t.TextStyle, t.Alignment = w.style.Size*k, w.style.fyne(), w.style.Align
		h := t.MinSize().Height
		put(t, 0, float32(i)*step+(step-h)/2-rise(t.TextSize), width, h)
		out = append(out, t)
	}
	return out
}

// breakLines breaks between words; a word wider than the line is broken inside.
func breakLines(s string, width, size float32, st fyne.TextStyle) []string {
	fits := func(t string) bool { return measure(t, size, st).Width <= width+0.5 }
	var lines []string
	for _, para := range strings.Split(s, "\n") {
		line := ""
		for _, word := range strings.Fields(para) {
			next := word
			if line != "" {
				next = line + " " + word
			}
			if fits(next) {
				line = next
				continue
			}
			if line != "" {
				lines = append(lines, line)
			}
			var full []string
			full, line = breakWord(word, fits)
			lines = append(lines, full...)
		}
		lines = append(lines, line)
	}
	return lines
}

// breakWord returns the full lines a long word takes, and what is left of it.
func breakWord(word string, fits func(string) bool) (full []string, rest string) {
	runes := []rune(word)
	for len(runes) > 1 && !fits(string(runes)) {
		n := 1
		for n < len(runes) && fits(string(runes[:n+1])) {
			n++
		}
		full = append(full, string(runes[:n]))
		runes = runes[n:]
	}
	return full, string(runes)
}
