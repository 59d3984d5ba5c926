package signer

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"

	"onset/consent"
)

// ErrCertificate means a certificate is not the one, byte for byte, that the
// root of this production gives to this device.
var ErrCertificate = errors.New("not this device's certificate")

// ProductionCertificate is production.certificate: root gives a device an
// X.509 certificate for its seal key, so that programs which know nothing of
// statements can check what the device signs. Both certificates follow from
// production, root and device alone. Who stands says the roster, never they.
type ProductionCertificate struct {
	Device      consent.Ref `json:"device"`
	Certificate []byte      `json:"certificate"` // DER, of the device
	Authority   []byte      `json:"authority"`   // DER, of the root that signed it; it signs itself
}

// Type names the statement.
func (*ProductionCertificate) Type() string { return "production.certificate" }

// Subjects of a ProductionCertificate is the production.
func (*ProductionCertificate) Subjects() []consent.Subject { return ofProduction() }

// maxCertificate is far above the half kilobyte that one has.
const maxCertificate = 2 << 10

func (b *ProductionCertificate) valid() bool {
	fits := func(der []byte) bool { return len(der) > 0 && len(der) <= maxCertificate }
	return !b.Device.IsZero() && fits(b.Certificate) && fits(b.Authority)
}

// PEM is the chain as other programs read it: the device's, then root's.
func (b *ProductionCertificate) PEM() []byte {
	out := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: b.Certificate})
	return append(out, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: b.Authority})...)
}

// Certify gives a device its certificate, signed by root's key: the same bytes
// every time.
func (k *SealKey) Certify(production consent.Ref, device PublicKey) (*ProductionCertificate, error) {
	if device.IsZero() {
		return nil, fmt.Errorf("certify: %w", ErrKey)
	}
	root := authorityOf(production, k.pub)
	authority, err := x509.CreateCertificate(nil, root, root, k.pub.key, k)
	if err != nil {
		return nil, fmt.Errorf("certify: %w", err)
	}
	leaf, err := x509.CreateCertificate(nil, certificateOf(production, k.pub, device), root, device.key, k)
	if err != nil {
		return nil, fmt.Errorf("certify: %w", err)
	}
	return &ProductionCertificate{Device: device.author, Certificate: leaf, Authority: authority}, nil
}

// Check proves that the certificates are those of this production, root and
// device. ErrCertificate for any other: of another authority, key, production
// or time, or with anything more, less or differently written.
func (b *ProductionCertificate) Check(production consent.Ref, root, device PublicKey) error {
	if root.IsZero() || device.IsZero() || b.Device != device.author {
		return ErrCertificate
	}
	authority := authorityOf(production, root)
	if err := root.signed(b.Authority, authority, authority, root); err != nil {
		return err
	}
	return root.signed(b.Certificate, certificateOf(production, root, device), authority, device)
}

// signed compares what a certificate says with what it must say, and checks
// the signature in the one form we write.
func (p PublicKey) signed(der []byte, want, issuer *x509.Certificate, subject PublicKey) error {
	if len(der) > maxCertificate {
		return ErrCertificate
	}
	got, err := x509.ParseCertificate(der)
	if err != nil {
		return ErrCertificate
	}
	says, err := unsigned(want, issuer, subject)
	if err != nil || !bytes.Equal(got.RawTBSCertificate, says) {
		return ErrCertificate
	}
	r, s, ok := parseDER(got.Signature)
	if !ok {
		return ErrCertificate
	}
	sig := make([]byte, signatureSize)
	r.FillBytes(sig[:32])
	s.FillBytes(sig[32:])
	if p.verifyDigest(sha256.Sum256(says), sig) != nil {
		return ErrCertificate
	}
	return nil
}

// unsigned is what the signature of a certificate covers. It does not depend
// on the key that signs, so a key that everybody knows does.
func unsigned(want, issuer *x509.Certificate, subject PublicKey) ([]byte, error) {
	known, err := parseSealKey(append(make([]byte, 31), 1))
	if err != nil {
		return nil, err
	}
	der, err := x509.CreateCertificate(nil, want, issuer, subject.key, known)
	if err != nil {
		return nil, err
	}
	made, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	return made.RawTBSCertificate, nil
}
