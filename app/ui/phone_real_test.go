package ui

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"onset/app/flow"
	"onset/consent"
	"onset/signer/page/phonetest"
)

// pump runs what the kit asked of the window until it holds.
func pump(t *testing.T, asked <-chan func(), holds func() bool) {
	t.Helper()
	deadline := time.NewTimer(20 * time.Second)
	defer deadline.Stop()
	for !holds() {
		select {
		case do := <-asked:
			do()
		case <-deadline.C:
			t.Fatal("it never happened")
		}
	}
}

// A phone signs at the page of a real kit, and the window shows each step.
func TestAPhoneIsFollowedUntilItSigned(t *testing.T) {
	k := bareKit(t)
	asked := make(chan func(), 1000)
	u := showUI(t, Options{Home: k.home, Kit: k.Kit, Now: k.clock.now, do: func(f func()) { asked <- f }}, 1280, 800)
	u.signOnPhones(flow.PhoneStart{Listen: "127.0.0.1:0", Terms: "appearance", Language: "da"})
	defer u.stopPhones()
	p, err := phonetest.New(http.DefaultClient, u.phones.desk.LocalLink())
	noError(t, err)
	facts, err := p.Load(t.Context(), "")
	noError(t, err)
	_, err = p.Say(t.Context(), p.Message("hello", nil), nil)
	noError(t, err)
	pump(t, asked, func() bool { return says(u, "Reading") })
	tap(t, u, "Same code")
	help, err := p.Say(t.Context(), p.Message("step", map[string]any{"step": "answers", "help": true}), nil)
	noError(t, err)
	if !help.OK {
		t.Fatalf("answered %+v", help)
	}
	pump(t, asked, func() bool { return says(u, "Answering") && says(u, "Help") })
	var uses []string
	for _, use := range facts.Uses {
		uses = append(uses, use.Purpose)
	}
	done, err := p.Say(t.Context(), p.Message("send", phonetest.Send(facts.Shown, phonetest.Adult("Karen Holm Lauritsen", uses...))), nil)
	noError(t, err)
	if !done.OK || done.Done == nil {
		t.Fatalf("answered %+v", done)
	}
	pump(t, asked, func() bool { return says(u, "Karen Holm Lauritsen") })
	tap(t, u, "Karen Holm Lauritsen")
	tap(t, u, "Read it back")
	mustSay(t, u, "Compared:", "Yes, until")
	l := k.Consents()
	if !slices.ContainsFunc(l, func(c flow.ConsentLine) bool { return c.Consent.Witnessed && c.Consent.Method == consent.Drawn }) {
		t.Errorf("declarations are %+v", l)
	}
}

// A poster's page holds the code of the door that stands on the crew's screen.
func TestAPosterIsPrinted(t *testing.T) {
	k := bareKit(t)
	u := showKit(t, k, 1280, 800)
	var opened []string
	u.opt.OpenURL = func(at *url.URL) error { opened = append(opened, at.String()); return nil }
	u.signOnPhones(flow.PhoneStart{Listen: "127.0.0.1:0", Terms: "crowd", Language: "da", Crowd: true})
	defer u.stopPhones()
	mustSay(t, u, "Nobody compares codes here", "Hand out next", "Good until Wed 13 May 2026")
	tap(t, u, "Print the poster")
	tap(t, u, "Open it in the browser")
	if len(opened) != 1 {
		t.Fatalf("opened %v", opened)
	}
	if code, body := get(t, opened[0], ""); code != http.StatusOK || !strings.Contains(body, "Nordlys Film ApS") {
		t.Errorf("got %d, %d bytes", code, len(body))
	}
}

// A command that serves the page as well keeps it on, and the window says so.
func TestWhatACommandHasOpenGoesOn(t *testing.T) {
	k := bareKit(t)
	other, err := k.OpenPhones(t.Context(), flow.PhoneStart{Listen: "127.0.0.1:0", Terms: "appearance", Language: "da"})
	noError(t, err)
	u := showKit(t, k, 1280, 800)
	tap(t, u, "Signing on phones")
	mustSay(t, u, "Sign by phone", "No phone yet")
	tap(t, u, "Stop")
	mustSay(t, u, "It goes on: a command has it open too.", "Signing on phones")
	noError(t, other.Close())
	u.refresh()
	if says(u, "Signing on phones") {
		t.Error("it is off and still on the screen")
	}
}
