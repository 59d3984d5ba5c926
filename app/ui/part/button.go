package part

import (
	"fyne.io/fyne/v2"
)

// Kind is the weight of a [Button].
type Kind int

// The kinds of buttons. There is one Main on a screen.
const (
	Main    Kind = iota // the one main action: accent
	Other               // raised ground
	Outline             // as large as the main one beside it: refusals and cancel
	Danger              // soft red; the caller asks once more
	Quiet               // accent words without a ground
	Plain               // words in the text colour without a ground
)

// Button is a word, an icon, or both, that does something. A button that cannot be used says what is missing: see [Button.SetMissing].
type Button struct {
	surface

	kind       Kind
	tapped     func()
	toMissing  func()
	word, gap  string // gap: what is missing
	label      *Text
	icon, tail *Icon
	iconName   string
	tailName   string
	iconColor  fyne.ThemeColorName
	height     float32
}

// NewButton returns a button 56 high; icon may be "".
func NewButton(word, icon string, kind Kind, tapped func()) *Button {
	b := &Button{kind: kind, tapped: tapped, word: word, iconName: icon, height: 56}
	b.label = NewCutText(word, RowTitle)
	b.icon = NewIcon(icon, 24, ColorText)
	b.tail = NewIcon("", 20, ColorText)
	b.look, b.before = b.drawn, b.update
	b.act = b.start
	b.fit()
	b.arrange()
	b.extend(b)
	return b
}

// NewIconButton returns a button 48 × 48 with an icon alone, for heads and fields.
func NewIconButton(icon string, tapped func()) *Button {
	return NewButton("", icon, Plain, tapped).SetHeight(48)
}

// NewLink returns quiet words, at least 48 high, with a trailing icon such as a chevron, or "".
func NewLink(word, tail string, tapped func()) *Button {
	return NewButton(word, "", Quiet, tapped).SetTail(tail).SetHeight(48)
}

// SetHeight sets the height: 48 inside rows and heads, 56, 64 to 96 for board and sync, 72 in action bars.
func (b *Button) SetHeight(h float32) *Button {
	b.height = h
	b.fit()
	b.arrange()
	b.Refresh()
	return b
}

// SetTail shows an icon after the word; "" shows none.
func (b *Button) SetTail(icon string) *Button {
	b.tailName = icon
	b.arrange()
	b.Refresh()
	return b
}

// Flush takes away the room before the word or icon, so that it stands in line with the text above; the target stays as large.
func (b *Button) Flush() *Button {
	if b.word == "" {
		b.pad.right += b.pad.left
	}
	b.pad.left = 0
	b.Refresh()
	return b
}

// SetWord changes the word.
func (b *Button) SetWord(s string) { b.word = s; b.arrange(); b.Refresh() }

// Word returns the word on the button, which may be what is missing.
func (b *Button) Word() string {
	if b.gap != "" {
		return b.gap
	}
	return b.word
}

// OnTapped changes what a tap does.
func (b *Button) OnTapped(f func()) { b.tapped = f }

// SetIcon changes the icon; "" shows none.
func (b *Button) SetIcon(icon string) { b.iconName = icon; b.arrange(); b.Refresh() }

// SetIconColor draws the icon in a colour of its own.
func (b *Button) SetIconColor(c fyne.ThemeColorName) *Button {
	b.iconColor = c
	b.Refresh()
	return b
}

// SetKind changes the weight.
func (b *Button) SetKind(k Kind) { b.kind = k; b.fit(); b.arrange(); b.Refresh() }

// SetMissing says what is missing, in place of the word, and keeps the button from being used; "" makes it usable.
// A tap then calls toMissing, if there is one, which should lead to the first thing that is missing.
func (b *Button) SetMissing(words string, toMissing func()) {
	b.gap, b.toMissing = words, toMissing
	b.arrange()
	b.Refresh()
}

// Usable tells whether a tap does what the word says.
func (b *Button) Usable() bool { return b.gap == "" }

// MinSize is the size at which the word is whole; with less it ends in an ellipsis.
func (b *Button) MinSize() fyne.Size {
	return fyne.NewSize(b.fullWidth(), b.surface.MinSize().Height)
}

func (b *Button) start() {
	switch {
	case b.gap == "" && b.tapped != nil:
		b.tapped()
	case b.gap != "" && b.toMissing != nil:
		b.toMissing()
	}
}

func (b *Button) fit() {
	side := float32(24)
	switch {
	case b.word == "":
		side = (b.height - 24) / 2
	case b.kind == Quiet || b.kind == Plain:
		side = 12
	case b.height <= 48:
		side = 16
	}
	b.pad = padLayout{right: side, left: side}
	b.least = fyne.NewSize(b.height, b.height)
}

// arrange puts icon, word and tail in a row in the middle; the icon goes while the button says what is missing.
func (b *Button) arrange() {
	var row []fyne.CanvasObject
	if b.iconName != "" && b.gap == "" {
		row = append(row, b.icon)
	}
	if b.Word() != "" {
		row = append(row, b.label)
	}
	if b.tailName != "" && b.gap == "" {
		row = append(row, b.tail)
	}
	gap := float32(12)
	if b.height <= 48 {
		gap = 8
	}
	if c, ok := b.content.(*fyne.Container); ok {
		line := c.Objects[0].(*fyne.Container)
		line.Objects = row
		line.Layout.(*lineLayout).gap = gap
		return
	}
	b.content = Center(Line(gap, row...))
}

func (b *Button) update() {
	c := b.wordColor()
	size := float32(18)
	switch {
	case b.height <= 48:
		size = 16
	case b.height >= 88:
		size = 22
	case b.height >= 72:
		size = 20
	}
	b.label.SetText(b.Word())
	b.label.SetStyle(Style{Size: size, Bold: true, Color: c, Align: fyne.TextAlignCenter})
	shapeColor := c
	if b.iconColor != "" && b.gap == "" {
		shapeColor = b.iconColor
	}
	b.icon.Set(b.iconName, shapeColor)
	b.tail.Set(b.tailName, c)
}

func (b *Button) wordColor() fyne.ThemeColorName {
	switch {
	case b.gap != "":
		return ColorText2
	case b.kind == Main:
		return ColorOnAccent
	case b.kind == Danger:
		return Stop.Word()
	case b.kind == Quiet:
		return ColorAccent
	case b.kind == Plain && b.word == "":
		return ColorText2
	default:
		return ColorText
	}
}

func (b *Button) drawn() look {
	l := look{radius: 12, mixed: b.wordColor()}
	switch {
	case b.gap != "", b.kind == Other:
		l.fill = ColorRaise
	case b.kind == Main:
		l.fill = ColorAccent
	case b.kind == Outline:
		l.edge, l.width = ColorEdge, 2
	case b.kind == Danger:
		l.fill = Stop.Soft()
	}
	return l
}
