package page_test

import (
	"testing"

	"onset/consent"
	"onset/signer/page"
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
	if got.Done.ID != a.Consent.URN() || got.Done.Date != "12 May 2026" {
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
}
