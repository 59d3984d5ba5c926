package ui

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"onset/consent"
)

// termsWord is what a text is called: by its key where the words know it.
func (u *UI) termsWord(key string) string {
	if k := "terms." + key; u.words.Has(k) {
		return u.T(k)
	}
	for _, l := range u.kit.Terms(u.words.Tag) {
		if l.Key == key && l.Title != "" {
			return l.Title
		}
	}
	return key
}

// languageWord is a language in the words of the crew's.
func (u *UI) languageWord(tag string) string {
	if k := "today.language." + tag; u.words.Has(k) {
		return u.T(k)
	}
	return tag
}

// nearDay is a day of these weeks with its weekday, any other with its year.
func (u *UI) nearDay(d consent.Date) string {
	at := d.Time()
	if away := at.Sub(u.opt.Now()); away < -14*24*time.Hour || away > 14*24*time.Hour {
		return u.words.Day(at)
	}
	return u.T("today.near_day", "weekday", u.T(fmt.Sprintf("weekday.%d", int(at.Weekday()))), "day", at.Day(), "month", u.T(fmt.Sprintf("month.%d", int(at.Month()))))
}

// purposeWord is the name of a use.
func (u *UI) purposeWord(p consent.Purpose) string {
	if k := "purpose." + string(p); u.words.Has(k) {
		return u.T(k)
	}
	return string(p)
}

// bytesWord is an amount of room: whole gigabytes, as disks are sold.
func (u *UI) bytesWord(n int64) string {
	if n < 1e9 || n >= 1e12 {
		return u.size(n)
	}
	return u.T("unit.gb", "n", n/1e9)
}

// dotted joins what is not empty.
func dotted(parts ...string) string {
	var out []string
	for _, s := range parts {
		if s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, " · ")
}

// lowered is a phrase in the middle of a sentence.
func lowered(s string) string {
	r := []rune(s)
	if len(r) > 1 && unicode.IsLower(r[1]) {
		r[0] = unicode.ToLower(r[0])
	}
	return string(r)
}
