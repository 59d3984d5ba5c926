package consent

// Status is the state of a consent in the words of the Data Privacy Vocabulary
// (DPV 2.3, dpv:hasConsentStatus).
type Status string

// The statuses. Only StatusGiven and StatusRenewed permit anything.
const (
	StatusRequested   Status = "Requested" // asked for, or a guardian's signature is missing
	StatusGiven       Status = "Given"
	StatusRenewed     Status = "Renewed"
	StatusRefused     Status = "Refused"
	StatusWithdrawn   Status = "Withdrawn" // by the person or a guardian
	StatusRevoked     Status = "Revoked"   // by the controller
	StatusExpired     Status = "Expired"
	StatusInvalidated Status = "Invalidated"
	StatusUnknown     Status = "Unknown"
)

// Status is the consent's state on a day.
func (c *Consent) Status(on Date) Status {
	switch {
	case c.Invalid:
		return StatusInvalidated
	case c.whollyWithdrawn():
		return c.withdrawnStatus()
	case c.ChildSays == ChildNo || c.GuardianNo:
		return StatusRefused
	case !c.Declared && !c.Expected:
		return StatusUnknown
	case !c.completeOn(on):
		return StatusRequested
	case c.Ends() == 0:
		return StatusRefused
	case c.Ends() < on:
		return StatusExpired
	case len(c.Replaces) > 0 || c.Confirmed:
		return StatusRenewed
	default:
		return StatusGiven
	}
}

// Valid reports whether the status permits anything at all.
func (s Status) Valid() bool { return s == StatusGiven || s == StatusRenewed }

// whollyWithdrawn reports whether nothing that rests on consent is left.
func (c *Consent) whollyWithdrawn() bool {
	if len(c.Withdrawals) == 0 {
		return false
	}
	for _, w := range c.Withdrawals {
		if len(w.Purposes) == 0 {
			return true
		}
	}
	for _, ch := range c.Choices {
		if _, gone := c.withdrawn(ch.Purpose); ch.Answer == Granted && !gone {
			return false
		}
	}
	return true
}

func (c *Consent) withdrawnStatus() Status {
	for _, w := range c.Withdrawals {
		if w.Role != RoleOffice {
			return StatusWithdrawn
		}
	}
	return StatusRevoked
}

// Restricted reports whether the consent is set aside on a day.
func (c *Consent) Restricted(on Date) bool {
	for _, r := range c.Restricts {
		if r.Until == 0 || r.Until >= on {
			return true
		}
	}
	return false
}
