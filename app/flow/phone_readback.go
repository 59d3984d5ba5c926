package flow

import (
	"context"
	"fmt"
	"slices"
	"time"

	"onset/consent"
	"onset/signer"
)

// ReadBack is a declaration as it was received, for the crew to read to whoever signed it.
type ReadBack struct {
	Consent    consent.ID
	Person     consent.ID
	Short      string
	Code       string // that stood on both screens, empty when none was compared
	Name       string
	Band       string
	Work       string
	Contact    string // where it is readable here
	Age        consent.AgeBand
	Born       string // "2014-03", where it is readable here
	Choices    []ChoiceLine
	Conditions []consent.Condition
	Child      consent.ChildSays
	Guardians  []ReadBackGuardian
	Other      consent.OtherHolder
	Method     consent.Method
	Witnessed  bool
	EnteredBy  string
	Text       string // key and version, "appearance 1"
	Language   string // of the text that was shown
	Signed     time.Time
	Ink        *Ink   // of whoever signed; nil when nothing was drawn or it is not readable here
	Typed      string // the name as typed, where that is the signature
	Face       []byte // JPEG, small
	Waiting    bool   // a guardian must still sign
	Withdrawn  bool
	Hidden     bool // contact, ink and month of birth are not readable on this device
}

// ReadBackGuardian is a guardian as received.
type ReadBackGuardian struct {
	Name      string
	Relation  consent.Relation
	Contact   string
	Authority bool
	Ink       *Ink
	Typed     string
}

// ReadBack is a declaration as it was received, its questions titled in a
// language; empty is the one that was signed in. ErrNotFound.
func (k *Kit) ReadBack(ctx context.Context, id consent.ID, lang string) (ReadBack, error) {
	c, err := k.one(id)
	if err != nil {
		return ReadBack{}, fmt.Errorf("read back: %w", err)
	}
	r, err := k.receipt(id, lang)
	if err != nil {
		return ReadBack{}, fmt.Errorf("read back: %w", err)
	}
	out := ReadBack{
		Consent: id, Person: c.Person, Short: r.Short, Code: k.codeOf(id), Name: r.Name, Band: r.Band, Age: c.Band,
		Choices: r.Choices, Conditions: r.Conditions, Child: c.ChildSays, Other: c.OtherHolder, Method: c.Method,
		Witnessed: c.Witnessed, EnteredBy: c.EnteredBy, Text: r.Text, Language: c.Terms.Language, Signed: r.Signed,
		Waiting: r.Waiting, Withdrawn: r.Withdrawn,
	}
	if p, err := k.particulars(ctx, c.Set); err == nil {
		out.Face = p.Face
	}
	k.readOffice(ctx, &out, c)
	return out, nil
}

// codeOf is the code of the phone that a consent came from, while it is on the page.
func (k *Kit) codeOf(id consent.ID) string {
	r := k.phones.now()
	if r == nil {
		return ""
	}
	for _, p := range r.server.Phones() {
		if p.Consent == id {
			return p.Code
		}
	}
	return ""
}

// readOffice adds what only the office and the device that took it can read.
func (k *Kit) readOffice(ctx context.Context, out *ReadBack, c *consent.Consent) {
	var said []signer.GuardianParticulars
	for i, ref := range c.Office {
		p, err := k.particulars(ctx, ref)
		if err != nil {
			out.Hidden = true
			continue
		}
		said = append(said, p.Guardians...)
		if i == 0 {
			out.Contact, out.Work, out.Born, out.Ink, out.Typed = p.Contact, p.Workplace, p.BornMonth, p.Ink, p.Typed
		}
	}
	for _, g := range c.Guardians {
		line := ReadBackGuardian{Relation: g.Relation, Authority: g.Authority}
		i := slices.IndexFunc(said, func(p signer.GuardianParticulars) bool { return consent.Relation(p.Relation) == g.Relation })
		if i >= 0 {
			line.Name, line.Contact, line.Ink, line.Typed = said[i].Name, said[i].Contact, said[i].Ink, said[i].Typed
			said = slices.Delete(said, i, i+1)
		}
		out.Guardians = append(out.Guardians, line)
	}
}
