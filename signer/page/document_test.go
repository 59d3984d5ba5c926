package page

import (
	"strings"
	"testing"

	"onset/consent"
)

func testSheet(lang string) *Sheet {
	return &Sheet{
		Shown:      Shown{Terms: "appearance", Version: 3, Language: lang, Digest: strings.Repeat("ab", 32)},
		Production: "Havnen", Controller: "Nordmole Film ApS", Contact: "privat@nordmole.example", Address: "Dokvej 7, 6700 Esbjerg",
		Languages: []string{"da", "en"}, Title: "Will you be in the film Havnen?",
		Card:      "Who: Nordmole Film, for Kyst TV.\nYour choice: It is voluntary.",
		Questions: []Question{{Purpose: consent.Film, Title: "The film", Sentence: "You may show me.", Details: "Where: everywhere.\nIf you say no: we film past you.", Until: "31 December 2031"}},
		Full:      []consent.Section{{Heading: "Who we are", Body: "Nordmole Film."}},
		NotAsked:  "We do not use it in showreels.", HasMinor: true, AsksChild: 7, AloneFrom: 18, Guardians: 1, Local: true,
	}
}

func TestPageRenders(t *testing.T) {
	d, err := NewDocuments()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := d.Page(&b, View{Sheet: testSheet("en"), Kind: ForOne, Door: "abc"}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "Will you be in the film Havnen?") || !strings.HasSuffix(b.String(), "</html>\n") {
		t.Error(b.String())
	}
	t.Log(b.Len())
}
