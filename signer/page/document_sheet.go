package page

import (
	"html/template"
	"io"
	"slices"

	"onset/consent"
)

// View is what a phone is to be shown behind a door.
type View struct {
	Sheet *Sheet // the text for minors or for adults, whichever is read
	Kind  DoorKind
	Door  string // its id: answers go to /s/<Door>/in
	Key   string // of whoever came by a take-home code: base64url of key and secret, 48 bytes
	Part  bool   // only what stands in the body, without style and scripts, to change the language or the text in place
}

// Page renders the document in the language of the sheet.
func (d *Documents) Page(w io.Writer, v View) error {
	data := d.sheet(v)
	if v.Part {
		return d.render(w, "inside", data)
	}
	return d.render(w, "page", data)
}

// sheetData is what page.html is filled with.
type sheetData struct {
	base
	S             *Sheet
	Key           string
	Second        bool // the other holder of parental authority answers for himself alone
	MayBeAway     bool
	AsksChildData bool
	AsksAssent    bool
	Others        []tongue
	Questions     []questionData
	Conditions    []consent.Condition
	Facts         facts
}

type questionData struct {
	Question
	N, Of int
}

// facts are what the script knows of the sheet.
type facts struct {
	In         string            `json:"in"`
	Lang       string            `json:"lang"`
	Dir        string            `json:"dir"`
	Kind       DoorKind          `json:"kind"`
	Minor      bool              `json:"minor"`
	AsksChild  int               `json:"child"`
	AloneFrom  int               `json:"alone"`
	WiFi       string            `json:"wifi"`
	Local      bool              `json:"local"`
	Production string            `json:"title"`
	Shown      Shown             `json:"shown"`
	Uses       []use             `json:"uses"`
	Words      map[string]string `json:"w"`
}

type use struct {
	Purpose consent.Purpose `json:"p"`
	Title   string          `json:"t"`
}

func (d *Documents) sheet(v View) *sheetData {
	s := v.Sheet
	b := d.base(s.Language)
	b.Lang, b.Dir, b.Title, b.Production, b.Scripts = s.Language, direction(s.Language), s.Title, s.Production, d.both
	data := &sheetData{base: b, S: s, Key: v.Key, Second: v.Kind == ForSecond}
	data.MayBeAway = s.Minor && v.Kind != ForParent && v.Kind != ForSecond
	data.AsksChildData = s.Minor && !data.Second
	data.AsksAssent = data.AsksChildData && s.AsksChild > 0
	if len(s.Languages) > 1 {
		data.Others = d.words.tongues(s.Languages)
	}
	for i, q := range s.Questions {
		data.Questions = append(data.Questions, questionData{q, i + 1, len(s.Questions)})
	}
	data.Conditions = conditionsFor(s.Minor)
	data.Facts = d.facts(v, b)
	return data
}

// conditionsFor are what may be asked for besides yes and no. Of a child, name,
// school and place are asked for by themselves.
func conditionsFor(minor bool) []consent.Condition {
	if minor {
		return []consent.Condition{consent.NotRecognisable, consent.VoiceChanged, consent.ShowFirst}
	}
	return []consent.Condition{consent.NoName, consent.NoPlace, consent.NotRecognisable, consent.VoiceChanged, consent.ShowFirst}
}

func (d *Documents) facts(v View, b base) facts {
	s := v.Sheet
	f := facts{
		In: "/s/" + v.Door + "/in", Lang: s.Language, Dir: b.Dir, Kind: v.Kind, Minor: s.Minor, AsksChild: s.AsksChild, AloneFrom: s.AloneFrom,
		WiFi: s.WiFi, Local: s.Local, Production: s.Production, Shown: s.Shown, Words: map[string]string{},
	}
	for _, q := range s.Questions {
		f.Uses = append(f.Uses, use{q.Purpose, q.Title})
	}
	for _, key := range d.said {
		if s.says(key) {
			f.Words[key] = b.T(key)
		}
	}
	return f
}

// Words that only one of the two kinds of text comes to say. The rest is said with both.
var (
	saidToAdults    = []string{"err.name", "err.age", "err.contact", "err.contact_l", "err.work"}
	saidToGuardians = []string{
		"cond.no_name", "cond.no_place", "cond.no_school", "err.adult", "err.cname", "err.gname",
		"err.rel", "err.teacher", "err.gcontact", "err.auth", "err.too", "err.child",
	}
	saidOfBirth = []string{"err.born", "err.month", "err.year"}
)

// says reports whether the script may come to say a key with this text.
func (s *Sheet) says(key string) bool {
	switch {
	case slices.Contains(saidToAdults, key):
		return !s.Minor
	case slices.Contains(saidToGuardians, key):
		return s.Minor
	case slices.Contains(saidOfBirth, key):
		return s.Minor || s.AloneFrom < 18
	case key == "err.band":
		return s.AsksBand
	}
	return true
}

// fieldData is a field of one line.
type fieldData struct{ Name, Label, Hint, Optional, Fill, Caps string }

// bornData is a month and a year.
type bornData struct{ Label, Hint, Month, Year string }

// optData is one answer of several.
type optData struct{ Name, Value, Words any }

var funcs = template.FuncMap{
	"lines":      labelled,
	"qr":         moduleRuns,
	"unnumbered": unnumbered,
	"paragraphs": plainLines,
	"opt":        func(name, value, words any) optData { return optData{name, value, words} },
	"field": func(d *sheetData, name, label, hint, fill string) fieldData {
		f := fieldData{Name: name, Label: d.T(label), Fill: fill}
		if hint != "" {
			f.Hint = d.T(hint)
		}
		switch name {
		case "contact":
			f.Optional, f.Caps = d.T("common.optional"), "none"
		case "gcontact":
			f.Caps = "none"
		case "band", "aband":
			f.Caps = "characters"
		default:
			f.Caps = "words"
		}
		return f
	},
	"born": func(d *sheetData, label, hint string) bornData {
		return bornData{Label: d.T(label), Hint: d.T(hint), Month: d.T("minor.month"), Year: d.T("minor.year")}
	},
}
