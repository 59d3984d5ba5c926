package flow_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"onset/app/flow"
	"onset/consent"
	"onset/media"
	"onset/media/probe"
)

func TestIngestGoesOnPastWhatIsWrong(t *testing.T) {
	s := founded(t)
	dir := t.TempDir()
	good := clip(t, dir, "card/a.jpg", 10)
	clip(t, dir, "card/deep/er/b.jpg", 20)
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		must(t, os.MkdirAll(filepath.Dir(path), 0o700))
		must(t, os.WriteFile(path, []byte(content), 0o600))
		return path
	}
	write("card/foreign.doc", "not media")
	write("card/empty.mov", "")
	b, err := os.ReadFile(good)
	must(t, err)
	write("card/cut.jpg", string(b[:40]))
	write("card/a.xmp", "<x/>")
	write("card/.hidden.jpg", "x")
	write("card/ascmhl/0001.mhl", "x")
	write("card/.Trashes/x.jpg", "x")
	must(t, os.Symlink(good, filepath.Join(dir, "card/link.jpg")))
	must(t, os.Symlink(dir, filepath.Join(dir, "card/loop")))

	var last flow.Progress
	rs, err := s.Ingest(t.Context(), []string{filepath.Join(dir, "card"), filepath.Join(dir, "gone.mov")}, func(p flow.Progress) { last = p })
	must(t, err)
	want := map[string]error{
		"a.jpg": nil, "b.jpg": nil, "foreign.doc": probe.ErrForeign, "empty.mov": probe.ErrEmpty, "cut.jpg": probe.ErrDamaged, "gone.mov": os.ErrNotExist,
	}
	for _, r := range rs {
		name := filepath.Base(r.Path)
		expected, known := want[name]
		if !known || !errors.Is(r.Err, expected) || (r.Err == nil) != !r.Clip.IsZero() {
			t.Errorf("%s: %+v, want %v", name, r, expected)
		}
		delete(want, name)
	}
	if len(want) > 0 {
		t.Errorf("not listed: %v", want)
	}
	if last.Done != last.Total || last.Done != 6 || last.Failed != 4 {
		t.Errorf("progress %+v", last)
	}
	equal(t, "clips", s.Clips(flow.ClipQuery{}).All, 2)
}

func TestIngestKnowsContentAgain(t *testing.T) {
	s := founded(t)
	ctx := t.Context()
	dir := t.TempDir()
	path := clip(t, dir, "a.jpg", 10)
	first, err := s.Ingest(ctx, []string{path, path}, nil)
	must(t, err)
	equal(t, "a path named twice", len(first), 1)
	equal(t, "known", first[0].Known, false)
	again, err := s.Ingest(ctx, []string{dir}, nil)
	must(t, err)
	equal(t, "known", again[0].Known, true)
	moved := filepath.Join(dir, "moved.jpg")
	must(t, os.Rename(path, moved))
	equal(t, "gone from here", s.ClipPath(first[0].Clip), "")
	other, err := s.Ingest(ctx, []string{moved}, nil)
	must(t, err)
	equal(t, "same clip", other[0].Clip, first[0].Clip)
	equal(t, "known by content", other[0].Known, true)
	equal(t, "path", s.ClipPath(first[0].Clip), moved)
	must(t, os.WriteFile(moved, photo(t, 99), 0o600))
	changed, err := s.Ingest(ctx, []string{moved}, nil)
	must(t, err)
	if changed[0].Known || changed[0].Clip == first[0].Clip {
		t.Fatalf("another content under the old name: %+v", changed[0])
	}
	equal(t, "clips", s.Clips(flow.ClipQuery{}).All, 2)
}

func TestIngestCanBeStopped(t *testing.T) {
	s := founded(t)
	dir := t.TempDir()
	for i := range 5 {
		clip(t, dir, string(rune('a'+i))+".jpg", uint8(i))
	}
	ctx, cancel := context.WithCancel(t.Context())
	_, err := s.Ingest(ctx, []string{dir}, func(flow.Progress) { cancel() })
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("stopped: %v", err)
	}
	rs, err := s.Ingest(t.Context(), []string{dir}, nil)
	must(t, err)
	equal(t, "files", len(rs), 5)
	equal(t, "clips", s.Clips(flow.ClipQuery{}).All, 5)
}

func TestTagUntagUndo(t *testing.T) {
	s := founded(t)
	ctx := t.Context()
	_, anna := s.adult("Anna", consent.Film)
	_, bo := s.adult("Bo", consent.Film)
	clips := s.ingested("a.jpg", "b.jpg", "c.jpg")
	in := func(clip consent.ID) (names []string) {
		for _, p := range s.ClipRow(clip).People {
			names = append(names, p.Name)
		}
		slices.Sort(names)
		return names
	}
	check := func(what string, clip consent.ID, want ...string) {
		t.Helper()
		if got := in(clip); !slices.Equal(got, want) {
			t.Fatalf("%s: %v, want %v", what, got, want)
		}
	}
	token, err := s.Tag(ctx, flow.TagDraft{Clips: clips[:2], People: []consent.ID{anna, bo}})
	must(t, err)
	check("tagged", clips[1], "Anna", "Bo")
	again, err := s.Tag(ctx, flow.TagDraft{Clips: clips[:2], People: []consent.ID{anna}})
	must(t, err)
	equal(t, "nothing new", again, flow.Token(0))
	must(t, s.Undo(ctx, token))
	check("undone", clips[0])
	if err := s.Undo(ctx, token); !errors.Is(err, flow.ErrUndo) {
		t.Fatalf("undone twice: %v", err)
	}
	_, err = s.Tag(ctx, flow.TagDraft{Clips: clips[:2], People: []consent.ID{anna, bo}, As: media.Heard, From: time.Second, To: 3 * time.Second})
	must(t, err)
	token, err = s.Untag(ctx, clips[:2], []consent.ID{anna})
	must(t, err)
	check("untagged", clips[0], "Bo")
	must(t, s.Undo(ctx, token))
	check("back", clips[0], "Anna", "Bo")
	sheet, err := s.Clip(clips[0])
	must(t, err)
	for _, tag := range sheet.Tags {
		if tag.Tag.As != media.Heard || tag.Tag.From != 1000 || tag.Tag.To != 3000 {
			t.Fatalf("tag came back as %+v", tag.Tag)
		}
	}
	token, err = s.Untag(ctx, clips[:1], nil, sheet.Tags[0].Ref)
	must(t, err)
	equal(t, "one tag less", len(in(clips[0])), 1)
	s.clock.add(flow.UndoFor + time.Second)
	if err := s.Undo(ctx, token); !errors.Is(err, flow.ErrUndo) {
		t.Fatalf("too late: %v", err)
	}
}

func TestTagRefuses(t *testing.T) {
	s := founded(t)
	_, anna := s.adult("Anna", consent.Film)
	clips := s.ingested("a.jpg")
	for name, c := range map[string]struct {
		d    flow.TagDraft
		want error
	}{
		"no such clip":   {flow.TagDraft{Clips: []consent.ID{{1}}, People: []consent.ID{anna}}, flow.ErrNotFound},
		"no such person": {flow.TagDraft{Clips: clips, People: []consent.ID{{1}}}, flow.ErrNotFound},
		"backwards":      {flow.TagDraft{Clips: clips, People: []consent.ID{anna}, From: 5, To: 3}, flow.ErrAsked},
		"way":            {flow.TagDraft{Clips: clips, People: []consent.ID{anna}, As: "smelled"}, flow.ErrAsked},
	} {
		if _, err := s.Tag(t.Context(), c.d); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSameAsBefore(t *testing.T) {
	s := founded(t)
	_, anna := s.adult("Anna", consent.Film)
	must(t, s.Demo(t.Context(), 0, 6, 2, nil))
	order := s.Clips(flow.ClipQuery{}).IDs
	_, err := s.Tag(t.Context(), flow.TagDraft{Clips: order[:1], People: []consent.ID{anna}})
	must(t, err)
	rows := s.SameAsBefore(order[2:4])
	if len(rows) != 1 || rows[0].ID != anna {
		t.Fatalf("rows %+v", rows)
	}
	if rows := s.SameAsBefore([]consent.ID{{7}}); rows != nil {
		t.Fatalf("before no clip: %v", rows)
	}
}

func TestJudging(t *testing.T) {
	s := founded(t)
	ctx := t.Context()
	clips := s.ingested("a.jpg", "b.jpg")
	film := []consent.Purpose{consent.Film}
	must(t, s.Judge(ctx, flow.JudgeDraft{Clips: clips, Basis: media.JudgeNobody}))
	equal(t, "nobody", s.verdict(clips[0], consent.Film).Result, media.Cleared)
	must(t, s.Judge(ctx, flow.JudgeDraft{Clips: clips[:1], Basis: media.JudgeNotice, Covers: film, Reason: "posted at the gate"}))
	equal(t, "notice", s.verdict(clips[0], consent.Film).Result, media.Limited)
	equal(t, "never ads", s.verdict(clips[0], consent.Ads).Result, media.Blocked)
	sheet, err := s.Clip(clips[0])
	must(t, err)
	equal(t, "in the place of nobody", len(sheet.Judgements), 1)
	equal(t, "reason", sheet.Judgements[0].Reason, "posted at the gate")
	equal(t, "by", sheet.Judgements[0].By, "Freja")
	must(t, s.Unjudge(ctx, clips[0]))
	equal(t, "taken back", s.verdict(clips[0], consent.Film).Result, media.Unknown)
	for name, c := range map[string]struct{ got, want error }{
		"twice":     {s.Unjudge(ctx, clips[0]), flow.ErrNothingHeld},
		"no reason": {s.Judge(ctx, flow.JudgeDraft{Clips: clips, Basis: media.JudgeOther}), flow.ErrIncomplete},
		"basis":     {s.Judge(ctx, flow.JudgeDraft{Clips: clips, Basis: "mood", Reason: "x"}), flow.ErrAsked},
		"clip":      {s.Judge(ctx, flow.JudgeDraft{Clips: []consent.ID{{1}}, Basis: media.JudgeNobody}), flow.ErrNotFound},
		"no clip":   {s.Unjudge(ctx, consent.ID{1}), flow.ErrNotFound},
	} {
		if !errors.Is(c.got, c.want) {
			t.Errorf("%s: %v", name, c.got)
		}
	}
}

func TestLateIsAnAnswerOfItsOwn(t *testing.T) {
	s := founded(t)
	ctx := t.Context()
	must(t, s.Demo(ctx, 0, 6, 2, nil)) // filmed in the hours before now
	clips := s.Clips(flow.ClipQuery{}).IDs
	_, adult := s.adult("Late", consent.Film)
	_, r := s.child("Oskar", mother("Camilla"))
	var known consent.ID
	for _, id := range clips {
		if sheet, err := s.Clip(id); err == nil && sheet.ClockKnown {
			known = id
		}
	}
	_, err := s.Untag(ctx, clips, nil)
	must(t, err)
	_, err = s.Tag(ctx, flow.TagDraft{Clips: []consent.ID{known}, People: []consent.ID{adult}})
	must(t, err)
	equal(t, "late adult", s.verdict(known, consent.Film).Result, media.Cleared)
	equal(t, "row", s.PersonRow(adult).Late, true)
	_, err = s.Tag(ctx, flow.TagDraft{Clips: []consent.ID{known}, People: []consent.ID{r.Person}})
	must(t, err)
	v := s.verdict(known, consent.Film)
	equal(t, "late minor", v.Result, media.Blocked)
	equal(t, "fix", v.Reasons[0].Fix, media.FixAccept)
	must(t, s.Judge(ctx, flow.JudgeDraft{Clips: []consent.ID{known}, Basis: media.JudgeLateMinor, Accepts: []consent.ID{r.Consent}, Reason: "the mother was on the telephone"}))
	equal(t, "accepted", s.verdict(known, consent.Film).Result, media.Cleared)
}

func TestSetClock(t *testing.T) {
	s := founded(t)
	ctx := t.Context()
	must(t, s.Demo(ctx, 0, 3, 2, nil))
	var id consent.ID
	for _, c := range s.Clips(flow.ClipQuery{}).IDs {
		if s.ClipRow(c).Name[0] == 'C' {
			id = c // names no zone
		}
	}
	before, err := s.Clip(id)
	must(t, err)
	equal(t, "clock known", before.ClockKnown, false)
	for shows, want := range map[string]time.Duration{
		"14:00": 0, "15:00:00": time.Hour, "13.59": -time.Minute, "2026-05-12 14:00:03": 3 * time.Second,
		"2026-05-13T14:00": 24 * time.Hour, "02:30": -11*time.Hour - 30*time.Minute, "01:00": 11 * time.Hour,
	} {
		got, err := s.SetClock(ctx, id, shows, time.Time{})
		must(t, err)
		equal(t, shows, got, want)
		sheet, err := s.Clip(id)
		must(t, err)
		equal(t, shows+" on the sheet", sheet.ClockAhead, want)
		if got := before.At.Sub(sheet.At); got != want {
			t.Errorf("%s: the clip moved by %v", shows, got)
		}
	}
	truth := before.At.Add(-7 * time.Minute)
	off, err := s.SetClipTime(ctx, id, truth)
	must(t, err)
	equal(t, "from a clip's true time", off, 7*time.Minute)
	equal(t, "time", s.ClipRow(id).At.Equal(truth), true)
	plain := s.ingested("nocamera.jpg")[0]
	for name, c := range map[string]struct{ got, want error }{
		"no time":   {third(s.SetClock(ctx, id, "noon", time.Time{})), consent.ErrTime},
		"no clip":   {third(s.SetClock(ctx, consent.ID{1}, "14:00", time.Time{})), flow.ErrNotFound},
		"no camera": {third(s.SetClock(ctx, plain, "14:00", time.Time{})), flow.ErrNoCamera},
	} {
		if !errors.Is(c.got, c.want) {
			t.Errorf("%s: %v", name, c.got)
		}
	}
}

func third(_ time.Duration, err error) error { return err }

func TestClipList(t *testing.T) {
	s := founded(t)
	ctx := t.Context()
	_, anna := s.adult("Anna Bach", consent.Film)
	must(t, s.Demo(ctx, 0, 9, 4, nil))
	all := s.Clips(flow.ClipQuery{})
	_, err := s.Untag(ctx, all.IDs, nil)
	must(t, err)
	_, err = s.Tag(ctx, flow.TagDraft{Clips: all.IDs[:2], People: []consent.ID{anna}})
	must(t, err)
	equal(t, "by person", len(s.Clips(flow.ClipQuery{Person: anna}).IDs), 2)
	equal(t, "by her name", len(s.Clips(flow.ClipQuery{Text: "bach"}).IDs), 2)
	equal(t, "by file name", len(s.Clips(flow.ClipQuery{Text: "b001_"}).IDs), 3)
	got := s.Clips(flow.ClipQuery{Results: []media.Result{media.Cleared}, Text: "anna"})
	equal(t, "cleared", len(got.IDs), 2)
	equal(t, "counts ignore the result", got.All, 2)
	equal(t, "for another use", len(s.Clips(flow.ClipQuery{Purpose: consent.Ads, Results: []media.Result{media.Cleared}, Text: "anna"}).IDs), 0)
	days := s.Days()
	total := 0
	for _, d := range days {
		total += s.Clips(flow.ClipQuery{Day: d}).All
	}
	equal(t, "days hold all", total, all.All)
	for i := 1; i < len(all.IDs); i++ {
		a, err := s.Clip(all.IDs[i-1])
		must(t, err)
		equal(t, "next", a.Next, all.IDs[i])
	}
	if _, err := s.Clip(consent.ID{1}); !errors.Is(err, flow.ErrNotFound) {
		t.Fatalf("no clip: %v", err)
	}
	equal(t, "row of nothing", s.ClipRow(consent.ID{1}).Result, media.Unknown)
}

func TestResolve(t *testing.T) {
	s := founded(t)
	ctx := t.Context()
	id, person := s.adult("Anna", consent.Film)
	dir := t.TempDir()
	path := clip(t, dir, "a.jpg", 3)
	clip(t, dir, "two/same.jpg", 4)
	clip(t, dir, "one/same.jpg", 5)
	rs, err := s.Ingest(ctx, []string{dir}, nil)
	must(t, err)
	var a consent.ID
	for _, r := range rs {
		if r.Path == path {
			a = r.Clip
		}
	}
	scene, err := s.NextScene(ctx, flow.SceneDraft{})
	must(t, err)
	notice, err := s.Notice(ctx, flow.NoticeDraft{Place: "x"})
	must(t, err)
	for text, want := range map[string]struct {
		id   consent.ID
		kind flow.IDKind
	}{
		id.String(): {id, flow.IsConsent}, id.Short(): {id, flow.IsConsent}, id.URN(): {id, flow.IsConsent},
		" " + person.Short() + " ": {person, flow.IsPerson}, "A.JPG": {a, flow.IsClip}, path: {a, flow.IsClip}, a.Short(): {a, flow.IsClip},
		scene.Short(): {scene, flow.IsScene}, notice.Short(): {notice, flow.IsNotice}, s.Shoot().ID.Short(): {s.Shoot().ID, flow.IsShoot},
		filepath.Join(dir, "two/same.jpg"): {rs[slices.IndexFunc(rs, func(r flow.IngestResult) bool { return r.Path == filepath.Join(dir, "two/same.jpg") })].Clip, flow.IsClip},
	} {
		got, kind, err := s.Resolve(text)
		if err != nil || got != want.id || kind != want.kind {
			t.Errorf("%q: %v %s, %v", text, got, kind, err)
		}
	}
	typo := []byte(id.Short())
	typo[0] = map[bool]byte{true: '3', false: '2'}[typo[0] == '2']
	for text, want := range map[string]error{
		"same.jpg": flow.ErrAmbiguous, "nothing.mov": flow.ErrNotFound, string(typo): flow.ErrTypo, "": flow.ErrNotFound,
		consent.ID{1}.String(): flow.ErrNotFound,
	} {
		if _, _, err := s.Resolve(text); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", text, err, want)
		}
	}
	if _, _, err := s.Resolve(id.Short(), flow.IsClip, flow.IsPerson); !errors.Is(err, flow.ErrNotFound) {
		t.Errorf("a consent where none is asked for: %v", err)
	}
}
