package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/fxamacker/cbor/v2"

	"onset/consent"
	"onset/signer"
)

// Reason is why a statement was set aside. It is stored and shown.
type Reason string

// The reasons.
const (
	ReasonUnknownAuthor Reason = "unknown-author"
	ReasonRank          Reason = "rank"
	ReasonRevoked       Reason = "revoked"
	ReasonProduction    Reason = "production"
	ReasonOther         Reason = "other"
)

func reasonOf(err error) Reason {
	switch {
	case errors.Is(err, signer.ErrUnknownAuthor):
		return ReasonUnknownAuthor
	case errors.Is(err, signer.ErrRank):
		return ReasonRank
	case errors.Is(err, signer.ErrRevoked):
		return ReasonRevoked
	case errors.Is(err, signer.ErrProduction):
		return ReasonProduction
	default:
		return ReasonOther
	}
}

// maxSignatures is how many signatures are kept of one statement until its
// author is known and shows which one is right.
const maxSignatures = 4

type aside struct {
	_          struct{} `cbor:",toarray"`
	Reason     Reason
	Signatures [][]byte
}

// asideOf reads why a statement was set aside, empty when it was not.
func (t *tx) asideOf(n uint64) (aside, error) {
	var a aside
	b, err := t.get(inAside, number(n))
	if errors.Is(err, ErrNotFound) {
		return a, nil
	}
	if err != nil {
		return a, err
	}
	if err := cbor.Unmarshal(b, &a); err != nil {
		return a, fmt.Errorf("%w: reason of statement %d", ErrDamaged, n)
	}
	return a, nil
}

func (t *tx) putAside(n uint64, a aside) error {
	b, err := encoding.Marshal(a)
	if err != nil {
		return err
	}
	return t.put(inAside, number(n), b)
}

// Aside is a statement that is kept but does not count.
type Aside struct {
	Statement consent.Statement
	Reason    Reason
}

// Asides are the statements set aside, in the order of arrival. A withdrawal
// among them is put before a person at once.
func (db *DB) Asides(ctx context.Context) ([]Aside, error) {
	var out []Aside
	err := db.view(func(t *tx) error {
		keys, err := t.keys(inAside, nil)
		if err != nil {
			return err
		}
		for _, k := range keys {
			if err := ctx.Err(); err != nil {
				return err
			}
			n := binary.BigEndian.Uint64(k)
			a, err := t.asideOf(n)
			if err != nil {
				return err
			}
			e, err := t.decoded(db.conf.Codec, n)
			if err != nil {
				return err
			}
			out = append(out, Aside{Statement: e.st, Reason: a.Reason})
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("statements set aside: %w", err)
	}
	return out, nil
}
