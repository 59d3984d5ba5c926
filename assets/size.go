package assets

import (
	"strconv"
	"strings"
)

// Size is a number of bytes as people read it: "1.5 GB".
func (w *Words) Size(n int64) string {
	for _, unit := range []struct {
		from, one float64
		key       string
	}{{1e12, 1e12, "unit.tb"}, {1e9, 1e9, "unit.gb"}, {1e5, 1e6, "unit.mb"}} {
		if float64(n) >= unit.from {
			return w.T(unit.key, "n", w.Decimal(float64(n)/unit.one))
		}
	}
	return w.T("unit.bytes", "n", n)
}

// Decimal has one digit after the comma of the language.
func (w *Words) Decimal(f float64) string {
	return strings.Replace(strconv.FormatFloat(f, 'f', 1, 64), ".", w.T("unit.comma"), 1)
}
