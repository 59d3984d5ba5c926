package flow

import (
	"context"
	"time"

	"onset/consent"
)

// GuardianDraft is a guardian's signature.
type GuardianDraft struct {
	Name      string
	Relation  consent.Relation
	Contact   string
	Authority bool   // says to hold parental authority
	Verified  string // "contact", "known", "paper", "none"
	Method    consent.Method
	Ink       []byte
}

// Declaration is a declaration made on paper or elsewhere, recorded at once.
type Declaration struct {
	Terms       string // key; empty = the shoot's
	Language    string // empty = the shoot's
	Name        string
	Email       string
	Org         string
	Band        string // wrist band
	Born        Month
	Adult       bool
	Grants      []consent.Purpose
	Denies      []consent.Purpose
	Conditions  []consent.Condition
	Guardians   []GuardianDraft
	OtherHolder consent.OtherHolder
	ChildSays   consent.ChildSays
	Method      consent.Method // empty = drawn with ink, else paper
	EnteredBy   string         // empty = "crew"
	Ink         []byte         // JSON of signer's ink
	Paper       []byte         // JPEG of the slip
	Face        []byte         // JPEG
	At          time.Time      // when it was signed; zero = now
	Person      consent.ID     // somebody known who signs again; zero = a new person
	Request     consent.ID     // the consent that was expected
	Offered     bool
	ClockOK     bool // the crew confirmed a doubtful clock
}

// Declare records a declaration and returns after it is on the disk.
// A *IncompleteError names what is missing.
func (k *Kit) Declare(ctx context.Context, d Declaration) (consent.ID, Receipt, error) {
	return consent.ID{}, Receipt{}, errPending
}
