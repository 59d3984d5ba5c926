package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pgregory.net/rapid"

	"onset/consent"
	"onset/media"
	"onset/signer"
)

var testNow = time.Date(2026, 5, 12, 14, 0, 0, 0, time.UTC)

func testCodec() *signer.Codec {
	return signer.NewCodec(consent.Kinds(), media.Kinds(), signer.Kinds())
}

// newID draws an id; t is nil in child processes.
func newID(t testing.TB) consent.ID {
	id, err := consent.NewID(rand.Reader)
	if err != nil && t != nil {
		t.Fatal(err)
	}
	return id
}

// kit is a device with its store.
type kit struct {
	t     testing.TB
	conf  Config
	db    *DB
	by    consent.ID
	saves int
}

// newKit has a store without any statement, and keys for a production to found or join.
func newKit(t testing.TB) *kit {
	t.Helper()
	p, err := signer.NewProduction(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	k := &kit{t: t, by: newID(t)}
	k.conf = Config{
		Dir: filepath.Join(t.TempDir(), p.Dir), Production: p, Codec: testCodec(),
		Now:      func() time.Time { return testNow },
		SaveKeys: func() error { k.saves++; return nil },
	}
	return k
}

// founder is a kit that has founded a production.
func founder(t testing.TB) *kit {
	t.Helper()
	k := newKit(t)
	first := k.found()
	k.create()
	k.mustAppend(first...)
	return k
}

func (k *kit) found() []signer.Sealed {
	k.t.Helper()
	set := signer.ProductionSet{Nonce: make([]byte, 16), Title: "T", Controller: "C", Contact: "c@example.org", Rules: consent.DefaultRules()}
	first, err := k.conf.Production.Found(k.conf.Codec, set, k.by, consent.StampOf(testNow), "")
	if err != nil {
		k.t.Fatal(err)
	}
	return first
}

func (k *kit) create() {
	k.t.Helper()
	db, err := Create(k.t.Context(), k.conf)
	if err != nil {
		k.t.Fatal(err)
	}
	k.db = db
	k.t.Cleanup(func() { _ = k.db.Close() })
}

func (k *kit) reopen() {
	k.t.Helper()
	if err := k.db.Close(); err != nil {
		k.t.Fatal(err)
	}
	db, err := Open(k.t.Context(), k.conf)
	if err != nil {
		k.t.Fatal(err)
	}
	k.db = db
}

func (k *kit) mustAppend(s ...signer.Sealed) Result {
	k.t.Helper()
	r, err := k.db.Append(k.t.Context(), s, nil)
	if err != nil {
		k.t.Fatal(err)
	}
	for _, f := range r.Refused {
		k.t.Fatalf("refused: %v", f.Err)
	}
	return r
}

func (k *kit) record(bodies ...consent.Body) []consent.Statement {
	k.t.Helper()
	drafts := make([]Draft, len(bodies))
	for i, b := range bodies {
		drafts[i].Body = b
	}
	sts, err := k.db.Record(k.t.Context(), k.by, consent.StampOf(testNow), drafts...)
	if err != nil {
		k.t.Fatal(err)
	}
	return sts
}

// blob seals content for the audience of the set.
func (k *kit) blob(content string) signer.Blob {
	k.t.Helper()
	b, err := signer.SealBlob(rand.Reader, signer.AudienceSet, []byte(content), k.conf.Production.Set[0].Identity.Recipient())
	if err != nil {
		k.t.Fatal(err)
	}
	return b
}

func given(t testing.TB) *consent.Given {
	return &consent.Given{
		Consent: newID(t), Person: newID(t), Band: consent.BandAdult, Method: consent.Drawn, EnteredBy: "self",
		Terms: consent.TermsRef{Key: "appearance", Version: 1, Language: "en", Published: sha256.Sum256(nil), Digest: sha256.Sum256(nil)},
		Choices: []consent.Choice{
			{Purpose: consent.Film, Answer: consent.Granted, Basis: consent.BasisConsent, Ends: consent.NewDate(2031, 5, 12)},
			{Purpose: consent.Ads, Answer: consent.Denied, Basis: consent.BasisConsent, Ends: consent.NewDate(2031, 5, 12)},
		},
	}
}

func clip(n int) *media.ClipAdded {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(n))
	sum := consent.Ref(sha256.Sum256(b[:]))
	return &media.ClipAdded{
		Clip: media.ClipID(int64(n), sum), Name: "A001_C001_0512AB.MOV", Size: int64(n) + 1, SHA256: sum,
		XXH128: "00112233445566778899aabbccddeeff", Read: consent.StampOf(testNow),
		Facts: media.Facts{
			Kind: media.KindVideo, MIME: "video/quicktime", Format: "MOV", Duration: 12 * time.Second, FrameRate: media.Rate{Num: 25, Den: 1},
			Captured: media.Moment{Time: testNow, Zone: true, Source: "quicktime"}, Make: "Blackmagic", Model: "Pocket 6K", Serial: "123", Width: 3840, Height: 2160,
		},
	}
}

// mustClose closes what a test has opened.
func mustClose(t rapid.TB, c io.Closer) {
	t.Helper()
	if err := c.Close(); err != nil {
		t.Error(err)
	}
}

func mustRead(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestRecordIsThereAfterReopening(t *testing.T) {
	k := founder(t)
	ctx := context.Background()
	g := given(t)
	b := k.blob("Freja Holm")
	g.Set = b.Ref()
	sts, err := k.db.Record(ctx, k.by, consent.StampOf(testNow.Add(time.Minute)), Draft{Body: g, Blobs: []signer.Blob{b}}, Draft{Body: clip(1)})
	if err != nil {
		t.Fatal(err)
	}
	k.reopen()
	c, err := k.db.Consent(ctx, g.Consent)
	if err != nil || !c.Declared || c.Statement != sts[0].ID || c.Person != g.Person {
		t.Fatalf("consent %+v, %v", c, err)
	}
	if content, err := k.db.Blob(ctx, g.Set); err != nil || string(content) != "Freja Holm" {
		t.Fatalf("blob %q, %v", content, err)
	}
	clips, err := k.db.Clips(ctx)
	if err != nil || len(clips) != 1 || clips[0].Name != "A001_C001_0512AB.MOV" {
		t.Fatalf("clips %v, %v", clips, err)
	}
	if f, err := k.db.ClipFacts(ctx, clips[0].ID); err != nil || !f.Facts.Captured.Time.Equal(testNow) {
		t.Fatalf("facts %v, %v", f, err)
	}
	about, err := k.db.Statements(ctx, consent.Subject{Kind: consent.OfConsent, ID: g.Consent})
	if err != nil || len(about) != 1 || about[0].Seq != 4 {
		t.Fatalf("statements %+v, %v", about, err)
	}
	if got := k.db.HighestTime(); !got.Equal(testNow.Add(time.Minute)) {
		t.Fatalf("highest time %v", got)
	}
	next := k.record(clip(2))
	if next[0].Seq != 6 || next[0].Prev != sts[1].ID {
		t.Fatalf("next is %d after %s", next[0].Seq, next[0].Prev)
	}
}
