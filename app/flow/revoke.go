package flow

import (
	"context"
	"fmt"
	"time"

	"onset/consent"
	"onset/media"
	"onset/signer"
)

// breachTime is how long there is to report a breach (GDPR 33).
const breachTime = 72 * time.Hour

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

// The kinds of data of a breach report, words in assets "breach.kind.*".
const (
	kindName     = "name"
	kindFace     = "face"
	kindContact  = "contact"
	kindBorn     = "born"
	kindInk      = "ink"
	kindGuardian = "guardian"
	kindPaper    = "paper"
	kindClips    = "clips"
)

// Breach tells what a device held, as far as that is known here: every enrolled
// device reads names and small faces of everybody; the rest only the one that
// took it, or an office's. ErrNotFound.
func (k *Kit) Breach(ctx context.Context, author consent.Ref) (BreachReport, error) {
	d, ok := k.store.Roster().Device(author)
	if !ok {
		return BreachReport{}, fmt.Errorf("breach report: %w", ErrNotFound)
	}
	all, err := k.Devices(ctx)
	if err != nil {
		return BreachReport{}, err
	}
	r := BreachReport{Made: k.now(), Until: k.now().Add(breachTime), Kinds: map[string]int{}, Locked: "passphrase"}
	for _, l := range all {
		if l.Author == author {
			r.Device, r.Last = l, latest(l.Seen, l.Newest)
		}
	}
	if b := k.local(ctx, groupRotated+"/"+author.String()); len(b) == 2 {
		r.NewEpoch = int(b[0])<<8 | int(b[1])
	}
	k.countBreach(ctx, d, &r)
	return r, nil
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// countBreach counts persons and kinds of data.
func (k *Kit) countBreach(ctx context.Context, d signer.Device, r *BreachReport) {
	office := d.Root || d.Admin || d.Office
	var refs []consent.BlobRef
	k.look()
	for _, p := range k.ledger.People() {
		l := k.labels.of(p.ID)
		if l == noLabel {
			continue
		}
		r.Persons++
		r.add(kindName, l.Name != "" || l.Label != "")
		r.add(kindFace, l.Face)
		minor := false
		for _, c := range p.Consents {
			minor = minor || c.Band != "" && c.Band != consent.BandAdult
			if office || c.Device == d.Author {
				refs = append(refs, c.Office...)
			}
		}
		r.Minors += count(minor)
	}
	k.mu.Unlock()
	r.Kinds[kindClips] = k.clipsOf(ctx, d.Author)
	for _, ref := range refs {
		r.addOffice(k.particulars(ctx, ref))
	}
}

// clipsOf is how many clips a device registered: those lay on it or on its disks.
func (k *Kit) clipsOf(ctx context.Context, author consent.Ref) (n int) {
	const batch = 1000
	for seq := uint64(1); ; {
		log, err := k.store.Sealed(ctx, author, seq, batch)
		if err != nil || len(log) == 0 {
			return n
		}
		before := seq
		for _, s := range log {
			st, err := Codec().Decode(s)
			if err != nil {
				continue
			}
			seq = st.Seq + 1
			if _, ok := st.Body.(*media.ClipAdded); ok {
				n++
			}
		}
		if len(log) < batch || seq == before {
			return n
		}
	}
}

func (r *BreachReport) add(kind string, is bool) {
	if is {
		r.Kinds[kind]++
	}
}

// addOffice counts what an office blob holds; one that cannot be read here
// counts as what every declaration holds.
func (r *BreachReport) addOffice(p signer.Particulars, err error) {
	if err != nil {
		r.Kinds[kindContact]++
		r.Kinds[kindInk]++
		return
	}
	r.add(kindContact, p.Contact != "")
	r.add(kindBorn, p.BornMonth != "")
	r.add(kindInk, p.Ink != nil)
	r.add(kindFace, len(p.Selfie) > 0)
	r.add(kindPaper, len(p.PaperPhoto) > 0)
	r.add(kindGuardian, len(p.Guardians) > 0)
}
