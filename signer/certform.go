package signer

import (
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"time"

	"onset/consent"
)

// certifiedUntil is how X.509 writes "no end that is known" (RFC 5280,
// 4.1.2.5). With a fixed beginning it keeps clocks out of certificates: the
// root's may be wrong by years when it signs, and a proof must hold for as long
// as the production keeps it.
var certifiedUntil = time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)

// signsDocuments is id-kp-documentSigning (RFC 9336). E-mail stands beside it
// because openssl's cms and the PDF readers that stand on NSS ask for that one.
// Servers and clients are left out: root can vouch for nobody on a network.
func signsDocuments(c *x509.Certificate) *x509.Certificate {
	c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection}
	c.UnknownExtKeyUsage = []asn1.ObjectIdentifier{{1, 3, 6, 1, 5, 5, 7, 3, 36}}
	c.SignatureAlgorithm, c.BasicConstraintsValid = x509.ECDSAWithSHA256, true
	c.NotBefore, c.NotAfter = seededFrom, certifiedUntil
	return c
}

// authorityOf is the certificate of a root: it signs certificates of devices
// and nothing that signs others.
func authorityOf(production consent.Ref, root PublicKey) *x509.Certificate {
	return signsDocuments(&x509.Certificate{
		SerialNumber: serialOf("onset authority", production, root.author, root.author),
		Subject:      named(production, "root", root.author),
		SubjectKeyId: keyID(root),
		IsCA:         true, MaxPathLenZero: true,
		KeyUsage: x509.KeyUsageCertSign,
	})
}

// certificateOf is the certificate that a root gives to a device, which may be itself.
func certificateOf(production consent.Ref, root, device PublicKey) *x509.Certificate {
	return signsDocuments(&x509.Certificate{
		SerialNumber: serialOf("onset certificate", production, root.author, device.author),
		Subject:      named(production, "device", device.author),
		SubjectKeyId: keyID(device),
		KeyUsage:     x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment,
	})
}

// named tells production and device, by ids alone.
func named(production consent.Ref, what string, author consent.Ref) pkix.Name {
	return pkix.Name{Organization: []string{production.String()}, OrganizationalUnit: []string{what}, CommonName: author.String()}
}

// keyID is the first 20 bytes of the author's name, which is the key's hash.
func keyID(k PublicKey) []byte { return k.author[:20] }

// serialOf is the same for the same certificate, and another for any other.
func serialOf(what string, production, root, device consent.Ref) *big.Int {
	h := sha256.New()
	h.Write([]byte(what + "\x00"))
	h.Write(production[:])
	h.Write(root[:])
	h.Write(device[:])
	b := h.Sum(nil)[:16]
	b[0] = b[0]&0x7f | 0x40 // positive, and always of one length
	return new(big.Int).SetBytes(b)
}
