package flow

import (
	"context"
	"time"

	"onset/consent"
	"onset/media"
	"onset/signer"
)

// Kit is one open production. Its methods may be called from many goroutines;
// none of them touches a screen.
type Kit struct{}

// Close ends the kit and gives the store free.
func (k *Kit) Close() error { return nil }

// Lock asks for the PIN before the next thing. Without a PIN it does nothing.
func (k *Kit) Lock() {}

// Locked reports whether the PIN is asked for.
func (k *Kit) Locked() bool { return false }

// CheckPIN ends the lock. A *PINError says how long a wrong one has to wait.
func (k *Kit) CheckPIN(ctx context.Context, pin string) error { return errPending }

// SetPIN sets or, when empty, removes the PIN.
func (k *Kit) SetPIN(pin string) error { return errPending }

// HasPIN reports whether there is a PIN to ask for.
func (k *Kit) HasPIN() bool { return false }

// ChangePassphrase sets a new passphrase; the old one must fit.
func (k *Kit) ChangePassphrase(old, next string) error { return errPending }

// NewRecovery makes a new recovery code; the old one opens nothing any more.
func (k *Kit) NewRecovery() (string, error) { return "", errPending }

// OnChange calls f, from any goroutine, after something changed.
func (k *Kit) OnChange(f func()) {}

// Ledger lends what is known, under a lock: look and return, keep nothing.
func (k *Kit) Ledger(f func(*media.Ledger)) {}

// Production is what the production says of itself.
func (k *Kit) Production() signer.Facts { return signer.Facts{} }

// ProductionID is the id of the production.
func (k *Kit) ProductionID() consent.Ref { return consent.Ref{} }

// SetProduction changes what the production says of itself.
func (k *Kit) SetProduction(ctx context.Context, f signer.Facts) error { return errPending }

// Settings are this device's own.
type Settings struct {
	Theme        string // "dark", "light"
	Language     string // the crew's
	ReduceMotion bool
	Sound        bool
	Purpose      consent.Purpose // the one chips are judged by; empty = the terms' first
	LockAfter    time.Duration   // zero = only by hand
}

// Settings are this device's own.
func (k *Kit) Settings() Settings { return Settings{} }

// SetSettings keeps them.
func (k *Kit) SetSettings(ctx context.Context, s Settings) error { return errPending }

// Crew are those who work with this device.
func (k *Kit) Crew() []signer.Person { return nil }

// AddCrew adds somebody.
func (k *Kit) AddCrew(name string) (signer.Person, error) { return signer.Person{}, errPending }

// Acting is who acts now.
func (k *Kit) Acting() signer.Person { return signer.Person{} }

// ActAs says who acts from now on.
func (k *Kit) ActAs(ctx context.Context, id consent.ID) error { return errPending }

// IDKind says what an id is of.
type IDKind string

// What Resolve finds.
const (
	IsConsent IDKind = "consent"
	IsPerson  IDKind = "person"
	IsClip    IDKind = "clip"
	IsScene   IDKind = "scene"
	IsShoot   IDKind = "shoot"
	IsNotice  IDKind = "notice"
)

// Resolve finds what a text means: a full or short id, a clip's file name or
// path. With kinds, only those are looked at. ErrNotFound, ErrAmbiguous, ErrTypo.
func (k *Kit) Resolve(text string, kinds ...IDKind) (consent.ID, IDKind, error) {
	return consent.ID{}, "", errPending
}

// ClockDoubt reports whether this kit's clock cannot be right, and the time
// that is trusted most.
func (k *Kit) ClockDoubt() (doubt bool, highest time.Time) { return false, time.Time{} }

// Check proves the store's consistency.
func (k *Kit) Check(ctx context.Context, progress func(Progress)) (CheckReport, error) {
	return CheckReport{}, errPending
}

// Reindex rebuilds the store's views.
func (k *Kit) Reindex(ctx context.Context, progress func(Progress)) error { return errPending }

// State is a hash over everything shared: equal on devices that hold the same.
func (k *Kit) State(ctx context.Context) (consent.Ref, error) { return consent.Ref{}, errPending }

// Erase deletes a person's particulars everywhere and compacts the store.
func (k *Kit) Erase(ctx context.Context, person consent.ID, progress func(Progress)) error {
	return errPending
}
