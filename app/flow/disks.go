package flow

import (
	"context"
	"slices"

	"onset/consent"
	"onset/media"
)

// DiskLine is one disk that was here.
type DiskLine struct {
	ID     consent.ID
	Name   string
	Serial string
	Keeper string
	Seen   consent.Stamp // last
	Clips  int           // with a verified copy on it
}

// Disks are the disks that were here, the last seen first.
func (k *Kit) Disks(ctx context.Context) ([]DiskLine, error) {
	ids, err := k.store.Subjects(ctx, consent.OfDisk)
	if err != nil {
		return nil, err
	}
	copies := map[consent.ID]int{}
	k.Ledger(func(l *media.Ledger) {
		for _, c := range l.Clips() {
			for _, d := range c.Copies {
				copies[d]++
			}
		}
	})
	var out []DiskLine
	for _, id := range ids {
		d, err := k.disk(ctx, id)
		if err != nil {
			return nil, err
		}
		d.Clips = copies[id]
		out = append(out, d)
	}
	slices.SortFunc(out, func(a, b DiskLine) int { return int(min(1, max(-1, b.Seen.Milli-a.Seen.Milli))) })
	return out, nil
}

// disk is the newest that was said of a disk; who cannot read its name still sees it.
func (k *Kit) disk(ctx context.Context, id consent.ID) (DiskLine, error) {
	sts, err := k.store.Statements(ctx, consent.Subject{Kind: consent.OfDisk, ID: id})
	if err != nil {
		return DiskLine{}, err
	}
	d := DiskLine{ID: id}
	for _, st := range sts {
		b, ok := st.Body.(*media.DiskSeen)
		if !ok || st.At.Before(d.Seen) {
			continue
		}
		d.Seen = st.At
		if p, err := k.particulars(ctx, b.Set); err == nil {
			d.Name, d.Serial, d.Keeper = p.Label, p.Serial, p.Keeper
		}
	}
	return d, nil
}
