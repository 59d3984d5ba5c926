package media

import (
	"bytes"
	"cmp"
	"slices"

	"onset/consent"
)

// SameAsBefore finds "the same people as before": the nearest clip of the same
// shoot that was captured before c and in which somebody is tagged, and the
// tags to confirm for c. Ranges are not carried over, and who is already
// tagged in c is left out. Before is nil when there is no such clip.
func (l *Ledger) SameAsBefore(c *Clip) (before *Clip, tags []Tag) {
	order := l.Clips()
	i, found := slices.BinarySearchFunc(order, c, byTimeAndName)
	if !found {
		return nil, nil
	}
	for i--; i >= 0; i-- {
		if b := order[i]; b.Shoot == c.Shoot && len(b.Tags) > 0 && (b.Captured == 0) == (c.Captured == 0) {
			return b, sameTags(b, c)
		}
	}
	return nil, nil
}

func sameTags(from, to *Clip) []Tag {
	var out []Tag
	for _, t := range from.Tags {
		tag := Tag{Person: t.Tag.Person, As: t.Tag.As, Source: SameAs}
		if !tagged(to, tag.Person) && !slices.Contains(out, tag) {
			out = append(out, tag)
		}
	}
	return out
}

// Bundle is one suggestion that holds for several clips: this person, on
// camera in this scene. It can be confirmed for all of them at once.
type Bundle struct {
	Person    consent.ID
	Scene     consent.ID
	Clips     []ClipSuggestion // in the order asked
	Unchecked bool             // for at least one clip nobody has checked the camera's clock
}

// ClipSuggestion is a suggestion with the clip it is for.
type ClipSuggestion struct {
	Clip consent.ID
	Suggestion
}

// SuggestAll asks the on-camera board about many clips and bundles equal
// answers, those for most clips first.
func (l *Ledger) SuggestAll(clips []*Clip) []Bundle {
	b := newBoard(l.Scenes())
	type key struct{ person, scene consent.ID }
	at := map[key]int{}
	var out []Bundle
	for _, c := range clips {
		for _, s := range b.suggest(c, l.Camera(c.Camera)) {
			k := key{s.Person, s.Scene}
			i, ok := at[k]
			if !ok {
				i = len(out)
				at[k] = i
				out = append(out, Bundle{Person: s.Person, Scene: s.Scene})
			}
			out[i].Clips = append(out[i].Clips, ClipSuggestion{Clip: c.ID, Suggestion: s})
			out[i].Unchecked = out[i].Unchecked || s.Unchecked
		}
	}
	slices.SortFunc(out, func(a, b Bundle) int {
		return cmp.Or(cmp.Compare(len(b.Clips), len(a.Clips)), bytes.Compare(a.Scene[:], b.Scene[:]), bytes.Compare(a.Person[:], b.Person[:]))
	})
	return out
}
