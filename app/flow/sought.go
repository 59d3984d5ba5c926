package flow

import (
	"strings"

	"onset/consent"
)

// sought is what somebody typed into a search: a part of a name, of a band or
// of a file's name, or the beginning of a short id.
type sought struct {
	text  string // folded, on one line; empty finds everything
	short consent.ShortStart
}

func soughtFor(text string) sought {
	text = strings.TrimSpace(text)
	return sought{text: foldName(text), short: consent.ParseShortStart(text)}
}

// foldName is how a name is searched among those of media.Stretch.
func foldName(name string) string { return strings.ReplaceAll(foldText(name), "\n", " ") }

// person reports whether what is shown of a person, or its id, is what is sought.
func (s sought) person(id consent.ID, l *label) bool {
	return s.text == "" || strings.Contains(l.search, s.text) || s.short.Of(id)
}
