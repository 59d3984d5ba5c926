package page

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"onset/consent"
)

// may is a day in May 2026.
var may = time.Date(2026, 5, 12, 12, 0, 0, 0, time.UTC)

func testForm(kind DoorKind, minor bool) form {
	return form{now: may, door: &Door{Kind: kind}, sheet: &Sheet{
		Questions: []Question{{Purpose: consent.Film}, {Purpose: consent.Name}},
		Minor:     minor, HasMinor: !minor, AsksChild: 7, AloneFrom: 18, AsksBand: kind == ForCrowd,
	}}
}

// drawnInk is a signature of two strokes.
const drawnInk = `{"w":320,"h":168,"strokes":[[{"x":20,"y":90,"t":0},{"x":120,"y":60,"t":80}],[{"x":140,"y":100,"t":200},{"x":260,"y":70,"t":300}]]}`

func adultAnswer() *wireAnswer {
	return &wireAnswer{
		Answers: map[string]string{"film": "yes", "name": "no"}, Name: "Mette Holm", Adult: true,
		Method: "drawn", Ink: json.RawMessage(drawnInk),
	}
}

func childAnswer() *wireAnswer {
	w := adultAnswer()
	w.Adult, w.Name, w.Year, w.Month, w.Child = false, "Ida Holm", 2016, 3, "yes"
	w.Guardian = &wireGuardian{Name: "Mette Holm", Relation: "mother", Contact: "20 30 40 50", Authority: true, Other: "none"}
	return w
}

// checkTaken holds for every answer that is handed to a desk.
func checkTaken(t *testing.T, a *Answer, f *form) {
	t.Helper()
	yes := false
	for _, q := range f.sheet.Questions {
		yes = yes || a.Answers[q.Purpose] == consent.Granted
		if a.Answers[q.Purpose] == "" {
			t.Errorf("no answer to %s", q.Purpose)
		}
	}
	if !yes || len(a.Answers) != len(f.sheet.Questions) {
		t.Errorf("answers: %v", a.Answers)
	}
	lines := []string{a.Name, a.Contact, a.Work, a.Band}
	if a.Guardian != nil {
		lines = append(lines, a.Guardian.Name, a.Guardian.Contact)
	}
	for _, l := range lines {
		if len(l) > MaxName || strings.TrimSpace(l) != l || strings.ContainsFunc(l, unicode.IsControl) {
			t.Errorf("a line is %q", l)
		}
	}
	if f.sheet.Minor && a.Guardian == nil && ageOf(a.BornYear, a.BornMonth, f.now) < f.aloneFrom() {
		t.Error("a minor without a guardian")
	}
	if !f.sheet.Minor && !a.Adult && ageOf(a.BornYear, a.BornMonth, f.now) < f.aloneFrom() {
		t.Error("a minor in the text of adults")
	}
	if (a.Method == consent.Drawn) != (len(a.Ink) > 0) {
		t.Errorf("method %q with %d bytes of ink", a.Method, len(a.Ink))
	}
}

func TestAnswerOf(t *testing.T) {
	young := func(w *wireAnswer) { w.Adult = false }
	for _, c := range []struct {
		name  string
		kind  DoorKind
		minor bool
		sheet func(*Sheet)
		with  func(*wireAnswer)
		want  string // "field key, …", "" taken, "broken"
	}{
		{name: "an adult"},
		{name: "a name with a mark", with: func(w *wireAnswer) { w.Name = "Ann <b>Ø'Neill</b> 李" }},
		{name: "held", with: func(w *wireAnswer) { w.Method, w.Ink = "held", nil }},
		{name: "no name", with: func(w *wireAnswer) { w.Name = " \t " }, want: "name err.name"},
		{name: "a name of digits", with: func(w *wireAnswer) { w.Name = "12345" }, want: "name err.name"},
		{name: "a control character", with: func(w *wireAnswer) { w.Name = "Ann\x1b[31m" }, want: "name err.name"},
		{name: "a mark that turns lines round", with: func(w *wireAnswer) { w.Name = "Ann\u202egpj.exe" }, want: "name err.name"},
		{name: "a name that is long", with: func(w *wireAnswer) { w.Name = strings.Repeat("a", MaxName+1) }, want: "name err.long"},
		{name: "a question open", with: func(w *wireAnswer) { delete(w.Answers, "name") }, want: "q-name err.choice"},
		{name: "all no", with: func(w *wireAnswer) { w.Answers["film"] = "no" }, want: "q err.allno"},
		{name: "a question that was not asked", with: func(w *wireAnswer) { w.Answers["ads"] = "yes" }, want: "broken"},
		{name: "perhaps", with: func(w *wireAnswer) { w.Answers["film"] = "perhaps" }, want: "broken"},
		{name: "neither 18 nor not", with: young, want: "adult err.age"},
		{name: "under 18", with: func(w *wireAnswer) { w.Adult, w.Year, w.Month = false, 2010, 1 }, want: "adult err.age"},
		{
			name: "signs alone from 15", sheet: func(s *Sheet) { s.AloneFrom = 15 },
			with: func(w *wireAnswer) { w.Adult, w.Year, w.Month = false, 2010, 1 },
		},
		{
			name: "not yet 15", sheet: func(s *Sheet) { s.AloneFrom = 15 },
			with: func(w *wireAnswer) { w.Adult, w.Year, w.Month = false, 2011, 5 }, want: "adult err.age",
		},
		{
			name: "a sheet that names no age", sheet: func(s *Sheet) { s.AloneFrom = 0 },
			with: func(w *wireAnswer) { w.Adult, w.Year, w.Month = false, 2010, 1 }, want: "adult err.age",
		},
		{name: "18 and says no", with: func(w *wireAnswer) { w.Adult, w.Year, w.Month = false, 2000, 1 }, want: "year err.adult"},
		{name: "a mail address", with: func(w *wireAnswer) { w.Contact = "a@b.dk" }},
		{name: "half a mail address", with: func(w *wireAnswer) { w.Contact = "a@" }, want: "contact err.contact"},
		{name: "half a number", with: func(w *wireAnswer) { w.Contact = "20 30 40" }, want: "contact err.contact"},
		{name: "work that is asked for", sheet: func(s *Sheet) { s.AsksWork = true }, want: "work err.work"},
		{name: "no ink", with: func(w *wireAnswer) { w.Ink = nil }, want: "ink err.ink"},
		{name: "no method", with: func(w *wireAnswer) { w.Ink, w.Method = nil, "" }, want: "ink err.ink"},
		{name: "an empty pad", with: func(w *wireAnswer) { w.Ink = json.RawMessage(`{"w":3,"h":2,"strokes":[]}`) }, want: "ink err.ink"},
		{name: "a dot", with: func(w *wireAnswer) { w.Ink = json.RawMessage(`{"w":300,"h":200,"strokes":[[{"x":9,"y":9,"t":0}]]}`) }, want: "ink err.dot"},
		{name: "no ink at all", with: func(w *wireAnswer) { w.Ink = json.RawMessage(`"ink"`) }, want: "broken"},
		{name: "held with ink", with: func(w *wireAnswer) { w.Method = "held" }, want: "broken"},
		{name: "paper", with: func(w *wireAnswer) { w.Method, w.Ink = "paper", nil }, want: "broken"},
		{name: "a condition", with: func(w *wireAnswer) { w.Conditions = []string{"no_name", "show_first"} }},
		{name: "a condition of its own", with: func(w *wireAnswer) { w.Conditions = []string{"money"} }, want: "broken"},
		{name: "a condition twice", with: func(w *wireAnswer) { w.Conditions = []string{"no_name", "no_name"} }, want: "broken"},
		{name: "a band", kind: ForCrowd, with: func(w *wireAnswer) { w.Band = "a-12" }},
		{name: "no band yet", kind: ForCrowd},
		{name: "no band", kind: ForCrowd, with: func(w *wireAnswer) { w.Band = "twelve" }, want: "band err.band"},
		{name: "two at once", with: func(w *wireAnswer) { w.Name, w.Ink = "", nil }, want: "ink err.ink, name err.name"},

		{name: "a child", minor: true},
		{name: "a child at home", minor: true, kind: ForParent},
		{name: "no birth", minor: true, with: func(w *wireAnswer) { w.Year, w.Month = 0, 0 }, want: "year err.born"},
		{name: "a 13th month", minor: true, with: func(w *wireAnswer) { w.Month = 13 }, want: "month err.month"},
		{name: "a year of two digits", minor: true, with: func(w *wireAnswer) { w.Year = 16 }, want: "year err.year"},
		{name: "a month to come", minor: true, with: func(w *wireAnswer) { w.Year, w.Month, w.Child = 2026, 6, "" }, want: "month err.month"},
		{name: "a child of 18", minor: true, with: func(w *wireAnswer) { w.Year, w.Month = 2008, 4 }, want: "year err.adult"},
		{name: "a child that was not asked", minor: true, with: func(w *wireAnswer) { w.Child = "" }, want: "child err.child"},
		{name: "a child that says perhaps", minor: true, with: func(w *wireAnswer) { w.Child = "perhaps" }, want: "broken"},
		{name: "a child of two", minor: true, with: func(w *wireAnswer) { w.Year, w.Child = 2023, "" }},
		{name: "no child's name", minor: true, with: func(w *wireAnswer) { w.Name = "" }, want: "cname err.cname"},
		{
			name: "nobody signs for it", minor: true, with: func(w *wireAnswer) { w.Guardian = nil },
			want: "gname err.gname, gcontact err.gcontact, rel err.rel, auth err.auth, too err.too",
		},
		{
			name: "a young person signs alone in the text for minors", minor: true, sheet: func(s *Sheet) { s.AloneFrom = 15 },
			with: func(w *wireAnswer) { w.Guardian, w.Year = nil, 2010 },
		},
		{name: "a teacher", minor: true, with: func(w *wireAnswer) { w.Guardian.Relation = "teacher" }, want: "rel err.teacher"},
		{name: "a grandparent", minor: true, with: func(w *wireAnswer) { w.Guardian.Relation = "grandparent" }, want: "rel err.teacher"},
		{name: "a neighbour", minor: true, with: func(w *wireAnswer) { w.Guardian.Relation = "neighbour" }, want: "rel err.rel"},
		{name: "no contact of a parent", minor: true, with: func(w *wireAnswer) { w.Guardian.Contact = "" }, want: "gcontact err.gcontact"},
		{name: "another who must sign", minor: true, with: func(w *wireAnswer) { w.Guardian.Other = "must_sign" }},
		{name: "another who may", minor: true, with: func(w *wireAnswer) { w.Guardian.Other = "maybe" }, want: "too err.too"},
		{
			name: "the second holder", minor: true, kind: ForSecond,
			with: func(w *wireAnswer) { w.Name, w.Year, w.Month, w.Child, w.Guardian.Other = "", 0, 0, "", "" },
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			kind := c.kind
			if kind == "" {
				kind = ForSet
			}
			f, w := testForm(kind, c.minor), adultAnswer()
			if c.minor {
				w = childAnswer()
			}
			if c.sheet != nil {
				c.sheet(f.sheet)
			}
			if c.with != nil {
				c.with(w)
			}
			a, err := answerOf(f, w, nil)
			if got := complaint(err); got != c.want {
				t.Fatalf("got %q, want %q", got, c.want)
			}
			if err == nil {
				checkTaken(t, a, &f)
			}
		})
	}
}

// complaint says an error as the table does.
func complaint(err error) string {
	var fields *FieldError
	switch {
	case err == nil:
		return ""
	case errors.As(err, &fields):
		var out []string
		for _, f := range fields.Fields {
			out = append(out, f.Name+" "+f.Key)
		}
		return strings.Join(out, ", ")
	case errors.Is(err, ErrAnswer):
		return "broken"
	}
	return err.Error()
}

// TestNotAskedIsNotKept drops what a text does not ask for.
func TestNotAskedIsNotKept(t *testing.T) {
	w := adultAnswer()
	w.Work, w.Band, w.Year, w.Month, w.Child = "Nordmole", "A12", 1990, 3, "yes"
	w.Guardian = &wireGuardian{Name: "Somebody"}
	a, err := answerOf(testForm(ForSet, false), w, nil)
	if err != nil {
		t.Fatal(err)
	}
	if a.Work != "" || a.Band != "" || a.BornYear != 0 || a.Child != consent.ChildNotAsked || a.Guardian != nil {
		t.Errorf("kept: %+v", a)
	}
	w = childAnswer()
	w.Contact = "child@example.org"
	f := testForm(ForSecond, true)
	if a, err = answerOf(f, w, nil); err != nil || a.Name != "" || a.Contact != "" || a.BornYear != 0 || a.Child != consent.ChildNotAsked {
		t.Errorf("of the second signer: %+v, %v", a, err)
	}
}

func TestAwayOf(t *testing.T) {
	for _, c := range []struct {
		kind  DoorKind
		minor bool
		away  wireAway
		want  string
	}{
		{ForSet, false, wireAway{Name: "Ida"}, ""},
		{ForSet, true, wireAway{Name: "Ida"}, ""},
		{ForSet, false, wireAway{}, "name err.name"},
		{ForSet, true, wireAway{}, "aname err.cname"},
		{ForCrowd, true, wireAway{Name: "Ida", Band: "x"}, "aband err.band"},
		{ForParent, true, wireAway{Name: "Ida"}, "broken"},
		{ForSecond, true, wireAway{Name: "Ida"}, "broken"},
	} {
		if _, err := awayOf(testForm(c.kind, c.minor), &c.away); complaint(err) != c.want {
			t.Errorf("%s %v %+v: %q, want %q", c.kind, c.minor, c.away, complaint(err), c.want)
		}
	}
	alone := testForm(ForSet, false)
	alone.sheet.HasMinor = false
	if _, err := awayOf(alone, &wireAway{Name: "Ida"}); complaint(err) != "broken" {
		t.Errorf("without a text for minors: %v", err)
	}
}

func TestAgeCountsTheYounger(t *testing.T) {
	for _, c := range []struct{ year, month, want int }{
		{2008, 4, 18}, {2008, 5, 17}, {2008, 6, 17}, {2026, 5, -1}, {2026, 4, 0}, {2019, 4, 7}, {2019, 5, 6},
	} {
		if got := ageOf(c.year, c.month, may); got != c.want {
			t.Errorf("born %d-%02d: %d, want %d", c.year, c.month, got, c.want)
		}
		if band := consent.DefaultRules().Band(c.year, c.month, consent.DateOf(may)); c.want >= 0 && band != bandOf(c.want) {
			t.Errorf("born %d-%02d: the rules say %s, the page %d", c.year, c.month, band, c.want)
		}
	}
}

func bandOf(age int) consent.AgeBand {
	bands := []consent.AgeBand{consent.BandUnder7, consent.Band7to14, consent.Band15to17, consent.BandAdult}
	i, _ := slices.BinarySearch([]int{7, 15, 18}, age+1)
	return bands[i]
}

func picture(t *testing.T, kind string, w, h int) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, w, h))
	var b bytes.Buffer
	var err error
	switch kind {
	case "jpeg":
		err = jpeg.Encode(&b, img, nil)
	case "png":
		err = png.Encode(&b, img)
	default:
		err = gif.Encode(&b, image.NewPaletted(image.Rect(0, 0, w, h), color.Palette{color.Black}), nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestCheckPicture(t *testing.T) {
	good := picture(t, "jpeg", 800, 600)
	for name, b := range map[string][]byte{"jpeg": good, "png": picture(t, "png", 100, 100), "the largest": picture(t, "png", 4000, 1)} {
		if err := checkPicture(b); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, b := range map[string][]byte{
		"nothing": {}, "a page": []byte("<html>"), "another kind": picture(t, "gif", 10, 10), "too wide": picture(t, "png", 4001, 1),
		"cut off": good[:20], "only a head": good[:3], "a script behind a head": []byte("\xff\xd8\xff<script>"),
		"too many bytes": append(bytes.Clone(good), make([]byte, MaxSelfie)...), "a bomb": pngOf(1<<30, 1<<30),
	} {
		if err := checkPicture(b); err == nil {
			t.Errorf("%s passes for a picture", name)
		}
	}
}

// pngOf is the head of a PNG that says it is of a size.
func pngOf(w, h uint32) []byte {
	b := picture(&testing.T{}, "png", 1, 1)
	copy(b[16:], big.NewInt(int64(w)).FillBytes(make([]byte, 4)))
	copy(b[20:], big.NewInt(int64(h)).FillBytes(make([]byte, 4)))
	return b
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		" a  b ": "a b", "a\n\tb": "a b", "a\u00a0b": "a b", "": "", "\u200fعلي": "\u200fعلي", "Zoë <i>": "Zoë <i>",
	} {
		if got, ok := clean(in); !ok || got != want {
			t.Errorf("%q becomes %q, %v", in, got, ok)
		}
	}
	for _, in := range []string{"a\x00b", "a\x7f", "\u202ea", "\u2066a", "a\xff", "\ufffd"} {
		if got, ok := clean(in); ok {
			t.Errorf("%q passes as %q", in, got)
		}
	}
}

func newTestDoor(t *testing.T, kind DoorKind) *Door {
	t.Helper()
	d, err := NewDoor(testRand{}, may, DoorOptions{Kind: kind, Terms: "appearance", Language: "da"})
	if err != nil {
		t.Fatal(fmt.Errorf("door for %s: %w", kind, err))
	}
	return d
}
