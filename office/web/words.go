package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"onset/app/flow"
	"onset/assets"
	"onset/consent"
	"onset/media"
)

// words speaks to whom the pages are shown.
type words struct{ *assets.Words }

// wordsFor picks a language: the user's, else one asked for in the address,
// else the browser's.
func (p *pages) wordsFor(chosen string, r *http.Request) *words {
	if w := p.words[chosen]; w != nil {
		return w
	}
	asked := append([]string{r.URL.Query().Get("lang")}, accepted(r.Header.Get("Accept-Language"))...)
	for _, tag := range asked {
		if w := p.words[assets.Match(tag, assets.Languages())]; w != nil {
			return w
		}
	}
	return p.words["en"]
}

// accepted are the languages of a browser, as it orders them.
func accepted(header string) (tags []string) {
	for part := range strings.SplitSeq(header, ",") {
		tag, _, _ := strings.Cut(part, ";")
		if tags = append(tags, strings.TrimSpace(tag)); len(tags) == 10 {
			break
		}
	}
	return tags
}

// Moment is a day and time as tables show it.
func (w *words) Moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return w.T("office.moment", "date", w.Day(t), "clock", w.Clock(t))
}

// Stamp is a Moment in the offset it was made at.
func (w *words) Stamp(s consent.Stamp) string {
	if s.IsZero() {
		return ""
	}
	return w.Moment(s.Time())
}

// DateOf is a calendar day.
func (w *words) DateOf(d consent.Date) string {
	if d == 0 {
		return ""
	}
	return w.Day(d.Time())
}

// Num is a count with its thousands apart, as they are written.
func (w *words) Num(n int) string {
	s := strconv.Itoa(n)
	sep := w.T("office.thousands")
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + sep + s[i:]
	}
	return s
}

// Purpose is a use in words.
func (w *words) Purpose(p consent.Purpose) string {
	if key := "purpose." + string(p); w.Has(key) {
		return w.T(key)
	}
	return string(p)
}

// shortPurpose is a use as a narrow column is headed.
func (w *words) shortPurpose(p consent.Purpose) string {
	if key := "office.short." + string(p); w.Has(key) {
		return w.T(key)
	}
	return w.Purpose(p)
}

// Where is a territory in words: "", "world", "eu", or countries.
func (w *words) Where(territory string) string {
	if territory == "" {
		return w.T("report.everywhere")
	}
	var out []string
	for _, code := range strings.Fields(territory) {
		if key := "territory." + code; w.Has(key) {
			code = w.T(key)
		}
		out = append(out, code)
	}
	return strings.Join(out, w.T("list.comma"))
}

// Reason is why a use is limited or blocked.
func (w *words) Reason(f consent.Finding, basis media.JudgeBasis) string {
	said := ""
	if basis != "" {
		said = w.T("judge." + string(basis))
	}
	return w.T("reason."+string(f.Code), "condition", w.T("condition."+string(f.Condition)),
		"date", w.DateOf(f.Date), "territory", w.Where(f.Territory), "basis", said)
}

// Who is how a person is written: by name, else by clothing and band.
func (w *words) Who(p flow.PersonRow) string {
	if p.Name != "" {
		return p.Name
	}
	var parts []string
	if p.Clothing.Garment != "" || p.Clothing.Colour != "" {
		parts = append(parts, w.Clothing(p.Clothing.Colour, p.Clothing.Garment))
	}
	for _, s := range []string{p.Band, p.Clothing.Place} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if len(parts) == 0 {
		return w.T("report.no_name")
	}
	return strings.Join(parts, w.T("list.comma"))
}

// Size is how much a file takes.
func (w *words) Size(n int64) string {
	const mega, giga = 1e6, 1e9
	digits := func(x float64) string {
		return strings.Replace(strconv.FormatFloat(x, 'f', 1, 64), ".", w.T("office.decimal"), 1)
	}
	switch {
	case n >= giga:
		return w.T("unit.gb", "n", digits(float64(n)/giga))
	default:
		return w.T("unit.mb", "n", digits(float64(n)/mega))
	}
}

// initials are what a circle shows of a name; nothing of somebody without one.
func initials(name string) string {
	var out []rune
	for _, f := range strings.Fields(name) {
		r := []rune(f)
		if len(out) == 2 {
			out = out[:1]
		}
		out = append(out, r[0])
	}
	if len(out) == 0 {
		return "–"
	}
	return strings.ToUpper(string(out))
}

// timecode is a place in a clip: "0:05", "1:02:03".
func timecode(d time.Duration) string {
	s := int(d.Seconds())
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

func queryEscape(s string) string { return url.QueryEscape(s) }

// parseDay reads a day as people type it: "1.9.2026", "1 Sep 2026", "2026-09-01".
func (w *words) parseDay(s string) (consent.Date, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	if s == "" {
		return 0, true
	}
	if d, err := consent.ParseDate(s); err == nil {
		return d, true
	}
	for m := 12; m >= 1; m-- {
		name := strings.ToLower(strings.TrimSuffix(w.T(fmt.Sprintf("month.%d", m)), "."))
		s = strings.ReplaceAll(s, name, fmt.Sprintf(".%d.", m))
	}
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '.' || r == '/' || r == ' ' })
	if len(parts) != 3 {
		return 0, false
	}
	var n [3]int
	for i, p := range parts {
		var err error
		if n[i], err = strconv.Atoi(p); err != nil {
			return 0, false
		}
	}
	d := time.Date(n[2], time.Month(n[1]), n[0], 0, 0, 0, 0, time.UTC)
	if n[2] < 1970 || n[2] > 2200 || d.Day() != n[0] || int(d.Month()) != n[1] {
		return 0, false
	}
	return consent.DateOf(d), true
}

// join puts parts of a sentence side by side.
func join(parts []string) string { return strings.Join(parts, " · ") }
