package flow

import (
	"context"
	"fmt"
	"slices"

	"onset/consent"
	"onset/media"
)

// suggestions are what board and slates propose for a clip; mu is held.
func (k *Kit) suggestions(c *media.Clip) []SuggestionLine {
	out := k.proposals(c)
	for i := range out {
		out[i].Person = k.rowOf(out[i].Suggestion.Person)
	}
	return out
}

// Suggestions are what board and slates propose for a clip, with the scene's title
// and the other clips of which the same is proposed.
func (k *Kit) Suggestions(clip consent.ID) []SuggestionLine {
	k.look()
	c := k.ledger.Clip(clip)
	if c == nil {
		k.mu.Unlock()
		return nil
	}
	out := k.suggestions(c)
	open, slated := k.untagged(), k.slated()
	for _, b := range k.ledger.SuggestAll(open) {
		for i := range out {
			if out[i].Suggestion.Person == b.Person && out[i].Suggestion.Scene == b.Scene {
				out[i].Same = otherClips(b, clip)
			}
		}
	}
	for _, o := range open {
		if slated[o.ID] && o.ID != clip {
			k.alsoIn(out, o)
		}
	}
	titles := map[consent.ID]*media.Scene{}
	for _, s := range out {
		titles[s.Suggestion.Scene] = k.ledger.Scene(s.Suggestion.Scene)
	}
	k.mu.Unlock()
	for i := range out {
		if s := titles[out[i].Suggestion.Scene]; s != nil {
			out[i].Scene = k.sceneLine(s).Title
		}
	}
	return out
}

// alsoIn adds a clip with a slate to the proposals that it shares; mu is held.
func (k *Kit) alsoIn(lines []SuggestionLine, c *media.Clip) {
	for _, p := range k.proposals(c) {
		for i := range lines {
			l := &lines[i]
			if l.Suggestion.Person == p.Suggestion.Person && l.Suggestion.Scene == p.Suggestion.Scene && !slices.Contains(l.Same, c.ID) {
				l.Same = append(l.Same, c.ID)
			}
		}
	}
}

func otherClips(b media.Bundle, clip consent.ID) (out []consent.ID) {
	for _, c := range b.Clips {
		if c.Clip != clip {
			out = append(out, c.Clip)
		}
	}
	return out
}

// untagged are the clips of which nobody said who is in them; mu is held.
func (k *Kit) untagged() []*media.Clip {
	var out []*media.Clip
	for _, c := range k.ledger.Clips() {
		if len(c.Tags) == 0 && len(c.Judgements) == 0 {
			out = append(out, c)
		}
	}
	return out
}

// Suggested are all clips with proposals, by their time.
func (k *Kit) Suggested() []consent.ID {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.suggested()
}

func (k *Kit) suggested() []consent.ID {
	slated := k.slated()
	if len(k.ledger.Scenes()) == 0 && len(slated) == 0 {
		return nil
	}
	met := map[consent.ID]bool{}
	open := k.untagged()
	for _, c := range open {
		met[c.ID] = slated[c.ID] && len(k.proposals(c)) > 0
	}
	for _, b := range k.ledger.SuggestAll(open) {
		for _, c := range b.Clips {
			met[c.Clip] = true
		}
	}
	var out []consent.ID
	for _, c := range open {
		if met[c.ID] {
			out = append(out, c.ID)
		}
	}
	return out
}

// Confirm tags people as board and slates propose, in these clips; no people are all
// it proposes. ErrNotFound.
func (k *Kit) Confirm(ctx context.Context, clips, people []consent.ID) (Token, error) {
	if err := k.known(clips, nil); err != nil {
		return 0, fmt.Errorf("confirm: %w", err)
	}
	var drafts []Draft
	k.mu.Lock()
	for _, id := range clips {
		c := k.ledger.Clip(id)
		b := &media.ClipTagged{Clip: id}
		for _, l := range k.proposals(c) {
			if s := l.Suggestion; len(people) == 0 || slices.Contains(people, s.Person) {
				b.Tags = append(b.Tags, s.Tag)
			}
		}
		if len(b.Tags) > 0 {
			drafts = append(drafts, Draft{Body: b})
		}
	}
	k.mu.Unlock()
	return k.recordUndoable(ctx, drafts)
}
