package flow

import (
	"context"
	"time"

	"onset/consent"
	"onset/media"
)

// Token undoes a change within UndoFor. Zero undoes nothing.
type Token uint64

// UndoFor is how long a change of tags or of the board can be undone.
const UndoFor = 10 * time.Second

// undo is what takes a change back.
type undo struct {
	until  time.Time
	drafts []Draft
}

// recordUndoable states things and remembers how to take them back.
func (k *Kit) recordUndoable(ctx context.Context, drafts []Draft) (Token, error) {
	back := k.tagsBack(drafts)
	sts, err := k.record(ctx, drafts...)
	if err != nil || len(sts) == 0 {
		return 0, err
	}
	for _, st := range sts {
		if d, ok := backOf(st); ok {
			back = append(back, d)
		}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.now()
	for t, u := range k.undos {
		if now.After(u.until) {
			delete(k.undos, t)
		}
	}
	k.token++
	k.undos[k.token] = undo{until: now.Add(UndoFor), drafts: back}
	return k.token, nil
}

// backOf is the draft that takes a statement back.
func backOf(st consent.Statement) (Draft, bool) {
	switch b := st.Body.(type) {
	case *media.ClipTagged:
		u := &media.ClipUntagged{Clip: b.Clip}
		for _, t := range b.Tags {
			u.Undoes = append(u.Undoes, media.TagRef{Ref: st.ID, Person: t.Person})
		}
		return Draft{Body: u}, true
	case *media.ScenePeople:
		return Draft{Body: &media.ScenePeople{Scene: b.Scene, Undoes: []consent.Ref{st.ID}}}, true
	}
	return Draft{}, false
}

// tagsBack puts back the tags that are about to be taken away.
func (k *Kit) tagsBack(drafts []Draft) []Draft {
	k.mu.Lock()
	defer k.mu.Unlock()
	var out []Draft
	for _, d := range drafts {
		b, ok := d.Body.(*media.ClipUntagged)
		if !ok {
			continue
		}
		again := &media.ClipTagged{Clip: b.Clip}
		for _, t := range k.ledger.Clip(b.Clip).Tags {
			for _, u := range b.Undoes {
				if u == (media.TagRef{Ref: t.Ref, Person: t.Tag.Person}) {
					again.Tags = append(again.Tags, t.Tag)
				}
			}
		}
		if len(again.Tags) > 0 {
			out = append(out, Draft{Body: again})
		}
	}
	return out
}

// Undo takes a change back. ErrUndo when its time has passed.
func (k *Kit) Undo(ctx context.Context, t Token) error {
	k.mu.Lock()
	u, ok := k.undos[t]
	delete(k.undos, t)
	k.mu.Unlock()
	if !ok || k.now().After(u.until) {
		return ErrUndo
	}
	_, err := k.record(ctx, u.drafts...)
	return err
}
