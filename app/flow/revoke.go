package flow

import (
	"context"
	"fmt"

	"onset/consent"
	"onset/signer"
)

// Revoke takes a device out of the production: of its log stands what is here
// without a gap, and everybody writes under keys it does not have from the
// moment they hear of it. The report says what it held. ErrNotFound,
// ErrNotAllowed.
func (k *Kit) Revoke(ctx context.Context, author consent.Ref, reason string) (BreachReport, error) {
	d, ok := k.store.Roster().Device(author)
	if !ok {
		return BreachReport{}, fmt.Errorf("revoke: %w", ErrNotFound)
	}
	if !k.mayRevoke(d) {
		return BreachReport{}, fmt.Errorf("revoke: %w", ErrNotAllowed)
	}
	if standing(d) {
		last, err := k.whole(ctx, author)
		if err != nil {
			return BreachReport{}, err
		}
		if err := k.stateRevoked(ctx, &signer.DeviceRevoked{Device: author, Last: last}, reason); err != nil {
			return BreachReport{}, err
		}
	}
	if _, err := k.rotate(ctx, d); err != nil {
		return BreachReport{}, err
	}
	return k.Breach(ctx, author)
}

// mayRevoke: root anyone but itself, an admin who is only crew.
func (k *Kit) mayRevoke(d signer.Device) bool {
	own := k.self()
	if !standing(own) || d.Author == own.Author {
		return false
	}
	return own.Root || own.Admin && !d.Root && !d.Admin && !d.Office
}

func (k *Kit) stateRevoked(ctx context.Context, body *signer.DeviceRevoked, reason string) error {
	d := Draft{Body: body}
	if reason = trim(reason); reason != "" {
		ref, err := k.about(&d, signer.AudienceOffice, signer.Particulars{Note: cut(reason, maxFree)})
		if err != nil {
			return err
		}
		body.Reason = ref
	}
	_, err := k.record(ctx, d)
	return err
}

// MoveRevocation lets everything of a revoked device's log stand that is here,
// after a person has looked at it. It never takes anything back. ErrNotFound
// where the device is not revoked, ErrNothingHeld where nothing more is here,
// ErrNotAllowed.
func (k *Kit) MoveRevocation(ctx context.Context, author consent.Ref, reason string) error {
	d, ok := k.store.Roster().Device(author)
	if !ok || standing(d) {
		return fmt.Errorf("move a revocation: %w", ErrNotFound)
	}
	if !k.mayRevoke(d) {
		return fmt.Errorf("move a revocation: %w", ErrNotAllowed)
	}
	last, err := k.whole(ctx, author)
	if err != nil {
		return err
	}
	if last.Seq <= d.Revoked.Seq {
		return fmt.Errorf("move a revocation: %w", ErrNothingHeld)
	}
	return k.stateRevoked(ctx, &signer.DeviceRevoked{Device: author, Last: last, Replaces: d.RevokedBy}, reason)
}

// whole is the last place of a log up to which it is here without a gap. What
// lies behind a gap could stand only with what is missing, which somebody who
// has the device may withhold for ever.
func (k *Kit) whole(ctx context.Context, author consent.Ref) (signer.Position, error) {
	logs, err := k.store.Logs(ctx)
	if err != nil {
		return signer.Position{}, err
	}
	for _, l := range logs {
		if l.Author != author {
			continue
		}
		last := l.Last
		if len(l.Gaps) > 0 {
			last = l.Gaps[0][0] - 1
		}
		return k.positionAt(ctx, author, last)
	}
	return signer.Position{}, nil
}

func (k *Kit) positionAt(ctx context.Context, author consent.Ref, seq uint64) (signer.Position, error) {
	if seq == 0 {
		return signer.Position{}, nil
	}
	at, err := k.store.Sealed(ctx, author, seq, 1)
	if err != nil || len(at) == 0 {
		return signer.Position{}, fmt.Errorf("place %d of a log: %w", seq, firstError(err, ErrNotFound))
	}
	return signer.Position{Seq: seq, ID: signer.StatementID(at[0].Payload)}, nil
}
