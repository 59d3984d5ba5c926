package signer

import (
	"crypto/sha256"
	"encoding/binary"
	"flag"
	"io"
	"testing"
	"time"

	"onset/consent"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// stream is a reader of fixed bytes for a name, so that keys are the same in every run.
type stream struct {
	name string
	n    uint64
	rest []byte
}

func fixed(name string) io.Reader { return &stream{name: name} }

func (s *stream) Read(p []byte) (int, error) {
	for n := 0; n < len(p); {
		if len(s.rest) == 0 {
			sum := sha256.Sum256(binary.BigEndian.AppendUint64([]byte(s.name), s.n))
			s.n++
			s.rest = sum[:]
		}
		k := copy(p[n:], s.rest)
		n, s.rest = n+k, s.rest[k:]
	}
	return len(p), nil
}

var testCodec = NewCodec(consent.Kinds(), Kinds())

func sealKey(t testing.TB, name string) *SealKey {
	t.Helper()
	k, err := NewSealKey(fixed(name))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// testRecipient is a valid recipient whose identity nobody kept.
const testRecipient = "age1yt3tfqlfrwdwx0z0ynwplcr6qxcxfaqycuprpmy89nr83ltx74tqdpszlw"

func keysOf(k *SealKey) DeviceKeys {
	return DeviceKeys{Seal: k.PublicKey().Bytes(), Age: testRecipient}
}

// log is one device's log as a test writes it.
type log struct {
	t          testing.TB
	key        *SealKey
	production consent.Ref
	said       []consent.Statement
}

var testTime = consent.StampOf(time.Date(2026, 5, 12, 14, 2, 11, 0, time.FixedZone("", 7200)))

func found(t testing.TB, name string) *log {
	l := &log{t: t, key: sealKey(t, name)}
	k := keysOf(l.key)
	st := l.say(&ProductionSet{Nonce: make([]byte, 16), Founder: &k, Title: "T", Rules: consent.DefaultRules()})
	l.production = st.ID
	return l
}

func (l *log) other(name string) *log {
	return &log{t: l.t, key: sealKey(l.t, name), production: l.production}
}

func (l *log) author() consent.Ref { return l.key.Author() }

// say appends to the log without signing; the id is the real one.
func (l *log) say(b consent.Body) consent.Statement {
	st := l.saidAfter(len(l.said), b)
	l.said = append(l.said, st)
	return st
}

// saidAfter is a statement that follows the n-th of the log: a fork if n is not the last.
func (l *log) saidAfter(n int, b consent.Body) consent.Statement {
	l.t.Helper()
	st := consent.Statement{Production: l.production, By: consent.ID{15: 1}, Seq: 1, At: testTime, Body: b}
	if n > 0 {
		st.Seq, st.Prev = l.said[n-1].Seq+1, l.said[n-1].ID
	}
	payload, err := testCodec.encode(l.author(), st)
	if err != nil {
		l.t.Fatal(err)
	}
	got, err := testCodec.Decode(Sealed{Payload: payload})
	if err != nil {
		l.t.Fatal(err)
	}
	return got
}

func (l *log) enrol(d *log, rank Rank) consent.Statement {
	return l.say(&DeviceEnrolled{Device: d.author(), Keys: keysOf(d.key), Rank: rank})
}

// revoke lets the first n of d's log stand.
func (l *log) revoke(d *log, n int, replaces ...consent.Ref) consent.Statement {
	return l.say(&DeviceRevoked{Device: d.author(), Last: d.position(n), Replaces: replaces})
}

func (l *log) position(n int) Position {
	if n == 0 {
		return Position{}
	}
	return Position{l.said[n-1].Seq, l.said[n-1].ID}
}

// note is something any crew member may say.
func (l *log) note() consent.Statement {
	return l.say(&consent.Avoid{Person: consent.ID{0: 1}, Kind: consent.AvoidFilm})
}

func fold(l *log, logs ...*log) *Roster { return FoldRoster(l.production, gather(l, logs...)) }

func gather(l *log, logs ...*log) []consent.Statement {
	out := append([]consent.Statement{}, l.said...)
	for _, o := range logs {
		out = append(out, o.said...)
	}
	return out
}
