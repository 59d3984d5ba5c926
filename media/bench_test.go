package media_test

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"

	"onset/consent"
	"onset/media"
)

const (
	benchClips  = 100_000
	benchPeople = 5_000
)

// bigLedger is a long production: most people said yes, most clips have two to
// four of them in it.
func bigLedger() *media.Ledger {
	rnd := rand.New(rand.NewPCG(1, 2))
	l := media.NewLedger(benchClips)
	l.Today = today
	cam := media.Camera{ID: numbered(9, 1), Known: true, Ahead: 7_200_000}
	l.PutCamera(&cam)
	for i := range benchPeople {
		c := consent.FoldConsent(numbered(2, i), []consent.Statement{say(given(numbered(2, i), numbered(1, i)))})
		l.PutConsent(&c)
	}
	for i := range benchClips {
		l.PutClip(bigClip(rnd, i, cam.ID))
	}
	return l
}

func bigClip(rnd *rand.Rand, i int, cam consent.ID) *media.Clip {
	c := &media.Clip{
		ID: numbered(3, i), Name: fmt.Sprintf("A%03dC%04d.MOV", i/1000, i%1000), Size: int64(i) << 20,
		Kind: media.KindVideo, Captured: filmed.Milli + int64(i)*60_000, Camera: cam, Millis: 30_000,
		XXH128: fmt.Sprintf("%032x", i),
	}
	if i%50 == 0 {
		return c
	}
	for range 2 + rnd.IntN(3) {
		person := numbered(1, rnd.IntN(benchPeople+20))
		c.Tags = append(c.Tags, media.TagView{Tag: media.Tag{Person: person, As: media.Seen, Source: media.ByHand}})
	}
	return c
}

// numbered is the n-th id of a kind of thing.
func numbered(kind byte, n int) consent.ID {
	var id consent.ID
	id[0] = kind
	binary.BigEndian.PutUint64(id[8:], uint64(n))
	return id
}

func BenchmarkClearAll(b *testing.B) {
	l := bigLedger()
	clips := l.Clips()
	b.ReportAllocs()
	for b.Loop() {
		cleared := 0
		l.ClearAll(clips, media.Use{Purpose: consent.Film}, func(_ *media.Clip, v media.Verdict) bool {
			if v.Result == media.Cleared {
				cleared++
			}
			return true
		})
		if cleared == 0 {
			b.Fatal("nothing is cleared")
		}
	}
}

func BenchmarkReport(b *testing.B) {
	l := bigLedger()
	clips := l.Clips()
	for b.Loop() {
		if r := l.Report(clips, media.Use{Purpose: consent.Ads}); r.Total != benchClips {
			b.Fatal(r.Total)
		}
	}
}

func BenchmarkClearOne(b *testing.B) {
	l := bigLedger()
	c := l.Clips()[77]
	b.ReportAllocs()
	for b.Loop() {
		l.Clear(c, media.Use{Purpose: consent.Film})
	}
}

// BenchmarkClipsAfterTag is what a list pays after somebody tapped one tag.
func BenchmarkClipsAfterTag(b *testing.B) {
	l := bigLedger()
	c := *l.Clips()[500]
	for b.Loop() {
		l.PutClip(&c)
		if len(l.Clips()) != benchClips {
			b.Fatal("clips are missing")
		}
	}
}

func BenchmarkClipsSorted(b *testing.B) {
	l := bigLedger()
	for b.Loop() {
		l.PutClip(&media.Clip{ID: numbered(4, 1), Name: "new", Captured: int64(b.N)})
		l.Clips()
	}
}

func BenchmarkLedgerMemory(b *testing.B) {
	for b.Loop() {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		l := bigLedger()
		l.Clips()
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "MB")
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/benchClips, "B/clip")
		runtime.KeepAlive(l)
	}
}
