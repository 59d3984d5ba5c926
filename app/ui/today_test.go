package ui

import (
	"fmt"
	"testing"
	"time"

	"onset/app/flow"
)

func todayShots() []shot {
	return []shot{
		{name: "today"},
		{name: "today-empty", bare: true},
		{name: "today-all", prepare: func(t *testing.T, u *UI) {
			if u.class() < 2 && says(u, u.N("today.more", 2)) {
				tap(t, u, u.N("today.more", 2))
			}
		}},
		{name: "shoot", prepare: func(_ *testing.T, u *UI) { u.editShoot() }},
		{name: "leave", prepare: func(_ *testing.T, u *UI) { u.leaving() }},
	}
}

func TestTodayLeadsToEachFix(t *testing.T) {
	k := fullKit(t)
	u := showKit(t, k, 1280, 800)
	v, err := k.Today(t.Context())
	noError(t, err)
	if len(v.Needs) < 4 {
		t.Fatalf("only %d needs", len(v.Needs))
	}
	for _, n := range v.Needs {
		u.goTo(atToday)
		before := u.shown()
		tap(t, u, u.needTitle(n))
		if u.shown() == before && u.win.Canvas().Overlays().Top() == nil {
			t.Errorf("%s leads nowhere", n.Kind)
		}
		for u.win.Canvas().Overlays().Top() != nil {
			u.escape()
		}
	}
}

func TestTodaySaysWhatHappened(t *testing.T) {
	k := fullKit(t)
	u := showKit(t, k, 1280, 800)
	mustSay(t, u, "Birgit Østerby took it back", "In 2 clips", "Red raincoat", "3 people now", "612 GB", "Taking part, in Danish")
	if _, err := k.NextScene(t.Context(), flow.SceneDraft{Start: flow.StartSigned}); err != nil {
		t.Fatal(err)
	}
	mustSay(t, u, "people now")
}

func TestNothingWaits(t *testing.T) {
	k := bareKit(t)
	u := showKit(t, k, 390, 844)
	v, err := k.Today(t.Context())
	noError(t, err)
	all := len(v.Checklist)
	leave := fmt.Sprintf("Before you leave: %d of %d", all, all)
	mustSay(t, u, "Nothing waits for you", leave)
	tap(t, u, leave)
	mustSay(t, u, "Nothing is left to do here.")
	u.escape()
	mustSay(t, u, "Nothing waits for you")
}

func TestShootChangesAndGoesOn(t *testing.T) {
	k := bareKit(t)
	u := showKit(t, k, 1280, 800)
	tap(t, u, "Havnen")
	field(t, u, "Place").SetText("Ishuset")
	tap(t, u, "Under 18")
	u.win.Resize(u.win.Canvas().Size().AddWidthHeight(-600, 0))
	if got := field(t, u, "Place").Text(); got != "Ishuset" {
		t.Errorf("after turning the window the place is %q", got)
	}
	tap(t, u, "Save")
	if s := k.Shoot(); s.Place != "Ishuset" || s.Terms != "minor" || s.Day != 1 {
		t.Errorf("the shoot is %+v", s)
	}
	u.editShoot()
	field(t, u, "Day").SetText("")
	if b := button(t, u, "Day is missing"); b.Usable() {
		t.Error("one can go on without a day")
	}
	tap(t, u, "Next day")
	mustSay(t, u, "Begin day 2?")
	tap(t, u, "Next day")
	if s := k.Shoot(); s.Day != 2 || s.Terms != "minor" || len(k.Shoots()) != 2 {
		t.Errorf("the next shoot is %+v of %d", s, len(k.Shoots()))
	}
}

func TestIdleKitLocksItself(t *testing.T) {
	k := bareKit(t)
	var due []func()
	u := showUI(t, Options{Home: k.home, Kit: k.Kit, Now: k.clock.now, After: func(_ time.Duration, do func()) { due = append(due, do) }}, 1280, 800)
	s := k.Settings()
	s.LockAfter = 5 * time.Minute
	noError(t, k.SetSettings(t.Context(), s))
	wake := func() {
		now := due
		due = nil
		for _, do := range now {
			do()
		}
	}
	u.touched()
	k.clock.add(4 * time.Minute)
	u.touched()
	k.clock.add(2 * time.Minute)
	wake()
	if k.Locked() {
		t.Fatal("locked two minutes after a touch")
	}
	k.clock.add(3 * time.Minute)
	wake()
	if !k.Locked() {
		t.Error("not locked after five minutes without a touch")
	}
}

func TestPlacesByNumber(t *testing.T) {
	u := showKit(t, fullKit(t), 1280, 800)
	for key, do := range u.shortcuts() {
		if key >= "1" && key <= "7" {
			u.shortcut(do)
		}
		if u.shown() == nil {
			t.Errorf("Ctrl+%s shows nothing", key)
		}
	}
	u.leaving()
	over := len(u.over)
	u.escape()
	if over != 1 || len(u.over) != 0 {
		t.Errorf("Escape left %d of %d sheets", len(u.over), over)
	}
}
