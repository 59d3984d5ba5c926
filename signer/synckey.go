package signer

import (
	"crypto/ecdsa"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base32"
	"fmt"
	"io"
	"math/big"
	"strings"
	"time"
)

// SyncKey is the certificate and key that a device shows others on the
// network, both DER; empty until they are made. Printing it shows its id only.
type SyncKey struct {
	Certificate []byte `json:"certificate,omitempty"`
	Key         []byte `json:"key,omitempty"` // PKCS #8
}

const (
	// syncName is the name by which Syncthing knows a device's certificate as one.
	syncName = "syncthing"
	// syncYears is as long as Syncthing's own certificates last. Nobody looks at
	// the end: a device is known by the hash of the whole.
	syncYears = 20
)

// NewSyncKey draws a device's certificate and key.
func NewSyncKey(r io.Reader, now time.Time) (SyncKey, error) {
	key, err := NewSealKey(r)
	if err != nil {
		return SyncKey{}, fmt.Errorf("make a sync key: %w", err)
	}
	var serial [8]byte
	if _, err := io.ReadFull(r, serial[:]); err != nil {
		return SyncKey{}, fmt.Errorf("make a sync key: %w", err)
	}
	return syncKeyOf(key, serial, now)
}

// syncKeyOf is the same for the same arguments: the certificate is signed
// without chance, so that a device can be named before it is there.
func syncKeyOf(key *SealKey, serial [8]byte, now time.Time) (SyncKey, error) {
	serial[0] &= 0x7f // positive, and no longer with a leading zero
	serial[0] |= 0x40
	from := now.UTC().Truncate(24 * time.Hour)
	template := &x509.Certificate{
		SerialNumber:          new(big.Int).SetBytes(serial[:]),
		Subject:               pkix.Name{CommonName: syncName},
		DNSNames:              []string{syncName},
		NotBefore:             from,
		NotAfter:              from.AddDate(syncYears, 0, 0),
		SignatureAlgorithm:    x509.ECDSAWithSHA256,
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
		BasicConstraintsValid: true,
	}
	cert, err := x509.CreateCertificate(nil, template, template, key.Public(), key)
	if err != nil {
		return SyncKey{}, fmt.Errorf("make a sync key: %w", err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key.priv)
	if err != nil {
		return SyncKey{}, fmt.Errorf("make a sync key: %w", err)
	}
	return SyncKey{Certificate: cert, Key: der}, nil
}

// IsZero reports whether there is no key yet.
func (k SyncKey) IsZero() bool { return len(k.Certificate) == 0 || len(k.Key) == 0 }

// TLS is the key as connections use it. ErrKey if it is none.
func (k SyncKey) TLS() (tls.Certificate, error) {
	leaf, err := x509.ParseCertificate(k.Certificate)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("sync key: %w", ErrKey)
	}
	key, err := x509.ParsePKCS8PrivateKey(k.Key)
	priv, ok := key.(*ecdsa.PrivateKey)
	if err != nil || !ok || !priv.PublicKey.Equal(leaf.PublicKey) {
		return tls.Certificate{}, fmt.Errorf("sync key: %w", ErrKey)
	}
	return tls.Certificate{Certificate: [][]byte{k.Certificate}, PrivateKey: priv, Leaf: leaf}, nil
}

// ID is the device's Syncthing id; empty while there is no key.
func (k SyncKey) ID() string {
	if k.IsZero() {
		return ""
	}
	return SyncID(k.Certificate)
}

// String names the key without telling it.
func (k SyncKey) String() string { return "sync key of " + k.ID() }

// GoString is String: no verb of fmt prints the secret.
func (k SyncKey) GoString() string { return k.String() }

// SyncID is the id of the device with this certificate, in the form Syncthing
// writes: base 32 of its SHA-256, a check letter after each 13, groups of 7.
func SyncID(certDER []byte) string {
	sum := sha256.Sum256(certDER)
	s := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:])
	var all strings.Builder
	for i := 0; i < len(s); i += syncBlock {
		all.WriteString(s[i : i+syncBlock])
		all.WriteByte(luhn32(s[i : i+syncBlock]))
	}
	return groupOf(all.String(), syncGroup)
}

const (
	syncBlock   = 13
	syncGroup   = 7
	syncLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
)

// ParseSyncID gives the certificate's SHA-256 that an id written by SyncID
// stands for. ErrKey for any other form.
func ParseSyncID(id string) ([32]byte, error) {
	const letters = 56
	s := strings.ReplaceAll(id, "-", "")
	if len(s) != letters || groupOf(s, syncGroup) != id {
		return [32]byte{}, ErrKey
	}
	var raw strings.Builder
	for i := 0; i < letters; i += syncBlock + 1 {
		block := s[i : i+syncBlock]
		if strings.Trim(block, syncLetters) != "" || luhn32(block) != s[i+syncBlock] {
			return [32]byte{}, ErrKey
		}
		raw.WriteString(block)
	}
	sum, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(raw.String())
	if err != nil || len(sum) != sha256.Size {
		return [32]byte{}, ErrKey
	}
	if base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum) != raw.String() {
		return [32]byte{}, ErrKey // spare bits of the last letter
	}
	return [32]byte(sum), nil
}

// luhn32 is the check letter that Syncthing puts after a block. It weighs from
// the first letter on, unlike Luhn's own rule.
func luhn32(s string) byte {
	const n = len(syncLetters)
	sum, factor := 0, 1
	for i := range len(s) {
		x := factor * strings.IndexByte(syncLetters, s[i])
		sum += x/n + x%n
		factor = 3 - factor
	}
	return syncLetters[(n-sum%n)%n]
}

// groupOf puts a hyphen after every n letters but the last.
func groupOf(s string, n int) string {
	var b strings.Builder
	for i := range len(s) {
		if i > 0 && i%n == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
