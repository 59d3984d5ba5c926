package flow

import (
	"fmt"

	"onset/consent"
	"onset/signer"
)

// sealFor seals particulars for an audience. What is for the office can be read
// on the device that took it, too.
func (k *Kit) sealFor(a signer.Audience, p signer.Particulars) (signer.Blob, error) {
	content, err := signer.EncodeParticulars(trimAll(p))
	if err != nil {
		return signer.Blob{}, err
	}
	to := k.store.Roster().Recipients(a)
	if a == signer.AudienceOffice {
		to = append(to, k.prod.Device.Recipient())
	}
	b, err := signer.SealBlob(k.home.o.Rand, a, content, to...)
	if err != nil {
		return signer.Blob{}, fmt.Errorf("particulars: %w", err)
	}
	return b, nil
}

// about adds particulars to a draft and gives the reference for its body.
func (k *Kit) about(d *Draft, a signer.Audience, p signer.Particulars) (consent.BlobRef, error) {
	b, err := k.sealFor(a, p)
	if err != nil {
		return consent.BlobRef{}, err
	}
	d.Blobs = append(d.Blobs, b)
	return b.Ref(), nil
}
