package assets_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"onset/assets"
	"onset/consent"
)

func parseTerms(t *testing.T, key string) consent.Terms {
	t.Helper()
	b, err := assets.TermsFile(key)
	if err != nil {
		t.Fatal(err)
	}
	terms, err := consent.ParseTerms(b)
	if err != nil {
		t.Fatalf("%s: %v", key, err)
	}
	return terms
}

// eachText runs f for every starter text in every language.
func eachText(t *testing.T, f func(t *testing.T, terms consent.Terms, lang string, text *consent.Text)) {
	for _, key := range assets.TermsFiles() {
		terms := parseTerms(t, key)
		for lang, text := range terms.Texts {
			t.Run(key+"/"+lang, func(t *testing.T) { f(t, terms, lang, text) })
		}
	}
}

// plan is what each text asks and on which ground: "a" consent, "b" agreement,
// "f" legitimate interest, "-" never part of this text; in capitals when the
// starter text asks it.
var plan = map[string]struct {
	uses  string // film stills social ads showreel reuse archive name ai
	flags string
}{
	"appearance":  {"A A A A a a a a A", "signed"},
	"contributor": {"B B A A a a f B -", "signed release"},
	"minor":       {"A A A a a - a a -", "signed minor"},
	"crowd":       {"A A A - - - a - -", "signed"},
	"employee":    {"A A A a a - f a -", "signed work"},
	"notice":      {"f f f . . . f . .", ""},
	"location":    {"B B B B B b b - -", "signed release place"},
}

var uses = []consent.Purpose{
	consent.Film, consent.Stills, consent.Social, consent.Ads, consent.Showreel,
	consent.Reuse, consent.Archive, consent.Name, consent.AI,
}

func TestTermsAskWhatThePlanSays(t *testing.T) {
	var keys []string
	for key, want := range plan {
		keys = append(keys, key)
		terms := parseTerms(t, key)
		if got := usesOf(terms); got != want.uses {
			t.Errorf("%s: uses are %q, want %q", key, got, want.uses)
		}
		if got := flagsOf(terms); got != want.flags {
			t.Errorf("%s: is %q, want %q", key, got, want.flags)
		}
		if terms.Key != key || terms.Version != 1 || !terms.Starter {
			t.Errorf("%s: key %q, version %d, starter %v", key, terms.Key, terms.Version, terms.Starter)
		}
	}
	slices.Sort(keys)
	if !slices.Equal(keys, assets.TermsFiles()) {
		t.Errorf("TermsFiles() = %v, want %v", assets.TermsFiles(), keys)
	}
}

func usesOf(terms consent.Terms) string {
	letters := map[consent.Basis]string{consent.BasisConsent: "a", consent.BasisAgreement: "b", consent.BasisInterest: "f", "": "-"}
	var out []string
	for _, use := range uses {
		i := slices.IndexFunc(terms.Purposes, func(p consent.PurposeTerms) bool { return p.Key == use })
		if i < 0 {
			out = append(out, ".")
			continue
		}
		letter := letters[terms.Purposes[i].Basis]
		if terms.Purposes[i].Asked {
			letter = strings.ToUpper(letter)
		}
		out = append(out, letter)
	}
	return strings.Join(out, " ")
}

func flagsOf(terms consent.Terms) string {
	var out []string
	for _, f := range []struct {
		on   bool
		word string
	}{
		{terms.Signed, "signed"}, {terms.Minor, "minor"}, {terms.Release, "release"}, {terms.Place, "place"}, {terms.AsksWork, "work"},
	} {
		if f.on {
			out = append(out, f.word)
		}
	}
	return strings.Join(out, " ")
}

func TestAdvertisingWithAMinorNeedsTwoGuardians(t *testing.T) {
	for _, p := range parseTerms(t, "minor").Purposes {
		if p.Key == consent.Ads && p.Guardians != 2 {
			t.Errorf("guardians for ads = %d, want 2", p.Guardians)
		}
	}
}

func TestUnknownTerms(t *testing.T) {
	for _, key := range []string{"", "performance", "../lang/en/common", "minor.json"} {
		if _, err := assets.TermsFile(key); !errors.Is(err, assets.ErrNoTerms) {
			t.Errorf("TermsFile(%q): error %v, want ErrNoTerms", key, err)
		}
	}
}

func TestTermsHaveEveryLanguage(t *testing.T) {
	for _, key := range assets.TermsFiles() {
		terms := parseTerms(t, key)
		for _, lang := range assets.Languages() {
			if terms.Texts[lang] == nil {
				t.Errorf("%s: no text in %q", key, lang)
			}
		}
	}
}

// filled is a production whose names are on the long side.
var filled = map[string]string{
	"title": "Det store eventyr ved havet", "controller": "Nordkaj Film ApS, CVR 99 00 11 22",
	"contact": "privat@nordkaj.example", "address": "Dokvej 7, 6700 Esbjerg",
	"customer": "Kyst TV", "recipients": "Kyst TV",
}

func TestStarterTermsCanBePublished(t *testing.T) {
	eachText(t, func(t *testing.T, terms consent.Terms, lang string, _ *consent.Text) {
		if err := terms.Publishable(lang); !errors.Is(err, consent.ErrTermsIncomplete) {
			t.Errorf("with its placeholders: error %v, want ErrTermsIncomplete", err)
		}
		if err := terms.Fill(filled).Publishable(lang); err != nil {
			t.Errorf("filled in: %v", err)
		}
	})
}

// maxRawCard leaves room for names of several words in a card of 60.
const maxRawCard = 45

func TestCardIsShort(t *testing.T) {
	eachText(t, func(t *testing.T, terms consent.Terms, lang string, text *consent.Text) {
		if n := len(strings.Fields(text.Card)); n > maxRawCard {
			t.Errorf("card has %d words, want at most %d", n, maxRawCard)
		}
		if n := len(strings.Fields(terms.Fill(filled).Texts[lang].Card)); n > consent.MaxCardWords {
			t.Errorf("filled card has %d words, want at most %d", n, consent.MaxCardWords)
		}
	})
}

func TestQuestionsAreThoseAsked(t *testing.T) {
	eachText(t, func(t *testing.T, terms consent.Terms, _ string, text *consent.Text) {
		asked := 0
		for _, p := range terms.Purposes {
			if _, ok := text.Questions[p.Key]; ok != p.Asked {
				t.Errorf("%s: asked %v, question %v", p.Key, p.Asked, ok)
			}
			if p.Asked {
				asked++
			}
		}
		if len(text.Questions) != asked || asked > consent.MaxPurposes {
			t.Errorf("%d questions for %d asked uses", len(text.Questions), asked)
		}
	})
}

func TestQuestionsSpeakInTheFirstPerson(t *testing.T) {
	eachText(t, func(t *testing.T, _ consent.Terms, lang string, text *consent.Text) {
		for use, q := range text.Questions {
			if !known(t, lang).firstPerson.MatchString(q.Sentence) || !strings.HasSuffix(q.Sentence, ".") {
				t.Errorf("%s: %q is not a sentence in the first person", use, q.Sentence)
			}
			for _, p := range []string{"{end}", "{territory}", "{recipients}"} {
				if !strings.Contains(q.Details, p) {
					t.Errorf("%s: details do not say %s", use, p)
				}
			}
		}
	})
}

func TestCardAndQuestionsHaveNoJargon(t *testing.T) {
	eachText(t, func(t *testing.T, _ consent.Terms, lang string, text *consent.Text) {
		said := []string{text.Title, text.Card, text.Child, text.NotAsked}
		for _, q := range text.Questions {
			said = append(said, q.Title, q.Sentence)
		}
		for _, s := range append(said, text.Spoken...) {
			if word := known(t, lang).jargon.FindString(s); word != "" {
				t.Errorf("%q in %q", word, s)
			}
		}
	})
}

var knownPlaceholders = strings.Fields("{title} {controller} {contact} {address} {customer} {recipients} {end} {territory} {date} {purposes}")

func TestTermsFillInKnownPlaceholders(t *testing.T) {
	eachText(t, func(t *testing.T, terms consent.Terms, _ string, text *consent.Text) {
		for _, p := range placeholders(wholeText(text)) {
			if !slices.Contains(knownPlaceholders, p) {
				t.Errorf("unknown placeholder %s", p)
			}
		}
		if terms.Signed && !strings.Contains(text.NotAsked, "{purposes}") {
			t.Error("the text does not say what it is not used for")
		}
		if !terms.Signed && (text.NotAsked == "" || strings.Contains(text.NotAsked, "{")) {
			t.Error("a notice names what it is not used for itself")
		}
	})
}

func wholeText(x *consent.Text) string {
	all := append([]string{x.Title, x.Card, x.Child, x.NotAsked, x.Review}, x.Spoken...)
	for _, q := range x.Questions {
		all = append(all, q.Title, q.Sentence, q.Details)
	}
	return strings.Join(all, "\n") + "\n" + fullText(x)
}

func fullText(x *consent.Text) string {
	var all []string
	for _, s := range x.Full {
		all = append(all, s.Heading, s.Body)
	}
	return strings.Join(all, "\n")
}

func TestChildSpokenAndReviewLines(t *testing.T) {
	eachText(t, func(t *testing.T, terms consent.Terms, _ string, text *consent.Text) {
		if (text.Child != "") != terms.Minor {
			t.Error("the child's part stands in the text of minors, and only there")
		}
		want := 3
		if !terms.Signed {
			want = 0
		}
		if len(text.Spoken) != want {
			t.Errorf("%d sentences to read aloud, want %d", len(text.Spoken), want)
		}
		if text.Review == "" {
			t.Error("nothing says that this is a starter text")
		}
	})
}
