package signer

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base32"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"
)

var syncDay = time.Date(2026, 3, 4, 15, 0, 0, 0, time.UTC)

func newSync(t *testing.T) SyncKey {
	t.Helper()
	k, err := NewSyncKey(rand.Reader, syncDay)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestSyncIDIsWrittenAsSyncthingWritesIt(t *testing.T) {
	// The vector of Syncthing's own tests, lib/protocol/deviceid_test.go.
	const id = "P56IOI7-MZJNU2Y-IQGDREY-DM2MGTI-MGL3BXN-PQ6W5BM-TBBZ4TJ-XZWICQ2"
	sum, err := ParseSyncID(id)
	if err != nil {
		t.Fatal(err)
	}
	if got := base32.StdEncoding.EncodeToString(sum[:]); !strings.HasPrefix(got, "P56IOI7MZJNU2IQGDREYDM2MGTMGL3BXNPQ6W5BTBBZ4TJXZWICQ") {
		t.Fatalf("%s", got)
	}
	k := newSync(t)
	if got, err := ParseSyncID(k.ID()); err != nil || got != sha256.Sum256(k.Certificate) {
		t.Fatalf("%s: %v", k.ID(), err)
	}
}

func TestSyncIDOfAnotherFormIsRefused(t *testing.T) {
	good := newSync(t).ID()
	for _, bad := range []string{
		"", "A", strings.ReplaceAll(good, "-", ""), strings.ToLower(good), good + "A", " " + good,
		strings.Repeat("-", 63), strings.Replace(good, good[:1], "1", 1), good[7:] + good[:7],
	} {
		if _, err := ParseSyncID(bad); !errors.Is(err, ErrKey) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	for i := range good {
		if good[i] == '-' {
			continue
		}
		other := byte('A')
		if good[i] == other {
			other = 'B'
		}
		if _, err := ParseSyncID(good[:i] + string(other) + good[i+1:]); err == nil {
			t.Errorf("letter %d is not checked", i)
		}
	}
}

func TestSyncKeyShowsItsIDInTLS(t *testing.T) {
	a, b := newSync(t), newSync(t)
	if a.ID() == b.ID() || a.IsZero() || !(SyncKey{}).IsZero() || (SyncKey{}).ID() != "" {
		t.Fatal("two keys with one id, or none with one")
	}
	ca, err := a.TLS()
	if err != nil {
		t.Fatal(err)
	}
	cb, err := b.TLS()
	if err != nil {
		t.Fatal(err)
	}
	near, far := net.Pipe()
	conf := func(c tls.Certificate) *tls.Config {
		return &tls.Config{Certificates: []tls.Certificate{c}, MinVersion: tls.VersionTLS13, ClientAuth: tls.RequireAnyClientCert, InsecureSkipVerify: true, ServerName: syncName}
	}
	server := tls.Server(far, conf(ca))
	done := make(chan error, 1)
	go func() {
		_, err := server.Write([]byte{1})
		done <- err
	}()
	client := tls.Client(near, conf(cb))
	if _, err := client.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	seen := client.ConnectionState().PeerCertificates[0]
	if SyncID(seen.Raw) != a.ID() || SyncID(server.ConnectionState().PeerCertificates[0].Raw) != b.ID() {
		t.Error("the ids seen are not those of the keys")
	}
	if err := seen.VerifyHostname(syncName); err != nil || seen.Subject.CommonName != syncName {
		t.Errorf("Syncthing knows no such certificate: %v", err)
	}
}

func TestSyncKeyIsTheSameOfTheSame(t *testing.T) {
	key, err := NewSealKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	a, err := syncKeyOf(key, [8]byte{1}, syncDay)
	if err != nil {
		t.Fatal(err)
	}
	b, err := syncKeyOf(key, [8]byte{1}, syncDay.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Certificate, b.Certificate) || a.ID() != b.ID() {
		t.Error("chance is in the certificate")
	}
}

func TestSyncKeyThatIsNoneIsRefused(t *testing.T) {
	a, b := newSync(t), newSync(t)
	for name, k := range map[string]SyncKey{
		"nothing": {}, "another's key": {a.Certificate, b.Key}, "no certificate": {[]byte("x"), a.Key}, "no key": {a.Certificate, []byte("x")},
	} {
		if _, err := k.TLS(); !errors.Is(err, ErrKey) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, s := range []string{fmt.Sprintf("%v", a), fmt.Sprintf("%+v", a), fmt.Sprintf("%#v", a)} {
		if s != "sync key of "+a.ID() {
			t.Errorf("printing shows %q", s)
		}
	}
}
