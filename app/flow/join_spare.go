package flow

import (
	"context"
	"slices"

	"onset/consent"
	"onset/signer"
	"onset/signer/join"
)

// groupLetIn is let-in/<author>: the token that a device asked with first.
const groupLetIn = "let-in"

// heir is the device that took the place of another under an id of its own on
// the network: what becomes of the device of a spare code. A device that was
// restored keeps its id and is none.
func heir(r *signer.Roster, of signer.Device) (next signer.Device, ok bool) {
	for _, d := range r.Devices() {
		if d.Continues == of.Author && d.Keys.Sync != of.Keys.Sync {
			return d, true
		}
	}
	return signer.Device{}, false
}

// isReplaced reports whether a device goes on in another log: it was restored,
// or another took its place with a spare code.
func (k *Kit) isReplaced(d signer.Device) bool {
	if d.Author == k.prod.Seal.Author() {
		return false
	}
	return slices.ContainsFunc(k.store.Roster().Devices(), func(e signer.Device) bool { return e.Continues == d.Author })
}

// spent refuses a device whose place another has taken, and one that was let in
// with another token: two that have the same spare code.
func (d *joinDesk) spent(ctx context.Context, in signer.Device, r join.Request) error {
	name := groupLetIn + "/" + in.Author.String()
	first := d.k.local(ctx, name)
	if _, taken := heir(d.k.store.Roster(), in); taken && !slices.Equal(first, r.Token[:]) {
		return join.ErrUsed
	}
	if r.Token == (join.Token{}) {
		return nil
	}
	if first == nil {
		return d.k.store.PutLocal(ctx, Local{Name: name, Value: slices.Clone(r.Token[:])})
	}
	if !slices.Equal(first, r.Token[:]) {
		return join.ErrUsed
	}
	return nil
}

// learn takes the proof that a device brings of its place: the statement by
// which another one, known here, goes on as this one.
func (d *joinDesk) learn(ctx context.Context, r join.Request) error {
	if len(r.Proof) == 0 {
		return nil
	}
	k, proof := d.k, join.Sealed(r.Proof)
	for _, s := range proof {
		if err := k.leadsTo(s, r.Keys.Author()); err != nil {
			return err
		}
	}
	if _, err := k.store.Take(ctx, proof, nil); err != nil {
		return err
	}
	return k.certifyAll(ctx)
}

// leadsTo reports whether a statement is a known device's own word that it goes
// on as another. join.ErrNotEnrolled, and join.ErrUsed where it went on before.
func (k *Kit) leadsTo(s signer.Sealed, device consent.Ref) error {
	st, err := Codec().Decode(s)
	if err != nil || st.Production != k.prod.ID {
		return join.ErrNotEnrolled
	}
	roster := k.store.Roster()
	before, known := roster.Device(st.Author)
	key, _ := roster.Key(st.Author)
	b, ok := st.Body.(*signer.DeviceEnrolled)
	if !ok || !known || b.Device != device || b.Continues != st.Author || signer.Verify(s, key) != nil {
		return join.ErrNotEnrolled
	}
	if next, taken := heir(roster, before); taken && next.Author != device {
		return join.ErrUsed
	}
	return nil
}

// closeSpares shuts out the devices of spare codes that were used, where this
// device is root: the code is on paper, and would be a way in for ever. What
// the one who used it says stands.
func (k *Kit) closeSpares(ctx context.Context) error {
	roster := k.store.Roster()
	for _, d := range roster.Devices() {
		next, used := heir(roster, d)
		if !used || !standing(d) || d.Root || d.Admin || d.Office {
			continue
		}
		last, err := k.lastWord(ctx, d.Author, next)
		if err != nil {
			return err
		}
		if last.Seq == 0 {
			continue // an admin's word, not its own
		}
		if err := k.stateRevoked(ctx, &signer.DeviceRevoked{Device: d.Author, Last: last}, ""); err != nil {
			return err
		}
	}
	return nil
}

// lastWord is the place at which a device enrolled its heir.
func (k *Kit) lastWord(ctx context.Context, author consent.Ref, next signer.Device) (signer.Position, error) {
	sts, err := k.store.Statements(ctx, consent.Subject{Kind: consent.OfDevice, ID: signer.DeviceID(next.Author)})
	if err != nil {
		return signer.Position{}, err
	}
	for _, st := range sts {
		if b, ok := st.Body.(*signer.DeviceEnrolled); ok && b.Device == next.Author && st.Author == author {
			return signer.Position{Seq: st.Seq, ID: st.ID}, nil
		}
	}
	return signer.Position{}, nil
}

// shutOut is why a known device is not answered.
func (d *joinDesk) shutOut(in signer.Device) error {
	if _, used := heir(d.k.store.Roster(), in); used {
		return join.ErrUsed
	}
	return join.ErrNotEnrolled
}
