package flow

import (
	"context"
	"slices"
	"time"
)

// TroubleKind is something in the way of carrying that a person can do
// something about. The words are in assets: "trouble.<kind>".
type TroubleKind string

// The troubles, the worst first.
const (
	TroubleRevoked TroubleKind = "revoked" // this device was shut out
	TroubleFork    TroubleKind = "fork"    // this device's own log goes on in two ways
	TroubleFull    TroubleKind = "full"    // no room left here
	TroubleClock   TroubleKind = "clock"   // this device's clock cannot be right
	TroubleAway    TroubleKind = "away"    // the office was not heard of for days
	TroublePaused  TroubleKind = "paused"  // a person stopped clips
	TroubleMetered TroubleKind = "metered" // clips wait for a network that is free
	TroubleAlone   TroubleKind = "alone"   // no other device is here
)

const (
	longAway = 3 * 24 * time.Hour
	noRoom   = 200 << 20 // bytes: too little for a morning's signatures
)

// SyncTrouble is one of them.
type SyncTrouble struct {
	Kind  TroubleKind
	Since time.Time // with TroubleAway: its last word
}

// troubles are what is in the way now.
func (k *Kit) troubles(ctx context.Context, v *SyncView) (out []SyncTrouble, err error) {
	forked, err := k.forked(ctx)
	if err != nil {
		return nil, err
	}
	self := k.prod.Seal.Author()
	d, known := k.store.Roster().Device(self)
	_, fork := forked[self]
	doubt, _ := k.ClockDoubt()
	free := k.home.o.FreeSpace(k.home.o.Dir)
	here := slices.ContainsFunc(v.Units, func(u SyncUnit) bool { return u.Connected })
	for _, t := range []struct {
		kind TroubleKind
		is   bool
	}{
		{TroubleRevoked, known && d.Revoked != nil && !d.Root},
		{TroubleFork, fork && !k.goesOn(self)},
		{TroubleFull, free >= 0 && free < noRoom || slices.ContainsFunc(v.Faults, func(f CarryFault) bool { return f.What == "full" })},
		{TroubleClock, doubt},
		{TroubleAway, v.On && v.Office && !v.OfficeHere && !v.Word.IsZero() && k.now().Sub(v.Word) > longAway},
		{TroublePaused, v.Limits.Paused},
		{TroubleMetered, !v.Limits.Paused && v.Limits.Unmetered && v.Metered && v.Waits > 0},
		{TroubleAlone, v.On && len(v.Units) > 0 && !here},
	} {
		if t.is {
			out = append(out, SyncTrouble{Kind: t.kind})
		}
	}
	for i := range out {
		if out[i].Kind == TroubleAway {
			out[i].Since = v.Word
		}
	}
	return out, nil
}
