package flow

import (
	"context"
	"strings"
	"sync"

	"onset/consent"
	"onset/signer"
)

// What this device takes for the office it can read for a while: each blob is
// sealed to the key of a round too, and a local value says which blob waits for
// the office under which key. That value is written in the transaction of the
// blob's statement. A key goes from the keyring when no value names it any more
// whose blob no office holds, and never while something is being recorded under
// it. So what is read in the keyring and the store is enough to decide, and a
// crash at any point leaves either the key or the office's word.

// groupOwed holds owed/<blob>: the recipient of the round it was taken in. It dies with the blob.
const groupOwed = "owed"

// rounds guard the keys of the rounds.
type rounds struct {
	mu   sync.Mutex
	busy map[string]int // recordings under way, by recipient
	over bool           // the office has some of the last round: what is taken from now on goes into another one
}

func owed(blob consent.ID, round signer.Round) Local {
	return Local{Name: groupOwed + "/" + blob.String(), Value: []byte(round.Recipient().String()), From: []consent.ID{blob}}
}

// openRound is the round to take something in; its key is on the disk. It stays
// until leaveRound is called. A new one begins each day, and after the office
// has some of the last.
func (k *Kit) openRound() (signer.Round, error) {
	r := &k.rounds
	r.mu.Lock()
	defer r.mu.Unlock()
	held, today := k.prod.Rounds(), consent.DateOf(k.now())
	n := len(held)
	if n == 0 || n < signer.MaxRounds && (r.over || held[n-1].Day != today) {
		next, err := signer.NewRound(today)
		if err != nil {
			return signer.Round{}, err
		}
		held = append(held, next)
		if err := k.keepRounds(held); err != nil {
			return signer.Round{}, err
		}
		r.over = false
	}
	round := held[len(held)-1]
	if r.busy == nil {
		r.busy = map[string]int{}
	}
	r.busy[round.Recipient().String()]++
	return round, nil
}

func (k *Kit) leaveRound(round signer.Round) {
	r := &k.rounds
	r.mu.Lock()
	defer r.mu.Unlock()
	key := round.Recipient().String()
	if r.busy[key]--; r.busy[key] == 0 {
		delete(r.busy, key)
	}
}

// keepRounds changes the keyring; where it cannot be saved nothing is changed.
func (k *Kit) keepRounds(next []signer.Round) error {
	before := k.prod.Rounds()
	return k.home.withRing(func(ring *signer.Keyring) error {
		err := ring.Update(func() { k.prod.SetRounds(next) })
		if err != nil {
			k.prod.SetRounds(before)
		}
		return err
	})
}

// forgetHeld drops the keys of the rounds of which the office holds everything.
// What fails is tried after the next change, and at the next start.
func (k *Kit) forgetHeld(ctx context.Context) error {
	r := &k.rounds
	r.mu.Lock()
	defer r.mu.Unlock()
	owed, err := k.store.Locals(ctx, groupOwed)
	if err != nil {
		return err
	}
	held := k.prod.Rounds()
	if len(owed) == 0 && len(held) == 0 {
		return nil
	}
	waits, came := map[string]bool{}, map[string]bool{}
	var settled []string
	for name, key := range owed {
		id, err := consent.ParseID(strings.TrimPrefix(name, groupOwed+"/"))
		if err != nil {
			return err
		}
		is, err := k.officeHolds(ctx, id)
		if err != nil {
			return err
		}
		if is {
			settled, came[string(key)] = append(settled, name), true
		} else {
			waits[string(key)] = true
		}
	}
	var keep []signer.Round
	for _, round := range held {
		if key := round.Recipient().String(); waits[key] || r.busy[key] > 0 {
			keep = append(keep, round)
		}
	}
	if n := len(keep); n > 0 && came[keep[n-1].Recipient().String()] {
		r.over = true
	}
	// The keys go first: a value that is left over names no key, a key that is left over opens a blob.
	if len(keep) != len(held) {
		if err := k.keepRounds(keep); err != nil {
			return err
		}
	}
	if len(settled) == 0 {
		return nil
	}
	return k.store.DeleteLocal(ctx, settled...)
}

// officeHolds reports whether an office said that it holds a blob, and opened it.
func (k *Kit) officeHolds(ctx context.Context, blob consent.ID) (bool, error) {
	sts, err := k.store.Statements(ctx, consent.Subject{Kind: consent.OfHolding, ID: blob})
	return len(sts) > 0, err
}
