package consent

import (
	"bytes"
	"slices"
)

// FoldConsent is the state of a consent after the statements about it, in any
// order and with any duplicates. Statements that the roster does not allow
// must have been set aside before.
func FoldConsent(id ID, sts []Statement) Consent {
	sts = Distinct(sts)
	c := Consent{ID: id}
	c.foldGiven(sts)
	c.foldRequested(sts)
	c.foldSigned(sts)
	c.foldEnds(sts)
	c.foldRectified(sts)
	if c.Declared {
		c.CompleteAt = c.completeAt(0, noDay)
	}
	return c
}

// Distinct drops duplicates and puts the rest in one order that depends only
// on what is there: by author and place in the author's log, then by id. It is
// an order for reproducible results, not of time.
func Distinct(sts []Statement) []Statement {
	out := slices.Clone(sts)
	slices.SortFunc(out, func(a, b Statement) int {
		if n := bytes.Compare(a.Author[:], b.Author[:]); n != 0 {
			return n
		}
		if a.Seq != b.Seq {
			if a.Seq < b.Seq {
				return -1
			}
			return 1
		}
		return bytes.Compare(a.ID[:], b.ID[:])
	})
	return slices.CompactFunc(out, func(a, b Statement) bool { return a.ID == b.ID })
}

// Bodies calls each for the statements whose body is a B.
func Bodies[B Body](sts []Statement, each func(Statement, B)) {
	for _, st := range sts {
		if b, ok := st.Body.(B); ok {
			each(st, b)
		}
	}
}

func (c *Consent) foldGiven(sts []Statement) {
	Bodies(sts, func(st Statement, b *Given) {
		if b.Consent != c.ID {
			return
		}
		if c.Declared {
			c.mergeGiven(st, b)
			return
		}
		c.Declared = true
		c.Person, c.Shoot, c.Request, c.Terms = b.Person, b.Shoot, b.Request, b.Terms
		c.Band, c.ByBirth, c.Needed, c.OtherHolder = b.Band, b.ByBirth, b.Needed, b.OtherHolder
		c.Alone, c.ChildSays = b.Alone, b.ChildSays
		c.Choices = single(b.Choices)
		c.addConditions(b.Conditions)
		c.setGuardians(st, b)
		c.Method, c.EnteredBy, c.Witnessed, c.Offered = b.Method, b.EnteredBy, b.Witnessed, b.Offered
		c.AnswerBy, c.Replaces, c.Knew = b.AnswerBy, slices.Clone(b.Replaces), slices.Clone(b.Knew)
		c.GivenAt = st.At
		c.Device, c.By, c.Statement, c.Seq = st.Author, st.By, st.ID, st.Seq
		c.Set = b.Set
		if !b.Office.IsZero() {
			c.Office = append(c.Office, b.Office)
		}
	})
}

func (c *Consent) setGuardians(st Statement, b *Given) {
	c.Guardians, c.GuardianAt = slices.Clone(b.Guardians), nil
	for range b.Guardians {
		c.GuardianAt = append(c.GuardianAt, st.At)
	}
}

// mergeGiven takes a second declaration under the same id: two branches of a
// forked log, or a device that lies. The stricter of the two holds.
func (c *Consent) mergeGiven(st Statement, b *Given) {
	c.Contradicts = true
	c.Band = stricterBand(c.Band, b.Band)
	c.ByBirth, c.Alone = c.ByBirth || b.ByBirth, c.Alone && b.Alone
	c.Needed = max(c.Needed, b.Needed)
	c.Choices = stricterChoices(c.Choices, single(b.Choices))
	if b.Person != c.Person {
		c.Choices = nil // nobody knows whose it is
	}
	if b.Terms.Key == LocationTerms {
		c.Terms = b.Terms
	}
	c.addConditions(b.Conditions)
	c.ChildSays = stricterChild(c.ChildSays, b.ChildSays)
	if signing(b.Guardians) < c.guardians() {
		c.setGuardians(st, b)
	}
	if b.OtherHolder == HolderMustSign {
		c.OtherHolder = HolderMustSign
	}
	if c.GivenAt.Before(st.At) {
		c.GivenAt = st.At
	}
	c.Witnessed, c.Offered = c.Witnessed && b.Witnessed, c.Offered && b.Offered
	c.Seq, c.Replaces, c.Knew = 0, both(c.Replaces, b.Replaces), both(c.Knew, b.Knew)
}

func (c *Consent) foldRequested(sts []Statement) {
	Bodies(sts, func(st Statement, b *Requested) {
		if b.Consent != c.ID {
			return
		}
		first := !c.Expected
		c.Expected = true
		if c.RequestedAt.IsZero() || st.At.Before(c.RequestedAt) {
			c.RequestedAt = st.At
		}
		if c.AnswerBy == 0 || b.AnswerBy != 0 && b.AnswerBy < c.AnswerBy {
			c.AnswerBy = b.AnswerBy
		}
		if c.Declared {
			return
		}
		if first {
			c.Person, c.Shoot, c.Set = b.Person, b.Shoot, b.Set
			c.Terms.Key, c.Device, c.By = b.Terms, st.Author, st.By
			c.Band = BandAdult
		}
		if b.Minor {
			c.Band = BandUnknown
		}
	})
}

func (c *Consent) foldSigned(sts []Statement) {
	Bodies(sts, func(st Statement, b *Signed) {
		if b.Consent != c.ID {
			return
		}
		switch b.Role {
		case RoleGuardian:
			c.guardianSigned(st, b)
			c.Choices = narrowed(c.Choices, b.Choices)
		case RoleChild:
			c.childSigned(st, b)
			c.Choices = narrowed(c.Choices, b.Choices)
		case RoleMajority:
			c.majoritySigned(st, b)
		default:
			return
		}
		c.addConditions(b.Limits)
		if !b.Office.IsZero() {
			c.Office = append(c.Office, b.Office)
		}
	})
}

func (c *Consent) guardianSigned(st Statement, b *Signed) {
	if b.Answer != Granted {
		c.GuardianNo = true
		c.Noes = append(c.Noes, Mark{Ref: st.ID, Author: st.Author, Seq: st.Seq})
		return
	}
	if b.Guardian == nil {
		return
	}
	c.Guardians = append(c.Guardians, *b.Guardian)
	c.GuardianAt = append(c.GuardianAt, st.At)
}

func (c *Consent) childSigned(st Statement, b *Signed) {
	if b.Answer != Granted {
		c.ChildSays = ChildNo
		c.Noes = append(c.Noes, Mark{Ref: st.ID, Author: st.Author, Seq: st.Seq})
		return
	}
	c.ChildSays = stricterChild(c.ChildSays, ChildYes)
}

// majoritySigned confirms at majority, or takes back all or some. It is a
// withdrawal, because what the guardian's yes allowed until then was allowed.
func (c *Consent) majoritySigned(st Statement, b *Signed) {
	w := Withdrawal{Ref: st.ID, Role: RoleMajority, At: st.At, Author: st.Author, Seq: st.Seq}
	if b.Answer != Granted {
		c.MajorityNo = true
		c.Withdrawals = append(c.Withdrawals, w)
		return
	}
	c.Confirmed = true
	for _, ch := range b.Choices {
		if ch.Answer != Granted {
			w.Purposes = append(w.Purposes, ch.Purpose)
			continue
		}
		c.Choices = narrowed(c.Choices, []Choice{ch})
	}
	if len(w.Purposes) > 0 {
		c.Withdrawals = append(c.Withdrawals, w)
	}
}

func (c *Consent) foldEnds(sts []Statement) {
	var lifted []Ref
	Bodies(sts, func(_ Statement, b *Unrestricted) {
		if b.Consent == c.ID {
			lifted = append(lifted, b.Undoes...)
		}
	})
	Bodies(sts, func(st Statement, b *Restricted) {
		if b.Consent == c.ID && !slices.Contains(lifted, st.ID) {
			c.Restricts = append(c.Restricts, Restriction{Ref: st.ID, Until: b.Until, At: st.At})
		}
	})
	Bodies(sts, func(st Statement, b *Withdrawn) {
		if b.Consent == c.ID {
			c.Withdrawals = append(c.Withdrawals, Withdrawal{
				Ref: st.ID, Role: b.Role, Purposes: b.Purposes, At: st.At, Author: st.Author, Seq: st.Seq,
			})
		}
	})
	Bodies(sts, func(_ Statement, b *Invalidated) {
		if b.Consent == c.ID {
			c.Invalid, c.InvalidWhy = true, b.Reason
		}
	})
}

func (c *Consent) foldRectified(sts []Statement) {
	r := rectified(sts, func(b *Rectified) bool { return b.Consent == c.ID })
	for _, b := range r.bands {
		c.Band = stricterBand(c.Band, b)
	}
	if len(r.set) > 0 {
		c.Set = r.set[0]
	}
	if len(r.office) > 0 {
		c.Office = append(r.office, c.Office...)
	}
	c.Torn = len(r.set) > 1 || len(r.office) > 1
}

// corrections are the newest particulars. More than one of a kind means that
// devices corrected without knowing of each other.
type corrections struct {
	set, office []BlobRef
	bands       []AgeBand
}

func rectified(sts []Statement, ours func(*Rectified) bool) corrections {
	var out corrections
	var mine []Statement
	Bodies(sts, func(st Statement, b *Rectified) {
		if !ours(b) {
			return
		}
		mine = append(mine, st)
		if b.Band != "" {
			out.bands = append(out.bands, b.Band)
		}
	})
	out.set = newest(mine, func(b *Rectified) BlobRef { return b.Set })
	out.office = newest(mine, func(b *Rectified) BlobRef { return b.Office })
	return out
}

// newest are the blobs of one audience that no later correction of the same
// audience takes the place of: one that names it, or follows in the same log.
func newest(sts []Statement, of func(*Rectified) BlobRef) []BlobRef {
	var replaced []Ref
	last := map[Ref]Ref{}
	Bodies(sts, func(st Statement, b *Rectified) {
		if !of(b).IsZero() {
			replaced = append(replaced, b.Replaces...)
			last[st.Author] = st.ID
		}
	})
	var out []BlobRef
	Bodies(sts, func(st Statement, b *Rectified) {
		if !of(b).IsZero() && last[st.Author] == st.ID && !slices.Contains(replaced, st.ID) {
			out = append(out, of(b))
		}
	})
	return out
}

func (c *Consent) addConditions(more []Condition) {
	for _, m := range more {
		if !slices.Contains(c.Conditions, m) {
			c.Conditions = append(c.Conditions, m)
		}
	}
}
