package sync

import (
	"crypto/rand"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"onset/consent"
	"onset/media"
	"onset/signer"
	"onset/store"
)

// BenchmarkLatency is from a consent that was saved to its acknowledgement by
// a connected office, back at the kit.
func BenchmarkLatency(b *testing.B) {
	a, office := paired(b)
	until(b, "the office has the beginning", func() bool { return a.link.Status().Waiting == 0 })
	var took []time.Duration
	for b.Loop() {
		a.sign("Freja Holm")
		last := a.lastPlace()
		start := time.Now()
		for a.link.out.acks.best() < last {
			time.Sleep(time.Millisecond)
		}
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Milliseconds()), "ms-median")
	b.ReportMetric(float64(took[len(took)*99/100].Milliseconds()), "ms-99th")
	_ = office
}

// BenchmarkWeek is a week offline: consents with ink and a face, and other
// statements, until the office has acknowledged them all.
func BenchmarkWeek(b *testing.B) {
	consents, others := 5000, 20000
	if os.Getenv("ONSET_WEEK") == "" {
		consents, others = 250, 1000
	}
	for b.Loop() {
		a := founder(b)
		office := a.enrol(signer.RankOffice)
		a.week(consents, others)
		office.carry()
		office.acknowledge()
		start := time.Now()
		a.carry()
		a.meet(office)
		last := a.lastPlace()
		untilLong(b, "all is acknowledged", func() bool { return a.link.out.acks.best() >= last && a.link.Status().Blobs == 0 })
		untilLong(b, "the same", func() bool { return same(a, office) })
		b.ReportMetric(time.Since(start).Seconds(), "s")
	}
}

func paired(t testing.TB) (a, office *device) {
	t.Helper()
	a = founder(t)
	office = a.enrol(signer.RankOffice)
	office.carry()
	office.acknowledge()
	a.carry()
	a.meet(office)
	return a, office
}

func (d *device) lastPlace() uint64 {
	d.t.Helper()
	logs, err := d.db.Logs(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	for _, l := range logs {
		if l.Author == d.author() {
			return l.Last
		}
	}
	return 0
}

// week records what a crew does in one.
func (d *device) week(consents, others int) {
	d.t.Helper()
	ink, face := make([]byte, 3<<10), make([]byte, 40<<10)
	_, _ = rand.Read(face)
	at := consent.StampOf(d.now())
	record := func(drafts []store.Draft) {
		if _, err := d.db.Record(d.t.Context(), d.by, at, drafts...); err != nil {
			d.t.Fatal(err)
		}
	}
	var drafts []store.Draft
	for range consents {
		g := given(d.t)
		draft := store.Draft{Body: g}
		for content, a := range map[*byte]signer.Audience{&ink[0]: signer.AudienceSet, &face[0]: signer.AudienceOffice} {
			bytes := face
			if content == &ink[0] {
				bytes = ink
			}
			blob, err := signer.SealBlob(rand.Reader, a, bytes, d.db.Roster().Recipients(a)...)
			if err != nil {
				d.t.Fatal(err)
			}
			draft.Blobs = append(draft.Blobs, blob)
		}
		g.Set, g.Office = draft.Blobs[0].Ref(), draft.Blobs[1].Ref()
		if drafts = append(drafts, draft); len(drafts) == 100 {
			record(drafts)
			drafts = nil
		}
	}
	record(drafts)
	drafts = nil
	for n := range others {
		var sum consent.Ref
		_, _ = rand.Read(sum[:])
		drafts = append(drafts, store.Draft{Body: &media.ClipAdded{
			Clip: media.ClipID(int64(n), sum), Name: fmt.Sprintf("A001_C%04d.MOV", n), Size: int64(n) + 1, SHA256: sum,
			XXH128: "00112233445566778899aabbccddeeff", Read: at, Facts: media.Facts{Kind: media.KindVideo, MIME: "video/quicktime", Format: "MOV"},
		}})
		if len(drafts) == 500 {
			record(drafts)
			drafts = nil
		}
	}
	if len(drafts) > 0 {
		record(drafts)
	}
}

func untilLong(t testing.TB, what string, is func() bool) {
	t.Helper()
	deadline := time.After(10 * time.Minute)
	for !is() {
		select {
		case <-deadline:
			t.Fatal("never: " + what)
		case <-time.After(50 * time.Millisecond):
		}
	}
}
