package part

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2/driver/mobile"
)

// NumberField takes digits only: a month, a year, a count.
type NumberField struct {
	Field

	lowest, highest int
}

// NewNumberField returns a field for a whole number within bounds; as many digits can be typed as highest has.
func NewNumberField(opt FieldOptions, lowest, highest int) *NumberField {
	n := &NumberField{lowest: lowest, highest: highest}
	opt.Keyboard = mobile.NumberKeyboard
	opt.Accept = digits(len(strconv.Itoa(highest)))
	n.set(opt)
	n.me = n
	n.ExtendBaseWidget(n)
	return n
}

// Value returns the number; false while there is none or it is out of bounds.
func (n *NumberField) Value() (int, bool) {
	v, err := strconv.Atoi(n.Text())
	return v, err == nil && v >= n.lowest && v <= n.highest
}

// digits keeps the first so many digits of what is typed.
func digits(most int) func(string) string {
	return func(s string) string {
		s = strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, s)
		return s[:min(most, len(s))]
	}
}
