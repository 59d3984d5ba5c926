package flow_test

import (
	"context"
	"io"
	"runtime"
	"testing"
	"time"

	"onset/app/flow"
	"onset/app/keep"
	"onset/consent"
	"onset/media"
)

// BenchmarkBig measures a production of a hundred thousand clips and five
// thousand people: from the opened store to the answer for every clip, the
// answer again, a search, a list, and the memory it takes.
func BenchmarkBig(b *testing.B) {
	home := bigHome(b)
	open := func() *flow.Kit {
		h, err := flow.OpenHome(flow.Options{Dir: home, Create: keep.Create, Open: keep.Open})
		check(b, err)
		k, err := h.Unlock(context.Background(), passphrase, consent.Ref{})
		check(b, err)
		return k
	}
	check(b, open().Close()) // labels are made once
	use := media.Use{Purpose: consent.Film}
	b.Run("open-and-clear", func(b *testing.B) {
		for b.Loop() {
			k := open()
			k.Report(use)
			b.StopTimer()
			check(b, k.Close())
			b.StartTimer()
		}
	})
	runtime.GC()
	k := open()
	defer func() { check(b, k.Close()) }()
	k.Report(use)
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	b.Run("warm-report", func(b *testing.B) {
		for b.Loop() {
			k.Report(use)
		}
		b.ReportMetric(float64(m.HeapAlloc>>20), "MB")
	})
	b.Run("table", func(b *testing.B) {
		for b.Loop() {
			check(b, k.ReportCSV(context.Background(), io.Discard, use, "en"))
		}
	})
	b.Run("search", func(b *testing.B) {
		for b.Loop() {
			if n := len(k.People(flow.PeopleQuery{Text: "agard 49"}).Rows); n == 0 {
				b.Fatal("nobody found")
			}
		}
	})
	b.Run("clips", func(b *testing.B) {
		for b.Loop() {
			k.Clips(flow.ClipQuery{Results: []media.Result{media.Unknown}})
		}
	})
	id := k.Clips(flow.ClipQuery{}).IDs[500]
	person := k.People(flow.PeopleQuery{}).Rows[0].ID
	b.Run("tag-and-list", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			_, err := k.Tag(context.Background(), flow.TagDraft{Clips: []consent.ID{id}, People: []consent.ID{person}, From: time.Duration(i) * time.Second})
			check(b, err)
			k.Clips(flow.ClipQuery{})
		}
	})
	b.Run("clip-sheet", func(b *testing.B) {
		for b.Loop() {
			_, err := k.Clip(id)
			check(b, err)
		}
	})
	b.Run("today", func(b *testing.B) {
		for b.Loop() {
			_, err := k.Today(context.Background())
			check(b, err)
		}
	})
}
