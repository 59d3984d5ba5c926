package flow_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"onset/app/flow"
	"onset/assets"
	"onset/consent"
)

// TestPayloadFitsInEveryLanguage: whatever a production is called and however
// long its questions are, the code keeps its size and says the number.
func TestPayloadFitsInEveryLanguage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := flow.Receipt{
			Consent: consent.ID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id")), Production: rapid.String().Draw(t, "title"),
			Controller: rapid.String().Draw(t, "controller"), Contact: rapid.String().Draw(t, "contact"),
		}
		for range rapid.IntRange(0, consent.MaxPurposes).Draw(t, "questions") {
			r.Choices = append(r.Choices, flow.ChoiceLine{
				Title: rapid.String().Draw(t, "question"), Until: consent.NewDate(2031, 12, 31),
				Answer: rapid.SampledFrom([]consent.Answer{consent.Granted, consent.Denied}).Draw(t, "answer"), Withdrawn: rapid.Bool().Draw(t, "taken back"),
			})
		}
		for _, lang := range assets.PageLanguages() {
			got := flow.PayloadOf(r, lang)
			if len(got) > 420 || !utf8.ValidString(got) || !strings.Contains(got, r.Consent.URN()) {
				t.Fatalf("%s: %d bytes, %q", lang, len(got), got)
			}
		}
	})
}

func TestPayloadSaysTheRightsWhereTheyFit(t *testing.T) {
	r := flow.Receipt{
		Consent: consent.ID{1}, Production: "Havnen", Controller: "Nordlys Film ApS", Contact: "samtykke@nordlys.example",
		Choices: []flow.ChoiceLine{{Title: "Filmen", Answer: consent.Granted, Until: consent.NewDate(2036, 5, 12)}, {Title: "Fotos", Answer: consent.Denied}},
	}
	got := flow.PayloadOf(r, "da")
	for _, want := range []string{"Filmen: Ja, til 12. maj 2036", "Fotos: Nej", "samtykke@nordlys.example", "Datatilsynet"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q lacks %q", got, want)
		}
	}
	for range 3 {
		r.Choices = append(r.Choices, flow.ChoiceLine{Title: strings.Repeat("Навчання ", 5), Answer: consent.Granted, Until: consent.NewDate(2036, 5, 12)})
	}
	r.Production, r.Controller = strings.Repeat("Пристань ", 9), strings.Repeat("Кіно ", 20)
	if got = flow.PayloadOf(r, "uk"); !strings.Contains(got, "2036-05-12") || len(got) > 420 {
		t.Errorf("long questions: %q", got)
	}
}
