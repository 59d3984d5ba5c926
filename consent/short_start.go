package consent

import "strings"

// minShortStart is how many letters a text needs to be taken for a short id:
// fewer would find ids by chance in every search for a name.
const minShortStart = 4

// ShortStart is the beginning of a short id, as somebody typed it into a
// search. The zero value begins no id.
type ShortStart struct {
	n       int
	letters [9]byte
}

// ParseShortStart reads four or more letters of a short id, written as
// ParseShort takes them; the zero value when s is no beginning of one.
func ParseShortStart(s string) ShortStart {
	if len(s) > 2*len(ShortStart{}.letters) {
		return ShortStart{}
	}
	s = asRead.Replace(strings.ToUpper(s))
	if len(s) < minShortStart || len(s) > len(ShortStart{}.letters) {
		return ShortStart{}
	}
	start := ShortStart{n: len(s)}
	for i := range s {
		x := strings.IndexByte(shortAlphabet, s[i])
		if x < 0 {
			return ShortStart{}
		}
		start.letters[i] = byte(x)
	}
	return start
}

// Of reports whether the short form of id begins like this.
func (s ShortStart) Of(id ID) bool {
	if s.n == 0 {
		return false
	}
	v := id.Prefix().values()
	for i, x := range s.letters[:min(s.n, len(v))] {
		if v[i] != x {
			return false
		}
	}
	return s.n <= len(v) || s.letters[len(v)] == shortCheck(v)
}
