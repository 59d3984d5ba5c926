package page_test

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"onset/signer/page"
	"onset/signer/page/phonetest"
)

// reopened is the poster's door as a kit keeps it.
func reopened(t *testing.T, d *page.Door) *page.Door {
	t.Helper()
	b, err := d.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	back := &page.Door{}
	if err := back.UnmarshalBinary(b); err != nil {
		t.Fatal(err)
	}
	return back
}

// restartKit starts the server anew, with the poster's door read from where it was kept.
func (w *world) restartKit(d *page.Door, phones ...*phone) {
	w.t.Helper()
	back := reopened(w.t, d)
	w.doors.mu.Lock()
	w.doors.by = map[string]*page.Door{d.ID: back}
	w.doors.mu.Unlock()
	w.clock.Add(time.Second)
	w.restart()
	for _, p := range phones {
		p.Base, p.Client = w.base, w.client
	}
}

func TestPosterOutlivesARestart(t *testing.T) {
	w := newWorld(t)
	d := w.door(page.ForCrowd)
	open, signed, asked, unheard := w.phone(d), w.phone(d), w.phone(d), w.phone(d)
	open.say("hello", nil)
	shown := open.shown("")
	if r := signed.adult("Mette Holm"); !r.OK {
		t.Fatalf("send: %+v", r)
	}
	asked.say("away", map[string]any{"shown": shown, "away": map[string]any{"name": "Ida Holm"}})
	last := unheard.Message("send", phonetest.Send(shown, phonetest.Adult("Jens Holm", "film", "social")))
	before := unheard.repeat(last, nil)

	w.restartKit(d, open, signed, asked, unheard)
	if r := open.say("step", map[string]any{"step": "about"}); !r.OK || r.Step != "about" {
		t.Errorf("who was reading: %+v", r)
	}
	if r := open.say("send", phonetest.Send(shown, phonetest.Adult("Anna Holm", "film", "social"))); !r.OK {
		t.Errorf("who was reading signs: %+v", r)
	}
	if r := signed.say("hello", nil); r.Step != "signed" || r.Done == nil || len(r.Done.Choices) != 2 {
		t.Errorf("who had signed: %+v", r)
	}
	if r := signed.say("back", nil); !r.OK || !r.Done.Choices[0].Withdrawn {
		t.Errorf("who had signed takes it back: %+v", r)
	}
	if r := asked.say("hello", nil); r.Step != "away" || r.Home == nil {
		t.Errorf("whose parent was not here: %+v", r)
	}
	if r := unheard.repeat(last, nil); !r.OK || r.Done == nil || r.Done.ID != before.Done.ID {
		t.Errorf("who had not heard the answer: %+v, before %+v", r, before)
	}
	if r := w.phone(d).adult("Bo Holm"); !r.OK {
		t.Errorf("somebody new: %+v", r)
	}
	if taken, aways, _ := w.desk.count(); taken != 4 || aways != 1 {
		t.Errorf("%d declarations, %d requests", taken, aways)
	}
}

// TestNoIsCountedOnce: a phone that did not hear the answer says its no again,
// to a kit that has been started anew.
func TestNoIsCountedOnce(t *testing.T) {
	w := newWorld(t)
	d := w.door(page.ForCrowd)
	p, other := w.phone(d), w.phone(d)
	no := p.Message("refuse", map[string]any{"shown": p.shown("")})
	p.repeat(no, nil)
	w.restartKit(d, p, other)
	if r := p.repeat(no, nil); !r.OK || r.Step != "refused" {
		t.Errorf("said again: %+v", r)
	}
	other.say("refuse", map[string]any{"shown": other.shown("")})
	if _, _, refused := w.desk.count(); refused != 2 {
		t.Errorf("two people said no, %d are counted", refused)
	}
}

// TestGuardiansAnswerIsNotTheChilds: the phone that asked for a take-home code
// is not shown what the guardian answered with it.
func TestGuardiansAnswerIsNotTheChilds(t *testing.T) {
	w := newWorld(t)
	d := w.door(page.ForCrowd)
	p := w.phone(d)
	p.say("away", map[string]any{"shown": p.shown(""), "away": map[string]any{"name": "Ida Holm"}})
	w.desk.answered = true
	w.restartKit(d, p)
	if r := p.say("hello", nil); !r.OK || r.Done != nil || r.Home != nil || r.Step != "reading" {
		t.Errorf("hello: %+v", r)
	}
	if r := p.say("back", nil); r.OK {
		t.Errorf("takes back what the guardian gave: %+v", r)
	}
}

// TestRestartBeforeTheAnswer stops the server while the desk records, and sends again.
func TestRestartBeforeTheAnswer(t *testing.T) {
	w := newWorld(t)
	d := w.door(page.ForCrowd)
	p := w.phone(d)
	m := p.Message("send", phonetest.Send(p.shown(""), phonetest.Adult("Mette Holm", "film", "social")))
	w.desk.holds = make(chan struct{})
	heard := make(chan error, 1)
	go func() {
		_, err := p.Say(t.Context(), m, nil)
		heard <- err
	}()
	wait(t, func() bool { return len(w.server.Phones()) == 1 })
	close(w.desk.holds)
	if err := <-heard; err != nil {
		t.Fatalf("what was under way came to no end: %v", err)
	}
	w.restartKit(d, p)
	if r := p.repeat(m, nil); !r.OK || r.Step != "signed" {
		t.Errorf("sent again: %+v", r)
	}
	if taken, _, _ := w.desk.count(); taken != 1 {
		t.Errorf("%d declarations", taken)
	}
}

// lateDesk is a desk whose time runs out.
type lateDesk struct{ *desk }

func (d lateDesk) Take(ctx context.Context, door *page.Door, a *page.Answer) (*page.Receipt, error) {
	if d.late {
		<-ctx.Done()
		return nil, &page.FieldError{Fields: []page.Field{{Name: "selfie", Key: "err.selfie"}}}
	}
	return d.desk.Take(ctx, door, a)
}

// TestDeskThatIsLateIsSlow says to try again, whatever the desk took its
// ending for, and takes the very same message when it comes again.
func TestDeskThatIsLateIsSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &clock{now: noon}
		d := lateDesk{newDesk(c)}
		d.late = true
		server, door := served(t, c, d)
		p, err := phonetest.New(&http.Client{Transport: inProcess{server}}, door.Link("http://x"))
		if err != nil {
			t.Fatal(err)
		}
		f, err := p.Load(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		m := p.Message("send", phonetest.Send(f.Shown, phonetest.Adult("Mette Holm", "film", "social")))
		if a, err := p.Say(t.Context(), m, nil); err != nil || a.OK || a.Error != "slow" {
			t.Errorf("told: %+v, %v", a, err)
		}
		d.late = false
		if a, err := p.Say(t.Context(), m, nil); err != nil || !a.OK {
			t.Errorf("told: %+v, %v", a, err)
		}
	})
}

// TestQueueAtTheDeskIsToldToTryAgain sends more than a stuck desk takes.
func TestQueueAtTheDeskIsToldToTryAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &clock{now: noon}
		d := lateDesk{newDesk(c)}
		d.late = true
		server, door := served(t, c, d)
		answers := make(chan time.Duration, 20)
		for range cap(answers) {
			p, err := phonetest.New(&http.Client{Transport: inProcess{server}}, door.Link("http://x"))
			if err != nil {
				t.Fatal(err)
			}
			f, err := p.Load(t.Context(), "")
			if err != nil {
				t.Fatal(err)
			}
			m := p.Message("send", phonetest.Send(f.Shown, phonetest.Adult("Mette Holm", "film", "social")))
			begun := time.Now()
			go func() {
				a, err := p.Say(t.Context(), m, nil)
				if err != nil || a.Error != "slow" {
					t.Errorf("told: %+v, %v", a, err)
				}
				answers <- time.Since(begun)
			}()
		}
		soon := 0
		for range cap(answers) {
			took := <-answers
			if took > 20*time.Second {
				t.Errorf("waited %v", took)
			}
			if took < 15*time.Second {
				soon++
			}
		}
		if soon != 12 {
			t.Errorf("%d of 20 were told within 15 s, all but the eight at the desk should be", soon)
		}
	})
}

// TestPhoneThatHangsUpHasSigned goes on recording when the phone has lost the network.
func TestPhoneThatHangsUpHasSigned(t *testing.T) {
	w := newWorld(t)
	p := w.phone(w.door(page.ForSet))
	m := p.Message("send", phonetest.Send(p.shown(""), phonetest.Adult("Mette Holm", "film", "social")))
	w.desk.holds = make(chan struct{})
	ctx, hangUp := context.WithCancel(t.Context())
	heard := make(chan error, 1)
	go func() {
		_, err := p.Say(ctx, m, nil)
		heard <- err
	}()
	wait(t, func() bool { return len(w.server.Phones()) == 1 })
	hangUp()
	if err := <-heard; err == nil {
		t.Fatal("heard an answer though it hung up")
	}
	close(w.desk.holds)
	if r := p.repeat(m, nil); !r.OK || r.Step != "signed" {
		t.Errorf("sent again: %+v", r)
	}
	if taken, _, _ := w.desk.count(); taken != 1 {
		t.Errorf("%d declarations", taken)
	}
}
