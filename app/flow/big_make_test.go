package flow_test

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"onset/app/flow"
	"onset/app/keep"
	"onset/consent"
	"onset/media"
	"onset/signer"
)

// bigSize is how much a big production holds.
type bigSize struct{ clips, people, devices int }

// sizeOfBig is what ONSET_BIG_SIZE says, "clips,people,devices", else a kit's.
func sizeOfBig(b testing.TB) bigSize {
	b.Helper()
	s := bigSize{100_000, 5_000, 1}
	if text := os.Getenv("ONSET_BIG_SIZE"); text != "" {
		if _, err := fmt.Sscanf(text, "%d,%d,%d", &s.clips, &s.people, &s.devices); err != nil || s.clips < 1 || s.people < 1 || s.devices < 1 {
			b.Fatalf("ONSET_BIG_SIZE=%s: want clips,people,devices", text)
		}
	}
	return s
}

// bigHome is a home with a big production, made once and kept in the folder
// ONSET_BIG names, else in one of its own.
func bigHome(b testing.TB) string {
	b.Helper()
	dir := os.Getenv("ONSET_BIG")
	if dir == "" {
		dir = b.TempDir()
	}
	home := filepath.Join(dir, "home")
	h, err := flow.OpenHome(flow.Options{Dir: home, Create: keep.Create, Open: keep.Open})
	check(b, err)
	if h.Empty() {
		makeBig(b, h, home, sizeOfBig(b))
	}
	return home
}

// maker fills a store as many devices would, each with a log of its own.
type maker struct {
	b      testing.TB
	size   bigSize
	store  flow.Store
	codec  *signer.Codec
	logs   []*madeLog
	people []consent.ID
	day    time.Time
}

// madeLog is one device's log while it is made.
type madeLog struct {
	key   *signer.SealKey
	next  consent.Statement
	waits []signer.Sealed
	blobs []signer.Blob
}

func makeBig(b testing.TB, h *flow.Home, home string, size bigSize) {
	k, _, err := h.Found(b.Context(), flow.NewProduction{Title: "Big", Controller: "C", Contact: "c", CrewName: "F", Passphrase: passphrase})
	check(b, err)
	if size.devices > 1 {
		check(b, k.BecomeOffice(b.Context()))
	}
	check(b, k.Close())
	ring, err := signer.OpenKeyring(filepath.Join(home, "keyring"), passphrase)
	check(b, err)
	p := ring.Productions[0]
	s, err := keep.Open(b.Context(), flow.StoreConfig{
		Dir: filepath.Join(home, p.Dir), Production: p, Codec: flow.Codec(), Now: time.Now, SaveKeys: func() error { return nil },
	})
	check(b, err)
	defer func() { check(b, s.Close()) }()
	m := &maker{b: b, size: size, store: s, codec: flow.Codec(), day: time.Date(2026, 5, 1, 8, 0, 0, 0, time.UTC)}
	m.enrol(p)
	m.makePeople()
	m.makeScenes()
	m.makeClips()
}

// enrol makes the devices that say everything.
func (m *maker) enrol(p *signer.Production) {
	for range m.size.devices {
		o, err := signer.NewProduction(rand.Reader)
		check(m.b, err)
		o.ID = p.ID
		keys := o.Keys("")
		_, err = m.store.Record(m.b.Context(), p.Crew[0].ID, consent.StampOf(m.day), flow.Draft{
			Body: &signer.DeviceEnrolled{Device: keys.Author(), Keys: keys, Rank: signer.RankCrew},
		})
		check(m.b, err)
		by, err := consent.NewID(rand.Reader)
		check(m.b, err)
		m.logs = append(m.logs, &madeLog{key: o.Seal, next: consent.Statement{Production: p.ID, By: by, Seq: 1}})
	}
}

const madeTogether = 1000

// say states something on the n-th device; what waits enters in batches.
func (m *maker) say(n int, at time.Time, body consent.Body, blobs ...signer.Blob) {
	l := m.logs[n%len(m.logs)]
	l.next.At, l.next.Body = consent.StampOf(at), body
	s, _, err := m.codec.State(l.key, l.next)
	check(m.b, err)
	l.next.Seq, l.next.Prev = l.next.Seq+1, s.ID
	l.waits, l.blobs = append(l.waits, s), append(l.blobs, blobs...)
	if len(l.waits) >= madeTogether {
		m.enter(l)
	}
}

func (m *maker) enter(l *madeLog) {
	check(m.b, m.store.Append(context.WithoutCancel(m.b.Context()), l.waits, l.blobs))
	l.waits, l.blobs = nil, nil
}

func (m *maker) flush() {
	for _, l := range m.logs {
		m.enter(l)
	}
}

func (m *maker) id() consent.ID {
	id, err := consent.NewID(rand.Reader)
	check(m.b, err)
	return id
}

// makePeople has everybody sign: some only a few uses, some for a child whose
// guardian has yet to, and a few take it back.
func (m *maker) makePeople() {
	for i := range m.size.people {
		content, err := signer.EncodeParticulars(signer.Particulars{Name: fmt.Sprintf("Søren Ågård %d", i), Band: fmt.Sprintf("A%d", i)})
		check(m.b, err)
		blob, err := signer.SealBlob(rand.Reader, signer.AudienceSet, content, m.store.Roster().Recipients(signer.AudienceSet)...)
		check(m.b, err)
		g := &consent.Given{Consent: m.id(), Person: m.id(), Band: consent.BandAdult, Method: consent.Drawn, EnteredBy: "self", Set: blob.Ref()}
		for _, u := range []consent.Purpose{consent.Film, consent.Stills, consent.Social} {
			answer := consent.Granted
			if u == consent.Social && i%5 == 0 {
				answer = consent.Denied
			}
			g.Choices = append(g.Choices, consent.Choice{Purpose: u, Answer: answer, Basis: consent.BasisConsent, Ends: consent.NewDate(2040, 1, 1)})
		}
		if i%50 == 49 {
			g.Band = consent.Band7to14 // and no guardian yet
		}
		m.people = append(m.people, g.Person)
		at := m.day.Add(time.Duration(i) * time.Minute)
		m.say(i, at, g, blob)
		if i%100 == 17 {
			m.say(i, at.Add(time.Hour), &consent.Withdrawn{Consent: g.Consent})
		}
	}
	m.flush()
}

// makeScenes has twelve people on camera in each, and one camera in four unchecked.
func (m *maker) makeScenes() {
	for i := range m.size.clips / 2000 {
		scene, at := m.id(), m.day.Add(time.Duration(i)*2*time.Hour)
		opened := &media.SceneOpened{Scene: scene, From: consent.StampOf(at)}
		for j := range 12 {
			opened.People = append(opened.People, media.OnCamera{Person: m.people[(i*12+j)%len(m.people)], From: opened.From})
		}
		m.say(i, at, opened)
		m.say(i, at.Add(time.Hour), &media.SceneClosed{Scene: scene, Until: consent.StampOf(at.Add(time.Hour))})
	}
	for i := range 3 {
		f := bigFacts(i)
		m.say(i, m.day, &media.CameraClock{Camera: media.CameraID(&f), Ahead: int64(i) * 1000, How: "shows"})
	}
	m.flush()
}

func bigFacts(i int) media.Facts {
	f := media.Facts{Kind: media.KindVideo, Make: "Canon", Model: "R5", Serial: fmt.Sprint(i % 4), Duration: 12 * time.Second}
	f.Captured = media.Moment{Time: time.Date(2026, 5, 1, 8, 0, i*10, 0, time.UTC), Zone: true, Source: "exif"}
	return f
}

// makeClips registers and tags clips; one in twenty has nobody.
func (m *maker) makeClips() {
	for i := range m.size.clips {
		var sum consent.Ref
		binary.BigEndian.PutUint64(sum[:], uint64(i))
		id, f := media.ClipID(int64(i), sum), bigFacts(i)
		m.say(i, f.Captured.Time, &media.ClipAdded{
			Clip: id, Name: fmt.Sprintf("A%03dC%05d.MP4", i/1000, i), Size: int64(i + 1), XXH128: fmt.Sprintf("%032x", i), SHA256: sum, Facts: f,
		})
		if i%20 != 0 {
			m.say(i, f.Captured.Time, &media.ClipTagged{Clip: id, Tags: []media.Tag{
				{Person: m.people[i%len(m.people)], As: media.Seen}, {Person: m.people[i*7%len(m.people)], As: media.Heard},
			}})
		}
	}
	m.flush()
}

func check(b testing.TB, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}
