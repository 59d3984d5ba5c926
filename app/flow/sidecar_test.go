package flow_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"onset/app/flow"
	"onset/consent"
	"onset/media/xmp"
)

// registered is a clip on this machine with somebody in it.
func (s *set) registered(dir, name string, people ...consent.ID) (consent.ID, string) {
	s.t.Helper()
	path := clip(s.t, dir, name, uint8(s.Clips(flow.ClipQuery{}).All*11+5))
	rs, err := s.Ingest(s.t.Context(), []string{path}, nil)
	must(s.t, err)
	must(s.t, rs[0].Err)
	if len(people) > 0 {
		_, err = s.Tag(s.t.Context(), flow.TagDraft{Clips: []consent.ID{rs[0].Clip}, People: people})
		must(s.t, err)
	}
	return rs[0].Clip, path
}

// says is what a sidecar or a delivered copy says.
func says(t *testing.T, path string) xmp.Facts {
	t.Helper()
	b, err := os.ReadFile(path)
	must(t, err)
	if filepath.Ext(path) != ".xmp" {
		f, err := os.Open(path)
		must(t, err)
		defer func() { _ = f.Close() }()
		b, err = xmp.Packet(t.Context(), f, int64(len(b)))
		must(t, err)
	}
	found, err := xmp.Read(b)
	must(t, err)
	return found.Facts
}

func sidecarOf(path string) string { return strings.TrimSuffix(path, filepath.Ext(path)) + ".xmp" }

// until waits for something to become so.
func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for !is() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("never: %s", what)
		}
	}
}

func TestSidecarsSayIdsAndFollowAWithdrawal(t *testing.T) {
	s := founded(t)
	ctx := t.Context()
	id, anna := s.adult("Anna Lund", consent.Film)
	clip, path := s.registered(t.TempDir(), "a.jpg", anna)
	was, err := os.ReadFile(path)
	must(t, err)
	r, err := s.WriteSidecars(ctx, []consent.ID{clip}, nil)
	must(t, err)
	equal(t, "written", r.Written, 1)
	f := says(t, sidecarOf(path))
	equal(t, "release", f.Release, xmp.ReleaseLimited)
	equal(t, "consents", len(f.Releases), 1)
	equal(t, "consent", f.Releases[0], id)
	raw, err := os.ReadFile(sidecarOf(path))
	must(t, err)
	if strings.Contains(string(raw), "Anna") {
		t.Error("a sidecar names somebody")
	}
	again, err := s.WriteSidecars(ctx, nil, nil)
	must(t, err)
	equal(t, "same", again.Same, 1)
	_, err = s.Withdraw(ctx, flow.WithdrawDraft{Of: anna})
	must(t, err)
	until(t, "the withdrawal stands in the sidecar", func() bool { return says(t, sidecarOf(path)).Release == xmp.ReleaseNone })
	equal(t, "no consent", len(says(t, sidecarOf(path)).Releases), 0)
	now, err := os.ReadFile(path)
	must(t, err)
	equal(t, "original", string(now), string(was))
}

func TestForeignSidecarsKeepWhatOthersWrote(t *testing.T) {
	s := founded(t)
	_, anna := s.adult("Anna", consent.Film)
	id, path := s.registered(t.TempDir(), "a.jpg", anna)
	foreign := `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
		`<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="4"/></rdf:RDF></x:xmpmeta>`
	must(t, os.WriteFile(sidecarOf(path), []byte(foreign), 0o600))
	_, err := s.WriteSidecars(t.Context(), []consent.ID{id}, nil)
	must(t, err)
	b, err := os.ReadFile(sidecarOf(path))
	must(t, err)
	if !strings.Contains(string(b), `xmp:Rating="4"`) {
		t.Errorf("the rating is gone: %s", b)
	}
	equal(t, "ours", says(t, sidecarOf(path)).Clip, id)
}

func TestSidecarsAreSkippedAndSaid(t *testing.T) {
	s := founded(t)
	ctx := t.Context()
	dir := t.TempDir()
	_, anna := s.adult("Anna", consent.Film)
	card, cardPath := s.registered(filepath.Join(dir, "A001/DCIM/100"), "card.jpg", anna)
	copied, copyPath := s.registered(filepath.Join(dir, "copy/DCIM/100"), "copy.jpg", anna)
	must(t, os.Mkdir(filepath.Join(dir, "copy/ascmhl"), 0o700))
	gone, gonePath := s.registered(dir, "gone.jpg", anna)
	must(t, os.Remove(gonePath))
	other, otherPath := s.registered(dir, "other.jpg", anna)
	must(t, os.WriteFile(otherPath, photo(t, 201), 0o600))
	foreign, foreignPath := s.registered(dir, "foreign.jpg", anna)
	must(t, os.WriteFile(sidecarOf(foreignPath), []byte("no XMP at all"), 0o600))
	r, err := s.WriteSidecars(ctx, nil, nil)
	must(t, err)
	want := map[consent.ID]flow.Skip{card: flow.SkipCard, gone: flow.SkipAway, other: flow.SkipChanged, foreign: flow.SkipForeign}
	for _, sk := range r.Skipped {
		equal(t, sk.Name, sk.Why, want[sk.Clip])
		delete(want, sk.Clip)
	}
	if len(want) > 0 || r.Written != 1 {
		t.Errorf("not said %v, written %d", want, r.Written)
	}
	if _, err := os.Stat(sidecarOf(cardPath)); err == nil {
		t.Error("a card was written to")
	}
	equal(t, "a copy with a manifest", says(t, sidecarOf(copyPath)).Clip, copied)
	if _, err := s.WriteSidecars(ctx, []consent.ID{{1}}, nil); !errors.Is(err, flow.ErrNotFound) {
		t.Errorf("no such clip: %v", err)
	}
}

func TestWhatWasAwayIsToldWhenItIsBack(t *testing.T) {
	s := founded(t)
	ctx := t.Context()
	disk := filepath.Join(t.TempDir(), "disk")
	_, anna := s.adult("Anna", consent.Film)
	clip, path := s.registered(disk, "a.jpg", anna)
	_, err := s.WriteSidecars(ctx, nil, nil)
	must(t, err)
	must(t, os.Rename(disk, disk+"-away"))
	_, err = s.Withdraw(ctx, flow.WithdrawDraft{Of: anna})
	must(t, err)
	reach, err := s.Reach(ctx, anna)
	must(t, err)
	if len(reach.Away) != 1 || reach.Away[0].Clip != clip || reach.Away[0].Why != flow.SkipAway {
		t.Fatalf("away: %+v", reach.Away)
	}
	must(t, os.Rename(disk+"-away", disk))
	equal(t, "not told yet", says(t, sidecarOf(path)).Release, xmp.ReleaseLimited)
	s.reopen()
	until(t, "told after a restart", func() bool { return says(t, sidecarOf(path)).Release == xmp.ReleaseNone })
	w, err := s.Withdrawal(anna, "en")
	must(t, err)
	equal(t, "reached", w.Reach.Sidecars, 1)
}

func TestRewritingManyCanBeStoppedAndGoesOn(t *testing.T) {
	s := founded(t)
	dir := t.TempDir()
	_, anna := s.adult("Anna", consent.Film)
	const many = 60
	for i := range many {
		clip(t, dir, "c"+string(rune('a'+i/26))+string(rune('a'+i%26))+".jpg", uint8(i*4))
	}
	rs, err := s.Ingest(t.Context(), []string{dir}, nil)
	must(t, err)
	var ids []consent.ID
	for _, r := range rs {
		must(t, r.Err)
		ids = append(ids, r.Clip)
	}
	_, err = s.Tag(t.Context(), flow.TagDraft{Clips: ids, People: []consent.ID{anna}})
	must(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	_, err = s.WriteSidecars(ctx, nil, func(p flow.Progress) {
		if p.Done == 5 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("stopped: %v", err)
	}
	var last flow.Progress
	r, err := s.WriteSidecars(t.Context(), nil, func(p flow.Progress) { last = p })
	must(t, err)
	equal(t, "all in the end", r.Written+r.Same, len(ids))
	equal(t, "progress", last.Done, last.Total)
	if r.Same < 5 {
		t.Errorf("only %d were found written", r.Same)
	}
	_, err = s.Withdraw(t.Context(), flow.WithdrawDraft{Of: anna})
	must(t, err)
	_, err = s.RewriteSidecars(t.Context(), nil)
	must(t, err)
	for _, p := range rs {
		equal(t, p.Path, says(t, sidecarOf(p.Path)).Release, xmp.ReleaseNone)
	}
}

func TestASettingKeepsSidecarsOfEveryClip(t *testing.T) {
	s := founded(t)
	set := s.Settings()
	set.Sidecars = true
	must(t, s.SetSettings(t.Context(), set))
	_, anna := s.adult("Anna", consent.Film)
	_, path := s.registered(t.TempDir(), "a.jpg", anna)
	until(t, "a sidecar by itself", func() bool { _, err := os.Stat(sidecarOf(path)); return err == nil })
	equal(t, "says", says(t, sidecarOf(path)).Release, xmp.ReleaseLimited)
}
