package signer

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"math/big"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"onset/consent"
)

// ErrKey means bytes are not a key in the one form we write.
var ErrKey = errors.New("not a key")

// ErrSeal means a seal does not hold: something was changed, another key
// signed, or the signature is not in the one form we write (low-S).
var ErrSeal = errors.New("the seal does not hold")

// signatureSize is r‖s, 32 bytes each.
const signatureSize = 64

// SealKey is a device's private key for statements, and for signatures in
// documents. It implements crypto.Signer. Printing it shows its author only.
type SealKey struct {
	priv *ecdsa.PrivateKey
	pub  PublicKey
}

// PublicKey is the public half of a SealKey. The zero value is no key.
type PublicKey struct {
	key    *ecdsa.PublicKey
	spki   []byte
	author consent.Ref
}

// NewSealKey draws a key from r, which is crypto/rand.Reader except in tests.
func NewSealKey(r io.Reader) (*SealKey, error) {
	var d [32]byte
	for range 64 {
		if _, err := io.ReadFull(r, d[:]); err != nil {
			return nil, fmt.Errorf("draw a seal key: %w", err)
		}
		if k, err := parseSealKey(d[:]); err == nil {
			return k, nil
		}
	}
	return nil, fmt.Errorf("draw a seal key: %w", ErrKey)
}

// parseSealKey reads the 32-byte scalar.
func parseSealKey(d []byte) (*SealKey, error) {
	priv, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), d)
	if err != nil {
		return nil, ErrKey
	}
	pub, err := publicKey(&priv.PublicKey)
	if err != nil {
		return nil, err
	}
	return &SealKey{priv: priv, pub: pub}, nil
}

// ParsePublicKey reads a P-256 key as DER SubjectPublicKeyInfo, the form of
// DeviceKeys.Seal. ErrKey for any other curve or encoding.
func ParsePublicKey(spki []byte) (PublicKey, error) {
	if len(spki) > 256 {
		return PublicKey{}, ErrKey
	}
	k, err := x509.ParsePKIXPublicKey(spki)
	if err != nil {
		return PublicKey{}, ErrKey
	}
	ec, ok := k.(*ecdsa.PublicKey)
	if !ok || ec.Curve != elliptic.P256() {
		return PublicKey{}, ErrKey
	}
	pub, err := publicKey(ec)
	if err != nil || !bytes.Equal(pub.spki, spki) {
		return PublicKey{}, ErrKey
	}
	return pub, nil
}

func publicKey(k *ecdsa.PublicKey) (PublicKey, error) {
	spki, err := x509.MarshalPKIXPublicKey(k)
	if err != nil {
		return PublicKey{}, ErrKey
	}
	return PublicKey{key: k, spki: spki, author: sha256.Sum256(spki)}, nil
}

// Author is the SHA-256 of the key's SubjectPublicKeyInfo: what statements call their author.
func (p PublicKey) Author() consent.Ref { return p.author }

// Bytes are the DER SubjectPublicKeyInfo.
func (p PublicKey) Bytes() []byte { return bytes.Clone(p.spki) }

// ECDSA is the key for certificates and other standard uses; nil for the zero value.
func (p PublicKey) ECDSA() *ecdsa.PublicKey { return p.key }

// IsZero reports whether there is no key.
func (p PublicKey) IsZero() bool { return p.key == nil }

// Public implements crypto.Signer.
func (k *SealKey) Public() crypto.PublicKey { return k.pub.key }

// PublicKey is the public half.
func (k *SealKey) PublicKey() PublicKey { return k.pub }

// Author names the key in statements.
func (k *SealKey) Author() consent.Ref { return k.pub.author }

// String names the key without telling it.
func (k *SealKey) String() string { return "seal key of " + k.pub.author.String() }

// GoString is String: no verb of fmt prints the secret.
func (k *SealKey) GoString() string { return k.String() }

// Sign implements crypto.Signer for certificates and PDF signatures: DER,
// low-S, the same for the same digest (RFC 6979). The digest must be SHA-256.
func (k *SealKey) Sign(_ io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	if opts.HashFunc() != crypto.SHA256 || len(digest) != sha256.Size {
		return nil, fmt.Errorf("sign: %w", ErrKey)
	}
	sig, err := k.signDigest([32]byte(digest))
	if err != nil {
		return nil, err
	}
	return toDER(sig), nil
}

// SignMessage signs bytes that are no statement, under a payload type of their
// own so that they can never be taken for one.
func (k *SealKey) SignMessage(payloadType string, payload []byte) ([]byte, error) {
	return k.signDigest(sha256.Sum256(PAE(payloadType, payload)))
}

// VerifyMessage checks a signature made by SignMessage. ErrSeal if it does not hold.
func (p PublicKey) VerifyMessage(payloadType string, payload, signature []byte) error {
	return p.verifyDigest(sha256.Sum256(PAE(payloadType, payload)), signature)
}

// signDigest gives 64 bytes r‖s with s in the lower half of the order.
func (k *SealKey) signDigest(digest [32]byte) ([]byte, error) {
	der, err := k.priv.Sign(nil, digest[:], crypto.SHA256)
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	r, s, ok := parseDER(der)
	if !ok {
		return nil, fmt.Errorf("sign: %w", ErrSeal)
	}
	if n := elliptic.P256().Params().N; isHigh(s) {
		s.Sub(n, s)
	}
	sig := make([]byte, signatureSize)
	r.FillBytes(sig[:32])
	s.FillBytes(sig[32:])
	return sig, nil
}

func (p PublicKey) verifyDigest(digest [32]byte, sig []byte) error {
	if p.key == nil || len(sig) != signatureSize {
		return ErrSeal
	}
	r, s := new(big.Int).SetBytes(sig[:32]), new(big.Int).SetBytes(sig[32:])
	if isHigh(s) || !ecdsa.Verify(p.key, digest[:], r, s) {
		return ErrSeal
	}
	return nil
}

// isHigh reports whether n-s would be the smaller of the two values that verify.
func isHigh(s *big.Int) bool {
	return new(big.Int).Lsh(s, 1).Cmp(elliptic.P256().Params().N) > 0
}

// toDER writes r‖s as the ASN.1 that openssl and X.509 expect.
func toDER(sig []byte) []byte {
	var b cryptobyte.Builder
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1BigInt(new(big.Int).SetBytes(sig[:32]))
		b.AddASN1BigInt(new(big.Int).SetBytes(sig[32:]))
	})
	return b.BytesOrPanic()
}

func parseDER(der []byte) (r, s *big.Int, ok bool) {
	in, seq := cryptobyte.String(der), cryptobyte.String(nil)
	r, s = new(big.Int), new(big.Int)
	ok = in.ReadASN1(&seq, asn1.SEQUENCE) && in.Empty() &&
		seq.ReadASN1Integer(r) && seq.ReadASN1Integer(s) && seq.Empty() &&
		r.Sign() > 0 && s.Sign() > 0 && r.BitLen() <= 256 && s.BitLen() <= 256
	return r, s, ok
}
