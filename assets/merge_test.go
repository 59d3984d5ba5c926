package assets

import (
	"errors"
	"testing"
)

func TestMergeTextsRefuses(t *testing.T) {
	for name, file := range map[string]string{
		"nothing":           ``,
		"an array":          `["a"]`,
		"a number":          `{"a.b": 1}`,
		"an inner object":   `{"a.b": {"c": "d"}}`,
		"null":              `{"a.b": null}`,
		"a key twice":       `{"a.b": "x", "a.b": "y"}`,
		"a key from before": `{"old.key": "x"}`,
		"no end":            `{"a.b": "x"`,
		"two objects":       `{"a.b": "x"}{}`,
		"a trailing comma":  `{"a.b": "x",}`,
	} {
		texts := map[string]string{"old.key": "stays"}
		if err := mergeTexts(texts, []byte(file)); !errors.Is(err, ErrBadTexts) {
			t.Errorf("%s: error %v, want ErrBadTexts", name, err)
		}
		if texts["old.key"] != "stays" {
			t.Errorf("%s: an earlier text was overwritten", name)
		}
	}
}

func FuzzMergeTexts(f *testing.F) {
	f.Add([]byte(`{"a.b": "x"}`))
	f.Add([]byte(`{"a.b": "x", "a.b": "y"}`))
	f.Add([]byte(`{"a": [}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		texts := map[string]string{"old.key": "stays"}
		err := mergeTexts(texts, file)
		if err != nil && !errors.Is(err, ErrBadTexts) {
			t.Errorf("error %v is not ErrBadTexts", err)
		}
		if texts["old.key"] != "stays" {
			t.Error("an earlier text was overwritten")
		}
	})
}
