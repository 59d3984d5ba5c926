package assets_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"onset/consent"
)

// language is what the checks must know of a language of the starter texts.
type language struct {
	firstPerson *regexp.Regexp    // words of somebody who speaks of himself, herself or what is theirs
	jargon      *regexp.Regexp    // words that stand in the full text only
	about       string            // how the last section names key and version of the text
	mustHave    map[string]string // patterns by kind of mustHaves; English and Danish stand there
}

// languages has a row for each; one that is neither English nor Danish has a
// file of its own: that of German stands in terms_de_test.go.
var languages = map[string]language{
	"en": {
		firstPerson: regexp.MustCompile(`\b(I|me|my)\b`),
		jargon:      regexp.MustCompile(`(?i)gdpr|consent|artic|legitim|processing|sublicen|perpetu`),
		about:       `\(%s\), version %d, English, a translation of the Danish version %[2]d\. Shown on \{date\}\.`,
	},
	"da": {
		firstPerson: regexp.MustCompile(`\b(jeg|mig|min|mit|mine)\b`),
		jargon:      regexp.MustCompile(`(?i)gdpr|samtykke|artikel|dataansvarlig|legitim|behandl|licens`),
		about:       `\(%s\), version %d, dansk\. Vist den \{date\}\.`,
	},
}

// known is what the checks know of a language, or the end of the test.
func known(t *testing.T, lang string) language {
	t.Helper()
	l, ok := languages[lang]
	if !ok {
		t.Fatalf("the checks do not know the language %q", lang)
	}
	return l
}

func TestLanguagesHaveTheSameSections(t *testing.T) {
	there, back := map[string]string{}, map[string]string{}
	eachText(t, func(t *testing.T, terms consent.Terms, lang string, text *consent.Text) {
		english := terms.Texts["en"]
		if len(text.Full) != len(english.Full) {
			t.Fatalf("%d sections, %d in English", len(text.Full), len(english.Full))
		}
		for i, s := range text.Full {
			pair(t, there, lang+": "+english.Full[i].Heading, s.Heading)
			pair(t, back, lang+": "+s.Heading, english.Full[i].Heading)
			samePlaceholders(t, s.Heading, s.Body, english.Full[i].Body)
		}
	})
}

// pair checks that a heading always has the same counterpart.
func pair(t *testing.T, seen map[string]string, heading, other string) {
	t.Helper()
	if was, ok := seen[heading]; ok && was != other {
		t.Errorf("heading %q stands for %q and for %q", heading, was, other)
	}
	seen[heading] = other
}

func samePlaceholders(t *testing.T, where, text, english string) {
	t.Helper()
	if got, want := placeholders(text), placeholders(english); !slices.Equal(got, want) {
		t.Errorf("%s: fills in %v, in English %v", where, got, want)
	}
}

func TestLanguagesHaveTheSameLines(t *testing.T) {
	eachText(t, func(t *testing.T, terms consent.Terms, _ string, text *consent.Text) {
		english := terms.Texts["en"]
		sameLines(t, "title", text.Title, english.Title)
		sameLines(t, "card", text.Card, english.Card)
		sameLines(t, "child", text.Child, english.Child)
		sameLines(t, "not asked", text.NotAsked, english.NotAsked)
		sameLines(t, "review", text.Review, english.Review)
		for i, s := range text.Spoken {
			sameLines(t, "spoken", s, english.Spoken[i])
		}
		for use, q := range text.Questions {
			sameLines(t, string(use), q.Sentence, english.Questions[use].Sentence)
			sameLines(t, string(use), q.Details, english.Questions[use].Details)
		}
	})
}

// sameLines checks that a text has the lines of the English one, with a label
// where that has one and with the same names to fill in.
func sameLines(t *testing.T, where, text, english string) {
	t.Helper()
	got, want := strings.Split(text, "\n"), strings.Split(english, "\n")
	if len(got) != len(want) {
		t.Fatalf("%s: %d lines, in English %d", where, len(got), len(want))
	}
	for i := range got {
		samePlaceholders(t, where, got[i], want[i])
		if strings.TrimSpace(got[i]) != got[i] || got[i] == "" && want[i] != "" {
			t.Errorf("%s: line %q is empty or has space around it", where, got[i])
		}
		if len(want) > 1 && label.MatchString(want[i]) && !label.MatchString(got[i]) {
			t.Errorf("%s: line %q has no label", where, got[i])
		}
	}
}

// label stands before the first colon of a line; no placeholder stands in it.
var label = regexp.MustCompile(`^[^:{}.]+: \S`)
