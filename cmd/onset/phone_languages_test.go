package main

import (
	"strings"
	"testing"

	"onset/assets"
)

// phoneLanguages opens the page on phones that speak each language it has, and
// keeps pictures of every step. Where the text does not exist in a language
// the page says so in that language.
func phoneLanguages(t *testing.T, s *signing, take func(screen) *phone) {
	for i, lang := range assets.PageLanguages() {
		w, err := assets.PageWords(lang)
		if err != nil {
			t.Fatal(err)
		}
		p := take(screen{width: 390, height: 844, language: lang, dark: i%2 == 1})
		p.open(s.link)
		p.until("a page in "+lang, `document.documentElement.lang`)
		var body string
		p.eval(`document.body.innerText`, &body)
		if !strings.Contains(body, w.T("card.go")) {
			if !strings.Contains(body, w.T("lang.no_text", "language", w.T("lang.name"))) {
				t.Errorf("%s: neither the text nor a word that it is missing:\n%s", lang, body)
			}
			p.axe("no text in " + lang)
			p.shot("missing-" + lang)
			continue
		}
		p.whole(lang)
	}
}

// whole walks through every step in the phone's language.
func (p *phone) whole(lang string) {
	p.Helper()
	p.axe("in " + lang)
	p.shot("page-" + lang)
	p.tap("#send")
	p.sees("#errors")
	p.axe("errors in " + lang)
	p.shot("errors-" + lang)
	p.tap(adultNo)
	p.shot("under18-" + lang)
	p.tap("#here")
	p.sees("#child-data")
	p.write("#month", "3")
	p.write("#year", "2017")
	p.write("#cname", "Alma Friis")
	p.sees("#assent")
	p.axe("a child in " + lang)
	p.shot("minor-" + lang)
	p.tap("#foot .no-thanks")
	p.sees("#screen .sign-no")
	p.shot("no-" + lang)
}
