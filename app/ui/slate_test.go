package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/consent"
)

func slateShots() []shot {
	return []shot{
		{name: "slate", prepare: func(_ *testing.T, u *UI) { u.showSlate() }},
		{name: "slate-no-scene", bare: true, prepare: func(_ *testing.T, u *UI) { u.showSlate() }},
		{name: "slate-person", prepare: func(t *testing.T, u *UI) { u.showPersonSlate(signedBy(t, u, "Karen Holm Lauritsen")) }},
	}
}

// signedBy is the declaration of somebody.
func signedBy(t *testing.T, u *UI, name string) consent.ID {
	t.Helper()
	for _, r := range u.kit.People(flow.PeopleQuery{Text: name}).Rows {
		s, err := u.kit.Person(r.ID, "en")
		noError(t, err)
		for _, l := range s.Consents {
			if l.Consent.Declared {
				return l.Consent.ID
			}
		}
	}
	t.Fatalf("%s has not signed", name)
	return consent.ID{}
}

// slateOnTop is the slate that is shown.
func slateOnTop(t *testing.T, u *UI) *slateScreen {
	t.Helper()
	s, ok := u.bare.(*slateScreen)
	if !ok {
		t.Fatalf("%T is shown", u.bare)
	}
	return s
}

// slateUI is a window whose later work waits to be let go.
func slateUI(t *testing.T) (*UI, *testClock, *[]func()) {
	t.Helper()
	k := fullKit(t)
	var waiting []func()
	u := showUI(t, Options{Home: k.home, Kit: k.Kit, Now: k.clock.now, After: func(d time.Duration, do func()) {
		if d == flow.SlateRefresh {
			waiting = append(waiting, do)
		}
	}}, 1280, 800)
	return u, k.clock, &waiting
}

// pass lets some time go by and what waited for it happen.
func pass(c *testClock, waiting *[]func(), d time.Duration) {
	c.add(d)
	due := *waiting
	*waiting = nil
	for _, do := range due {
		do()
	}
}

func TestSlateTellsSceneTakeAndTime(t *testing.T) {
	u, clock, waiting := slateUI(t)
	u.goTo(atBoard)
	tap(t, u, "Slate")
	s := slateOnTop(t, u)
	mustSay(t, u, "Auktion", "Scene", "Take", "1", "3 on camera: B12 · B3 · B4", "12:00:30", "UTC, this tablet")
	before := s.view.Text
	pass(clock, waiting, 1250*time.Millisecond)
	mustSay(t, u, "12:00:31", ".2")
	if s.view.Text == before {
		t.Error("the code does not go with the clock")
	}
	if says(u, "Karen") {
		t.Error("a name is in the picture")
	}
}

func TestNextTakeIsOneTap(t *testing.T) {
	u, _, _ := slateUI(t)
	u.showSlate()
	tap(t, u, "Take 2")
	s := slateOnTop(t, u)
	if s.view.Take != 2 {
		t.Fatalf("take %d", s.view.Take)
	}
	button(t, u, "Take 3")
	s.turn(1)
	button(t, u, "Take 2")
	if v, err := u.kit.Slate(t.Context()); err != nil || v.Take != 1 {
		t.Errorf("the kit has take %d, %v", v.Take, err)
	}
}

func TestSlateKeepsTheScreenAwakeUntilItIsLeft(t *testing.T) {
	u, clock, waiting := slateUI(t)
	u.showSlate()
	if !u.awake["slate"] {
		t.Error("the screen goes dark")
	}
	u.key(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if u.bare != nil || u.awake["slate"] {
		t.Fatal("Escape does not leave the slate")
	}
	pass(clock, waiting, time.Second)
	if len(*waiting) != 0 {
		t.Error("it ticks when nobody sees it")
	}
}

func TestSlateLeftAloneAsksForThePIN(t *testing.T) {
	u, clock, waiting := slateUI(t)
	settings := u.kit.Settings()
	settings.LockAfter = 10 * time.Minute
	noError(t, u.kit.SetSettings(t.Context(), settings))
	u.showSlate()
	limit := u.idleLimit()
	pass(clock, waiting, limit)
	u.touched()
	tap(t, u, "Close")
	if !u.kit.Locked() {
		t.Error("whoever finds the slate has the kit")
	}
}

func TestSlateWithoutASceneLeadsToTheBoard(t *testing.T) {
	u := showKit(t, bareKit(t), 1280, 800)
	u.showSlate()
	mustSay(t, u, "–")
	tap(t, u, u.T("board.first_scene"))
	if u.shell.Selected() != atBoard || u.win.Canvas().Overlays().Top() == nil {
		t.Error("nobody asks for the scene")
	}
}

func TestPersonSlateShowsTheReceiptsCodeWithoutAName(t *testing.T) {
	u, _, _ := slateUI(t)
	id := signedBy(t, u, "Karen Holm Lauritsen")
	u.showPersonSlate(id)
	r, err := u.kit.Receipt(id, "")
	noError(t, err)
	mustSay(t, u, r.Short, "B12", "Film this for two seconds")
	if says(u, "Karen") {
		t.Error("a name is in the picture")
	}
	u.escape()
	if u.bare != nil {
		t.Error("Escape does not leave it")
	}
}
