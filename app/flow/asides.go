package flow

import (
	"context"
	"fmt"
	"slices"

	"onset/consent"
	"onset/signer"
)

const groupLooked = "looked" // looked/<statement>: a person has looked at what was set aside

// AsideLine is a statement that does not count, for a person to look at.
type AsideLine struct {
	ID         consent.Ref
	Author     consent.Ref
	Device     string // what people call it
	Type       string
	Reason     string // as of SetAside
	At         consent.Stamp
	Withdrawal bool       // it takes something back
	Consent    consent.ID // it is about, zero when about none
	Person     consent.ID // it is about, zero when unknown here
	Name       string
	Purposes   []consent.Purpose // that it takes back; empty = all, or none of them
}

// Asides are the statements that were set aside and that nobody has looked at,
// those that take something back first.
func (k *Kit) Asides(ctx context.Context) ([]AsideLine, error) { return k.asides(ctx, false) }

// AsidesLooked are those that somebody has looked at. They stay set aside.
func (k *Kit) AsidesLooked(ctx context.Context) ([]AsideLine, error) { return k.asides(ctx, true) }

func (k *Kit) asides(ctx context.Context, looked bool) ([]AsideLine, error) {
	all, err := k.store.Asides(ctx)
	if err != nil {
		return nil, err
	}
	var out []AsideLine
	for _, a := range all {
		if k.lookedAt(ctx, a.Statement.ID) == looked {
			out = append(out, k.asideLine(ctx, a))
		}
	}
	slices.SortStableFunc(out, func(a, b AsideLine) int { return firstIf(b.Withdrawal, a.Withdrawal) })
	return out, nil
}

func (k *Kit) asideLine(ctx context.Context, a SetAside) AsideLine {
	st := a.Statement
	l := AsideLine{ID: st.ID, Author: st.Author, Type: st.Type, Reason: a.Reason, At: st.At, Withdrawal: takesBack(st.Body)}
	l.Device = k.deviceLabel(st.Author)
	if st.Body == nil {
		return l
	}
	if b, ok := st.Body.(*consent.Withdrawn); ok {
		l.Purposes = b.Purposes
	}
	for _, s := range st.Body.Subjects() {
		switch s.Kind {
		case consent.OfConsent:
			l.Consent = s.ID
			if c, err := k.store.Consent(ctx, s.ID); err == nil {
				l.Person = c.Person
			}
		case consent.OfPerson:
			l.Person = s.ID
		}
	}
	k.mu.Lock()
	l.Name = k.labels.of(l.Person).Name
	k.mu.Unlock()
	return l
}

// takesBack reports whether a statement only makes a use stricter: what a
// person must never miss because of who said it.
func takesBack(b consent.Body) bool {
	switch b := b.(type) {
	case *consent.Withdrawn, *consent.Restricted, *consent.Invalidated, *consent.Refused:
		return true
	case *consent.Avoid:
		return b.Kind != consent.AvoidLift
	}
	return false
}

func (k *Kit) lookedAt(ctx context.Context, id consent.Ref) bool {
	return k.local(ctx, groupLooked+"/"+id.String()) != nil
}

// ConfirmAside says what was set aside again, as this device's own word: only
// for what takes something back. ErrNothingHeld for anything else, ErrNotFound.
func (k *Kit) ConfirmAside(ctx context.Context, id consent.Ref) error {
	a, err := k.aside(ctx, id)
	if err != nil {
		return err
	}
	if !takesBack(a.Statement.Body) {
		return fmt.Errorf("confirm: %w", ErrNothingHeld)
	}
	if _, err := k.record(ctx, Draft{Body: a.Statement.Body}); err != nil {
		return err
	}
	return k.DismissAside(ctx, id)
}

// DismissAside notes that a person has looked at it. It stays set aside.
func (k *Kit) DismissAside(ctx context.Context, id consent.Ref) error {
	if _, err := k.aside(ctx, id); err != nil {
		return err
	}
	err := k.store.PutLocal(ctx, Local{Name: groupLooked + "/" + id.String(), Value: []byte{1}})
	k.tell()
	return err
}

// RecallAside puts what somebody has looked at before people again. ErrNotFound.
func (k *Kit) RecallAside(ctx context.Context, id consent.Ref) error {
	if _, err := k.aside(ctx, id); err != nil {
		return err
	}
	err := k.store.DeleteLocal(ctx, groupLooked+"/"+id.String())
	k.tell()
	return err
}

func (k *Kit) aside(ctx context.Context, id consent.Ref) (SetAside, error) {
	all, err := k.store.Asides(ctx)
	if err != nil {
		return SetAside{}, err
	}
	i := slices.IndexFunc(all, func(a SetAside) bool { return a.Statement.ID == id })
	if i < 0 {
		return SetAside{}, ErrNotFound
	}
	return all[i], nil
}

// rosterNeeds are what of the production's devices waits for a person: things
// taken back that were set aside, and logs that go on in two ways.
func (k *Kit) rosterNeeds(ctx context.Context) (back, forks int, err error) {
	all, err := k.store.Asides(ctx)
	if err != nil {
		return 0, 0, err
	}
	for _, a := range all {
		if takesBack(a.Statement.Body) && !k.lookedAt(ctx, a.Statement.ID) {
			back++
		}
	}
	forked, err := k.forked(ctx)
	for author := range forked {
		if d, ok := k.store.Roster().Device(author); ok && standing(d) && !k.goesOn(d.Author) {
			forks++
		}
	}
	if self := k.prod.Seal.Author(); !forked[self] {
		forks += count(k.ownFork(ctx, self))
	}
	return back, forks, err
}

// goesOn reports whether a log was carried on in a new one, which is what there
// is to do about a fork.
func (k *Kit) goesOn(author consent.Ref) bool {
	return slices.ContainsFunc(k.store.Roster().Devices(), func(d signer.Device) bool { return d.Continues == author })
}
