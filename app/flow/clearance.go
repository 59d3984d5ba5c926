package flow

import (
	"iter"
	"slices"

	"onset/consent"
	"onset/media"
)

// judgeTogether is how many clips are judged before their rows are handed out:
// the verdicts of all of them with their reasons would take as much memory as the clips.
const judgeTogether = 1024

// Clearance judges clips for a use; no clips are all, in the order of time. A
// row's result is that of this use.
func (k *Kit) Clearance(use media.Use, clips []consent.ID) iter.Seq2[ClipRow, media.Verdict] {
	return func(yield func(ClipRow, media.Verdict) bool) {
		k.look()
		list := k.pick(clips)
		k.mu.Unlock()
		for some := range slices.Chunk(list, judgeTogether) {
			for _, j := range k.judge(some, use) {
				if !yield(j.row, j.verdict) {
					return
				}
			}
		}
	}
}

type judgedRow struct {
	row     ClipRow
	verdict media.Verdict
}

func (k *Kit) judge(clips []*media.Clip, use media.Use) []judgedRow {
	k.look()
	defer k.mu.Unlock()
	out := make([]judgedRow, 0, len(clips))
	k.ledger.ClearAll(clips, use, func(c *media.Clip, v media.Verdict) bool {
		out = append(out, judgedRow{k.rowAs(c, v.Result), v})
		return true
	})
	return out
}

// pick gives the clips named, all when none is; mu is held.
func (k *Kit) pick(ids []consent.ID) []*media.Clip {
	if len(ids) == 0 {
		return k.ledger.Clips()
	}
	var out []*media.Clip
	for _, id := range ids {
		if c := k.ledger.Clip(id); c != nil {
			out = append(out, c)
		}
	}
	return out
}

// Cleared are the clips that may be used, in the order of time.
func (k *Kit) Cleared(use media.Use) []consent.ID {
	j := k.lookAsked(use).judged
	defer k.mu.Unlock()
	return everyClip(j, []media.Result{media.Cleared}).IDs
}
