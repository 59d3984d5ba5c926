package consent

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// maxYears is the longest end rule in years: longer is a mistake, not a date.
const maxYears = 100

// Publishable reports whether the text may be shown in a language: filled, with
// a title, a controller, recipients and end dates, short enough, and asking no
// more than MaxPurposes questions. {end}, {territory}, {date} and {purposes}
// may still stand, because they are known only when somebody signs.
// ErrTermsIncomplete, ErrTooManyPurposes or ErrCardTooLong says what is wrong.
func (t Terms) Publishable(lang string) error {
	text := t.Texts[lang]
	if text == nil {
		return incomplete("no text in %q", lang)
	}
	if err := t.checkPurposes(text); err != nil {
		return err
	}
	if err := text.check(t); err != nil {
		return err
	}
	if n := len(strings.Fields(text.Card)); n > MaxCardWords {
		return fmt.Errorf("%w: %d words", ErrCardTooLong, n)
	}
	return nil
}

func incomplete(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrTermsIncomplete, fmt.Sprintf(format, args...))
}

func (t Terms) checkPurposes(text *Text) error {
	if t.Key == "" || t.Version < 1 {
		return incomplete("key or version")
	}
	asked := 0
	var seen []Purpose
	for _, p := range t.Purposes {
		if p.Key == "" || slices.Contains(seen, p.Key) {
			return incomplete("purpose %q twice or without a key", p.Key)
		}
		seen = append(seen, p.Key)
		if p.Asked {
			asked++
		}
		if err := t.checkPurpose(p, text); err != nil {
			return err
		}
	}
	switch {
	case asked > MaxPurposes:
		return fmt.Errorf("%w: %d", ErrTooManyPurposes, asked)
	case len(t.Purposes) == 0 || t.Signed && asked == 0:
		return incomplete("no purpose")
	case t.Signed && asked < len(t.Purposes) && blank(text.NotAsked):
		return incomplete("what it is not used for")
	}
	return nil
}

// checkPurpose looks at a use the text speaks of: one that is asked, or any in
// a notice, where nobody is asked.
func (t Terms) checkPurpose(p PurposeTerms, text *Text) error {
	if !p.Asked && t.Signed {
		return nil
	}
	q := text.Questions[p.Key]
	switch {
	case p.Asked && (blank(q.Title) || blank(q.Sentence)):
		return incomplete("question about %q", p.Key)
	case !slices.Contains([]Basis{BasisConsent, BasisAgreement, BasisInterest, BasisJournalism}, p.Basis):
		return incomplete("legal basis of %q", p.Key)
	case p.Ends.Date == 0 && p.Ends.Years == 0 || p.Ends.Years < 0 || p.Ends.Years > maxYears:
		return incomplete("end date of %q", p.Key)
	}
	for _, r := range p.Recipients {
		if blank(r.Name) || !link(r.Policy) {
			return incomplete("recipient of %q", p.Key)
		}
	}
	return nil
}

func (x *Text) check(t Terms) error {
	if blank(x.Title) || blank(x.Card) || len(x.Full) == 0 {
		return incomplete("title, card or full text")
	}
	if t.Minor && blank(x.Child) {
		return incomplete("the child's part")
	}
	for _, s := range x.Full {
		if blank(s.Heading) || blank(s.Body) {
			return incomplete("a section of the full text")
		}
	}
	for _, name := range []string{"title", "controller", "contact", "address", "customer", "recipients"} {
		if x.mentions("{" + name + "}") {
			return incomplete("%s", name)
		}
	}
	return nil
}

func (x *Text) mentions(s string) bool {
	all := append([]string{x.Title, x.Card, x.Child, x.NotAsked, x.Review}, x.Spoken...)
	for _, sec := range x.Full {
		all = append(all, sec.Heading, sec.Body)
	}
	for _, q := range x.Questions {
		all = append(all, q.Title, q.Sentence, q.Details)
	}
	return slices.ContainsFunc(all, func(t string) bool { return strings.Contains(t, s) })
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }

func link(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}
