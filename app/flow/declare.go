package flow

import (
	"context"
	"fmt"
	"slices"
	"time"

	"onset/consent"
)

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
	EnteredBy   string         // "self", "crew", "guardian", "teacher"; empty = "crew"
	Ink         []byte         // see EncodeInk
	Paper       []byte         // JPEG of the slip
	Face        []byte         // JPEG
	At          time.Time      // when it was signed; zero = now
	Person      consent.ID     // somebody known who signs again; zero = a new person
	Request     consent.ID     // the consent that was expected
	Consent     consent.ID     // the id it gets, unless it answers a request; zero = a new one
	Secret      []byte         // 16 bytes that its receipt's link proves itself with; nil = new ones
	Offered     bool
	Witnessed   bool // the crew saw who signed
	ClockOK     bool // the crew confirmed a doubtful clock
}

// Declare records a declaration and returns after it is on the disk. Questions
// that are neither granted nor denied count as not asked. An id that a
// declaration has already records nothing. The receipt has no code: see
// Kit.Receipt. ErrTerms, ErrLanguage, ErrPurpose, ErrCannotSign, ErrClockDoubt, the errors of ink, or
// an *IncompleteError.
func (k *Kit) Declare(ctx context.Context, d Declaration) (consent.ID, Receipt, error) {
	m, err := k.making(d)
	if err != nil {
		return consent.ID{}, Receipt{}, fmt.Errorf("record declaration: %w", err)
	}
	id := d.Consent
	if !k.declared(id) {
		if id, err = k.declare(ctx, m); err != nil {
			return consent.ID{}, Receipt{}, err
		}
	}
	r, err := k.receipt(id, m.lang)
	return id, r, err
}

// declared reports whether a declaration has that id.
func (k *Kit) declared(id consent.ID) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	c := k.ledger.Consent(id)
	return c != nil && c.Declared
}

func (k *Kit) making(d Declaration) (making, error) {
	shoot := k.Shoot()
	m := making{
		lang: orElse(d.Language, shoot.Language), person: d.Person, request: d.Request, consent: d.Consent, secret: d.Secret, fields: d.fields(),
		answers: map[consent.Purpose]consent.Answer{}, enteredBy: orElse(d.EnteredBy, "crew"), clockOK: d.ClockOK, at: k.stamp(),
	}
	var err error
	if m.text, err = k.text(orElse(d.Terms, shoot.Terms), m.lang); err != nil {
		return m, err
	}
	if !m.text.terms.Signed {
		return m, fmt.Errorf("%w: %q is not signed", ErrTerms, m.text.terms.Key)
	}
	if !d.At.IsZero() {
		m.at = consent.StampOf(d.At)
	}
	if !d.ClockOK && (k.behind() || d.At.After(k.now().Add(clockSlack))) {
		return m, ErrClockDoubt
	}
	if err := m.answer(d.Grants, d.Denies); err != nil {
		return m, err
	}
	return m, m.complete(d)
}

func (d *Declaration) fields() SigningFields {
	f := SigningFields{
		Name: d.Name, Contact: d.Email, Work: d.Org, Band: d.Band, Born: d.Born, Conditions: d.Conditions, Method: d.Method,
		Ink: d.Ink, Paper: d.Paper, Face: d.Face, Guardians: slices.Clone(d.Guardians),
		OtherHolder: d.OtherHolder, ChildSays: d.ChildSays, Offered: d.Offered, Witnessed: d.Witnessed,
	}
	if d.Adult {
		f.Adult = &d.Adult
	}
	if f.Method == "" {
		f.Method = consent.Paper
		if len(d.Ink) > 0 && len(d.Paper) == 0 {
			f.Method = consent.Drawn
		}
	}
	if len(d.Ink) > 0 && len(f.Guardians) > 0 && len(f.Guardians[0].Ink) == 0 {
		f.Guardians[0].Ink, f.Ink = d.Ink, nil
	}
	return f
}

// answer takes what was granted and denied; a use in both lists is denied.
func (m *making) answer(grants, denies []consent.Purpose) error {
	for _, p := range slices.Concat(grants, denies) {
		if !slices.ContainsFunc(m.text.terms.Purposes, func(t consent.PurposeTerms) bool { return t.Key == p && t.Asked }) {
			return fmt.Errorf("%w: %q", ErrPurpose, p)
		}
	}
	for _, p := range grants {
		m.answers[p] = consent.Granted
	}
	for _, p := range denies {
		m.answers[p] = consent.Denied
	}
	return nil
}

// complete finds what a slip must hold.
func (m *making) complete(d Declaration) error {
	if err := m.fields.checkValues(); err != nil {
		return err
	}
	for _, g := range m.fields.Guardians {
		if err := g.checkWho(); err != nil {
			return err
		}
	}
	var lacks []Lack
	lack := func(missing bool, key string) {
		if missing {
			lacks = append(lacks, Lack{Key: key})
		}
	}
	lack(len(m.answers) == 0, LackAnswers)
	lack(blank(d.Name), LackName)
	lack(!d.Adult && d.Born.IsZero() && !m.text.terms.Minor, LackAge)
	lack(m.text.terms.AsksWork && blank(d.Org), LackWork)
	for _, g := range m.fields.Guardians {
		lack(blank(g.Name), LackGuardianName)
		lack(blank(g.Contact), LackGuardianContact)
	}
	if len(lacks) > 0 {
		return &IncompleteError{lacks}
	}
	return nil
}
