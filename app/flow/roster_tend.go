package flow

import (
	"context"

	"onset/consent"
	"onset/signer"
)

const groupRotated = "rotated" // rotated/<author>: keys were changed after this device was revoked

// tendRoster follows changes of the roster in the background: it takes keys
// that are new, and where this device is root gives devices their certificates and
// changes the keys that a revoked device had. It goes on after an error and gives
// the first; what failed is to be tried after the next change.
func (k *Kit) tendRoster(ctx context.Context) error {
	if err := k.adoptKeys(ctx); err != nil || !k.self().Root {
		return err
	}
	errs := []error{k.certifyAll(ctx), k.closeSpares(ctx)}
	for _, d := range k.store.Roster().Devices() {
		if _, used := heir(k.store.Roster(), d); !standing(d) && !used {
			_, err := k.rotate(ctx, d)
			errs = append(errs, err)
		}
	}
	return firstError(errs...)
}

// rotate states new keys that a revoked device does not have, once: of the set,
// and of the office where it could read that. It gives the epoch from which on
// the device reads nothing, 0 where somebody else has to change the keys.
func (k *Kit) rotate(ctx context.Context, gone signer.Device) (int, error) {
	k.rotating.Lock()
	defer k.rotating.Unlock()
	name := groupRotated + "/" + gone.Author.String()
	if b := k.local(ctx, name); b != nil {
		return int(b[0])<<8 | int(b[1]), nil
	}
	if !k.self().Root {
		return 0, nil
	}
	audiences := []signer.Audience{signer.AudienceSet}
	if gone.Root || gone.Admin || gone.Office {
		audiences = append(audiences, signer.AudienceOffice)
	}
	var drafts []Draft
	for _, a := range audiences {
		body, err := k.prod.NewEpoch(a, k.store.Roster().Readers(a)...)
		if err != nil {
			return 0, err
		}
		drafts = append(drafts, Draft{Body: body})
	}
	// Kept before they are stated: a key that is stated and lost would lock everybody out.
	if err := k.home.saveKeys(); err != nil {
		return 0, err
	}
	if _, err := k.record(ctx, drafts...); err != nil {
		return 0, err
	}
	n := k.prod.Newest(signer.AudienceSet)
	return n, k.store.PutLocal(ctx, Local{Name: name, Value: []byte{byte(n >> 8), byte(n)}})
}

// forked are the logs that go on in two ways.
func (k *Kit) forked(ctx context.Context) (map[consent.Ref]bool, error) {
	logs, err := k.store.Logs(ctx)
	out := map[consent.Ref]bool{}
	for _, l := range logs {
		if len(l.Forks) > 0 {
			out[l.Author] = true
		}
	}
	return out, err
}
