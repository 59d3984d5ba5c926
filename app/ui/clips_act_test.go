package ui

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
	"onset/media"
)

// inClip are the people tagged in a clip.
func inClip(t *testing.T, u *UI, id consent.ID) []consent.ID {
	t.Helper()
	s, err := u.kit.Clip(id)
	noError(t, err)
	var out []consent.ID
	for _, tag := range s.Tags {
		out = append(out, tag.Person.ID)
	}
	return out
}

// tapThumb taps the card of the clip at a place of the list.
func tapThumb(t *testing.T, u *UI, i int) {
	t.Helper()
	name := u.kit.ClipRow(u.clips().list.IDs[i]).Name
	thumb, ok := find(u, func(o *part.Thumb) bool { return holds(o, name) })
	if !ok {
		t.Fatalf("no card of %s", name)
	}
	test.Tap(thumb)
}

func untaggedClips(t *testing.T) *UI {
	t.Helper()
	u := filmedUI(t, 1280, 800)
	u.openClips(flow.ClipQuery{Results: []media.Result{media.Unknown}})
	if len(u.clips().list.IDs) < 3 {
		t.Fatal("too few clips to tag")
	}
	return u
}

func TestSamePeopleAsBefore(t *testing.T) {
	u := untaggedClips(t)
	ids := slices.Clone(u.clips().list.IDs[:2])
	tap(t, u, "Select")
	tapThumb(t, u, 0)
	tapThumb(t, u, 1)
	mustSay(t, u, "2 clips chosen", "In the clip before:")
	want := idsOf(u.kit.SameAsBefore(ids))
	if len(want) == 0 {
		t.Fatal("nobody is in the clip before")
	}
	tap(t, u, "Same people as before")
	for _, id := range ids {
		if got := inClip(t, u, id); !slices.Equal(got, want) {
			t.Errorf("%v are in it, want %v", got, want)
		}
	}
	if s, err := u.kit.Clip(ids[0]); err != nil || s.Tags[0].Tag.Source != media.SameAs {
		t.Errorf("tagged as %q, %v", s.Tags[0].Tag.Source, err)
	}
	tap(t, u, "Undo")
	for _, id := range ids {
		if got := inClip(t, u, id); len(got) != 0 {
			t.Errorf("undo leaves %v", got)
		}
	}
}

func TestTakingOneOutAndSomeoneElseIn(t *testing.T) {
	u := untaggedClips(t)
	id := u.clips().list.IDs[0]
	s := u.clips()
	tap(t, u, "Select")
	tapThumb(t, u, 0)
	before := u.kit.SameAsBefore([]consent.ID{id})
	if len(before) < 2 {
		t.Fatal("too few people in the clip before")
	}
	tap(t, u, u.firstName(before[0]))
	tap(t, u, "Someone else")
	other := u.kit.People(flow.PeopleQuery{}).Rows
	i := slices.IndexFunc(other, func(r flow.PersonRow) bool { return r.Name != "" && !inRows(before, r.ID) })
	row, ok := find(u, func(r *part.Row) bool { return holds(r, withBand(other[i].Name, other[i].Band)) })
	if !ok {
		typeInto(t, u, u.T("pick.search"), other[i].Name)
		row, ok = find(u, func(r *part.Row) bool { return holds(r, withBand(other[i].Name, other[i].Band)) })
	}
	if !ok {
		t.Fatalf("%s is not offered", other[i].Name)
	}
	test.Tap(row)
	people, same := s.bulkPeople([]consent.ID{id})
	tap(t, u, u.N("clips.these_people", len(people)))
	got := inClip(t, u, id)
	if slices.Contains(got, before[0].ID) || !slices.Contains(got, other[i].ID) || len(got) != same+1 {
		t.Errorf("%v are in it", got)
	}
}

func TestNobodyInIt(t *testing.T) {
	u := untaggedClips(t)
	id := u.clips().list.IDs[0]
	tap(t, u, "Select")
	tapThumb(t, u, 0)
	tap(t, u, "Nobody in it")
	if r := u.kit.ClipRow(id).Result; r != media.Cleared {
		t.Fatalf("the clip is %s", r)
	}
	tap(t, u, "Undo")
	if r := u.kit.ClipRow(id).Result; r != media.Unknown {
		t.Errorf("undo leaves it %s", r)
	}
}

func TestNobodyAsksWhereSomebodyWasNamed(t *testing.T) {
	u := filmedUI(t, 1280, 800)
	id := filmed(t, u, func(s flow.ClipSheet) bool { return len(s.Tags) > 0 })
	u.openClip(id)
	u.sayNobody([]consent.ID{id}, nil)
	if len(inClip(t, u, id)) == 0 {
		t.Fatal("nobody asked")
	}
	tap(t, u, "Nobody in it")
	if got := inClip(t, u, id); len(got) != 0 {
		t.Errorf("%v are still in it", got)
	}
}

func TestRangesAndAll(t *testing.T) {
	u := filmedUI(t, 1280, 800)
	u.goTo(atClips)
	s := u.clips()
	s.held(2, s.list.IDs[2])
	s.pick.through(s.list.IDs, 6)
	if n := len(s.pick.set); n != 5 {
		t.Errorf("a range chooses %d", n)
	}
	s.pick.through(s.list.IDs, 0)
	if n := len(s.pick.set); n != 7 {
		t.Errorf("a range backwards makes %d", n)
	}
	s.pickChanged()
	tap(t, u, "Select all")
	if len(s.pick.set) != len(s.list.IDs) {
		t.Errorf("all are %d of %d", len(s.pick.set), len(s.list.IDs))
	}
	s.pickFilter(string(media.Blocked))
	for id := range s.pick.set {
		if !slices.Contains(s.list.IDs, id) {
			t.Fatal("a clip that is not shown stays chosen")
		}
	}
	u.escape()
	if s.pick.on {
		t.Error("Escape does not end choosing")
	}
}

func TestSearchAndDay(t *testing.T) {
	u := filmedUI(t, 390, 844)
	u.goTo(atClips)
	s := u.clips()
	all := s.list.All
	s.search()
	test.Type(s.finder.Focusable(), "A001")
	if len(s.list.IDs) == 0 || s.list.All >= all {
		t.Errorf("%d of %d clips fit", s.list.All, all)
	}
	for _, id := range s.list.IDs {
		if name := u.kit.ClipRow(id).Name; name[:4] != "A001" {
			t.Errorf("%s fits", name)
		}
	}
	test.Type(s.finder.Focusable(), "zzz")
	mustSay(t, u, "No clip fits")
	u.openClips(flow.ClipQuery{Day: consent.NewDate(1999, time.May, 1)})
	mustSay(t, u, "No clip fits")
}

func TestAddingClips(t *testing.T) {
	k := bareKit(t)
	dir := t.TempDir()
	noError(t, os.WriteFile(filepath.Join(dir, "one.jpg"), somePhoto(64, 48, 1), 0o600))
	noError(t, os.WriteFile(filepath.Join(dir, "two.jpg"), somePhoto(64, 48, 2), 0o600))
	noError(t, os.WriteFile(filepath.Join(dir, "bad.jpg"), []byte("\xff\xd8\xff\xe0 cut"), 0o600))
	u := showUI(t, Options{Home: k.home, Kit: k.Kit, Now: k.clock.now, PickFile: func(_ []string, many bool, picked func([]string)) {
		if !many {
			t.Error("one file only")
		}
		picked([]string{dir})
	}}, 1280, 800)
	u.goTo(atClips)
	mustSay(t, u, "No clips yet")
	button(t, u, "Add clips").Tapped(nil)
	tap(t, u, "Files")
	mustSay(t, u, "1 file cannot be read", "2 new clips", "bad.jpg")
	tap(t, u, "OK")
	if u.clips().list.All != 2 {
		t.Errorf("%d clips", u.clips().list.All)
	}
	u.clips().ingest([]string{filepath.Join(dir, "one.jpg")})
	mustSay(t, u, "1 was here already")
}

func TestThumbsKeepWhatWasSeenLast(t *testing.T) {
	u := filmedUI(t, 1280, 800)
	th := newThumbs(u, func(int, consent.ID) {})
	for i := range thumbsKept + 20 {
		th.keep(consent.ID{byte(i), byte(i >> 8), 1}, nil)
	}
	if th.order.Len() != thumbsKept || len(th.by) != thumbsKept {
		t.Errorf("%d pictures are kept", th.order.Len())
	}
	th.forget()
	if th.order.Len() != 0 {
		t.Errorf("%d missing pictures are kept", th.order.Len())
	}
}
