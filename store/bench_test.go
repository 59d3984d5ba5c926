package store

import (
	"crypto/rand"
	"os"
	"path/filepath"
	"testing"

	"go.etcd.io/bbolt"

	"onset/consent"
	"onset/media"
	"onset/signer"
)

// recorded is one consent with its two blobs, ready to be recorded.
func (k *kit) recorded() Draft {
	g := given(k.t)
	set, office := k.blob("label"), k.blob("contact and ink: "+string(make([]byte, 3000)))
	g.Set, g.Office = set.Ref(), office.Ref()
	return Draft{Body: g, Blobs: []signer.Blob{set, office}}
}

// BenchmarkRecordConsent records a consent with two blobs: sealed, signed,
// folded, flushed. Compare its rate with BenchmarkBareBolt of the same run.
func BenchmarkRecordConsent(b *testing.B) {
	k := founder(b)
	drafts := make([]Draft, b.N)
	for i := range drafts {
		drafts[i] = k.recorded()
	}
	b.ResetTimer()
	for _, d := range drafts {
		if _, err := k.db.Record(b.Context(), k.by, consent.StampOf(testNow), d); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBareBolt writes the same bytes with nothing around them: one
// bucket, one transaction per consent, flushed.
func BenchmarkBareBolt(b *testing.B) {
	k := founder(b)
	d := k.recorded()
	s, err := k.conf.Codec.Seal(k.conf.Production.Seal, consent.Statement{
		Production: k.conf.Production.ID, By: k.by, Seq: 2, Prev: k.conf.Production.ID, At: consent.StampOf(testNow), Body: d.Body,
	})
	if err != nil {
		b.Fatal(err)
	}
	view, err := encoding.Marshal(consent.FoldConsent(d.Body.(*consent.Given).Consent, []consent.Statement{{Body: d.Body}}))
	if err != nil {
		b.Fatal(err)
	}
	values := [][]byte{append(s.Signature, s.Payload...), view, d.Blobs[0].Bytes, d.Blobs[1].Bytes}
	f, err := bbolt.Open(filepath.Join(b.TempDir(), "bare.db"), 0o600, nil)
	if err != nil {
		b.Fatal(err)
	}
	defer mustClose(b, f)
	b.ResetTimer()
	for range b.N {
		err := f.Update(func(tx *bbolt.Tx) error {
			bucket, err := tx.CreateBucketIfNotExists([]byte("bare"))
			for _, v := range values {
				var key [32]byte
				_, _ = rand.Read(key[:])
				if err == nil {
					err = bucket.Put(key[:], v)
				}
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// large is a store with clips and people, made once and copied where it is
// asked for again.
func large(b *testing.B, clips, people int) *kit {
	b.Helper()
	k := founder(b)
	var bodies []consent.Body
	flush := func(least int) {
		if len(bodies) >= least && len(bodies) > 0 {
			k.record(bodies...)
			bodies = nil
		}
	}
	var persons []consent.ID
	for range people {
		g := given(b)
		persons = append(persons, g.Person)
		bodies = append(bodies, g)
		flush(500)
	}
	for i := range clips {
		c := clip(i)
		bodies = append(bodies, c, &media.ClipTagged{Clip: c.Clip, Tags: []media.Tag{{Person: persons[i%people], As: media.Seen}}})
		flush(500)
	}
	flush(1)
	return k
}

// BenchmarkLoad100k opens a store of 100,000 tagged clips and 5,000 consents
// and reads all their views. ONSET_BENCH_LARGE asks for it: making the store takes a while.
func BenchmarkLoad100k(b *testing.B) {
	if os.Getenv("ONSET_BENCH_LARGE") == "" {
		b.Skip("set ONSET_BENCH_LARGE to make a store of 100,000 clips")
	}
	k := large(b, 100_000, 5_000)
	if info, err := os.Stat(k.conf.path()); err == nil {
		b.Logf("store of %d MB", info.Size()>>20)
	}
	for _, part := range []struct {
		name string
		run  func() error
	}{
		{"open", func() error { k.reopen(); return nil }},
		{"clips", func() error { _, err := k.db.Clips(b.Context()); return err }},
		{"consents", func() error { _, err := k.db.Consents(b.Context()); return err }},
		{"check", func() error { _, err := k.db.Check(b.Context(), nil); return err }},
		{"reindex", func() error { return k.db.Reindex(b.Context(), nil) }},
		{"compact", func() error { return k.db.CompactUnderNewKey(b.Context(), nil) }},
	} {
		b.Run(part.name, func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				if err := part.run(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkAddClips records clips by the five hundred, as ingest does.
func BenchmarkAddClips(b *testing.B) {
	k := founder(b)
	for i := 0; i < b.N; {
		var bodies []consent.Body
		for ; i < b.N && len(bodies) < 500; i++ {
			bodies = append(bodies, clip(i))
		}
		k.record(bodies...)
	}
}
