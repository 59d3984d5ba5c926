package assets

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Words speaks one language. The zero value speaks none: it answers keys.
type Words struct {
	Tag   string
	texts map[string]string
}

// NewWords loads a language, see Lang.
func NewWords(tag string) (*Words, error) {
	texts, err := Lang(tag)
	if err != nil {
		return nil, err
	}
	return &Words{Tag: tag, texts: texts}, nil
}

// T is the text of a key with "{name}" filled in from name, value pairs. A key
// without a text comes back as itself, so that a gap shows and nothing breaks.
func (w *Words) T(key string, pairs ...any) string {
	s, ok := w.texts[key]
	if !ok {
		return key
	}
	if len(pairs) < 2 {
		return s
	}
	fill := make([]string, 0, len(pairs))
	for i := 0; i+1 < len(pairs); i += 2 {
		fill = append(fill, "{"+fmt.Sprint(pairs[i])+"}", fmt.Sprint(pairs[i+1]))
	}
	return strings.NewReplacer(fill...).Replace(s)
}

// Has reports whether a key has a text.
func (w *Words) Has(key string) bool {
	_, ok := w.texts[key]
	return ok
}

// N is the text of key+".one" or key+".other" with "{n}" filled in.
func (w *Words) N(key string, n int, pairs ...any) string {
	form := ".other"
	if n == 1 {
		form = ".one"
	}
	return w.T(key+form, append(pairs, "n", strconv.Itoa(n))...)
}

// Date is a day as people say it: "Tue 12 May 2026", "tir. 12. maj 2026".
func (w *Words) Date(t time.Time) string {
	return w.T("date.full",
		"weekday", w.T(fmt.Sprintf("weekday.%d", int(t.Weekday()))),
		"day", t.Day(), "month", w.T(fmt.Sprintf("month.%d", int(t.Month()))), "year", t.Year())
}

// Day is a date without its weekday: "31 Dec 2036", "31. dec. 2036".
func (w *Words) Day(t time.Time) string {
	return w.T("date.day",
		"day", t.Day(), "month", w.T(fmt.Sprintf("month.%d", int(t.Month()))), "year", t.Year())
}

// Clock is a time of day: "14:02", "14.02".
func (w *Words) Clock(t time.Time) string {
	return w.T("date.clock", "hour", fmt.Sprintf("%02d", t.Hour()), "minute", fmt.Sprintf("%02d", t.Minute()))
}

// Age is how long ago something was, in the largest unit that fits: "2 h", "6 days".
func (w *Words) Age(d time.Duration) string {
	switch {
	case d < time.Minute:
		return w.T("age.now")
	case d < time.Hour:
		return w.N("age.minutes", int(d.Minutes()))
	case d < 48*time.Hour:
		return w.N("age.hours", int(d.Hours()))
	default:
		return w.N("age.days", int(d.Hours()/24))
	}
}

// Ago is how long ago something was, as an adverb: "just now", "5 min ago".
func (w *Words) Ago(d time.Duration) string {
	if d < time.Minute {
		return w.T("when.just_now")
	}
	return w.T("when.ago", "age", w.Age(d))
}

// Wait is how long something still takes, in whole seconds below a minute.
func (w *Words) Wait(d time.Duration) string {
	if d < time.Minute {
		return w.N("age.seconds", int((d+time.Second-1)/time.Second))
	}
	return w.Age(d)
}
