package store

import (
	"bytes"
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"

	"onset/consent"
	"onset/signer"
)

// sayAt seals the next statement of the peer's log with a moment of its own.
func (p *peer) sayAt(at time.Time, b consent.Body) signer.Sealed {
	p.t.Helper()
	st := consent.Statement{Production: p.keys.ID, By: newID(p.t), Seq: p.seq + 1, Prev: p.prev, At: consent.StampOf(at), Body: b}
	s, err := testCodec().Seal(p.keys.Seal, st)
	if err != nil {
		p.t.Fatal(err)
	}
	p.seq, p.prev = p.seq+1, s.ID
	return s
}

// holds is an office's word that it holds a peer's log up to a place.
func holds(p *peer, seq uint64, id consent.Ref) *signer.LogAcknowledged {
	return &signer.LogAcknowledged{Logs: []signer.LogPosition{{Author: p.author(), Seq: seq, ID: id}}}
}

func (k *kit) receivedAt(id consent.ID) consent.Stamp {
	k.t.Helper()
	c, err := k.db.Consent(k.t.Context(), id)
	if err != nil {
		k.t.Fatal(err)
	}
	return c.ReceivedAt
}

func TestReceivedIsTheOfficesFirstWord(t *testing.T) {
	k := founder(t)
	crew, office := k.peer(signer.RankCrew), k.peer(signer.RankOffice)
	first, second := given(t), given(t)
	a := crew.say(first)
	b := crew.say(second)
	k.append(a, b)
	if !k.receivedAt(first.Consent).IsZero() {
		t.Fatal("received before any office said so")
	}
	late := office.sayAt(testNow.Add(2*time.Hour), holds(crew, 2, b.ID))
	k.append(late)
	want := consent.StampOf(testNow.Add(2 * time.Hour))
	if k.receivedAt(first.Consent) != want || k.receivedAt(second.Consent) != want {
		t.Fatalf("received %v and %v", k.receivedAt(first.Consent), k.receivedAt(second.Consent))
	}
	early := office.sayAt(testNow.Add(time.Hour), holds(crew, 1, a.ID))
	k.append(early)
	if k.receivedAt(first.Consent) != consent.StampOf(testNow.Add(time.Hour)) || k.receivedAt(second.Consent) != want {
		t.Fatal("an earlier word about an earlier place counts for what it covers")
	}
	if seq, at, err := k.db.Acknowledged(t.Context(), crew.author()); err != nil || seq != 2 || at != want {
		t.Fatalf("acknowledged %d at %v, %v", seq, at, err)
	}
	if seq, at, err := k.db.Acknowledged(t.Context(), office.author()); err != nil || seq != 0 || !at.IsZero() {
		t.Fatalf("of the office's own log %d at %v, %v", seq, at, err)
	}
	k.clean()
}

func TestOnlyAnOfficesWordIsAReceipt(t *testing.T) {
	k := founder(t)
	crew, other := k.peer(signer.RankCrew), k.peer(signer.RankCrew)
	g := given(t)
	s := crew.say(g)
	if r := k.append(s, other.say(holds(crew, 1, s.ID))); r.Aside != 1 {
		t.Fatalf("a crew device's word: %+v", r)
	}
	if !k.receivedAt(g.Consent).IsZero() {
		t.Fatal("it counts")
	}
	k.clean()
}

func TestAReceiptBeforeTheDeclarationMarksItsClock(t *testing.T) {
	k := founder(t)
	crew, office := k.peer(signer.RankCrew), k.peer(signer.RankOffice)
	g := given(t)
	g.Band, g.ByBirth = consent.BandAdult, true
	s := crew.sayAt(testNow.AddDate(9, 0, 0), g)
	k.append(office.sayAt(testNow, holds(crew, 1, s.ID)), s) // the word is there first
	c, err := k.db.Consent(t.Context(), g.Consent)
	if err != nil || c.ReceivedAt != consent.StampOf(testNow) {
		t.Fatalf("%+v, %v", c.ReceivedAt, err)
	}
	if !c.ClockFault(consent.DateOf(testNow)) || c.Complete() {
		t.Fatal("an age reckoned by a wrong clock counts")
	}
	if c.CompleteAt != c.ReceivedAt {
		t.Fatalf("it starts at %v", c.CompleteAt)
	}
	k.clean()
}

func TestARevokedOfficesLaterWordIsTakenBack(t *testing.T) {
	k := founder(t)
	crew, office := k.peer(signer.RankCrew), k.peer(signer.RankOffice)
	g, h := given(t), given(t)
	a := crew.say(g)
	b := crew.say(h)
	stands := office.sayAt(testNow.Add(3*time.Hour), holds(crew, 1, a.ID))
	k.append(a, b, stands, office.sayAt(testNow.Add(time.Hour), holds(crew, 2, b.ID)))
	if k.receivedAt(g.Consent) != consent.StampOf(testNow.Add(time.Hour)) {
		t.Fatal("the earlier word does not count")
	}
	k.record(&signer.DeviceRevoked{Device: office.author(), Last: signer.Position{Seq: 1, ID: stands.ID}})
	if k.receivedAt(g.Consent) != consent.StampOf(testNow.Add(3*time.Hour)) || !k.receivedAt(h.Consent).IsZero() {
		t.Fatal("what a revoked office said counts")
	}
	k.clean()
	if err := k.db.Reindex(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	k.clean()
	k.reopen()
	if k.receivedAt(g.Consent) != consent.StampOf(testNow.Add(3*time.Hour)) {
		t.Fatal("reindexing changed it")
	}
}

// said is what two offices said of two logs, in any order.
type said struct {
	log int
	seq uint64
	at  time.Time
}

// TestReceiptsDoNotDependOnOrder compares with the definition: the earliest
// word that covers the declaration.
func TestReceiptsDoNotDependOnOrder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		k := newKit(t)
		k.conf.lazy = true
		first := k.found()
		k.create()
		defer mustClose(rt, k.db)
		k.mustAppend(first...)
		logs := []*peer{k.peer(signer.RankCrew), k.peer(signer.RankCrew)}
		offices := []*peer{k.peer(signer.RankOffice), k.peer(signer.RankOffice)}
		var all []signer.Sealed
		gs := [2][]*consent.Given{}
		for i, p := range logs {
			for range rapid.IntRange(1, 6).Draw(rt, "given") {
				g := given(t)
				all, gs[i] = append(all, p.say(g)), append(gs[i], g)
			}
		}
		var words []said
		for range rapid.IntRange(0, 8).Draw(rt, "words") {
			w := said{
				log: rapid.IntRange(0, 1).Draw(rt, "log"), seq: rapid.Uint64Range(1, 8).Draw(rt, "seq"),
				at: testNow.Add(time.Duration(rapid.IntRange(0, 5).Draw(rt, "hour")) * time.Hour),
			}
			office := offices[rapid.IntRange(0, 1).Draw(rt, "office")]
			words = append(words, w)
			all = append(all, office.sayAt(w.at, holds(logs[w.log], w.seq, all[0].ID)))
		}
		shuffle(rt, all)
		for len(all) > 0 {
			n := rapid.IntRange(1, len(all)).Draw(rt, "part")
			if _, err := k.db.Append(t.Context(), all[:n], nil); err != nil {
				rt.Fatal(err)
			}
			all = all[n:]
		}
		for i := range logs {
			for j, g := range gs[i] {
				if got, want := k.receivedAt(g.Consent), covering(words, i, uint64(j+1)); got != want {
					rt.Fatalf("log %d place %d: received %v, want %v, words %v", i, j+1, got, want, words)
				}
			}
		}
		if rep, err := k.db.Check(t.Context(), nil); err != nil || !rep.Clean() {
			rt.Fatalf("check: %+v, %v", rep.Problems, err)
		}
		before := plainViews(t, k.db)
		if err := k.db.Reindex(t.Context(), nil); err != nil || !sameViews(before, plainViews(t, k.db)) {
			rt.Fatalf("reindexed views differ: %v", err)
		}
	})
}

func shuffle(rt *rapid.T, all []signer.Sealed) {
	r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "order"), 1))
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
}

func covering(words []said, log int, seq uint64) consent.Stamp {
	var first consent.Stamp
	for _, w := range words {
		at := consent.StampOf(w.at)
		if w.log == log && w.seq >= seq && (first.IsZero() || earlier(at, first)) {
			first = at
		}
	}
	return first
}

func TestCheckFindsAWrongReceipt(t *testing.T) {
	for name, harm := range map[string]func(*tx, []byte) error{
		"another moment": func(t *tx, k []byte) error {
			return t.put(inReceipts, k, receipt{1, consent.StampOf(testNow)}.encode())
		},
		"gone": func(t *tx, k []byte) error { return t.drop(inReceipts, k) },
		"cut":  func(t *tx, k []byte) error { return t.put(inReceipts, k, []byte{1}) },
		"one too many": func(t *tx, k []byte) error {
			more := bytes.Clone(k)
			more[len(more)-1] += 7
			return t.put(inReceipts, more, receipt{1, consent.StampOf(testNow)}.encode())
		},
	} {
		t.Run(name, func(t *testing.T) {
			k := founder(t)
			crew, office := k.peer(signer.RankCrew), k.peer(signer.RankOffice)
			s := crew.say(given(t))
			k.append(s, office.sayAt(testNow.Add(time.Hour), holds(crew, 1, s.ID)))
			k.clean()
			err := k.db.changeLocal(t.Context(), func(t *tx) error {
				keys, err := t.keys(inReceipts, nil)
				if err != nil {
					return err
				}
				return harm(t, keys[0])
			})
			if err != nil {
				t.Fatal(err)
			}
			if r, err := k.db.Check(t.Context(), nil); err != nil || r.Clean() {
				t.Fatalf("check found nothing: %v", err)
			}
			if err := k.db.Reindex(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
			k.clean()
		})
	}
}

// BenchmarkOneWordForAll is an office's word that covers 50,000 declarations at once.
func BenchmarkOneWordForAll(b *testing.B) {
	const n = 50_000
	k := founder(b)
	crew, office := k.peer(signer.RankCrew), k.peer(signer.RankOffice)
	all := make([]signer.Sealed, n)
	for i := range all {
		all[i] = crew.say(given(b))
	}
	k.append(all...)
	at := testNow.Add(1000 * time.Hour)
	for b.Loop() {
		at = at.Add(-time.Hour) // each earlier than the one before: all are folded again
		k.append(office.sayAt(at, holds(crew, n, all[n-1].ID)))
	}
}
