package signer

import (
	"bytes"
	"encoding"
	"errors"
	"strconv"

	"onset/consent"
)

// ErrMalformed means bytes are not a statement in the one form we write: not
// JSON, keys missing, doubled or in another order or case, other white space,
// too large or too deep, or a body that does not encode to the same bytes.
var ErrMalformed = errors.New("not a statement in canonical form")

// Limits of a statement. A statement of a newer version keeps to them too.
const (
	MaxPayload = 1 << 20
	maxDepth   = 32
	maxType    = 64
	maxSeq     = 1 << 53 // the largest integer every JSON reader keeps
)

// appendHeader writes everything up to and including `"body":`.
func appendHeader(b []byte, st *consent.Statement) ([]byte, error) {
	b = strconv.AppendInt(append(b, `{"v":`...), int64(st.V), 10)
	b = append(append(append(b, `,"type":"`...), st.Type...), '"')
	b = appendText(b, `,"production":"`, st.Production.String, st.Production.IsZero())
	b = appendText(b, `,"author":"`, st.Author.String, st.Author.IsZero())
	b = appendText(b, `,"by":"`, st.By.String, st.By.IsZero())
	b = strconv.AppendUint(append(b, `,"seq":`...), st.Seq, 10)
	b = appendText(b, `,"prev":"`, st.Prev.String, st.Prev.IsZero())
	at, err := st.At.MarshalText()
	if err != nil {
		return nil, ErrMalformed
	}
	b = append(append(append(b, `,"at":"`...), at...), '"')
	return append(b, `,"body":`...), nil
}

func appendText(b []byte, label string, s func() string, empty bool) []byte {
	b = append(b, label...)
	if !empty {
		b = append(b, s()...)
	}
	return append(b, '"')
}

// parseHeader reads a payload's header by its one form, which is quicker than
// a JSON reader and leaves nothing to normalise. The body is returned as it stands.
func parseHeader(payload []byte) (consent.Statement, []byte, error) {
	var st consent.Statement
	if len(payload) > MaxPayload {
		return st, nil, ErrMalformed
	}
	r := headerReader{rest: payload}
	st.V = int(r.number(`{"v":`, 1<<31-1))
	st.Type = string(r.quoted(`,"type":"`))
	r.text(`,"production":"`, &st.Production)
	r.text(`,"author":"`, &st.Author)
	r.text(`,"by":"`, &st.By)
	st.Seq = r.number(`,"seq":`, maxSeq)
	r.text(`,"prev":"`, &st.Prev)
	r.text(`,"at":"`, &st.At)
	r.literal(`,"body":`)
	n := len(r.rest)
	if r.bad || n < 3 || r.rest[0] != '{' || r.rest[n-1] != '}' || !validType(st.Type) || st.Author.IsZero() {
		return consent.Statement{}, nil, ErrMalformed
	}
	if (st.Seq == 1) != st.Prev.IsZero() {
		return consent.Statement{}, nil, ErrMalformed
	}
	return st, r.rest[:n-1], nil
}

type headerReader struct {
	rest []byte
	bad  bool
}

func (r *headerReader) literal(s string) {
	if r.bad = r.bad || !bytes.HasPrefix(r.rest, []byte(s)); !r.bad {
		r.rest = r.rest[len(s):]
	}
}

// number reads 1 … limit without leading zeros.
func (r *headerReader) number(label string, limit uint64) uint64 {
	r.literal(label)
	n := bytes.IndexByte(r.rest, ',')
	if r.bad || n < 1 || n > 16 || r.rest[0] < '1' {
		r.bad = true
		return 0
	}
	x, err := strconv.ParseUint(string(r.rest[:n]), 10, 64)
	r.bad = err != nil || x > limit
	r.rest = r.rest[n:]
	return x
}

// quoted reads up to the closing quote; nothing in a header needs an escape.
func (r *headerReader) quoted(label string) []byte {
	r.literal(label)
	n := bytes.IndexByte(r.rest, '"')
	if r.bad || n < 0 || n > maxType {
		r.bad = true
		return nil
	}
	s := r.rest[:n]
	r.rest = r.rest[n+1:]
	return s
}

func (r *headerReader) text(label string, into encoding.TextUnmarshaler) {
	s := r.quoted(label)
	r.bad = r.bad || into.UnmarshalText(s) != nil
}

// validType reports whether s is two or more lower-case words joined by dots.
func validType(s string) bool {
	dots, word := 0, 0
	for i := range len(s) {
		switch c := s[i]; {
		case c == '.' && word > 0:
			dots, word = dots+1, 0
		case c >= 'a' && c <= 'z' || c == '_' && word > 0:
			word++
		default:
			return false
		}
	}
	return dots > 0 && word > 0 && len(s) <= maxType
}
