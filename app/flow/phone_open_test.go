package flow_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"onset/app/flow"
	"onset/consent"
	"onset/signer/page"
	"onset/signer/page/phonetest"
)

// phones opens signing on phones at a free port of this machine.
func (s *set) phones(start flow.PhoneStart) *flow.Phones {
	s.t.Helper()
	if start.Listen == "" {
		start.Listen = "127.0.0.1:0"
	}
	p, err := s.OpenPhones(s.t.Context(), start)
	must(s.t, err)
	s.t.Cleanup(func() { _ = p.Close() })
	return p
}

// phone is a phone that has read the code on the crew's screen.
func (s *set) phone(p *flow.Phones) *phonetest.Phone {
	s.t.Helper()
	ph, err := phonetest.New(&http.Client{Transport: &http.Transport{}}, p.Board().Links[0].Link)
	must(s.t, err)
	s.t.Cleanup(ph.Client.CloseIdleConnections)
	return ph
}

func (s *set) say(ph *phonetest.Phone, kind string, more map[string]any, picture []byte) phonetest.Answer {
	s.t.Helper()
	a, err := ph.Say(s.t.Context(), ph.Message(kind, more), picture)
	must(s.t, err)
	return a
}

// signs sends an adult's yes to all that is asked.
func (s *set) signs(ph *phonetest.Phone, name string) phonetest.Answer {
	s.t.Helper()
	f, err := ph.Load(s.t.Context(), "")
	must(s.t, err)
	var uses []string
	for _, u := range f.Uses {
		uses = append(uses, u.Purpose)
	}
	return s.say(ph, "send", phonetest.Send(f.Shown, phonetest.Adult(name, uses...)), nil)
}

func TestPhonesOnTheBoard(t *testing.T) {
	s := founded(t)
	var told atomic.Int32
	s.OnChange(func() { told.Add(1) })
	p := s.phones(flow.PhoneStart{WiFi: flow.WiFi{SSID: "Havnen", Password: "sild og kartofler"}, Room: 30})
	b := p.Board()
	if !b.On || b.Crowd || b.Terms != "appearance" || b.Language != "en" || b.Room != 30 || len(b.WiFiQR) == 0 || len(b.Links) != 1 ||
		len(b.Links[0].QR) == 0 || len(b.Links[0].TestQR) == 0 || !slices.Equal(b.Next[:2], []string{"A1", "A2"}) {
		t.Fatalf("board %+v", b)
	}
	ph := s.phone(p)
	hello := s.say(ph, "hello", nil, nil)
	line := p.Board().Phones[0]
	if strings.ReplaceAll(line.Code, " ", "") != hello.Code || line.Step != flow.PhoneReading || line.Gone {
		t.Fatalf("line %+v, the phone shows %s", line, hello.Code)
	}
	now, on := s.PhonesOn()
	equal(t, "now", now, flow.PhoneCounts{Here: 1})
	equal(t, "on", on, true)
	s.say(ph, "step", map[string]any{"step": "answers", "help": true}, nil)
	equal(t, "help", p.Board().Phones[0].Help, true)
	equal(t, "wanted", p.Counts(), flow.PhoneCounts{Here: 1, Help: 1})
	must(t, p.Helped(line.ID))
	equal(t, "given", p.Counts().Help, 0)
	equal(t, "helped", p.Board().Phones[0].Help, false)
	must(t, p.Same(line.ID, true))
	done := s.signs(ph, "Karen Holm")
	if !done.OK || done.Done == nil {
		t.Fatalf("answer %+v", done)
	}
	b = p.Board()
	line = b.Phones[0]
	if b.Signed != 1 || b.Here != 0 || line.Name != "Karen Holm" || line.State != consent.MayBeFilmed || line.Duplicate || line.Step != flow.PhoneSigned {
		t.Fatalf("board %+v", b)
	}
	back, err := s.ReadBack(t.Context(), line.Consent, "")
	must(t, err)
	if back.Code != line.Code || !back.Witnessed || back.Short != done.Done.Short {
		t.Errorf("read back %+v", back)
	}
	for name, err := range map[string]error{"same": p.Same("none", true), "helped": p.Helped("none"), "end": p.End("none")} {
		if !errors.Is(err, flow.ErrNotFound) {
			t.Errorf("%s of nobody: %v", name, err)
		}
	}
	if told.Load() == 0 {
		t.Error("nobody was told")
	}
	<-p.News()
}

func TestTwicePerhaps(t *testing.T) {
	s := founded(t)
	p := s.phones(flow.PhoneStart{})
	s.signs(s.phone(p), "Søren Kjær")
	s.signs(s.phone(p), "soren kjaer")
	s.signs(s.phone(p), "Karen")
	for i, want := range []bool{true, true, false} {
		equal(t, p.Board().Phones[i].Name, p.Board().Phones[i].Duplicate, want)
	}
	s.clock.add(26 * time.Hour)
	q := s.phones(flow.PhoneStart{ClockOK: true})
	s.signs(s.phone(q), "Karen")
	equal(t, "signed on another day", q.Board().Phones[3].Duplicate, false)
}

func TestEndedAndFull(t *testing.T) {
	s := founded(t)
	p := s.phones(flow.PhoneStart{Room: 1})
	first, second := s.phone(p), s.phone(p)
	equal(t, "first", s.say(first, "hello", nil, nil).Step, "reading")
	equal(t, "second", s.say(second, "hello", nil, nil).Error, "busy")
	b := p.Board()
	if !b.Full || b.Here != 1 || b.InLine != 1 {
		t.Fatalf("board %+v", b)
	}
	must(t, p.End(b.Phones[0].ID))
	equal(t, "sent away", s.signs(first, "Karen").OK, false)
	equal(t, "in line", s.say(second, "hello", nil, nil).Step, "reading")
	s.clock.add(2 * page.PhoneGone)
	equal(t, "gone", p.Board().Phones[1].Gone, true)
	equal(t, "here", p.Board().Here, 0)
	equal(t, "consents", len(s.Consents()), 0)
}

func TestOneForOnePerson(t *testing.T) {
	s := founded(t)
	rows, err := s.Expect(t.Context(), []flow.ExpectedDraft{{Label: "Extra 7"}})
	must(t, err)
	p := s.phones(flow.PhoneStart{Expected: rows[0].Consent})
	ph := s.phone(p)
	s.say(ph, "hello", nil, nil)
	equal(t, "another phone", s.say(s.phone(p), "hello", nil, nil).Error, "used")
	equal(t, "signed", s.signs(ph, "Jens").OK, true)
	equal(t, "expected", s.Expected()[0].State, flow.ExpectedYes)
	equal(t, "consents", len(s.Consents()), 1)
	if _, err := s.OpenPhones(t.Context(), flow.PhoneStart{Expected: rows[0].Consent}); !errors.Is(err, flow.ErrNothingHeld) {
		t.Errorf("for somebody who has answered: %v", err)
	}
	again := s.phones(flow.PhoneStart{Person: rows[0].Person})
	equal(t, "signs again", s.signs(s.phone(again), "Jens").OK, true)
	equal(t, "people", s.People(flow.PeopleQuery{}).All, 1)
}

// TestACrowdAtOnce has many phones sign at the same moment: all are stored, none
// twice, and no two wear one band.
func TestACrowdAtOnce(t *testing.T) {
	s := founded(t)
	p := s.phones(flow.PhoneStart{Crowd: true, Terms: "crowd"})
	const many = 24
	var hands sync.WaitGroup
	got := make([]phonetest.Answer, many)
	for i := range many {
		ph := s.phone(p)
		f, err := ph.Load(t.Context(), "")
		must(t, err)
		message := ph.Message("send", phonetest.Send(f.Shown, phonetest.Adult("Person "+strings.Repeat("i", i+1), "film", "stills", "social")))
		for range 2 { // a phone that lost the network sends again while the first is worked on
			hands.Go(func() {
				if a, err := ph.Say(t.Context(), message, photo(t, uint8(i))); err != nil || !a.OK {
					t.Errorf("phone %d: %+v, %v", i, a, err)
				} else {
					s.clock.mu.Lock()
					got[i] = a
					s.clock.mu.Unlock()
				}
			})
		}
	}
	hands.Wait()
	equal(t, "consents", len(s.Consents()), many)
	bands := map[string]bool{}
	for _, a := range got {
		bands[a.Done.Band] = true
	}
	equal(t, "bands", len(bands), many)
	equal(t, "signed", p.Board().Signed, many)
	if next := s.NextBands(1); next[0] != "A25" {
		t.Errorf("next band %v", next)
	}
}

// TestSecondParentOnTheSet signs on a code that the crew shows for the child.
func TestSecondParentOnTheSet(t *testing.T) {
	s := founded(t)
	id, _, err := s.Declare(t.Context(), flow.Declaration{
		Terms: "minor", Name: "Oskar", Born: flow.Month{Year: 2014, Month: 3}, Guardians: []flow.GuardianDraft{mother("Camilla")},
		OtherHolder: consent.HolderMustSign, ChildSays: consent.ChildYes, Grants: []consent.Purpose{consent.Film, consent.Stills, consent.Social},
	})
	must(t, err)
	ph := s.phone(s.phones(flow.PhoneStart{Expected: id}))
	f, err := ph.Load(t.Context(), "")
	must(t, err)
	answer := phonetest.Child("", "Anders", 2014, "film", "stills", "social")
	for _, field := range []string{"name", "year", "month", "child"} {
		delete(answer, field)
	}
	answer["guardian"] = map[string]any{"name": "Anders", "relation": "father", "contact": "20 30 40 51", "authority": true, "other": "agrees"}
	a := s.say(ph, "send", phonetest.Send(f.Shown, answer), nil)
	if !a.OK {
		t.Fatalf("%+v", a)
	}
	line, err := s.Consent(id)
	must(t, err)
	equal(t, "status", line.Status, consent.StatusGiven)
}

func TestOpenersShareThePage(t *testing.T) {
	s := founded(t)
	a := s.phones(flow.PhoneStart{})
	address := a.Board().Links[0].Host
	b := s.phones(flow.PhoneStart{Listen: address, Crowd: true, Terms: "crowd"})
	equal(t, "one address", b.Board().Links[0].Host, address)
	if a.Board().Links[0].Link == b.Board().Links[0].Link {
		t.Error("two openers show one code")
	}
	s.say(s.phone(a), "hello", nil, nil)
	equal(t, "seen by both", len(b.Board().Phones), 1)
	must(t, a.Close())
	must(t, a.Close())
	equal(t, "closed", a.Board().On, false)
	if _, open := <-a.News(); open {
		<-a.News()
	}
	ph := s.phone(b)
	equal(t, "the other goes on", s.say(ph, "hello", nil, nil).OK, true)
	must(t, b.Close())
	if _, err := ph.Say(t.Context(), ph.Message("hello", nil), nil); err == nil {
		t.Error("the page answers after it was closed")
	}
	_, on := s.PhonesOn()
	equal(t, "on", on, false)
	c := s.phones(flow.PhoneStart{})
	equal(t, "again", s.say(s.phone(c), "hello", nil, nil).OK, true)
}

func TestNewCodeKeepsTheOld(t *testing.T) {
	s := founded(t)
	p := s.phones(flow.PhoneStart{})
	old := s.phone(p)
	before := p.Board().Links[0].Link
	must(t, p.NewCode(t.Context()))
	if p.Board().Links[0].Link == before || !strings.Contains(p.LocalLink(), "/s/") {
		t.Error("the same code again")
	}
	equal(t, "the old one", s.say(old, "hello", nil, nil).OK, true)
	s.clock.add(page.OneFor - time.Minute)
	p.Board() // a screen that shows it keeps it good
	s.clock.add(2 * time.Minute)
	equal(t, "shown", s.say(s.phone(p), "hello", nil, nil).OK, true)
	if _, err := s.phone(p).Load(t.Context(), ""); err != nil {
		t.Error(err)
	}
}

// TestCodeNobodyLooksAtEnds: whoever only counts phones keeps no code good.
func TestCodeNobodyLooksAtEnds(t *testing.T) {
	s := founded(t)
	p := s.phones(flow.PhoneStart{})
	ph := s.phone(p)
	for range 4 {
		s.clock.add(page.OneFor / 4)
		p.Counts()
		s.PhonesOn()
	}
	var told *phonetest.Refused
	if _, err := ph.Load(t.Context(), ""); !errors.As(err, &told) || told.Status != http.StatusGone {
		t.Errorf("the code opens still: %v", err)
	}
}

// TestSigningGoesOnBehindTheLock: the PIN guards the screen, not the people
// who are signing.
func TestSigningGoesOnBehindTheLock(t *testing.T) {
	s := founded(t, func(n *flow.NewProduction) { n.PIN = "4711" })
	p := s.phones(flow.PhoneStart{})
	s.Lock()
	equal(t, "locked", s.Locked(), true)
	equal(t, "signed", s.signs(s.phone(p), "Karen").OK, true)
	must(t, s.Close()) // with phones on
	if _, err := s.OpenPhones(t.Context(), flow.PhoneStart{}); !errors.Is(err, flow.ErrClosed) {
		t.Errorf("opened on a closed kit: %v", err)
	}
	s.home = openHome(t, s.dir, s.clock)
	k, err := s.home.Unlock(t.Context(), passphrase, consent.Ref{})
	must(t, err)
	s.Kit = k
	equal(t, "kept", len(s.Consents()), 1)
}

func TestOpenPhonesSaysWhatIsWrong(t *testing.T) {
	s := founded(t)
	taken := s.phones(flow.PhoneStart{})
	for name, c := range map[string]struct {
		start flow.PhoneStart
		want  error
	}{
		"terms":      {flow.PhoneStart{Terms: "nope"}, flow.ErrTerms},
		"notice":     {flow.PhoneStart{Terms: "notice"}, flow.ErrTerms},
		"language":   {flow.PhoneStart{Language: "xx"}, flow.ErrLanguage},
		"expected":   {flow.PhoneStart{Expected: consent.ID{1}}, flow.ErrNotFound},
		"person":     {flow.PhoneStart{Person: consent.ID{1}}, flow.ErrNotFound},
		"address":    {flow.PhoneStart{Listen: "nowhere"}, flow.ErrListen},
		"other's":    {flow.PhoneStart{Listen: "192.0.2.200:1"}, flow.ErrListen},
		"long name":  {flow.PhoneStart{WiFi: flow.WiFi{SSID: strings.Repeat("x", 33)}}, flow.ErrWiFi},
		"two lines":  {flow.PhoneStart{WiFi: flow.WiFi{SSID: "a\nb"}}, flow.ErrWiFi},
		"no network": {flow.PhoneStart{WiFi: flow.WiFi{Password: "sild og kartofler"}}, flow.ErrWiFi},
		"room":       {flow.PhoneStart{Room: -1}, flow.ErrWiFi},
	} {
		p, err := s.OpenPhones(t.Context(), c.start)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
		if p != nil {
			t.Errorf("%s: opened", name)
		}
	}
	equal(t, "still on", taken.Board().On, true)
	s.clock.add(-48 * time.Hour)
	if _, err := s.OpenPhones(t.Context(), flow.PhoneStart{}); !errors.Is(err, flow.ErrClockDoubt) {
		t.Errorf("with a clock that went back: %v", err)
	}
	p := s.phones(flow.PhoneStart{ClockOK: true, Listen: taken.Board().Links[0].Host})
	equal(t, "confirmed", s.signs(s.phone(p), "Karen").OK, true)
}

func TestNetworkAndPageAreRemembered(t *testing.T) {
	s := founded(t)
	ctx := t.Context()
	must(t, s.SetWiFi(ctx, flow.WiFi{SSID: `Sæt "A"; B`, Password: "sild og kartofler", Hidden: true}, 40))
	must(t, s.SetPublicPage(ctx, " https://set.example/k/ "))
	s.reopen()
	w, room := s.WiFi()
	if w.SSID != `Sæt "A"; B` || w.Password != "sild og kartofler" || !w.Hidden || room != 40 {
		t.Fatalf("network %+v of %d", w, room)
	}
	equal(t, "page", s.PublicPage(), "https://set.example/k")
	id, _ := s.child("Oskar")
	home, err := s.TakeHome(ctx, id)
	must(t, err)
	if home.Base != "https://set.example/k" || home.Link != home.Base+"/"+strings.ReplaceAll(home.Code, " ", "") || len(home.QR) == 0 {
		t.Errorf("take home %+v", home)
	}
	for _, bad := range []string{"http://set.example/k", "set.example", "https://", "https://a:b@set.example", "https://set.example/k?x=1", "https://set.example/#k", "javascript:alert(1)"} {
		if err := s.SetPublicPage(ctx, bad); !errors.Is(err, flow.ErrWebAddress) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	must(t, s.SetPublicPage(ctx, ""))
	home, err = s.TakeHome(ctx, id)
	must(t, err)
	equal(t, "no page is on", home.Base+home.Link, "")
	p := s.phones(flow.PhoneStart{})
	home, err = s.TakeHome(ctx, id)
	must(t, err)
	equal(t, "the set's own", home.Base, "http://"+p.Board().Links[0].Host+"/k")
	must(t, s.SetWiFi(ctx, flow.WiFi{}, 0))
	equal(t, "forgotten", len(p.Board().WiFiQR), 0)
}
