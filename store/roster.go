package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"slices"

	"onset/consent"
	"onset/signer"
)

// ofRoster reports whether the roster is folded from statements like this.
func ofRoster(b consent.Body) bool {
	switch b.(type) {
	case *signer.ProductionSet, *signer.ProductionRoot, *signer.ProductionKey, *signer.DeviceEnrolled, *signer.DeviceRevoked:
		return true
	}
	return false
}

// touchesRoster reports whether a new statement may change the roster: it is
// of the roster, or in a log of which only what leads up to a position stands.
func touchesRoster(r *signer.Roster, st consent.Statement) bool {
	return ofRoster(st.Body) || slices.Contains(r.Wants(), st.Author)
}

// rosterEntries are all statements of the roster that are held.
func (t *tx) rosterEntries(c *signer.Codec) ([]*entry, error) {
	ns, err := t.numbers(inRoster, nil)
	if err != nil {
		return nil, err
	}
	return t.decodedAll(c, ns)
}

// foldRoster folds the roster from what is held and verified.
func (db *DB) foldRoster(t *tx) (*signer.Roster, error) {
	entries, err := t.rosterEntries(db.conf.Codec)
	if err != nil {
		return nil, fmt.Errorf("roster: %w", err)
	}
	return t.foldRoster(db.conf.Codec, db.conf.Production.ID, entries)
}

// foldRoster folds the entries whose seals were verified, with the whole logs
// of those who were revoked.
func (t *tx) foldRoster(c *signer.Codec, production consent.Ref, entries []*entry) (*signer.Roster, error) {
	var sts []consent.Statement
	for _, e := range entries {
		if e.verified {
			sts = append(sts, e.st)
		}
	}
	r := signer.FoldRoster(production, sts)
	wants := r.Wants()
	if len(wants) == 0 {
		return r, nil
	}
	for _, author := range wants {
		log, err := t.log(c, author)
		if err != nil {
			return nil, fmt.Errorf("log of %s: %w", author, err)
		}
		for _, e := range log {
			if !ofRoster(e.st.Body) {
				sts = append(sts, e.st)
			}
		}
	}
	return signer.FoldRoster(production, sts), nil
}

// log reads all statements of one author, in the order of its log.
func (t *tx) log(c *signer.Codec, author consent.Ref) ([]*entry, error) {
	ns, err := t.numbers(inLogs, t.author(author))
	if err != nil {
		return nil, err
	}
	return t.decodedAll(c, ns)
}

// refoldRoster verifies statements of the roster whose authors' keys have
// become known, folds the roster, and returns the one before.
func (in *ingest) refoldRoster() (old *signer.Roster, err error) {
	old = in.roster
	entries, err := in.rosterEntries(in.codec)
	if err != nil {
		return nil, err
	}
	keys := map[consent.Ref]signer.PublicKey{}
	for _, e := range entries {
		for _, k := range signer.KeysIn(e.st) {
			keys[k.Author()] = k
		}
	}
	lookup := func(a consent.Ref) (signer.PublicKey, bool) { k, ok := keys[a]; return k, ok }
	for _, e := range entries {
		if err := in.verify(e, lookup); err != nil && !anyOf(err, signer.ErrSeal, signer.ErrUnknownAuthor) {
			return nil, err
		}
	}
	in.roster, err = in.foldRoster(in.codec, old.Production(), entries)
	return old, err
}

// unsettled are the statements whose standing may have changed with the
// roster, and the new ones.
func (in *ingest) unsettled(old *signer.Roster) ([]*entry, error) {
	pending := map[uint64]*entry{}
	for _, e := range in.fresh {
		pending[e.n] = e
	}
	var ns []uint64
	for _, bucket := range []string{inRoster, inAside} {
		more, err := in.numbers(bucket, nil)
		if err != nil {
			return nil, err
		}
		ns = append(ns, more...)
	}
	for _, author := range restanding(old, in.roster) {
		more, err := in.numbers(inLogs, in.author(author))
		if err != nil {
			return nil, err
		}
		ns = append(ns, more...)
	}
	ns = slices.DeleteFunc(ns, func(n uint64) bool { return pending[n] != nil })
	slices.Sort(ns)
	entries, err := in.decodedAll(in.codec, slices.Compact(ns))
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		pending[e.n] = e
	}
	out := make([]*entry, 0, len(pending))
	for _, e := range pending {
		out = append(out, e)
	}
	return out, nil
}

// restanding are the authors of whom the two rosters may judge differently.
func restanding(old, now *signer.Roster) []consent.Ref {
	out := append(old.Wants(), now.Wants()...)
	for _, d := range now.Devices() {
		was, ok := old.Device(d.Author)
		if !ok || was.Admin != d.Admin || was.Office != d.Office || was.Crew != d.Crew {
			out = append(out, d.Author)
		}
	}
	for _, d := range old.Devices() {
		if _, ok := now.Device(d.Author); !ok {
			out = append(out, d.Author)
		}
	}
	slices.SortFunc(out, func(a, b consent.Ref) int { return slices.Compare(a[:], b[:]) })
	return slices.Compact(out)
}

// Sealed reads statements of an author's log from place seq on, at most limit,
// as they are carried to others.
func (db *DB) Sealed(ctx context.Context, author consent.Ref, seq uint64, limit int) ([]signer.Sealed, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var out []signer.Sealed
	err := db.view(func(t *tx) error {
		prefix := t.author(author)
		c := t.bucket(inLogs).Cursor()
		for k, _ := c.Seek(logKey(prefix, seq, 0)); bytes.HasPrefix(k, prefix) && len(out) < limit; k, _ = c.Next() {
			e, err := t.entry(binary.BigEndian.Uint64(k[hashSize+8:]))
			if err != nil {
				return err
			}
			out = append(out, e.sealed)
		}
		return nil
	})
	return out, err
}
