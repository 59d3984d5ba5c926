package page

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"onset/assets"
	"onset/consent"
)

// starterSheet is a starter text as a production with long names would show it.
func starterSheet(t *testing.T, key, lang string) *Sheet {
	t.Helper()
	b, err := assets.TermsFile(key)
	if err != nil {
		t.Fatal(err)
	}
	var terms consent.Terms
	if err := json.Unmarshal(b, &terms); err != nil {
		t.Fatal(err)
	}
	w := loaded(t).words.in(lang)
	filled := terms.Fill(map[string]string{
		"title": "Havnen: et år på kajen", "controller": "Nordmole Film ApS", "contact": "privat@nordmole.example, +45 00 12 30 00",
		"address": "Dokvej 7, 6700 Esbjerg", "customer": "Kyst TV A/S", "recipients": "Kyst TV A/S, Det Danske Filminstitut",
		"end": "31. december 2031", "territory": w.T("territory.world"), "date": "9. juni 2026",
		"purposes": w.T("purpose.in.showreel") + w.T("list.last_or") + w.T("purpose.in.archive"),
	})
	text := filled.Texts[lang]
	if text == nil {
		return nil
	}
	s := testSheet(lang)
	s.Terms, s.Minor, s.AsksWork, s.AsksBand = key, terms.Minor, terms.AsksWork, true
	s.Title, s.Card, s.Full, s.NotAsked, s.Child, s.Review = text.Title, text.Card, text.Full, text.NotAsked, text.Child, text.Review
	s.Questions, s.WiFi, s.Languages = nil, "Havnen-A", slices.Sorted(maps.Keys(terms.Texts))
	for _, p := range terms.Purposes {
		if !p.Asked {
			continue
		}
		q := text.Questions[p.Key]
		s.Questions = append(s.Questions, Question{Purpose: p.Key, Title: q.Title, Sentence: q.Sentence, Details: q.Details, Until: "31. december 2031"})
	}
	return s
}

// TestEveryDocumentIsSmall: every starter text in every language, with style and
// scripts, and still every dead end.
func TestEveryDocumentIsSmall(t *testing.T) {
	d := loaded(t)
	for _, key := range assets.TermsFiles() {
		for _, lang := range assets.PageLanguages() {
			s := starterSheet(t, key, lang)
			if s == nil || len(s.Questions) == 0 {
				continue
			}
			t.Run(fmt.Sprintf("%s in %s", key, lang), func(t *testing.T) {
				v := View{Sheet: s, Kind: ForCrowd, Door: strings.Repeat("d", 22)}
				if got := len(page(t, d, v)); got >= MaxDocument {
					t.Errorf("%d bytes, want under %d", got, MaxDocument)
				}
			})
		}
	}
}
