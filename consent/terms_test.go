package consent_test

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	. "onset/consent"
)

// text is a short English text with every placeholder where it belongs.
func text() *Text {
	return &Text{
		Title: "{title}", Card: "{controller} films for {title}. You decide.", NotAsked: "We do not use it for {purposes}.",
		Questions: map[Purpose]QuestionText{
			Film:   {Title: "The film", Sentence: "You may use my image in {title} until {end} in {territory}.", Details: "Shown by {recipients}."},
			Social: {Title: "Social media", Sentence: "You may show clips until {end}.", Details: "On {recipients}."},
		},
		Full:   []Section{{Heading: "Who", Body: "{controller}, {address}, {contact}, for {customer}, {date}."}},
		Spoken: []string{"I say yes to {title}."},
	}
}

func terms(change ...func(*Terms)) Terms {
	t := Terms{
		Key: "appearance", Version: 1, Signed: true,
		Purposes: []PurposeTerms{
			{Key: Film, Basis: BasisConsent, Asked: true, Ends: EndRule{Years: 5}, Territory: "world", Recipients: []Recipient{{Name: "A Station", Policy: "https://example.org/policy"}}},
			{Key: Social, Basis: BasisConsent, Asked: true, Ends: EndRule{Date: NewDate(2027, 12, 31)}, After: true, Guardians: 2},
			{Key: AI, Basis: BasisConsent},
		},
		Texts: map[string]*Text{"en": text()},
	}
	for _, c := range change {
		c(&t)
	}
	return t
}

var values = map[string]string{
	"title": "The Pier", "controller": "Example Film", "contact": "film@example.org", "address": "1 Example Street",
	"customer": "A Station", "recipients": "A Station", "recipients.social": "our own channels",
}

func TestFill(t *testing.T) {
	before := terms()
	got := before.Fill(values).Texts["en"]
	for _, tt := range []struct{ got, want string }{
		{got.Title, "The Pier"},
		{got.Card, "Example Film films for The Pier. You decide."},
		{got.Questions[Film].Sentence, "You may use my image in The Pier until {end} in {territory}."},
		{got.Questions[Film].Details, "Shown by A Station."},
		{got.Questions[Social].Details, "On our own channels."},
		{got.Full[0].Body, "Example Film, 1 Example Street, film@example.org, for A Station, {date}."},
		{got.Spoken[0], "I say yes to The Pier."},
	} {
		if tt.got != tt.want {
			t.Errorf("filled %q, want %q", tt.got, tt.want)
		}
	}
	if before.Digest("en") != terms().Digest("en") {
		t.Error("filling a copy changed the original")
	}
	once := before.Fill(map[string]string{"title": "{controller}", "controller": "X", "contact": "  "})
	if once.Texts["en"].Title != "{controller}" || !strings.Contains(once.Texts["en"].Full[0].Body, "{contact}") {
		t.Errorf("filled twice, or with nothing: %+v", once.Texts["en"])
	}
}

func TestDigest(t *testing.T) {
	a := terms().Digest("en")
	if a.IsZero() || a == terms(func(t *Terms) { t.Texts["en"].Full[0].Body += "." }).Digest("en") {
		t.Error("a changed text has the same digest")
	}
	if !terms().Digest("da").IsZero() {
		t.Error("a language that is missing has a digest")
	}
	const want = "1cf9f3edc0dec28f2ab2510c6e0de85324cfa4e478698518ff79f023f5782af2"
	if a.String() != want {
		t.Errorf("digest is %s: records already made name another", a)
	}
}

func TestPublishable(t *testing.T) {
	first := func(change func(*PurposeTerms)) func(*Terms) { return func(t *Terms) { change(&t.Purposes[0]) } }
	en := func(change func(*Text)) func(*Terms) { return func(t *Terms) { change(t.Texts["en"]) } }
	tests := []struct {
		name   string
		change func(*Terms)
		want   error
	}{
		{"complete", func(*Terms) {}, nil},
		{"a notice asks nothing", func(t *Terms) {
			t.Signed, t.Purposes = false, []PurposeTerms{{Key: Film, Basis: BasisInterest, Ends: EndRule{Years: 1}}}
		}, nil},
		{"no such language", func(t *Terms) { delete(t.Texts, "en") }, ErrTermsIncomplete},
		{"no key", func(t *Terms) { t.Key = "" }, ErrTermsIncomplete},
		{"no version", func(t *Terms) { t.Version = 0 }, ErrTermsIncomplete},
		{"no title", en(func(x *Text) { x.Title = " " }), ErrTermsIncomplete},
		{"no card", en(func(x *Text) { x.Card = "" }), ErrTermsIncomplete},
		{"no full text", en(func(x *Text) { x.Full = nil }), ErrTermsIncomplete},
		{"an empty section", en(func(x *Text) { x.Full[0].Body = "" }), ErrTermsIncomplete},
		{"nothing about what is not asked", en(func(x *Text) { x.NotAsked = "" }), ErrTermsIncomplete},
		{"no question", en(func(x *Text) { delete(x.Questions, Film) }), ErrTermsIncomplete},
		{"no words for the child", func(t *Terms) { t.Minor = true }, ErrTermsIncomplete},
		{"nothing asked", func(t *Terms) { t.Purposes = t.Purposes[2:] }, ErrTermsIncomplete},
		{"asked twice", func(t *Terms) { t.Purposes[1].Key = Film }, ErrTermsIncomplete},
		{"no end", first(func(p *PurposeTerms) { p.Ends = EndRule{} }), ErrTermsIncomplete},
		{"a thousand years", first(func(p *PurposeTerms) { p.Ends = EndRule{Years: 1000} }), ErrTermsIncomplete},
		{"an end before the start", first(func(p *PurposeTerms) { p.Ends.Years = -1 }), ErrTermsIncomplete},
		{"no legal basis", first(func(p *PurposeTerms) { p.Basis = "hope" }), ErrTermsIncomplete},
		{"a recipient without a name", first(func(p *PurposeTerms) { p.Recipients[0].Name = "" }), ErrTermsIncomplete},
		{"a recipient without a policy", first(func(p *PurposeTerms) { p.Recipients[0].Policy = "javascript:alert(1)" }), ErrTermsIncomplete},
		{"six questions", func(t *Terms) {
			for _, p := range []Purpose{Stills, Ads, Showreel, Archive} {
				t.Purposes = append(t.Purposes, PurposeTerms{Key: p, Basis: BasisConsent, Asked: true, Ends: EndRule{Years: 1}})
				t.Texts["en"].Questions[p] = QuestionText{Title: "?", Sentence: "?"}
			}
		}, ErrTooManyPurposes},
		{"a card of 61 words", en(func(x *Text) { x.Card = strings.Repeat("word ", MaxCardWords+1) }), ErrCardTooLong},
		{"a card of 60 words", en(func(x *Text) { x.Card = strings.Repeat("word ", MaxCardWords) }), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := terms(tt.change).Fill(values).Publishable("en"); !errors.Is(err, tt.want) || err != nil && tt.want == nil {
				t.Errorf("says %v, want %v", err, tt.want)
			}
		})
	}
	for name := range values {
		some := maps.Clone(values)
		delete(some, name)
		if err := terms().Fill(some).Publishable("en"); !strings.Contains(name, ".") && !errors.Is(err, ErrTermsIncomplete) {
			t.Errorf("published without %s: %v", name, err)
		}
	}
}

func TestChoices(t *testing.T) {
	got := terms().Choices(map[Purpose]Answer{Social: Denied, Film: Granted, AI: Granted, "dance": Granted}, today)
	want := []Choice{
		{Purpose: Film, Answer: Granted, Basis: BasisConsent, Ends: NewDate(2031, 5, 12), Territory: "world"},
		{Purpose: Social, Answer: Denied, Basis: BasisConsent, Ends: NewDate(2027, 12, 31), After: true, Guardians: 2},
	}
	if !slices.Equal(got, want) {
		t.Errorf("choices are %+v", got)
	}
	if got := terms().Choices(map[Purpose]Answer{Film: "maybe"}, today); len(got) != 0 {
		t.Errorf("no answer counts as %+v", got)
	}
	if got := (EndRule{Years: 5, Date: NewDate(2027, 1, 1)}).On(today); got != NewDate(2027, 1, 1) {
		t.Errorf("the later of two ends holds: %s", got)
	}
}

func TestParseTerms(t *testing.T) {
	good, err := json.Marshal(terms())
	if err != nil {
		t.Fatal(err)
	}
	back, err := ParseTerms(good)
	if err != nil || back.Digest("en") != terms().Digest("en") {
		t.Fatalf("a terms file comes back as %+v, %v", back, err)
	}
	if _, err := ParseTerms([]byte(`{"key":"x","version":1,"signed":true,"texts":{"en":{"title":"","card":""},"pt-BR":{"title":"","card":""}}}` + "\n")); err != nil {
		t.Errorf("a language with capitals: %v", err)
	}
	for name, bad := range map[string]string{
		"nothing":               ``,
		"no object":             `[]`,
		"null":                  `null`,
		"null language":         `{"texts":{"en":null}}`,
		"two values":            `{} {}`,
		"cut off":               `{"key":"x"`,
		"unknown key":           `{"keys":"x"}`,
		"doubled key":           `{"key":"a","key":"b"}`,
		"key in another case":   `{"Key":"a"}`,
		"key that folds":        "{\"key\":\"a\",\"\u212aey\":\"b\"}",
		"key within a question": `{"texts":{"en":{"title":"","card":"","questions":{"film":{"title":"a","Title":"b"}}}}}`,
		"language twice":        `{"texts":{"en":{},"EN":{}}}`,
		"too deep":              strings.Repeat(`{"texts":`, 40) + "1" + strings.Repeat("}", 40),
		"too large":             `{"key":"` + strings.Repeat("x", MaxTermsFile) + `"}`,
		"not UTF-8":             "{\"key\":\"\xff\"}",
		"a date that is none":   `{"purposes":[{"key":"film","ends":{"date":"2026-02-30"}}]}`,
	} {
		if _, err := ParseTerms([]byte(bad)); !errors.Is(err, ErrTermsFile) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzParseTerms(f *testing.F) {
	good, err := json.Marshal(terms())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte(`{"texts":{"en":{"title":"{title}"}},"purposes":[{"key":"film","asked":true}]}`))
	f.Add([]byte(`{"key":"a","key":"b"}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := ParseTerms(b)
		if err != nil {
			if !errors.Is(err, ErrTermsFile) {
				t.Fatalf("an error of no kind: %v", err)
			}
			return
		}
		canonical, err := json.Marshal(got)
		if err != nil {
			t.Fatal(err)
		}
		again, err := ParseTerms(canonical)
		if err != nil {
			t.Fatalf("%v in what we wrote: %s", err, canonical)
		}
		filled := again.Fill(values)
		for lang := range got.Texts {
			if got.Digest(lang) != again.Digest(lang) {
				t.Fatalf("the digest changed: %s", canonical)
			}
			if filled.Publishable(lang) == nil && len(filled.Choices(map[Purpose]Answer{Film: Granted}, today)) > MaxPurposes {
				t.Fatal("too many choices")
			}
		}
	})
}
