package say

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Names come from files, lists and other devices. What a terminal would take
// for a command, or show in another order than it is written, is shown as the
// sign for what cannot be shown.

// harmful reports what must not reach a terminal; line ends and tabs are the
// program's own and are looked at by OneLine.
func harmful(r rune) bool {
	switch {
	case r == '\n', r == '\t':
		return false
	case unicode.IsControl(r), r == '\u061c', r == '\u200e', r == '\u200f', r == '\u2028', r == '\u2029',
		r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
		return true
	}
	return false
}

func shown(r rune) rune {
	if harmful(r) {
		return unicode.ReplacementChar
	}
	return r // a byte that is no text is U+FFFD here already
}

// OneLine shows a text within a line.
func OneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return ' '
		}
		return shown(r)
	}, s)
}

// PlainWriter lets only text through to another writer.
type PlainWriter struct{ To io.Writer }

// Write writes p; letters are never cut in two by those who write here.
func (w PlainWriter) Write(p []byte) (int, error) {
	if _, err := io.WriteString(w.To, strings.Map(shown, string(p))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// PlainJSON writes what harms a terminal as JSON escapes: the text stays what it is.
func PlainJSON(b []byte) string {
	var out strings.Builder
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if harmful(r) {
			fmt.Fprintf(&out, `\u%04x`, r)
		} else {
			out.Write(b[:n])
		}
		b = b[n:]
	}
	return out.String()
}
