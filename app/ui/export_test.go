package ui

import (
	"os"
	"path/filepath"
	"testing"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
	"onset/media"
)

func exportShots() []shot {
	return []shot{
		{name: "sidecar", filmed: true, prepare: func(_ *testing.T, u *UI) {
			u.goTo(atClips)
			u.askSidecars(u.kit.Clips(flow.ClipQuery{}).IDs, nil)
		}},
		{name: "deliver", filmed: true, prepare: func(_ *testing.T, u *UI) { u.deliver(u.kit.Clips(flow.ClipQuery{}).IDs) }},
		{name: "deliver-plan", filmed: true, prepare: func(t *testing.T, u *UI) { planned(t, u, "Radio Ebbe", u.kit.Clips(flow.ClipQuery{}).IDs) }},
		{name: "deliver-why", filmed: true, prepare: func(t *testing.T, u *UI) {
			planned(t, u, "Radio Ebbe", u.kit.Clips(flow.ClipQuery{}).IDs).askReason()
		}},
		{name: "deliver-done", writes: true, prepare: func(t *testing.T, u *UI) {
			ids := ownClips(t, u, 6)
			noError(t, os.Remove(u.kit.ClipPath(ids[3])))
			p := planned(t, u, u.kit.Production().Controller, ids)
			plan := *p.plan
			plan.Draft.Reason = "producer"
			p.run(&plan)
		}},
		{name: "clip-delivered", writes: true, prepare: func(t *testing.T, u *UI) {
			id := ownClips(t, u, 1)[0]
			p := planned(t, u, "Radio Ebbe", []consent.ID{id})
			p.plan.Draft.Reason = "agreement"
			p.run(p.plan)
			u.back()
			u.openClip(id)
			s := clipOnTop(t, u)
			s.scroll.ShowPlace(1)
		}},
		{name: "person-reach", writes: true, prepare: func(t *testing.T, u *UI) {
			u.openPerson(takenBack(t, u))
		}},
	}
}

// planned leads to what delivering will mean.
func planned(t *testing.T, u *UI, to string, clips []consent.ID) *exportPlan {
	t.Helper()
	u.deliver(clips)
	s, ok := u.shown().(*exportSetup)
	if !ok {
		t.Fatalf("%T is shown", u.shown())
	}
	s.draft.Recipient, s.draft.To = to, filepath.Join(t.TempDir(), "out")
	s.look()
	p, ok := u.shown().(*exportPlan)
	if !ok {
		t.Fatalf("%T is shown", u.shown())
	}
	return p
}

// ownClips are photos of the test's own, with Karen in them.
func ownClips(t *testing.T, u *UI, n int) []consent.ID {
	t.Helper()
	dir := t.TempDir()
	for i := range n {
		noError(t, os.WriteFile(filepath.Join(dir, "K00"+number(i+1)+".jpg"), somePhoto(320, 180, 40+i), 0o600))
	}
	results, err := u.kit.Ingest(t.Context(), []string{dir}, nil)
	noError(t, err)
	var out []consent.ID
	for _, r := range results {
		noError(t, r.Err)
		out = append(out, r.Clip)
	}
	karen := u.kit.People(flow.PeopleQuery{Text: "Karen"}).Rows[0]
	_, err = u.kit.Tag(t.Context(), flow.TagDraft{Clips: out, People: []consent.ID{karen.ID}})
	noError(t, err)
	return out
}

// takenBack is somebody whose clip was delivered and who then took it back.
func takenBack(t *testing.T, u *UI) consent.ID {
	t.Helper()
	ids := ownClips(t, u, 1)
	_, err := u.kit.WriteSidecars(t.Context(), ids, nil)
	noError(t, err)
	p := planned(t, u, u.kit.Production().Controller, ids)
	p.run(p.plan)
	sheet, err := u.kit.Clip(ids[0])
	noError(t, err)
	who := sheet.Tags[0].Person.ID
	_, err = u.kit.Withdraw(t.Context(), flow.WithdrawDraft{Of: who})
	noError(t, err)
	_, err = u.kit.RewriteSidecars(t.Context(), nil)
	noError(t, err)
	return who
}

func TestSidecarsFromASelection(t *testing.T) {
	u := showKit(t, fullKit(t), 1280, 800)
	ids := ownClips(t, u, 3)
	noError(t, os.Remove(u.kit.ClipPath(ids[2])))
	u.goTo(atClips)
	u.clips().bulkMore(ids)
	tap(t, u, "Write metadata beside the files")
	tap(t, u, "Write")
	mustSay(t, u, "1 clip was left out", "2 files written", "The file is not here")
	for _, id := range ids[:2] {
		path := u.kit.ClipPath(id)
		found, err := filepath.Glob(path[:len(path)-len(filepath.Ext(path))] + "*.xmp")
		if err != nil || len(found) == 0 {
			t.Errorf("no sidecar beside %s", path)
		}
	}
	tap(t, u, "OK")
	u.writeSidecars(ids[:2], nil)
	mustSay(t, u, "0 files written · 2 were right already")
}

func TestSidecarsForEveryClipFromNowOn(t *testing.T) {
	u := showKit(t, fullKit(t), 1280, 800)
	u.askSidecars(ownClips(t, u, 1), nil)
	tap(t, u, "For every clip, from now on")
	tap(t, u, "Write")
	if !u.kit.Settings().Sidecars {
		t.Error("the next clips get none")
	}
}

func TestDeliveringSaysWhatIsMissing(t *testing.T) {
	u := filmedUI(t, 1280, 800)
	u.deliver(u.kit.Clips(flow.ClipQuery{}).IDs[:2])
	s := u.shown().(*exportSetup)
	mustSay(t, u, "Nobody chosen yet", "Somebody else")
	tap(t, u, u.kit.Production().Controller)
	mustSay(t, u, "No folder chosen yet")
	tap(t, u, "Somebody else")
	mustSay(t, u, "Nobody chosen yet")
	typeInto(t, u, "Who", "Radio Ebbe")
	mustSay(t, u, "No folder chosen yet")
	s.draft.To = t.TempDir()
	for _, use := range s.draft.Purposes {
		tap(t, u, u.T("purpose."+string(use)))
	}
	mustSay(t, u, "No use chosen yet")
}

func TestWhatIsNotClearedNeedsAReason(t *testing.T) {
	u := filmedUI(t, 1280, 800)
	id := u.kit.Clips(flow.ClipQuery{Results: []media.Result{media.Unknown}}).IDs[0]
	p := planned(t, u, u.kit.Production().Controller, []consent.ID{id})
	mustSay(t, u, "0 of 1 may go", "None may go without a reason")
	tap(t, u, "All, with a reason")
	tap(t, u, "The producer decided")
	mustSay(t, u, "1 copy delivered")
	if got := u.kit.Deliveries(t.Context(), id); len(got) != 1 || got[0].Recipient != p.plan.Draft.Recipient {
		t.Errorf("deliveries: %+v", got)
	}
	u.openClip(id)
	mustSay(t, u, "Who has copies", "The producer decided")
}

func TestOnlyWhatIsClearedGoes(t *testing.T) {
	u := filmedUI(t, 1280, 800)
	cleared := u.kit.Clips(flow.ClipQuery{Results: []media.Result{media.Cleared}}).IDs
	unknown := u.kit.Clips(flow.ClipQuery{Results: []media.Result{media.Unknown}}).IDs
	if len(cleared) == 0 || len(unknown) == 0 {
		t.Fatal("the day has no clip of each kind")
	}
	p := planned(t, u, u.kit.Production().Controller, []consent.ID{unknown[0], cleared[0]})
	tap(t, u, "Deliver 1 clip")
	mustSay(t, u, "1 copy delivered", u.kit.ClipRow(cleared[0]).Name)
	if len(u.kit.Deliveries(t.Context(), unknown[0])) != 0 {
		t.Error("a clip that is not cleared went")
	}
	files, err := os.ReadDir(p.plan.Draft.To)
	if err != nil || len(files) == 0 {
		t.Errorf("no copy lies there: %v", err)
	}
}

func TestStoppedDeliverySaysSo(t *testing.T) {
	u := filmedUI(t, 1280, 800)
	cleared := u.kit.Clips(flow.ClipQuery{Results: []media.Result{media.Cleared}}).IDs
	p := planned(t, u, u.kit.Production().Controller, cleared[:1])
	var kept func()
	u.opt.Go = func(f func()) { kept = f }
	p.run(p.plan)
	tap(t, u, "Stop")
	u.opt.Go = func(f func()) { f() }
	kept()
	mustSay(t, u, "Stopped. What was done stays.")
	if u.awake["job"] || u.win.Canvas().Overlays().Top() != nil {
		t.Error("it still shows that it runs")
	}
	if len(u.kit.Deliveries(t.Context(), cleared[0])) != 0 {
		t.Error("it was delivered")
	}
}

func TestPersonSaysWhatAWithdrawalReaches(t *testing.T) {
	u := showKit(t, fullKit(t), 1280, 800)
	who := takenBack(t, u)
	u.openPerson(who)
	mustSay(t, u, "What the change reaches", "2 files say it", "Tell "+u.kit.Production().Controller)
}

func TestEverySkipHasWords(t *testing.T) {
	u := filmedUI(t, 1280, 800)
	for _, s := range []flow.Skip{
		flow.SkipAway, flow.SkipCard, flow.SkipReadOnly, flow.SkipFull, flow.SkipChanged, flow.SkipForeign, flow.SkipBusy, flow.SkipDamaged, flow.SkipFailed,
	} {
		if !u.words.Has("export.skip." + string(s)) {
			t.Errorf("%s is not said", s)
		}
	}
	for _, l := range []flow.PictureLack{flow.LackAway, flow.LackNoFFmpeg, flow.LackNone} {
		if !u.words.Has("picture.lack." + string(l)) {
			t.Errorf("%s is not said", l)
		}
	}
}

func TestProgressOfAJob(t *testing.T) {
	u := filmedUI(t, 1280, 800)
	j := &job{u: u, bar: part.NewProgress(), line: part.NewCutText("", part.Note), at: flow.Progress{Done: 2, Total: 8, Item: "A.mp4", Left: 90e9}}
	j.draw()
	if got := j.line.Text(); got != "2 of 8 · A.mp4 · "+u.T("clips.left", "age", u.words.Wait(90e9)) {
		t.Errorf("it says %q", got)
	}
}
