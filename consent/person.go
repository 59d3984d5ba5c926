package consent

import "slices"

// Person is everything known of one person: the declarations and the notes.
type Person struct {
	ID       ID
	Consents []*Consent // in the order of their ids
	Avoid    *AvoidView // nil when there is none
}

// PersonState is the one state a crew sees of a person.
type PersonState string

// The five states, TookItBack, which is drawn like DoNotFilm, and DetailsErased,
// which is never folded: only who holds the particulars knows that they are gone.
const (
	MayBeFilmed      PersonState = "may_be_filmed"
	WithLimits       PersonState = "with_limits"
	WaitingForParent PersonState = "waiting_for_parent"
	DoNotFilm        PersonState = "do_not_film"
	TookItBack       PersonState = "took_it_back"
	WhoIsThis        PersonState = "who_is_this"
	DetailsErased    PersonState = "details_erased"
)

// Urgency orders lists of people: red first, then waiting, unknown, limited, the rest.
func (s PersonState) Urgency() int {
	return slices.Index([]PersonState{DoNotFilm, TookItBack, WaitingForParent, WhoIsThis, WithLimits, MayBeFilmed, DetailsErased}, s)
}

// Live are the declarations that no later one of the same person has taken the
// place of. One that is still waiting for a guardian replaces nothing, and
// nobody's yes takes the place of a no that its device had not heard of.
func (p *Person) Live() []*Consent {
	if len(p.Consents) < 2 {
		return p.Consents
	}
	live := slices.DeleteFunc(slices.Clone(p.Consents), p.replaced)
	if len(live) == 0 {
		return p.Consents
	}
	return live
}

func (p *Person) replaced(old *Consent) bool {
	return slices.ContainsFunc(p.Consents, func(c *Consent) bool { return c != old && c.takesOver(old) })
}

func (c *Consent) takesOver(old *Consent) bool {
	if !c.Declared || c.Invalid || !c.knewNoesOf(old) {
		return false
	}
	if !old.Declared && c.Request == old.ID {
		return true
	}
	return c.Complete() && slices.Contains(c.Replaces, old.ID)
}

func (c *Consent) knewNoesOf(old *Consent) bool {
	return !slices.ContainsFunc(old.noes(), func(m Mark) bool {
		return !slices.Contains(c.Knew, m.Ref) && (m.Author != c.Device || m.Seq >= c.Seq)
	})
}

// noes are the withdrawals and refusals after the declaration.
func (c *Consent) noes() []Mark {
	out := slices.Clone(c.Noes)
	for _, w := range c.Withdrawals {
		out = append(out, Mark{Ref: w.Ref, Author: w.Author, Seq: w.Seq})
	}
	return out
}

// Known is what a new declaration of this person names as Given.Replaces and
// Given.Knew: agreeing again after a no counts only if the no was known.
func (p *Person) Known() (replaces []ID, knew []Ref) {
	for _, c := range p.Consents {
		replaces = append(replaces, c.ID)
		for _, m := range c.noes() {
			knew = append(knew, m.Ref)
		}
	}
	return replaces, knew
}

// State is what the crew sees on a day.
func (p *Person) State(today Date) PersonState {
	if p.Avoid.Film() {
		if p.tookBack(today) {
			return TookItBack
		}
		return DoNotFilm
	}
	worst := WhoIsThis
	for _, c := range p.Live() {
		s := c.personState(today)
		if s == WhoIsThis || c.Terms.Key == LocationTerms {
			continue
		}
		if worst == WhoIsThis || s.Urgency() < worst.Urgency() {
			worst = s
		}
	}
	if (worst == MayBeFilmed || worst == WhoIsThis) && p.Avoid.Blur() {
		return WithLimits
	}
	return worst
}

func (p *Person) tookBack(today Date) bool {
	return slices.ContainsFunc(p.Live(), func(c *Consent) bool { return c.personState(today) == TookItBack })
}

func (c *Consent) personState(today Date) PersonState {
	switch s := c.Status(today); {
	case c.whollyWithdrawn():
		return TookItBack
	case s == StatusRefused, c.ChildSays == ChildNo, c.GuardianNo:
		return DoNotFilm
	case s == StatusRequested:
		if c.Minor() || c.Declared {
			return WaitingForParent
		}
		return WhoIsThis
	case s.Valid():
		if c.limited(today) {
			return WithLimits
		}
		return MayBeFilmed
	default:
		return WhoIsThis
	}
}

// limited reports whether a valid declaration holds anything back.
func (c *Consent) limited(today Date) bool {
	if len(c.Conditions) > 0 || len(c.Withdrawals) > 0 || c.Contradicts || c.Restricted(today) || c.ClockFault(today) {
		return true
	}
	return slices.ContainsFunc(c.Choices, func(ch Choice) bool {
		return ch.Answer != Granted || ch.Ends < today || c.guardians() < c.needed(ch.Guardians, today)
	})
}

// Covers judges the person for a use: covered when one live declaration covers
// it and none says no. Between declarations that did not know each other the
// stricter holds.
func (p *Person) Covers(ask Ask) []Finding {
	if p.Avoid.Film() {
		if took := p.tookBackFor(ask); len(took) > 0 {
			return took
		}
		return []Finding{{Code: CodeAvoid, Weight: Block}}
	}
	var covered, no, gap []Finding
	any := false
	for _, c := range p.Live() {
		if c.Terms.Key == LocationTerms {
			continue
		}
		fs := c.Covers(ask)
		switch {
		case !blocks(fs):
			covered, any = append(covered, fs...), true
		case isNo(fs[0].Code):
			no = append(no, fs...)
		default:
			gap = append(gap, fs...)
		}
	}
	switch {
	case len(no) > 0:
		if any {
			no = append(no, Finding{Code: CodeContradiction, Weight: Limit})
		}
		return no
	case any:
		return p.withBlur(covered)
	case len(gap) > 0:
		return gap
	default:
		return []Finding{{Code: CodeNoConsent, Weight: Block}}
	}
}

// tookBackFor finds the withdrawals behind a do-not-film note, because they
// say more than the note does.
func (p *Person) tookBackFor(ask Ask) []Finding {
	var out []Finding
	for _, c := range p.Live() {
		for _, f := range c.Covers(ask) {
			if f.Code == CodeWithdrawn || f.Code == CodeRevoked {
				out = append(out, f)
			}
		}
	}
	return out
}

func (p *Person) withBlur(fs []Finding) []Finding {
	if p.Avoid.Blur() {
		fs = append(fs, Finding{Code: CodeBlur, Weight: Limit})
	}
	return fs
}

func blocks(fs []Finding) bool {
	return slices.ContainsFunc(fs, func(f Finding) bool { return f.Weight == Block })
}

// isNo tells a no from a gap: a gap can be filled by another declaration, a no cannot.
func isNo(c Code) bool {
	switch c {
	case CodeDenied, CodeRefused, CodeWithdrawn, CodeRevoked, CodeRestricted:
		return true
	}
	return false
}

// Outranks reports whether a finding stands against every other legal basis: a
// refusal, a withdrawal or do-not-film.
func (f Finding) Outranks() bool { return f.Code == CodeAvoid || isNo(f.Code) }

// CoveredSince tells since when the use is covered: the earliest moment at
// which a declaration that covers it was complete, whether one of them is a
// minor's, and which declarations cover it.
func (p *Person) CoveredSince(ask Ask) (since Stamp, minor bool, ids []ID) {
	for _, c := range p.Live() {
		if c.Terms.Key == LocationTerms || blocks(c.Covers(ask)) {
			continue
		}
		if at := p.firstComplete(c, ask); len(ids) == 0 || at.Before(since) {
			since = at
		}
		ids, minor = append(ids, c.ID), minor || c.Minor()
	}
	return since, minor, ids
}

// firstComplete goes back through the declarations that c took the place of,
// while they too granted the use: a renewal is not late.
func (p *Person) firstComplete(c *Consent, ask Ask) Stamp {
	at := c.started(ask)
	for _, old := range p.Consents {
		if old.ID == c.ID || !slices.Contains(c.Replaces, old.ID) || !old.allowed(ask) {
			continue
		}
		if t := old.started(ask); t.Before(at) {
			at = t
		}
	}
	return at
}

// allowed reports whether the declaration ever allowed the use, end dates aside.
func (c *Consent) allowed(ask Ask) bool {
	ch, _ := c.Choice(ask.Purpose)
	if ch.Answer != Granted || c.Invalid || c.ChildSays == ChildNo || c.GuardianNo || len(c.Withdrawals) > 0 {
		return false
	}
	return c.completeOn(ask.Today) && c.guardians() >= c.needed(ch.Guardians, ask.Today)
}

// started is when the declaration was complete for the use.
func (c *Consent) started(ask Ask) Stamp {
	ch, _ := c.Choice(ask.Purpose)
	return c.completeAt(ch.Guardians, ask.Today)
}
