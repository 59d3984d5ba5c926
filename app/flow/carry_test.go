package flow_test

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"onset/app/flow"
	"onset/consent"
	"onset/media"
	"onset/signer"
)

// shelf is a carrier that only remembers what it was asked to offer.
type shelf struct {
	mu      sync.Mutex
	offered map[string]flow.MediaFolder
	back    []string
	status  flow.CarryStatus
	changed chan struct{}
	has     int // of the files of each folder, the office has the first
}

func newShelf() *shelf {
	return &shelf{offered: map[string]flow.MediaFolder{}, changed: make(chan struct{}, 64)}
}

func (s *shelf) Status() flow.CarryStatus                          { return s.status }
func (s *shelf) OnChange(func())                                   {}
func (s *shelf) Now(context.Context) error                         { return nil }
func (s *shelf) SetLimits(context.Context, flow.CarryLimits) error { return nil }
func (s *shelf) Dial(context.Context, consent.Ref, string) error   { return nil }
func (s *shelf) Close() error                                      { return nil }
func (s *shelf) Export(context.Context, string, func(flow.Progress)) (flow.Parcel, error) {
	return flow.Parcel{}, nil
}

func (s *shelf) Import(context.Context, string, func(flow.Progress)) (flow.Parcel, error) {
	return flow.Parcel{}, nil
}

func (s *shelf) ShareClips(_ context.Context, f flow.MediaFolder) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.offered[f.ID] = f
	s.changed <- struct{}{}
	return nil
}

func (s *shelf) UnshareClips(_ context.Context, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.back = append(s.back, id)
	s.changed <- struct{}{}
	return nil
}

func (s *shelf) ClipStates(id string) (out []flow.CarryFile) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, f := range s.offered[id].Files {
		out = append(out, flow.CarryFile{Path: f.Path, Size: f.Size, Has: i < s.has, Shown: true})
	}
	return out
}

func (s *shelf) wait(t *testing.T) {
	t.Helper()
	select {
	case <-s.changed:
	case <-time.After(20 * time.Second):
		t.Fatal("nothing was asked of the carrier")
	}
}

var _ flow.Carrier = (*shelf)(nil)

func TestMediaFolderNamesNobody(t *testing.T) {
	author := consent.Ref{1, 2, 3}
	a, err := flow.NewMediaFolder(author, strings.NewReader("12345678"))
	if err != nil || a != "media-0102030000000000-3132333435363738" {
		t.Fatalf("NewMediaFolder = %q, %v", a, err)
	}
	if _, err := flow.NewMediaFolder(author, strings.NewReader("short")); err == nil {
		t.Error("a folder was named without randomness")
	}
}

// officePeer is an office that states things by hand.
type officePeer struct {
	t    *testing.T
	kit  *flow.Kit
	keys *signer.Production
	seq  uint64
	prev consent.Ref
}

func enrolOffice(t *testing.T, k *flow.Kit) *officePeer {
	t.Helper()
	keys, err := signer.NewProduction(rand.Reader)
	must(t, err)
	_, err = k.Carried().Store.Record(t.Context(), k.Acting().ID, consent.StampOf(time.Now()), flow.Draft{
		Body: &signer.DeviceEnrolled{Device: keys.Seal.Author(), Keys: keys.Keys(""), Rank: signer.RankOffice},
	})
	must(t, err)
	return &officePeer{t: t, kit: k, keys: keys}
}

func (o *officePeer) says(bodies ...consent.Body) {
	o.t.Helper()
	var sealed []signer.Sealed
	for _, b := range bodies {
		o.seq++
		st := consent.Statement{
			Production: o.kit.ProductionID(), Seq: o.seq, Prev: o.prev, At: consent.StampOf(time.Now()), Body: b,
		}
		s, err := flow.Codec().Seal(o.keys.Seal, st)
		must(o.t, err)
		o.prev = s.ID
		sealed = append(sealed, s)
	}
	got, err := o.kit.Carried().Store.Take(o.t.Context(), sealed, nil)
	must(o.t, err)
	equal(o.t, "accepted", got.Accepted, len(bodies))
}

func TestCardIsOfferedUntilTheOfficeHasIt(t *testing.T) {
	w := wrangling(t)
	s := newShelf()
	w.SetCarrier(s)
	r := w.offload(w.disk(1, "A004"), w.disk(2, "A004"))
	office := enrolOffice(t, w.Kit)
	s.wait(t)
	v, err := w.SyncView(t.Context())
	must(t, err)
	equal(t, "office", v.Office, true)
	equal(t, "cards", len(v.Cards), 1)
	equal(t, "safe", v.Cards[0].Done(), false)
	equal(t, "clips that wait", v.Waits, 2)
	equal(t, "why", v.Cards[0].Why, flow.WhyAway)
	s.mu.Lock()
	s.has = 1
	s.mu.Unlock()
	one, err := w.CardClips(t.Context(), v.Cards[0].ID)
	must(t, err)
	equal(t, "the first clip", one[0].Way, flow.ClipArrived)
	equal(t, "the second clip", one[1].Way, flow.ClipWaits)
	if _, err := w.CardClips(t.Context(), consent.ID{1}); !errors.Is(err, flow.ErrNotFound) {
		t.Errorf("a card that is not offered: %v", err)
	}
	s.mu.Lock()
	equal(t, "folders offered", len(s.offered), 1)
	for _, f := range s.offered {
		equal(t, "path", f.Path, w.disk(1, "A004"))
		equal(t, "clips come before what lies beside them", f.Files[2].Path, "DCIM/100CANON/IMG_0001.THM")
		if last := f.Files[len(f.Files)-1].Path; !strings.HasPrefix(last, "ascmhl/") {
			t.Errorf("the manifests come last, not %q", last)
		}
	}
	s.mu.Unlock()
	var has []consent.Body
	for _, in := range r.Ingested {
		w.Ledger(func(l *media.Ledger) {
			has = append(has, &media.ClipReceived{Clip: in.Clip, SHA256: l.Clip(in.Clip).SHA256})
		})
	}
	office.says(has...)
	for {
		s.wait(t)
		s.mu.Lock()
		back := len(s.back)
		s.mu.Unlock()
		if back > 0 {
			break
		}
	}
	v, err = w.SyncView(t.Context())
	must(t, err)
	equal(t, "clips at the office", v.Safe, 2)
	equal(t, "clips that wait no more", v.Waits, 0)
	equal(t, "safe", v.Cards[0].Done(), true)
}

// The office is silent for ever of a file that is not the clip it was sent for.
func TestAnAlteredCopyIsSaid(t *testing.T) {
	w := wrangling(t)
	s := newShelf()
	w.SetCarrier(s)
	office := enrolOffice(t, w.Kit)
	w.offload(w.disk(1, "A004"), w.disk(2, "A004"))
	s.wait(t)
	v, err := w.SyncView(t.Context())
	must(t, err)
	s.mu.Lock()
	s.has = 2
	for _, f := range s.offered {
		must(t, os.WriteFile(filepath.Join(f.Path, f.Files[0].Path), []byte("bit rot"), 0o600))
	}
	s.mu.Unlock()
	now := make(chan struct{}, 1)
	w.OnChange(func() {
		select {
		case now <- struct{}{}:
		default:
		}
	})
	ways := func() [2]flow.SyncClip {
		clips, err := w.CardClips(t.Context(), v.Cards[0].ID)
		must(t, err)
		return [2]flow.SyncClip(clips)
	}
	equal(t, "at first", ways()[0].Way, flow.ClipArrived)
	for ways()[0].Way == flow.ClipArrived {
		office.says(&media.ClipReceived{Clip: consent.ID{9}}) // wakes the background
		w.clock.add(6 * time.Minute)
		select {
		case <-now:
		case <-time.After(time.Minute):
			t.Fatal("it is never said")
		}
	}
	equal(t, "the altered one", ways()[0].Why, flow.WhyAltered)
	equal(t, "the other", ways()[1].Way, flow.ClipArrived)
}

// TestCardOfAConnectedKitIsOffered: nothing is said after the offload, by
// nobody, so its end alone must have the card offered.
func TestCardOfAConnectedKitIsOffered(t *testing.T) {
	w := wrangling(t)
	s := newShelf()
	w.SetCarrier(s)
	enrolOffice(t, w.Kit)
	w.offload(w.disk(1, "A004"), w.disk(2, "A004"))
	s.wait(t)
	v, err := w.SyncView(t.Context())
	must(t, err)
	equal(t, "cards", len(v.Cards), 1)
	equal(t, "clips that wait", v.Waits, 2)
}

func TestWordFromTheOffice(t *testing.T) {
	s := founded(t)
	v, err := s.SyncView(t.Context())
	must(t, err)
	equal(t, "carried", v.On, false)
	equal(t, "word", v.Word.IsZero(), true)
	office := enrolOffice(t, s.Kit)
	logs, err := s.Carried().Store.Logs(t.Context())
	must(t, err)
	held, err := s.Carried().Store.Sealed(t.Context(), logs[0].Author, logs[0].Last, 1)
	must(t, err)
	office.says(&signer.LogAcknowledged{Logs: []signer.LogPosition{{Author: logs[0].Author, Seq: logs[0].Last, ID: held[0].ID}}})
	v, err = s.SyncView(t.Context())
	must(t, err)
	equal(t, "word", v.Word.IsZero(), false)
}

// What others say counts here as what is said here: a consent that the office
// ends blocks the clips.
func TestOfficeTakesAConsentBack(t *testing.T) {
	s := founded(t)
	id, person := s.adult("Anna Test", consent.Film)
	clips := s.ingested("a.jpg")
	_, err := s.Tag(t.Context(), flow.TagDraft{Clips: clips, People: []consent.ID{person}})
	must(t, err)
	enrolOffice(t, s.Kit).says(&consent.Withdrawn{Consent: id, Purposes: []consent.Purpose{consent.Film}, Role: consent.RoleOffice})
	for row, v := range s.Clearance(media.Use{Purpose: consent.Film}, clips) {
		equal(t, row.Name, v.Result, media.Blocked)
	}
}

func TestTroublesOfCarrying(t *testing.T) {
	s := founded(t)
	kinds := func() (out []flow.TroubleKind) {
		v, err := s.SyncView(t.Context())
		must(t, err)
		for _, x := range v.Troubles {
			out = append(out, x.Kind)
		}
		return out
	}
	equal(t, "troubles of a kit alone", len(kinds()), 0)
	other, err := signer.NewProduction(rand.Reader)
	must(t, err)
	shelf := newShelf()
	shelf.status = flow.CarryStatus{
		Peers:   []flow.CarryPeer{{Author: other.Seal.Author()}},
		Limits:  flow.CarryLimits{Paused: true},
		Faults:  []flow.CarryFault{{What: "full"}},
		Metered: true,
	}
	s.SetCarrier(shelf)
	for i, want := range []flow.TroubleKind{flow.TroubleFull, flow.TroublePaused, flow.TroubleAlone} {
		if got := kinds(); len(got) != 3 || got[i] != want {
			t.Fatalf("troubles %v", got)
		}
	}
	enrolOffice(t, s.Kit).says(&signer.LogAcknowledged{Logs: []signer.LogPosition{{Author: other.Seal.Author(), Seq: 1, ID: consent.Ref{1}}}})
	s.clock.add(time.Since(s.clock.now()) + 5*24*time.Hour)
	if got := kinds(); !slices.Contains(got, flow.TroubleAway) {
		t.Errorf("the office is away for five days: %v", got)
	}
}
