package ui

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

func TestBothWaysAreOneTapAndTheLastOneStandsFirst(t *testing.T) {
	k := fullKit(t)
	u := showKit(t, k, 1280, 800)
	board := emptyBoard(t, u)
	u.opt.openPhones = func(context.Context, flow.PhoneStart) (phoneDesk, error) { return &stageDesk{board: board}, nil }
	tap(t, u, "On their own phone")
	mustSay(t, u, "Sign by phone", "192.168.1.20:8787", "Havnen set", "torsk og sild 7", "No phone yet")
	u.goTo(atToday)
	mustSay(t, u, "Signing on phones", "On this tablet")
	tap(t, u, "Get signature")
	if _, ok := u.shown().(*phoneScreen); !ok {
		t.Error("the last way is not the first")
	}
	u.goTo(atExpected)
	tap(t, u, "5B-05")
	rows := u.signingWaysOf(flow.SigningStart{})
	if rows[0].word != "On their own phone" {
		t.Errorf("the first row is %q", rows[0].word)
	}
	u.escape()
	u.goTo(atToday)
	tap(t, u, "On this tablet")
	if _, ok := u.bare.(*signing); !ok || u.lastWay() != signHere {
		t.Error("it does not begin on the tablet")
	}
}

func TestOneTapSaysTheSameCode(t *testing.T) {
	u := showKit(t, fullKit(t), 1280, 800)
	d := stage(t, u, busyBoard(t, u))
	tap(t, u, "Same code")
	if !d.same["v1"] {
		t.Errorf("compared: %v", d.same)
	}
	if says(u, "Same code") {
		t.Error("it is asked again")
	}
	tap(t, u, "31 88")
	mustSay(t, u, "You have seen it on the phone")
	u.escape()
	d.board.Phones[0].Same = false
	u.refresh()
	tap(t, u, "52 90")
	mustSay(t, u, "Does the phone show this code?")
	tap(t, u, "No")
	if d.same["v1"] {
		t.Error("another code counts as the same")
	}
	mustSay(t, u, "Then it is another phone")
}

func TestHelpIsSeenAndEnded(t *testing.T) {
	u := showKit(t, fullKit(t), 1280, 800)
	d := stage(t, u, busyBoard(t, u))
	u.goTo(atToday)
	mustSay(t, u, "1 person needs help")
	tap(t, u, "Signing on phones")
	tap(t, u, "47 21 needs help")
	tap(t, u, "I have helped")
	if !slices.Equal(d.helped, []string{"v3"}) {
		t.Errorf("helped %v", d.helped)
	}
	d.board.Phones[2].Help = false
	u.refresh()
	mustSay(t, u, "3 of 50 phones on the page")
	tap(t, u, "31 88")
	tap(t, u, "End this visit")
	mustSay(t, u, "End this visit?")
	tap(t, u, "End this visit")
	if !slices.Equal(d.ended, []string{"v2"}) {
		t.Errorf("ended %v", d.ended)
	}
}

func TestNewPhonesWaitBehindOneLine(t *testing.T) {
	u := showKit(t, fullKit(t), 1280, 800)
	b := busyBoard(t, u)
	b.Phones[2].Help = false
	d := stage(t, u, b)
	p := u.shown().(*phoneScreen)
	before := phoneIDs(p.list.rows)
	for _, id := range []string{"n1", "n2"} {
		l := aLine(id, "reading", false)
		l.Code, l.Language = "11 22", "da"
		d.board.Phones = append([]flow.PhoneLine{l}, d.board.Phones...)
	}
	u.refresh()
	if after := phoneIDs(p.list.rows); !slices.Equal(after[:len(before)], before) {
		t.Errorf("%v moved to %v", before, after)
	}
	tap(t, u, "Show 2 new")
	if says(u, "Show 2 new") {
		t.Error("they are still announced")
	}
	if got := phoneIDs(p.list.rows); !slices.Contains(got[:4], "n1") || !slices.Contains(got[:4], "n2") {
		t.Errorf("the new ones are not among the first: %v", got)
	}
}

func TestAFullNetworkIsSaidInWords(t *testing.T) {
	u := showKit(t, fullKit(t), 800, 1280)
	b := emptyBoard(t, u)
	b.Here, b.Room, b.Full = 50, 50, true
	d := stage(t, u, b)
	mustSay(t, u, "The network carries 50 phones, and is full.")
	d.board.InLine = 3
	u.refresh()
	mustSay(t, u, "The network is full. 3 wait in line and come on by themselves.")
}

func TestStoppingAsksWherePeopleAreOnThePage(t *testing.T) {
	u := showKit(t, fullKit(t), 1280, 800)
	d := stage(t, u, busyBoard(t, u))
	tap(t, u, "Stop")
	mustSay(t, u, "3 people are still on the page")
	tap(t, u, "Cancel")
	if d.closed != 0 {
		t.Fatal("it was stopped")
	}
	d.board.Here = 0
	u.refresh()
	tap(t, u, "Stop")
	if d.closed != 1 || u.phones != nil {
		t.Errorf("closed %d times", d.closed)
	}
	mustSay(t, u, "Signing on phones is off. 2 signed.")
}

func TestTheAddressThatPhonesReachIsShown(t *testing.T) {
	u := showKit(t, fullKit(t), 1280, 800)
	b := emptyBoard(t, u)
	b.Links[0].Likely = false
	stage(t, u, b)
	if l, _ := u.phones.link(b); l.Interface != "eth0" {
		t.Errorf("not the likely one: %s", l.Interface)
	}
	b.Links[0].Reached = u.opt.Now()
	if l, _ := u.phones.link(b); l.Interface != "wlan0" {
		t.Errorf("not the one that was reached: %s", l.Interface)
	}
	u.push(newPhoneLinks(u))
	tap(t, u, "10.0.4.2:8787")
	u.back()
	mustSay(t, u, "10.0.4.2:8787")
}

func TestTheNetworkIsToldOnce(t *testing.T) {
	k := fullKit(t)
	u := showKit(t, k, 1280, 800)
	u.goTo(atSettings)
	tap(t, u, "The set’s Wi-Fi")
	typeInto(t, u, "Network", "Havnen set")
	typeInto(t, u, "Password", "kort")
	mustSay(t, u, "A password has at least 8 letters")
	typeInto(t, u, "Password", " og godt")
	tap(t, u, "A hotspot of a phone or tablet")
	tap(t, u, "Save")
	w, room := k.WiFi()
	if w.SSID != "Havnen set" || w.Password != "kort og godt" || room != 8 {
		t.Errorf("kept %+v for %d phones", w, room)
	}
	mustSay(t, u, "Havnen set")
}

func TestTheTextIsChangedWhileItIsOn(t *testing.T) {
	u := showKit(t, fullKit(t), 1280, 800)
	d := stage(t, u, busyBoard(t, u))
	tap(t, u, "Change")
	tap(t, u, "Contributor agreement")
	tap(t, u, "English")
	tap(t, u, "Show the code")
	if d.start.Terms != "contributor" || d.start.Language != "en" || d.closed != 1 {
		t.Errorf("began %+v, closed %d", d.start, d.closed)
	}
	if _, ok := u.shown().(*phoneScreen); !ok {
		t.Error("the code is not shown")
	}
}

func TestACrowdGetsAPoster(t *testing.T) {
	u := showKit(t, fullKit(t), 1280, 800)
	d := stage(t, u, busyBoard(t, u))
	d.start = flow.PhoneStart{}
	u.push(newPhoneSetup(u))
	tap(t, u, "A crowd")
	tap(t, u, "Show the code")
	if !d.start.Crowd || d.start.Terms != "crowd" {
		t.Fatalf("began %+v", d.start)
	}
	d.board = crowdBoard(t, u)
	u.refresh()
	mustSay(t, u, "112", "Hand out next", "B12  B13  B14", "each record says so: not witnessed", "after a restart too", "Print the poster")
	if says(u, "Same code") {
		t.Error("codes of a crowd are compared")
	}
	tap(t, u, "Put up the notice")
	mustSay(t, u, u.T("notices.title"))
}

func TestScriptsTheWindowCannotWriteOpenInTheBrowser(t *testing.T) {
	k := fullKit(t)
	u := showKit(t, k, 1280, 800)
	board := emptyBoard(t, u)
	u.opt.openPhones = func(context.Context, flow.PhoneStart) (phoneDesk, error) { return &stageDesk{board: board}, nil }
	var opened string
	u.opt.OpenURL = func(at *url.URL) error { opened = at.String(); return nil }
	g := signingAt(t, u, "appearance", flow.StepQuestions)
	g.setLanguage("ar")
	if want := "http://127.0.0.1:8787/s/AAAA?l=ar#k=BBBB"; opened != want {
		t.Errorf("opened %q, want %q", opened, want)
	}
	if !k.Locked() {
		t.Error("who comes back from the browser does not need the PIN")
	}
	if _, ok := k.Draft(); ok {
		t.Error("the signing in the window goes on")
	}
}

func TestTheCodesAloneNeedThePINToLeave(t *testing.T) {
	k := fullKit(t)
	u := showKit(t, k, 1280, 800)
	stage(t, u, busyBoard(t, u))
	tap(t, u, "Codes only")
	if says(u, "Karen Holm Lauritsen") || says(u, "52 90") {
		t.Error("whoever comes sees who came")
	}
	mustSay(t, u, "Åbn siden")
	tap(t, u, "Holdet")
	if !k.Locked() {
		t.Error("it is left without the PIN")
	}
}

func TestADoubtfulClockIsLookedAtBeforePhonesSign(t *testing.T) {
	k := bareKit(t)
	k.clock.add(-30 * 24 * time.Hour)
	u := showKit(t, k, 1280, 800)
	u.signOnPhones(flow.PhoneStart{Listen: "127.0.0.1:0"})
	mustSay(t, u, "Is this the right time?", "14:00")
	tap(t, u, "Yes")
	mustSay(t, u, "Sign by phone")
	u.stopPhones()
}

func TestWhatWasReceivedIsReadBackAndMendable(t *testing.T) {
	k := fullKit(t)
	u := showKit(t, k, 1280, 800)
	id := stagedReadBack(t, u)
	u.readBack(id)
	mustSay(t, u, "Liva Brandt", "Marie Liva Brandt", "Holds parental authority", "Not compared: not witnessed", "The child: Yes, I want to")
	tap(t, u, "Wrong")
	tap(t, u, u.T("person.more.invalid"))
	typeInto(t, u, u.T("person.invalid.reason"), "Somebody else")
	tap(t, u, u.T("person.more.invalid"))
	l, err := k.Consent(id)
	noError(t, err)
	if l.Status != consent.StatusInvalidated {
		t.Errorf("status is %s", l.Status)
	}
}

func TestInkIsReadBackAsItWasDrawn(t *testing.T) {
	u := showKit(t, fullKit(t), 1280, 800)
	s, err := u.kit.Person(personNamed(t, u, "Karen Holm Lauritsen").ID, "en")
	noError(t, err)
	u.readBack(s.Consents[0].Consent.ID)
	p, ok := find(u, func(*part.Picture) bool { return true })
	if !ok || p.Size().Height < 100 {
		t.Error("no ink is shown")
	}
}

func TestAChildLeavesWithACodeForTheParent(t *testing.T) {
	k := fullKit(t)
	u := showKit(t, k, 800, 1280)
	waitingReceipt(t, u)
	l, err := k.TakeHome(t.Context(), u.bare.(*receiptScreen).r.Consent)
	noError(t, err)
	mustSay(t, u, l.Code, "https://havnen.example/k")
	u.endBare()
	u.openPerson(personNamed(t, u, "Oskar Dahl").ID)
	shownSheet(t, u).more()
	tap(t, u, "Code to answer later")
	mustSay(t, u, l.Code, "Please answer by")
}

func TestThePublicPageIsBehindHTTPS(t *testing.T) {
	k := fullKit(t)
	u := showKit(t, k, 1280, 800)
	u.goTo(atSettings)
	tap(t, u, "Page for answers from home")
	typeInto(t, u, "Address", "http://havnen.example")
	tap(t, u, "Save")
	mustSay(t, u, "That is not an address such as")
	field(t, u, "Address").SetText("https://havnen.example/k")
	tap(t, u, "Save")
	if at := k.PublicPage(); !strings.HasPrefix(at, "https://havnen.example/k") {
		t.Errorf("kept %q", at)
	}
	mustSay(t, u, "https://havnen.example/k")
}

func TestOpenAnswersGetCards(t *testing.T) {
	u := showKit(t, fullKit(t), 1280, 800)
	var opened string
	u.opt.OpenURL = func(at *url.URL) error { opened = at.String(); return nil }
	u.goTo(atExpected)
	tap(t, u, u.T("expected.print"))
	tap(t, u, "Cards with codes for 9 who have not answered")
	tap(t, u, "Open it in the browser")
	if !strings.HasPrefix(opened, "http://127.0.0.1:") {
		t.Errorf("opened %q", opened)
	}
}

func TestWhoSaidNoOnAPhoneCanBeNotedByClothing(t *testing.T) {
	u := showKit(t, fullKit(t), 1280, 800)
	stage(t, u, busyBoard(t, u))
	tap(t, u, "94 02")
	mustSay(t, u, "Nothing is kept")
	tap(t, u, "Note clothing")
	if _, ok := u.shown().(*avoidPage); !ok {
		t.Error("it leads elsewhere")
	}
}

func TestAReceiptInAScriptOfTheBrowserIsShownInTheCrewsWords(t *testing.T) {
	k := fullKit(t)
	u := showKit(t, k, 1280, 800)
	_, r, err := k.Declare(t.Context(), flow.Declaration{
		Terms: "appearance", Language: "ar", Name: "Fatima Haddad", Adult: true, Grants: []consent.Purpose{consent.Film},
		Denies: []consent.Purpose{consent.Stills, consent.Social, consent.Ads, consent.AI}, Ink: someInk(),
	})
	noError(t, err)
	shown, err := u.receiptOf(r.Consent)
	noError(t, err)
	if shown.Language != "en" {
		t.Errorf("it is shown in %s", shown.Language)
	}
	u.showReceipt(shown)
	mustSay(t, u, "Thank you,", "Open as a page")
}
