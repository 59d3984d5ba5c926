package assets_test

import (
	"errors"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"onset/assets"
)

// load reads a language; a key that stands twice is refused there.
func load(t *testing.T, tag string) map[string]string {
	t.Helper()
	texts, err := assets.Lang(tag)
	if err != nil {
		t.Fatalf("Lang(%q): %v", tag, err)
	}
	return texts
}

func TestLanguagesHaveTheSameKeys(t *testing.T) {
	want := load(t, "en")
	for _, tag := range assets.Languages() {
		got := load(t, tag)
		for _, key := range slices.Sorted(maps.Keys(want)) {
			if _, ok := got[key]; !ok {
				t.Errorf("%s: no text for %q", tag, key)
			}
		}
		for _, key := range slices.Sorted(maps.Keys(got)) {
			if _, ok := want[key]; !ok {
				t.Errorf("en: no text for %q, which %s has", key, tag)
			}
		}
	}
}

func TestTextsHaveTheSamePlaceholders(t *testing.T) {
	english := load(t, "en")
	for _, tag := range assets.Languages() {
		for key, text := range load(t, tag) {
			if got, want := placeholders(text), placeholders(english[key]); !slices.Equal(got, want) {
				t.Errorf("%s: %q fills in %v, en fills in %v", tag, key, got, want)
			}
		}
	}
}

var placeholder = regexp.MustCompile(`\{[^{}]*\}`)

func placeholders(text string) []string {
	found := placeholder.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

var (
	keyForm  = regexp.MustCompile(`^[a-z0-9_]+(\.[A-Za-z0-9_-]+)+$`)
	nameForm = regexp.MustCompile(`^\{[a-z_0-9]+\}$`)
)

func TestTextsAreWellFormed(t *testing.T) {
	for _, tag := range assets.Languages() {
		texts := load(t, tag)
		for key, text := range texts {
			checkText(t, tag, key, text)
			checkPlural(t, tag, key, texts)
		}
	}
}

func checkText(t *testing.T, tag, key, text string) {
	t.Helper()
	if !keyForm.MatchString(key) {
		t.Errorf("%s: key %q is not dotted lower case", tag, key)
	}
	if strings.TrimSpace(text) == "" {
		t.Errorf("%s: %q is empty", tag, key)
	}
	for _, p := range placeholders(text) {
		if !nameForm.MatchString(p) {
			t.Errorf("%s: %q has the malformed placeholder %s", tag, key, p)
		}
	}
}

func checkPlural(t *testing.T, tag, key string, texts map[string]string) {
	t.Helper()
	for form, other := range map[string]string{".one": ".other", ".other": ".one"} {
		stem, ok := strings.CutSuffix(key, form)
		if _, both := texts[stem+other]; ok && !both && !pickListEntry[key] {
			t.Errorf("%s: %q has no %q beside it", tag, key, other)
		}
	}
}

// pickListEntry are keys whose last part is the code "other", not a plural.
var pickListEntry = map[string]bool{"relation.other": true, "override.other": true, "judge.other": true}

func TestLangFindsTheNearestLanguage(t *testing.T) {
	for _, c := range []struct{ tag, yes string }{
		{"en", "Yes"}, {"en-GB", "Yes"}, {"EN_us", "Yes"}, {"da", "Ja"}, {"da-DK", "Ja"}, {"da-Latn-DK", "Ja"},
	} {
		if got := load(t, c.tag)["button.yes"]; got != c.yes {
			t.Errorf("Lang(%q): yes is %q, want %q", c.tag, got, c.yes)
		}
	}
	for _, tag := range []string{"", "fr", "d", "dan", "..", "en/../da", "-"} {
		if _, err := assets.Lang(tag); !errors.Is(err, assets.ErrNoLanguage) {
			t.Errorf("Lang(%q): error %v, want ErrNoLanguage", tag, err)
		}
	}
}

func TestClothing(t *testing.T) {
	for _, c := range []struct{ lang, colour, garment, want string }{
		{"en", "blue", "scarf", "blue scarf"},
		{"da", "blue", "scarf", "blåt halstørklæde"},
		{"da", "yellow", "cap", "gul kasket"},
		{"da", "black", "trousers", "sorte bukser"},
		{"da", "", "cap", "kasket"},
		{"da", "red", "", "rød"},
		{"en", "", "", "Clothing not noted"},
	} {
		w, err := assets.NewWords(c.lang)
		if err != nil {
			t.Fatal(err)
		}
		if got := w.Clothing(c.colour, c.garment); got != c.want {
			t.Errorf("%s: Clothing(%q, %q) = %q, want %q", c.lang, c.colour, c.garment, got, c.want)
		}
	}
}

func TestPickListsNameTheSameThings(t *testing.T) {
	english, danish := words(t, "en"), words(t, "da")
	for name, lists := range map[string][2][]string{
		"garments": {english.Garments(), danish.Garments()},
		"colours":  {english.Colours(), danish.Colours()},
	} {
		slices.Sort(lists[0])
		slices.Sort(lists[1])
		if len(lists[0]) == 0 || !slices.Equal(lists[0], lists[1]) {
			t.Errorf("%s differ: %v and %v", name, lists[0], lists[1])
		}
	}
	for _, g := range danish.Garments() {
		if form := danish.T("garment." + g + ".form"); !slices.Contains([]string{"common", "neuter", "plural"}, form) {
			t.Errorf("garment %q has the unknown form %q", g, form)
		}
	}
}

func words(t *testing.T, tag string) *assets.Words {
	t.Helper()
	w, err := assets.NewWords(tag)
	if err != nil {
		t.Fatal(err)
	}
	return w
}
