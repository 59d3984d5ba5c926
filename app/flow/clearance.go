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
			for _, j := range k.judge(some, use, len(list) > judgeTogether) {
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

// judge judges clips; as some of many with what is known of all people.
func (k *Kit) judge(clips []*media.Clip, use media.Use, many bool) []judgedRow {
	clear := k.lookJudging(use, many)
	defer k.mu.Unlock()
	out := make([]judgedRow, 0, len(clips))
	clear(clips, func(c *media.Clip, v media.Verdict) bool {
		out = append(out, judgedRow{k.rowAs(c, v.Result), v})
		return true
	})
	return out
}

// judging gives each clip with its verdict.
type judging func(clips []*media.Clip, each func(*media.Clip, media.Verdict) bool)

// lookJudging is look with a judge: one for a few clips, or one who asks about everybody beforehand.
func (k *Kit) lookJudging(use media.Use, many bool) judging {
	if many {
		j := k.lookAsked(use).judged
		return func(clips []*media.Clip, each func(*media.Clip, media.Verdict) bool) {
			j.ClearAll(k.ledger, clips, each)
		}
	}
	l := k.look()
	return func(clips []*media.Clip, each func(*media.Clip, media.Verdict) bool) { l.ClearAll(clips, use, each) }
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
