package signer

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"onset/consent"
)

// fixedIdentity is an identity that nobody uses.
const fixedIdentity = "AGE-SECRET-KEY-16VNZG4NZQ8DS5G8095HJMAFUZ03J628UULAYTYGPLTD4DMETG5TQERWQHG"

const vectorFile = "testdata/vectors.json"

func readVectors(t testing.TB) vectors {
	t.Helper()
	b, err := os.ReadFile(vectorFile)
	if err != nil {
		t.Fatal(err)
	}
	var v vectors
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// vectors is testdata/vectors.json, described in docs/FORMAT.md.
type vectors struct {
	SealKey    string            `json:"seal_key"` // hex of the scalar
	PublicKey  []byte            `json:"public_key"`
	Author     consent.Ref       `json:"author"`
	Statements []statementVector `json:"statements"`
	Refused    []string          `json:"refused_payloads"`
	Blob       blobVector        `json:"blob"`
	Keyring    keyringVector     `json:"keyring"`
	Recovery   []string          `json:"recovery_codes"`

	Certificate certificateVector `json:"certificate"` // given by seal_key
}

type certificateVector struct {
	Production  consent.Ref `json:"production"`
	Device      []byte      `json:"device"` // public key
	Certificate []byte      `json:"certificate"`
	Authority   []byte      `json:"authority"`
}

type statementVector struct {
	Payload   string          `json:"payload"`
	ID        consent.Ref     `json:"id"`
	Signature string          `json:"signature"` // hex
	DSSE      json.RawMessage `json:"dsse"`
}

type blobVector struct {
	Identity string          `json:"identity"`
	Ref      consent.BlobRef `json:"ref"`
	Audience Audience        `json:"audience"`
	Content  string          `json:"content"`
	File     []byte          `json:"file"`
}

type keyringVector struct {
	File       string      `json:"file"`
	Passphrase string      `json:"passphrase"`
	Recovery   string      `json:"recovery"`
	Production consent.Ref `json:"production"`
	Author     consent.Ref `json:"author"`
}

func vectorStatements(l *log) {
	crew := l.other("vector crew")
	blob := consent.BlobRef{ID: consent.ID{1, 2, 3}, Digest: consent.Ref{4, 5, 6}}
	l.say(&DeviceEnrolled{Device: crew.author(), Keys: keysOf(crew.key), Rank: RankCrew, Label: blob})
	l.say(&consent.Given{Consent: consent.ID{7}, Person: consent.ID{8}, Band: consent.BandAdult, Choices: []consent.Choice{}, Method: consent.Drawn, EnteredBy: "self", Set: blob})
	l.say(&DeviceRevoked{Device: crew.author()})
	l.say(&LogAcknowledged{Logs: []LogPosition{{Author: crew.author(), Seq: 3, ID: consent.Ref{9}}}})
	l.say(&ProductionRoot{Device: crew.author(), After: 3})
	l.say(&ProductionSet{Nonce: make([]byte, 16), Title: "Ærø <\u2028 & \"quoted\" \\ \t", Rules: consent.DefaultRules(), Replaces: []consent.Ref{l.production}})
}

func sealVector(t *testing.T, key *SealKey, st consent.Statement) statementVector {
	t.Helper()
	s, err := testCodec.Seal(key, st)
	if err != nil {
		t.Fatal(err)
	}
	dsse, err := MarshalDSSE(s)
	if err != nil {
		t.Fatal(err)
	}
	return statementVector{string(s.Payload), s.ID, hex.EncodeToString(s.Signature), dsse}
}

func makeVectors(t *testing.T) vectors {
	t.Helper()
	l := found(t, "vector root")
	vectorStatements(l)
	d, err := l.key.priv.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	v := vectors{SealKey: hex.EncodeToString(d), PublicKey: l.key.PublicKey().Bytes(), Author: l.author()}
	for _, st := range l.said {
		v.Statements = append(v.Statements, sealVector(t, l.key, st))
	}
	p := []byte(v.Statements[0].Payload)
	for _, change := range [][2]string{
		{`"title":"T"`, `"title":"T","title":"U"`},
		{`"title":"T"`, `"title":"T","Title":"U"`},
		{`"title":"T"`, `"Title":"T"`},
		{`"title":"T"`, `"title": "T"`},
		{`"title":"T"`, `"title":"\u0054"`},
		{`"title":"T"`, `"x":1,"title":"T"`},
		{`"seq":1`, `"seq":01`},
	} {
		v.Refused = append(v.Refused, string(bytes.Replace(p, []byte(change[0]), []byte(change[1]), 1)))
	}
	for _, name := range []string{"a", "b", "c"} {
		code, err := NewRecoveryCode(fixed(name))
		if err != nil {
			t.Fatal(err)
		}
		v.Recovery = append(v.Recovery, code)
	}
	production, _, device, b := certified(t)
	v.Certificate = certificateVector{production, device.PublicKey().Bytes(), b.Certificate, b.Authority}
	return v
}

// sealOnce adds what age makes with randomness of its own: made once, then only opened.
func sealOnce(t *testing.T, v *vectors) {
	t.Helper()
	id, err := parseIdentity(fixedIdentity)
	if err != nil {
		t.Fatal(err)
	}
	content := `{"v":1,"label":"red hat"}`
	b, err := SealBlob(fixed("vector blob"), AudienceSet, []byte(content), id.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	v.Blob = blobVector{fixedIdentity, b.Ref(), AudienceSet, content, b.Bytes}
	path := t.TempDir() + "/keyring"
	k, code, err := CreateKeyring(path, testPass, fixed("vector keyring"))
	if err != nil {
		t.Fatal(err)
	}
	p := newProduction(t, "vector production")
	k.Productions = []*Production{p}
	if err := k.Save(); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("testdata/keyring", file, 0o644); err != nil {
		t.Fatal(err)
	}
	v.Keyring = keyringVector{"keyring", testPass, code, p.ID, p.Seal.Author()}
}

func TestVectors(t *testing.T) {
	want := makeVectors(t)
	if *update {
		sealOnce(t, &want)
		b, err := json.MarshalIndent(want, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(vectorFile, append(b, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	v := readVectors(t)
	checkStatements(t, v, want)
	checkBlobVector(t, v.Blob)
	if !reflect.DeepEqual(v.Certificate, want.Certificate) {
		t.Errorf("the certificate is now\n%x, %x", want.Certificate.Certificate, want.Certificate.Authority)
	}
	for i, code := range v.Recovery {
		if _, err := ParseRecoveryCode(code); err != nil || code != want.Recovery[i] {
			t.Errorf("recovery code %s: %v, now %s", code, err, want.Recovery[i])
		}
	}
}

func checkStatements(t *testing.T, v, want vectors) {
	t.Helper()
	pub, err := ParsePublicKey(v.PublicKey)
	if err != nil || pub.Author() != v.Author || v.SealKey != want.SealKey || len(v.Statements) != len(want.Statements) {
		t.Fatalf("key of the vectors: %v", err)
	}
	for i, s := range v.Statements {
		if w := want.Statements[i]; s.Payload != w.Payload || s.ID != w.ID || s.Signature != w.Signature {
			t.Errorf("statement %d is sealed as\n%s\nnow, was\n%s", i, w.Payload, s.Payload)
		}
		var compact bytes.Buffer
		if err := json.Compact(&compact, s.DSSE); err != nil {
			t.Fatal(err)
		}
		got, err := ParseDSSE(compact.Bytes())
		if err != nil || got.ID != s.ID || string(got.Payload) != s.Payload || Verify(got, pub) != nil {
			t.Errorf("statement %d: envelope %v", i, err)
		}
		if _, err := testCodec.Decode(got); err != nil {
			t.Errorf("statement %d: %v", i, err)
		}
	}
	for _, bad := range v.Refused {
		if _, err := testCodec.Decode(Sealed{Payload: []byte(bad)}); !errors.Is(err, ErrMalformed) {
			t.Errorf("%v: %s", err, bad)
		}
	}
}

func checkBlobVector(t *testing.T, v blobVector) {
	t.Helper()
	id, err := parseIdentity(v.Identity)
	if err != nil {
		t.Fatal(err)
	}
	content, audience, err := OpenBlob(v.Ref, v.File, id)
	if err != nil || string(content) != v.Content || audience != v.Audience {
		t.Errorf("blob: %q %s %v", content, audience, err)
	}
	if _, err := DecodeParticulars(content); err != nil {
		t.Error(err)
	}
}

func TestKeyringVector(t *testing.T) {
	v := readVectors(t)
	for _, secret := range []string{v.Keyring.Passphrase, v.Keyring.Recovery} {
		file, err := os.ReadFile("testdata/" + v.Keyring.File)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "keyring") // opening gives it the copy that it lacks
		if err := os.WriteFile(path, file, 0o600); err != nil {
			t.Fatal(err)
		}
		k := open(t, path, secret)
		if p := k.Production(v.Keyring.Production); p == nil || p.Seal.Author() != v.Keyring.Author {
			t.Errorf("keyring holds %v", k.Productions)
		}
	}
}
