package page_test

import (
	"testing"
	"time"

	"onset/signer/page"
	"onset/signer/page/phonetest"
)

func TestCodesAreAllDifferent(t *testing.T) {
	w := newWorld(t)
	seen := map[string]bool{}
	for range 3 {
		d := w.door(page.ForSet)
		for range 100 {
			r := w.phone(d).say("hello", nil)
			if len(r.Code) != 4 || seen[r.Code] {
				t.Fatalf("code %q", r.Code)
			}
			seen[r.Code] = true
		}
	}
}

func TestDoorForOneIsForTheFirst(t *testing.T) {
	for _, kind := range []page.DoorKind{page.ForOne, page.ForParent, page.ForSecond} {
		w := newWorld(t)
		d := w.door(kind)
		p, q := w.phone(d), w.phone(d)
		if r := p.say("hello", nil); !r.OK {
			t.Fatalf("%s: the first: %+v", kind, r)
		}
		if r := q.say("hello", nil); r.OK || r.Error != "used" || r.Code != "" {
			t.Errorf("%s: the second: %+v", kind, r)
		}
		w.clock.Add(page.PhoneGone)
		if r := q.say("hello", nil); r.Error != "used" {
			t.Errorf("%s: after a minute: %+v", kind, r)
		}
		w.clock.Add(time.Second)
		if r := q.say("hello", nil); !r.OK {
			t.Errorf("%s: the first is gone: %+v", kind, r)
		}
		if r := p.say("hello", nil); r.OK || r.Error != "used" {
			t.Errorf("%s: the first comes back: %+v", kind, r)
		}
		if r := p.say("send", phonetest.Send(q.shown(""), phonetest.Child("Ida", "Mette Holm", 2015, "film", "social"))); r.Error != "used" {
			t.Errorf("%s: the first sends: %+v", kind, r)
		}
		if taken, _, _ := w.desk.count(); taken != 0 {
			t.Errorf("%s: %d declarations", kind, taken)
		}
	}
}

func TestDoorForOneStaysWithWhoSigned(t *testing.T) {
	w := newWorld(t)
	d := w.door(page.ForOne)
	p, q := w.phone(d), w.phone(d)
	if r := p.adult("Mette Holm"); !r.OK {
		t.Fatalf("send: %+v", r)
	}
	w.clock.Add(10 * page.PhoneGone)
	if r := q.say("hello", nil); r.Error != "used" {
		t.Errorf("another phone: %+v", r)
	}
	if r := p.say("hello", nil); r.Step != "signed" || r.Done == nil {
		t.Errorf("the phone that signed: %+v", r)
	}
}

func TestCrewEndsAVisit(t *testing.T) {
	w := newWorld(t)
	d := w.door(page.ForSet)
	p, done := w.phone(d), w.phone(d)
	p.say("hello", nil)
	shown := p.shown("")
	done.adult("Jens Holm")
	for _, ph := range w.server.Phones() {
		if err := w.server.End(ph.ID); err != nil {
			t.Fatal(err)
		}
	}
	if r := p.say("send", phonetest.Send(shown, phonetest.Adult("Mette Holm", "film", "social"))); r.OK || r.Error != "old" {
		t.Errorf("sends afterwards: %+v", r)
	}
	if r := done.say("hello", nil); r.Step != "signed" || r.Done == nil {
		t.Errorf("who was done keeps the receipt: %+v", r)
	}
	if r := w.phone(d).say("hello", nil); !r.OK {
		t.Errorf("somebody new: %+v", r)
	}
}

// TestEndedVisitFreesADoorForOne lets the next one in where the crew sent a phone away.
func TestEndedVisitFreesADoorForOne(t *testing.T) {
	w := newWorld(t)
	d := w.door(page.ForOne)
	p, q := w.phone(d), w.phone(d)
	p.say("hello", nil)
	if err := w.server.End(w.server.Phones()[0].ID); err != nil {
		t.Fatal(err)
	}
	if r := q.say("hello", nil); !r.OK {
		t.Errorf("the next: %+v", r)
	}
	if r := p.say("hello", nil); r.Error != "used" {
		t.Errorf("the one that was sent away: %+v", r)
	}
}

func TestLineFirstComeFirstServed(t *testing.T) {
	w := newWorld(t)
	w.room = 2
	d := w.door(page.ForCrowd)
	var ps []*phone
	for i := range 5 {
		p := w.phone(d)
		r := p.say("hello", nil)
		if want := max(0, i-1); r.Line != want || (r.Error == "busy") != (want > 0) {
			t.Fatalf("phone %d: %+v", i, r)
		}
		ps = append(ps, p)
	}
	if r := ps[2].say("step", map[string]any{"step": "reading"}); r.Error != "busy" || r.Line != 1 || r.Step != "waiting" {
		t.Errorf("a step in line: %+v", r)
	}
	ps[0].adult("Mette Holm")
	if r := ps[3].say("hello", nil); r.Error != "busy" || r.Line != 2 {
		t.Errorf("the second in line does not pass the first: %+v", r)
	}
	if r := ps[2].say("hello", nil); !r.OK {
		t.Errorf("the first in line: %+v", r)
	}
	// A no is taken from the line, and so is a declaration that was ready: neither needs room.
	if r := ps[4].say("refuse", map[string]any{"shown": ps[4].shown("")}); !r.OK {
		t.Errorf("a no from the line: %+v", r)
	}
	w.clock.Add(page.PhoneGone + time.Second)
	if r := ps[3].say("hello", nil); !r.OK {
		t.Errorf("the others are gone: %+v", r)
	}
	if r := ps[1].say("step", map[string]any{"step": "about"}); !r.OK {
		t.Errorf("who was in stays in: %+v", r)
	}
	if r := w.phone(d).say("hello", nil); r.Error != "busy" || r.Line != 1 {
		t.Errorf("and the network is full again: %+v", r)
	}
	w.room = 0
	if r := w.phone(d).say("hello", nil); !r.OK {
		t.Errorf("a network nobody knows the size of: %+v", r)
	}
}

func TestDoorRunsOut(t *testing.T) {
	w := newWorld(t)
	d := w.door(page.ForSet)
	early, done := w.phone(d), w.phone(d)
	early.say("hello", nil)
	shown := early.shown("")
	done.adult("Jens Holm")
	late := w.phone(d)
	w.clock.Add(page.OneFor + time.Minute)
	if r := late.say("hello", nil); r.OK || r.Error != "old" {
		t.Errorf("too late: %+v", r)
	}
	if r := early.say("send", phonetest.Send(shown, phonetest.Adult("Mette Holm", "film", "social"))); !r.OK {
		t.Errorf("came in time: %+v", r)
	}
	if g := w.get("/s/" + d.ID); g.status != 200 {
		t.Errorf("a reload of somebody's receipt: status %d", g.status)
	}
	w.clock.Add(31 * time.Minute)
	_, err := done.Say(t.Context(), done.Message("hello", nil), nil)
	if told(err) != "410 old" {
		t.Errorf("long afterwards: %v", err)
	}
	if g := w.get("/s/" + d.ID); g.status != 410 {
		t.Errorf("the page long afterwards: status %d", g.status)
	}
}

func TestSigningIsOff(t *testing.T) {
	w := newWorld(t)
	p := w.phone(w.door(page.ForSet))
	p.say("hello", nil)
	w.doors.off = true
	_, err := p.Say(t.Context(), p.Message("step", map[string]any{"step": "about"}), nil)
	if told(err) != "503 off" {
		t.Errorf("told: %v", err)
	}
}
