package flow

import (
	"context"
	"errors"
	"fmt"

	"onset/consent"
	"onset/signer"
)

// Restrict sets a consent, or all of a person, aside, until a day if named.
// ErrNothingHeld, ErrNotFound.
func (k *Kit) Restrict(ctx context.Context, of consent.ID, until consent.Date) error {
	return k.eachHeld(ctx, "restrict", of, func(c *consent.Consent) consent.Body {
		return &consent.Restricted{Consent: c.ID, Until: until}
	})
}

// Unrestrict lifts all restrictions of a consent or person. ErrNothingHeld, ErrNotFound.
func (k *Kit) Unrestrict(ctx context.Context, of consent.ID) error {
	return k.eachHeld(ctx, "unrestrict", of, func(c *consent.Consent) consent.Body {
		if len(c.Restricts) == 0 {
			return nil
		}
		b := &consent.Unrestricted{Consent: c.ID}
		for _, r := range c.Restricts {
			b.Undoes = append(b.Undoes, r.Ref)
		}
		return b
	})
}

// eachHeld states something of every declaration of a person, or of one.
func (k *Kit) eachHeld(ctx context.Context, what string, of consent.ID, body func(*consent.Consent) consent.Body) error {
	_, list, err := k.held(of)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	var drafts []Draft
	for _, c := range list {
		if b := body(c); c.Declared && b != nil {
			drafts = append(drafts, Draft{Body: b})
		}
	}
	if len(drafts) == 0 {
		return fmt.Errorf("%s: %w", what, ErrNothingHeld)
	}
	_, err = k.record(ctx, drafts...)
	return err
}

// Invalidate says that a consent should never have counted. ErrIncomplete
// without a reason, ErrNotFound.
func (k *Kit) Invalidate(ctx context.Context, id consent.ID, reason string) error {
	if blank(reason) {
		return fmt.Errorf("invalidate: %w", &IncompleteError{[]Lack{{Key: LackReason}}})
	}
	c, err := k.one(id)
	if err != nil {
		return fmt.Errorf("invalidate: %w", err)
	}
	b := &consent.Invalidated{Consent: c.ID}
	d := Draft{Body: b}
	if b.Reason, err = k.about(&d, signer.AudienceOffice, signer.Particulars{Note: cut(reason, maxFree)}); err != nil {
		return fmt.Errorf("invalidate: %w", err)
	}
	_, err = k.record(ctx, d)
	return err
}

func (k *Kit) one(id consent.ID) (*consent.Consent, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	c := k.ledger.Consent(id)
	if c == nil {
		return nil, fmt.Errorf("consent %s: %w", id, ErrNotFound)
	}
	return c, nil
}

// RectifyDraft corrects particulars. Nil fields stay as they are.
type RectifyDraft struct {
	Of        consent.ID // a consent
	Name      *string
	Contact   *string
	Workplace *string
	Band      *string // the wrist band
	Born      *Month  // may make the age band stricter, never looser
}

// ErrNotReadable means this device may not read the particulars it would
// correct; the office can.
var ErrNotReadable = errors.New("these particulars cannot be read here")

// Rectify corrects particulars: a new blob takes the place of the old one, and
// the statement names the corrections it knows. ErrNothingHeld when nothing
// is to be corrected, ErrNotReadable, ErrTooLong, ErrIncomplete, ErrNotFound.
func (k *Kit) Rectify(ctx context.Context, r RectifyDraft) error {
	c, err := k.one(r.Of)
	if err != nil {
		return fmt.Errorf("rectify: %w", err)
	}
	if err := r.check(); err != nil {
		return fmt.Errorf("rectify: %w", err)
	}
	b := &consent.Rectified{Consent: c.ID}
	d := Draft{Body: b}
	if err := firstError(k.rectifySet(ctx, &d, b, c, r), k.rectifyOffice(ctx, &d, b, c, r)); err != nil {
		return fmt.Errorf("rectify: %w", err)
	}
	if b.Set.IsZero() && b.Office.IsZero() {
		return fmt.Errorf("rectify: %w", ErrNothingHeld)
	}
	if b.Replaces, err = k.corrections(ctx, c.ID); err != nil {
		return fmt.Errorf("rectify: %w", err)
	}
	_, err = k.record(ctx, d)
	return err
}

// corrections are those of a consent so far.
func (k *Kit) corrections(ctx context.Context, id consent.ID) (out []consent.Ref, err error) {
	sts, err := k.store.Statements(ctx, consent.Subject{Kind: consent.OfConsent, ID: id})
	for _, st := range sts {
		if _, ok := st.Body.(*consent.Rectified); ok {
			out = append(out, st.ID)
		}
	}
	return out, err
}

// check refuses what no field takes, and a correction to no name at all.
func (r *RectifyDraft) check() error {
	for _, s := range []*string{r.Name, r.Band, r.Contact, r.Workplace} {
		if s != nil && len(*s) > maxName {
			return ErrTooLong
		}
	}
	if r.Name != nil && blank(*r.Name) {
		return &IncompleteError{[]Lack{{Key: LackName}}}
	}
	return nil
}

func (k *Kit) rectifySet(ctx context.Context, d *Draft, b *consent.Rectified, c *consent.Consent, r RectifyDraft) error {
	if r.Name == nil && r.Band == nil {
		return nil
	}
	p, err := k.particulars(ctx, c.Set)
	if err != nil && !c.Set.IsZero() {
		return ErrNotReadable
	}
	replace(&p.Name, r.Name)
	replace(&p.Band, r.Band)
	b.Set, err = k.about(d, signer.AudienceSet, p)
	return err
}

func (k *Kit) rectifyOffice(ctx context.Context, d *Draft, b *consent.Rectified, c *consent.Consent, r RectifyDraft) error {
	if r.Contact == nil && r.Workplace == nil && r.Born == nil {
		return nil
	}
	var p signer.Particulars
	if len(c.Office) > 0 {
		var err error
		if p, err = k.particulars(ctx, c.Office[0]); err != nil {
			return ErrNotReadable
		}
	}
	replace(&p.Contact, r.Contact)
	replace(&p.Workplace, r.Workplace)
	if r.Born != nil {
		p.BornMonth = fmt.Sprintf("%04d-%02d", r.Born.Year, r.Born.Month)
		b.Band = k.store.Roster().Rules().Band(r.Born.Year, r.Born.Month, c.GivenAt.Date())
	}
	var err error
	b.Office, err = k.about(d, signer.AudienceOffice, p)
	return err
}

func replace(to *string, by *string) {
	if by != nil {
		*to = *by
	}
}

// FurtherDraft is a further party's answer to a consent: a second or absent
// guardian, the child, or the child at majority.
type FurtherDraft struct {
	Consent    consent.ID
	Role       consent.Role   // guardian, child or majority
	Answer     consent.Answer // empty = granted
	Guardian   GuardianDraft  // with RoleGuardian
	Denies     []consent.Purpose
	Conditions []consent.Condition
	Method     consent.Method
	Ink        []byte // see EncodeInk
	Language   string // of the receipt

	secret []byte // that its particulars are known by; nil = none
}

// SignFurther adds it. It can take away what was given, never add.
// ErrCannotSign, ErrIncomplete, ErrAsked, ErrNotFound.
func (k *Kit) SignFurther(ctx context.Context, d FurtherDraft) (Receipt, error) {
	if err := k.signFurther(ctx, &d); err != nil {
		return Receipt{}, err
	}
	return k.Receipt(d.Consent, d.Language)
}

func (k *Kit) signFurther(ctx context.Context, d *FurtherDraft) error {
	c, err := k.one(d.Consent)
	if err != nil {
		return fmt.Errorf("sign further: %w", err)
	}
	if err := d.check(c); err != nil {
		return fmt.Errorf("sign further: %w", err)
	}
	b := &consent.Signed{Consent: c.ID, Role: d.Role, Answer: d.Answer, Limits: d.Conditions, Method: d.Method}
	for _, p := range d.Denies {
		if ch, ok := c.Choice(p); ok {
			ch.Answer = consent.Denied
			b.Choices = append(b.Choices, ch)
		}
	}
	office := signer.Particulars{Secret: d.secret}
	if d.Role == consent.RoleGuardian {
		g := d.Guardian.signature(d.Method)
		b.Guardian, d.Guardian.Ink = &g, d.Ink
		p, err := d.Guardian.particulars()
		if err != nil {
			return fmt.Errorf("sign further: %w", err)
		}
		office.Guardians = []signer.GuardianParticulars{p}
	} else if office.Ink, err = parseInk(d.Ink); err != nil {
		return fmt.Errorf("sign further: %w", err)
	}
	draft := Draft{Body: b}
	if b.Office, err = k.about(&draft, signer.AudienceOffice, office); err != nil {
		return fmt.Errorf("sign further: %w", err)
	}
	if _, err = k.record(ctx, draft); err != nil {
		return fmt.Errorf("sign further: %w", err)
	}
	return nil
}

func (d *FurtherDraft) check(c *consent.Consent) error {
	if d.Answer == "" {
		d.Answer = consent.Granted
	}
	if d.Method == "" {
		if d.Method = consent.Paper; len(d.Ink) > 0 {
			d.Method = consent.Drawn
		}
	}
	f := SigningFields{Conditions: d.Conditions, Method: d.Method, Ink: d.Ink}
	switch d.Role {
	case consent.RoleGuardian, consent.RoleChild, consent.RoleMajority:
	default:
		return ErrAsked
	}
	if !c.Declared || d.Answer != consent.Granted && d.Answer != consent.Denied {
		return ErrAsked
	}
	if d.Role != consent.RoleGuardian {
		return f.check()
	}
	d.Guardian.Name, d.Guardian.Contact = trim(d.Guardian.Name), trim(d.Guardian.Contact)
	var l lacking
	l.when(d.Guardian.Name == "", LackGuardianName)
	l.when(d.Guardian.Contact == "", LackGuardianContact)
	l.when(!d.Guardian.Authority, LackAuthority)
	if err := firstError(f.check(), d.Guardian.check()); err != nil {
		return err
	}
	if len(l) > 0 {
		return &IncompleteError{l}
	}
	return nil
}
