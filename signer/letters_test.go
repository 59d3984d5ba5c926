package signer

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestCodeTextComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := rapid.SliceOfN(rapid.Byte(), 1, 90).Draw(t, "bytes")
		text := CodeText(b)
		for _, typed := range []string{
			text, strings.ToLower(text), strings.ReplaceAll(text, "-", " "), strings.ReplaceAll(text, "-", ""),
			strings.ReplaceAll(text, "0", "o"), strings.ReplaceAll(text, "1", "l"), "\t" + text + "\n",
		} {
			got, err := CodeBytes(typed, 90)
			if err != nil || !bytes.Equal(got, b) {
				t.Fatalf("%q: %x, %v", typed, got, err)
			}
		}
	})
}

func TestOneWrongLetterIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := []byte(CodeText(rapid.SliceOfN(rapid.Byte(), 1, 90).Draw(t, "bytes")))
		i := rapid.IntRange(0, len(text)-1).Filter(func(i int) bool { return text[i] != '-' }).Draw(t, "place")
		letter := codeLetters[rapid.IntRange(0, 31).Draw(t, "letter")]
		if letter == text[i] {
			return
		}
		text[i] = letter
		if _, err := CodeBytes(string(text), 90); !errors.Is(err, ErrTypo) {
			t.Fatalf("%s: %v", text, err)
		}
	})
}

func TestNeighboursThatChangedPlacesAreFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := []byte(strings.ReplaceAll(CodeText(rapid.SliceOfN(rapid.Byte(), 1, 90).Draw(t, "bytes")), "-", ""))
		i := rapid.IntRange(0, len(text)-2).Draw(t, "place")
		if text[i] == text[i+1] {
			return
		}
		text[i], text[i+1] = text[i+1], text[i]
		if _, err := CodeBytes(string(text), 90); !errors.Is(err, ErrTypo) {
			t.Fatalf("%s: %v", text, err)
		}
	})
}

func TestWhatIsNoCode(t *testing.T) {
	for _, bad := range []string{"", "A", "AB", "ABCDU", strings.Repeat("0", 500), strings.Repeat("-", 40), "ABC!-12345", "Æ1234"} {
		if _, err := CodeBytes(bad, 90); !errors.Is(err, ErrRecoveryCode) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func FuzzCodeBytes(f *testing.F) {
	f.Add(CodeText([]byte("some bytes of a code")))
	f.Add("0")
	f.Fuzz(func(t *testing.T, s string) {
		b, err := CodeBytes(s, 90)
		if err != nil {
			return
		}
		again, err := CodeBytes(CodeText(b), 90)
		if err != nil || !bytes.Equal(again, b) {
			t.Fatalf("%q gives %x, which comes back as %x: %v", s, b, again, err)
		}
	})
}
