package signer

import (
	"bytes"
	"crypto/elliptic"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"onset/consent"
)

// certified is a production of a root that gave a device its certificate.
func certified(t testing.TB) (production consent.Ref, root, device *SealKey, b *ProductionCertificate) {
	t.Helper()
	l := found(t, "vector root")
	device = sealKey(t, "vector crew")
	b, err := l.key.Certify(l.production, device.PublicKey())
	if err != nil {
		t.Fatal(err)
	}
	return l.production, l.key, device, b
}

func TestCertificateIsTheSameEveryTime(t *testing.T) {
	production, root, device, b := certified(t)
	if err := b.Check(production, root.PublicKey(), device.PublicKey()); err != nil {
		t.Fatal(err)
	}
	again, err := root.Certify(production, device.PublicKey())
	if err != nil || !bytes.Equal(again.Certificate, b.Certificate) || !bytes.Equal(again.Authority, b.Authority) {
		t.Errorf("another certificate: %v", err)
	}
	own, err := root.Certify(production, root.PublicKey())
	if err != nil || own.Check(production, root.PublicKey(), root.PublicKey()) != nil || bytes.Equal(own.Certificate, own.Authority) {
		t.Errorf("root's own: %v", err)
	}
	if _, err := root.Certify(production, PublicKey{}); !errors.Is(err, ErrKey) {
		t.Errorf("no key: %v", err)
	}
}

// What a certificate is good for, as X.509 says it.
func TestCertificateIsConstrained(t *testing.T) {
	_, root, device, b := certified(t)
	leaf, authority := parsed(t, b.Certificate), parsed(t, b.Authority)
	pool := x509.NewCertPool()
	pool.AddCert(authority)
	ask := func(use x509.ExtKeyUsage) error {
		_, err := leaf.Verify(x509.VerifyOptions{Roots: pool, KeyUsages: []x509.ExtKeyUsage{use}, CurrentTime: testTime.Time()})
		return err
	}
	if err := ask(x509.ExtKeyUsageEmailProtection); err != nil {
		t.Errorf("documents: %v", err)
	}
	for _, use := range []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageCodeSigning} {
		if ask(use) == nil {
			t.Errorf("good for use %d", use)
		}
	}
	if leaf.IsCA || !authority.IsCA || !authority.MaxPathLenZero || authority.KeyUsage != x509.KeyUsageCertSign {
		t.Errorf("leaf %+v, authority %+v", leaf.BasicConstraintsValid, authority.KeyUsage)
	}
	if leaf.Subject.CommonName != device.Author().String() || authority.Subject.CommonName != root.Author().String() {
		t.Errorf("subjects %s, %s", leaf.Subject, authority.Subject)
	}
	if leaf.SerialNumber.Cmp(authority.SerialNumber) == 0 || len(leaf.SerialNumber.Bytes()) != 16 {
		t.Errorf("serials %x, %x", leaf.SerialNumber, authority.SerialNumber)
	}
}

func parsed(t testing.TB, der []byte) *x509.Certificate {
	t.Helper()
	c, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCertificatesThatAreRefused(t *testing.T) {
	production, root, device, good := certified(t)
	other := sealKey(t, "vector other")
	forge := func(signs, authority *SealKey, of consent.Ref, change func(*x509.Certificate)) *ProductionCertificate {
		t.Helper()
		b, err := authority.Certify(of, device.PublicKey())
		if err != nil {
			t.Fatal(err)
		}
		want := certificateOf(of, authority.PublicKey(), device.PublicKey())
		if change != nil {
			change(want)
		}
		b.Certificate, err = x509.CreateCertificate(nil, want, authorityOf(of, signs.PublicKey()), device.Public(), signs)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	high := *good
	high.Certificate = otherHalf(t, good.Certificate)
	for name, b := range map[string]*ProductionCertificate{
		"another authority":        forge(other, other, production, nil),
		"another key signed":       forge(other, root, production, nil),
		"another production":       forge(root, root, consent.Ref{1}, nil),
		"over":                     forge(root, root, production, func(c *x509.Certificate) { c.NotAfter = c.NotBefore.Add(time.Hour) }),
		"not yet good":             forge(root, root, production, func(c *x509.Certificate) { c.NotBefore = c.NotAfter.Add(-time.Hour) }),
		"one that signs others":    forge(root, root, production, func(c *x509.Certificate) { c.IsCA, c.KeyUsage = true, x509.KeyUsageCertSign }),
		"one for a server":         forge(root, root, production, func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth} }),
		"with a name":              forge(root, root, production, func(c *x509.Certificate) { c.DNSNames = []string{"example.org"} }),
		"with another serial":      forge(root, root, production, func(c *x509.Certificate) { c.SerialNumber = big.NewInt(1) }),
		"of another device":        {Device: other.Author(), Certificate: good.Certificate, Authority: good.Authority},
		"the other half of a seal": &high,
		"authority for device":     {Device: device.Author(), Certificate: good.Authority, Authority: good.Authority},
		"cut short":                {Device: device.Author(), Certificate: good.Certificate[:len(good.Certificate)-1], Authority: good.Authority},
		"with something after it":  {Device: device.Author(), Certificate: append(bytes.Clone(good.Certificate), 0), Authority: good.Authority},
		"too large":                {Device: device.Author(), Certificate: make([]byte, maxCertificate+1), Authority: good.Authority},
		"nothing":                  {Device: device.Author()},
	} {
		if err := b.Check(production, root.PublicKey(), device.PublicKey()); !errors.Is(err, ErrCertificate) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := good.Check(production, root.PublicKey(), PublicKey{}); !errors.Is(err, ErrCertificate) {
		t.Errorf("no device: %v", err)
	}
}

// otherHalf gives the same certificate with the signature that verifies as well elsewhere.
func otherHalf(t *testing.T, der []byte) []byte {
	t.Helper()
	c := parsed(t, der)
	r, s, ok := parseDER(c.Signature)
	if !ok {
		t.Fatal("no signature")
	}
	sig := make([]byte, signatureSize)
	r.FillBytes(sig[:32])
	s.Sub(elliptic.P256().Params().N, s)
	s.FillBytes(sig[32:])
	var outer struct {
		Says, Algorithm asn1.RawValue
		Signature       asn1.BitString
	}
	if _, err := asn1.Unmarshal(der, &outer); err != nil {
		t.Fatal(err)
	}
	outer.Signature = asn1.BitString{Bytes: toDER(sig), BitLength: 8 * len(toDER(sig))}
	out, err := asn1.Marshal(outer)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Only root's word gives certificates, and only as long as it is root.
func TestWhoseCertificatesCount(t *testing.T) {
	root := found(t, "root")
	admin, crew := root.other("admin"), root.other("crew")
	root.enrol(admin, RankAdmin)
	root.enrol(crew, RankCrew)
	state := func(l *log) consent.Statement {
		b, err := l.key.Certify(root.production, crew.key.PublicKey())
		if err != nil {
			t.Fatal(err)
		}
		return l.say(b)
	}
	by := state(root)
	root.say(&ProductionRoot{Device: admin.author(), After: 1})
	before, after, late := state(admin), state(admin), state(root)
	r := fold(root, admin, crew)
	for _, c := range []struct {
		name string
		st   consent.Statement
		want error
	}{{"root", by, nil}, {"an admin", before, ErrRank}, {"the next root", after, nil}, {"one that was root", late, ErrRank}} {
		if err := r.Allows(c.st); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// openssl, which nobody here wrote, builds the chain and reads what it is for.
func TestOpensslVerifiesCertificates(t *testing.T) {
	openssl := opensslPath(t)
	production, root, device, b := certified(t)
	own, err := root.Certify(production, root.PublicKey())
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := sealKey(t, "vector other").Certify(production, device.PublicKey())
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write := func(name string, b []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	authority := *b
	authority.Certificate = b.Authority
	ca, leaf := write("ca.pem", authority.PEM()), write("leaf.pem", b.PEM())
	verify := func(args ...string) ([]byte, error) {
		return exec.CommandContext(t.Context(), openssl, append([]string{"verify", "-x509_strict", "-CAfile", ca}, args...)...).CombinedOutput()
	}
	for _, good := range [][]string{{leaf}, {"-purpose", "smimesign", leaf}, {write("own.pem", own.PEM())}} {
		if out, err := verify(good...); err != nil {
			t.Errorf("%v: %v\n%s", good, err, out)
		}
	}
	for _, bad := range [][]string{{"-purpose", "sslserver", leaf}, {"-purpose", "sslclient", leaf}, {write("foreign.pem", foreign.PEM())}} {
		if out, err := verify(bad...); err == nil {
			t.Errorf("%v is taken\n%s", bad, out)
		}
	}
}

func FuzzCertificate(f *testing.F) {
	production, root, device, b := certified(f)
	f.Add(b.Certificate, b.Authority)
	f.Add(b.Authority, b.Certificate)
	f.Add([]byte{0x30, 0x84, 0xff, 0xff, 0xff, 0xff}, []byte{})
	f.Fuzz(func(t *testing.T, leaf, authority []byte) {
		got := ProductionCertificate{Device: device.Author(), Certificate: leaf, Authority: authority}
		err := got.Check(production, root.PublicKey(), device.PublicKey())
		same := bytes.Equal(leaf, b.Certificate) && bytes.Equal(authority, b.Authority)
		if same != (err == nil) || err != nil && !errors.Is(err, ErrCertificate) {
			t.Fatalf("the same bytes: %v, %v", same, err)
		}
	})
}
