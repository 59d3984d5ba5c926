package flow

import (
	"context"
	"fmt"

	"github.com/skip2/go-qrcode"

	"onset/consent"
	"onset/signer"
	"onset/signer/join"
)

// mostSpares is how many spare codes are made at once.
const mostSpares = 20

// SpareCodes enrols crew devices in advance and gives their codes. Whoever
// types one on a new device becomes that device, through any device of the
// production, office or not. Each code is a device's private keys: it is kept
// nowhere, and is shown once. ErrNotAllowed.
func (k *Kit) SpareCodes(ctx context.Context, n int) ([]SpareCode, error) {
	if !k.mayEnrol(signer.RankCrew) || n < 1 || n > mostSpares {
		return nil, fmt.Errorf("spare codes: %w", ErrNotAllowed)
	}
	var out []SpareCode
	var drafts []Draft
	for range n {
		c, more, err := k.spare()
		if err != nil {
			return nil, fmt.Errorf("spare codes: %w", err)
		}
		out, drafts = append(out, c), append(drafts, more...)
	}
	_, err := k.record(ctx, drafts...)
	if err != nil {
		return nil, fmt.Errorf("spare codes: %w", err)
	}
	return out, nil
}

func (k *Kit) spare() (SpareCode, []Draft, error) {
	seed, err := signer.NewSeed(k.home.o.Rand)
	if err != nil {
		return SpareCode{}, nil, err
	}
	p, err := signer.NewSeededProduction(seed, k.home.o.Rand)
	if err != nil {
		return SpareCode{}, nil, err
	}
	key, err := seed.SeededSync()
	if err != nil {
		return SpareCode{}, nil, err
	}
	drafts, err := k.enrolment(p.Keys(key.ID()), signer.RankCrew, "", consent.Ref{})
	if err != nil {
		return SpareCode{}, nil, err
	}
	c := join.Code{Kind: join.Spare, Seed: seed, Production: [join.PinSize]byte(k.prod.ID[:])}
	out := SpareCode{Code: c.String(), Device: p.Seal.Author()}
	out.QR, err = code(out.Code, qrcode.Medium)
	return out, drafts, err
}
