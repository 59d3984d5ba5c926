package flow

import (
	"context"
	"fmt"
	"slices"

	"onset/consent"
	"onset/media"
	"onset/signer"
)

// DiskLine is one disk that was here.
type DiskLine struct {
	ID     consent.ID
	Name   string
	Serial string
	Keeper string
	Seen   consent.Stamp // last
	Clips  int           // with a verified copy on it
	Here   string        // where it is mounted now, empty when it is not
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
	here := k.mounted(ctx)
	var out []DiskLine
	for _, id := range ids {
		d, err := k.disk(ctx, id)
		if err != nil {
			return nil, err
		}
		d.Clips, d.Here = copies[id], here[id]
		out = append(out, d)
	}
	slices.SortFunc(out, func(a, b DiskLine) int { return int(min(1, max(-1, b.Seen.Milli-a.Seen.Milli))) })
	return out, nil
}

// mounted says where the disks with a serial are now.
func (k *Kit) mounted(ctx context.Context) map[consent.ID]string {
	here := map[consent.ID]string{}
	for _, v := range k.volumes(ctx) {
		if v.Serial == "" {
			continue
		}
		if id, err := k.diskID(ctx, v); err == nil && here[id] == "" {
			here[id] = v.Dir
		}
	}
	return here
}

// disk is the newest that was said of a disk; who cannot read its name still sees it.
func (k *Kit) disk(ctx context.Context, id consent.ID) (DiskLine, error) {
	sts, err := k.store.Statements(ctx, consent.Subject{Kind: consent.OfDisk, ID: id})
	if err != nil {
		return DiskLine{}, err
	}
	d := DiskLine{ID: id}
	var said consent.Stamp
	for _, st := range sts {
		b, ok := st.Body.(*media.DiskSeen)
		if !ok {
			continue
		}
		if !b.Away && d.Seen.Before(st.At) {
			d.Seen = st.At
		}
		if st.At.Before(said) {
			continue
		}
		if p, err := k.particulars(ctx, b.Set); err == nil {
			said = st.At
			d.Name, d.Serial, d.Keeper = p.Label, p.Serial, p.Keeper
		}
	}
	return d, nil
}

// SetDisk names a disk and who keeps it. It need not be here, and counts as
// seen no later for it. An empty name or keeper stays as it was. ErrNotFound,
// ErrTooLong.
func (k *Kit) SetDisk(ctx context.Context, id consent.ID, name, keeper string) error {
	d, err := k.disk(ctx, id)
	switch {
	case err != nil:
		return fmt.Errorf("name disk: %w", err)
	case d.Seen.IsZero():
		return fmt.Errorf("name disk: %w", ErrNotFound)
	case len(name) > maxName, len(keeper) > maxName:
		return fmt.Errorf("name disk: %w", ErrTooLong)
	}
	d.Name, d.Keeper = orElse(trim(name), d.Name), orElse(trim(keeper), d.Keeper)
	draft, err := k.diskDraft(d, true)
	if err != nil {
		return err
	}
	_, err = k.record(ctx, draft)
	return err
}

// diskDraft states what a disk is called; away says it is not here.
func (k *Kit) diskDraft(d DiskLine, away bool) (Draft, error) {
	b := &media.DiskSeen{Disk: d.ID, Away: away}
	draft := Draft{Body: b}
	var err error
	b.Set, err = k.about(&draft, signer.AudienceSet, signer.Particulars{
		Label: cut(d.Name, maxName), Serial: cut(d.Serial, maxName), Keeper: cut(d.Keeper, maxName),
	})
	if err != nil {
		return draft, fmt.Errorf("name disk: %w", err)
	}
	return draft, nil
}
