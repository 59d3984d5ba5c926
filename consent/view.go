package consent

import (
	"cmp"
	"slices"
)

// Consent is the state of one declaration: the fold of every statement about
// it. It is the same for any arrival order and any duplication.
type Consent struct {
	_           struct{} `cbor:",toarray"`
	ID          ID
	Person      ID
	Shoot       ID
	Request     ID
	Declared    bool // a consent.given exists; otherwise it was only requested
	Expected    bool // a consent.requested exists
	Terms       TermsRef
	Band        AgeBand
	ByBirth     bool
	Choices     []Choice // what holds after every party has answered
	Conditions  []Condition
	Needed      int  // guardians
	Alone       bool // a young person who signs alone by the production's rule
	Guardians   []Guardian
	GuardianAt  []Stamp // when each of Guardians signed
	OtherHolder OtherHolder
	ChildSays   ChildSays
	GuardianNo  bool   // a guardian said no
	Noes        []Mark // a child's or guardian's no after the declaration
	Confirmed   bool   // the child confirmed at majority
	MajorityNo  bool   // the child said no at majority; it stands in Withdrawals too
	Method      Method
	EnteredBy   string
	Witnessed   bool
	Offered     bool
	GivenAt     Stamp // the device's clock
	CompleteAt  Stamp // when the last needed guardian signed, else GivenAt
	RequestedAt Stamp
	ReceivedAt  Stamp // the office's acknowledgement
	AnswerBy    Date
	Withdrawals []Withdrawal
	Restricts   []Restriction // in force, dates aside
	Invalid     bool
	InvalidWhy  BlobRef
	Replaces    []ID
	Knew        []Ref // withdrawals and refusals of those that the signing device knew
	Device      Ref   // author of the declaration
	By          ID
	Statement   Ref    // the consent.given
	Seq         uint64 // its place in the device's log; 0 when devices contradict each other
	Set         BlobRef
	Office      []BlobRef // newest particulars first, then further parties
	Contradicts bool      // devices said different things; the stricter holds
	Torn        bool      // devices corrected the particulars without knowing of each other
}

// Mark names a statement and its place in its author's log.
type Mark struct {
	_      struct{} `cbor:",toarray"`
	Ref    Ref
	Author Ref
	Seq    uint64
}

// Withdrawal is one withdrawal of a consent.
type Withdrawal struct {
	_        struct{} `cbor:",toarray"`
	Ref      Ref
	Role     Role
	Purposes []Purpose // empty = all
	At       Stamp
	Author   Ref
	Seq      uint64
}

// Restriction is one restriction in force.
type Restriction struct {
	_     struct{} `cbor:",toarray"`
	Ref   Ref
	Until Date
	At    Stamp
}

// AvoidView is what is known of a person who must be avoided.
type AvoidView struct {
	_      struct{} `cbor:",toarray"`
	Person ID
	Notes  []AvoidNote // in force
	Set    BlobRef     // rectified particulars of the person
	Office BlobRef
}

// AvoidNote is one do-not-film or blur note in force.
type AvoidNote struct {
	_     struct{} `cbor:",toarray"`
	Ref   Ref
	Kind  AvoidKind
	Shoot ID
	At    Stamp
	By    ID
	Set   BlobRef
}

// NoticeView is a posted notice.
type NoticeView struct {
	_     struct{} `cbor:",toarray"`
	ID    ID
	Shoot ID
	Terms TermsRef
	Langs []string
	At    Stamp
	Down  bool
	Until Stamp
	Set   BlobRef
}

// Minor reports whether the declaration is for somebody a guardian signs for.
// An unknown age counts as a minor.
func (c *Consent) Minor() bool { return c.Needed > 0 || c.Band != BandAdult }

// Complete reports whether every guardian that the whole declaration needs has
// signed, as far as can be told without knowing the day; see Status.
func (c *Consent) Complete() bool { return c.completeOn(noDay) }

func (c *Consent) completeOn(today Date) bool {
	return c.Declared && c.guardians() >= c.needed(0, today)
}

// counts reports whether a guardian's signature counts.
func (g Guardian) counts() bool { return g.Relation.Signs() && g.Authority }

// guardians counts the signatures of people who can sign.
func (c *Consent) guardians() int { return signing(c.Guardians) }

func signing(gs []Guardian) int {
	n := 0
	for _, g := range gs {
		if g.counts() {
			n++
		}
	}
	return n
}

// needed is how many guardians a use needs that asks for perUse itself. An age
// reckoned by a clock that was wrong is open again, and so needs one.
func (c *Consent) needed(perUse int, today Date) int {
	open := c.reopened(today)
	if !c.Minor() && !open {
		return 0
	}
	n := max(c.Needed, perUse)
	if !c.Alone || c.Band != Band15to17 || open {
		n = max(n, 1)
	}
	if c.OtherHolder == HolderMustSign {
		n = max(n, 2)
	}
	return n
}

// completeAt is when the last guardian signed that a use needs, never before
// the declaration, which starts at the office's receipt if that is earlier than
// the device's clock. A guardian more than needed does not make it later.
func (c *Consent) completeAt(perUse int, today Date) Stamp {
	start := c.GivenAt
	if !c.ReceivedAt.IsZero() && c.ReceivedAt.Before(start) {
		start = c.ReceivedAt
	}
	var later []Stamp
	n := c.needed(perUse, today)
	for i, g := range c.Guardians {
		switch {
		case !g.counts():
		case c.GuardianAt[i] == c.GivenAt:
			n--
		default:
			later = append(later, c.GuardianAt[i])
		}
	}
	slices.SortStableFunc(later, func(a, b Stamp) int { return cmp.Compare(a.Milli, b.Milli) })
	n = min(n, len(later))
	if n < 1 || later[n-1].Before(start) {
		return start
	}
	return later[n-1]
}

// Receive notes when the office received the declaration, zero for not yet.
func (c *Consent) Receive(at Stamp) {
	c.ReceivedAt = at
	if c.Declared {
		c.CompleteAt = c.completeAt(0, noDay)
	}
}

// Choice returns the choice for a purpose, false when it was not asked.
func (c *Consent) Choice(p Purpose) (Choice, bool) {
	for _, ch := range c.Choices {
		if ch.Purpose == p {
			return ch, true
		}
	}
	return Choice{}, false
}

// Ends is the last day on which anything granted holds, zero when nothing is granted.
func (c *Consent) Ends() Date {
	var last Date
	for _, ch := range c.Choices {
		if ch.Answer == Granted && ch.Ends > last {
			last = ch.Ends
		}
	}
	return last
}

// withdrawn finds a withdrawal that covers the purpose and reports whether any does.
func (c *Consent) withdrawn(p Purpose) (Withdrawal, bool) {
	var first Withdrawal
	found := false
	for _, w := range c.Withdrawals {
		if w.covers(p) && (!found || w.At.Before(first.At)) {
			first, found = w, true
		}
	}
	return first, found
}

func (w Withdrawal) covers(p Purpose) bool {
	return len(w.Purposes) == 0 || slices.Contains(w.Purposes, p)
}
