package store

import (
	"context"
	"fmt"

	"onset/consent"
)

// Statements are the accepted statements about a subject, in the order of
// arrival. None is no error.
func (db *DB) Statements(ctx context.Context, s consent.Subject) ([]consent.Statement, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var out []consent.Statement
	err := db.view(func(t *tx) (err error) {
		out, err = t.about(db.conf.Codec, s)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("statements about %s: %w", s.ID, err)
	}
	return out, nil
}

// Statement is the statement with that id, whether it counts or was set aside.
// ErrNotFound if it is not held.
func (db *DB) Statement(ctx context.Context, id consent.Ref) (consent.Statement, error) {
	if err := ctx.Err(); err != nil {
		return consent.Statement{}, err
	}
	var st consent.Statement
	err := db.view(func(t *tx) error {
		n, err := t.find(id)
		if err != nil {
			return err
		}
		e, err := t.decoded(db.conf.Codec, n)
		if err == nil {
			st = e.st
		}
		return err
	})
	if err != nil {
		return consent.Statement{}, fmt.Errorf("statement %s: %w", id, err)
	}
	return st, nil
}
