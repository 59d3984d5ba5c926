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

// Undo takes a change back. ErrUndo when its time has passed.
func (k *Kit) Undo(ctx context.Context, t Token) error { return errPending }

// Ingest registers clips where they lie: files, or folders with everything in
// them. Results come in the order of the paths; progress may be nil. It can be
// cancelled and started again. The error is the context's or the store's.
func (k *Kit) Ingest(ctx context.Context, paths []string, progress func(Progress)) ([]IngestResult, error) {
	return nil, errPending
}

// Clips lists clips by their time.
func (k *Kit) Clips(q ClipQuery) ClipList { return ClipList{} }

// ClipRow is one clip of a list.
func (k *Kit) ClipRow(id consent.ID) ClipRow { return ClipRow{} }

// Clip is everything about one clip.
func (k *Kit) Clip(id consent.ID) (ClipSheet, error) { return ClipSheet{}, errPending }

// ClipPath is where a clip lies on this machine, empty when unknown.
func (k *Kit) ClipPath(id consent.ID) string { return "" }

// Thumb is a small JPEG of a clip, nil when none can be made.
func (k *Kit) Thumb(ctx context.Context, id consent.ID) []byte { return nil }

// TagDraft says who is in clips.
type TagDraft struct {
	Clips    []consent.ID
	People   []consent.ID
	As       media.As // empty = seen
	From, To time.Duration
	Source   media.TagSource // empty = by hand
}

// Tag says who is in clips.
func (k *Kit) Tag(ctx context.Context, d TagDraft) (Token, error) { return 0, errPending }

// Untag takes people out of clips; refs, when given, only those tags.
func (k *Kit) Untag(ctx context.Context, clips, people []consent.ID, refs ...media.TagRef) (Token, error) {
	return 0, errPending
}

// SameAsBefore are the people of the clip before the first of these.
func (k *Kit) SameAsBefore(clips []consent.ID) []PersonRow { return nil }

// JudgeDraft is another basis than consent, or that nobody is in a clip.
type JudgeDraft struct {
	Clips   []consent.ID
	Basis   media.JudgeBasis
	Covers  []consent.Purpose
	Accepts []consent.ID // consents, with basis late
	Reason  string
}

// Judge states it; it takes the place of earlier judgements of the same basis.
func (k *Kit) Judge(ctx context.Context, d JudgeDraft) error { return errPending }

// Unjudge takes back all judgements of a clip.
func (k *Kit) Unjudge(ctx context.Context, clip consent.ID) error { return errPending }

// SetClock sets a camera's clock error from what its clock showed at a moment;
// a zero moment is now. It returns how far the clock is ahead.
func (k *Kit) SetClock(ctx context.Context, clip consent.ID, shows string, at time.Time) (time.Duration, error) {
	return 0, errPending
}

// SetClipTime sets a camera's clock error from the true time of one clip.
func (k *Kit) SetClipTime(ctx context.Context, clip consent.ID, truth time.Time) (time.Duration, error) {
	return 0, errPending
}

// Suggestions are what the board proposes for a clip.
func (k *Kit) Suggestions(clip consent.ID) []SuggestionLine { return nil }

// Suggested are all clips with proposals.
func (k *Kit) Suggested() []consent.ID { return nil }

// Confirm tags people as the board proposes, in these clips.
func (k *Kit) Confirm(ctx context.Context, clips []consent.ID, people []consent.ID) (Token, error) {
	return 0, errPending
}
