package consent

import (
	"bytes"
	"slices"
)

// FoldConsent is the state of a consent after the statements about it, in any
// order and with any duplicates. Statements that the roster does not allow
// must have been set aside before.
func FoldConsent(id ID, sts []Statement) Consent {
	sts = distinct(sts)
	c := Consent{ID: id}
	c.foldGiven(sts)
	c.foldRequested(sts)
	c.foldSigned(sts)
	c.foldEnds(sts)
	c.foldRectified(sts)
	return c
}

// distinct drops duplicates and puts the rest in one order that depends only
// on what is there: by author and place in the author's log, then by id. It is
// an order for reproducible results, not of time.
func distinct(sts []Statement) []Statement {
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

func bodies[B Body](sts []Statement, each func(Statement, B)) {
	for _, st := range sts {
		if b, ok := st.Body.(B); ok {
			each(st, b)
		}
	}
}

func (c *Consent) foldGiven(sts []Statement) {
	bodies(sts, func(st Statement, b *Given) {
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
		c.Choices, c.Conditions = slices.Clone(b.Choices), slices.Clone(b.Conditions)
		c.Guardians, c.ChildSays = slices.Clone(b.Guardians), b.ChildSays
		c.Method, c.EnteredBy, c.Witnessed, c.Offered = b.Method, b.EnteredBy, b.Witnessed, b.Offered
		c.AnswerBy, c.Replaces = b.AnswerBy, slices.Clone(b.Replaces)
		c.GivenAt, c.CompleteAt = st.At, st.At
		c.Device, c.By, c.Statement = st.Author, st.By, st.ID
		c.Set = b.Set
		if !b.Office.IsZero() {
			c.Office = append(c.Office, b.Office)
		}
	})
}

// mergeGiven takes a second declaration under the same id: two branches of a
// forked log, or a device that lies. The stricter of the two holds.
func (c *Consent) mergeGiven(st Statement, b *Given) {
	c.Contradicts = true
	c.Band = stricterBand(c.Band, b.Band)
	c.ByBirth = c.ByBirth || b.ByBirth
	c.Needed = max(c.Needed, b.Needed)
	c.Choices = stricterChoices(c.Choices, b.Choices)
	c.addConditions(b.Conditions)
	c.ChildSays = stricterChild(c.ChildSays, b.ChildSays)
	if len(b.Guardians) < len(c.Guardians) {
		c.Guardians = slices.Clone(b.Guardians)
	}
	if b.OtherHolder == HolderMustSign {
		c.OtherHolder = HolderMustSign
	}
	if c.GivenAt.Before(st.At) {
		c.GivenAt, c.CompleteAt = st.At, st.At
	}
}

func (c *Consent) foldRequested(sts []Statement) {
	bodies(sts, func(st Statement, b *Requested) {
		if b.Consent != c.ID {
			return
		}
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
		c.Person, c.Shoot, c.Set = b.Person, b.Shoot, b.Set
		c.Terms.Key, c.Device, c.By = b.Terms, st.Author, st.By
		c.Band = BandUnknown
		if !b.Minor {
			c.Band = BandAdult
		}
	})
}

func (c *Consent) foldSigned(sts []Statement) {
	bodies(sts, func(st Statement, b *Signed) {
		if b.Consent != c.ID {
			return
		}
		switch b.Role {
		case RoleGuardian:
			c.guardianSigned(st, b)
		case RoleChild:
			c.ChildSays = stricterChild(c.ChildSays, childAnswer(b.Answer))
		case RoleMajority:
			c.Confirmed = c.Confirmed || b.Answer == Granted
			c.MajorityNo = c.MajorityNo || b.Answer != Granted
		default:
			return
		}
		if len(b.Choices) > 0 {
			c.Choices = narrowed(c.Choices, b.Choices)
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
		return
	}
	if b.Guardian == nil {
		return
	}
	c.Guardians = append(c.Guardians, *b.Guardian)
	if c.CompleteAt.Before(st.At) {
		c.CompleteAt = st.At
	}
}

func (c *Consent) foldEnds(sts []Statement) {
	var lifted []Ref
	bodies(sts, func(_ Statement, b *Unrestricted) {
		if b.Consent == c.ID {
			lifted = append(lifted, b.Undoes...)
		}
	})
	bodies(sts, func(st Statement, b *Restricted) {
		if b.Consent == c.ID && !slices.Contains(lifted, st.ID) {
			c.Restricts = append(c.Restricts, Restriction{Ref: st.ID, Until: b.Until, At: st.At})
		}
	})
	bodies(sts, func(st Statement, b *Withdrawn) {
		if b.Consent == c.ID {
			c.Withdrawals = append(c.Withdrawals, Withdrawal{
				Ref: st.ID, Role: b.Role, Purposes: b.Purposes, At: st.At, Author: st.Author, Seq: st.Seq,
			})
		}
	})
	bodies(sts, func(_ Statement, b *Invalidated) {
		if b.Consent == c.ID {
			c.Invalid, c.InvalidWhy = true, b.Reason
		}
	})
}

func (c *Consent) foldRectified(sts []Statement) {
	set, office, bands, torn := rectified(sts, func(b *Rectified) bool { return b.Consent == c.ID })
	for _, b := range bands {
		c.Band = stricterBand(c.Band, b)
	}
	if !set.IsZero() {
		c.Set = set
	}
	if !office.IsZero() {
		c.Office = append([]BlobRef{office}, c.Office...)
	}
	c.Contradicts = c.Contradicts || torn
}

// rectified finds the newest particulars among corrections: those that no
// other names or, in one log, follows. Torn means two devices corrected
// without knowing of each other.
func rectified(sts []Statement, ours func(*Rectified) bool) (set, office BlobRef, bands []AgeBand, torn bool) {
	var replaced []Ref
	last := map[Ref]Statement{}
	bodies(sts, func(st Statement, b *Rectified) {
		if ours(b) {
			replaced = append(replaced, b.Replaces...)
			last[st.Author] = st
		}
	})
	tips := 0
	bodies(sts, func(st Statement, b *Rectified) {
		if !ours(b) {
			return
		}
		if b.Band != "" {
			bands = append(bands, b.Band)
		}
		if last[st.Author].ID != st.ID || slices.Contains(replaced, st.ID) {
			return
		}
		tips++
		if !b.Set.IsZero() {
			set = b.Set
		}
		if !b.Office.IsZero() {
			office = b.Office
		}
	})
	return set, office, bands, tips > 1
}

func (c *Consent) addConditions(more []Condition) {
	for _, m := range more {
		if !slices.Contains(c.Conditions, m) {
			c.Conditions = append(c.Conditions, m)
		}
	}
}
