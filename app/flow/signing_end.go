package flow

import (
	"context"
	"fmt"
	"slices"
	"time"

	"onset/consent"
	"onset/media"
)

// Sign records the declaration and returns after it is on the disk. An
// *IncompleteError names what is missing. A draft is gone afterwards.
func (s *Signing) Sign(ctx context.Context) (Receipt, error) {
	s.k.signing.Lock()
	defer s.k.signing.Unlock()
	if s.over {
		return s.done, ErrOver
	}
	d := s.d
	for _, step := range s.steps(&d) {
		if lacks := s.missing(&d, step); len(lacks) > 0 {
			return Receipt{}, &IncompleteError{lacks}
		}
	}
	id, err := s.k.declare(ctx, s.making(&d))
	if err != nil {
		return Receipt{}, err
	}
	s.over = true
	s.k.forgetDraft(ctx, d.ClockOK)
	s.done, err = s.k.Receipt(id, d.Language)
	return s.done, err
}

func (s *Signing) making(d *draft) making {
	t := s.terms(d)
	m := making{
		text: publishedText{d.Text, t}, lang: d.Language, person: d.Person, request: d.Request, fields: d.Fields,
		answers: d.Answers[d.Text], enteredBy: "self", clockOK: d.ClockOK, at: s.k.stamp(),
	}
	if !s.young(d) {
		m.fields.Guardians, m.fields.Born = nil, Month{}
		return m
	}
	m.fields.Guardians = slices.Clone(d.Fields.Guardians)
	if m.fields.Absent {
		m.fields.Guardians, m.enteredBy = nil, "crew"
		return m
	}
	if !s.needsGuardian(d) {
		m.fields.Guardians = nil
		return m
	}
	m.enteredBy = "guardian"
	if len(m.fields.Guardians[0].Ink) == 0 {
		m.fields.Guardians[0].Ink, m.fields.Ink = m.fields.Ink, nil
	}
	return m
}

// Refuse ends the signing with a no: a count is kept, nobody's identity.
func (s *Signing) Refuse(ctx context.Context) error {
	s.k.signing.Lock()
	defer s.k.signing.Unlock()
	if s.over {
		return ErrOver
	}
	id, err := s.k.newID()
	if err != nil {
		return fmt.Errorf("refuse: %w", err)
	}
	t := s.terms(&s.d)
	_, err = s.k.record(ctx, Draft{Body: &consent.Refused{
		Refusal: id, Shoot: s.k.Shoot().ID,
		Terms: consent.TermsRef{
			Key: t.Key, Version: t.Version, Language: s.d.Language, Published: s.d.Text, Digest: t.Digest(s.d.Language),
		},
	}})
	if err != nil {
		return fmt.Errorf("refuse: %w", err)
	}
	s.over = true
	s.k.forgetDraft(ctx, s.d.ClockOK)
	return nil
}

// Discard ends the signing and keeps nothing.
func (s *Signing) Discard(ctx context.Context) error {
	s.k.signing.Lock()
	defer s.k.signing.Unlock()
	if s.over {
		return ErrOver
	}
	s.over = true
	s.k.forgetDraft(ctx, false)
	return nil
}

// InLastClips says that whoever just signed was in the clips of the last while:
// those that are registered are tagged and returned, and the board notes the
// time for those that are still in the camera.
func (k *Kit) InLastClips(ctx context.Context, id consent.ID, last time.Duration) ([]consent.ID, Token, error) {
	person, err := k.personOf(id)
	if err != nil {
		return nil, 0, err
	}
	until := k.now()
	from := until.Add(-last)
	var clips []consent.ID
	k.look()
	for _, c := range k.ledger.Clips() {
		if t := k.clipTime(c); !t.IsZero() && !t.After(until) && !t.Add(time.Duration(c.Millis)*time.Millisecond).Before(from) {
			clips = append(clips, c.ID)
		}
	}
	scene := k.openScene()
	k.mu.Unlock()
	drafts := k.tagDrafts(TagDraft{Clips: clips, People: []consent.ID{person}, Source: media.FromSigner})
	if scene != nil {
		drafts = append(drafts, Draft{Body: &media.ScenePeople{
			Scene: scene.ID,
			In:    []media.OnCamera{{Person: person, From: consent.StampOf(from)}},
			Out:   []media.OffCamera{{Person: person, At: consent.StampOf(until)}},
		}})
	}
	token, err := k.recordUndoable(ctx, drafts)
	return clips, token, err
}

// FromNow puts whoever just signed on camera. ErrNoScene.
func (k *Kit) FromNow(ctx context.Context, id consent.ID) (Token, error) {
	person, err := k.personOf(id)
	if err != nil {
		return 0, err
	}
	return k.PutOn(ctx, []consent.ID{person}, 0, "")
}

// personOf is the person of a consent, or the person itself.
func (k *Kit) personOf(id consent.ID) (consent.ID, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if c := k.ledger.Consent(id); c != nil {
		return c.Person, nil
	}
	if k.ledger.Person(id) != nil {
		return id, nil
	}
	return consent.ID{}, fmt.Errorf("%s: %w", id, ErrNotFound)
}
