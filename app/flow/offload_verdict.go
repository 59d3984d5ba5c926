package flow

import (
	"context"
	"fmt"
	"slices"

	"onset/consent"
	"onset/media/offload"
)

// CardVerdict says whether a card may be used again by the rule of its shoot.
// ErrNotFound.
func (k *Kit) CardVerdict(ctx context.Context, card consent.ID) (CardVerdict, error) {
	c, err := k.keptCard(ctx, card)
	if err != nil {
		return CardVerdict{}, err
	}
	return offload.Judge(k.standing(c)), nil
}

// OverrideCard lets a card be used again against the rule, for a reason of
// CardReasons; an empty reason takes that back. It does not hold for what is
// filmed on the card afterwards. ErrAsked, ErrNotFound.
func (k *Kit) OverrideCard(ctx context.Context, card consent.ID, reason string) (CardVerdict, error) {
	if reason != "" && !slices.Contains(CardReasons(), reason) {
		return CardVerdict{}, fmt.Errorf("override card: %w", ErrAsked)
	}
	c, err := k.keptCard(ctx, card)
	if err != nil {
		return CardVerdict{}, err
	}
	at := k.stamp()
	c.Override, c.By, c.At = reason, k.Acting().ID, &at
	if err := k.keepCard(ctx, c, k.printsOf(ctx, card)); err != nil {
		return CardVerdict{}, err
	}
	k.tell()
	return offload.Judge(k.standing(c)), nil
}

// PastCards are the cards that were here, the last seen first.
func (k *Kit) PastCards(ctx context.Context) ([]CardLine, error) {
	all, err := k.keptCards(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]CardLine, 0, len(all))
	disks := map[consent.ID]DiskLine{}
	for i := range all {
		out = append(out, k.cardLine(ctx, &all[i], disks))
	}
	return out, nil
}

// Card is one card that was here. ErrNotFound.
func (k *Kit) Card(ctx context.Context, id consent.ID) (CardLine, error) {
	c, err := k.keptCard(ctx, id)
	if err != nil {
		return CardLine{}, err
	}
	return k.cardLine(ctx, c, map[consent.ID]DiskLine{}), nil
}

// cardLine looks each disk up once.
func (k *Kit) cardLine(ctx context.Context, c *keptCard, disks map[consent.ID]DiskLine) CardLine {
	s := k.standing(c)
	l := CardLine{
		ID: c.ID, Label: c.Label, Camera: c.Camera, First: c.First, Last: c.Last, Files: c.Files, Clips: c.Clips, Bytes: c.Bytes,
		Rule: string(s.Rule), Verdict: offload.Judge(s), Reason: c.Override,
	}
	if c.Override != "" {
		l.ReasonBy = k.crewName(c.By)
	}
	for i := range c.Copies {
		l.Copies = append(l.Copies, k.cardCopy(ctx, &c.Copies[i], disks))
	}
	return l
}

func (k *Kit) cardCopy(ctx context.Context, c *keptCopy, disks map[consent.ID]DiskLine) CardCopy {
	d, ok := disks[c.Disk]
	if !ok {
		d, _ = k.disk(ctx, c.Disk) // without a name it is still the same copy
		disks[c.Disk] = d
	}
	return CardCopy{
		Dir: c.Dir, Disk: c.Disk, Name: orElse(d.Name, c.Name), Keeper: d.Keeper, Good: c.Good, Complete: c.Complete,
		Fault: c.Fault, Manifest: c.Manifest, C4: c.C4, Checked: c.Checked, Adopted: c.Adopted,
	}
}

// cardsNotSafe counts the cards that may not be used again.
func (k *Kit) cardsNotSafe(ctx context.Context) (n int, err error) {
	all, err := k.keptCards(ctx)
	for i := range all {
		n += count(offload.Judge(k.standing(&all[i])).Word == offload.DoNotWipe)
	}
	return n, err
}
