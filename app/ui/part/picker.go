package part

import "fyne.io/fyne/v2"

// Picker is a question with the answer that holds, 80 high: a tap asks it again.
type Picker struct {
	surface

	value *Text
}

// NewPicker returns a picker with its label and value.
func NewPicker(label, value string, tapped func()) *Picker {
	p := &Picker{value: NewCutText(value, ReadBold)}
	p.content = Line(Gap12, Grow(Column(0, NewCutText(label, Note), p.value)), NewIcon("keyboard_arrow_down", 28, ColorText))
	p.pad = padLayout{8, 16, 8, 18}
	p.least = fyne.NewSize(140, 80)
	p.act = tapped
	p.look = func() look { return look{fill: ColorCard, edge: ColorEdge, width: 2, radius: 12} }
	p.extend(p)
	return p
}

// SetValue changes the answer.
func (p *Picker) SetValue(s string) { p.value.SetText(s) }
