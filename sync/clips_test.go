package sync

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	stdsync "sync"
	"testing"
	"time"

	"onset/consent"
	"onset/signer"
)

// shelf is where an office of a test keeps clips that come.
type shelf struct {
	dir   string
	quota int64

	mu      stdsync.Mutex
	arrived map[string][]string
	order   []string
}

func (s *shelf) Accept(_ context.Context, _ consent.Ref, id string) (string, int64, error) {
	if s.quota == 0 {
		return "", 0, errors.New("not wanted")
	}
	return filepath.Join(s.dir, id), s.quota, nil
}

func (s *shelf) Arrived(_ context.Context, _ consent.Ref, id string, paths []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range paths {
		if !slices.Contains(s.arrived[id], p) {
			s.arrived[id] = append(s.arrived[id], p)
			s.order = append(s.order, p)
		}
	}
}

func (s *shelf) has(id string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(slices.Values(s.arrived[id]))
}

// studio is a kit and an office that takes clips.
func studio(t *testing.T, quota int64) (a, office *device, s *shelf) {
	t.Helper()
	a = founder(t)
	office = a.enrol(signer.RankOffice)
	s = &shelf{dir: t.TempDir(), quota: quota, arrived: map[string][]string{}}
	office.media = s
	office.carry()
	a.carry()
	a.meet(office)
	until(t, "they met", func() bool { return same(a, office) && a.link.anyConnected() })
	return a, office, s
}

// card is a copy of one with files of a size.
func (d *device) card(size int, paths ...string) Folder {
	d.t.Helper()
	f := Folder{ID: "media-" + d.author().String()[:16] + "-0123456789abcdef", Path: d.t.TempDir()}
	for _, p := range paths {
		full := filepath.Join(f.Path, filepath.FromSlash(p))
		if err := errors.Join(os.MkdirAll(filepath.Dir(full), 0o700), os.WriteFile(full, make([]byte, size), 0o600)); err != nil {
			d.t.Fatal(err)
		}
		f.Files = append(f.Files, File{Path: p, Size: int64(size)})
	}
	return f
}

func (d *device) share(f Folder) {
	d.t.Helper()
	if err := d.link.Share(d.t.Context(), f); err != nil {
		d.t.Fatal(err)
	}
}

func TestClipsGoToTheOfficeAndStay(t *testing.T) {
	a, office, s := studio(t, 1<<30)
	f := a.card(5000, "PRIVATE/B.MOV", "A.MOV", "odd [1]*.mov")
	if err := os.WriteFile(filepath.Join(f.Path, "notes.txt"), []byte("not offered"), 0o600); err != nil {
		t.Fatal(err)
	}
	a.share(f)
	a.share(f) // once is enough
	want := []string{"A.MOV", "PRIVATE/B.MOV", "odd [1]*.mov"}
	until(t, "all came", func() bool { return slices.Equal(s.has(f.ID), want) })
	until(t, "the kit knows", func() bool {
		m := a.link.Status().Media
		return len(m) == 1 && m[0].Files == 3 && m[0].Of == 3 && m[0].Done == 15000 && m[0].Total == 15000 && m[0].Fault == ""
	})
	if _, err := os.Stat(filepath.Join(s.dir, f.ID, "notes.txt")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what was not offered: %v", err)
	}
	if err := a.link.Unshare(t.Context(), f.ID); err != nil {
		t.Fatal(err)
	}
	until(t, "it is offered no more", func() bool { return len(a.link.Status().Media) == 0 })
	if err := os.RemoveAll(f.Path); err != nil {
		t.Fatal(err)
	}
	a.sign("Freja Holm")
	until(t, "the next thing is there", func() bool { return same(a, office) })
	for _, p := range want {
		if _, err := os.Stat(filepath.Join(s.dir, f.ID, filepath.FromSlash(p))); err != nil {
			t.Error(err)
		}
	}
}

// A card that is wiped while it is offered takes nothing from the office.
func TestWipedCardTakesNothing(t *testing.T) {
	a, office, s := studio(t, 1<<30)
	f := a.card(3000, "A.MOV", "B.MOV")
	a.share(f)
	until(t, "all came", func() bool { return len(s.has(f.ID)) == 2 })
	if err := os.RemoveAll(f.Path); err != nil {
		t.Fatal(err)
	}
	until(t, "the kit says so", func() bool { return a.link.Status().Media[0].Fault == Gone })
	_ = a.node.eng.Scan(t.Context(), mediaID(a.keys.ID, f.ID)) // it says that the folder is gone
	a.sign("Freja Holm")
	until(t, "the next thing is there", func() bool { return same(a, office) })
	for _, p := range []string{"A.MOV", "B.MOV"} {
		if _, err := os.Stat(filepath.Join(s.dir, f.ID, p)); err != nil {
			t.Error(err)
		}
	}
}

func TestClipsRest(t *testing.T) {
	a, _, s := studio(t, 1<<30)
	if err := a.link.SetLimits(t.Context(), Limits{Paused: true, KiBps: -1}); err != nil {
		t.Fatal(err)
	}
	f := a.card(3000, "A.MOV")
	a.share(f)
	g, _ := a.sign("Freja Holm")
	until(t, "statements go on", func() bool { return a.link.view.hasAny(a.lastPlace()) })
	if m := a.link.Status(); !m.Media[0].Paused || m.Media[0].Done != 0 || m.Limits.KiBps != 0 || len(s.has(f.ID)) != 0 {
		t.Errorf("%+v of %v", m, g.Consent)
	}
	a.rest()
	a.carry() // both the pause and the offer last
	if m := a.link.Status(); len(m.Media) != 1 || !m.Media[0].Paused {
		t.Errorf("%+v", m)
	}
	if err := a.link.SetLimits(t.Context(), Limits{KiBps: 10000}); err != nil {
		t.Fatal(err)
	}
	until(t, "it came", func() bool { return len(s.has(f.ID)) == 1 })
}

// hasAny reports whether any device has our log up to a place.
func (v *view) hasAny(place uint64) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, has := range v.has {
		if has >= place {
			return true
		}
	}
	return false
}

func TestClipsThatAreNotWanted(t *testing.T) {
	a, office, s := studio(t, 0)
	f := a.card(3000, "A.MOV")
	a.share(f)
	until(t, "the office says no", func() bool {
		return slices.ContainsFunc(office.link.Status().Faults, func(f Fault) bool { return f.What == Refused && f.Author == a.author() })
	})
	if len(s.has(f.ID)) != 0 {
		t.Error("it came all the same")
	}
}

func TestShareRefuses(t *testing.T) {
	a := founder(t)
	still(a)
	good := a.card(10, "A.MOV")
	for name, c := range map[string]struct {
		f    func(f *Folder)
		want error
	}{
		"another's": {func(f *Folder) { f.ID = "media-0000000000000000-0123456789abcdef" }, ErrFolderID},
		"no name":   {func(f *Folder) { f.ID = "" }, ErrFolderID},
		"records":   {func(f *Folder) { f.ID = recordsID(a.keys.ID, a.author()) }, ErrFolderID},
		"not there": {func(f *Folder) { f.Path = filepath.Join(f.Path, "none") }, fs.ErrNotExist},
		"outside":   {func(f *Folder) { f.Files = []File{{Path: "../x"}} }, fs.ErrInvalid},
		"negative":  {func(f *Folder) { f.Files = []File{{Path: "x", Size: -1}} }, fs.ErrInvalid},
	} {
		f := good
		c.f(&f)
		if err := a.link.Share(t.Context(), f); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := a.link.Unshare(t.Context(), good.ID); err != nil {
		t.Errorf("of nothing: %v", err)
	}
}

func TestWindowKeepsTheOrder(t *testing.T) {
	var f Folder
	for range 2 * aheadFiles {
		f.Files = append(f.Files, File{Path: "x", Size: 1})
	}
	s := newShare(f)
	if s.shown = s.more(); s.shown != aheadFiles {
		t.Errorf("%d small files at first", s.shown)
	}
	for i := range aheadFiles/2 - 1 {
		s.had[i] = true
	}
	if s.more() != s.shown {
		t.Error("more before half of it went")
	}
	s.had[aheadFiles/2-1], s.had[aheadFiles/2] = true, true
	if s.shown = s.more(); s.shown <= aheadFiles {
		t.Errorf("no more: %d", s.shown)
	}
	large := newShare(Folder{Files: []File{{"a", 1 << 40}, {"b", 1 << 40}, {"c", 1}, {"d", 1}, {"e", 1 << 40}}})
	if large.shown = large.more(); large.shown != aheadLeast {
		t.Errorf("%d large files", large.shown)
	}
	large.had[0], large.had[1], large.had[2] = true, true, true
	if large.more() != 5 {
		t.Error("the last one never goes")
	}
}

func TestSpeed(t *testing.T) {
	var v speed
	at := testNow
	if v.rate(at) != 0 {
		t.Error("of nothing")
	}
	for i := range 100 {
		v.add(at.Add(time.Duration(i)*time.Second), int64(i)*1000)
	}
	now := at.Add(99 * time.Second)
	if r := v.rate(now); r != 1000 {
		t.Errorf("%v", r)
	}
	if r := v.rate(now.Add(time.Hour)); r != 0 {
		t.Errorf("long after: %v", r)
	}
	v.add(at, 5) // the clock was set back
	if r := v.rate(at); r != 0 {
		t.Errorf("after the clock was set: %v", r)
	}
}
