package page

import (
	"fmt"
	"strings"

	"onset/assets"
)

// wordsOf are the words of the participants' pages, by tag.
type wordsOf map[string]*assets.Words

func loadWords() (wordsOf, error) {
	all := wordsOf{}
	for _, tag := range assets.PageLanguages() {
		w, err := assets.PageWords(tag)
		if err != nil {
			return nil, fmt.Errorf("load the words of the page: %w", err)
		}
		all[tag] = w
	}
	return all, nil
}

// in finds the words of a language, of the nearest wider one, or English: a
// dead end must say something to everybody. Texts to agree to never fall back
// like this, see ErrNoText.
func (all wordsOf) in(tag string) *assets.Words {
	if w, ok := all[tag]; ok {
		return w
	}
	if w, err := assets.PageWords(tag); err == nil {
		return w
	}
	return all["en"]
}

// tongue is a language as its own speakers name it.
type tongue struct{ Tag, Name, Dir string }

func (all wordsOf) tongues(tags []string) []tongue {
	out := make([]tongue, 0, len(tags))
	for _, tag := range tags {
		name := tag
		if w, err := assets.PageWords(tag); err == nil {
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
