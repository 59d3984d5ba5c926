package flow

import (
	"context"
	"fmt"
	"slices"

	"onset/consent"
	"onset/media"
	"onset/signer"
)

// JudgeDraft is another basis than consent, or that nobody is in a clip.
type JudgeDraft struct {
	Clips   []consent.ID
	Basis   media.JudgeBasis
	Covers  []consent.Purpose
	Accepts []consent.ID // consents, with basis late
	Reason  string       // needed for all but nobody
}

var judgeBases = []media.JudgeBasis{
	media.JudgeNobody, media.JudgeAgreement, media.JudgeNotice, media.JudgeJournalism, media.JudgeOther, media.JudgeBlur, media.JudgeLateMinor,
}

// Judge states it; it takes the place of earlier judgements of the same basis,
// and of that nobody was in the clip. ErrAsked for an unknown basis,
// ErrIncomplete without a reason, ErrNotFound.
func (k *Kit) Judge(ctx context.Context, d JudgeDraft) error {
	switch {
	case !slices.Contains(judgeBases, d.Basis):
		return fmt.Errorf("judge: %w", ErrAsked)
	case len(d.Reason) > maxFree:
		return fmt.Errorf("judge: %w", ErrTooLong)
	case blank(d.Reason) && d.Basis != media.JudgeNobody:
		return fmt.Errorf("judge: %w", &IncompleteError{[]Lack{{Key: LackReason}}})
	}
	if err := k.known(d.Clips, nil); err != nil {
		return fmt.Errorf("judge: %w", err)
	}
	var drafts []Draft
	for _, id := range d.Clips {
		b := &media.ClipJudged{Clip: id, Basis: d.Basis, Covers: d.Covers, Accepts: d.Accepts, Undoes: k.replaced(id, d.Basis)}
		draft := Draft{Body: b}
		if !blank(d.Reason) {
			ref, err := k.about(&draft, signer.AudienceOffice, signer.Particulars{Note: d.Reason})
			if err != nil {
				return fmt.Errorf("judge: %w", err)
			}
			b.Reason = ref
		}
		drafts = append(drafts, draft)
	}
	_, err := k.record(ctx, drafts...)
	return err
}

// replaced are the judgements that a new one takes the place of.
func (k *Kit) replaced(clip consent.ID, basis media.JudgeBasis) (out []consent.Ref) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, j := range k.ledger.Clip(clip).Judgements {
		if j.Basis == basis || j.Basis == media.JudgeNobody {
			out = append(out, j.Ref)
		}
	}
	return out
}

// Unjudge takes back all judgements of a clip. ErrNothingHeld when there are none.
func (k *Kit) Unjudge(ctx context.Context, clip consent.ID) error {
	if err := k.known([]consent.ID{clip}, nil); err != nil {
		return fmt.Errorf("take back judgement: %w", err)
	}
	b := &media.ClipJudged{Clip: clip}
	k.mu.Lock()
	for _, j := range k.ledger.Clip(clip).Judgements {
		b.Undoes = append(b.Undoes, j.Ref)
	}
	k.mu.Unlock()
	if len(b.Undoes) == 0 {
		return fmt.Errorf("take back judgement: %w", ErrNothingHeld)
	}
	_, err := k.record(ctx, Draft{Body: b})
	return err
}

func (k *Kit) judgementLine(j media.Judgement) JudgementLine {
	line := JudgementLine{Judgement: j, By: k.crewName(j.By)}
	if p, err := k.particulars(k.life, j.Reason); err == nil {
		line.Reason = p.Note
	}
	return line
}

// crewName is the name of somebody of this device's crew, else empty.
func (k *Kit) crewName(id consent.ID) string {
	for _, p := range k.Crew() {
		if p.ID == id {
			return p.Name
		}
	}
	return ""
}
