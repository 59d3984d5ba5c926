package flow_test

import (
	"testing"
	"time"

	"onset/app/flow"
	"onset/consent"
)

// need checks how much of a kind waits; none must not be in the list.
func need(t *testing.T, v flow.TodayView, kind flow.NeedKind, want int) flow.Need {
	t.Helper()
	for _, n := range v.Needs {
		if n.Kind == kind {
			if n.Count != want {
				t.Fatalf("%s: %d, want %d", kind, n.Count, want)
			}
			return n
		}
	}
	if want != 0 {
		t.Fatalf("%s is not in %v", kind, v.Needs)
	}
	return flow.Need{}
}

func (s *set) today() flow.TodayView {
	s.t.Helper()
	v, err := s.Today(s.t.Context())
	must(s.t, err)
	return v
}

func TestNothingWaitsOnTheFirstDay(t *testing.T) {
	s := founded(t)
	v := s.today()
	equal(t, "needs", len(v.Needs), 0)
	equal(t, "production", v.Production, "Havnen")
	equal(t, "day", v.Shoot.Day, 1)
	equal(t, "terms", v.Shoot.Terms, "appearance")
	equal(t, "place", v.Shoot.Place, "Thyborøn")
	equal(t, "office", v.Office.IsZero(), true)
	for _, c := range v.Checklist {
		equal(t, string(c.Kind), c.Done, true)
	}
}

func TestNeeds(t *testing.T) {
	s := founded(t)
	ctx := t.Context()
	_, err := s.Avoid(ctx, flow.Clothing{Garment: "cap", Colour: "red"}, consent.AvoidFilm, consent.ID{})
	must(t, err)
	_, waiting := s.child("Oskar")
	gone, _ := s.adult("Birgit", consent.Film)
	_, err = s.Withdraw(ctx, flow.WithdrawDraft{Of: gone})
	must(t, err)
	s.ingested("a.jpg", "b.jpg")
	_, err = s.NextScene(ctx, flow.SceneDraft{Title: "1", Start: flow.StartPeople, People: []consent.ID{waiting.Person}})
	must(t, err)
	_, err = s.Notice(ctx, flow.NoticeDraft{Place: "quay"})
	must(t, err)
	must(t, s.begun(flow.SigningStart{}).SetName(ctx, "x"))
	v := s.today()
	need(t, v, flow.NeedAvoid, 1)
	n := need(t, v, flow.NeedParent, 1)
	equal(t, "answer by", n.Date, consent.DateOf(s.clock.now()).AddDays(7))
	equal(t, "who", n.People[0].Name, "Oskar")
	need(t, v, flow.NeedTookBack, 1)
	need(t, v, flow.NeedClips, 2)
	need(t, v, flow.NeedNotice, 1)
	need(t, v, flow.NeedDraft, 1)
	need(t, v, flow.NeedSceneOpen, 0)
	equal(t, "on camera", v.OnCamera, 1)
	equal(t, "waiting", v.Waiting, 1)
	s.clock.add(4 * time.Hour)
	v = s.today()
	need(t, v, flow.NeedSceneOpen, 1)
	equal(t, "first", v.Needs[0].Kind, flow.NeedAvoid)
	s.clock.add(3 * 24 * time.Hour)
	v = s.today()
	need(t, v, flow.NeedTookBack, 0)
	need(t, v, flow.NeedAvoid, 2)
}

func TestRenewalComesBeforeTheEnd(t *testing.T) {
	s := founded(t)
	id, person := s.adult("Karen", consent.Film)
	s.inClip("a.jpg", person)
	line, err := s.Consent(id)
	must(t, err)
	ends := line.Consent.Ends().Time()
	s.clock.add(ends.Sub(s.clock.now()) - 40*24*time.Hour)
	need(t, s.today(), flow.NeedRenewal, 0)
	s.clock.add(20 * 24 * time.Hour)
	n := need(t, s.today(), flow.NeedRenewal, 1)
	equal(t, "date", n.Date, line.Consent.Ends())
	s.clock.add(40 * 24 * time.Hour)
	need(t, s.today(), flow.NeedRenewal, 0)
}

func TestLittleRoom(t *testing.T) {
	s := founded(t)
	must(t, s.Close())
	h, err := flow.OpenHome(flow.Options{
		Dir: s.dir, Now: s.clock.now, Create: createNever, Open: openKept, FreeSpace: func(string) int64 { return 3 << 30 },
	})
	must(t, err)
	s.Kit, err = h.Unlock(t.Context(), passphrase, consent.Ref{})
	must(t, err)
	n := need(t, s.today(), flow.NeedDisk, 1)
	equal(t, "room", n.Bytes, 3<<30)
}

func TestShoots(t *testing.T) {
	s := founded(t)
	ctx := t.Context()
	first := s.Shoot()
	_, err := s.OpenShoot(ctx, flow.ShootDraft{Change: true, Place: "Hanstholm", Language: "da"})
	must(t, err)
	changed := s.Shoot()
	equal(t, "the same shoot", changed.ID, first.ID)
	equal(t, "place", changed.Place, "Hanstholm")
	equal(t, "day", changed.Day, 1)
	s.clock.add(20 * time.Hour)
	id, err := s.OpenShoot(ctx, flow.ShootDraft{Unit: "B", Terms: []string{"crowd"}})
	must(t, err)
	next := s.Shoot()
	equal(t, "id", next.ID, id)
	equal(t, "day", next.Day, 2)
	equal(t, "language stays", next.Language, "da")
	equal(t, "terms", next.Terms, "crowd")
	equal(t, "shoots", len(s.Shoots()), 2)
	equal(t, "newest first", s.Shoots()[0].ID, id)
	if _, err := s.OpenShoot(ctx, flow.ShootDraft{Terms: []string{"nope"}}); err == nil {
		t.Fatal("opened with a text nobody published")
	}
}
