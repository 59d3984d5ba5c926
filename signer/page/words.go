package page

import (
	"fmt"
	"strings"

	"onset/assets"
)

// wordsOf are the words of the participants' pages.
type wordsOf struct {
	tags []string // sorted
	by   map[string]*assets.Words
}

func loadWords() (wordsOf, error) {
	all := wordsOf{assets.PageLanguages(), map[string]*assets.Words{}}
	for _, tag := range all.tags {
		w, err := assets.PageWords(tag)
		if err != nil {
			return all, fmt.Errorf("load the words of the page: %w", err)
		}
		all.by[tag] = w
	}
	return all, nil
}

// in finds the words of a language, of the nearest wider one, or English: a
// dead end must say something to everybody. Texts to agree to never fall back
// like this, see ErrNoText.
func (all wordsOf) in(tag string) *assets.Words {
	if w := all.by[assets.Match(tag, all.tags)]; w != nil {
		return w
	}
	return all.by["en"]
}

// tongue is a language as its own speakers name it.
type tongue struct{ Tag, Name, Dir string }

func (all wordsOf) tongues(tags []string) []tongue {
	out := make([]tongue, 0, len(tags))
	for _, tag := range tags {
		name := tag
		if w := all.by[assets.Match(tag, all.tags)]; w != nil {
			name = w.T("lang.name")
		}
		out = append(out, tongue{tag, name, direction(tag)})
	}
	return out
}

func direction(tag string) string {
	if assets.RightToLeft(tag) {
		return "rtl"
	}
	return "ltr"
}

// line is a line of a card or of details: "Where: everywhere."
type line struct{ Label, Words string }

// labelled reads lines "Label: words". A line without a label has none.
func labelled(text string) []line {
	var out []line
	for l := range strings.Lines(text) {
		l = strings.TrimSpace(l)
		if l == "" {
			continue
		}
		label, words, found := strings.Cut(l, ": ")
		if !found {
			label, words = "", l
		}
		out = append(out, line{label, words})
	}
	return out
}

// plainLines are the lines of a text that holds no labels.
func plainLines(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' })
}
