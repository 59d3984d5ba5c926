package consent

// Ask is a use somebody asks about: this purpose, there, in that period.
type Ask struct {
	Purpose   Purpose
	Territory string // ISO 3166 codes separated by spaces, "eu" or "world"; empty = wherever the consent allows
	From      Date   // first day of the use; zero = Today
	Until     Date   // last day; zero = From
	Today     Date   // the day the question is asked
	Published Date   // production.published, zero while the customer has not
}

// first is the first day asked for: the day of asking when none is named.
func (a Ask) first() Date {
	if a.From == 0 {
		return a.Today
	}
	return a.From
}

// last is the last day asked for.
func (a Ask) last() Date { return max(a.first(), a.Until) }

// Code says in one word why a use is limited or blocked. The words people read
// are in assets: "reason.<code>" and "fix.<code>".
type Code string

// The codes of findings about one person.
const (
	CodeNoConsent       Code = "no_consent"       // nobody asked this person
	CodeExpected        Code = "not_answered"     // asked, not answered
	CodeWaitGuardian    Code = "wait_guardian"    // a guardian's signature is missing
	CodeWaitSecond      Code = "wait_second"      // this use needs another guardian
	CodeDenied          Code = "denied"           // said no to this use
	CodeRefused         Code = "refused"          // the child or a guardian said no
	CodeNotAsked        Code = "not_asked"        // this use was never asked
	CodeWithdrawn       Code = "withdrawn"        //
	CodeRevoked         Code = "revoked"          //
	CodeRestricted      Code = "restricted"       // set aside for now
	CodeInvalid         Code = "invalidated"      //
	CodeExpired         Code = "expired"          //
	CodeEnds            Code = "ends_too_early"   // ends before the asked period does
	CodeTerritory       Code = "territory"        // not agreed for that place
	CodeEmbargo         Code = "embargo"          // not before the customer has published
	CodeAvoid           Code = "avoid"            // do not film
	CodeClock           Code = "clock"            // signed in the future: a clock was wrong
	CodeBlur            Code = "blur"             // must not be recognisable
	CodeCondition       Code = "condition"        // the signer's own condition
	CodeOnlyIn          Code = "only_in"          // only in that territory
	CodeAgreementStands Code = "agreement_stands" // took the consent back; the release is a document of its own
	CodeContradiction   Code = "contradiction"    // devices said different things; the stricter holds
)

// Weight is what a finding does to a use.
type Weight uint8

// From a remark to a stop.
const (
	Note Weight = iota
	Limit
	Block
)

// Finding is one thing found about a person and a use.
type Finding struct {
	Code      Code
	Weight    Weight
	Consent   ID        // zero when about no particular one
	Condition Condition // with CodeCondition
	Date      Date      // with the codes about dates
	Territory string    // with CodeOnlyIn and CodeTerritory
}

// Covers judges one declaration for a use. No finding of weight Block means
// that it covers the use, limited by those of weight Limit.
func (c *Consent) Covers(ask Ask) []Finding {
	ch, asked := c.Choice(ask.Purpose)
	f, stop := c.saidNo(ch, ask)
	if !stop {
		f, stop = c.notYet(ask)
	}
	if !stop && !asked {
		f, stop = Finding{Code: CodeNotAsked}, true
	}
	if !stop {
		f, stop = c.choiceStops(ch, ask)
	}
	if stop {
		f.Consent, f.Weight = c.ID, Block
		return []Finding{f}
	}
	out := c.limits(ch, ask)
	for i := range out {
		out[i].Consent = c.ID
	}
	return out
}

// saidNo finds what no other declaration and no other legal basis outranks. It
// is looked for first, so that a declaration that was taken back before it was
// complete, or for a use it never asked about, is not mistaken for a gap.
func (c *Consent) saidNo(ch Choice, ask Ask) (Finding, bool) {
	w, gone := c.withdrawn(ask.Purpose)
	r, set := c.restricted(ask)
	switch {
	case gone && touches(w.At, ask) && !ch.agreed():
		return Finding{Code: withdrawnCode(w), Date: w.At.Date()}, true
	case c.ChildSays == ChildNo || c.GuardianNo:
		return Finding{Code: CodeRefused}, true
	case set:
		return Finding{Code: CodeRestricted, Date: r}, true
	case !c.Invalid && ch.Purpose != "" && ch.Answer != Granted:
		return Finding{Code: CodeDenied}, true
	}
	return Finding{}, false
}

// agreed reports whether the choice rests on a release, which is a document of
// its own: taking back a consent does not end it.
func (ch Choice) agreed() bool { return ch.Answer == Granted && ch.Basis == BasisAgreement }

// notYet finds what keeps the whole declaration from counting.
func (c *Consent) notYet(ask Ask) (Finding, bool) {
	switch {
	case c.Invalid:
		return Finding{Code: CodeInvalid}, true
	case !c.Declared && c.Minor():
		return Finding{Code: CodeWaitGuardian, Date: c.AnswerBy}, true
	case !c.Declared:
		return Finding{Code: CodeExpected, Date: c.AnswerBy}, true
	case !c.completeOn(ask.Today):
		return Finding{Code: CodeWaitGuardian, Date: c.AnswerBy}, true
	}
	return Finding{}, false
}

// restricted reports whether a restriction reaches into the use, and the last
// day of the longest; zero when it has no end.
func (c *Consent) restricted(ask Ask) (until Date, set bool) {
	for _, r := range c.Restricts {
		if r.Until != 0 && r.Until < ask.first() || !touches(r.At, ask) {
			continue
		}
		if r.Until == 0 {
			return 0, true
		}
		until, set = max(until, r.Until), true
	}
	return until, set
}

// noDay stands for a day that is not known: late enough that no clock is ahead of it.
const noDay Date = 1 << 30

// ClockFault reports whether the declaration's time cannot be right: later
// than the office received it, or than the day it is looked at.
func (c *Consent) ClockFault(today Date) bool {
	if !c.ReceivedAt.IsZero() && c.ReceivedAt.Before(c.GivenAt) {
		return true
	}
	return c.GivenAt.Date() > today.AddDays(1)
}

// reopened reports whether the age band was reckoned by a clock that was wrong.
func (c *Consent) reopened(today Date) bool { return c.ByBirth && c.ClockFault(today) }

func (c *Consent) choiceStops(ch Choice, ask Ask) (Finding, bool) {
	switch {
	case c.guardians() < c.needed(ch.Guardians, ask.Today):
		return Finding{Code: CodeWaitSecond, Date: c.AnswerBy}, true
	case ch.Ends == 0 || ch.Ends < ask.first():
		return Finding{Code: CodeExpired, Date: ch.Ends}, true
	case ch.Ends < ask.last():
		return Finding{Code: CodeEnds, Date: ch.Ends}, true
	case !inTerritory(ch.Territory, ask.Territory):
		return Finding{Code: CodeTerritory, Territory: ch.Territory}, true
	case ch.After && (ask.Published == 0 || ask.first() < ask.Published):
		return Finding{Code: CodeEmbargo, Date: ask.Published}, true
	}
	return Finding{}, false
}

// touches reports whether something that ends or suspends a declaration, known
// now, reaches the use: every use of today or later, whatever the clock said,
// and past ones from its own moment on.
func touches(at Stamp, ask Ask) bool {
	return ask.last() >= ask.Today || ask.last() >= at.Date()
}

func withdrawnCode(w Withdrawal) Code {
	if w.Role == RoleOffice {
		return CodeRevoked
	}
	return CodeWithdrawn
}

func (c *Consent) limits(ch Choice, ask Ask) []Finding {
	var out []Finding
	for _, cond := range c.Conditions {
		out = append(out, Finding{Code: CodeCondition, Weight: Limit, Condition: cond})
	}
	if w, gone := c.withdrawn(ask.Purpose); gone && touches(w.At, ask) {
		out = append(out, Finding{Code: CodeAgreementStands, Weight: Limit, Date: w.At.Date()})
	}
	if ask.Territory == "" && !everywhere(ch.Territory) {
		out = append(out, Finding{Code: CodeOnlyIn, Weight: Limit, Territory: ch.Territory})
	}
	if c.ClockFault(ask.Today) {
		out = append(out, Finding{Code: CodeClock, Weight: Limit, Date: c.GivenAt.Date()})
	}
	if c.Contradicts {
		out = append(out, Finding{Code: CodeContradiction, Weight: Limit})
	}
	return out
}
