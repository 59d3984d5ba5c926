package flow

import (
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/skip2/go-qrcode"

	"onset/consent"
	"onset/signer"
	"onset/signer/page"
)

// TakeHomeLine is what a guardian who is not here answers with later.
type TakeHomeLine struct {
	Consent consent.ID
	Label   string // for the crew: the child's name or label
	Code    string // "K7M4 2QXD"
	By      consent.Date
	Base    string // where the code is typed, "https://set.example/k"; empty when there is no such address now
	Link    string // Base with the code in it; empty without Base
	QR      [][]bool
}

// TakeHome is the take-home code of somebody who was asked and has not answered,
// or of a consent that waits for a guardian. ErrNothingHeld when it waits for nobody.
func (k *Kit) TakeHome(ctx context.Context, id consent.ID) (TakeHomeLine, error) {
	t, err := k.takeHome(ctx, id)
	if err == nil && t.Base != "" {
		t.Link = t.Base + "/" + strings.ReplaceAll(t.Code, " ", "")
		t.QR, err = code(t.Link, qrcode.Medium)
	}
	if err != nil {
		return TakeHomeLine{}, fmt.Errorf("take-home code: %w", err)
	}
	return t, nil
}

func (k *Kit) takeHome(ctx context.Context, id consent.ID) (TakeHomeLine, error) {
	c, err := k.one(id)
	if err != nil {
		return TakeHomeLine{}, err
	}
	if !k.awaited(c) {
		return TakeHomeLine{}, ErrNothingHeld
	}
	secret := k.secretOf(ctx, c)
	if secret == nil {
		if secret, err = k.giveSecret(ctx, c); err != nil {
			return TakeHomeLine{}, err
		}
	}
	k.mu.Lock()
	l := k.labels.of(c.Person)
	k.mu.Unlock()
	return TakeHomeLine{
		Consent: c.ID, Label: orElse(l.Label, l.Name), By: c.AnswerBy, Base: k.codePage(),
		Code: page.FormatCode(page.TakeHomeCode([16]byte(secret))),
	}, nil
}

// takeHome is what the page says of it.
func (d *desk) takeHome(ctx context.Context, id consent.ID) (*page.TakeHome, error) {
	t, err := d.k.takeHome(ctx, id)
	if err != nil {
		return nil, err
	}
	return &page.TakeHome{Code: t.Code, By: t.By, Base: t.Base}, nil
}

// awaited reports whether somebody's answer is still to come: a request that is
// open, or a declaration of a minor that a guardian must sign.
func (k *Kit) awaited(c *consent.Consent) bool {
	on := consent.DateOf(k.now())
	if !c.Declared {
		return c.Expected && c.Status(on) == consent.StatusRequested
	}
	w := waitingFor(c, on)
	return w == waitsForGuardian || w == waitsForSecond
}

// codeFor is the secret that a take-home code comes from: the one that the
// answered request has already, so that a code which was handed out stays good,
// else a new one.
func (k *Kit) codeFor(ctx context.Context, request consent.ID) ([]byte, error) {
	if c, err := k.one(request); err == nil {
		if secret := k.secretOf(ctx, c); secret != nil {
			return secret, nil
		}
	}
	return k.newSecret()
}

// secretOf is the secret in the particulars of a consent, nil where there is
// none or this device cannot read them.
func (k *Kit) secretOf(ctx context.Context, c *consent.Consent) []byte {
	k.mu.Lock()
	l, ok := k.labels.blobs[c.Set.ID]
	k.mu.Unlock()
	if !ok {
		p, err := k.particulars(ctx, c.Set)
		if err != nil {
			return nil
		}
		l = labelOf(p)
		k.mu.Lock()
		k.labels.blobs[c.Set.ID] = l
		k.mu.Unlock()
	}
	if len(l.Secret) != 16 {
		return nil
	}
	return l.Secret
}

// giveSecret adds a secret to particulars that were written without one.
func (k *Kit) giveSecret(ctx context.Context, c *consent.Consent) ([]byte, error) {
	p, err := k.particulars(ctx, c.Set)
	if err != nil {
		return nil, ErrNotReadable
	}
	if p.Secret, err = k.newSecret(); err != nil {
		return nil, err
	}
	b := &consent.Rectified{Consent: c.ID}
	d := Draft{Body: b}
	if b.Set, err = k.about(&d, signer.AudienceSet, p); err != nil {
		return nil, err
	}
	if b.Replaces, err = k.corrections(ctx, c.ID); err != nil {
		return nil, err
	}
	_, err = k.record(ctx, d)
	return p.Secret, err
}

// awaitedCodes are the consents that a take-home code may be for, with their secrets.
func (k *Kit) awaitedCodes(ctx context.Context) iter.Seq2[*consent.Consent, []byte] {
	k.mu.Lock()
	all := slices.Clone(k.ledger.Consents())
	k.mu.Unlock()
	return func(yield func(*consent.Consent, []byte) bool) {
		for _, c := range all {
			if !k.awaited(c) || k.superseded(c) {
				continue
			}
			if secret := k.secretOf(ctx, c); secret != nil && !yield(c, secret) {
				return
			}
		}
	}
}

// closedCode says why a code opens nothing: ErrAnswered where what it asked for
// has been answered, ErrOld where nobody answered in time, ErrNoDoor where it is of nobody.
func (k *Kit) closedCode(ctx context.Context, fits func(secret []byte) bool) error {
	k.mu.Lock()
	all := slices.Clone(k.ledger.Consents())
	k.mu.Unlock()
	why, on := page.ErrNoDoor, consent.DateOf(k.now())
	for _, c := range all {
		if secret := k.secretOf(ctx, c); secret == nil || !fits(secret) {
			continue
		}
		if c.Declared || k.superseded(c) || c.Status(on) == consent.StatusRefused {
			return page.ErrAnswered
		}
		why = page.ErrOld
	}
	return why
}

// superseded reports whether the person has declared again since, which the
// code must not undo.
func (k *Kit) superseded(c *consent.Consent) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	p := k.ledger.Person(c.Person)
	return p != nil && slices.ContainsFunc(p.Consents, func(o *consent.Consent) bool {
		return o.Declared && !o.Invalid && slices.Contains(o.Replaces, c.ID)
	})
}

// waitingOf is the consent of a person that waits for a guardian; mu is held.
func (k *Kit) waitingOf(person consent.ID) *consent.Consent {
	p := k.ledger.Person(person)
	if p == nil || person.IsZero() {
		return nil
	}
	on := consent.DateOf(k.now())
	for _, c := range p.Live() {
		if c.Declared && waitingFor(c, on) == waitsForGuardian {
			return c
		}
	}
	return nil
}

// codeDoor is the door behind a take-home code. It is made of the secret alone,
// so that it is the same after a restart and on every kit that may read it.
func (k *Kit) codeDoor(c *consent.Consent, secret []byte) (*page.Door, error) {
	o := page.DoorOptions{Kind: page.ForParent, Terms: c.Terms.Key, Language: c.Terms.Language, For: page.CrowdFor}
	switch {
	case !c.Declared && !c.Minor():
		o.Kind, o.Request = page.ForOne, c.ID
	case !c.Declared:
		o.Request = c.ID
	case signing(c.Guardians) == 0:
		o.Person = c.Person
	default:
		o.Kind, o.Consent = page.ForSecond, c.ID
	}
	if o.Language == "" {
		o.Language = k.Shoot().Language
	}
	stream, err := doorStream(secret, doorStreamSize)
	if err != nil {
		return nil, err
	}
	return page.NewDoor(strings.NewReader(string(stream)), k.now(), o)
}

// doorStreamSize is how much of a stream page.NewDoor reads: id, secret and private key.
const doorStreamSize = 16 + 16 + 32

// doorStream is what a take-home door is made of in place of randomness.
func doorStream(secret []byte, n int) ([]byte, error) {
	return hkdf.Key(sha256.New, secret, nil, "onset take-home door", n)
}

// codeDoorID is the id of the door behind a code, without making its keys.
func codeDoorID(secret []byte) string {
	id, err := doorStream(secret, 16)
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(id)
}

// answerDays is by when a guardian who is not here answers.
func (k *Kit) answerBy(at time.Time) consent.Date {
	return consent.DateOf(at).AddDays(max(k.store.Roster().Rules().AnswerDays, 1))
}
