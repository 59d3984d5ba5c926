package flow

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"onset/consent"
	"onset/signer"
)

// Restore opens a production whose home was put back from a backup: the device goes on in a new log
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
	return h.goOn(ctx, p)
}

// goOn opens a production in a new log.
func (h *Home) goOn(ctx context.Context, p *signer.Production) (*Kit, error) {
	next, err := h.nextLog(ctx, p)
	if err != nil {
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
	k, err := h.openKit(ctx, p, nil)
	if err != nil {
		return nil, err
	}
	_ = k.store.DeleteLocal(ctx, localNextLog, localOwnLog) // left, they name a log that nobody starts again
	return k, nil
}

// localFormer are the logs that this home kept before, one after the other: it
// goes on to give them out, with what it said last in them.
const localFormer = "kit/former-logs"

// noteFormer keeps that a log is this home's, before it is left.
func noteFormer(ctx context.Context, s Store, log consent.Ref) error {
	kept, err := s.Local(ctx, localFormer)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	if slices.Contains(refs(kept), log) {
		return nil
	}
	return s.PutLocal(ctx, Local{Name: localFormer, Value: append(kept, log[:]...)})
}

// refs are ids that lie one after the other.
func refs(b []byte) (out []consent.Ref) {
	for ; len(b) >= len(consent.Ref{}); b = b[len(consent.Ref{}):] {
		out = append(out, consent.Ref(b[:len(consent.Ref{})]))
	}
	return out
}

// localNextLog is drawn once for each restoring: a crash goes on with the same
// log, and the same backup put back twice gives two.
const localNextLog = "kit/next-log"

// nextLog gives the key of the new log, which the old one has enrolled.
func (h *Home) nextLog(ctx context.Context, p *signer.Production) (next *signer.SealKey, err error) {
	s, err := h.o.Open(ctx, h.storeConfig(p))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	drawn, err := s.Local(ctx, localNextLog)
	if errors.Is(err, ErrNotFound) {
		drawn = make([]byte, 32)
		if _, err = io.ReadFull(h.o.Rand, drawn); err == nil {
			err = s.PutLocal(ctx, Local{Name: localNextLog, Value: drawn})
		}
	}
	if err != nil {
		return nil, err
	}
	old := p.Seal.Author()
	seed, err := h.joinSeed("log\x00" + string(old[:]) + string(drawn))
	if err != nil {
		return nil, err
	}
	if next, err = seed.SeededSeal(); err != nil {
		return nil, err
	}
	if err := noteFormer(ctx, s, old); err != nil {
		return nil, err
	}
	return next, h.carryOn(ctx, s, p, next)
}

// carryOn has the old key enrol the new one with every rank it has.
func (h *Home) carryOn(ctx context.Context, s Store, p *signer.Production, next *signer.SealKey) error {
	key, err := h.SyncKey()
	if err != nil {
		return err
	}
	old, ok := s.Roster().Device(p.Seal.Author())
	if !ok || !standing(old) {
		return ErrNotAllowed
	}
	if _, done := s.Roster().Device(next.Author()); done && !old.Root {
		return nil
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
	return err
}
