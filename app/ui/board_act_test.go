package ui

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// isOnCamera tells whether the kit has a person on camera.
func isOnCamera(u *UI, id consent.ID) bool {
	return slices.ContainsFunc(u.kit.Board().On, func(t flow.BoardTile) bool { return t.ID == id })
}

func tapTile(t *testing.T, u *UI, p flow.PersonRow) {
	t.Helper()
	tile := board(u).tiles[p.ID]
	if tile == nil {
		t.Fatalf("%s has no tile", p.Name)
	}
	test.Tap(tile)
}

func onBoard(t *testing.T) *UI {
	t.Helper()
	u := showKit(t, fullKit(t), 1280, 800)
	u.goTo(atBoard)
	return u
}

func TestTappingATilePutsInAndOut(t *testing.T) {
	k := fullKit(t)
	u := showKit(t, k, 1280, 800)
	u.goTo(atBoard)
	nadia := personNamed(t, u, "Nadia Rahimi")
	tapTile(t, u, nadia)
	if !isOnCamera(u, nadia.ID) {
		t.Fatal("a tap does not put a person on camera")
	}
	mustSay(t, u, "Nadia is on camera")
	k.clock.add(time.Minute)
	tapTile(t, u, nadia)
	if isOnCamera(u, nadia.ID) {
		t.Fatal("a second tap does not take the person off")
	}
	tap(t, u, "Undo")
	if !isOnCamera(u, nadia.ID) {
		t.Error("undo does not put the person back")
	}
}

func TestAgainstANoNeedsAReason(t *testing.T) {
	u := onBoard(t)
	birgit := personNamed(t, u, "Birgit Østerby")
	tapTile(t, u, birgit)
	mustSay(t, u, "Birgit is not to be filmed", "The producer decided")
	if says(u, "A parent is on the way") {
		t.Error("an adult is offered a parent as the reason")
	}
	tap(t, u, "Keep out")
	if isOnCamera(u, birgit.ID) {
		t.Fatal("keeping out puts the person on camera")
	}
	tapTile(t, u, birgit)
	tap(t, u, "The producer decided")
	on := u.kit.Board().On
	i := slices.IndexFunc(on, func(b flow.BoardTile) bool { return b.ID == birgit.ID })
	if i < 0 || on[i].Override != "producer" {
		t.Fatalf("on camera: %+v", on)
	}
	mustSay(t, u, "Producer decided")
}

func TestAMinorWhoWaitsMayComeWithAParent(t *testing.T) {
	u := onBoard(t)
	oskar := personNamed(t, u, "Oskar Dahl")
	tapTile(t, u, oskar)
	tap(t, u, "A parent is on the way")
	if !isOnCamera(u, oskar.ID) {
		t.Error("a picked reason does not put the person on camera")
	}
}

func TestCameInEarlier(t *testing.T) {
	k := fullKit(t)
	k.clock.add(30 * time.Minute)
	u := showKit(t, k, 1280, 800)
	u.goTo(atBoard)
	aksel := personNamed(t, u, "Aksel Toft")
	tap(t, u, "Came in: now")
	tap(t, u, "Came in: 5 min ago")
	tapTile(t, u, aksel)
	for _, b := range u.kit.Board().On {
		if b.ID == aksel.ID && k.clock.now().Sub(b.Since.Time()) != 5*time.Minute {
			t.Errorf("since %v", b.Since)
		}
	}
	if board(u).since != 0 {
		t.Error("the choice counts for more than one person")
	}
}

func TestNextScene(t *testing.T) {
	u := onBoard(t)
	before := u.kit.Board()
	button(t, u, "Next scene").Tapped(nil)
	typeInto(t, u, "Title of the scene", "Scene 12")
	tap(t, u, "Same as last · 3")
	after := u.kit.Board()
	if after.Scene.ID == before.Scene.ID || after.Scene.Title != "Scene 12" || len(after.On) != 3 {
		t.Fatalf("scene %q with %d people", after.Scene.Title, len(after.On))
	}
	if next := board(u).nextTitle(); next != "Scene 13" {
		t.Errorf("the scene after is called %q", next)
	}
	button(t, u, "Next scene").Tapped(nil)
	tap(t, u, "End scene")
	if u.kit.Board().Open {
		t.Error("the scene is still open")
	}
	mustSay(t, u, "No scene is open")
}

func TestALongSceneAsks(t *testing.T) {
	k := fullKit(t)
	k.clock.add(4 * time.Hour)
	u := showKit(t, k, 800, 1280)
	u.goTo(atBoard)
	mustSay(t, u, "This scene has been open for 4 h")
	tap(t, u, "Still going")
	if says(u, "has been open for") {
		t.Error("the answer is not believed")
	}
	k.clock.add(longAgain + time.Minute)
	u.refresh()
	mustSay(t, u, "This scene has been open for 7 h")
}

func TestJustSignedComesInFiveMinutesBack(t *testing.T) {
	k := fullKit(t)
	k.clock.add(8 * time.Minute)
	u := showKit(t, k, 1280, 800)
	u.goTo(atBoard)
	signed := u.kit.Board().Signed
	free := slices.DeleteFunc(signed, func(p flow.PersonRow) bool { return needsReason(p.State) })
	b, ok := find(u, func(b *part.Button) bool {
		return b.Word() == u.N("board.all_since", len(free), "age", "5 min")
	})
	if !ok {
		t.Fatal("those who have just signed are not offered")
	}
	test.Tap(b)
	for _, p := range free {
		if !isOnCamera(u, p.ID) {
			t.Errorf("%s is not on camera", p.Name)
		}
	}
}
