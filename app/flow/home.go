package flow

import (
	"context"
	"errors"
	"io"
	"time"

	"onset/consent"
)

var errPending = errors.New("not ready")

// Options are what a home stands on. Dir, Create and Open are needed; the rest
// has the platform's own as default.
type Options struct {
	Dir       string
	Now       func() time.Time
	Rand      io.Reader
	Create    OpenStore
	Open      OpenStore
	FreeSpace func(dir string) int64 // bytes left where dir lies, negative when unknown
}

// Home is one folder with the keyring and one folder per production.
type Home struct {
	o Options
}

// NewProduction is what founding a production needs. Title, Controller,
// Contact and Passphrase must not be empty.
type NewProduction struct {
	Title, Controller, Contact, Address, Customer string
	CrewName                                      string
	Passphrase, PIN                               string
	Language                                      string // of the shoot's texts; empty = "en"
	Unit, Place                                   string // of the first shoot
	Demo                                          bool   // the texts ask what the demo asks
	Rules                                         *consent.Rules
	Terms                                         []string // keys of the starter texts; empty = all
}

// ProductionLine is one production of the home.
type ProductionLine struct {
	ID    consent.Ref
	Title string // empty while locked
}

// OpenHome looks at a folder. Nothing is created before Found.
func OpenHome(o Options) (*Home, error) { return nil, errPending }

// Empty reports whether this is the first start: no keyring yet.
func (h *Home) Empty() bool { return true }

// SuggestPassphrase proposes five words of a language.
func (h *Home) SuggestPassphrase(lang string) string { return "" }

// Found makes keyring, store and production, publishes the starter texts and
// opens the first shoot. The recovery code is shown once and kept nowhere.
func (h *Home) Found(ctx context.Context, p NewProduction) (*Kit, string, error) {
	return nil, "", errPending
}

// Unlock opens a production with the passphrase; zero is the only one.
// signer.ErrPassphrase when it does not fit.
func (h *Home) Unlock(ctx context.Context, passphrase string, production consent.Ref) (*Kit, error) {
	return nil, errPending
}

// Recover opens the home with the recovery code, sets a new passphrase, and
// gives the next recovery code.
func (h *Home) Recover(ctx context.Context, code, newPassphrase string, production consent.Ref) (*Kit, string, error) {
	return nil, "", errPending
}

// Productions are those of the home, once a kit has been unlocked.
func (h *Home) Productions() []ProductionLine { return nil }
