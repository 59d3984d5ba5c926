package store

import (
	"context"
	"errors"
	"fmt"

	"onset/consent"
	"onset/signer"
)

// Draft is a statement to be made, with the blobs it refers to and the facts of
// this device alone that are kept in the same breath; those made from an erased
// blob are not.
type Draft struct {
	Body   consent.Body
	Blobs  []signer.Blob
	Locals []Local
}

// Record seals the drafts with this device's key, one after the other in its
// log, and returns them after they are on the disk together with their blobs
// and views: either all of them or, with an error, none. The roster's reason
// (signer.ErrRank and others) when this device may not say one of them;
// ErrErased for a blob that was erased. Ingest passes some hundred drafts at a time.
func (db *DB) Record(ctx context.Context, by consent.ID, at consent.Stamp, drafts ...Draft) ([]consent.Statement, error) {
	out := make([]consent.Statement, 0, len(drafts))
	err := db.change(func(in *ingest) error {
		in.strict = true
		log, err := db.ownLog(in, by, at)
		if err != nil {
			return err
		}
		for _, d := range drafts {
			if err := ctx.Err(); err != nil {
				return err
			}
			st, err := log.say(d)
			if err != nil {
				return fmt.Errorf("%s: %w", d.Body.Type(), err)
			}
			out = append(out, st)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("record: %w", err)
	}
	return out, nil
}

// ownLog is this device's log while it grows in one transaction.
type ownLog struct {
	in   *ingest
	key  *signer.SealKey
	next consent.Statement
}

func (db *DB) ownLog(in *ingest, by consent.ID, at consent.Stamp) (*ownLog, error) {
	p := db.conf.Production
	seq, prev, err := in.head(p.Seal.Author())
	if err != nil {
		return nil, err
	}
	next := consent.Statement{Production: p.ID, By: by, At: at, Seq: seq + 1, Prev: prev}
	return &ownLog{in: in, key: p.Seal, next: next}, nil
}

func (l *ownLog) say(d Draft) (consent.Statement, error) {
	for _, b := range d.Blobs {
		if err := l.in.keepBlob(b.ID, b.Bytes); err != nil {
			return consent.Statement{}, err
		}
	}
	for _, v := range d.Locals {
		if err := l.in.putLocal(v); err != nil && !errors.Is(err, ErrErased) {
			return consent.Statement{}, fmt.Errorf("keep %s: %w", groupOf(v.Name), err)
		}
	}
	l.next.Body = d.Body
	s, st, err := l.in.codec.State(l.key, l.next)
	if err != nil {
		return consent.Statement{}, err
	}
	l.next.Seq, l.next.Prev = l.next.Seq+1, s.ID
	return st, l.in.take(&entry{verified: true, sealed: s, st: st})
}
