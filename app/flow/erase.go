package flow

import (
	"context"
	"fmt"
	"slices"
	"time"

	"onset/consent"
)

// Erase deletes a person's particulars here and, by its statement, everywhere,
// and compacts the store, so that the bytes are gone from the disk when it
// returns. What stays is a stub of ids, choices and times. ErrNotFound,
// ErrNothingHeld.
func (k *Kit) Erase(ctx context.Context, person consent.ID, progress func(Progress)) error {
	blobs, err := k.blobsOf(ctx, person)
	if err != nil {
		return fmt.Errorf("erase: %w", err)
	}
	if len(blobs) == 0 {
		return fmt.Errorf("erase: %w", ErrNothingHeld)
	}
	if _, err := k.store.Erase(ctx, k.actor(ctx).ID, k.stamp(), blobs...); err != nil {
		return err
	}
	return k.Compact(ctx, progress)
}

// Compact rewrites the store under a new key, so that what was erased is in no file any more.
func (k *Kit) Compact(ctx context.Context, progress func(Progress)) error {
	return k.store.CompactUnderNewKey(ctx, k.counted(progress))
}

// CompactDue is since when erased bytes wait for Compact, which must happen
// within a day; the zero time when none do.
func (k *Kit) CompactDue(ctx context.Context) (time.Time, error) { return k.store.CompactDue(ctx) }

// blobsOf are all blobs that were ever named about a person: those that a
// correction took the place of, too.
func (k *Kit) blobsOf(ctx context.Context, person consent.ID) ([]consent.ID, error) {
	k.mu.Lock()
	p := k.ledger.Person(person)
	subjects := []consent.Subject{{Kind: consent.OfPerson, ID: person}}
	if p != nil {
		for _, c := range p.Consents {
			subjects = append(subjects, consent.Subject{Kind: consent.OfConsent, ID: c.ID})
		}
	}
	k.mu.Unlock()
	if p == nil {
		return nil, fmt.Errorf("person %s: %w", person, ErrNotFound)
	}
	var out []consent.ID
	for _, s := range subjects {
		sts, err := k.store.Statements(ctx, s)
		if err != nil {
			return nil, err
		}
		for _, st := range sts {
			for _, ref := range consent.BlobRefs(st.Body) {
				if !ref.IsZero() && !slices.Contains(out, ref.ID) {
					out = append(out, ref.ID)
				}
			}
		}
	}
	return out, nil
}
