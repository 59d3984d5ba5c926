package slate

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestSlateText(t *testing.T) {
	s := Slate{Production: TagOf("production"), Scene: "12A", Take: 4, At: slateAt}
	text, err := Encode(s, testKey)
	if err != nil || !strings.HasPrefix(text, "ONSET1"+s.Production.String()) || !strings.HasSuffix(text, "12A/4") {
		t.Fatalf("%q, %v", text, err)
	}
	if got, err := Parse(text, testKey); err != nil || got != s {
		t.Errorf("%+v, %v, want %+v", got, err, s)
	}
	if code := modulesOf(t, slateText(t)); len(code) != slateModules {
		t.Errorf("the longest slate has %d modules, want %d", len(code), slateModules)
	}
}

// TestKnownSlate pins the format: slates on disks must stay readable.
func TestKnownSlate(t *testing.T) {
	const known = "ONSET1NE71H6ACY7TAJTCGD12A/4"
	s := Slate{Production: TagOf("production"), Scene: "12A", Take: 4, At: slateAt}
	if text, err := Encode(s, nil); text != known || err != nil {
		t.Errorf("%q, %v, want %q", text, err, known)
	}
}

func TestWhatIsNoSlate(t *testing.T) {
	text, err := Encode(Slate{Production: 7, Scene: "12A", Take: 4, At: slateAt}, testKey)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, text string
		key        []byte
		want       error
	}{
		{"nothing", "", testKey, ErrForeign},
		{"another text", "https://example.org", testKey, ErrForeign},
		{"the mark only", "ONSET1", testKey, ErrForeign},
		{"no take's bar", text[:headSize] + "12A", testKey, ErrForeign},
		{"a zero before the take", text[:headSize] + "12A/04", testKey, ErrForeign},
		{"a take of words", text[:headSize] + "12A/X", testKey, ErrForeign},
		{"lower case", strings.ToLower(text), testKey, ErrForeign},
		{"too long", text + "0000000000000", testKey, ErrForeign},
		{"a letter that is no digit", strings.Replace(text, text[6:7], "U", 1), testKey, ErrForeign},
		{"a later version", "ONSET2" + text[6:], testKey, ErrVersion},
		{"another key", text, []byte("other"), ErrCheck},
		{"no key", text, nil, ErrCheck},
		{"another take", strings.TrimSuffix(text, "4") + "5", testKey, ErrCheck},
	} {
		if _, err := Parse(tt.text, tt.key); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
	if s, _ := Parse(text, nil); s.Scene != "12A" || s.Production != 7 {
		t.Errorf("a wrong check hides what the slate says: %+v", s)
	}
}

func TestWhatDoesNotFit(t *testing.T) {
	good := Slate{Scene: "12A", Take: 4, At: slateAt}
	for name, change := range map[string]func(*Slate){
		"lower case": func(s *Slate) { s.Scene = "12a" },
		"long scene": func(s *Slate) { s.Scene = "123456789012" },
		"space":      func(s *Slate) { s.Scene = " 12" },
		"take":       func(s *Slate) { s.Take = 1000 },
		"no take":    func(s *Slate) { s.Take = -1 },
		"early":      func(s *Slate) { s.At = epoch.Add(-time.Second) },
		"late":       func(s *Slate) { s.At = epoch.AddDate(40, 0, 0) },
		"tag":        func(s *Slate) { s.Production = 1 << 25 },
	} {
		s := good
		if change(&s); s == good {
			t.Fatal(name)
		}
		if text, err := Encode(s, nil); !errors.Is(err, ErrSlate) || text != "" {
			t.Errorf("%s: %q, %v", name, text, err)
		}
	}
}

// TestEverySlateReadsBack: and what was changed in one letter does not.
func TestEverySlateReadsBack(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		key := rapid.SliceOfN(rapid.Byte(), 0, 40).Draw(r, "key")
		s := Slate{
			Production: Tag(rapid.Uint32Range(0, 1<<25-1).Draw(r, "tag")),
			Scene:      SceneText(rapid.String().Draw(r, "scene")),
			Take:       rapid.IntRange(0, MaxTake).Draw(r, "take"),
			At:         epoch.Add(time.Duration(rapid.Int64Range(0, 1<<40-1).Draw(r, "ms")) * time.Millisecond),
		}
		text, err := Encode(s, key)
		if err != nil || len(text) > maxSize || strings.Trim(text, sceneLetters) != "" {
			r.Fatalf("%q, %v", text, err)
		}
		if got, err := Parse(text, key); err != nil || got != s {
			r.Fatalf("%+v, %v", got, err)
		}
		at, to := rapid.IntRange(0, len(text)-1).Draw(r, "at"), rapid.SampledFrom([]byte(sceneLetters)).Draw(r, "to")
		other := text[:at] + string(to) + text[at+1:]
		if got, err := Parse(other, append(key, 1)); err == nil {
			r.Fatalf("%q is read as %+v with another key", other, got)
		}
	})
}

// FuzzParse: only what Encode writes is read.
func FuzzParse(f *testing.F) {
	f.Add(slateText(f))
	f.Add("ONSET1NE71H6ACY7TAJTCGD12A/4")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Parse(text, testKey)
		if err != nil {
			if !errors.Is(err, ErrForeign) && !errors.Is(err, ErrVersion) && !errors.Is(err, ErrCheck) {
				t.Fatalf("undeclared error %v", err)
			}
			return
		}
		if back, err := Encode(s, testKey); err != nil || back != text {
			t.Errorf("%q comes back as %q, %v", text, back, err)
		}
	})
}
