package flow

import (
	"iter"

	"onset/consent"
	"onset/media"
)

// Clearance judges clips for a use; no clips are all, in the order of time. A
// row's result is that of this use.
func (k *Kit) Clearance(use media.Use, clips []consent.ID) iter.Seq2[ClipRow, media.Verdict] {
	return func(yield func(ClipRow, media.Verdict) bool) {
		type judged struct {
			clip    *media.Clip
			verdict media.Verdict
		}
		k.look()
		list := k.pick(clips)
		out := make([]judged, 0, len(list))
		k.ledger.ClearAll(list, use, func(c *media.Clip, v media.Verdict) bool {
			out = append(out, judged{c, v})
			return true
		})
		k.mu.Unlock()
		for _, j := range out {
			k.look()
			row := k.rowAs(j.clip, j.verdict.Result)
			k.mu.Unlock()
			if !yield(row, j.verdict) {
				return
			}
		}
	}
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
	k.look()
	defer k.mu.Unlock()
	var out []consent.ID
	k.ledger.Results(k.ledger.Clips(), use, func(c *media.Clip, v media.Verdict) bool {
		if v.Result == media.Cleared {
			out = append(out, c.ID)
		}
		return true
	})
	return out
}
