package flow

import (
	"context"
	"errors"
	"fmt"

	"onset/consent"
	"onset/signer"
)

// Restore opens a production whose home was put back from a backup, or that
// notices that its own log goes on in two ways: the device goes on in a new log
// under a new seal key. The old key says so, as the last thing it says; it
// needs nobody's leave, because the rank stays what it was. A device that is
// root passes root on to its new log. After a crash the same call goes on.
// Errors are those of Unlock.
func (h *Home) Restore(ctx context.Context, passphrase string, production consent.Ref) (*Kit, error) {
	if err := h.openRing(passphrase); err != nil {
		return nil, err
	}
	p, err := h.pick(production)
	if err != nil {
		return nil, err
	}
	old := p.Seal.Author()
	seed, err := h.joinSeed("log\x00" + string(old[:]))
	if err != nil {
		return nil, err
	}
	next, err := seed.SeededSeal()
	if err != nil {
		return nil, err
	}
	if err := h.carryOn(ctx, p, next); err != nil {
		return nil, fmt.Errorf("restore: %w", err)
	}
	err = h.withRing(func(r *signer.Keyring) error {
		before := p.Seal
		err := r.Update(func() { p.Seal = next })
		if err != nil {
			p.Seal = before
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("restore: %w", err)
	}
	return h.openKit(ctx, p, nil)
}

// carryOn has the old key enrol the new one with every rank it has.
func (h *Home) carryOn(ctx context.Context, p *signer.Production, next *signer.SealKey) error {
	key, err := h.SyncKey()
	if err != nil {
		return err
	}
	s, err := h.o.Open(ctx, h.storeConfig(p))
	if err != nil {
		return err
	}
	old, ok := s.Roster().Device(p.Seal.Author())
	if !ok || !standing(old) {
		return errors.Join(ErrNotAllowed, s.Close())
	}
	if _, done := s.Roster().Device(next.Author()); done && !old.Root {
		return s.Close()
	}
	keys := p.Keys(key.ID())
	keys.Seal = next.PublicKey().Bytes()
	var drafts []Draft
	for _, rank := range old.Ranks() {
		if rank != signer.RankRoot {
			drafts = append(drafts, Draft{Body: &signer.DeviceEnrolled{Device: next.Author(), Keys: keys, Rank: rank, Continues: old.Author}})
		}
	}
	if old.Root {
		drafts = append(drafts, Draft{Body: &signer.ProductionRoot{Device: next.Author()}})
	}
	by := consent.ID{}
	if len(p.Crew) > 0 {
		by = p.Crew[0].ID
	}
	_, err = s.Record(ctx, by, consent.StampOf(h.o.Now()), drafts...)
	return errors.Join(err, s.Close())
}
