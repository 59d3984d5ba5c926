package flow

import (
	"slices"
	"strings"

	"onset/assets"
	"onset/consent"
)

// SigningText is the text of the chosen language, filled in.
type SigningText struct {
	Key       string
	Version   int
	Language  string
	Languages []string
	Title     string
	Card      string
	Full      []consent.Section
	NotAsked  string
	Child     string
	Spoken    []string
	Review    string // the line that marks a starter text, empty when a lawyer has read it
	AsksWork  bool
	Minor     bool
}

// Question is one question with its answer so far.
type Question struct {
	Purpose   consent.Purpose
	Title     string
	Sentence  string
	Details   string
	Until     consent.Date
	Territory string
	Guardians int            // guardians this use needs, if more than the rule
	Answer    consent.Answer // empty = not answered
}

// filledIn fills in what is known only on the day: end dates, territories, and
// the uses that are not asked. Only the one language is kept.
func filledIn(t *consent.Terms, w *assets.Words, lang string, on consent.Date) *consent.Terms {
	values := map[string]string{"date": w.Day(on.Time()), "purposes": notAskedList(t, w)}
	var last consent.Date
	var places []string
	for _, p := range t.Purposes {
		end := p.Ends.On(on)
		if end == 0 {
			continue
		}
		place := territoryWord(w, p.Territory)
		values["end."+string(p.Key)], values["territory."+string(p.Key)] = w.Day(end.Time()), place
		if p.Asked || !t.Signed {
			last = max(last, end)
			if !slices.Contains(places, place) {
				places = append(places, place)
			}
		}
	}
	if last != 0 {
		values["end"] = w.Day(last.Time())
	}
	values["territory"] = strings.Join(places, w.T("list.or"))
	one := *t
	one.Texts = map[string]*consent.Text{lang: t.Texts[lang]}
	out := one.Fill(values)
	return &out
}

func territoryWord(w *assets.Words, territory string) string {
	if territory == "" {
		territory = "world"
	}
	var out []string
	for _, code := range strings.Fields(territory) {
		if key := "territory." + code; w.Has(key) {
			code = w.T(key)
		}
		out = append(out, code)
	}
	return strings.Join(out, ", ")
}

// notAskedList names the uses the text does not ask for: "in showreels or in other productions".
func notAskedList(t *consent.Terms, w *assets.Words) string {
	var list []string
	for _, p := range t.Purposes {
		if p.Asked || unasked(p.Basis) {
			continue
		}
		word := string(p.Key)
		if key := "purpose.in." + word; w.Has(key) {
			word = w.T(key)
		}
		list = append(list, word)
	}
	if n := len(list); n > 1 {
		return strings.Join(list[:n-1], w.T("list.or")) + w.T("list.last_or") + list[n-1]
	}
	return strings.Join(list, "")
}

// unasked reports whether a use stands on a ground that nobody is asked for.
func unasked(b consent.Basis) bool {
	return b == consent.BasisInterest || b == consent.BasisJournalism
}

func (k *Kit) signingText(t *consent.Terms, lang string, on consent.Date) SigningText {
	x := k.words.shown(t, lang, on).terms.Texts[lang]
	out := SigningText{
		Key: t.Key, Version: t.Version, Language: lang, Languages: textLanguages(t), Title: x.Title, Card: x.Card,
		Full: x.Full, NotAsked: x.NotAsked, Child: x.Child, Spoken: x.Spoken, AsksWork: t.AsksWork, Minor: t.Minor,
	}
	if t.Starter {
		out.Review = x.Review
	}
	return out
}

func (k *Kit) questions(t *consent.Terms, lang string, on consent.Date, answers map[consent.Purpose]consent.Answer) []Question {
	filled := k.words.shown(t, lang, on).terms
	var out []Question
	for _, p := range filled.Purposes {
		if !p.Asked {
			continue
		}
		q := filled.Texts[lang].Questions[p.Key]
		out = append(out, Question{
			Purpose: p.Key, Title: q.Title, Sentence: q.Sentence, Details: q.Details,
			Until: p.Ends.On(on), Territory: p.Territory, Guardians: p.Guardians, Answer: answers[p.Key],
		})
	}
	return out
}

// TermsText is a text as it would be shown today, for reading it before anybody signs.
func (k *Kit) TermsText(key, lang string) (SigningText, []Question, error) {
	t, err := k.text(key, lang)
	if err != nil {
		return SigningText{}, nil, err
	}
	today := consent.DateOf(k.now())
	return k.signingText(t.terms, lang, today), k.questions(t.terms, lang, today, nil), nil
}
