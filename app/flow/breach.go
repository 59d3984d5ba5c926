package flow

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"onset/consent"
	"onset/media"
	"onset/signer"
)

// breachTime is how long there is to report a breach (GDPR 33).
const breachTime = 72 * time.Hour

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

// BreachPerson is somebody whose particulars a device could read.
type BreachPerson struct {
	PersonRow
	Minor bool
	Kinds []string // of BreachReport.Kinds, in a fixed order
}

// Breach tells what a device held, as far as that is known here: every enrolled
// device reads names and small faces of everybody; the rest only the one that
// took it, or an office's. The 72 hours run from when the device was revoked,
// and from now where it was not. ErrNotFound.
func (k *Kit) Breach(ctx context.Context, author consent.Ref) (BreachReport, error) {
	d, ok := k.store.Roster().Device(author)
	if !ok {
		return BreachReport{}, fmt.Errorf("breach report: %w", ErrNotFound)
	}
	all, err := k.Devices(ctx)
	if err != nil {
		return BreachReport{}, err
	}
	r := BreachReport{Made: k.now(), Since: k.now(), Kinds: map[string]int{}, Locked: "passphrase"}
	for _, l := range all {
		if l.Author == author {
			r.Device, r.Last = l, latest(l.Seen, l.Newest)
		}
	}
	if err := k.revokedAt(ctx, author, &r); err != nil {
		return BreachReport{}, fmt.Errorf("breach report: %w", err)
	}
	r.Until = r.Since.Add(breachTime)
	if b := k.local(ctx, groupRotated+"/"+author.String()); len(b) == 2 {
		r.NewEpoch = int(b[0])<<8 | int(b[1])
	}
	k.countBreach(ctx, d, &r)
	return r, nil
}

// revokedAt notes when and by whom a device was revoked first.
func (k *Kit) revokedAt(ctx context.Context, author consent.Ref, r *BreachReport) error {
	for _, subject := range (&signer.DeviceRevoked{Device: author}).Subjects() {
		sts, err := k.store.Statements(ctx, subject)
		if err != nil {
			return err
		}
		for _, st := range sts {
			b, ok := st.Body.(*signer.DeviceRevoked)
			if !ok || b.Device != author || k.store.Roster().Allows(st) != nil || !st.At.Time().Before(r.Since) {
				continue
			}
			r.Since, r.By, r.ByName = st.At.Time(), st.By, k.crewName(st.By)
		}
	}
	return nil
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// countBreach names the persons and counts the kinds of data.
func (k *Kit) countBreach(ctx context.Context, d signer.Device, r *BreachReport) {
	office := d.Root || d.Admin || d.Office
	refs := map[consent.ID][]consent.BlobRef{}
	k.look()
	for _, p := range k.ledger.People() {
		l := k.labels.of(p.ID)
		if l == noLabel {
			continue
		}
		bp := BreachPerson{PersonRow: k.personRow(p)}
		bp.add(kindName, l.Name != "" || l.Label != "")
		bp.add(kindFace, l.Face)
		for _, c := range p.Consents {
			bp.Minor = bp.Minor || c.Band != "" && c.Band != consent.BandAdult
			if office || c.Device == d.Author {
				refs[p.ID] = append(refs[p.ID], c.Office...)
			}
		}
		r.People = append(r.People, bp)
	}
	k.mu.Unlock()
	for i := range r.People {
		bp := &r.People[i]
		for _, ref := range refs[bp.ID] {
			bp.addOffice(k.particulars(ctx, ref))
		}
		for _, kind := range bp.Kinds {
			r.Kinds[kind]++
		}
		r.Minors += count(bp.Minor)
	}
	r.Persons = len(r.People)
	r.Kinds[kindClips] = k.clipsOf(ctx, d.Author)
	// First those of whom it held the most: they are the ones to write to.
	slices.SortStableFunc(r.People, func(a, b BreachPerson) int {
		return cmp.Or(len(b.Kinds)-len(a.Kinds), count(b.Minor)-count(a.Minor), cmp.Compare(a.Name, b.Name))
	})
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

func (p *BreachPerson) add(kind string, is bool) {
	if is && !slices.Contains(p.Kinds, kind) {
		p.Kinds = append(p.Kinds, kind)
	}
}

// addOffice notes what an office blob holds; one that cannot be read here
// counts as what every declaration holds.
func (p *BreachPerson) addOffice(o signer.Particulars, err error) {
	if err != nil {
		p.add(kindContact, true)
		p.add(kindInk, true)
		return
	}
	p.add(kindContact, o.Contact != "")
	p.add(kindBorn, o.BornMonth != "")
	p.add(kindInk, o.Ink != nil)
	p.add(kindFace, len(o.Selfie) > 0)
	p.add(kindPaper, len(o.PaperPhoto) > 0)
	p.add(kindGuardian, len(o.Guardians) > 0)
}
