package assets

import (
	"fmt"
	"io/fs"
)

//go:generate go run ../tools/pagemin -root page

// The parts of the signing page, under "page/". Style and script are made from
// page.css and script/ by tools/pagemin: all of it together, with a text in
// Ukrainian, has to stay under 100 kB. The encryption is tweetnacl's nacl.min.js
// byte for byte as published; its faster variant is 14 kB more, and this one
// takes a twentieth of a second for a declaration with a picture.
const (
	PageHTML   = "page/page.html"
	PageStops  = "page/stops.html"
	PageCSS    = "page/min/page.css"
	PageScript = "page/min/page.js"
	PageBox    = "page/vendor/tweetnacl-1.0.3.min.js"
	PagePaper  = "page/print.html" // posters, receipts and cards
	PaperCSS   = "page/print.css"
)

// pageLang is where the words of the participants' pages lie, a file a language.
const pageLang = "page/lang"

// PageLanguages returns the tags of the languages of the participants' pages,
// sorted. They are more than those of the crew's window.
func PageLanguages() []string { return baseNames(pageLang, ".json") }

// PageWords loads the words of the participants' pages in a language, with the
// dates, places and uses that the texts are filled with. The tag is BCP 47 and
// found by Match. ErrNoLanguage.
func PageWords(tag string) (*Words, error) {
	if known := Match(tag, PageLanguages()); known != "" {
		return readPageWords(known)
	}
	return nil, fmt.Errorf("%w: %q", ErrNoLanguage, tag)
}

func readPageWords(tag string) (*Words, error) {
	path := pageLang + "/" + tag + ".json"
	b, err := fs.ReadFile(FS, path)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	texts := map[string]string{}
	if err := mergeTexts(texts, b); err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return &Words{Tag: tag, texts: texts}, nil
}

// RightToLeft reports whether a language is written from right to left.
func RightToLeft(tag string) bool {
	return Match(tag, []string{"ar", "fa", "he", "ur", "ckb", "ps"}) != ""
}
