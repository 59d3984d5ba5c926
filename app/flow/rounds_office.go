package flow

import (
	"context"
	"slices"

	"onset/consent"
	"onset/signer"
)

// handOffice drops the office's keys from a device that held them only until
// there was an office: one that passed root on to it. The office had them
// before root was passed on, and has said that it holds the log in which they
// were given to it.
func (k *Kit) handOffice(ctx context.Context) error {
	roster, self := k.store.Roster(), k.self()
	if self.Author.IsZero() || roster.ReadsOffice(self) || k.prod.Newest(signer.AudienceOffice) == 0 {
		return nil
	}
	if has, err := k.officeHasKeys(ctx, roster); err != nil || !has {
		return err
	}
	return k.home.withRing(func(ring *signer.Keyring) error {
		var before []signer.Epoch
		err := ring.Update(func() { before = k.prod.DropOffice() })
		if err != nil {
			k.prod.KeepOffice(before)
		}
		return err
	})
}

// officeHasKeys reports whether an office that stands was given every key of the
// office's, by statements that an office holds or made.
func (k *Kit) officeHasKeys(ctx context.Context, roster *signer.Roster) (bool, error) {
	sts, err := k.store.Statements(ctx, consent.Subject{Kind: consent.OfProduction})
	if err != nil {
		return false, err
	}
	given := map[int]bool{}
	for _, st := range sts {
		b, ok := st.Body.(*signer.ProductionKey)
		if !ok || b.Audience != signer.AudienceOffice || !slices.ContainsFunc(b.For, func(w signer.WrappedKey) bool {
			d, ok := roster.Device(w.Device)
			return ok && d.Office && d.Revoked == nil
		}) {
			continue
		}
		said, _, err := k.store.Acknowledged(ctx, st.Author)
		if err != nil {
			return false, err
		}
		given[b.Epoch] = given[b.Epoch] || said >= st.Seq || k.atOffice(st.Author)
	}
	return !slices.ContainsFunc(roster.Epochs(signer.AudienceOffice), func(e signer.KeyEpoch) bool { return !given[e.Epoch] }), nil
}

// withoutOffice leaves the office's keys out.
func withoutOffice(sts []consent.Statement) []consent.Statement {
	return slices.DeleteFunc(slices.Clone(sts), func(st consent.Statement) bool {
		b, ok := st.Body.(*signer.ProductionKey)
		return ok && b.Audience == signer.AudienceOffice
	})
}
