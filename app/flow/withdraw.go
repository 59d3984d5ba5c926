package flow

import (
	"context"
	"fmt"
	"slices"

	"onset/consent"
)

// Withdrawal is what a person can take back, and what that touches. ErrNotFound.
func (k *Kit) Withdrawal(person consent.ID, lang string) (Withdrawal, error) {
	w, err := k.withdrawal(person, lang)
	if err != nil {
		return w, err
	}
	w.Reach, err = k.Reach(k.life, person)
	return w, err
}

// withdrawal is a Withdrawal but for its reach.
func (k *Kit) withdrawal(person consent.ID, lang string) (Withdrawal, error) {
	k.look()
	defer k.mu.Unlock()
	p := k.ledger.Person(person)
	if p == nil {
		return Withdrawal{}, fmt.Errorf("withdrawal of %s: %w", person, ErrNotFound)
	}
	w := Withdrawal{Person: person, Name: k.labels.of(person).Name}
	lines, _ := k.choices(p, lang)
	for _, l := range lines {
		if l.Answer == consent.Granted && !l.Withdrawn {
			w.Choices = append(w.Choices, l)
		}
	}
	disks := map[consent.ID]bool{}
	for _, c := range k.ledger.Clips() {
		if !tagged(c.Tags, person) {
			continue
		}
		w.Clips = append(w.Clips, k.clipRow(c))
		for _, d := range c.Copies {
			disks[d] = true
		}
	}
	w.Disks, w.OtherKit = len(disks), k.otherKits()
	return w, nil
}

// otherKits reports whether another unit must be told by mouth.
func (k *Kit) otherKits() bool {
	for _, d := range k.store.Roster().Devices() {
		if d.Author != k.prod.Seal.Author() && d.Revoked == nil && !d.Office {
			return true
		}
	}
	return false
}

// WithdrawDraft takes back everything, or some uses, of a person or of one consent.
type WithdrawDraft struct {
	Of       consent.ID        // a person or a consent
	Purposes []consent.Purpose // empty = all
	Role     consent.Role      // empty = the person, for a minor the guardian
	Language string            // of the receipt
}

var withdrawRoles = []consent.Role{"", consent.RoleSelf, consent.RoleGuardian, consent.RoleChild, consent.RoleMajority, consent.RoleOffice}

// Withdraw takes back, without a reason, and gives a new receipt. A person who
// took everything back is added to do-not-film. ErrNothingHeld when there is
// nothing to take back, ErrNotFound.
func (k *Kit) Withdraw(ctx context.Context, d WithdrawDraft) (Receipt, error) {
	if !slices.Contains(withdrawRoles, d.Role) {
		return Receipt{}, fmt.Errorf("withdraw: %w", ErrAsked)
	}
	person, list, err := k.held(d.Of)
	if err != nil {
		return Receipt{}, fmt.Errorf("withdraw: %w", err)
	}
	var drafts []Draft
	var first consent.ID
	for _, c := range list {
		uses, any := remaining(c, d.Purposes)
		if !any {
			continue
		}
		role := d.Role
		if role == "" {
			if role = consent.RoleSelf; c.Minor() {
				role = consent.RoleGuardian
			}
		}
		first = c.ID
		drafts = append(drafts, Draft{Body: &consent.Withdrawn{Consent: c.ID, Role: role, Purposes: uses}})
	}
	if len(drafts) == 0 {
		return Receipt{}, fmt.Errorf("withdraw: %w", ErrNothingHeld)
	}
	if k.nothingLeft(person, list, d.Purposes) {
		drafts = append(drafts, Draft{Body: &consent.Avoid{Person: person, Kind: consent.AvoidFilm, Shoot: k.Shoot().ID}})
	}
	if _, err := k.record(ctx, drafts...); err != nil {
		return Receipt{}, fmt.Errorf("withdraw: %w", err)
	}
	return k.Receipt(first, d.Language)
}

// held finds a person's declarations by the person or by one of them.
func (k *Kit) held(of consent.ID) (person consent.ID, list []*consent.Consent, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if c := k.ledger.Consent(of); c != nil {
		return c.Person, []*consent.Consent{c}, nil
	}
	if p := k.ledger.Person(of); p != nil {
		return of, slices.Clone(p.Live()), nil
	}
	return consent.ID{}, nil, fmt.Errorf("%s: %w", of, ErrNotFound)
}

// remaining is what of the purposes can still be taken back from a declaration:
// all, said as none, when everything is meant.
func remaining(c *consent.Consent, purposes []consent.Purpose) (uses []consent.Purpose, any bool) {
	if !c.Declared {
		return nil, false
	}
	for _, ch := range c.Choices {
		if ch.Answer == consent.Granted && !withdrawn(c, ch.Purpose) && (len(purposes) == 0 || slices.Contains(purposes, ch.Purpose)) {
			uses = append(uses, ch.Purpose)
		}
	}
	if len(purposes) == 0 {
		return nil, len(uses) > 0
	}
	return uses, len(uses) > 0
}

// nothingLeft reports whether no use is granted any more after these are taken back.
func (k *Kit) nothingLeft(person consent.ID, taken []*consent.Consent, purposes []consent.Purpose) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, c := range k.ledger.Person(person).Live() {
		if !c.Declared || c.Invalid || c.Terms.Key == consent.LocationTerms {
			continue
		}
		for _, ch := range c.Choices {
			gone := slices.Contains(taken, c) && (len(purposes) == 0 || slices.Contains(purposes, ch.Purpose))
			if ch.Answer == consent.Granted && !withdrawn(c, ch.Purpose) && !gone {
				return false
			}
		}
	}
	return true
}
