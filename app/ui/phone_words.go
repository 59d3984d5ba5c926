package ui

import (
	"net/url"
	"strings"
	"time"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/assets"
)

// inLanguage is a link of the page that opens it in a language. The fragment,
// which never leaves this device, stays behind it.
func inLanguage(link, tag string) string {
	page, fragment, ok := strings.Cut(link, "#")
	if tag == "" || !ok {
		return link
	}
	return page + "?l=" + url.QueryEscape(tag) + "#" + fragment
}

// phoneLanguage is a language in the crew's words, or its tag.
func (u *UI) phoneLanguage(tag string) string {
	if k := "phone.language." + tag; u.words.Has(k) {
		return u.T(k)
	}
	return tag
}

// speaks reports whether the window itself can be read in a language: it has
// the words, so the signs as well.
func speaks(tag string) bool {
	w, err := assets.NewWords(tag)
	return err == nil && w.Tag == tag
}

// phoneTitle is the first line of a phone: who signed, else where the person stands.
func (u *UI) phoneTitle(l flow.PhoneLine) string {
	switch {
	case l.Name != "":
		return l.Name
	case l.Ended && !l.Step.Over():
		return u.T("phone.ended")
	case l.Gone:
		return u.T("phone.gone")
	}
	return u.T("phone.step." + string(l.Step))
}

// phoneNote is the second line: what is odd first, then language and, where
// there is room, when the phone came.
func (u *UI) phoneNote(l flow.PhoneLine, withTime bool) string {
	odd := ""
	switch {
	case l.Duplicate:
		odd = u.T("phone.duplicate")
	case l.Trouble != "" && !l.Step.Over():
		odd = u.T("phone.trouble")
	case l.Gone && !l.Ended:
		odd = u.T("phone.gone.since", "age", u.words.Age(max(time.Minute, u.opt.Now().Sub(l.Seen))))
	}
	if odd == "" && l.Step == flow.PhoneRefused {
		odd = u.T("phone.refused.note")
	}
	came := ""
	if withTime {
		came = u.clock(l.Came)
	}
	band := ""
	if l.Band != "" {
		band = u.T("people.band", "band", l.Band)
	}
	return dotted(odd, band, u.phoneLanguage(l.Language), came)
}

// phoneStatus is the state of whoever is done; ok is false while nothing is.
func (u *UI) phoneStatus(l flow.PhoneLine) (s part.Status, word string, ok bool) {
	switch l.Step {
	case flow.PhoneSigned:
		s, word = u.statusOf(l.State)
		return s, word, true
	case flow.PhoneAway:
		return part.Wait, u.T("status.person.waiting_for_parent"), true
	}
	return part.Unknown, "", false
}

// clock is a time of the day where the kit is.
func (u *UI) clock(t time.Time) string { return u.words.Clock(t.In(u.opt.Now().Location())) }

// onPage: something may still come from the phone.
func onPage(l flow.PhoneLine) bool { return !l.Step.Over() && !l.Ended }

// needsHelp: the person asked for it, and is not done.
func needsHelp(l flow.PhoneLine) bool { return l.Help && onPage(l) }

// toCompare: nobody has looked whether the phone shows the same code.
func toCompare(l flow.PhoneLine) bool { return l.Code != "" && !l.Same && !l.Gone && onPage(l) }
