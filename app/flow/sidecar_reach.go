package flow

import (
	"context"
	"fmt"
	"slices"

	"onset/consent"
	"onset/media"
)

// Reach is what has to hear of a change of a person's consent, or of one
// consent, and what of that cannot be reached from here. ErrNotFound.
func (k *Kit) Reach(ctx context.Context, of consent.ID) (Reach, error) {
	person, _, err := k.held(of)
	if err != nil {
		return Reach{}, fmt.Errorf("reach of %s: %w", of, err)
	}
	var clips []consent.ID
	disks := map[consent.ID]bool{}
	delivered := map[consent.ID]bool{}
	k.Ledger(func(l *media.Ledger) {
		for _, c := range l.Clips() {
			if !tagged(c.Tags, person) {
				continue
			}
			clips = append(clips, c.ID)
			delivered[c.ID] = c.Delivered > 0
			for _, d := range c.Copies {
				disks[d] = true
			}
		}
	})
	var r Reach
	for _, id := range clips {
		k.reachOf(ctx, &r, id)
		if delivered[id] {
			k.deliveries(ctx, &r, id)
		}
	}
	for id := range disks {
		d, err := k.disk(ctx, id)
		if err != nil {
			return r, fmt.Errorf("reach of %s: %w", of, err)
		}
		r.Disks = append(r.Disks, d)
	}
	slices.SortFunc(r.Disks, func(a, b DiskLine) int { return slices.Compare(a.ID[:], b.ID[:]) })
	return r, nil
}

// reachOf looks at the places where a clip's metadata stands.
func (k *Kit) reachOf(ctx context.Context, r *Reach, clip consent.ID) {
	places := k.meta.of(clip)
	slices.SortFunc(places, func(a, b kept) int { return compareLabels(a.Path, b.Path) })
	for _, s := range places {
		skip := k.standsAt(ctx, s)
		switch {
		case skip != "":
			r.Away = append(r.Away, Skipped{Clip: clip, Name: k.clipName(clip), Path: s.Path, Why: skip})
		case s.Copy:
			r.Delivered++
		default:
			r.Sidecars++
		}
	}
}

// deliveries adds who has copies of a clip, by what was stated. What cannot be
// read is a recipient without a name.
func (k *Kit) deliveries(ctx context.Context, r *Reach, clip consent.ID) {
	sts, err := k.store.Statements(ctx, consent.Subject{Kind: consent.OfClip, ID: clip})
	if err != nil {
		return
	}
	for _, st := range sts {
		b, ok := st.Body.(*media.ClipDelivered)
		if !ok {
			continue
		}
		line := DeliveryLine{Purposes: slices.Clone(b.Purposes), Clips: []consent.ID{clip}, Last: st.At}
		if p, err := k.particulars(ctx, b.Office); err == nil {
			line.Recipient = p.Name
		}
		r.addDelivery(line)
	}
}

func (r *Reach) addDelivery(line DeliveryLine) {
	i := slices.IndexFunc(r.Recipients, func(l DeliveryLine) bool { return l.Recipient == line.Recipient })
	if i < 0 {
		r.Recipients = append(r.Recipients, line)
		return
	}
	have := &r.Recipients[i]
	for _, p := range line.Purposes {
		if !slices.Contains(have.Purposes, p) {
			have.Purposes = append(have.Purposes, p)
		}
	}
	if !slices.Contains(have.Clips, line.Clips[0]) {
		have.Clips = append(have.Clips, line.Clips[0])
	}
	if have.Last.Before(line.Last) {
		have.Last = line.Last
	}
}

// Deliveries are who has copies of a clip.
func (k *Kit) Deliveries(ctx context.Context, clip consent.ID) []DeliveryLine {
	var r Reach
	k.deliveries(ctx, &r, clip)
	return r.Recipients
}
