package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	"onset/consent"
	"onset/signer"
)

// entry is one statement as it is kept.
type entry struct {
	n        uint64 // in the order of arrival
	verified bool   // its seal was checked against its author's key
	sealed   signer.Sealed
	st       consent.Statement
}

const (
	flagVerified  = 0x01
	signatureSize = 64
	entryHead     = 1 + 32 + signatureSize
)

func (e *entry) encode() []byte {
	b := make([]byte, 1, entryHead+len(e.sealed.Payload))
	if e.verified {
		b[0] = flagVerified
	}
	b = append(b, e.sealed.ID[:]...)
	b = append(b, e.sealed.Signature...)
	return append(b, e.sealed.Payload...)
}

func decodeEntry(n uint64, b []byte) (*entry, error) {
	if len(b) < entryHead {
		return nil, fmt.Errorf("%w: statement %d is cut", ErrDamaged, n)
	}
	return &entry{n: n, verified: b[0]&flagVerified != 0, sealed: signer.Sealed{
		ID:        consent.Ref(b[1:33]),
		Signature: b[33:entryHead:entryHead],
		Payload:   b[entryHead:],
	}}, nil
}

// entry reads a statement without decoding it.
func (t *tx) entry(n uint64) (*entry, error) {
	b, err := t.get(inStatements, number(n))
	if err != nil {
		return nil, fmt.Errorf("statement %d: %w", n, whole(err))
	}
	return decodeEntry(n, b)
}

// whole says that something an index names must be there.
func whole(err error) error {
	if errors.Is(err, ErrNotFound) {
		return fmt.Errorf("%w: missing", ErrDamaged)
	}
	return err
}

// decoded reads a statement.
func (t *tx) decoded(c *signer.Codec, n uint64) (*entry, error) {
	e, err := t.entry(n)
	if err != nil {
		return nil, err
	}
	if e.st, err = c.Decode(e.sealed); err != nil {
		return nil, fmt.Errorf("%w: statement %d: %w", ErrDamaged, n, err)
	}
	return e, nil
}

// decodedAll reads statements, decoding on all cores: it is what takes long.
func (t *tx) decodedAll(c *signer.Codec, ns []uint64) ([]*entry, error) {
	out, errs := make([]*entry, len(ns)), make([]error, len(ns))
	for i, n := range ns {
		var err error
		if out[i], err = t.entry(n); err != nil {
			return nil, err
		}
	}
	parallel(len(out), func(i int) {
		out[i].st, errs[i] = c.Decode(out[i].sealed)
	})
	for i, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("%w: statement %d: %w", ErrDamaged, ns[i], err)
		}
	}
	return out, nil
}

// find is the number of the statement with that id. ErrNotFound if it is not held.
func (t *tx) find(id consent.Ref) (uint64, error) {
	b, err := t.get(inIDs, t.statement(id))
	if err != nil {
		return 0, err
	}
	if len(b) != 8 {
		return 0, fmt.Errorf("%w: index of ids", ErrDamaged)
	}
	return binary.BigEndian.Uint64(b), nil
}

// add gives a statement its number, keeps it and enters it where everything
// that is held is found: by id, in its author's log, among the opaque ones.
func (t *tx) add(e *entry) error {
	n, err := t.bucket(inStatements).NextSequence()
	if err != nil {
		return err
	}
	e.n = n
	if err := t.put(inStatements, number(n), e.encode()); err != nil {
		return err
	}
	return t.enter(e)
}

func (t *tx) enter(e *entry) error {
	if err := t.put(inIDs, t.statement(e.st.ID), number(e.n)); err != nil {
		return err
	}
	author := t.author(e.st.Author)
	if !t.has(inAuthors, author) {
		if err := t.put(inAuthors, author, e.st.Author[:]); err != nil {
			return err
		}
	}
	if err := t.put(inLogs, logKey(author, e.st.Seq, e.n), nil); err != nil {
		return err
	}
	t.added = append(t.added, logPlace{string(author), e.st.Seq})
	if e.st.Body == nil {
		return t.put(inOpaque, number(e.n), nil)
	}
	if ofRoster(e.st.Body) {
		return t.put(inRoster, number(e.n), nil)
	}
	return nil
}

// remove forgets a statement that turned out to be none.
func (t *tx) remove(e *entry) error {
	t.removed = true
	n := number(e.n)
	for bucket, key := range map[string][]byte{
		inStatements: n, inOpaque: n, inRoster: n, inAside: n,
		inIDs:  t.statement(e.st.ID),
		inLogs: logKey(t.author(e.st.Author), e.st.Seq, e.n),
	} {
		if err := t.drop(bucket, key); err != nil {
			return err
		}
	}
	return nil
}

// head is the last place of an author's log and the statement there, zero for
// an empty log. In a fork it is the branch that arrived last.
func (t *tx) head(author consent.Ref) (seq uint64, id consent.Ref, err error) {
	k := t.last(inLogs, t.author(author))
	if k == nil {
		return 0, id, nil
	}
	seq, n := splitLogKey(bytes.Clone(k))
	e, err := t.entry(n)
	if err != nil {
		return 0, id, err
	}
	return seq, e.sealed.ID, nil
}

// about reads the accepted statements about a subject in the order of arrival.
func (t *tx) about(c *signer.Codec, s consent.Subject) ([]consent.Statement, error) {
	ns, err := t.numbers(inSubjects, t.subject(s))
	if err != nil {
		return nil, err
	}
	entries, err := t.decodedAll(c, ns)
	if err != nil {
		return nil, err
	}
	out := make([]consent.Statement, 0, len(ns))
	for _, e := range entries {
		out = append(out, e.st)
	}
	return out, nil
}
