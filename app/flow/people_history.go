package flow

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"onset/consent"
)

// PersonDeed is what was stated of a person. The words are in assets:
// "office.deed.<code>".
type PersonDeed string

// The deeds.
const (
	PersonAsked        PersonDeed = "asked"
	PersonGave         PersonDeed = "gave"
	PersonSigned       PersonDeed = "signed"  // a further party said yes
	PersonDenied       PersonDeed = "refused" // a further party said no
	PersonTookBack     PersonDeed = "took_back"
	PersonRestricted   PersonDeed = "restricted"
	PersonUnrestricted PersonDeed = "unrestricted"
	PersonInvalidated  PersonDeed = "invalidated"
	PersonRectified    PersonDeed = "rectified"
	PersonAvoid        PersonDeed = "avoid"
	PersonBlur         PersonDeed = "blur"
	PersonLift         PersonDeed = "lift"
)

// PersonEvent is one statement about a person: who, when, what.
type PersonEvent struct {
	Deed     PersonDeed
	Consent  consent.ID    // zero for a note
	At       consent.Stamp // by the stating device's clock
	Received consent.Stamp // when the office first held it, zero for not yet
	By       consent.ID    // who acted
	ByName   string        // where this device knows the name
	Device   string        // empty = this one
	Role     consent.Role
	Method   consent.Method
	Purposes []consent.Purpose // with PersonTookBack; empty = all
	Terms    consent.TermsRef  // with PersonGave
	Until    consent.Date      // with PersonRestricted, zero = for good
	Why      string            // the reason of an invalidation, where it may be read
}

// PersonHistory is what was stated of a person, the newest first. ErrNotFound,
// or what the store says.
func (k *Kit) PersonHistory(ctx context.Context, person consent.ID) ([]PersonEvent, error) {
	k.mu.Lock()
	p := k.ledger.Person(person)
	if p == nil {
		k.mu.Unlock()
		return nil, fmt.Errorf("history of %s: %w", person, ErrNotFound)
	}
	subjects := []consent.Subject{{Kind: consent.OfPerson, ID: person}}
	for _, c := range p.Consents {
		subjects = append(subjects, consent.Subject{Kind: consent.OfConsent, ID: c.ID})
	}
	k.mu.Unlock()
	var out []PersonEvent
	seen := map[consent.Ref]bool{}
	for _, s := range subjects {
		sts, err := k.store.Statements(ctx, s)
		if err != nil {
			return nil, fmt.Errorf("history of %s: %w", person, err)
		}
		for _, st := range sts {
			if seen[st.ID] {
				continue
			}
			seen[st.ID] = true
			if e, ok := k.personEvent(ctx, st); ok {
				out = append(out, e)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b PersonEvent) int { return cmp.Compare(b.At.Milli, a.At.Milli) })
	return out, nil
}

// personEvent is a statement as an event, false for one that is of no interest.
func (k *Kit) personEvent(ctx context.Context, st consent.Statement) (PersonEvent, bool) {
	e := PersonEvent{At: st.At, By: st.By, ByName: k.crewName(st.By), Device: k.deviceName(st.Author)}
	switch b := st.Body.(type) {
	case *consent.Requested:
		e.Deed, e.Consent = PersonAsked, b.Consent
	case *consent.Given:
		e.Deed, e.Consent, e.Method, e.Terms = PersonGave, b.Consent, b.Method, b.Terms
	case *consent.Signed:
		e.Deed, e.Consent, e.Role, e.Method = PersonSigned, b.Consent, b.Role, b.Method
		if b.Answer != consent.Granted {
			e.Deed = PersonDenied
		}
	case *consent.Withdrawn:
		e.Deed, e.Consent, e.Role, e.Purposes = PersonTookBack, b.Consent, b.Role, b.Purposes
	case *consent.Restricted:
		e.Deed, e.Consent, e.Until = PersonRestricted, b.Consent, b.Until
	case *consent.Unrestricted:
		e.Deed, e.Consent = PersonUnrestricted, b.Consent
	case *consent.Invalidated:
		e.Deed, e.Consent = PersonInvalidated, b.Consent
		if p, err := k.particulars(ctx, b.Reason); err == nil {
			e.Why = p.Note
		}
	case *consent.Rectified:
		e.Deed, e.Consent = PersonRectified, b.Consent
	case *consent.Avoid:
		e.Deed = map[consent.AvoidKind]PersonDeed{
			consent.AvoidFilm: PersonAvoid, consent.AvoidBlur: PersonBlur, consent.AvoidLift: PersonLift,
		}[b.Kind]
	default:
		return e, false
	}
	if at, err := k.store.Received(ctx, st.Author, st.Seq); err == nil {
		e.Received = at
	}
	if e.Received.IsZero() && k.atOffice(st.Author) {
		e.Received = e.At // what an office says is there at once; its own log nobody acknowledges
	}
	return e, e.Deed != ""
}

// atOffice reports whether a device is an office.
func (k *Kit) atOffice(author consent.Ref) bool {
	d, ok := k.store.Roster().Device(author)
	return ok && d.Office
}

// PrivateParticulars are what only the office reads of a declaration.
type PrivateParticulars struct {
	Consent   consent.ID
	Contact   string
	Workplace string
	Born      string // "2011-03"
	Typed     string // the name as typed, where that is the signature
	Ink       string // as an SVG path, empty when nothing was drawn
	InkW      float64
	InkH      float64
	Guardians []GuardianLine
}

// Private opens what only the office reads of a person's declarations, the
// newest first. Whoever shows it writes down who looked. ErrNotFound.
func (k *Kit) Private(ctx context.Context, person consent.ID) ([]PrivateParticulars, error) {
	k.mu.Lock()
	p := k.ledger.Person(person)
	var list []*consent.Consent
	if p != nil {
		list = slices.Clone(p.Consents)
	}
	k.mu.Unlock()
	if p == nil {
		return nil, fmt.Errorf("particulars of %s: %w", person, ErrNotFound)
	}
	slices.SortFunc(list, func(a, b *consent.Consent) int { return cmp.Compare(b.GivenAt.Milli, a.GivenAt.Milli) })
	var out []PrivateParticulars
	for _, c := range list {
		line := k.consentLine(c)
		pp := PrivateParticulars{Consent: c.ID, Contact: line.Contact, Workplace: line.Workplace, Guardians: line.Guardians}
		for _, ref := range c.Office {
			o, err := k.particulars(ctx, ref)
			if err != nil {
				continue
			}
			pp.Born, pp.Typed = orElse(pp.Born, o.BornMonth), orElse(pp.Typed, o.Typed)
			if o.Ink != nil && pp.Ink == "" {
				pp.Ink, pp.InkW, pp.InkH = o.Ink.SVGPath(), float64(o.Ink.W), float64(o.Ink.H)
			}
		}
		out = append(out, pp)
	}
	return out, nil
}
