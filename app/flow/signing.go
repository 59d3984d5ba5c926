package flow

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"onset/consent"
)

// SigningStart begins a signing. Empty fields are the shoot's defaults.
type SigningStart struct {
	Terms    string
	Language string
	Person   consent.ID // signs again
	Expected consent.ID // the consent that was requested
	Band     string     // wrist band
}

// Signing is one declaration being made on this device. It survives a crash:
// every change is sealed on the disk before the call returns, and a draft dies
// after a day. After Sign, Refuse or Discard every method that changes gives ErrOver.
type Signing struct {
	k    *Kit
	d    draft
	over bool
	done Receipt
}

// Begin starts a signing and forgets an earlier draft. ErrTerms, ErrLanguage.
func (k *Kit) Begin(ctx context.Context, s SigningStart) (*Signing, error) {
	shoot := k.Shoot()
	lang := orElse(s.Language, shoot.Language)
	t, err := k.text(orElse(s.Terms, shoot.Terms), lang)
	if err != nil {
		return nil, fmt.Errorf("begin signing: %w", err)
	}
	if !t.terms.Signed {
		return nil, fmt.Errorf("begin signing: %w: %q is not signed", ErrTerms, t.terms.Key)
	}
	sg := &Signing{k: k, d: draft{
		Began: k.now().UTC(), By: k.Acting().Name, Step: StepQuestions, Language: lang, Text: t.ref, First: t.ref,
		Person: s.Person, Request: s.Expected, Answers: map[consent.Ref]map[consent.Purpose]consent.Answer{},
		Fields: SigningFields{Band: s.Band, Witnessed: true},
	}}
	k.signing.Lock()
	defer k.signing.Unlock()
	return sg, sg.keep(ctx)
}

// keep seals the draft on the disk; signing is held.
func (s *Signing) keep(ctx context.Context) error {
	if err := s.k.keepDraft(ctx, s.d); err != nil {
		return fmt.Errorf("keep signing: %w", err)
	}
	return nil
}

// change applies f to a copy of the draft and keeps it: what could not be
// written is not shown either.
func (s *Signing) change(ctx context.Context, f func(*draft) error) error {
	s.k.signing.Lock()
	defer s.k.signing.Unlock()
	if s.over {
		return ErrOver
	}
	before := s.d
	s.d.Fields.Guardians = slices.Clone(s.d.Fields.Guardians)
	s.d.Answers = maps.Clone(s.d.Answers)
	if err := f(&s.d); err != nil {
		s.d = before
		return err
	}
	if err := s.keep(ctx); err != nil {
		s.d = before
		return err
	}
	return nil
}

// look returns the draft to read from.
func (s *Signing) look() draft {
	s.k.signing.Lock()
	defer s.k.signing.Unlock()
	return s.d
}

func (s *Signing) terms(d *draft) *consent.Terms { return s.textOf(d.Text) }

func (s *Signing) textOf(ref consent.Ref) *consent.Terms {
	s.k.mu.Lock()
	defer s.k.mu.Unlock()
	return s.k.texts.byRef[ref]
}

// Text is the text as it is shown.
func (s *Signing) Text() SigningText {
	d := s.look()
	return s.k.signingText(s.terms(&d), d.Language, consent.DateOf(s.k.now()))
}

// Questions are the questions with their answers.
func (s *Signing) Questions() []Question {
	d := s.look()
	return s.k.questions(s.terms(&d), d.Language, consent.DateOf(s.k.now()), d.Answers[d.Text])
}

// Fields are what has been entered.
func (s *Signing) Fields() SigningFields {
	f := s.look().Fields
	f.Guardians, f.Conditions = slices.Clone(f.Guardians), slices.Clone(f.Conditions)
	return f
}

// Answer answers a question. ErrPurpose.
func (s *Signing) Answer(ctx context.Context, p consent.Purpose, yes bool) error {
	return s.change(ctx, func(d *draft) error {
		t := s.terms(d)
		if !slices.ContainsFunc(t.Purposes, func(x consent.PurposeTerms) bool { return x.Key == p && x.Asked }) {
			return fmt.Errorf("%w: %q", ErrPurpose, p)
		}
		answers := maps.Clone(d.Answers[d.Text])
		if answers == nil {
			answers = map[consent.Purpose]consent.Answer{}
		}
		answers[p] = consent.Denied
		if yes {
			answers[p] = consent.Granted
		}
		d.Answers[d.Text] = answers
		return nil
	})
}

// SetLanguage shows the text in another language; answers stay. ErrLanguage.
func (s *Signing) SetLanguage(ctx context.Context, lang string) error {
	return s.change(ctx, func(d *draft) error {
		if s.terms(d).Texts[lang] == nil {
			return fmt.Errorf("%w: %q", ErrLanguage, lang)
		}
		d.Language = lang
		return nil
	})
}

// Set changes fields: f gets a copy, and the result is kept when every value
// is one that can be. ErrAsked, ErrTooLong, the errors of ink.
func (s *Signing) Set(ctx context.Context, f func(*SigningFields)) error {
	return s.change(ctx, func(d *draft) error {
		f(&d.Fields)
		return d.Fields.check()
	})
}

// SetName sets the name of the person whom it is about.
func (s *Signing) SetName(ctx context.Context, name string) error {
	return s.Set(ctx, func(f *SigningFields) { f.Name = name })
}

// SetContact sets e-mail or telephone.
func (s *Signing) SetContact(ctx context.Context, c string) error {
	return s.Set(ctx, func(f *SigningFields) { f.Contact = c })
}

// SetWork sets the workplace.
func (s *Signing) SetWork(ctx context.Context, w string) error {
	return s.Set(ctx, func(f *SigningFields) { f.Work = w })
}

// SetConditions sets what the signer asked for besides.
func (s *Signing) SetConditions(ctx context.Context, c []consent.Condition) error {
	return s.Set(ctx, func(f *SigningFields) { f.Conditions = slices.Clone(c) })
}

// SetAdult answers "18 or over?". A no shows the text for minors, where one is
// published and the rules ask a guardian of everybody under 18, and its
// questions must be answered; a yes goes back to the first text.
func (s *Signing) SetAdult(ctx context.Context, adult bool) error {
	return s.change(ctx, func(d *draft) error {
		d.Fields.Adult = &adult
		if adult {
			d.Fields.Born = Month{}
		}
		s.switchText(d)
		return nil
	})
}

// SetBorn sets the month of birth of a minor. Where the rules let the older
// ones sign alone it is what decides which text is shown. ErrAsked for no month.
func (s *Signing) SetBorn(ctx context.Context, year, month int) error {
	return s.change(ctx, func(d *draft) error {
		if year < 1900 || year > s.k.now().Year() || month < 1 || month > 12 {
			return ErrAsked
		}
		d.Fields.Born = Month{year, month}
		s.switchText(d)
		return nil
	})
}

// switchText shows the text for minors, or the one it began with. What was
// answered under a text stays with that text.
func (s *Signing) switchText(d *draft) {
	want := d.First
	if s.guarded(d) && !s.textOf(d.First).Minor {
		t, err := s.k.text("minor", d.Language)
		if err != nil {
			return
		}
		want = t.ref
	}
	if want == d.Text {
		return
	}
	d.Text, d.Step = want, StepQuestions
	if t := s.terms(d); t.Texts[d.Language] == nil {
		d.Language = textLanguages(t)[0]
	}
}

// guarded reports whether somebody said to be under 18 needs a guardian, as far
// as the age is known.
func (s *Signing) guarded(d *draft) bool {
	if d.Fields.Adult == nil || *d.Fields.Adult {
		return false
	}
	rules := s.k.store.Roster().Rules()
	if d.Fields.Born.IsZero() {
		return rules.GuardianBelow >= 18
	}
	return rules.NeedsGuardian(s.band(d))
}

// SetInk sets the drawn signature, see EncodeInk; nil clears it. ErrInk when
// there is no signature in it.
func (s *Signing) SetInk(ctx context.Context, ink []byte) error {
	return s.Set(ctx, func(f *SigningFields) { f.Ink = ink })
}

// SetMethod chooses a way to sign; photo is the slip, with Paper. ErrPhoto.
func (s *Signing) SetMethod(ctx context.Context, m consent.Method, photo []byte) error {
	var small []byte
	if err := s.k.picture(ctx, photo, paperEdge, &small); err != nil {
		return err
	}
	return s.Set(ctx, func(f *SigningFields) { f.Method, f.Paper = m, small })
}

// SetFace keeps a small picture of the person; nil takes it away. ErrPhoto.
func (s *Signing) SetFace(ctx context.Context, photo []byte) error {
	var small []byte
	if err := s.k.picture(ctx, photo, selfieEdge, &small); err != nil {
		return err
	}
	return s.Set(ctx, func(f *SigningFields) { f.Face = small })
}

// SetGuardian sets the i-th guardian, from 0. ErrCannotSign for a relation that cannot sign.
func (s *Signing) SetGuardian(ctx context.Context, i int, g GuardianDraft) error {
	if g.Relation != "" {
		if err := g.check(); err != nil {
			return err
		}
	}
	if i < 0 || i >= maxGuardians {
		return ErrAsked
	}
	return s.Set(ctx, func(f *SigningFields) {
		for len(f.Guardians) <= i {
			f.Guardians = append(f.Guardians, GuardianDraft{})
		}
		f.Guardians[i] = g
	})
}

// SetOtherHolder answers "does someone else hold it too?".
func (s *Signing) SetOtherHolder(ctx context.Context, h consent.OtherHolder) error {
	return s.Set(ctx, func(f *SigningFields) { f.OtherHolder = h })
}

// SetChildSays is the child's own answer.
func (s *Signing) SetChildSays(ctx context.Context, says consent.ChildSays) error {
	return s.Set(ctx, func(f *SigningFields) { f.ChildSays = says })
}

// AbsentGuardian says that the guardian is not here: the declaration waits.
func (s *Signing) AbsentGuardian(ctx context.Context, absent bool) error {
	return s.Set(ctx, func(f *SigningFields) { f.Absent = absent })
}

// ClockDoubt reports whether the kit's clock must be confirmed before signing.
func (s *Signing) ClockDoubt() (doubt bool, highest time.Time) {
	doubt, highest = s.k.ClockDoubt()
	return doubt && !s.look().ClockOK, highest
}

// ConfirmClock says that a person looked and the clock is right.
func (s *Signing) ConfirmClock(ctx context.Context) error {
	return s.change(ctx, func(d *draft) error {
		d.ClockOK = true
		return nil
	})
}
