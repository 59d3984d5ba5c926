package assets_test

import "testing"

func TestLists(t *testing.T) {
	for _, c := range []struct {
		lang  string
		items []string
		or    string
		and   string
	}{
		{"en", nil, "", ""},
		{"en", []string{"a"}, "a", "a"},
		{"en", []string{"a", "b"}, "a or b", "a and b"},
		{"da", []string{"a", "b", "c"}, "a, b eller c", "a, b og c"},
	} {
		w := words(t, c.lang)
		if or, and := w.Or(c.items), w.And(c.items); or != c.or || and != c.and {
			t.Errorf("%s %v: %q and %q, want %q and %q", c.lang, c.items, or, and, c.or, c.and)
		}
	}
}

func TestNotUsed(t *testing.T) {
	for lang, want := range map[string]string{
		"en": "in showreels, in other productions or with a name on screen",
		"da": "i showreels, i andre produktioner eller med navn på skærmen",
	} {
		if got := words(t, lang).NotUsed([]string{"showreel", "reuse", "name"}); got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
}
