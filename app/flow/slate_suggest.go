package flow

import (
	"context"
	"fmt"
	"slices"
	"time"

	"onset/consent"
	"onset/media"
	"onset/media/slate"
)

// proposals are who may be in a clip, with the reason: those on camera when
// its slate was shown, else by its camera's clock, and those whose receipts
// were filmed. Rows of people are not filled in; mu is held.
func (k *Kit) proposals(c *media.Clip) []SuggestionLine {
	seen, _ := k.slates.of(c.ID)
	out := k.bySlate(c, &seen)
	if len(out) == 0 {
		for _, s := range media.Suggest(c, k.ledger.Camera(c.Camera), k.ledger.Scenes()) {
			out = append(out, SuggestionLine{Suggestion: s})
		}
	}
	for _, id := range seen.Receipts {
		v := k.ledger.Consent(id)
		if v == nil || tagged(c.Tags, v.Person) {
			continue
		}
		reason := SlateReason{Receipt: true}
		if i := slices.IndexFunc(out, func(l SuggestionLine) bool { return l.Suggestion.Person == v.Person }); i >= 0 {
			if out[i].Slate != nil {
				reason = *out[i].Slate
				reason.Receipt = true
			}
			out[i].Slate, out[i].Suggestion.Tag.Source = &reason, media.FromCode
			continue
		}
		tag := media.Tag{Person: v.Person, As: media.Seen, Source: media.FromCode}
		out = append(out, SuggestionLine{Suggestion: media.Suggestion{Person: v.Person, Tag: tag}, Slate: &reason})
	}
	return out
}

// bySlate asks the board about the time that the slate in the clip gives; mu is held.
func (k *Kit) bySlate(c *media.Clip, seen *seenClip) []SuggestionLine {
	if seen.Shown == 0 {
		return nil
	}
	truth := *c
	truth.Captured, truth.Zone = seen.Start, true
	var out []SuggestionLine
	for _, s := range media.Suggest(&truth, &media.Camera{Known: true}, k.scenesOf(seen)) {
		s.Tag.Source = media.FromSlate
		out = append(out, SuggestionLine{
			Suggestion: s, Slate: &SlateReason{Scene: seen.Scene, Take: seen.Take, Shown: time.UnixMilli(seen.Shown).UTC()},
		})
	}
	return out
}

// scenesOf are the board's scenes that a slate can be of: those that are called
// as it says, or all where none is; mu is held.
func (k *Kit) scenesOf(seen *seenClip) []*media.Scene {
	all := k.ledger.Scenes()
	k.slates.mu.Lock()
	defer k.slates.mu.Unlock()
	var named []*media.Scene
	for _, s := range all {
		if seen.Scene != "" && k.slates.titles[s.ID] == seen.Scene {
			named = append(named, s)
		}
	}
	if len(named) > 0 {
		return named
	}
	return all
}

// slated are the clips in which a slate or receipt was seen; mu is held.
func (k *Kit) slated() map[consent.ID]bool {
	k.slates.mu.Lock()
	defer k.slates.mu.Unlock()
	out := map[consent.ID]bool{}
	for id, s := range k.slates.seen {
		out[id] = s.Shown != 0 || len(s.Receipts) > 0
	}
	return out
}

// clockFound is what slates tell of a clip's camera; mu is held.
func (k *Kit) clockFound(c *media.Clip, clock *slate.Clock) *ClockFound {
	if clock == nil || c.Camera.IsZero() {
		return nil
	}
	ahead := clock.Ahead.Milliseconds()
	f := &ClockFound{Camera: c.Camera, Ahead: k.clockError(c, ahead), Exact: *clock}
	if cam := k.ledger.Camera(c.Camera); cam != nil && cam.Known {
		off := time.Duration(cam.Ahead-ahead) * time.Millisecond
		f.Applied = off.Abs() <= clock.Within+time.Second
	}
	for _, o := range k.ledger.Clips() {
		if o.Camera == c.Camera {
			f.Clips = append(f.Clips, o.ID)
		}
	}
	return f
}

// ConfirmClock sets the clocks of the cameras that took these clips by the
// slates seen in them: for each camera by the one that tells it best. It
// corrects all clips of those cameras. ErrNotFound, ErrNoSlate when none of
// them tells a clock.
func (k *Kit) ConfirmClock(ctx context.Context, clips []consent.ID) error {
	if err := k.known(clips, nil); err != nil {
		return fmt.Errorf("confirm clock: %w", err)
	}
	best := map[consent.ID]SlateLine{}
	for _, id := range clips {
		line, _ := k.SlateOfClip(id)
		if line.Clock == nil {
			continue
		}
		if b, ok := best[line.Clock.Camera]; !ok || line.Clock.Exact.Within < b.Clock.Exact.Within {
			best[line.Clock.Camera] = line
		}
	}
	if len(best) == 0 {
		return fmt.Errorf("confirm clock: %w", ErrNoSlate)
	}
	for _, line := range best {
		if line.Clock.Applied {
			continue
		}
		if err := k.setClock(ctx, line.Clip, "slate", func(*media.Clip) int64 { return line.Clock.Exact.Ahead.Milliseconds() }); err != nil {
			return err
		}
	}
	return nil
}
