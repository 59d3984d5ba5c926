package store

import (
	"bytes"
	"errors"
	"testing"

	"onset/consent"
	"onset/signer"
)

// peer is another device: it seals statements without a store of its own.
type peer struct {
	t    testing.TB
	keys *signer.Production
	seq  uint64
	prev consent.Ref
}

func newPeer(t testing.TB, production consent.Ref) *peer {
	t.Helper()
	p, err := signer.NewProduction(zeroReader{n: newID(t)})
	if err != nil {
		t.Fatal(err)
	}
	p.ID = production
	return &peer{t: t, keys: p}
}

// zeroReader gives keys that differ per test but need no entropy of their own.
type zeroReader struct{ n consent.ID }

func (z zeroReader) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = z.n[i%16]
	}
	return len(b), nil
}

func (p *peer) author() consent.Ref { return p.keys.Seal.Author() }

func (p *peer) enrolled(rank signer.Rank) *signer.DeviceEnrolled {
	return &signer.DeviceEnrolled{Device: p.author(), Keys: p.keys.Keys(""), Rank: rank}
}

// say seals the next statement of the peer's log.
func (p *peer) say(b consent.Body) signer.Sealed {
	p.t.Helper()
	s := p.sealAt(p.seq+1, p.prev, b)
	p.seq, p.prev = p.seq+1, s.ID
	return s
}

func (p *peer) sealAt(seq uint64, prev consent.Ref, b consent.Body) signer.Sealed {
	p.t.Helper()
	st := consent.Statement{Production: p.keys.ID, By: newID(p.t), Seq: seq, Prev: prev, At: consent.StampOf(testNow), Body: b}
	s, err := testCodec().Seal(p.keys.Seal, st)
	if err != nil {
		p.t.Fatal(err)
	}
	return s
}

func (k *kit) peer(rank signer.Rank) *peer {
	k.t.Helper()
	p := newPeer(k.t, k.conf.Production.ID)
	k.record(p.enrolled(rank))
	return p
}

func (k *kit) append(s ...signer.Sealed) Result {
	k.t.Helper()
	r, err := k.db.Append(k.t.Context(), s, nil)
	if err != nil {
		k.t.Fatal(err)
	}
	return r
}

func (k *kit) declared(id consent.ID) bool {
	k.t.Helper()
	c, err := k.db.Consent(k.t.Context(), id)
	if err != nil && !errors.Is(err, ErrNotFound) {
		k.t.Fatal(err)
	}
	return c.Declared
}

// clean fails the test unless Check finds nothing wrong.
func (k *kit) clean() Report {
	k.t.Helper()
	r, err := k.db.Check(k.t.Context(), nil)
	if err != nil {
		k.t.Fatal(err)
	}
	if !r.Clean() {
		k.t.Fatalf("check: %+v", r.Problems)
	}
	return r
}

func TestAppendIsIdempotent(t *testing.T) {
	k := founder(t)
	p := k.peer(signer.RankCrew)
	g := given(t)
	s := p.say(g)
	if r := k.append(s, s); r.Accepted != 1 || r.Known != 1 {
		t.Fatalf("first: %+v", r)
	}
	before, _ := k.db.State(t.Context())
	other := s
	other.Signature = bytes.Repeat([]byte{1}, 64)
	if r := k.append(s); r.Known != 1 || r.Accepted+r.Aside+len(r.Refused) != 0 {
		t.Fatalf("again: %+v", r)
	}
	if r := k.append(other); len(r.Refused) != 1 || !errors.Is(r.Refused[0].Err, signer.ErrSeal) {
		t.Fatalf("other signature: %+v", r)
	}
	if after, _ := k.db.State(t.Context()); after != before || !k.declared(g.Consent) {
		t.Fatal("the state changed")
	}
	k.clean()
}

func TestAppendRefuses(t *testing.T) {
	k := founder(t)
	p := k.peer(signer.RankCrew)
	elsewhere := founder(t)
	cut := p.say(given(t))
	cut.Payload = cut.Payload[:len(cut.Payload)-1]
	forged := p.say(given(t))
	forged.Signature = bytes.Clone(forged.Signature)
	forged.Signature[5] ^= 1
	short := p.say(given(t))
	short.Signature = short.Signature[:63]
	tests := map[string]struct {
		s    signer.Sealed
		want error
	}{
		"malformed":        {cut, signer.ErrMalformed},
		"forged":           {forged, signer.ErrSeal},
		"short signature":  {short, signer.ErrSeal},
		"other production": {newPeer(t, elsewhere.conf.Production.ID).say(given(t)), signer.ErrProduction},
		"other founding":   {elsewhere.found()[0], signer.ErrProduction},
	}
	before, _ := k.db.State(t.Context())
	for name, tt := range tests {
		if r := k.append(tt.s); len(r.Refused) != 1 || !errors.Is(r.Refused[0].Err, tt.want) {
			t.Errorf("%s: %+v", name, r)
		}
	}
	if after, _ := k.db.State(t.Context()); after != before {
		t.Error("the state changed")
	}
	k.clean()
}

func TestUnknownAuthorCountsOnceEnrolled(t *testing.T) {
	k := founder(t)
	p := newPeer(t, k.conf.Production.ID)
	g := given(t)
	s := p.say(g)
	wrong := s
	wrong.Signature = bytes.Repeat([]byte{7}, 64)
	if r := k.append(wrong); r.Aside != 1 {
		t.Fatalf("wrong signature first: %+v", r)
	}
	if r := k.append(s); r.Known != 1 {
		t.Fatalf("right signature then: %+v", r)
	}
	if a, err := k.db.Asides(t.Context()); err != nil || len(a) != 1 || a[0].Reason != ReasonUnknownAuthor {
		t.Fatalf("aside %+v, %v", a, err)
	}
	k.clean()
	if k.declared(g.Consent) {
		t.Fatal("counts before its author is known")
	}
	k.record(p.enrolled(signer.RankCrew))
	if !k.declared(g.Consent) {
		t.Fatal("does not count after its author was enrolled")
	}
	if r := k.clean(); len(r.Aside) != 0 {
		t.Fatalf("aside %v", r.Aside)
	}
}

func TestForgeryOfUnknownAuthorIsForgotten(t *testing.T) {
	k := founder(t)
	p := newPeer(t, k.conf.Production.ID)
	s := p.say(given(t))
	wrong := s
	wrong.Signature = bytes.Repeat([]byte{7}, 64)
	k.append(wrong)
	k.record(p.enrolled(signer.RankCrew))
	if _, err := k.db.Statement(t.Context(), s.ID); !errors.Is(err, ErrNotFound) {
		t.Fatalf("the forgery is held: %v", err)
	}
	if r := k.append(s); r.Accepted != 1 {
		t.Fatalf("the true one: %+v", r)
	}
	k.clean()
}

func TestRosterArrivesLastAndBackwards(t *testing.T) {
	k := founder(t)
	admin, crew := k.peer(signer.RankAdmin), newPeer(t, k.conf.Production.ID)
	g := given(t)
	all := []signer.Sealed{admin.say(crew.enrolled(signer.RankCrew)), crew.say(g)}
	first, err := k.db.Sealed(t.Context(), k.conf.Production.Seal.Author(), 1, 100)
	if err != nil || len(first) != 4 {
		t.Fatalf("%d statements, %v", len(first), err)
	}
	all = append(first, all...)
	joined := newKit(t)
	joined.conf.Production.ID = k.conf.Production.ID
	joined.create()
	for i := len(all) - 1; i >= 0; i-- {
		joined.append(all[i])
	}
	if !joined.declared(g.Consent) {
		t.Fatal("the consent does not count")
	}
	a, _ := k.db.Append(t.Context(), all, nil)
	b, _ := joined.db.State(t.Context())
	if want, _ := k.db.State(t.Context()); b != want || a.Accepted != 2 {
		t.Fatalf("states differ; %+v", a)
	}
	joined.clean()
}

func TestRevokedIsSetAsideAndComesBack(t *testing.T) {
	k := founder(t)
	p := k.peer(signer.RankCrew)
	early, late := given(t), given(t)
	first := p.say(early)
	second := p.say(late)
	k.append(first, second)
	revoked := k.record(&signer.DeviceRevoked{Device: p.author(), Last: signer.Position{Seq: 1, ID: first.ID}})
	if !k.declared(early.Consent) || k.declared(late.Consent) {
		t.Fatal("not what stands before the position, and only that")
	}
	k.clean()
	k.record(&signer.DeviceRevoked{
		Device: p.author(), Last: signer.Position{Seq: 2, ID: second.ID}, Replaces: []consent.Ref{revoked[0].ID},
	})
	if !k.declared(late.Consent) {
		t.Fatal("does not count after the position was moved")
	}
	k.clean()
}

func TestRevokedLogIsJudgedAnewWhenItsGapFills(t *testing.T) {
	k := founder(t)
	p := k.peer(signer.RankCrew)
	a, b := given(t), given(t)
	first, second := p.say(a), p.say(b)
	k.record(&signer.DeviceRevoked{Device: p.author(), Last: signer.Position{Seq: 2, ID: second.ID}})
	if r := k.append(first); r.Aside != 1 {
		t.Fatalf("before its successor is known: %+v", r)
	}
	k.append(second)
	if !k.declared(a.Consent) || !k.declared(b.Consent) {
		t.Fatal("the chain is whole and does not count")
	}
	k.clean()
}

func TestForksAndGapsAreKept(t *testing.T) {
	k := founder(t)
	p := k.peer(signer.RankCrew)
	one, two := given(t), given(t)
	first := p.say(given(t))
	a, b := p.sealAt(2, first.ID, one), p.sealAt(2, first.ID, two)
	far := p.sealAt(9, b.ID, given(t))
	k.append(first, a, b, far)
	if !k.declared(one.Consent) || !k.declared(two.Consent) {
		t.Fatal("a branch is lost")
	}
	logs, err := k.db.Logs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range logs {
		if l.Author != p.author() {
			continue
		}
		if l.Held != 4 || l.Last != 9 || len(l.Forks) != 1 || l.Forks[0] != 2 || len(l.Gaps) != 1 || l.Gaps[0] != (Gap{3, 8}) {
			t.Fatalf("log %+v", l)
		}
	}
	if r := k.clean(); len(r.Strays) != 1 || r.Strays[0] != far.ID {
		t.Fatalf("strays %v", r.Strays)
	}
}

func TestRestoredCopyShowsItsFork(t *testing.T) {
	k := founder(t)
	own := &peer{t: t, keys: k.conf.Production, seq: 3}
	sts := k.record(clip(1))
	own.prev = sts[0].Prev
	if r := k.append(own.say(given(t))); r.Accepted != 1 {
		t.Fatalf("%+v", r)
	}
	logs, err := k.db.Logs(t.Context())
	if err != nil || len(logs) != 1 || len(logs[0].Forks) != 1 || logs[0].Forks[0] != 4 {
		t.Fatalf("logs %+v, %v", logs, err)
	}
	if next := k.record(clip(2)); next[0].Seq != 5 {
		t.Fatalf("next is %d", next[0].Seq)
	}
	k.clean()
}

type newer struct {
	Thing consent.ID `json:"thing"`
}

func (*newer) Type() string { return "thing.done" }
func (n *newer) Subjects() []consent.Subject {
	return []consent.Subject{{Kind: consent.OfDisk, ID: n.Thing}}
}

func TestUnknownTypeIsKeptAndReadLater(t *testing.T) {
	k := founder(t)
	p := k.peer(signer.RankCrew)
	kinds := []consent.Kind{{Type: "thing.done", V: 1, New: func() consent.Body { return &newer{} }}}
	id := newID(t)
	st := consent.Statement{Production: p.keys.ID, By: newID(t), Seq: 1, At: consent.StampOf(testNow), Body: &newer{Thing: id}}
	s, err := signer.NewCodec(kinds).Seal(p.keys.Seal, st)
	if err != nil {
		t.Fatal(err)
	}
	if r := k.append(s); r.Opaque != 1 {
		t.Fatalf("%+v", r)
	}
	if r := k.clean(); r.Opaque != 1 {
		t.Fatalf("check counts %d", r.Opaque)
	}
	k.conf.Codec = signer.NewCodec(consent.Kinds(), signer.Kinds(), kinds)
	k.reopen()
	if got, err := k.db.Subjects(t.Context(), consent.OfDisk); err != nil || len(got) != 1 || got[0] != id {
		t.Fatalf("subjects %v, %v", got, err)
	}
	if r := k.clean(); r.Opaque != 0 {
		t.Fatalf("still %d opaque", r.Opaque)
	}
}

func TestRecordRefusesWhatTheDeviceMayNotSay(t *testing.T) {
	root := founder(t)
	k := newKit(t)
	k.conf.Production.ID = root.conf.Production.ID
	k.create()
	root.record(&signer.DeviceEnrolled{
		Device: k.conf.Production.Seal.Author(), Keys: k.conf.Production.Keys(""), Rank: signer.RankCrew,
	})
	news, err := root.db.Sealed(t.Context(), root.conf.Production.Seal.Author(), 1, 100)
	if err != nil {
		t.Fatal(err)
	}
	k.mustAppend(news...)
	before, _ := k.db.State(t.Context())
	_, err = k.db.Record(t.Context(), k.by, consent.StampOf(testNow), Draft{Body: given(t)}, Draft{Body: &consent.Erased{Blobs: []consent.ID{newID(t)}}})
	if !errors.Is(err, signer.ErrRank) {
		t.Fatalf("crew erases: %v", err)
	}
	if after, _ := k.db.State(t.Context()); after != before {
		t.Fatal("half of it was kept")
	}
	if sts := k.record(given(t)); sts[0].Seq != 1 {
		t.Fatalf("first place is %d", sts[0].Seq)
	}
}
