package ui

import (
	"errors"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

func firstShots() []shot {
	return []shot{
		{name: "first-choose", first: true},
		{name: "first-about", first: true, prepare: func(_ *testing.T, u *UI) { u.bare.(*firstStart).goTo(firstAbout) }},
		{name: "first-passphrase", first: true, prepare: func(t *testing.T, u *UI) {
			f := u.bare.(*firstStart)
			f.words = "anchor barrel gull twine lantern"
			f.goTo(firstPassphrase)
			typeInto(t, u, u.T("first.type_words"), "anchor barrel gu")
		}},
		{name: "first-own", first: true, prepare: func(t *testing.T, u *UI) {
			f := u.bare.(*firstStart)
			f.goTo(firstPassphrase)
			tap(t, u, u.T("first.write_own"))
			typeInto(t, u, u.T("first.own_words"), "seagulls at dawn")
		}},
		{name: "first-recovery", first: true, prepare: func(t *testing.T, u *UI) {
			f := u.bare.(*firstStart)
			f.recovery = "4KQ7-M2XD-9RTB-H6WN-C3VF-8PZA-T5JE-L7YG"
			f.goTo(firstRecovery)
			typeLastGroup(t, u, "L7Y")
		}},
		{name: "first-pin", first: true, prepare: func(_ *testing.T, u *UI) { u.bare.(*firstStart).goTo(firstPIN) }},
		{name: "unlock", shut: true},
		{name: "unlock-code", shut: true, prepare: func(t *testing.T, u *UI) { tap(t, u, u.T("unlock.forgotten")) }},
		{name: "lock", prepare: func(_ *testing.T, u *UI) {
			l := newLock(u, u.endBare).(*lockScreen)
			u.showBare(l)
			l.pad.Type('1')
			l.pad.Type('2')
		}},
		{name: "lock-wait", prepare: func(_ *testing.T, u *UI) {
			l := newLock(u, u.endBare).(*lockScreen)
			u.showBare(l)
			l.refused(&flow.PINError{Wait: 30 * time.Second})
		}},
	}
}

// started shows the first start of a home that is not there yet.
func started(t *testing.T) (*UI, *flow.Home) {
	t.Helper()
	c := newTestClock()
	h, err := testHome(filepath.Join(t.TempDir(), "home"), c)
	noError(t, err)
	u := showUI(t, Options{Home: h, Now: c.now}, 1280, 800)
	t.Cleanup(func() {
		if u.kit != nil {
			noError(t, u.kit.Close())
		}
	})
	return u, h
}

// typeLastGroup types into the one field of the page with the recovery code.
func typeLastGroup(t *testing.T, u *UI, words string) {
	t.Helper()
	f, ok := find(u, func(*part.Field) bool { return true })
	if !ok {
		t.Fatal("no field for the last group")
	}
	test.Type(f.Focusable(), words)
}

// typePIN types digits as the keyboard of a tablet does.
func typePIN(u *UI, digits string) {
	for _, r := range digits {
		u.win.Canvas().OnTypedRune()(r)
	}
}

func TestFirstStartFromNothingToToday(t *testing.T) {
	u, h := started(t)
	tap(t, u, "New production")
	if b := button(t, u, "Title is missing"); b.Usable() {
		t.Error("one can go on without a title")
	}
	for label, words := range map[string]string{
		"Title of the production": "Havnen", "Your name": "Freja Lund", "Company and number": "Nordlys Film ApS",
		"E-mail for questions": "kontakt@nordlys.example",
	} {
		typeInto(t, u, label, words)
	}
	u.win.Resize(fyne.NewSize(390, 844))
	u.win.Resize(fyne.NewSize(1280, 800))
	if got := field(t, u, "Title of the production").Text(); got != "Havnen" {
		t.Errorf("after turning the window the title is %q", got)
	}
	tap(t, u, "Continue")

	words := u.bare.(*firstStart).words
	five := strings.Fields(words)
	typeInto(t, u, "Type the five words once", strings.Join(five[:4], " "))
	button(t, u, "1 word to go")
	typeInto(t, u, "Type the five words once", " "+five[4])
	tap(t, u, "Continue")

	recovery := u.bare.(*firstStart).recovery
	last := recovery[strings.LastIndexAny(recovery, "- ")+1:]
	typeLastGroup(t, u, strings.ToLower(last[:len(last)-1]))
	button(t, u, "1 letter to go")
	typeLastGroup(t, u, last[len(last)-1:])
	tap(t, u, "I have written it down")

	typePIN(u, "1234")
	mustSay(t, u, "Type the PIN once more")
	typePIN(u, "4321")
	mustSay(t, u, "The two PINs are not the same", "A PIN for the screen")
	typePIN(u, "1234")
	typePIN(u, "1234")
	if u.kit == nil || u.bare != nil {
		t.Fatal("the kit is not open")
	}
	if !u.kit.HasPIN() {
		t.Error("the PIN was not kept")
	}
	noError(t, u.kit.Close())
	k, err := h.Unlock(t.Context(), recovery, consent.Ref{})
	noError(t, err)
	u.kit = k
	if got := k.Production().Title; got != "Havnen" {
		t.Errorf("the recovery code opens %q", got)
	}
}

func TestFirstStartKeepsItsStepWhenTheLanguageChanges(t *testing.T) {
	u, _ := started(t)
	tap(t, u, "New production")
	typeInto(t, u, "Title of the production", "Havnen")
	tap(t, u, "English")
	if got := field(t, u, u.T("first.field.title")).Text(); u.words.Tag != "da" || got != "Havnen" {
		t.Errorf("in %s the title is %q", u.words.Tag, got)
	}
}

func TestOwnPassphraseNeedsItsLength(t *testing.T) {
	u, _ := started(t)
	u.bare.(*firstStart).demoNames()
	u.bare.(*firstStart).goTo(firstPassphrase)
	tap(t, u, "Write my own")
	typeInto(t, u, "Your own passphrase", "elevenchars")
	if b, ok := find(u, func(b *part.Button) bool { return b.Word() == "Continue" && b.Usable() }); ok {
		t.Errorf("eleven letters are enough for %q", b.Word())
	}
	typeInto(t, u, "Your own passphrase", "!")
	if b := button(t, u, "Continue"); !b.Usable() {
		t.Error("twelve letters are not enough")
	}
}

// unlocking shows the closed copy of a production.
func unlocking(t *testing.T) *UI {
	t.Helper()
	k := bareKit(t)
	dir := k.home.Dir()
	noError(t, k.Close())
	h, err := testHome(dir, k.clock)
	noError(t, err)
	u := showUI(t, Options{Home: h, Now: k.clock.now}, 1280, 800)
	t.Cleanup(func() {
		if u.kit != nil {
			noError(t, u.kit.Close())
		}
	})
	return u
}

func TestUnlock(t *testing.T) {
	u := unlocking(t)
	if b := button(t, u, "Passphrase is missing"); b.Usable() {
		t.Error("one can go on without a passphrase")
	}
	typeInto(t, u, "Passphrase", "wrong")
	tap(t, u, "Unlock")
	mustSay(t, u, "The passphrase does not fit")
	field(t, u, "Passphrase").SetText(testWords)
	tap(t, u, "Unlock")
	if u.kit == nil {
		t.Fatal("the kit is not open")
	}
}

func TestRecover(t *testing.T) {
	u, h := started(t)
	k, code, err := h.Found(t.Context(), flow.NewProduction{Title: "Havnen", Controller: "Nordlys", Contact: "a@b.example", Passphrase: testWords})
	noError(t, err)
	noError(t, k.Close())
	u.showBare(newUnlock(u))
	tap(t, u, "Forgotten? Use the recovery code")
	typeInto(t, u, "Recovery code", strings.ToLower(code[:len(code)-1]))
	typeInto(t, u, "New passphrase", "another way to say it")
	tap(t, u, "Unlock")
	mustSay(t, u, "That is not a recovery code")
	typeInto(t, u, "Recovery code", code[len(code)-1:])
	tap(t, u, "Unlock")
	next := u.bare.(*unlockScreen).recovered
	if next == "" || next == code {
		t.Fatalf("the next recovery code is %q", next)
	}
	mustSay(t, u, "Write this down now")
	tap(t, u, "I have written it down")
	if u.kit == nil || u.bare != nil {
		t.Fatal("the kit is not open")
	}
}

func TestWrongPINsWait(t *testing.T) {
	k := bareKit(t)
	u := showKit(t, k, 1280, 800)
	u.lock()
	mustSay(t, u, "Type the PIN to go on")
	for range 12 {
		if says(u, "Too many wrong PINs") {
			break
		}
		typePIN(u, "9999")
		mustSay(t, u, "PIN")
	}
	mustSay(t, u, "Too many wrong PINs")
	typePIN(u, "1234")
	if !k.Locked() {
		t.Fatal("a PIN was heard during the wait")
	}
	tap(t, u, "Use the passphrase")
	typeInto(t, u, "Passphrase", testWords)
	tap(t, u, "Unlock")
	if k.Locked() || u.bare != nil {
		t.Error("the passphrase does not end the lock")
	}
}

func TestFirstStartJoinsBeforeItFounds(t *testing.T) {
	u, h := started(t)
	f := u.bare.(*firstStart)
	tap(t, u, u.T("first.join"))
	if f.step != firstJoin || f.missing() != u.T("first.join.needs_code") {
		t.Fatalf("step %d misses %q", f.step, f.missing())
	}
	typeInto(t, u, u.T("pair.code"), "ABCDE-12345")
	if f.missing() != u.T("first.join.needs_crew") {
		t.Errorf("misses %q", f.missing())
	}
	typeInto(t, u, u.T("first.join.crew"), "Bo")
	if f.missing() != "" {
		t.Errorf("misses %q", f.missing())
	}
	f.p.Passphrase = "seagulls at dawn over the pier"
	if _, _, err := f.make(t.Context()); !errors.Is(err, flow.ErrPairCode) && !errors.Is(err, flow.ErrPairTypo) {
		t.Errorf("a code that is none: %v", err)
	}
	if !h.Empty() {
		t.Error("a code that is none left something behind")
	}
	f.leave()
	if f.step != firstChoose {
		t.Errorf("back leads to %d", f.step)
	}
}

func TestFirstStartReadsTheCodeOffAPicture(t *testing.T) {
	from := bareKit(t)
	i, err := from.Invite(t.Context(), flow.InviteOptions{Addresses: []string{"192.0.2.7:22443"}})
	noError(t, err)
	u, _ := started(t)
	tap(t, u, u.T("first.join"))
	u.opt.PickFile = func(_ []string, _ bool, picked func([]string)) { picked([]string{photoOfCode(t, i.QR)}) }
	tap(t, u, u.T("pair.picture"))
	if f := u.bare.(*firstStart); f.j.Code != i.Code {
		t.Errorf("the code is %q, not %q", f.j.Code, i.Code)
	}
	u.opt.PickFile = func(_ []string, _ bool, picked func([]string)) { picked([]string{photoOfCode(t, nil)}) }
	tap(t, u, u.T("pair.picture"))
	mustSay(t, u, u.T("pair.picture.none"))
}

// photoOfCode is a picture of a screen that shows a code, or nothing.
func photoOfCode(t *testing.T, modules [][]bool) string {
	t.Helper()
	const size, quiet = 6, 5
	side := (len(modules) + 2*quiet) * size
	img := image.NewGray(image.Rect(0, 0, side, side))
	for n := range img.Pix {
		x, y := n%side/size-quiet, n/side/size-quiet
		img.Pix[n] = 240
		if y >= 0 && y < len(modules) && x >= 0 && x < len(modules) && modules[y][x] {
			img.Pix[n] = 20
		}
	}
	path := filepath.Join(t.TempDir(), "photo.png")
	f, err := os.Create(path)
	noError(t, err)
	noError(t, png.Encode(f, img))
	noError(t, f.Close())
	return path
}
