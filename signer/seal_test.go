package signer

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"onset/consent"
)

// The vector of the DSSE specification.
func TestPAE(t *testing.T) {
	got := string(PAE("http://example.com/HelloWorld", []byte("hello world")))
	if want := "DSSEv1 29 http://example.com/HelloWorld 11 hello world"; got != want {
		t.Errorf("%q", got)
	}
}

func sealed(t testing.TB) (*SealKey, Sealed, consent.Statement) {
	t.Helper()
	key := sealKey(t, "sealer")
	st := consent.Statement{
		Production: consent.Ref{1}, By: consent.ID{2}, Seq: 2, Prev: consent.Ref{3}, At: testTime,
		Body: &consent.Avoid{Person: consent.ID{4}, Kind: consent.AvoidFilm},
	}
	s, err := testCodec.Seal(key, st)
	if err != nil {
		t.Fatal(err)
	}
	return key, s, st
}

func TestSealDecodeVerify(t *testing.T) {
	key, s, st := sealed(t)
	got, err := testCodec.Decode(s)
	if err != nil {
		t.Fatal(err)
	}
	if got.ID != s.ID || got.Author != key.Author() || got.Type != "person.avoid" || got.V != 1 || got.Seq != 2 ||
		got.Prev != st.Prev || got.At != st.At || got.By != st.By || got.Production != st.Production {
		t.Errorf("header %+v", got)
	}
	if b := got.Body.(*consent.Avoid); b.Person != (consent.ID{4}) || b.Kind != consent.AvoidFilm {
		t.Errorf("body %+v", b)
	}
	if err := Verify(s, key.PublicKey()); err != nil {
		t.Error(err)
	}
	again, err := testCodec.Seal(key, st)
	if err != nil || !bytes.Equal(again.Signature, s.Signature) || !bytes.Equal(again.Payload, s.Payload) {
		t.Errorf("sealing again gives other bytes (%v)", err)
	}
}

func TestVerifyRefuses(t *testing.T) {
	key, s, _ := sealed(t)
	high := bytes.Clone(s.Signature)
	n := elliptic.P256().Params().N
	new(big.Int).Sub(n, new(big.Int).SetBytes(high[32:])).FillBytes(high[32:])
	other := bytes.Replace(s.Payload, []byte(`"film"`), []byte(`"blur"`), 1)
	for name, bad := range map[string]Sealed{
		"high s":          {Payload: s.Payload, Signature: high},
		"another payload": {Payload: other, Signature: s.Signature},
		"short":           {Payload: s.Payload, Signature: s.Signature[:63]},
		"long":            {Payload: s.Payload, Signature: append(bytes.Clone(s.Signature), 0)},
		"zero":            {Payload: s.Payload, Signature: make([]byte, 64)},
		"none":            {Payload: s.Payload},
	} {
		if err := Verify(bad, key.PublicKey()); !errors.Is(err, ErrSeal) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := Verify(s, sealKey(t, "another").PublicKey()); !errors.Is(err, ErrSeal) {
		t.Errorf("another key: %v", err)
	}
	if err := Verify(s, PublicKey{}); !errors.Is(err, ErrSeal) {
		t.Errorf("no key: %v", err)
	}
}

func TestDecodeRefuses(t *testing.T) {
	_, s, _ := sealed(t)
	p := string(s.Payload)
	sub := func(old, new string) string {
		if !strings.Contains(p, old) {
			t.Fatalf("no %q in %s", old, p)
		}
		return strings.Replace(p, old, new, 1)
	}
	for name, bad := range map[string]string{
		"space":             sub(`:`, `: `),
		"new line":          p + "\n",
		"order":             sub(`"v":1,"type":"person.avoid"`, `"type":"person.avoid","v":1`),
		"key twice":         sub(`"kind":"film"`, `"kind":"film","kind":"film"`),
		"key in other case": sub(`"kind":"film"`, `"kind":"film","Kind":"lift"`),
		"only other case":   sub(`"kind"`, `"KIND"`),
		"unknown field":     sub(`"kind"`, `"extra":1,"kind"`),
		"escape":            sub(`"film"`, `"fil\u006d"`),
		"bad utf-8":         sub(`"film"`, "\"fil\xff\""),
		"empty field":       sub(`"kind"`, `"shoot":"","kind"`),
		"upper hex":         sub(`"author":"`, `"author":"A`),
		"seq 0":             sub(`"seq":2`, `"seq":0`),
		"seq 02":            sub(`"seq":2`, `"seq":02`),
		"seq 1 after some":  sub(`"seq":2`, `"seq":1`),
		"seq too large":     sub(`"seq":2`, `"seq":9007199254740993`),
		"no prev":           sub(consent.Ref{3}.String(), ``),
		"no author":         sub(sealKey(t, "sealer").Author().String(), ``),
		"time":              sub(`14:02:11.000`, `14:02:11`),
		"type":              sub(`person.avoid`, `person`),
		"type with quote":   sub(`person.avoid`, `person.\"avoid`),
		"body not object":   p[:strings.Index(p, `"body":`)] + `"body":[]}`,
		"two bodies":        sub(`"kind":"film"}`, `"kind":"film"},"body":{}`),
		"empty":             "",
		"too deep":          sub(`"kind"`, `"x":`+strings.Repeat("[", 33)+strings.Repeat("]", 33)+`,"kind"`),
	} {
		if _, err := testCodec.Decode(Sealed{Payload: []byte(bad)}); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := testCodec.Decode(Sealed{ID: consent.Ref{1}, Payload: s.Payload}); !errors.Is(err, ErrMalformed) {
		t.Errorf("id of another: %v", err)
	}
}

func TestUnknownTypesAreKept(t *testing.T) {
	_, s, _ := sealed(t)
	for from, to := range map[string]string{`"person.avoid"`: `"person.newer"`, `"v":1`: `"v":2`} {
		p := bytes.Replace(s.Payload, []byte(from), []byte(to), 1)
		st, err := testCodec.Decode(Sealed{Payload: p})
		if err != nil || st.Body != nil {
			t.Errorf("%s: %v, body %v", to, err, st.Body)
		}
		for _, body := range []string{
			`{"a":1,"A":2}`, `{"a":{"k":1,"\u212a":2}}`, `{"a":1,"a":1}`, `{"a":tru}`, `{}}`, "{\"a\":\"\xff\"}",
			`{"a":` + strings.Repeat("[", 32) + strings.Repeat("]", 32) + `}`,
		} {
			bad := append(bytes.Clone(p[:bytes.Index(p, []byte(`"body":`))+7]), body+"}"...)
			if _, err := testCodec.Decode(Sealed{Payload: bad}); !errors.Is(err, ErrMalformed) {
				t.Errorf("body %s: %v", body, err)
			}
		}
	}
}

func TestSealRefuses(t *testing.T) {
	key := sealKey(t, "sealer")
	base := consent.Statement{Seq: 1, At: testTime}
	for name, tt := range map[string]struct {
		st   consent.Statement
		want error
	}{
		"no body":         {base, ErrUnknownType},
		"unknown version": {consent.Statement{V: 9, Seq: 1, Body: &consent.Avoid{}}, ErrUnknownType},
		"no seq":          {consent.Statement{Body: &consent.Avoid{}}, ErrMalformed},
		"no prev":         {consent.Statement{Seq: 2, Body: &consent.Avoid{}}, ErrMalformed},
		"bad body":        {consent.Statement{Seq: 1, Body: &ProductionRoot{}}, ErrMalformed},
		"too large":       {consent.Statement{Seq: 1, Body: &consent.Avoid{Kind: consent.AvoidKind(strings.Repeat("x", MaxPayload))}}, ErrMalformed},
	} {
		if _, err := testCodec.Seal(key, tt.st); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestBodiesRefuse(t *testing.T) {
	key := sealKey(t, "sealer")
	good := keysOf(key)
	badAge, badSeal := good, good
	badAge.Age = strings.ToUpper(testRecipient)
	badSeal.Seal = good.Seal[1:]
	long := strings.Repeat("x", maxText+1)
	for name, b := range map[string]interface{ valid() bool }{
		"nonce":            &ProductionSet{Founder: &good},
		"founder's key":    &ProductionSet{Nonce: make([]byte, 16), Founder: &badSeal},
		"long title":       &ProductionSet{Nonce: make([]byte, 16), Title: long},
		"age recipient":    &DeviceEnrolled{Device: good.Author(), Keys: badAge, Rank: RankCrew},
		"another's key":    &DeviceEnrolled{Device: consent.Ref{1}, Keys: good, Rank: RankCrew},
		"rank root":        &DeviceEnrolled{Device: good.Author(), Keys: good, Rank: RankRoot},
		"continues itself": &DeviceEnrolled{Device: good.Author(), Keys: good, Rank: RankCrew, Continues: good.Author()},
		"no device":        &DeviceRevoked{},
		"half a position":  &DeviceRevoked{Device: consent.Ref{1}, Last: Position{Seq: 1}},
		"audience":         &ProductionKey{Audience: "all", Epoch: 1, Recipient: testRecipient},
		"epoch 0":          &ProductionKey{Audience: AudienceSet, Recipient: testRecipient},
		"no logs":          &LogAcknowledged{},
		"log at 0":         &LogAcknowledged{Logs: []LogPosition{{Author: consent.Ref{1}, ID: consent.Ref{1}}}},
		"logs unsorted":    &LogAcknowledged{Logs: []LogPosition{{consent.Ref{2}, 1, consent.Ref{1}}, {consent.Ref{1}, 1, consent.Ref{1}}}},
		"log twice":        &LogAcknowledged{Logs: []LogPosition{{consent.Ref{1}, 1, consent.Ref{1}}, {consent.Ref{1}, 2, consent.Ref{1}}}},
	} {
		if b.valid() {
			t.Errorf("%s: valid", name)
		}
	}
}

func TestDSSERoundTrip(t *testing.T) {
	key, s, _ := sealed(t)
	b, err := MarshalDSSE(s)
	if err != nil {
		t.Fatal(err)
	}
	var shape map[string]any
	if err := json.Unmarshal(b, &shape); err != nil || shape["payloadType"] != PayloadType {
		t.Errorf("%s: %v", b, err)
	}
	got, err := ParseDSSE(b)
	if err != nil || got.ID != s.ID || !bytes.Equal(got.Signature, s.Signature) {
		t.Fatalf("%+v, %v", got, err)
	}
	if err := Verify(got, key.PublicKey()); err != nil {
		t.Error(err)
	}
}

func TestParseDSSERefuses(t *testing.T) {
	_, s, _ := sealed(t)
	b, err := MarshalDSSE(s)
	if err != nil {
		t.Fatal(err)
	}
	var e dsseEnvelope
	if err := json.Unmarshal(b, &e); err != nil {
		t.Fatal(err)
	}
	change := func(f func(*dsseEnvelope)) []byte {
		c := e
		c.Signatures = append([]dsseSignature{}, e.Signatures...)
		f(&c)
		out, err := encodeJSON(c)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	for name, bad := range map[string][]byte{
		"two signatures": change(func(e *dsseEnvelope) { e.Signatures = append(e.Signatures, e.Signatures[0]) }),
		"no signature":   change(func(e *dsseEnvelope) { e.Signatures = nil }),
		"another keyid":  change(func(e *dsseEnvelope) { e.Signatures[0].KeyID = consent.Ref{1} }),
		"another type":   change(func(e *dsseEnvelope) { e.PayloadType = "text/plain" }),
		"high s":         change(func(e *dsseEnvelope) { e.Signatures[0].Sig = highS(t, s.Signature) }),
		"raw signature":  change(func(e *dsseEnvelope) { e.Signatures[0].Sig = s.Signature }),
		"space":          append([]byte(" "), b...),
		"cut":            b[:len(b)-1],
		"upper key":      bytes.Replace(b, []byte(`"payload"`), []byte(`"Payload"`), 1),
	} {
		if got, err := ParseDSSE(bad); !errors.Is(err, ErrMalformed) && !errors.Is(err, ErrSeal) {
			t.Errorf("%s: %v %v", name, got.ID, err)
		}
	}
}

func mustP384(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func highS(t *testing.T, sig []byte) []byte {
	t.Helper()
	high := bytes.Clone(sig)
	new(big.Int).Sub(elliptic.P256().Params().N, new(big.Int).SetBytes(high[32:])).FillBytes(high[32:])
	return toDER(high)
}

// Anybody can check a seal with what their system brings.
func TestOpenSSLVerifiesTheExportedSeal(t *testing.T) {
	openssl := opensslPath(t)
	key, s, _ := sealed(t)
	b, err := MarshalDSSE(s)
	if err != nil {
		t.Fatal(err)
	}
	var e dsseEnvelope
	if err := json.Unmarshal(b, &e); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write := func(name string, b []byte) string {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return p
	}
	pub := write("pub.pem", pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: key.PublicKey().Bytes()}))
	sig := write("sig", e.Signatures[0].Sig)
	for payload, want := range map[string]bool{string(e.Payload): true, string(e.Payload) + " ": false} {
		data := write("pae", PAE(e.PayloadType, []byte(payload)))
		out, err := exec.Command(openssl, "dgst", "-sha256", "-verify", pub, "-signature", sig, data).CombinedOutput()
		if (err == nil) != want {
			t.Errorf("openssl: %s (%v), want ok = %v", out, err, want)
		}
	}
}

func TestSealKeySignsCertificates(t *testing.T) {
	key := sealKey(t, "ca")
	tpl := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Unix(1<<31, 0), BasicConstraintsValid: true, IsCA: true}
	der, err := x509.CreateCertificate(rand.Reader, tpl, tpl, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	if err := cert.CheckSignatureFrom(cert); err != nil {
		t.Error(err)
	}
	if _, err := key.Sign(nil, make([]byte, 48), crypto.SHA384); !errors.Is(err, ErrKey) {
		t.Errorf("SHA-384: %v", err)
	}
}

func TestMessagesAreNoStatements(t *testing.T) {
	key, s, _ := sealed(t)
	sig, err := key.SignMessage("application/x-pairing", s.Payload)
	if err != nil {
		t.Fatal(err)
	}
	if err := key.PublicKey().VerifyMessage("application/x-pairing", s.Payload, sig); err != nil {
		t.Error(err)
	}
	if err := Verify(Sealed{Payload: s.Payload, Signature: sig}, key.PublicKey()); !errors.Is(err, ErrSeal) {
		t.Errorf("a message's signature on a statement: %v", err)
	}
}

func TestParsePublicKeyRefuses(t *testing.T) {
	good := sealKey(t, "k").PublicKey()
	if got, err := ParsePublicKey(good.Bytes()); err != nil || got.Author() != sha256.Sum256(good.Bytes()) {
		t.Errorf("%v %v", got.Author(), err)
	}
	other, err := x509.MarshalPKIXPublicKey(&mustP384(t).PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string][]byte{
		"nil": nil, "cut": good.Bytes()[:80], "more": append(good.Bytes(), 0), "P-384": other, "long": make([]byte, 1000),
	} {
		if _, err := ParsePublicKey(bad); !errors.Is(err, ErrKey) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSecretsAreNotPrinted(t *testing.T) {
	key := sealKey(t, "secret")
	d, err := key.priv.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	id, err := NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		out := fmt.Sprintf(verb+verb, key, id)
		if strings.Contains(out, new(big.Int).SetBytes(d).String()) || strings.Contains(out, "AGE-SECRET") {
			t.Errorf("%s prints %s", verb, out)
		}
	}
}
