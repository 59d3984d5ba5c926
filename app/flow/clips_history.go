package flow

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"onset/consent"
	"onset/media"
)

// ClipDeed is what was stated of a clip. The words are in assets: "history.<code>".
type ClipDeed string

// The deeds.
const (
	DeedAdded     ClipDeed = "added"
	DeedTagged    ClipDeed = "tagged"
	DeedUntagged  ClipDeed = "untagged"
	DeedJudged    ClipDeed = "judged"
	DeedUnjudged  ClipDeed = "unjudged"
	DeedCopied    ClipDeed = "copied"
	DeedReceived  ClipDeed = "received"
	DeedDelivered ClipDeed = "delivered"
	DeedClock     ClipDeed = "clock" // the clock of its camera was set
)

// ClipEvent is one statement about a clip: who, when, what.
type ClipEvent struct {
	Deed     ClipDeed
	At       consent.Stamp // by the stating device's clock
	By       string        // of the crew, where this device knows the name
	Device   string        // empty = this one
	Tags     []media.Tag   // with DeedTagged
	People   []PersonRow   // of DeedTagged and DeedUntagged, each once
	Basis    media.JudgeBasis
	Why      string            // the reason of a judgement
	Disk     string            // that a copy lies on
	To       string            // the recipient; empty where this device may not read it
	Uses     []consent.Purpose // of a delivery
	Override string            // of a delivery: one of ExportReasons
	Ahead    time.Duration     // of the camera's clock, as ClipSheet tells it
}

// History is what was stated of a clip and of its camera's clock, the newest
// first. ErrNotFound, or what the store says.
func (k *Kit) History(ctx context.Context, clip consent.ID) ([]ClipEvent, error) {
	k.look()
	c := k.ledger.Clip(clip)
	if c == nil {
		k.mu.Unlock()
		return nil, fmt.Errorf("history of clip %s: %w", clip, ErrNotFound)
	}
	camera := c.Camera
	k.mu.Unlock()
	subjects := []consent.Subject{{Kind: consent.OfClip, ID: clip}}
	if !camera.IsZero() {
		subjects = append(subjects, consent.Subject{Kind: consent.OfCamera, ID: camera})
	}
	var out []ClipEvent
	for _, s := range subjects {
		sts, err := k.store.Statements(ctx, s)
		if err != nil {
			return nil, fmt.Errorf("history of clip %s: %w", clip, err)
		}
		for _, st := range sts {
			if e, ok := k.clipEvent(ctx, st, c); ok {
				out = append(out, e)
			}
		}
	}
	slices.Reverse(out)
	slices.SortStableFunc(out, func(a, b ClipEvent) int { return cmp.Compare(b.At.Milli, a.At.Milli) })
	return out, nil
}

// clipEvent is a statement as an event, false for one that is of no interest.
func (k *Kit) clipEvent(ctx context.Context, st consent.Statement, c *media.Clip) (ClipEvent, bool) {
	e := ClipEvent{At: st.At, By: k.crewName(st.By), Device: k.deviceName(st.Author)}
	switch b := st.Body.(type) {
	case *media.ClipAdded:
		e.Deed = DeedAdded
	case *media.ClipTagged:
		e.Deed, e.Tags = DeedTagged, b.Tags
		e.People = k.peopleOf(idsIn(b.Tags, func(t media.Tag) consent.ID { return t.Person }))
	case *media.ClipUntagged:
		e.Deed = DeedUntagged
		e.People = k.peopleOf(idsIn(b.Undoes, func(u media.TagRef) consent.ID { return u.Person }))
	case *media.ClipJudged:
		if e.Deed, e.Basis = DeedJudged, b.Basis; b.Basis == "" {
			e.Deed = DeedUnjudged
		}
		if p, err := k.particulars(ctx, b.Reason); err == nil {
			e.Why = p.Note
		}
	case *media.ClipCopied:
		e.Deed = DeedCopied
		if d, err := k.disk(ctx, b.Disk); err == nil {
			e.Disk = d.Name
		}
	case *media.ClipReceived:
		e.Deed = DeedReceived
	case *media.ClipDelivered:
		e.Deed, e.Uses, e.Override = DeedDelivered, b.Purposes, b.Override
		if p, err := k.particulars(ctx, b.Office); err == nil {
			e.To = p.Name
		}
	case *media.CameraClock:
		e.Deed = DeedClock
		k.mu.Lock()
		e.Ahead = k.clockError(c, b.Ahead)
		k.mu.Unlock()
	default:
		return e, false
	}
	return e, true
}

// peopleOf are the people of some ids, each once.
func (k *Kit) peopleOf(ids []consent.ID) []PersonRow {
	k.look()
	defer k.mu.Unlock()
	var out []PersonRow
	for _, id := range distinct(ids) {
		out = append(out, k.rowOf(id))
	}
	return out
}

func idsIn[T any](list []T, id func(T) consent.ID) (out []consent.ID) {
	for _, x := range list {
		out = append(out, id(x))
	}
	return out
}
