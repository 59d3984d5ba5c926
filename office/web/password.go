package web

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
)

// ErrPassword means a password is shorter than 12 characters or longer than 256.
var ErrPassword = errors.New("a password has 12 to 256 characters")

const (
	minPassword = 12
	maxPassword = 256
	saltSize    = 16
	keySize     = 32
)

// cost is what one guess of a password takes.
type cost struct {
	Time    uint32 `json:"t"`
	Memory  uint32 `json:"m"` // KiB
	Threads uint8  `json:"p"`
}

// usual is the second recommended option of RFC 9106, section 4: Argon2id with
// 3 passes over 64 MiB in 4 lanes.
var usual = cost{Time: 3, Memory: 64 << 10, Threads: 4}

// hashed is a password at rest. It keeps what it cost, so that a later build
// may ask more of new ones.
type hashed struct {
	Cost cost   `json:"cost"`
	Salt []byte `json:"salt"`
	Key  []byte `json:"key"`
}

func checkPassword(password string) error {
	if n := utf8.RuneCountInString(password); n < minPassword || n > maxPassword || !utf8.ValidString(password) {
		return ErrPassword
	}
	return nil
}

func hash(password string, c cost, rand io.Reader) (hashed, error) {
	h := hashed{Cost: c, Salt: make([]byte, saltSize)}
	if _, err := io.ReadFull(rand, h.Salt); err != nil {
		return h, fmt.Errorf("hash a password: %w", err)
	}
	h.Key = h.derive(password)
	return h, nil
}

func (h *hashed) derive(password string) []byte {
	if len(password) > maxPassword*utf8.UTFMax {
		password = "" // never one: it would not have been accepted
	}
	return argon2.IDKey([]byte(password), h.Salt, h.Cost.Time, h.Cost.Memory, h.Cost.Threads, keySize)
}

func (h *hashed) fits(password string) bool {
	return subtle.ConstantTimeCompare(h.derive(password), h.Key) == 1
}
