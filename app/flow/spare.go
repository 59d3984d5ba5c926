package flow

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/skip2/go-qrcode"

	"onset/consent"
	"onset/signer"
	"onset/signer/join"
)

// mostSpares is how many spare codes are made at once.
const mostSpares = 20

// SpareCodes enrols crew devices in advance and gives their codes. Whoever
// types one on a device takes that device's place, through any device of the
// production, office or not. Each code is a device's private keys: it is kept
// nowhere, is shown once, and works once. ErrNotAllowed.
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
	if err == nil {
		err = k.keepSpares(ctx, out)
	}
	if err != nil {
		return nil, fmt.Errorf("spare codes: %w", err)
	}
	return out, nil
}

const groupSpare = "spare" // spare/<author>: when the code was made, RFC 3339

// keepSpares remembers that codes were made, not the codes.
func (k *Kit) keepSpares(ctx context.Context, made []SpareCode) error {
	var kept []Local
	for _, c := range made {
		kept = append(kept, Local{Name: groupSpare + "/" + c.Device.String(), Value: []byte(k.now().UTC().Format(time.RFC3339))})
	}
	return k.store.PutLocal(ctx, kept...)
}

// Spares are the spare codes that were made on this device, the newest first,
// without the codes, which nobody can show again.
func (k *Kit) Spares(ctx context.Context) ([]SpareCode, error) {
	kept, err := k.store.Locals(ctx, groupSpare)
	if err != nil {
		return nil, fmt.Errorf("spare codes: %w", err)
	}
	var out []SpareCode
	for name, value := range kept {
		var author consent.Ref
		err := author.UnmarshalText([]byte(strings.TrimPrefix(name, groupSpare+"/")))
		d, known := k.store.Roster().Device(author)
		if err != nil || !known {
			continue
		}
		out = append(out, k.spareLine(ctx, d, string(value)))
	}
	slices.SortFunc(out, func(a, b SpareCode) int {
		return cmp.Or(b.Made.Compare(a.Made), slices.Compare(a.Device[:], b.Device[:]))
	})
	return out, nil
}

// spareLine tells whether a code was used: by the device that took its place,
// or as soon as this device let somebody in who had it.
func (k *Kit) spareLine(ctx context.Context, d signer.Device, made string) SpareCode {
	next, used := heir(k.store.Roster(), d)
	at, _ := time.Parse(time.RFC3339, made)
	return SpareCode{
		Device: d.Author, Made: at, By: next.Author, Used: used || k.local(ctx, groupLetIn+"/"+d.Author.String()) != nil,
		Revoked: !used && !standing(d),
	}
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
