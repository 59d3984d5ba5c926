package flow

import (
	"strings"
	"unicode"

	"onset/signer"
)

// trim is how typed text enters: one line of valid text, without what no
// keyboard types. Control characters would write on a terminal, marks that turn
// the direction of writing make one name look like another, and a name of
// characters that nobody sees is none.
func trim(s string) string {
	s = strings.TrimSpace(strings.Map(typed, s))
	if strings.IndexFunc(s, unicode.IsGraphic) < 0 {
		return ""
	}
	return s
}

func typed(r rune) rune {
	switch {
	case unicode.IsControl(r), r == '\u2028', r == '\u2029':
		return ' '
	case r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069', r == '\u200b', r == '\u2060', r == '\ufeff':
		return -1
	}
	return r // bytes that are no text come as U+FFFD
}

func blank(s string) bool { return trim(s) == "" }

// fileName is a file's name as a statement takes it: valid text. What cannot
// stand in one shows as the sign for that; the path stays as it is.
func fileName(name string) string {
	return strings.Map(func(r rune) rune {
		if typed(r) != r {
			return unicode.ReplacementChar
		}
		return r
	}, name)
}

// trimAll trims all typed text of particulars.
func trimAll(p signer.Particulars) signer.Particulars {
	for _, s := range []*string{
		&p.Name, &p.Label, &p.Band, &p.Contact, &p.Workplace, &p.Typed, &p.Garment, &p.Colour,
		&p.Place, &p.Note, &p.Serial, &p.Keeper, &p.EnteredBy,
	} {
		*s = trim(*s)
	}
	p.Guardians = append([]signer.GuardianParticulars(nil), p.Guardians...)
	for i := range p.Guardians {
		g := &p.Guardians[i]
		g.Name, g.Contact, g.Typed = trim(g.Name), trim(g.Contact), trim(g.Typed)
	}
	return p
}
