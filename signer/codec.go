package signer

import (
	"errors"
	"fmt"

	"onset/consent"
)

// ErrUnknownType means this build does not know a statement's type or version
// and so cannot seal one. Decode keeps such statements instead.
var ErrUnknownType = errors.New("unknown type of statement")

// Codec turns statements into sealed bytes and back. It is made once and may
// be used by many goroutines.
type Codec struct {
	kinds  map[kindKey]func() consent.Body
	newest map[string]int
}

type kindKey struct {
	typ string
	v   int
}

// NewCodec knows the given kinds, for example consent.Kinds(), media.Kinds() and Kinds().
func NewCodec(kinds ...[]consent.Kind) *Codec {
	c := &Codec{kinds: map[kindKey]func() consent.Body{}, newest: map[string]int{}}
	for _, list := range kinds {
		for _, k := range list {
			c.kinds[kindKey{k.Type, k.V}] = k.New
			c.newest[k.Type] = max(c.newest[k.Type], k.V)
		}
	}
	return c
}

// Seal signs st with key. Author and Type come from key and body, and a zero V
// becomes the newest version known; Seq, Prev, Production, By and At are the
// caller's. The same statement always gives the same bytes. ErrUnknownType,
// or ErrMalformed for a statement that Decode would refuse.
func (c *Codec) Seal(key *SealKey, st consent.Statement) (Sealed, error) {
	s, _, err := c.State(key, st)
	return s, err
}

// State is Seal, with the statement as everybody else will read it: nothing of
// it is the caller's memory.
func (c *Codec) State(key *SealKey, st consent.Statement) (Sealed, consent.Statement, error) {
	payload, read, err := c.encoded(key.Author(), st)
	if err != nil {
		return Sealed{}, consent.Statement{}, err
	}
	s := Sealed{ID: read.ID, Payload: payload}
	if s.Signature, err = key.signDigest(s.ID); err != nil {
		return Sealed{}, consent.Statement{}, fmt.Errorf("seal %s: %w", read.Type, err)
	}
	return s, read, nil
}

func (c *Codec) encode(author consent.Ref, st consent.Statement) ([]byte, error) {
	payload, _, err := c.encoded(author, st)
	return payload, err
}

// encoded writes a statement and reads it again: what Decode would refuse is not sealed.
func (c *Codec) encoded(author consent.Ref, st consent.Statement) ([]byte, consent.Statement, error) {
	if st.Body == nil {
		return nil, st, ErrUnknownType
	}
	st.Author, st.Type = author, st.Body.Type()
	if st.V == 0 {
		st.V = c.newest[st.Type]
	}
	if c.kinds[kindKey{st.Type, st.V}] == nil {
		return nil, st, fmt.Errorf("seal %q: %w", st.Type, ErrUnknownType)
	}
	body, err := encodeJSON(st.Body)
	if err != nil {
		return nil, st, fmt.Errorf("seal %s: %w: %w", st.Type, ErrMalformed, err)
	}
	payload, err := appendHeader(make([]byte, 0, 512+len(body)), &st)
	if err != nil {
		return nil, st, fmt.Errorf("seal %s: %w", st.Type, err)
	}
	payload = append(append(payload, body...), '}')
	read, err := c.Decode(Sealed{Payload: payload})
	if err != nil {
		return nil, st, fmt.Errorf("seal %s: %w", st.Type, err)
	}
	return payload, read, nil
}

// Decode reads a statement without checking its seal. Its ID is computed from
// the payload; a Sealed.ID that says otherwise is ErrMalformed, zero is not
// compared. A type or version that is unknown here comes back with a nil Body
// and is to be kept; everything else that is not canonical is ErrMalformed.
func (c *Codec) Decode(s Sealed) (consent.Statement, error) {
	st, body, err := parseHeader(s.Payload)
	if err != nil {
		return consent.Statement{}, err
	}
	st.ID = StatementID(s.Payload)
	if !s.ID.IsZero() && s.ID != st.ID {
		return consent.Statement{}, ErrMalformed
	}
	if st.Body, err = c.decodeBody(st.Type, st.V, body); err != nil {
		return consent.Statement{}, err
	}
	return st, nil
}

func (c *Codec) decodeBody(typ string, v int, body []byte) (consent.Body, error) {
	make := c.kinds[kindKey{typ, v}]
	if make == nil {
		if !checkJSON(body) {
			return nil, ErrMalformed
		}
		return nil, nil
	}
	b := make()
	if !decodeExact(body, b) {
		return nil, ErrMalformed
	}
	if c, ok := b.(interface{ valid() bool }); ok && !c.valid() {
		return nil, ErrMalformed
	}
	return b, nil
}
