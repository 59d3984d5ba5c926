package flow

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"onset/consent"
	"onset/signer"
)

// ErrNotCertified means root has not given a device a certificate yet: it has
// not heard of the device, or its answer has not arrived.
var ErrNotCertified = errors.New("the device has no certificate yet")

// Certificate is the X.509 certificate that root gave a device of this
// production, of the present root where several gave one. It is proven before
// it comes back. A revoked device keeps its own: what it signed before stands.
// ErrNotFound where the device is unknown, ErrNotCertified.
func (k *Kit) Certificate(ctx context.Context, device consent.Ref) (*signer.ProductionCertificate, error) {
	if _, ok := k.store.Roster().Device(device); !ok {
		return nil, fmt.Errorf("certificate: %w", ErrNotFound)
	}
	sts, err := k.store.Statements(ctx, consent.Subject{Kind: consent.OfProduction})
	if err != nil {
		return nil, err
	}
	var found *signer.ProductionCertificate
	for _, st := range sts {
		b, ok := st.Body.(*signer.ProductionCertificate)
		if !ok || b.Device != device || proven(k.store.Roster(), st, b) != nil {
			continue
		}
		if d, _ := k.store.Roster().Device(st.Author); found == nil || d.Root {
			found = b
		}
	}
	if found == nil {
		return nil, fmt.Errorf("certificate: %w", ErrNotCertified)
	}
	return found, nil
}

// proven checks a certificate against the keys of the one who states it and of
// its device. signer.ErrCertificate.
func proven(r *signer.Roster, st consent.Statement, b *signer.ProductionCertificate) error {
	root, _ := r.Key(st.Author)
	device, _ := r.Key(b.Device)
	return b.Check(r.Production(), root, device)
}

// provenCertificate holds what came with an answer to the same: a certificate
// of this device that root states is right, or nothing of the answer is taken.
func provenCertificate(r *signer.Roster, sts []consent.Statement, device consent.Ref) error {
	for _, st := range sts {
		b, ok := st.Body.(*signer.ProductionCertificate)
		if ok && b.Device == device && r.Allows(st) == nil && proven(r, st, b) != nil {
			return ErrPairAnswer
		}
	}
	return nil
}

// certify is the draft that gives a device its certificate.
func (k *Kit) certify(seal []byte) (Draft, error) {
	device, err := signer.ParsePublicKey(seal)
	if err != nil {
		return Draft{}, err
	}
	body, err := k.prod.Seal.Certify(k.prod.ID, device)
	if err != nil {
		return Draft{}, err
	}
	return Draft{Body: body}, nil
}

// certifyAll gives a certificate to every device that has none, where this
// device is root: to those that an admin enrolled, those that went on in a new
// log, and itself.
func (k *Kit) certifyAll(ctx context.Context) error {
	if !k.self().Root {
		return nil
	}
	k.rotating.Lock()
	defer k.rotating.Unlock()
	has, err := k.certified(ctx)
	if err != nil {
		return err
	}
	var drafts []Draft
	for _, d := range k.store.Roster().Devices() {
		if has[d.Author] || !standing(d) || len(d.Keys.Seal) == 0 {
			continue
		}
		draft, err := k.certify(d.Keys.Seal)
		if err != nil {
			return err
		}
		drafts = append(drafts, draft)
	}
	for part := range slices.Chunk(drafts, mostCertified) {
		if _, err := k.record(ctx, part...); err != nil {
			return err
		}
	}
	return nil
}

// mostCertified is how many certificates are stated at once.
const mostCertified = 100

// certified are the devices that have a certificate.
func (k *Kit) certified(ctx context.Context) (map[consent.Ref]bool, error) {
	sts, err := k.store.Statements(ctx, consent.Subject{Kind: consent.OfProduction})
	has := map[consent.Ref]bool{}
	for _, st := range sts {
		if b, ok := st.Body.(*signer.ProductionCertificate); ok && !has[b.Device] {
			has[b.Device] = proven(k.store.Roster(), st, b) == nil
		}
	}
	return has, err
}
