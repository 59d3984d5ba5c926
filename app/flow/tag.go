package flow

import (
	"context"
	"fmt"
	"slices"
	"time"

	"onset/consent"
	"onset/media"
)

// TagDraft says who is in clips.
type TagDraft struct {
	Clips    []consent.ID
	People   []consent.ID
	As       media.As // empty = seen
	From, To time.Duration
	Source   media.TagSource // empty = by hand
}

// Tag says who is in clips. ErrNotFound for a clip or person nothing is known
// of, ErrAsked for a range that ends before it starts.
func (k *Kit) Tag(ctx context.Context, d TagDraft) (Token, error) {
	if d.From < 0 || d.To < 0 || d.To != 0 && d.To <= d.From {
		return 0, fmt.Errorf("tag: %w", ErrAsked)
	}
	if !slices.Contains([]media.As{"", media.Seen, media.Heard, media.Named}, d.As) {
		return 0, fmt.Errorf("tag: %w", ErrAsked)
	}
	if err := k.known(d.Clips, d.People); err != nil {
		return 0, fmt.Errorf("tag: %w", err)
	}
	return k.recordUndoable(ctx, k.tagDrafts(d))
}

func (k *Kit) known(clips, people []consent.ID) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, id := range clips {
		if k.ledger.Clip(id) == nil {
			return fmt.Errorf("clip %s: %w", id, ErrNotFound)
		}
	}
	for _, id := range people {
		if k.ledger.Person(id) == nil {
			return fmt.Errorf("person %s: %w", id, ErrNotFound)
		}
	}
	return nil
}

// tagDrafts is one statement per clip with the tags it does not have yet.
func (k *Kit) tagDrafts(d TagDraft) []Draft {
	k.mu.Lock()
	defer k.mu.Unlock()
	var out []Draft
	for _, id := range d.Clips {
		c := k.ledger.Clip(id)
		b := &media.ClipTagged{Clip: id}
		for _, p := range d.People {
			t := media.Tag{Person: p, As: d.As, From: d.From.Milliseconds(), To: d.To.Milliseconds(), Source: d.Source}
			if t.As == "" {
				t.As = media.Seen
			}
			if t.Source == "" {
				t.Source = media.ByHand
			}
			if !slices.ContainsFunc(c.Tags, func(o media.TagView) bool { return same(o.Tag, t) }) {
				b.Tags = append(b.Tags, t)
			}
		}
		if len(b.Tags) > 0 {
			out = append(out, Draft{Body: b})
		}
	}
	return out
}

func same(a, b media.Tag) bool {
	return a.Person == b.Person && a.As == b.As && a.From == b.From && a.To == b.To
}

// Untag takes people out of clips; refs, when given, only those tags. No
// people are all.
func (k *Kit) Untag(ctx context.Context, clips, people []consent.ID, refs ...media.TagRef) (Token, error) {
	if err := k.known(clips, nil); err != nil {
		return 0, fmt.Errorf("untag: %w", err)
	}
	var drafts []Draft
	k.mu.Lock()
	for _, id := range clips {
		b := &media.ClipUntagged{Clip: id}
		for _, t := range k.ledger.Clip(id).Tags {
			ref := media.TagRef{Ref: t.Ref, Person: t.Tag.Person}
			if (len(people) == 0 || slices.Contains(people, t.Tag.Person)) && (len(refs) == 0 || slices.Contains(refs, ref)) {
				b.Undoes = append(b.Undoes, ref)
			}
		}
		if len(b.Undoes) > 0 {
			drafts = append(drafts, Draft{Body: b})
		}
	}
	k.mu.Unlock()
	return k.recordUndoable(ctx, drafts)
}

// SameAsBefore are the people of the clip before the first of these.
func (k *Kit) SameAsBefore(clips []consent.ID) []PersonRow {
	k.look()
	defer k.mu.Unlock()
	for _, c := range k.ledger.Clips() {
		if !slices.Contains(clips, c.ID) {
			continue
		}
		_, tags := k.ledger.SameAsBefore(c)
		var out []PersonRow
		for _, t := range tags {
			if !slices.ContainsFunc(out, func(r PersonRow) bool { return r.ID == t.Person }) {
				out = append(out, k.rowOf(t.Person))
			}
		}
		return out
	}
	return nil
}
