package flow_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"onset/app/flow"
	"onset/app/keep"
	"onset/consent"
	"onset/media"
	"onset/signer"
)

func TestFoundSaysWhatIsMissing(t *testing.T) {
	for name, change := range map[string]func(*flow.NewProduction){
		"title":      func(n *flow.NewProduction) { n.Title = " " },
		"controller": func(n *flow.NewProduction) { n.Controller = "" },
		"contact":    func(n *flow.NewProduction) { n.Contact = "" },
	} {
		h := openHome(t, filepath.Join(t.TempDir(), "h"), newClock())
		n := flow.NewProduction{Title: "T", Controller: "C", Contact: "c", Passphrase: passphrase}
		change(&n)
		if _, _, err := h.Found(t.Context(), n); !errors.Is(err, flow.ErrEmptyField) {
			t.Errorf("%s: %v", name, err)
		}
		if !h.Empty() {
			t.Errorf("%s: something was made", name)
		}
	}
	h := openHome(t, filepath.Join(t.TempDir(), "h"), newClock())
	if _, _, err := h.Found(t.Context(), flow.NewProduction{Title: "T", Controller: "C", Contact: "c"}); !errors.Is(err, signer.ErrPassphraseEmpty) {
		t.Errorf("no passphrase: %v", err)
	}
	if _, err := flow.OpenHome(flow.Options{Dir: "x"}); !errors.Is(err, flow.ErrEmptyField) {
		t.Errorf("no store: %v", err)
	}
}

func TestFoundingThatWasCutShort(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "home")
	c := newClock()
	broken := errors.New("no room")
	h, err := flow.OpenHome(flow.Options{Dir: dir, Now: c.now, Open: keep.Open, Create: func(context.Context, flow.StoreConfig) (flow.Store, error) {
		return nil, broken
	}})
	must(t, err)
	n := flow.NewProduction{Title: "T", Controller: "C", Contact: "c", Passphrase: passphrase}
	if _, _, err := h.Found(t.Context(), n); !errors.Is(err, broken) {
		t.Fatalf("found: %v", err)
	}
	h = openHome(t, dir, c)
	if _, err := h.Unlock(t.Context(), passphrase, consent.Ref{}); !errors.Is(err, flow.ErrUnfounded) {
		t.Fatalf("unlock: %v", err)
	}
	n.Passphrase = "another"
	if _, _, err := openHome(t, dir, c).Found(t.Context(), n); !errors.Is(err, signer.ErrPassphrase) {
		t.Fatalf("another passphrase: %v", err)
	}
	n.Passphrase = passphrase
	k, recovery, err := h.Found(t.Context(), n)
	must(t, err)
	defer func() { must(t, k.Close()) }()
	if recovery == "" || len(k.Terms("en")) != 7 {
		t.Fatalf("recovery %q, texts %d", recovery, len(k.Terms("en")))
	}
}

func TestTwoProductionsInOneHome(t *testing.T) {
	s := founded(t)
	ctx := t.Context()
	s.adult("Karen", consent.Film)
	k, recovery, err := s.home.Found(ctx, flow.NewProduction{Title: "Fyret", Controller: "C", Contact: "c", Passphrase: passphrase, Terms: []string{"crowd"}, CrewName: "Bo"})
	must(t, err)
	equal(t, "recovery", recovery, "")
	equal(t, "people", k.People(flow.PeopleQuery{}).All, 0)
	equal(t, "texts", len(k.Terms("en")), 1)
	equal(t, "terms of the shoot", k.Shoot().Terms, "crowd")
	must(t, k.Close())
	must(t, s.Close())
	h := openHome(t, s.dir, s.clock)
	if _, err := h.Unlock(ctx, passphrase, consent.Ref{}); !errors.Is(err, flow.ErrWhichProduction) {
		t.Fatalf("which: %v", err)
	}
	if _, err := h.Unlock(ctx, passphrase, consent.Ref{1}); !errors.Is(err, flow.ErrNotFound) {
		t.Fatalf("another: %v", err)
	}
	lines := h.Productions()
	equal(t, "productions", len(lines), 2)
	s.Kit, err = h.Unlock(ctx, passphrase, lines[1].ID)
	must(t, err)
	equal(t, "title", s.Production().Title, "Fyret")
	equal(t, "id", s.ProductionID(), lines[1].ID)
}

func TestRecoveryCodeBringsEverythingBack(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "home")
	c := newClock()
	h := openHome(t, dir, c)
	k, code, err := h.Found(t.Context(), flow.NewProduction{Title: "T", Controller: "C", Contact: "c", Passphrase: "forgotten by friday", CrewName: "F"})
	must(t, err)
	id, _, err := k.Declare(t.Context(), flow.Declaration{
		Terms: "appearance", Name: "Karen Holm", Adult: true, Email: "karen@post.example", Grants: []consent.Purpose{consent.Film}, Ink: drawn(t),
	})
	must(t, err)
	state, err := k.State(t.Context())
	must(t, err)
	must(t, k.Close())

	h = openHome(t, dir, c)
	letters := []byte(code)
	letters[3] = map[bool]byte{true: '3', false: '2'}[letters[3] == '2']
	for secret, want := range map[string]error{"": signer.ErrRecoveryCode, "forgotten": signer.ErrRecoveryCode, string(letters): signer.ErrTypo} {
		if _, _, err := h.Recover(t.Context(), secret, passphrase, consent.Ref{}); !errors.Is(err, want) {
			t.Fatalf("%q: %v", secret, err)
		}
	}
	k, next, err := h.Recover(t.Context(), strings.ToLower(strings.ReplaceAll(code, "-", " ")), passphrase, consent.Ref{})
	must(t, err)
	line, err := k.Consent(id)
	must(t, err)
	if line.Name != "Karen Holm" || line.Contact != "karen@post.example" || line.Status != consent.StatusGiven {
		t.Fatalf("came back as %+v", line)
	}
	after, err := k.State(t.Context())
	must(t, err)
	equal(t, "state", after, state)
	must(t, k.Close())
	for secret, opens := range map[string]bool{"forgotten by friday": false, code: false, passphrase: true, next: true} {
		k, err := openHome(t, dir, c).Unlock(t.Context(), secret, consent.Ref{})
		if (err == nil) != opens {
			t.Errorf("%q opens: %v", secret, err)
		}
		if err == nil {
			must(t, k.Close())
		}
	}
}

func TestPINSlowsDown(t *testing.T) {
	s := founded(t, func(n *flow.NewProduction) { n.PIN = "2468" })
	ctx := t.Context()
	equal(t, "has one", s.HasPIN(), true)
	s.Lock()
	equal(t, "locked", s.Locked(), true)
	var wrong *flow.PINError
	for range 6 {
		if err := s.CheckPIN(ctx, "1111"); !errors.Is(err, flow.ErrPIN) || !errors.As(err, &wrong) {
			t.Fatalf("wrong PIN: %v", err)
		}
	}
	if wrong.Wait <= 0 {
		t.Fatal("no wait after six")
	}
	if err := s.CheckPIN(ctx, "2468"); !errors.Is(err, flow.ErrPIN) {
		t.Fatalf("the right one too early: %v", err)
	}
	equal(t, "still locked", s.Locked(), true)
	s.clock.add(wrong.Wait + time.Second)
	must(t, s.CheckPIN(ctx, "2468"))
	equal(t, "unlocked", s.Locked(), false)
	if err := s.SetPIN("12"); !errors.Is(err, signer.ErrPINForm) {
		t.Fatalf("short PIN: %v", err)
	}
	must(t, s.SetPIN(""))
	s.Lock()
	equal(t, "locked without a PIN", s.Locked(), false)
}

func TestPassphraseAndRecoveryChange(t *testing.T) {
	s := founded(t)
	if err := s.ChangePassphrase("wrong", "next one"); !errors.Is(err, signer.ErrPassphrase) {
		t.Fatalf("old one wrong: %v", err)
	}
	must(t, s.ChangePassphrase(passphrase, "next one"))
	code, err := s.NewRecovery()
	must(t, err)
	must(t, s.Close())
	for _, secret := range []string{"next one", code} {
		k, err := openHome(t, s.dir, s.clock).Unlock(t.Context(), secret, consent.Ref{})
		must(t, err)
		must(t, k.Close())
	}
	if _, err := openHome(t, s.dir, s.clock).Unlock(t.Context(), passphrase, consent.Ref{}); !errors.Is(err, signer.ErrPassphrase) {
		t.Fatalf("the old passphrase: %v", err)
	}
}

func TestCrewAndSettings(t *testing.T) {
	s := founded(t)
	ctx := t.Context()
	changes := 0
	s.OnChange(func() { changes++ })
	bo, err := s.AddCrew(" Bo ")
	must(t, err)
	equal(t, "name", bo.Name, "Bo")
	must(t, s.ActAs(ctx, bo.ID))
	must(t, s.SetSettings(ctx, flow.Settings{Theme: "light", Language: "da", Purpose: consent.Social}))
	if changes < 3 {
		t.Fatalf("told %d times", changes)
	}
	s.reopen()
	equal(t, "acting", s.Acting().Name, "Bo")
	equal(t, "theme", s.Settings().Theme, "light")
	equal(t, "main use", s.Shoot().Purpose, consent.Social)
	equal(t, "crew", len(s.Crew()), 2)
	id, _ := s.adult("Karen", consent.Film)
	line, err := s.Consent(id)
	must(t, err)
	equal(t, "by", line.Consent.By, bo.ID)
	if err := s.ActAs(ctx, consent.ID{1}); !errors.Is(err, flow.ErrNotFound) {
		t.Fatalf("act as nobody: %v", err)
	}
	if _, err := s.AddCrew(""); !errors.Is(err, flow.ErrEmptyField) {
		t.Fatalf("nameless: %v", err)
	}
}

func TestProductionFacts(t *testing.T) {
	s := founded(t)
	f := s.Production()
	f.Title, f.Rules.LateBlocks = "Havnen 2", true
	must(t, s.SetProduction(t.Context(), f))
	equal(t, "title", s.Production().Title, "Havnen 2")
	equal(t, "heads", len(s.Production().Heads), 1)
	s.Ledger(func(l *media.Ledger) { equal(t, "rules", l.Rules.LateBlocks, true) })
	f.Contact = ""
	if err := s.SetProduction(t.Context(), f); !errors.Is(err, flow.ErrEmptyField) {
		t.Fatalf("no contact: %v", err)
	}
}

func TestTermsAsPublished(t *testing.T) {
	s := founded(t)
	terms := s.Terms("da")
	equal(t, "texts", len(terms), 7)
	for _, l := range terms {
		if l.Title == "" || len(l.Languages) < 2 || !l.Starter {
			t.Errorf("text %+v", l)
		}
		x, qs, err := s.TermsText(l.Key, "en")
		must(t, err)
		if strings.ContainsAny(x.Card+x.Title+x.NotAsked, "{}") || l.Signed != (len(qs) > 0) {
			t.Errorf("%s: card %q, %d questions", l.Key, x.Card, len(qs))
		}
	}
	equal(t, "uses", s.Uses()[0], consent.Film)
	err := s.PublishTerms(t.Context(), consent.Terms{Key: "bad", Version: 1, Signed: true, Texts: map[string]*consent.Text{"en": {Title: "x"}}})
	if !errors.Is(err, consent.ErrTermsIncomplete) {
		t.Fatalf("published half a text: %v", err)
	}
	if _, _, err := s.TermsText("bad", "en"); !errors.Is(err, flow.ErrTerms) {
		t.Fatalf("text: %v", err)
	}
}

func TestClosedKit(t *testing.T) {
	s := founded(t)
	must(t, s.Close())
	if _, _, err := s.Declare(t.Context(), flow.Declaration{Name: "x", Adult: true, Grants: []consent.Purpose{consent.Film}}); err == nil {
		t.Fatal("recorded in a closed kit")
	}
	must(t, s.Close())
	if _, err := os.Stat(filepath.Join(s.dir, "keyring")); err != nil {
		t.Fatal(err)
	}
}
