package flow

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"

	"onset/consent"
	"onset/signer"
	"onset/signer/page"
)

// Take records an answer. One that is known already is not recorded again: its
// phone gets the receipt once more.
func (d *desk) Take(ctx context.Context, door *page.Door, a *page.Answer) (*page.Receipt, error) {
	done, err := d.alone(ctx, a.Consent)
	if err != nil {
		return nil, err
	}
	defer done()
	if id, ok := d.known(ctx, door, a.Consent); ok {
		return d.receipt(ctx, id, a.Shown.Language)
	}
	t, err := d.sameText(door, a.Shown)
	if err != nil {
		return nil, err
	}
	if door.Kind == page.ForSecond {
		return d.takeSecond(ctx, door, a)
	}
	return d.takeFirst(ctx, door, a, t)
}

// alone waits until no other sending of the same answer is being recorded.
func (d *desk) alone(ctx context.Context, id consent.ID) (done func(), err error) {
	for {
		d.mu.Lock()
		other, busy := d.taking[id]
		if !busy {
			mine := make(chan struct{})
			d.taking[id] = mine
			d.mu.Unlock()
			return func() {
				d.mu.Lock()
				delete(d.taking, id)
				d.mu.Unlock()
				close(mine)
			}, nil
		}
		d.mu.Unlock()
		select {
		case <-other:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// known finds the consent that an answer has become. Where the consent had an
// id before the phone came, the secret of its particulars says whose it is.
func (d *desk) known(ctx context.Context, door *page.Door, answer consent.ID) (consent.ID, bool) {
	if d.k.declared(answer) {
		return answer, true
	}
	id := door.Request
	if door.Kind == page.ForSecond {
		id = door.Consent
	}
	c, err := d.k.one(id)
	if err != nil || !c.Declared {
		return consent.ID{}, false
	}
	want := answerSecret(answer)
	return id, slices.ContainsFunc(c.Office, func(ref consent.BlobRef) bool {
		p, err := d.k.particulars(ctx, ref)
		return err == nil && bytes.Equal(p.Secret, want)
	})
}

// answerSecret is what the particulars of an answer to something that has an id
// already are known by. Nobody but the phone and the kit knows the answer's own id.
func answerSecret(answer consent.ID) []byte {
	sum := sha256.Sum256(append([]byte("onset answer of a phone\x00"), answer[:]...))
	return sum[:16]
}

func (d *desk) takeFirst(ctx context.Context, door *page.Door, a *page.Answer, t askedText) (*page.Receipt, error) {
	if c, err := d.k.one(door.Request); err == nil && c.Declared {
		return nil, page.ErrUsed
	}
	decl := d.declaration(door, a, t)
	given := ""
	if door.Kind == page.ForCrowd && blank(a.Band) {
		var free func()
		if given, free = d.k.giveBand(); given != "" {
			defer free()
			decl.Band = given
		}
	}
	id, _, err := d.k.Declare(ctx, decl)
	if err != nil {
		return nil, forPage(err, a.Guardian != nil)
	}
	r, err := d.receipt(ctx, id, a.Shown.Language)
	if err == nil {
		r.NewBand = given != ""
	}
	return r, err
}

func (d *desk) declaration(door *page.Door, a *page.Answer, t askedText) Declaration {
	out := Declaration{
		Terms: t.terms.Key, Language: a.Shown.Language, Name: a.Name, Email: a.Contact, Org: a.Work, Band: a.Band,
		Adult: a.Adult, Conditions: a.Conditions, ChildSays: a.Child, Method: a.Method, EnteredBy: "self",
		Ink: a.Ink, Face: a.Selfie, Person: door.Person, Request: door.Request, Consent: a.Consent,
		Witnessed: a.Witnessed && door.Kind != page.ForCrowd, ClockOK: d.k.clockSure(),
	}
	if !a.Adult && a.BornYear != 0 {
		out.Born = Month{Year: a.BornYear, Month: a.BornMonth}
	}
	if !door.Request.IsZero() {
		out.Secret = answerSecret(a.Consent)
	}
	for p, said := range a.Answers {
		if said == consent.Granted {
			out.Grants = append(out.Grants, p)
		} else {
			out.Denies = append(out.Denies, p)
		}
	}
	if g := a.Guardian; g != nil {
		out.EnteredBy, out.OtherHolder = "guardian", g.Other
		out.Guardians = []GuardianDraft{guardianDraft(g, a.Method)}
	}
	return out
}

func guardianDraft(g *page.Guardian, m consent.Method) GuardianDraft {
	out := GuardianDraft{Name: g.Name, Relation: g.Relation, Contact: g.Contact, Authority: g.Authority, Method: m, Verified: "none"}
	if !blank(g.Contact) {
		out.Verified = "contact"
	}
	return out
}

// takeSecond adds the signature of another holder of parental authority, who
// can take away what the first one gave, never add.
func (d *desk) takeSecond(ctx context.Context, door *page.Door, a *page.Answer) (*page.Receipt, error) {
	if a.Guardian == nil {
		return nil, &page.FieldError{Fields: []page.Field{{Name: "gname", Key: "err.gname"}}}
	}
	c, err := d.k.one(door.Consent)
	if err != nil || waitingFor(c, consent.DateOf(d.k.now())) != waitsForSecond {
		return nil, page.ErrUsed
	}
	f := FurtherDraft{
		Consent: door.Consent, Role: consent.RoleGuardian, Answer: consent.Granted, Guardian: guardianDraft(a.Guardian, a.Method),
		Conditions: a.Conditions, Method: a.Method, Ink: a.Ink, Language: a.Shown.Language, secret: answerSecret(a.Consent),
	}
	for p, said := range a.Answers {
		if said != consent.Granted {
			f.Denies = append(f.Denies, p)
		}
	}
	if err := d.k.signFurther(ctx, &f); err != nil {
		return nil, forPage(err, true)
	}
	return d.receipt(ctx, door.Consent, a.Shown.Language)
}

// fieldOf names the field of the page's form that a lack or an error is about.
var fieldOf = map[string]page.Field{
	LackAnswers:         {Name: "q", Key: "err.choice"},
	LackName:            {Name: "name", Key: "err.name"},
	LackAge:             {Name: "adult", Key: "err.age"},
	LackWork:            {Name: "work", Key: "err.work"},
	LackGuardianName:    {Name: "gname", Key: "err.gname"},
	LackGuardianContact: {Name: "gcontact", Key: "err.gcontact"},
	LackAuthority:       {Name: "auth", Key: "err.auth"},
}

// forPage says an error of the kit in the page's terms. What it has no term for
// means that nothing was saved.
func forPage(err error, child bool) error {
	var lacks *IncompleteError
	if errors.As(err, &lacks) {
		out := &page.FieldError{}
		for _, l := range lacks.Lacks {
			if f, ok := fieldOf[l.Key]; ok && child && l.Key == LackName {
				out.Fields = append(out.Fields, page.Field{Name: "cname", Key: "err.cname"})
			} else if ok {
				out.Fields = append(out.Fields, f)
			}
		}
		return out
	}
	for _, e := range []struct {
		err   error
		field page.Field
	}{
		{signer.ErrInkDot, page.Field{Name: "ink", Key: "err.dot"}},
		{ErrInk, page.Field{Name: "ink", Key: "err.ink"}},
		{ErrPhoto, page.Field{Name: "selfie", Key: "err.selfie"}},
		{ErrCannotSign, page.Field{Name: "rel", Key: "err.teacher"}},
		{ErrTooLong, page.Field{Name: "name", Key: "err.long"}},
	} {
		if errors.Is(err, e.err) {
			return &page.FieldError{Fields: []page.Field{e.field}}
		}
	}
	if errors.Is(err, ErrPurpose) {
		return page.ErrChanged
	}
	return fmt.Errorf("%w: %w", page.ErrNotSaved, err)
}
