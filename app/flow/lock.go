package flow

import (
	"context"
	"errors"
	"fmt"

	"onset/consent"
	"onset/signer"
)

// Lock asks for the PIN before the next thing. Without a PIN it does nothing.
func (k *Kit) Lock() {
	if !k.HasPIN() {
		return
	}
	k.mu.Lock()
	k.locked = true
	k.mu.Unlock()
	k.tell()
}

// Locked reports whether the PIN is asked for.
func (k *Kit) Locked() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.locked
}

// CheckPIN ends the lock. A *PINError says how long a wrong one has to wait.
func (k *Kit) CheckPIN(ctx context.Context, pin string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	err := k.home.withRing(func(r *signer.Keyring) error {
		err := r.CheckPIN(pin, k.now())
		if errors.Is(err, signer.ErrPIN) || errors.Is(err, signer.ErrPINWait) {
			return &PINError{Wait: r.PINWait(k.now())}
		}
		return err
	})
	if err != nil && !errors.Is(err, signer.ErrNoPIN) {
		return err
	}
	k.mu.Lock()
	k.locked = false
	k.mu.Unlock()
	k.tell()
	return nil
}

// OpenLock ends the lock with the passphrase or the recovery code, for who
// forgot the PIN. signer.ErrPassphrase.
func (k *Kit) OpenLock(ctx context.Context, secret string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := k.home.withRing(func(r *signer.Keyring) error { return r.CheckPassphrase(secret) }); err != nil {
		return err
	}
	k.mu.Lock()
	k.locked = false
	k.mu.Unlock()
	k.tell()
	return nil
}

// SetPIN sets or, when empty, removes the PIN. signer.ErrPINForm.
func (k *Kit) SetPIN(pin string) error {
	return k.home.withRing(func(r *signer.Keyring) error {
		if pin == "" {
			return r.ClearPIN()
		}
		return r.SetPIN(pin)
	})
}

// HasPIN reports whether there is a PIN to ask for.
func (k *Kit) HasPIN() bool {
	has := false
	_ = k.home.withRing(func(r *signer.Keyring) error { has = r.HasPIN(); return nil })
	return has
}

// ChangePassphrase sets a new passphrase; the old one, or the recovery code, must fit.
func (k *Kit) ChangePassphrase(old, next string) error {
	return k.home.withRing(func(r *signer.Keyring) error {
		if err := r.CheckPassphrase(old); err != nil {
			return err
		}
		return r.ChangePassphrase(next)
	})
}

// NewRecovery makes a new recovery code; the old one opens nothing any more.
func (k *Kit) NewRecovery() (code string, err error) {
	err = k.home.withRing(func(r *signer.Keyring) error {
		code, err = r.NewRecovery(k.home.o.Rand)
		return err
	})
	return code, err
}

// Crew are those who work with this device.
func (k *Kit) Crew() (out []signer.Person) {
	_ = k.home.withRing(func(*signer.Keyring) error {
		out = append(out, k.prod.Crew...)
		return nil
	})
	return out
}

// AddCrew adds somebody.
func (k *Kit) AddCrew(name string) (signer.Person, error) {
	if blank(name) {
		return signer.Person{}, fmt.Errorf("add crew: %w", ErrEmptyField)
	}
	p, err := newCrew(k.home.o.Rand, name)
	if err != nil {
		return signer.Person{}, fmt.Errorf("add crew: %w", err)
	}
	err = k.home.withRing(func(r *signer.Keyring) error {
		k.prod.Crew = append(k.prod.Crew, p)
		return r.Save()
	})
	k.tell()
	return p, err
}

// Acting is who acts now.
func (k *Kit) Acting() signer.Person {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.acting
}

// ActAs says who acts from now on. ErrNotFound when the device does not know that person.
func (k *Kit) ActAs(ctx context.Context, id consent.ID) error {
	for _, p := range k.Crew() {
		if p.ID != id {
			continue
		}
		if err := k.store.PutLocal(ctx, Local{Name: localActing, Value: id[:]}); err != nil {
			return err
		}
		k.mu.Lock()
		k.acting = p
		k.mu.Unlock()
		k.tell()
		return nil
	}
	return fmt.Errorf("act as %s: %w", id, ErrNotFound)
}
