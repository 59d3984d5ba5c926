package flow

import (
	"strings"

	"onset/consent"
)

// sought is what somebody typed into a search: a part of a name, of a band or
// of a file's name, or the beginning of a short id.
type sought struct {
	text  string // folded; empty finds everything
	short consent.ShortStart
}

func soughtFor(text string) sought {
	text = strings.TrimSpace(text)
	return sought{text: foldText(text), short: consent.ParseShortStart(text)}
}

// person reports whether what is shown of a person, or its id, is what is sought.
func (s sought) person(id consent.ID, l *label) bool {
	return s.text == "" || strings.Contains(l.search, s.text) || s.short.Of(id)
}

// named is person for a thing with a name and an id.
func (s sought) named(id consent.ID, name string) bool {
	return s.text == "" || containsFolded(name, s.text) || s.short.Of(id)
}

// containsFolded reports whether part, which is folded, is in s once that is
// folded too. Names of clips are plain as a rule, and there are many of them.
func containsFolded(s, part string) bool {
	if !isASCII(s) {
		return strings.Contains(foldText(s), part)
	}
	for i := range len(s) - len(part) + 1 {
		if beginsFolded(s[i:], part) {
			return true
		}
	}
	return false
}

func beginsFolded(s, part string) bool {
	for i := range len(part) {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != part[i] {
			return false
		}
	}
	return true
}
