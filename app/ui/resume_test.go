package ui

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"onset/app/flow"
)

// TestFirstStartCutShortGoesOn founds with a disk that fails, then opens the
// window on what is left of it.
func TestFirstStartCutShortGoesOn(t *testing.T) {
	c := newTestClock()
	dir := filepath.Join(t.TempDir(), "home")
	const pass = "an invented film on set"
	broken, err := flow.OpenHome(flow.Options{
		Dir: dir, Now: c.now,
		Create: func(context.Context, flow.StoreConfig) (flow.Store, error) { return nil, errors.New("no disk") },
		Open:   func(context.Context, flow.StoreConfig) (flow.Store, error) { return nil, errors.New("no disk") },
	})
	noError(t, err)
	if _, _, err := broken.Found(t.Context(), flow.NewProduction{
		Title: "Havnen", Controller: "Nordlys Film", Contact: "a@b.example", CrewName: "Anna", Passphrase: pass,
	}); err == nil {
		t.Fatal("founding without a disk worked")
	}
	h, err := testHome(dir, c)
	noError(t, err)
	u := showUI(t, Options{Home: h, Now: c.now}, 1280, 800)
	typeInto(t, u, u.T("unlock.passphrase"), pass)
	tap(t, u, u.T("button.unlock"))
	f, ok := u.bare.(*firstStart)
	if !ok {
		t.Fatalf("the window shows %T", u.bare)
	}
	tap(t, u, u.T("first.demo"))
	if left := f.wordsLeft(); left != 0 {
		t.Errorf("the passphrase is asked again: %d", left)
	}
	tap(t, u, u.T("first.continue"))
	if f.step != firstRecovery || f.kit == nil || f.recovery == "" {
		t.Fatalf("step %d, error %v", f.step, f.err)
	}
	t.Cleanup(func() { noError(t, f.kit.Close()) })
}
