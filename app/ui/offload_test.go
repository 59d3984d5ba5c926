package ui

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"onset/app/flow"
	"onset/app/keep"
	"onset/app/ui/part"
	"onset/consent"
)

// cardDesk is a window with a card and two disks.
type cardDesk struct {
	*UI
	card string
	to   []string
	kept []func() // slow work that waits; only where it is held
}

// atCardDesk reopens the kit of a window with volumes of its own.
func atCardDesk(t *testing.T, u *UI) *cardDesk {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	noError(t, err)
	d := &cardDesk{UI: u, card: filepath.Join(root, "EOS_DIGITAL"), to: []string{filepath.Join(root, "Shuttle 1"), filepath.Join(root, "Shuttle 2")}}
	for _, dir := range append([]string{filepath.Join(d.card, "DCIM")}, d.to...) {
		noError(t, os.MkdirAll(dir, 0o700))
	}
	for _, name := range []string{"IMG_0001.JPG", "IMG_0002.JPG"} {
		noError(t, os.WriteFile(filepath.Join(d.card, "DCIM", name), []byte("\xff\xd8\xff\xe0 "+name), 0o600))
	}
	return d
}

// cardUI is a window over a kit that knows the card and the disks as volumes.
func cardUI(t *testing.T, w, h float32) *cardDesk {
	t.Helper()
	from, err := fullHome()
	noError(t, err)
	dir := filepath.Join(t.TempDir(), "home")
	noError(t, os.CopyFS(dir, os.DirFS(from)))
	d := atCardDesk(t, nil)
	clock := newTestClock()
	home, err := flow.OpenHome(flow.Options{
		Dir: dir, Now: clock.now, Create: keep.Create, Open: keep.Open,
		Volumes: func(context.Context) ([]flow.Volume, error) {
			return []flow.Volume{
				{Dir: d.card, Label: "EOS_DIGITAL", Serial: "card", Size: 64e9, Removable: true},
				{Dir: d.to[0], Label: "Shuttle 1", Serial: "one"},
				{Dir: d.to[1], Label: "Shuttle 2", Serial: "two"},
			}, nil
		},
	})
	noError(t, err)
	k, err := home.Unlock(t.Context(), testWords, consent.Ref{})
	noError(t, err)
	t.Cleanup(func() { noError(t, k.Close()) })
	d.UI = showUI(t, Options{Home: home, Kit: k, Now: clock.now}, w, h)
	return d
}

func (d *cardDesk) setup(t *testing.T, to ...string) *cardSetup {
	t.Helper()
	d.goTo(atCards)
	d.copyAgain("A004")
	p, ok := d.shown().(*cardSetup)
	if !ok {
		t.Fatalf("%T is shown", d.shown())
	}
	p.from(d.card)
	for _, dir := range to {
		p.to(dir)
	}
	return p
}

// copy leads through the screens to the end.
func (d *cardDesk) copy(t *testing.T, to ...string) {
	t.Helper()
	d.setup(t, to...).look()
	p, ok := d.shown().(*cardPlan)
	if !ok {
		t.Fatalf("%T is shown", d.shown())
	}
	d.startCopy(p.plan)
}

func TestTwoDisksMakeACardFree(t *testing.T) {
	d := cardUI(t, 1280, 800)
	d.goTo(atCards)
	mustSay(t, d.UI, "No cards yet")
	tap(t, d.UI, "Copy a card")
	tap(t, d.UI, "Choose the card")
	tap(t, d.UI, "EOS_DIGITAL")
	d.back()
	d.setup(t, d.to...)
	tap(t, d.UI, "Look at the card")
	mustSay(t, d.UI, "Card A004: nothing on it was copied before.", "Fits")
	tap(t, d.UI, "Start copying")
	mustSay(t, d.UI, "OK TO REUSE", "Card A004 is safe in 2 places", "All 2 clips read back and equal.", "Shuttle 1", "Shuttle 2")
	d.goTo(atCards)
	mustSay(t, d.UI, "Card A004", "OK TO REUSE")
}

func TestOneCopyIsNotEnough(t *testing.T) {
	d := cardUI(t, 390, 844)
	d.copy(t, d.to[0])
	mustSay(t, d.UI, "DO NOT WIPE", "one copy only")
	d.fix(flow.Need{Kind: flow.NeedCard, Count: 1})
	mustSay(t, d.UI, "DO NOT WIPE")
	tap(t, d.UI, "Card A004")
	tap(t, d.UI, "Use it again anyway")
	tap(t, d.UI, "The producer decided")
	mustSay(t, d.UI, "OK TO REUSE", "The producer decided")
	tap(t, d.UI, "Follow the rule again")
	mustSay(t, d.UI, "DO NOT WIPE")
}

// hold keeps slow work until it is let go.
func (d *cardDesk) hold() { d.opt.Go = func(f func()) { d.kept = append(d.kept, f) } }

func (d *cardDesk) letGo() {
	kept := d.kept
	d.kept = nil
	for _, f := range kept {
		f()
	}
}

func TestStoppedCopyIsNotSafe(t *testing.T) {
	d := cardUI(t, 1280, 800)
	d.setup(t, d.to...).look()
	d.hold()
	tap(t, d.UI, "Start copying")
	mustSay(t, d.UI, "DO NOT WIPE", "Copying", "Shuttle 1", "Waiting")
	d.copyCard()
	if _, two := d.shown().(*cardSetup); two {
		t.Error("a second card can be begun")
	}
	tap(t, d.UI, "Stop copying")
	mustSay(t, d.UI, "Stop copying?")
	tap(t, d.UI, "Stop")
	d.letGo()
	if d.copies != nil {
		t.Error("it is still copying")
	}
	if says(d.UI, "OK TO REUSE") {
		t.Error("a card that was not copied may be wiped")
	}
}

func TestEndOfACopyElsewhereIsSaid(t *testing.T) {
	d := cardUI(t, 1280, 800)
	d.setup(t, d.to...).look()
	d.hold()
	tap(t, d.UI, "Start copying")
	d.goTo(atPeople)
	d.letGo()
	mustSay(t, d.UI, "Card A004: OK TO REUSE")
	if d.shell.Selected() != atPeople {
		t.Error("the crew was led away")
	}
}

func TestPaceOfADisk(t *testing.T) {
	u := cardUI(t, 1280, 800).UI
	for name, c := range map[string]struct {
		at     flow.OffloadPace
		share  float32
		motion part.Motion
		words  string
	}{
		"waiting":   {flow.OffloadPace{Bytes: 100}, 0, part.Waiting, "Waiting"},
		"writing":   {flow.OffloadPace{Bytes: 100e9, Written: 50e9, Rate: 100e6}, 0.25, part.Running, "50 GB of 100 GB · 25 % · 100.0 MB/s"},
		"checking":  {flow.OffloadPace{Bytes: 100e9, Written: 100e9, Verified: 50e9}, 0.75, part.Running, "Reading back · 75 %"},
		"read back": {flow.OffloadPace{Bytes: 100, Written: 100, Verified: 100}, 1, part.Checked, "Read back and equal"},
		"gone":      {flow.OffloadPace{Bytes: 100, Written: 50, Fault: "pulled"}, 0.25, part.Stopped, "The disk is gone. Connect it again and go on."},
	} {
		share, motion, words := u.pace(&c.at)
		if share != c.share || motion != c.motion || words != c.words {
			t.Errorf("%s: %v %v %q", name, share, motion, words)
		}
	}
}

func TestGoneDiskStaysGoneWhileClipsAreRead(t *testing.T) {
	u := cardUI(t, 1280, 800).UI
	c := &copying{u: u}
	c.tell(flow.OffloadProgress{To: []flow.OffloadPace{{Bytes: 100, Written: 50, Fault: "pulled"}}})
	c.tell(flow.OffloadProgress{Reading: true, To: []flow.OffloadPace{{Bytes: 100, Verified: 100}}})
	if at := c.now(); !at.Reading || at.To[0].Fault != "pulled" {
		t.Errorf("%+v", at)
	}
}

func offloadShots() []shot {
	running := func(t *testing.T, u *UI) {
		d := atCardDesk(t, u)
		d.setup(t, d.to...)
		plan, err := u.kit.PlanOffload(t.Context(), flow.OffloadDraft{Source: d.card, To: d.to, Label: "A004", Below: true})
		noError(t, err)
		c := &copying{u: u, plan: plan, stop: func() {}}
		c.at = flow.OffloadProgress{Verdict: flow.CardVerdict{Word: flow.DoNotWipe, Why: flow.CardCopying, Minutes: 14}, To: []flow.OffloadPace{
			{Name: "Shuttle 1", Bytes: 188e9, Written: 117e9, Rate: 212e6},
			{Name: "Shuttle 2", Bytes: 188e9, Written: 188e9, Verified: 94e9, Rate: 180e6},
			{Name: "Shuttle 3", Bytes: 188e9, Written: 40e9, Fault: "pulled"},
		}}
		u.copies = c
		u.goTo(atCards)
	}
	one := func(t *testing.T, u *UI) *cardDesk {
		d := atCardDesk(t, u)
		d.copy(t, d.to[0])
		return d
	}
	return []shot{
		{name: "offload-empty", writes: true, prepare: func(_ *testing.T, u *UI) { u.goTo(atCards) }},
		{name: "offload-setup", writes: true, prepare: func(t *testing.T, u *UI) { d := atCardDesk(t, u); d.setup(t, d.to...) }},
		{name: "offload-plan", writes: true, prepare: func(t *testing.T, u *UI) { d := atCardDesk(t, u); d.setup(t, d.to...).look() }},
		{name: "offload-running", writes: true, prepare: running},
		{name: "offload-stop", writes: true, prepare: func(t *testing.T, u *UI) { running(t, u); u.copies.askStop() }},
		{name: "offload-one", writes: true, prepare: func(t *testing.T, u *UI) { one(t, u) }},
		{name: "offload-disk", writes: true, prepare: func(t *testing.T, u *UI) {
			c := one(t, u).shown().(*cardSheet).line.Copies[0]
			u.nameDisk(c.Disk, c.Name, c.Keeper)
		}},
		{name: "offload-list", writes: true, prepare: func(t *testing.T, u *UI) { one(t, u).goTo(atCards) }},
		{name: "offload-override", writes: true, prepare: func(t *testing.T, u *UI) { one(t, u); u.shown().(*cardSheet).askReason() }},
		{name: "offload-reuse", writes: true, prepare: func(t *testing.T, u *UI) { one(t, u); u.shown().(*cardSheet).decide("producer") }},
	}
}

func TestDiskGetsANameAndAKeeper(t *testing.T) {
	d := cardUI(t, 1280, 800)
	d.copy(t, d.to...)
	mustSay(t, d.UI, "Eject the disks before you unplug them.")
	tap(t, d.UI, "Shuttle 1")
	mustSay(t, d.UI, "What is this disk called?")
	field(t, d.UI, "Name").SetText("Havnen 1")
	typeInto(t, d.UI, "Who keeps it", "Jonas")
	tap(t, d.UI, "Save")
	mustSay(t, d.UI, "Havnen 1", "Keeper: Jonas")
}

func TestWhatIsWrongWithADiskIsSaidInFull(t *testing.T) {
	d := cardUI(t, 1280, 800)
	d.setup(t, d.to...).look()
	d.hold()
	tap(t, d.UI, "Start copying")
	at := d.copies.now()
	at.To[0].Fault = "pulled"
	d.copies.mu.Lock()
	d.copies.at = at
	d.copies.mu.Unlock()
	d.copies.draw()
	_, ok := find(d.UI, func(w *part.Wrap) bool { return w.Text() == "The disk is gone. Connect it again and go on." })
	if !ok {
		t.Error("the sentence is cut")
	}
	d.letGo()
}
