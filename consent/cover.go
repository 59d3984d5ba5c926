package consent

import (
	"slices"
	"strings"
)

// Ask is a use somebody asks about: this purpose, there, in that period.
type Ask struct {
	Purpose   Purpose
	Territory string // ISO 3166 code, "eu" or "world"; empty = wherever the consent allows
	From      Date   // first day of the use
	Until     Date   // last day; zero = From
	Today     Date   // the day the question is asked
	Published Date   // production.published, zero while the customer has not
}

// last is the last day asked for.
func (a Ask) last() Date { return max(a.From, a.Until) }

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
	if f, stop := c.stopped(ask); stop {
		f.Consent, f.Weight = c.ID, Block
		return []Finding{f}
	}
	ch, asked := c.Choice(ask.Purpose)
	if !asked {
		return []Finding{{Code: CodeNotAsked, Weight: Block, Consent: c.ID}}
	}
	out := c.choiceFindings(ch, ask)
	for i := range out {
		out[i].Consent = c.ID
	}
	return out
}

// stopped finds what ends or suspends the whole declaration.
func (c *Consent) stopped(ask Ask) (Finding, bool) {
	switch {
	case c.Invalid:
		return Finding{Code: CodeInvalid}, true
	case c.MajorityNo:
		return Finding{Code: CodeWithdrawn}, true
	case c.ChildSays == ChildNo || c.GuardianNo:
		return Finding{Code: CodeRefused}, true
	case !c.Declared && c.Minor():
		return Finding{Code: CodeWaitGuardian, Date: c.AnswerBy}, true
	case !c.Declared:
		return Finding{Code: CodeExpected, Date: c.AnswerBy}, true
	case c.bandAt(ask.Today) != BandAdult && c.guardians() < max(1, c.needed(0)):
		return Finding{Code: CodeWaitGuardian, Date: c.AnswerBy}, true
	case !c.Complete():
		return Finding{Code: CodeWaitGuardian, Date: c.AnswerBy}, true
	case c.Restricted(ask.Today):
		return Finding{Code: CodeRestricted, Date: c.restrictedUntil()}, true
	}
	return Finding{}, false
}

func (c *Consent) restrictedUntil() Date {
	var last Date
	for _, r := range c.Restricts {
		if r.Until == 0 {
			return 0
		}
		last = max(last, r.Until)
	}
	return last
}

// ClockFault reports whether the declaration's time cannot be right: later
// than the office received it, or than the day it is looked at.
func (c *Consent) ClockFault(today Date) bool {
	if !c.ReceivedAt.IsZero() && c.ReceivedAt.Before(c.GivenAt) {
		return true
	}
	return c.GivenAt.Date() > today.AddDays(1)
}

// bandAt is the age band as far as it can be trusted: one reckoned by a clock
// that was wrong is open again.
func (c *Consent) bandAt(today Date) AgeBand {
	if c.ByBirth && c.Band == BandAdult && c.ClockFault(today) {
		return BandUnknown
	}
	return c.Band
}

func (c *Consent) choiceFindings(ch Choice, ask Ask) []Finding {
	if f, stop := c.choiceStops(ch, ask); stop {
		f.Weight = Block
		return []Finding{f}
	}
	out := c.limits(ch, ask)
	if w, gone := c.withdrawn(ask.Purpose); gone && touches(w, ask) {
		out = append(out, Finding{Code: CodeAgreementStands, Weight: Limit, Date: w.At.Date()})
	}
	return out
}

func (c *Consent) choiceStops(ch Choice, ask Ask) (Finding, bool) {
	w, gone := c.withdrawn(ask.Purpose)
	switch {
	case gone && ch.Basis != BasisAgreement && touches(w, ask):
		return Finding{Code: withdrawnCode(w), Date: w.At.Date()}, true
	case ch.Answer != Granted:
		return Finding{Code: CodeDenied}, true
	case c.Minor() && c.guardians() < c.needed(ch.Guardians):
		return Finding{Code: CodeWaitSecond, Date: c.AnswerBy}, true
	case ch.Ends == 0 || ch.Ends < ask.From:
		return Finding{Code: CodeExpired, Date: ch.Ends}, true
	case ch.Ends < ask.last():
		return Finding{Code: CodeEnds, Date: ch.Ends}, true
	case !inTerritory(ch.Territory, ask.Territory):
		return Finding{Code: CodeTerritory, Territory: ch.Territory}, true
	case ch.After && (ask.Published == 0 || ask.From < ask.Published):
		return Finding{Code: CodeEmbargo, Date: ask.Published}, true
	}
	return Finding{}, false
}

// touches reports whether a withdrawal known now blocks the use: every use
// that reaches today or later, whatever the clock said, and past ones from its
// own moment on.
func touches(w Withdrawal, ask Ask) bool {
	return ask.last() >= ask.Today || ask.last() >= w.At.Date()
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
	if ask.Territory == "" && ch.Territory != "" && ch.Territory != "world" {
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

// inTerritory reports whether a use in place asked is inside what was agreed.
func inTerritory(agreed, asked string) bool {
	if agreed == "" || agreed == "world" || asked == "" {
		return true
	}
	list := strings.Fields(strings.ToLower(agreed))
	asked = strings.ToLower(asked)
	return slices.Contains(list, asked) || slices.Contains(list, "eu") && slices.Contains(euStates, asked)
}

// euStates are the member states of the European Union by ISO 3166-1 code.
var euStates = strings.Fields("at be bg cy cz de dk ee es fi fr gr hr hu ie it lt lu lv mt nl pl pt ro se si sk")
