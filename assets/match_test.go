package assets_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"onset/assets"
)

func TestMatch(t *testing.T) {
	known := []string{"ar", "da", "en", "nb", "pt", "pt-BR"}
	for _, c := range []struct{ tag, want string }{
		{"da", "da"},
		{"DA", "da"},
		{"da-DK", "da"},
		{"da_DK", "da"},
		{"da-Latn-DK", "da"},
		{"ar-EG-u-nu-latn", "ar"},
		{"no", "nb"},
		{"NO", "nb"},
		{"nn", "nb"},
		{"nb-NO", "nb"},
		{"nn-NO", "nb"},
		{"no_NO", "nb"},
		{"pt-br", "pt-BR"},
		{"pt-PT", "pt"},
		{"pt-BR-x-set", "pt-BR"},
		{"", ""},
		{"-", ""},
		{"-da", ""},
		{"d", ""},
		{"dan", ""},
		{"xx", ""},
		{"*", ""},
		{"../en", ""},
		{"en/../da", ""},
	} {
		if got := assets.Match(c.tag, known); got != c.want {
			t.Errorf("Match(%q) = %q, want %q", c.tag, got, c.want)
		}
	}
	for tag, want := range map[string]string{"nn-NO": "nn", "no": "nb", "nb": "nb"} {
		if got := assets.Match(tag, []string{"nb", "nn"}); got != want {
			t.Errorf("beside the other Norwegian, Match(%q) = %q, want %q", tag, got, want)
		}
	}
	if got := assets.Match("da", nil); got != "" {
		t.Errorf("among none: %q", got)
	}
}

// TestMatchFindsOnlyWhatIsThere holds for whatever a phone sends.
func TestMatchFindsOnlyWhatIsThere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		known := rapid.SliceOfDistinct(rapid.StringMatching(`[a-z]{2}(-[A-Z]{2})?`), rapid.ID[string]).Draw(t, "known")
		tag := rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-zA-Z]{2}([-_][a-zA-Z]{2,4}){0,3}`)).Draw(t, "tag")
		if got := assets.Match(tag, known); got != "" && !slices.Contains(known, got) {
			t.Fatalf("%q is not among %q", got, known)
		}
		if slices.Contains(known, tag) && assets.Match(tag, known) != tag {
			t.Fatalf("%q is there, and another was taken", tag)
		}
	})
}
