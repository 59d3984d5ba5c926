package sync

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"onset/consent"
	"onset/media"
	"onset/signer"
	"onset/store"
)

// kept fits a real store to carrying, as app/keep and app/carry do together.
type kept struct{ db *store.DB }

func (k kept) Roster() *signer.Roster { return k.db.Roster() }

func (k kept) Logs(ctx context.Context) ([]Log, error) {
	logs, err := k.db.Logs(ctx)
	out := make([]Log, len(logs))
	for i, l := range logs {
		out[i] = Log{Author: l.Author, Held: l.Held, Last: l.Last, Forks: l.Forks}
		for _, g := range l.Gaps {
			out[i].Gaps = append(out[i].Gaps, [2]uint64{g.From, g.To})
		}
	}
	return out, err
}

func (k kept) Sealed(ctx context.Context, author consent.Ref, seq uint64, limit int) ([]signer.Sealed, error) {
	return k.db.Sealed(ctx, author, seq, limit)
}

func (k kept) BlobFiles(ctx context.Context, id consent.ID) ([][]byte, error) {
	files, err := k.db.BlobFiles(ctx, id)
	if errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrErased) {
		return nil, nil
	}
	return files, err
}

func (k kept) Erased(ctx context.Context, id consent.ID) (bool, error) {
	_, err := k.db.BlobFiles(ctx, id)
	if errors.Is(err, store.ErrErased) {
		return true, nil
	}
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return false, err
}

func (k kept) Take(ctx context.Context, sealed []signer.Sealed, blobs []signer.Blob) (Taken, error) {
	r, err := k.db.Append(ctx, sealed, blobs)
	t := Taken{Accepted: r.Accepted, Known: r.Known, Aside: r.Aside, Opaque: r.Opaque}
	for _, f := range r.Refused {
		t.Refused = append(t.Refused, f.Err)
	}
	return t, err
}

func (k kept) Local(ctx context.Context, name string) ([]byte, error) {
	b, err := k.db.Local(ctx, name)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	return b, err
}

func (k kept) PutLocal(ctx context.Context, name string, value []byte) error {
	return k.db.PutLocal(ctx, store.Local{Name: name, Value: value})
}

func (k kept) OnChange(f func(Change)) {
	k.db.OnChange(func(c store.Change) { f(Change{Roster: c.Roster, Erased: c.Erased}) })
}

// device is a kit or an office of a test: real keys, a real store, a real engine.
type device struct {
	t      testing.TB
	dir    string
	keys   *signer.Production
	sync   signer.SyncKey
	conf   store.Config
	db     *store.DB
	node   *Node
	link   *Link
	by     consent.ID
	now    func() time.Time
	media  Media
	former []consent.Ref
}

var testNow = time.Date(2026, 5, 12, 14, 0, 0, 0, time.UTC)

func codec() *signer.Codec {
	return signer.NewCodec(consent.Kinds(), media.Kinds(), signer.Kinds())
}

func newDevice(t testing.TB) *device {
	t.Helper()
	keys, err := signer.NewProduction(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	sync, err := signer.NewSyncKey(rand.Reader, testNow)
	if err != nil {
		t.Fatal(err)
	}
	d := &device{t: t, dir: t.TempDir(), keys: keys, sync: sync, by: newID(t), now: func() time.Time { return testNow }}
	d.conf = store.Config{
		Dir: filepath.Join(d.dir, keys.Dir), Production: keys, Codec: codec(),
		Now: func() time.Time { return d.now() }, SaveKeys: func() error { return nil },
	}
	return d
}

// founder has a production of its own.
func founder(t testing.TB) *device {
	t.Helper()
	d := newDevice(t)
	set := signer.ProductionSet{Nonce: make([]byte, 16), Title: "T", Controller: "C", Contact: "c@example.org", Rules: consent.DefaultRules()}
	first, err := d.keys.Found(codec(), set, d.by, consent.StampOf(testNow), d.sync.ID())
	if err != nil {
		t.Fatal(err)
	}
	d.create(first)
	return d
}

func (d *device) create(first []signer.Sealed) {
	d.t.Helper()
	db, err := store.Create(d.t.Context(), d.conf)
	if err != nil {
		d.t.Fatal(err)
	}
	d.db = db
	d.t.Cleanup(func() { _ = d.db.Close() })
	r, err := db.Append(d.t.Context(), first, nil)
	if err != nil || len(r.Refused) > 0 {
		d.t.Fatal(err, r)
	}
}

// enrol makes a device one of the production's: it is handed the roster, as pairing does.
func (d *device) enrol(rank signer.Rank) *device {
	d.t.Helper()
	o := newDevice(d.t)
	o.keys.ID, o.now = d.keys.ID, d.now
	keys := o.keys.Keys(o.sync.ID())
	bodies := []consent.Body{&signer.DeviceEnrolled{Device: keys.Author(), Keys: keys, Rank: rank}}
	audiences := []signer.Audience{signer.AudienceSet}
	if rank != signer.RankCrew {
		audiences = append(audiences, signer.AudienceOffice)
	}
	for _, a := range audiences {
		shared, err := d.keys.ShareEpochs(a, keys)
		if err != nil {
			d.t.Fatal(err)
		}
		for _, b := range shared {
			if err := o.keys.Adopt(b); err != nil {
				d.t.Fatal(err)
			}
			bodies = append(bodies, b)
		}
	}
	d.say(bodies...)
	o.create(d.roster())
	return o
}

// roster are the statements that pairing hands over.
func (d *device) roster() []signer.Sealed {
	d.t.Helper()
	var out []signer.Sealed
	logs, err := d.db.Logs(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	for _, l := range logs {
		all, err := d.db.Sealed(d.t.Context(), l.Author, 1, 1<<20)
		if err != nil {
			d.t.Fatal(err)
		}
		for _, s := range all {
			st, err := codec().Decode(s)
			if err != nil {
				d.t.Fatal(err)
			}
			switch st.Body.(type) {
			case *signer.ProductionSet, *signer.ProductionKey, *signer.DeviceEnrolled, *signer.DeviceRevoked, *signer.ProductionRoot:
				out = append(out, s)
			}
		}
	}
	return out
}

func (d *device) author() consent.Ref { return d.keys.Seal.Author() }

func (d *device) production() Production {
	return Production{Keys: d.keys, Dir: d.conf.Dir, Store: kept{d.db}, Codec: codec(), Former: d.former}
}

// carry opens the engine and carries the production.
func (d *device) carry() {
	d.t.Helper()
	n, err := Open(d.t.Context(), Options{Dir: d.dir, Key: d.sync, Listen: []string{"tcp://127.0.0.1:0"}, Now: func() time.Time { return d.now() }})
	if err != nil {
		d.t.Fatal(err)
	}
	d.node = n
	d.t.Cleanup(func() { _ = n.Close() })
	if d.link, err = n.Add(d.t.Context(), d.production(), d.media); err != nil {
		d.t.Fatal(err)
	}
}

func (d *device) rest() {
	d.t.Helper()
	if err := d.node.Close(); err != nil {
		d.t.Fatal(err)
	}
}

// meet has a device dial others.
func (d *device) meet(others ...*device) {
	d.t.Helper()
	for _, o := range others {
		if err := d.link.Dial(d.t.Context(), o.author(), o.node.Listening()[0]); err != nil {
			d.t.Fatal(err)
		}
	}
}

func (d *device) say(bodies ...consent.Body) []consent.Statement {
	d.t.Helper()
	drafts := make([]store.Draft, len(bodies))
	for i, b := range bodies {
		drafts[i].Body = b
	}
	sts, err := d.db.Record(d.t.Context(), d.by, consent.StampOf(d.now()), drafts...)
	if err != nil {
		d.t.Fatal(err)
	}
	return sts
}

// sign records a consent with a face and ink.
func (d *device) sign(name string) (g *consent.Given, blobs []signer.Blob) {
	d.t.Helper()
	g = given(d.t)
	for _, a := range []signer.Audience{signer.AudienceSet, signer.AudienceOffice} {
		b, err := signer.SealBlob(rand.Reader, a, []byte(name), d.db.Roster().Recipients(a)...)
		if err != nil {
			d.t.Fatal(err)
		}
		blobs = append(blobs, b)
	}
	g.Set, g.Office = blobs[0].Ref(), blobs[1].Ref()
	if _, err := d.db.Record(d.t.Context(), d.by, consent.StampOf(d.now()), store.Draft{Body: g, Blobs: blobs}); err != nil {
		d.t.Fatal(err)
	}
	return g, blobs
}

func (d *device) state() [32]byte {
	d.t.Helper()
	s, err := d.db.State(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	return s
}

// same reports whether all have the same state.
func same(devices ...*device) bool {
	for _, d := range devices[1:] {
		if d.state() != devices[0].state() {
			return false
		}
	}
	return true
}

func newID(t testing.TB) consent.ID {
	t.Helper()
	id, err := consent.NewID(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func given(t testing.TB) *consent.Given {
	return &consent.Given{
		Consent: newID(t), Person: newID(t), Band: consent.BandAdult, Method: consent.Drawn, EnteredBy: "self",
		Terms: consent.TermsRef{Key: "appearance", Version: 1, Language: "en", Published: sha256.Sum256(nil), Digest: sha256.Sum256(nil)},
		Choices: []consent.Choice{
			{Purpose: consent.Film, Answer: consent.Granted, Basis: consent.BasisConsent, Ends: consent.NewDate(2031, 5, 12)},
		},
	}
}

// until waits for something to become true.
func until(t testing.TB, what string, is func() bool) {
	t.Helper()
	deadline := time.After(60 * time.Second)
	for !is() {
		select {
		case <-deadline:
			t.Fatal("never: " + what)
		case <-time.After(20 * time.Millisecond):
		}
	}
}
