package ui

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"onset/app/flow"
	"onset/consent"
	"onset/media"
)

// length is a duration as cameras show it: "00:42", "1:02:07"; empty for photos.
func length(d time.Duration) string {
	if d <= 0 {
		return ""
	}
	s := int(d.Round(time.Second) / time.Second)
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%02d:%02d", s/60, s%60)
}

// span is a duration as people say it: "3 min 5 s", "1 h 2 min".
func (u *UI) span(d time.Duration) string {
	s := int(d.Round(time.Second) / time.Second)
	var parts []string
	add := func(key string, n int) {
		if n > 0 && len(parts) < 2 {
			parts = append(parts, u.N("age."+key, n))
		}
	}
	add("days", s/86400)
	add("hours", s/3600%24)
	add("minutes", s/60%60)
	add("seconds", s%60)
	if len(parts) == 0 {
		return u.N("age.seconds", 0)
	}
	return strings.Join(parts, " ")
}

// off says how wrong a clock is.
func (u *UI) off(ahead time.Duration) string {
	switch ahead = ahead.Round(time.Second); {
	case ahead > 0:
		return u.T("clock.ahead", "age", u.span(ahead))
	case ahead < 0:
		return u.T("clock.behind", "age", u.span(-ahead))
	default:
		return u.T("clock.right")
	}
}

// dayWord is a day: today, yesterday, or its date.
func (u *UI) dayWord(d consent.Date) string {
	switch consent.DateOf(u.opt.Now()) {
	case d:
		return capital(u.T("when.today"))
	case d.AddDays(1):
		return capital(u.T("when.yesterday"))
	}
	return u.words.Date(d.Time())
}

// moment is a day and a time of day.
func (u *UI) moment(t time.Time) string {
	return u.dayWord(consent.DateOf(t)) + " " + u.words.Clock(t)
}

// size is a number of bytes as people read it.
func (u *UI) size(n int64) string {
	return u.words.Size(n)
}

// decimal has one digit after the comma of the language.
func (u *UI) decimal(f float64) string {
	return u.words.Decimal(f)
}

// why is a reason without the person it is about.
func (u *UI) why(r media.Reason) string {
	return u.whyOf(r.Code, r.Condition, r.Date, r.Territory, r.Basis)
}

func (u *UI) whyOf(code consent.Code, c consent.Condition, d consent.Date, territory string, basis media.JudgeBasis) string {
	pairs := []any{"date", u.day(d), "territory", u.place(territory)}
	if c != "" {
		pairs = append(pairs, "condition", lower(u.T("condition."+string(c))))
	}
	if basis != "" {
		pairs = append(pairs, "basis", lower(u.T("judge."+string(basis))))
	}
	return u.T("reason."+string(code), pairs...)
}

// whyWho is a reason with its person: "Mette: said no to this use".
func (u *UI) whyWho(r media.Reason) string {
	if r.Person.IsZero() {
		return capital(u.why(r))
	}
	return u.firstName(u.kit.PersonRow(r.Person)) + ": " + u.why(r)
}

// place is a territory in words.
func (u *UI) place(territory string) string {
	var out []string
	for _, code := range strings.Fields(territory) {
		if key := "territory." + code; u.words.Has(key) {
			code = u.T(key)
		}
		out = append(out, code)
	}
	return u.words.And(out)
}

// lower starts with a small letter, inside a sentence; abbreviations stay.
func lower(s string) string {
	r := []rune(s)
	if len(r) > 1 && strings.ToUpper(string(r[1])) != string(r[1]) {
		return strings.ToLower(string(r[0])) + string(r[1:])
	}
	return s
}

// fileFault says what is wrong with one file; the rest goes on.
func (u *UI) fileFault(err error) string {
	for _, f := range []struct {
		err error
		key string
	}{
		{flow.ErrForeign, "fault.foreign"},
		{flow.ErrDamaged, "fault.damaged"},
		{flow.ErrNoBytes, "fault.empty"},
		{flow.ErrChanging, "fault.changing"},
		{flow.ErrNotAFile, "fault.not_a_file"},
		{fs.ErrNotExist, "fault.gone"},
		{fs.ErrPermission, "fault.closed"},
	} {
		if errors.Is(err, f.err) {
			return u.T(f.key)
		}
	}
	return u.T("fault.unreadable")
}
