package signer

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func signature() *Ink {
	return &Ink{W: 600, H: 200, Strokes: [][]InkPoint{{{10, 100, 0}, {200, 20, 90}, {420.5, 150, 200}}, {{500, 100, 300}}}}
}

func TestInkValidate(t *testing.T) {
	many := make([]InkPoint, maxInkPoints+1)
	for i := range many {
		many[i] = InkPoint{X: float64(i % 500), Y: 50}
	}
	pad := func(strokes ...[]InkPoint) *Ink { return &Ink{W: 600, H: 200, Strokes: strokes} }
	for name, tt := range map[string]struct {
		ink  *Ink
		want error
	}{
		"signature":        {signature(), nil},
		"a short stroke":   {pad([]InkPoint{{X: 10}, {X: 60}}), nil},
		"slid off the pad": {pad([]InkPoint{{X: 500}, {X: 640, Y: -20}}), nil},
		"nothing":          {pad(), ErrInkEmpty},
		"empty strokes":    {pad(nil, []InkPoint{}), ErrInkEmpty},
		"dot":              {pad([]InkPoint{{X: 10, Y: 10}}), ErrInkDot},
		"smear":            {pad([]InkPoint{{X: 10, Y: 10}, {X: 20, Y: 12}, {X: 12, Y: 10}}), ErrInkDot},
		"scribbled dot":    {pad([]InkPoint{{X: 10}, {X: 20}, {X: 10}, {X: 20}, {X: 10}, {X: 20}}), ErrInkDot},
		"two dots apart":   {pad([]InkPoint{{X: 10}}, []InkPoint{{X: 500}}), ErrInkDot},
		"no pad":           {&Ink{Strokes: signature().Strokes}, ErrInkAbsurd},
		"negative pad":     {&Ink{W: -600, H: 200, Strokes: signature().Strokes}, ErrInkAbsurd},
		"pad not a number": {&Ink{W: math.NaN(), H: 200, Strokes: signature().Strokes}, ErrInkAbsurd},
		"endless pad":      {&Ink{W: math.Inf(1), H: 200, Strokes: signature().Strokes}, ErrInkAbsurd},
		"not a number":     {pad([]InkPoint{{X: 10}, {X: math.NaN()}}), ErrInkAbsurd},
		"infinite":         {pad([]InkPoint{{X: 10}, {Y: math.Inf(-1)}}), ErrInkAbsurd},
		"far outside":      {pad([]InkPoint{{X: 10}, {X: 901}}), ErrInkAbsurd},
		"before the start": {pad([]InkPoint{{X: 10}, {X: 300, T: -1}}), ErrInkAbsurd},
		"too many points":  {pad(many), ErrInkAbsurd},
		"too many strokes": {pad(make([][]InkPoint, maxInkPoints+1)...), ErrInkAbsurd},
	} {
		if err := tt.ink.Validate(); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
}

func TestParseInk(t *testing.T) {
	good := `{"w":600,"h":200,"strokes":[[{"x":10,"y":100,"t":0},{"x":200,"y":20,"t":90}]]}`
	for name, tt := range map[string]struct {
		in   string
		want error
	}{
		"good":           {good, nil},
		"white space":    {"\n " + good + "\n", nil},
		"key twice":      {strings.Replace(good, `"h":200`, `"h":200,"h":300`, 1), ErrInkAbsurd},
		"key in capital": {strings.Replace(good, `"w"`, `"W"`, 1), ErrInkAbsurd},
		"point capital":  {strings.Replace(good, `"x"`, `"X"`, 1), ErrInkAbsurd},
		"unknown key":    {strings.Replace(good, `"h":200`, `"h":200,"z":1`, 1), ErrInkAbsurd},
		"null":           {strings.Replace(good, `10`, `null`, 1), ErrInkAbsurd},
		"text":           {strings.Replace(good, `10`, `"10"`, 1), ErrInkAbsurd},
		"too large":      {good + strings.Repeat(" ", MaxInk), ErrInkAbsurd},
		"nothing drawn":  {`{"w":600,"h":200,"strokes":[]}`, ErrInkEmpty},
		"no strokes":     {`{"w":600,"h":200}`, ErrInkAbsurd},
		"list":           {`[]`, ErrInkAbsurd},
		"null at all":    {`null`, ErrInkAbsurd},
	} {
		if _, err := ParseInk([]byte(tt.in)); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
}

func TestInkSVGPath(t *testing.T) {
	if got, want := signature().SVGPath(), "M10 100L200 20L420.5 150M500 100h0"; got != want {
		t.Errorf("%s", got)
	}
	k := Ink{W: 10, H: 10, Strokes: [][]InkPoint{{{X: -0.01, Y: 1.0 / 3}}}}
	if got := k.SVGPath(); got != "M0 0.3h0" {
		t.Errorf("%s", got)
	}
}

func fullParticulars() Particulars {
	return Particulars{
		Name: "Åse <Test> & Søn", Label: "red hat", Band: "A-041", Contact: "a@example.org", BornMonth: "2011-03",
		Guardians: []GuardianParticulars{{Name: "G", Contact: "g@example.org", Relation: "mother", Ink: signature()}},
		Ink:       signature(), Face: []byte{0xff, 0xd8}, Secret: make([]byte, 16),
	}
}

func TestParticularsRoundTrip(t *testing.T) {
	b, err := EncodeParticulars(fullParticulars())
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(b, []byte("<Test> & S")) {
		t.Errorf("escaped: %s", b)
	}
	p, err := DecodeParticulars(b)
	if err != nil {
		t.Fatal(err)
	}
	again, err := EncodeParticulars(p)
	if err != nil || !bytes.Equal(again, b) {
		t.Errorf("%s (%v)", again, err)
	}
}

func TestParticularsRefuse(t *testing.T) {
	for name, f := range map[string]func(*Particulars){
		"month 13":    func(p *Particulars) { p.BornMonth = "2011-13" },
		"short month": func(p *Particulars) { p.BornMonth = "2011-3" },
		"secret":      func(p *Particulars) { p.Secret = make([]byte, 8) },
		"empty ink":   func(p *Particulars) { p.Ink = &Ink{W: 1, H: 1} },
		"guardian ink": func(p *Particulars) {
			p.Guardians[0].Ink = &Ink{W: 1, H: 1, Strokes: [][]InkPoint{{{X: math.NaN()}}}}
		},
		"guardians": func(p *Particulars) { p.Guardians = make([]GuardianParticulars, maxGuardians+1) },
		"long name": func(p *Particulars) { p.Name = strings.Repeat("x", maxField+1) },
		"too large": func(p *Particulars) { p.Selfie = make([]byte, MaxBlob) },
	} {
		p := fullParticulars()
		f(&p)
		if _, err := EncodeParticulars(p); !errors.Is(err, ErrParticulars) {
			t.Errorf("write %s: %v", name, err)
		}
	}
	for name, in := range map[string]string{
		"key twice":     `{"v":1,"name":"A","name":"B"}`,
		"other case":    `{"v":1,"name":"A","Name":"B"}`,
		"capital":       `{"v":1,"Name":"A"}`,
		"unknown in v1": `{"v":1,"name":"A","extra":1}`,
		"space":         `{"v":1, "name":"A"}`,
		"no version":    `{"name":"A"}`,
		"newer, twice":  `{"v":2,"name":"A","name":"B"}`,
		"empty":         ``,
	} {
		if _, err := DecodeParticulars([]byte(in)); !errors.Is(err, ErrParticulars) {
			t.Errorf("read %s: %v", name, err)
		}
	}
	if p, err := DecodeParticulars([]byte(`{"v":2,"name":"A","extra":1}`)); err != nil || p.Name != "A" {
		t.Errorf("newer: %+v %v", p, err)
	}
}

func TestRecoveryCodeFindsEveryOneOrTwoWrongLetters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code, err := NewRecoveryCode(fixed(rapid.String().Draw(t, "seed")))
		if err != nil {
			t.Fatal(err)
		}
		letters, err := ParseRecoveryCode(code)
		if err != nil || len(letters) != codeSize {
			t.Fatalf("%s: %q %v", code, letters, err)
		}
		b := []byte(letters)
		i := rapid.IntRange(0, codeSize-1).Draw(t, "i")
		j := rapid.IntRange(0, codeSize-1).Draw(t, "j")
		b[i] = codeLetters[rapid.IntRange(0, 31).Draw(t, "x")]
		b[j] = codeLetters[rapid.IntRange(0, 31).Draw(t, "y")]
		_, err = ParseRecoveryCode(string(b))
		if same := string(b) == letters; same != (err == nil) || !same && !errors.Is(err, ErrTypo) {
			t.Fatalf("%s → %s: %v", letters, b, err)
		}
	})
}

func TestParseRecoveryCodeForms(t *testing.T) {
	code, err := NewRecoveryCode(fixed("code"))
	if err != nil {
		t.Fatal(err)
	}
	want := strings.ReplaceAll(code, "-", "")
	for _, s := range []string{
		code, strings.ToLower(code), want, strings.ReplaceAll(code, "-", " "), " " + strings.ReplaceAll(code, "-", " - ") + "\r\n",
		strings.NewReplacer("0", "o", "1", "l").Replace(code), strings.ReplaceAll(code, "1", "I"),
	} {
		if got, err := ParseRecoveryCode(s); err != nil || got != want {
			t.Errorf("%q: %q %v", s, got, err)
		}
	}
	for _, s := range []string{"", "five plain words of mine", code + "A", code[1:], strings.Replace(code, code[:1], "U", 1), strings.Repeat("-", 200)} {
		if _, err := ParseRecoveryCode(s); !errors.Is(err, ErrRecoveryCode) {
			t.Errorf("%q: %v", s, err)
		}
	}
}

func TestWordLists(t *testing.T) {
	for _, l := range []string{"en", "da"} {
		list, err := wordList(l)
		if err != nil || len(list) != 1024 {
			t.Fatalf("%s: %d words %v", l, len(list), err)
		}
		for i, w := range list {
			if i > 0 && list[i-1] >= w || len(w) < 3 || strings.Trim(w, "abcdefghijklmnopqrstuvwxyz") != "" {
				t.Errorf("%s: %q", l, w)
			}
		}
		s, err := SuggestPassphrase(fixed("words"), l)
		if err != nil || len(strings.Fields(s)) != 5 || cleanPassphrase(s) != s {
			t.Errorf("%s: %q %v", l, s, err)
		}
	}
	if _, err := SuggestPassphrase(bytes.NewReader(nil), "en"); err == nil {
		t.Error("no randomness and still a suggestion")
	}
}

func ExampleSuggestPassphrase() {
	s, err := SuggestPassphrase(fixed("example"), "en")
	fmt.Println(len(strings.Fields(s)), err)
	// Output: 5 <nil>
}
