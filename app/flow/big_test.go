package flow_test

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"onset/app/flow"
	"onset/app/keep"
	"onset/consent"
	"onset/media"
	"onset/signer"
)

const (
	bigClips  = 100_000
	bigPeople = 5_000
)

// bigHome is a home with a big production, made once and kept in the folder
// ONSET_BIG names, else in one of its own.
func bigHome(b *testing.B) string {
	b.Helper()
	dir := os.Getenv("ONSET_BIG")
	if dir == "" {
		dir = b.TempDir()
	}
	home := filepath.Join(dir, "home")
	h, err := flow.OpenHome(flow.Options{Dir: home, Create: keep.Create, Open: keep.Open})
	check(b, err)
	if !h.Empty() {
		return home
	}
	k, _, err := h.Found(b.Context(), flow.NewProduction{Title: "Big", Controller: "C", Contact: "c", CrewName: "F", Passphrase: passphrase})
	check(b, err)
	check(b, k.Close())
	fillBig(b, home)
	return home
}

func check(b testing.TB, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func fillBig(b *testing.B, home string) {
	ring, err := signer.OpenKeyring(filepath.Join(home, "keyring"), passphrase)
	check(b, err)
	p := ring.Productions[0]
	s, err := keep.Open(b.Context(), flow.StoreConfig{
		Dir: filepath.Join(home, p.Dir), Production: p, Codec: flow.Codec(), Now: time.Now, SaveKeys: func() error { return nil },
	})
	check(b, err)
	defer func() { check(b, s.Close()) }()
	people := bigPeopleIn(b, s, p)
	var drafts []flow.Draft
	for i := range bigClips {
		var sum consent.Ref
		binary.BigEndian.PutUint64(sum[:], uint64(i))
		id := media.ClipID(int64(i), sum)
		f := media.Facts{Kind: media.KindVideo, Make: "Canon", Model: "R5", Serial: fmt.Sprint(i % 4)}
		f.Captured = media.Moment{Time: time.Date(2026, 5, 1, 0, 0, i*10, 0, time.UTC), Zone: true, Source: "exif"}
		drafts = append(drafts, flow.Draft{Body: &media.ClipAdded{
			Clip: id, Name: fmt.Sprintf("A%03dC%05d.MP4", i/1000, i), Size: int64(i + 1), XXH128: fmt.Sprintf("%032x", i), SHA256: sum, Facts: f,
		}})
		if i%20 != 0 {
			drafts = append(drafts, flow.Draft{Body: &media.ClipTagged{Clip: id, Tags: []media.Tag{
				{Person: people[i%len(people)], As: media.Seen}, {Person: people[i*7%len(people)], As: media.Heard},
			}}})
		}
		if len(drafts) >= 2000 || i == bigClips-1 {
			_, err := s.Record(b.Context(), p.Crew[0].ID, consent.StampOf(time.Now()), drafts...)
			check(b, err)
			drafts = drafts[:0]
		}
	}
}

func bigPeopleIn(b *testing.B, s flow.Store, p *signer.Production) []consent.ID {
	var people []consent.ID
	var drafts []flow.Draft
	for i := range bigPeople {
		id, _ := consent.NewID(rand.Reader)
		person, _ := consent.NewID(rand.Reader)
		people = append(people, person)
		content, err := signer.EncodeParticulars(signer.Particulars{Name: fmt.Sprintf("Søren Ågård %d", i), Band: fmt.Sprintf("A%d", i)})
		check(b, err)
		blob, err := signer.SealBlob(rand.Reader, signer.AudienceSet, content, s.Roster().Recipients(signer.AudienceSet)...)
		check(b, err)
		g := &consent.Given{Consent: id, Person: person, Band: consent.BandAdult, Method: consent.Drawn, EnteredBy: "self", Set: blob.Ref()}
		for _, u := range []consent.Purpose{consent.Film, consent.Stills, consent.Social} {
			g.Choices = append(g.Choices, consent.Choice{Purpose: u, Answer: consent.Granted, Basis: consent.BasisConsent, Ends: consent.NewDate(2040, 1, 1)})
		}
		drafts = append(drafts, flow.Draft{Body: g, Blobs: []signer.Blob{blob}})
		if len(drafts) == 500 {
			_, err := s.Record(b.Context(), p.Crew[0].ID, consent.StampOf(time.Now()), drafts...)
			check(b, err)
			drafts = drafts[:0]
		}
	}
	return people
}

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
