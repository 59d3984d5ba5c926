package flow

import (
	"fmt"

	"onset/consent"
	"onset/signer"
)

// toSeal is a blob of a draft that is sealed when it is recorded, because until
// then nothing keeps the key of a round from being forgotten.
type toSeal struct {
	blob     signer.OpenedBlob
	audience signer.Audience
	lasting  bool // this device goes on reading it
}

// about adds particulars to a draft and gives the reference for its body. What
// is for the office this device reads until the office holds it.
func (k *Kit) about(d *Draft, a signer.Audience, p signer.Particulars) (consent.BlobRef, error) {
	return k.addBlob(d, p, toSeal{audience: a})
}

// aboutOwn adds what is for the office and what this device must not forget: no
// particulars of anybody who is filmed.
func (k *Kit) aboutOwn(d *Draft, p signer.Particulars) (consent.BlobRef, error) {
	return k.addBlob(d, p, toSeal{audience: signer.AudienceOffice, lasting: true})
}

func (k *Kit) addBlob(d *Draft, p signer.Particulars, s toSeal) (consent.BlobRef, error) {
	content, err := signer.EncodeParticulars(trimAll(p))
	if err != nil {
		return consent.BlobRef{}, err
	}
	if s.blob, err = signer.PackBlob(k.home.o.Rand, s.audience, content); err != nil {
		return consent.BlobRef{}, fmt.Errorf("particulars: %w", err)
	}
	d.seal = append(d.seal, s)
	return s.blob.Ref(), nil
}

// sealed gives drafts with their blobs sealed. done must be called when they
// are recorded, or will not be.
func (k *Kit) sealed(drafts []Draft) (out []Draft, done func(), err error) {
	var round signer.Round
	done = func() {}
	if k.needsRound(drafts) {
		if round, err = k.openRound(); err != nil {
			return nil, done, err
		}
		done = func() { k.leaveRound(round) }
	}
	out = make([]Draft, len(drafts))
	for i, d := range drafts {
		if out[i], err = k.sealDraft(d, round); err != nil {
			done()
			return nil, func() {}, err
		}
	}
	return out, done, nil
}

// needsRound reports whether something is for the office and comes from another
// device than an office, whose own log nobody acknowledges.
func (k *Kit) needsRound(drafts []Draft) bool {
	for _, d := range drafts {
		for _, s := range d.seal {
			if s.audience == signer.AudienceOffice && !s.lasting {
				return !k.IsOffice()
			}
		}
	}
	return false
}

func (k *Kit) sealDraft(d Draft, round signer.Round) (Draft, error) {
	for _, s := range d.seal {
		to := k.store.Roster().Recipients(s.audience)
		switch {
		case s.lasting:
			to = append(to, k.prod.Device.Recipient())
		case s.audience == signer.AudienceOffice && round.Identity != nil:
			to = append(to, round.Recipient())
			d.Locals = append(d.Locals, owed(s.blob.Ref().ID, round))
		}
		b, err := s.blob.Seal(to...)
		if err != nil {
			return d, fmt.Errorf("particulars: %w", err)
		}
		d.Blobs = append(d.Blobs, b)
	}
	d.seal = nil
	return d, nil
}
