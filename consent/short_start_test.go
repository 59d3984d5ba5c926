package consent_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"onset/consent"
)

// TestShortStart finds an id by every beginning of its short form that is long
// enough, however it is written, and by nothing else.
func TestShortStart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := consent.ID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id"))
		other := id
		other[0] ^= 1 << 7 // another first letter
		short := id.Short()
		for n := range len(short) + 1 {
			typed := short[:n]
			want := len(strings.ReplaceAll(typed, "-", "")) >= 4
			for _, s := range []string{typed, strings.ToLower(typed), strings.ReplaceAll(typed, "-", " "), strings.ReplaceAll(typed, "0", "O")} {
				start := consent.ParseShortStart(s)
				if start.Of(id) != want {
					t.Fatalf("%q finds %s: %v", s, short, !want)
				}
				if start.Of(other) {
					t.Fatalf("%q finds %s", s, other.Short())
				}
			}
		}
	})
}

func TestNoShortStart(t *testing.T) {
	var id consent.ID
	for _, s := range []string{"", "000", "0000-0000-1", "0000-0000-00", "00u0", "søren", "00 0", strings.Repeat("-", 1<<20) + "0000"} {
		if consent.ParseShortStart(s).Of(id) {
			t.Errorf("%.20q finds %s", s, id.Short())
		}
	}
}
