package consent

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Errors of ids as people and files write them.
var (
	// ErrID means a text is not an id in any form we write.
	ErrID = errors.New("not an id")
	// ErrTypo means a short id's check letter does not fit: one letter is wrong.
	ErrTypo = errors.New("one letter of the id is wrong")
)

// ID is the random id of a consent, person, scene, shoot, blob or crew member
// (UUID version 4), or of a clip (see media.ClipID). It is public: knowing it
// authorises nothing. The zero ID means none.
type ID [16]byte

// NewID draws an id from r, which is crypto/rand.Reader except in tests.
func NewID(r io.Reader) (ID, error) {
	var id ID
	if _, err := io.ReadFull(r, id[:]); err != nil {
		return ID{}, fmt.Errorf("draw an id: %w", err)
	}
	id[6] = id[6]&0x0f | 0x40
	id[8] = id[8]&0x3f | 0x80
	return id, nil
}

// ParseID reads the full form, with or without "urn:uuid:". ErrID otherwise.
func ParseID(s string) (ID, error) {
	var id ID
	s = strings.TrimPrefix(strings.ToLower(s), "urn:uuid:")
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return ID{}, ErrID
	}
	digits := strings.ReplaceAll(s, "-", "")
	if len(digits) != 2*len(id) {
		return ID{}, ErrID
	}
	if _, err := hex.Decode(id[:], []byte(digits)); err != nil {
		return ID{}, ErrID
	}
	return id, nil
}

// IsZero reports whether id is none.
func (id ID) IsZero() bool { return id == ID{} }

// String is the full form, 8-4-4-4-12 lower-case hexadecimal digits.
func (id ID) String() string {
	h := hex.EncodeToString(id[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// URN is the form used in metadata and receipts.
func (id ID) URN() string { return "urn:uuid:" + id.String() }

// MarshalText writes the full form; the zero ID is the empty text.
func (id ID) MarshalText() ([]byte, error) {
	if id.IsZero() {
		return nil, nil
	}
	return []byte(id.String()), nil
}

// UnmarshalText reads what MarshalText wrote and nothing else.
func (id *ID) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*id = ID{}
		return nil
	}
	got, err := ParseID(string(b))
	if err != nil || got.IsZero() || got.String() != string(b) {
		return ErrID
	}
	*id = got
	return nil
}

// Ref is the SHA-256 that names a statement (of its pre-authentication
// encoding), a text (of its bytes), or an author (of its seal key).
type Ref [32]byte

// IsZero reports whether r names nothing.
func (r Ref) IsZero() bool { return r == Ref{} }

// String is 64 lower-case hexadecimal digits.
func (r Ref) String() string { return hex.EncodeToString(r[:]) }

// MarshalText writes the String form; the zero Ref is the empty text.
func (r Ref) MarshalText() ([]byte, error) {
	if r.IsZero() {
		return nil, nil
	}
	return []byte(r.String()), nil
}

// UnmarshalText reads what MarshalText wrote and nothing else.
func (r *Ref) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*r = Ref{}
		return nil
	}
	var got Ref
	if len(b) != 64 || strings.ToLower(string(b)) != string(b) {
		return ErrID
	}
	if _, err := hex.Decode(got[:], b); err != nil || got.IsZero() {
		return ErrID
	}
	*r = got
	return nil
}
