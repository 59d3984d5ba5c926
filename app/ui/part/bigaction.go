package part

import "fyne.io/fyne/v2"

// BigAction is one of the two large actions of Today: icon, word, and a second line that says what it will do.
type BigAction struct {
	surface

	main  bool
	title *Text
	note  *Wrap
	icon  *Icon
	next  *Icon
}

// NewBigAction returns a large action 120 high, or 176 where it is the main one; [BigAction.SetHeight] changes that.
func NewBigAction(icon, title, note string, main bool, tapped func()) *BigAction {
	b := &BigAction{main: main}
	words, fine, size, height, shape := ColorText, ColorText2, float32(22), float32(120), float32(40)
	if main {
		words, fine, size, height, shape = ColorOnAccent, ColorOnAccent, 26, 176, 48
	}
	b.icon = NewIcon(icon, shape, words)
	b.title = NewCutText(title, Section.Sized(size).In(words))
	b.note = NewWrap(note, Body.In(fine))
	b.note.MaxLines = 2
	row := []fyne.CanvasObject{b.icon, Grow(Column(0, b.title, b.note))}
	if !main {
		b.next = NewIcon("chevron_right", 24, ColorText2)
		row = append(row, b.next)
	}
	b.content = Line(20, row...)
	b.pad = padLayout{16, 24, 16, 24}
	b.least = fyne.NewSize(240, height)
	b.act, b.look = tapped, b.drawn
	b.extend(b)
	return b
}

// SetHeight sets the height: 72 to 96 on a phone, 104 to 176 elsewhere.
func (b *BigAction) SetHeight(h float32) *BigAction {
	b.least.Height = h
	side := float32(24)
	if h < 100 {
		side = 20
		b.icon.size = min(b.icon.size, 36)
		b.content.(*fyne.Container).Layout.(*lineLayout).gap = 16
	}
	b.pad = padLayout{8, side, 8, side}
	if h <= 72 {
		b.title.SetStyle(RowTitle.In(b.title.Style().color()))
	}
	b.Refresh()
	return b
}

// SetNote changes the second line.
func (b *BigAction) SetNote(s string) { b.note.SetText(s); b.Refresh() }

func (b *BigAction) drawn() look {
	if b.main {
		return look{fill: ColorAccent, radius: 20, mixed: ColorOnAccent}
	}
	return look{fill: ColorBigOther, edge: ColorCardEdge, width: 1, radius: 20}
}
