package flow

import (
	"cmp"
	"context"
	"slices"

	"onset/consent"
	"onset/signer"
)

// Devices are all devices of the production, this one first, then the office,
// then by name. The one of a spare code that was used is not among them, but
// the one that took its place.
func (k *Kit) Devices(ctx context.Context) ([]DeviceLine, error) {
	logs, err := k.store.Logs(ctx)
	if err != nil {
		return nil, err
	}
	asides, err := k.store.Asides(ctx)
	if err != nil {
		return nil, err
	}
	spares, err := k.store.Locals(ctx, groupSpare)
	if err != nil {
		return nil, err
	}
	var out []DeviceLine
	for _, d := range k.store.Roster().Devices() {
		l := k.deviceLine(d)
		_, l.Spare = spares[groupSpare+"/"+d.Author.String()]
		for _, held := range logs {
			if held.Author == d.Author {
				l.Held, l.Fork = held.Last, len(held.Forks) > 0 || k.ownFork(ctx, d.Author)
				l.Newest = k.saidAt(ctx, d.Author, held.Last).Time()
			}
		}
		for _, a := range asides {
			if a.Statement.Author == d.Author && !k.lookedAt(ctx, a.Statement.ID) {
				l.Asides++
				l.Withdrawal = l.Withdrawal || takesBack(a.Statement.Body)
			}
		}
		if !k.isReplaced(d) || l.Asides > 0 {
			out = append(out, l)
		}
	}
	k.connections(out)
	slices.SortStableFunc(out, func(a, b DeviceLine) int {
		return cmp.Or(firstIf(b.Self, a.Self), firstIf(isOffice(b), isOffice(a)), cmp.Compare(a.Label, b.Label))
	})
	return out, nil
}

func firstIf(a, b bool) int { return count(a) - count(b) }

func isOffice(l DeviceLine) bool { return slices.Contains(l.Ranks, signer.RankOffice) }

// deviceLine is what the roster says of a device.
func (k *Kit) deviceLine(d signer.Device) DeviceLine {
	l := DeviceLine{
		Author: d.Author, Ranks: d.Ranks(), Self: d.Author == k.prod.Seal.Author(), Continues: d.Continues,
		Label: k.deviceLabel(d.Author), Revoked: !standing(d),
	}
	if d.Revoked != nil {
		l.Stands = d.Revoked.Seq
	}
	return l
}

// saidAt is when the statement at a place of a log was made, zero when it is not here.
func (k *Kit) saidAt(ctx context.Context, author consent.Ref, seq uint64) consent.Stamp {
	at, err := k.store.Sealed(ctx, author, seq, 1)
	if err != nil || len(at) == 0 {
		return consent.Stamp{}
	}
	st, err := Codec().Decode(at[0])
	if err != nil {
		return consent.Stamp{}
	}
	return st.At
}

// connections adds what the carrier knows.
func (k *Kit) connections(lines []DeviceLine) {
	c := k.Carrier()
	if c == nil {
		return
	}
	for _, p := range c.Status().Peers {
		for i := range lines {
			if lines[i].Author == p.Author {
				lines[i].Connected, lines[i].Seen = p.Connected, p.Seen
			}
		}
	}
}

// FindDevice finds a device by the first letters of its name in statements, or by
// what people call it. ErrNotFound, ErrAmbiguous.
func (k *Kit) FindDevice(ctx context.Context, text string) (DeviceLine, error) {
	all, err := k.Devices(ctx)
	if err != nil {
		return DeviceLine{}, err
	}
	var found []DeviceLine
	for _, l := range all {
		if fitsDevice(l, trim(text)) {
			found = append(found, l)
		}
	}
	switch len(found) {
	case 0:
		return DeviceLine{}, ErrNotFound
	case 1:
		return found[0], nil
	}
	return DeviceLine{}, ErrAmbiguous
}

// shortestDevice is how many letters of a device's name at least tell which is meant.
const shortestDevice = 6

func fitsDevice(l DeviceLine, text string) bool {
	name := l.Author.String()
	byName := len(text) >= shortestDevice && len(text) <= len(name) && name[:len(text)] == text
	return byName || l.Label != "" && foldText(l.Label) == foldText(text)
}
