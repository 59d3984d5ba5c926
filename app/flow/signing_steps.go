package flow

import (
	"context"
	"slices"

	"onset/consent"
)

// Step is where a signing stands.
type Step string

// The steps, in order. Guardian and Child are for minors only.
const (
	StepQuestions Step = "questions" // the card and yes or no per use; the full text one tap away
	StepGuardian  Step = "guardian"  // the child's name and age, who signs for it
	StepChild     Step = "child"     // the child's own answer
	StepSign      Step = "sign"      // name, 18 or over, signature under the own choices
	StepReceipt   Step = "receipt"
)

// Step is where it stands.
func (s *Signing) Step() Step {
	s.k.signing.Lock()
	defer s.k.signing.Unlock()
	if s.over && !s.done.Consent.IsZero() {
		return StepReceipt
	}
	return s.d.Step
}

// Steps are those this signing goes through, as far as is known.
func (s *Signing) Steps() []Step {
	d := s.look()
	return s.steps(&d)
}

func (s *Signing) steps(d *draft) []Step {
	out := []Step{StepQuestions}
	if s.young(d) {
		out = append(out, StepGuardian)
		if s.asksChild(d) {
			out = append(out, StepChild)
		}
	}
	return append(out, StepSign, StepReceipt)
}

// young reports whether it is about somebody under 18, who may yet sign alone
// where the production's rules say so.
func (s *Signing) young(d *draft) bool {
	return s.terms(d).Minor || d.Fields.Adult != nil && !*d.Fields.Adult
}

func (s *Signing) band(d *draft) consent.AgeBand {
	b, _ := d.Fields.band(s.k.store.Roster().Rules(), consent.DateOf(s.k.now()))
	return b
}

// needsGuardian: under the text for minors always, and with a young person of
// unknown age, yes.
func (s *Signing) needsGuardian(d *draft) bool {
	return s.terms(d).Minor || s.young(d) && s.k.store.Roster().Rules().NeedsGuardian(s.band(d))
}

// Minor reports whether a guardian must sign; known is false before the age is.
func (s *Signing) Minor() (minor, known bool) {
	d := s.look()
	return s.needsGuardian(&d), d.Fields.Adult != nil || !d.Fields.Born.IsZero() || s.terms(&d).Minor
}

// AsksChild reports whether the child is old enough to be asked.
func (s *Signing) AsksChild() bool {
	d := s.look()
	return s.young(&d) && s.asksChild(&d)
}

// oldest is the highest age in a band.
var oldest = map[consent.AgeBand]int{consent.BandUnder7: 6, consent.Band7to14: 14, consent.Band15to17: 17}

func (s *Signing) asksChild(d *draft) bool {
	age, known := oldest[s.band(d)]
	return s.needsGuardian(d) && (!known || age >= s.k.store.Roster().Rules().AssentFrom)
}

// Missing is what the current step still needs.
func (s *Signing) Missing() []Lack {
	d := s.look()
	return s.missing(&d, d.Step)
}

func (s *Signing) missing(d *draft, step Step) []Lack {
	switch step {
	case StepQuestions:
		return s.missingAnswers(d)
	case StepGuardian:
		return s.missingGuardian(d)
	case StepChild:
		if d.Fields.ChildSays != consent.ChildYes && d.Fields.ChildSays != consent.ChildNo {
			return []Lack{{Key: LackChild}}
		}
	case StepSign:
		return s.missingSignature(d)
	}
	return nil
}

func (s *Signing) missingAnswers(d *draft) []Lack {
	n := 0
	for _, p := range s.terms(d).Purposes {
		if p.Asked && d.Answers[d.Text][p.Key] == "" {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	return []Lack{{Key: LackAnswers, Count: n}}
}

// lacking collects the keys whose condition holds.
type lacking []Lack

func (l *lacking) when(missing bool, key string) {
	if missing {
		*l = append(*l, Lack{Key: key})
	}
}

func (s *Signing) missingGuardian(d *draft) (l lacking) {
	f := &d.Fields
	l.when(blank(f.Name), LackName)
	l.when(f.Born.IsZero(), LackBorn)
	if f.Absent || !s.needsGuardian(d) {
		return l
	}
	if len(f.Guardians) == 0 {
		l.when(true, LackGuardian)
		return l
	}
	for _, g := range f.Guardians {
		l.when(blank(g.Name), LackGuardianName)
		l.when(!g.Relation.Signs(), LackRelation)
		l.when(blank(g.Contact), LackGuardianContact)
		l.when(!g.Authority, LackAuthority)
	}
	l.when(f.OtherHolder == "", LackOtherHolder)
	return l
}

func (s *Signing) missingSignature(d *draft) (l lacking) {
	f := &d.Fields
	l.when(blank(f.Name), LackName)
	l.when(f.Adult == nil && !s.young(d), LackAge)
	l.when(s.terms(d).AsksWork && blank(f.Work), LackWork)
	waits := f.Absent && s.needsGuardian(d)
	l.when(!waits && f.method() == consent.Drawn && len(f.Ink) == 0, LackSignature)
	l.when(!waits && f.method() == consent.Paper && len(f.Paper) == 0, LackPaper)
	if doubt, _ := s.k.ClockDoubt(); doubt {
		l.when(!d.ClockOK, LackClock)
	}
	return l
}

// Next goes on. An *IncompleteError names what is missing for that. From the
// last step only Sign goes on.
func (s *Signing) Next(ctx context.Context) error {
	return s.change(ctx, func(d *draft) error {
		if lacks := s.missing(d, d.Step); len(lacks) > 0 {
			return &IncompleteError{lacks}
		}
		steps := s.steps(d)
		if i := slices.Index(steps, d.Step); i >= 0 && i+2 < len(steps) {
			d.Step = steps[i+1]
		}
		return nil
	})
}

// Back goes back one step; nothing answered is lost.
func (s *Signing) Back(ctx context.Context) error {
	return s.change(ctx, func(d *draft) error {
		steps := s.steps(d)
		if i := slices.Index(steps, d.Step); i > 0 {
			d.Step = steps[i-1]
		}
		return nil
	})
}

// GoTo goes to an earlier step, or on to one that nothing missing stands before.
func (s *Signing) GoTo(ctx context.Context, step Step) error {
	return s.change(ctx, func(d *draft) error {
		for _, st := range s.steps(d) {
			if st == step && st != StepReceipt {
				d.Step = step
				return nil
			}
			if lacks := s.missing(d, st); len(lacks) > 0 {
				return &IncompleteError{lacks}
			}
		}
		return ErrAsked
	})
}
