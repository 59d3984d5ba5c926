package page_test

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"strings"
	"testing"
	"time"

	"onset/consent"
	"onset/signer/page"
	"onset/signer/page/phonetest"
)

func TestAdultSignsAndTakesBack(t *testing.T) {
	w := newWorld(t)
	p := w.phone(w.door(page.ForSet))
	hello := p.say("hello", nil)
	if !hello.OK || hello.Step != "reading" || len(hello.Code) != 4 {
		t.Fatalf("hello: %+v", hello)
	}
	got := p.adult("  Mette   Holm ")
	if !got.OK || got.Step != "signed" || got.Done == nil || len(got.Done.Choices) != 2 || !got.Done.Choices[0].Yes {
		t.Fatalf("send: %+v", got)
	}
	a := w.desk.first(t)
	if a.Name != "Mette Holm" || !a.Adult || a.Answers[consent.Film] != consent.Granted || len(a.Ink) == 0 || a.Witnessed {
		t.Fatalf("taken: %+v", a)
	}
	if got.Done.ID != a.Consent.URN() || got.Done.Date != "12 May 2026" || got.Done.Time != "12:00" ||
		got.Done.Choices[0].Until != "31 December 2031" || strings.Join(got.Done.QR, "") != "1001" {
		t.Errorf("receipt: %+v", got.Done)
	}
	back := p.say("back", map[string]any{"uses": []string{"social"}})
	if !back.OK || back.Done == nil || back.Done.Choices[0].Withdrawn || !back.Done.Choices[1].Withdrawn {
		t.Fatalf("back: %+v", back)
	}
	again := p.say("hello", nil)
	if again.Step != "signed" || again.Done == nil || !again.Done.Choices[1].Withdrawn {
		t.Fatalf("hello afterwards: %+v", again)
	}
	for _, uses := range []any{[]string{"ads"}, []string{"film", "film"}} {
		if r := p.say("back", map[string]any{"uses": uses}); r.OK || r.Error != "broken" {
			t.Errorf("back of %v: %+v", uses, r)
		}
	}
	if r := p.say("back", nil); !r.OK || !r.Done.Choices[0].Withdrawn {
		t.Errorf("everything back: %+v", r)
	}
}

func TestReceiptIsInThePhonesLanguage(t *testing.T) {
	w := newWorld(t)
	p := w.phone(w.door(page.ForSet))
	p.Lang = "da"
	got := p.adult("Mette Holm")
	if got.Done == nil || got.Done.Date != "12. maj 2026" || got.Done.Time != "12.00" {
		t.Errorf("receipt: %+v", got.Done)
	}
}

func TestChildWithGuardian(t *testing.T) {
	w := newWorld(t)
	p := w.phone(w.door(page.ForSet))
	shown := p.shown("?m=1")
	if shown.Terms != "minor" {
		t.Fatalf("the text for minors is %+v", shown)
	}
	answer := phonetest.Child("Ida Holm", "Mette Holm", 2015, "film", "social")
	answer["guardian"].(map[string]any)["other"] = "must_sign"
	answer["conditions"] = []string{"no_name", "no_school"}
	got := p.say("send", phonetest.Send(shown, answer))
	if !got.OK || got.Done == nil || got.Done.Waiting != "second" || got.Done.Home == nil {
		t.Fatalf("send: %+v", got)
	}
	if h := got.Done.Home; h.Code != page.FormatCode(page.TakeHomeCode([16]byte{1})) || h.Link != "https://set.example/k/"+strings.ReplaceAll(h.Code, " ", "") || len(h.QR) < 21 || h.By != "Tuesday 19 May 2026" {
		t.Errorf("take-home code: %+v", h)
	}
	a := w.desk.first(t)
	if a.Guardian == nil || a.Guardian.Name != "Mette Holm" || a.Child != consent.ChildYes || a.BornYear != 2015 || len(a.Conditions) != 2 {
		t.Errorf("taken: %+v", a)
	}
}

func TestChildSaysNo(t *testing.T) {
	w := newWorld(t)
	p := w.phone(w.door(page.ForParent))
	answer := phonetest.Child("Ida Holm", "Mette Holm", 2015, "film", "social")
	answer["child"] = "no"
	got := p.say("send", phonetest.Send(p.shown(""), answer))
	if !got.OK || w.desk.first(t).Child != consent.ChildNo {
		t.Errorf("send: %+v", got)
	}
}

func TestSecondHolderAnswersForThemself(t *testing.T) {
	w := newWorld(t)
	p := w.phone(w.door(page.ForSecond))
	answer := phonetest.Child("", "Jens Holm", 2015, "film", "social")
	delete(answer, "year")
	delete(answer, "month")
	delete(answer, "child")
	answer["guardian"].(map[string]any)["other"] = ""
	got := p.say("send", phonetest.Send(p.shown(""), answer))
	if a := w.desk.first(t); !got.OK || a.Guardian.Name != "Jens Holm" || a.Name != "" || a.Child != consent.ChildNotAsked {
		t.Errorf("send: %+v, taken %+v", got, a)
	}
}

func TestGuardianIsNotHere(t *testing.T) {
	w := newWorld(t)
	p := w.phone(w.door(page.ForSet))
	got := p.say("away", map[string]any{"shown": p.shown(""), "away": map[string]any{"name": "Ida Holm"}})
	if !got.OK || got.Step != "away" || got.Home == nil || got.Done != nil {
		t.Fatalf("away: %+v", got)
	}
	if r := p.say("hello", nil); r.Step != "away" || r.Home == nil || r.Home.Code != got.Home.Code {
		t.Errorf("hello afterwards: %+v", r)
	}
	if r := p.adult("Ida Holm"); r.OK || r.Error != "used" {
		t.Errorf("signs after it: %+v", r)
	}
	if taken, aways, _ := w.desk.count(); taken != 0 || aways != 1 {
		t.Errorf("%d declarations, %d requests", taken, aways)
	}
	for _, ph := range w.server.Phones() {
		if ph.Step != page.StepAway || ph.Consent.IsZero() {
			t.Errorf("the crew sees %+v", ph)
		}
	}
}

func TestRefusalAndSecondThoughts(t *testing.T) {
	w := newWorld(t)
	p := w.phone(w.door(page.ForSet))
	shown := p.shown("")
	if r := p.say("refuse", map[string]any{"shown": shown}); !r.OK || r.Step != "refused" {
		t.Fatalf("refuse: %+v", r)
	}
	late := p.Message("step", map[string]any{"step": "about"})
	late["n"] = 1 // counted before the refusal
	if r := p.repeat(late, nil); r.Step != "refused" {
		t.Errorf("a step from before: %+v", r)
	}
	if r := p.say("step", map[string]any{"step": "reading"}); !r.OK || r.Step != "reading" {
		t.Errorf("changed their mind: %+v", r)
	}
	if r := p.say("refuse", map[string]any{"shown": shown}); !r.OK {
		t.Errorf("a second no: %+v", r)
	}
	if _, _, refused := w.desk.count(); refused != 1 {
		t.Errorf("one person is counted %d times", refused)
	}
	if r := p.adult("Mette Holm"); !r.OK || r.Step != "signed" {
		t.Errorf("signs in the end: %+v", r)
	}
	if r := p.say("refuse", map[string]any{"shown": shown}); r.OK || r.Error != "used" || r.Done == nil {
		t.Errorf("a no after signing: %+v", r)
	}
}

// TestNoIsTakenWhateverWasShown counts a no to a text that has changed, as one to the text of today.
func TestNoIsTakenWhateverWasShown(t *testing.T) {
	w := newWorld(t)
	p := w.phone(w.door(page.ForSet))
	if r := p.say("refuse", map[string]any{"shown": page.Shown{Terms: "<script>", Version: 7, Language: "xx", Digest: "zz"}}); !r.OK {
		t.Fatalf("refuse: %+v", r)
	}
	for id, got := range w.desk.refused {
		if id.IsZero() || got.Terms != "appearance" || got.Language != "da" {
			t.Errorf("recorded as %s: %+v", id, got)
		}
	}
	if len(w.desk.refused) != 1 {
		t.Errorf("%d are recorded", len(w.desk.refused))
	}
}

func TestChangedTextIsSaid(t *testing.T) {
	w := newWorld(t)
	p := w.phone(w.door(page.ForSet))
	shown := p.shown("")
	w.desk.version = 2
	m := p.Message("send", phonetest.Send(shown, phonetest.Adult("Mette Holm", "film", "social")))
	if r := p.repeat(m, nil); r.OK || r.Error != "changed" {
		t.Fatalf("send: %+v", r)
	}
	if r := p.repeat(m, nil); r.Error != "changed" {
		t.Errorf("the same again: %+v", r)
	}
	w.clock.Add(time.Minute)
	if r := p.adult("Mette Holm"); !r.OK {
		t.Errorf("after reading the new text: %+v", r)
	}
}

func TestFieldsAreNamedAndPutRight(t *testing.T) {
	w := newWorld(t)
	p := w.phone(w.door(page.ForSet))
	shown := p.shown("")
	r := p.say("send", phonetest.Send(shown, map[string]any{"answers": map[string]string{"film": "yes"}, "name": " ", "method": "drawn"}))
	want := []page.Field{{Name: "q-social", Key: "err.choice"}, {Name: "ink", Key: "err.ink"}, {Name: "name", Key: "err.name"}, {Name: "adult", Key: "err.age"}}
	if r.OK || r.Error != "fields" || len(r.Fields) != len(want) {
		t.Fatalf("send: %+v", r)
	}
	for i, f := range want {
		if r.Fields[i] != f {
			t.Errorf("field %d is %+v, want %+v", i, r.Fields[i], f)
		}
	}
	if ph := w.server.Phones()[0]; ph.Trouble != "err.fields" {
		t.Errorf("the crew sees %+v", ph)
	}
	if r := p.adult("Mette Holm"); !r.OK {
		t.Errorf("put right: %+v", r)
	}
}

// TestFullDiskThenRoom tries the same message again, as the page does.
func TestFullDiskThenRoom(t *testing.T) {
	w := newWorld(t)
	p := w.phone(w.door(page.ForSet))
	w.desk.fails = errors.New("write /home/kit/store: no space left on device, Mette Holm")
	m := p.Message("send", phonetest.Send(p.shown(""), phonetest.Adult("Mette Holm", "film", "social")))
	if r := p.repeat(m, nil); r.OK || r.Error != "full" {
		t.Fatalf("full: %+v", r)
	}
	if ph := w.server.Phones()[0]; ph.Trouble != "err.full" || ph.Step.Over() {
		t.Errorf("the crew sees %+v", ph)
	}
	w.desk.fails = nil
	if r := p.repeat(m, nil); !r.OK || r.Step != "signed" {
		t.Errorf("with room again: %+v", r)
	}
	if ph := w.server.Phones()[0]; ph.Trouble != "" || ph.Step != page.StepSigned {
		t.Errorf("the crew sees %+v", ph)
	}
	if strings.Contains(w.log.String(), "Mette") || strings.Contains(w.log.String(), "/home") {
		t.Errorf("the log says more than it may: %s", w.log)
	}
}

func TestCrewSeesWhatHappens(t *testing.T) {
	w := newWorld(t)
	p := w.phone(w.door(page.ForSet))
	p.say("hello", nil)
	p.say("step", map[string]any{"step": "answers"})
	p.say("step", map[string]any{"step": "about", "help": true})
	ph := w.server.Phones()[0]
	if ph.Step != page.StepAbout || !ph.Help || ph.Language != "en" || len(ph.Code) != 5 {
		t.Fatalf("the crew sees %+v", ph)
	}
	if err := errors.Join(w.server.Helped(ph.ID), w.server.Same(ph.ID, true)); err != nil {
		t.Fatal(err)
	}
	p.adult("Mette Holm")
	if a := w.desk.first(t); !a.Witnessed {
		t.Errorf("taken: %+v", a)
	}
	var steps []string
	last := page.Step("")
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, s := range w.seen {
		if s.Step != last {
			steps = append(steps, string(s.Step))
		}
		last = s.Step
	}
	if got := strings.Join(steps, " "); got != "waiting reading answers about signed" {
		t.Errorf("steps: %s", got)
	}
	for _, err := range []error{w.server.Same("x", true), w.server.Helped("x"), w.server.End("x")} {
		if !errors.Is(err, page.ErrNoVisit) {
			t.Errorf("of nobody: %v", err)
		}
	}
}

func TestCrowdHasNoCodeAndNoWitness(t *testing.T) {
	w := newWorld(t)
	d := w.door(page.ForCrowd)
	p, q := w.phone(d), w.phone(d)
	if r := p.say("hello", nil); r.Code != "" || !r.OK {
		t.Fatalf("hello: %+v", r)
	}
	if err := w.server.Same(w.server.Phones()[0].ID, true); err != nil {
		t.Fatal(err)
	}
	if r := p.adult("Mette Holm"); !r.OK {
		t.Fatalf("send: %+v", r)
	}
	if r := q.adult("Jens Holm"); !r.OK {
		t.Fatalf("another phone: %+v", r)
	}
	if a := w.desk.first(t); a.Witnessed {
		t.Error("a crowd is witnessed")
	}
}

func TestSelfie(t *testing.T) {
	w := newWorld(t)
	p := w.phone(w.door(page.ForSet))
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 800, 600)), nil); err != nil {
		t.Fatal(err)
	}
	send := phonetest.Send(p.shown(""), phonetest.Adult("Mette Holm", "film", "social"))
	for name, bad := range map[string][]byte{
		"a page": []byte("<html><script>alert(1)</script>"), "nothing": {}, "half": b.Bytes()[:100],
		"too large": append(bytes.Clone(b.Bytes()), make([]byte, page.MaxSelfie)...),
	} {
		if r := p.repeat(p.Message("send", send), bad); r.OK || r.Error != "fields" || r.Fields[0].Name != "selfie" {
			t.Errorf("%s: %+v", name, r)
		}
	}
	if r := p.repeat(p.Message("hello", nil), b.Bytes()); r.OK || r.Error != "broken" {
		t.Errorf("a picture with a hello: %+v", r)
	}
	if r := p.repeat(p.Message("send", send), b.Bytes()); !r.OK {
		t.Fatalf("send: %+v", r)
	}
	if !bytes.Equal(w.desk.first(t).Selfie, b.Bytes()) {
		t.Error("another picture arrived")
	}
}
