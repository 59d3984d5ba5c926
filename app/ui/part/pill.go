package part

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Pill is the state of a person or a clip: shape and word on a soft ground, 32 high. It is not a button.
type Pill struct {
	base

	// Trailing draws the pill at the right of the room it reserves.
	Trailing bool

	status  Status
	word    string
	icon    string // in place of the status's own shape
	reserve []string
}

// NewPill returns the pill of a status with the caller's word for it.
func NewPill(s Status, word string) *Pill {
	p := &Pill{status: s, word: word}
	p.ExtendBaseWidget(p)
	return p
}

// Reserve keeps room for the longest of the words, so that rows do not jump when the state changes. It returns the pill.
func (p *Pill) Reserve(words ...string) *Pill {
	p.reserve = words
	p.Refresh()
	return p
}

// Set changes status and word.
func (p *Pill) Set(s Status, word string) {
	if s == p.status && word == p.word && p.icon == "" {
		return
	}
	p.status, p.icon, p.word = s, "", word
	p.Refresh()
}

// SetNote shows a fact that is no state: an icon in the colours of [Unknown], such as a clock for "Not answered".
func (p *Pill) SetNote(icon, word string) {
	p.status, p.icon, p.word = Unknown, icon, word
	p.Refresh()
}

const pillGlyph, pillLeft, pillGap, pillRight = 20, 8, 8, 12

func (p *Pill) width(word string) float32 {
	return pillLeft + pillGlyph + pillGap + pillRight + measure(word, 16*textScale(p), Strong.fyne()).Width
}

func (p *Pill) natural() fyne.Size {
	w := p.width(p.word)
	for _, word := range p.reserve {
		w = max(w, p.width(word))
	}
	return fyne.NewSize(w, max(32, 12+20*textScale(p)))
}

// CreateRenderer is called by Fyne.
func (p *Pill) CreateRenderer() fyne.WidgetRenderer {
	ground := canvas.NewRectangle(color.Transparent)
	glyph, label := NewGlyph(p.status, pillGlyph), NewText(p.word, Strong)
	d := &drawing{of: p, objects: []fyne.CanvasObject{ground, glyph, label}, min: p.natural}
	d.paint = func() {
		ground.FillColor = colour(p, p.status.Soft())
		glyph.SetStatus(p.status)
		if p.icon != "" {
			glyph.Set(p.icon, p.status.Word())
		}
		label.SetText(p.word)
		label.SetStyle(Strong.In(p.status.Word()))
		ground.Refresh()
	}
	d.place = func(s fyne.Size) {
		w, x := min(p.width(p.word), s.Width), float32(0)
		if p.Trailing {
			x = s.Width - w
		}
		ground.CornerRadius = s.Height / 2
		put(ground, x, 0, w, s.Height)
		put(glyph, x+pillLeft, 0, pillGlyph, s.Height)
		put(label, x+pillLeft+pillGlyph+pillGap, 0, max(0, w-pillLeft-pillGlyph-pillGap-pillRight), s.Height)
	}
	return ready(d)
}
