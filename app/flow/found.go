package flow

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"onset/consent"
	"onset/signer"
)

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

// Found makes keyring, store and production, publishes the starter texts and
// opens the first shoot. The recovery code is shown once and kept nowhere; it
// is empty where the home has productions already, which the passphrase must
// then open. ErrEmptyField, or what signer and store say.
func (h *Home) Found(ctx context.Context, n NewProduction) (*Kit, string, error) {
	if blank(n.Title) || blank(n.Controller) || blank(n.Contact) {
		return nil, "", fmt.Errorf("found a production: %w", ErrEmptyField)
	}
	if err := os.MkdirAll(h.o.Dir, 0o700); err != nil {
		return nil, "", fmt.Errorf("found a production: %w", diskError(err))
	}
	recovery, err := h.begin(n.Passphrase)
	if err != nil {
		return nil, "", err
	}
	p, err := h.foundStore(ctx, n)
	if err != nil {
		return nil, "", fmt.Errorf("found a production: %w", err)
	}
	k, err := h.openKit(ctx, p, &n)
	if err != nil {
		return nil, "", err
	}
	if err := h.enlist(p, n.PIN); err != nil {
		return nil, "", errors.Join(fmt.Errorf("found a production: %w", err), k.Close())
	}
	h.begun()
	return k, recovery, nil
}

// Unfinished reports a founding that was cut short: a keyring that this
// passphrase opens and that names no production. Found goes on from there.
func (h *Home) Unfinished(passphrase string) (bool, error) {
	if err := h.openRing(passphrase); err != nil {
		return false, err
	}
	return len(h.Productions()) == 0, nil
}

// enlist has the keyring name a production that is complete, and sets the PIN.
func (h *Home) enlist(p *signer.Production, pin string) error {
	return h.withRing(func(r *signer.Keyring) error {
		if pin != "" {
			if err := r.SetPIN(pin); err != nil {
				return err
			}
		}
		r.Productions = append(r.Productions, p)
		err := r.Save()
		if err != nil {
			r.Productions = r.Productions[:len(r.Productions)-1]
		}
		return err
	})
}

// keyring makes the keyring of an empty home.
func (h *Home) keyring(passphrase string) (recovery string, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ring, recovery, err = signer.CreateKeyring(h.keyringPath(), passphrase, h.o.Rand)
	return recovery, diskError(err)
}

// foundStore makes the store and enters the first statements. The keyring
// names the production only after that, texts and shoot included: a crash
// leaves a folder nobody misses, and a home that can be founded again.
func (h *Home) foundStore(ctx context.Context, n NewProduction) (*signer.Production, error) {
	p, err := signer.NewProduction(h.o.Rand)
	if err != nil {
		return nil, err
	}
	who, err := newCrew(h.o.Rand, n.CrewName)
	if err != nil {
		return nil, err
	}
	p.Crew = []signer.Person{who}
	set, err := n.facts(h.o.Rand)
	if err != nil {
		return nil, err
	}
	key, err := h.SyncKey()
	if err != nil {
		return nil, err
	}
	first, err := p.Found(Codec(), set, who.ID, consent.StampOf(h.o.Now()), key.ID())
	if err != nil {
		return nil, err
	}
	s, err := h.o.Create(ctx, h.storeConfig(p))
	if err != nil {
		return nil, err
	}
	err = s.Append(ctx, first, nil)
	if closed := s.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return nil, err
	}
	return p, nil
}

func newCrew(r io.Reader, name string) (signer.Person, error) {
	id, err := consent.NewID(r)
	return signer.Person{ID: id, Name: cut(trim(name), maxName)}, err
}

func (n NewProduction) facts(r io.Reader) (signer.ProductionSet, error) {
	nonce := make([]byte, 16)
	for _, s := range []string{n.Title, n.Controller, n.Contact, n.Address, n.Customer} {
		if len(s) > maxFree {
			return signer.ProductionSet{}, ErrTooLong
		}
	}
	if _, err := io.ReadFull(r, nonce); err != nil {
		return signer.ProductionSet{}, err
	}
	rules := consent.DefaultRules()
	if n.Rules != nil {
		rules = *n.Rules
	}
	return signer.ProductionSet{
		Nonce: nonce, Title: trim(n.Title), Controller: trim(n.Controller), Contact: trim(n.Contact),
		Address: trim(n.Address), Customer: trim(n.Customer), Rules: rules,
	}, nil
}
