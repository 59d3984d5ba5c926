package store

import (
	"crypto/cipher"
	"crypto/rand"
	"fmt"

	"golang.org/x/crypto/chacha20poly1305"
)

// format is the version of the layout; it is part of every value's additional data.
const format = 1

// vault seals the values of one file under its store key.
type vault struct {
	aead cipher.AEAD
}

func newVault(key [32]byte) (*vault, error) {
	aead, err := chacha20poly1305.NewX(key[:])
	if err != nil {
		return nil, fmt.Errorf("store key: %w", err)
	}
	return &vault{aead: aead}, nil
}

// overhead is how much longer a sealed value is than its content.
const overhead = chacha20poly1305.NonceSizeX + chacha20poly1305.Overhead

// additional appends what a value is bound to: format, bucket, 0, key. A value
// moved to another place does not open.
func additional(dst []byte, bucket string, key []byte) []byte {
	dst = append(dst, format)
	dst = append(dst, bucket...)
	dst = append(dst, 0)
	return append(dst, key...)
}

// seal returns nonce and ciphertext in a new slice, which bbolt may keep.
func (v *vault) seal(bucket string, key, plain []byte) []byte {
	var scratch [96]byte
	ad := additional(scratch[:0], bucket, key)
	out := make([]byte, chacha20poly1305.NonceSizeX, len(plain)+overhead)
	_, _ = rand.Read(out) // crypto/rand never fails: it ends the program instead
	return v.aead.Seal(out, out, plain, ad)
}

// open appends the content of a sealed value to dst. ErrDamaged when the value
// is not what was put there.
func (v *vault) open(dst []byte, bucket string, key, sealed []byte) ([]byte, error) {
	if len(sealed) < overhead {
		return nil, fmt.Errorf("%w: short value in %s", ErrDamaged, bucket)
	}
	var scratch [96]byte
	ad := additional(scratch[:0], bucket, key)
	nonce, box := sealed[:chacha20poly1305.NonceSizeX], sealed[chacha20poly1305.NonceSizeX:]
	out, err := v.aead.Open(dst, nonce, box, ad)
	if err != nil {
		return nil, fmt.Errorf("%w: a value in %s does not open", ErrDamaged, bucket)
	}
	return out, nil
}
