package consent

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
	Needed      int // guardians
	Guardians   []Guardian
	OtherHolder OtherHolder
	ChildSays   ChildSays
	GuardianNo  bool // a guardian said no
	Confirmed   bool // the child confirmed at majority
	MajorityNo  bool
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
	Device      Ref // author of the declaration
	By          ID
	Statement   Ref // the consent.given
	Set         BlobRef
	Office      []BlobRef // newest particulars first, then further parties
	Contradicts bool      // devices said different things; the stricter holds
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

// Complete reports whether every guardian that the whole declaration needs has signed.
func (c *Consent) Complete() bool {
	return c.Declared && c.guardians() >= c.needed(0)
}

// guardians counts the signatures of people who can sign.
func (c *Consent) guardians() int {
	n := 0
	for _, g := range c.Guardians {
		if g.Relation.Signs() && g.Authority {
			n++
		}
	}
	return n
}

// needed is how many guardians a use needs that asks for perUse itself.
func (c *Consent) needed(perUse int) int {
	n := c.Needed
	if c.Minor() && n < 1 {
		n = 1
	}
	if c.Minor() && c.OtherHolder == HolderMustSign && n < 2 {
		n = 2
	}
	if c.Minor() && perUse > n {
		n = perUse
	}
	return n
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
	if len(w.Purposes) == 0 {
		return true
	}
	for _, q := range w.Purposes {
		if q == p {
			return true
		}
	}
	return false
}
