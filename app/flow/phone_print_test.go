package flow_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"onset/app/flow"
	"onset/consent"
	"onset/signer/page"
)

// holds fails for each text that a page lacks, and keeps the page where OUT says.
func holds(t *testing.T, name string, got []byte, texts ...string) {
	t.Helper()
	for _, want := range texts {
		if !strings.Contains(string(got), want) {
			t.Errorf("%s lacks %q", name, want)
		}
	}
	if strings.Contains(string(got), "http-equiv=\"refresh") || strings.Contains(string(got), "src=\"http") {
		t.Errorf("%s asks for something outside", name)
	}
	if dir := os.Getenv("OUT"); dir != "" {
		must(t, os.WriteFile(filepath.Join(dir, name+".html"), got, 0o600))
	}
}

func TestPrintedPages(t *testing.T) {
	s := founded(t)
	ctx := t.Context()
	p := s.phones(flow.PhoneStart{Crowd: true, Terms: "crowd", WiFi: flow.WiFi{SSID: "Havnen", Password: "sild og kartofler"}})
	link := p.Board().Links[0]
	poster, err := s.PosterPage(ctx, link)
	must(t, err)
	holds(t, "poster", poster, "Havnen", "sild og kartofler", "Nordlys Film ApS", "13 May 2026", `lang="da"`, "<svg")
	if _, err := s.PosterPage(ctx, flow.PhoneLink{Link: "http://192.0.2.1/"}); !errors.Is(err, flow.ErrNotFound) {
		t.Errorf("poster of no link: %v", err)
	}
	must(t, p.Close())
	if _, err := s.PosterPage(ctx, link); !errors.Is(err, flow.ErrNotFound) {
		t.Errorf("poster of a page that is off: %v", err)
	}

	b := s.table(page.DoorOptions{})
	a := b.answer(b.sheet("da", false), "Karen <i>Holm")
	a.Conditions = []consent.Condition{consent.NoPlace}
	r := b.take(a)
	paper, err := s.ReceiptPage(ctx, r.Consent, "")
	must(t, err)
	holds(t, "receipt", paper, `lang="da"`, "Karen &lt;i&gt;Holm", r.Short, r.Consent.URN(), "Filmen", "12. maj 2036", "Havnegade 1", "Datatilsynet", "<svg")
	paper, err = s.ReceiptPage(ctx, r.Consent, "ar")
	must(t, err)
	holds(t, "receipt-ar", paper, `dir="rtl"`)
	child, _ := s.child("Oskar", mother("Camilla"))
	paper, err = s.ReceiptPage(ctx, child, "en")
	must(t, err)
	holds(t, "receipt-child", paper, "Oskar")
	if _, err := s.ReceiptPage(ctx, consent.ID{1}, "en"); !errors.Is(err, flow.ErrNotFound) {
		t.Errorf("receipt of nothing: %v", err)
	}

	waits, _ := s.child("Liva")
	must(t, s.SetPublicPage(ctx, "https://set.example/k"))
	home, err := s.TakeHome(ctx, waits)
	must(t, err)
	cards, err := s.TakeHomeCards(ctx, []consent.ID{r.Consent, waits})
	must(t, err)
	holds(t, "cards", cards, home.Code, "set.example/k", "19 May 2026")
	if strings.Contains(string(cards), "Liva") {
		t.Error("a card names the child")
	}
	if _, err := s.TakeHomeCards(ctx, []consent.ID{r.Consent}); !errors.Is(err, flow.ErrNothingHeld) {
		t.Errorf("cards for nobody: %v", err)
	}
}
