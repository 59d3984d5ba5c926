package signer

import (
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"
	"io"
	"strings"
	"time"
)

// SeedSize is the size of a seed, in bytes.
const SeedSize = 16

// Seed is a secret that a device's keys come from, so that the device can be
// enrolled before it is there, and asks again with the same keys after it was
// cut off. Printing it shows nothing.
type Seed [SeedSize]byte

// NewSeed draws a seed.
func NewSeed(r io.Reader) (Seed, error) {
	var s Seed
	if _, err := io.ReadFull(r, s[:]); err != nil {
		return s, fmt.Errorf("draw a seed: %w", err)
	}
	return s, nil
}

// String tells nothing.
func (s Seed) String() string { return "seed" }

// GoString is String: no verb of fmt prints the secret.
func (s Seed) GoString() string { return s.String() }

// seededFrom is the day from which a certificate made from a seed is good. It
// is fixed because the seed alone must give the device's id.
var seededFrom = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

// SeededSeal is the seal key that comes from the seed, and SeededDevice the
// device's own identity.
func (s Seed) SeededSeal() (*SealKey, error) { return s.sealKey("seal") }

// SeededDevice is the device's own identity that comes from the seed.
func (s Seed) SeededDevice() (*Identity, error) {
	secret, err := s.derive("device", 0)
	if err != nil {
		return nil, err
	}
	return parseIdentity(strings.ToUpper(bech32("age-secret-key-", secret[:])))
}

// SeededSync is the certificate and key for the network that come from the seed.
func (s Seed) SeededSync() (SyncKey, error) {
	key, err := s.sealKey("sync")
	if err != nil {
		return SyncKey{}, err
	}
	serial, err := s.derive("serial", 0)
	if err != nil {
		return SyncKey{}, err
	}
	return syncKeyOf(key, [8]byte(serial[:8]), seededFrom)
}

// sealKey takes the first derived number that is a key; nearly always that is the first of all.
func (s Seed) sealKey(use string) (*SealKey, error) {
	for try := range 64 {
		d, err := s.derive(use, try)
		if err != nil {
			return nil, err
		}
		if k, err := parseSealKey(d[:]); err == nil {
			return k, nil
		}
	}
	return nil, fmt.Errorf("key from seed: %w", ErrKey)
}

func (s Seed) derive(use string, try int) (out [32]byte, err error) {
	b, err := hkdf.Key(sha256.New, s[:], nil, fmt.Sprintf("onset device seed\x00%s\x00%d", use, try), len(out))
	if err != nil {
		return out, fmt.Errorf("key from seed: %w", err)
	}
	return [32]byte(b), nil
}

// NewSeededProduction is NewProduction with the device's own keys from a seed;
// the store key and the folder's name are drawn all the same.
func NewSeededProduction(s Seed, r io.Reader) (*Production, error) {
	p, err := NewProduction(r)
	if err != nil {
		return nil, err
	}
	if p.Seal, err = s.SeededSeal(); err != nil {
		return nil, err
	}
	p.Device, err = s.SeededDevice()
	return p, err
}

const bech32Letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

// bech32 writes data as BIP 173 says, in lower case: the form of age's keys.
func bech32(prefix string, data []byte) string {
	values := fiveBits(data)
	var check []byte
	for i := range len(prefix) {
		check = append(check, prefix[i]>>5)
	}
	check = append(check, 0)
	for i := range len(prefix) {
		check = append(check, prefix[i]&31)
	}
	sum := bech32Sum(append(append(check, values...), make([]byte, 6)...)) ^ 1
	out := []byte(prefix + "1")
	for i := range 6 {
		values = append(values, byte(sum>>(5*(5-i)))&31)
	}
	for _, v := range values {
		out = append(out, bech32Letters[v])
	}
	return string(out)
}

// fiveBits splits bytes into groups of five bits, the last filled up with zeros.
func fiveBits(data []byte) (out []byte) {
	var acc, bits uint
	for _, b := range data {
		acc, bits = acc<<8|uint(b), bits+8
		for bits >= 5 {
			bits -= 5
			out = append(out, byte(acc>>bits)&31)
		}
	}
	if bits > 0 {
		out = append(out, byte(acc<<(5-bits))&31)
	}
	return out
}

func bech32Sum(values []byte) uint32 {
	generator := [5]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3}
	sum := uint32(1)
	for _, v := range values {
		top := sum >> 25
		sum = (sum&0x1ffffff)<<5 ^ uint32(v)
		for i, g := range generator {
			if top>>i&1 == 1 {
				sum ^= g
			}
		}
	}
	return sum
}
