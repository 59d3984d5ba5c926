package flow

import (
	"context"
	"time"

	"onset/consent"
)

// SigningStart begins a signing. Empty fields are the shoot's defaults.
type SigningStart struct {
	Terms    string
	Language string
	Person   consent.ID // signs again
	Expected consent.ID // the consent that was requested
	Band     string
}

// Step is where a signing stands.
type Step string

// The steps, in order. Guardian and Child are for minors only.
const (
	StepCard      Step = "card"      // the card, full text one tap away
	StepQuestions Step = "questions" // yes or no
	StepSign      Step = "sign"      // name, 18 or over, ink
	StepGuardian  Step = "guardian"
	StepChild     Step = "child"
	StepReceipt   Step = "receipt"
)

// Question is one question with its answer so far.
type Question struct {
	Purpose   consent.Purpose
	Title     string
	Sentence  string
	Details   string
	Until     consent.Date
	Territory string
	Answer    consent.Answer // empty = not answered
}

// SigningText is the text of the chosen language, filled in.
type SigningText struct {
	Key       string
	Version   int
	Language  string
	Languages []string
	Title     string
	Card      string
	Full      []consent.Section
	NotAsked  string
	Child     string
	Spoken    []string
	Review    string
	AsksWork  bool
}

// SigningFields are what has been typed and chosen so far.
type SigningFields struct {
	Name        string
	Contact     string
	Work        string
	Band        string
	Adult       *bool
	Born        Month
	Conditions  []consent.Condition
	Method      consent.Method
	Ink         []byte
	Paper       []byte
	Face        []byte
	Guardians   []GuardianDraft
	OtherHolder consent.OtherHolder
	ChildSays   consent.ChildSays
	Absent      bool // the guardian is not here and signs later
	Offered     bool
	Witnessed   bool
}

// DraftLine tells of an interrupted signing nothing that was typed.
type DraftLine struct {
	Terms string
	Began time.Time
	By    string // crew name
	Step  Step
}

// Signing is one declaration being made. It survives a crash: every change is
// sealed on the disk before the call returns, and dies after a day.
type Signing struct{}

// Begin starts a signing and forgets an earlier draft.
func (k *Kit) Begin(ctx context.Context, s SigningStart) (*Signing, error) { return nil, errPending }

// Draft tells of an interrupted signing.
func (k *Kit) Draft() (DraftLine, bool) { return DraftLine{}, false }

// Resume goes on with it when it is the same person; otherwise it is forgotten
// and a new one begins with the same text.
func (k *Kit) Resume(ctx context.Context, same bool) (*Signing, error) { return nil, errPending }

// Step is where it stands.
func (s *Signing) Step() Step { return "" }

// Steps are those this signing goes through, as far as is known.
func (s *Signing) Steps() []Step { return nil }

// Next goes on. A *IncompleteError names what is missing for that.
func (s *Signing) Next(ctx context.Context) error { return errPending }

// Back goes back one step; nothing answered is lost.
func (s *Signing) Back(ctx context.Context) error { return errPending }

// GoTo goes back to an earlier step, or on to one that may be reached.
func (s *Signing) GoTo(ctx context.Context, step Step) error { return errPending }

// Missing is what the current step still needs.
func (s *Signing) Missing() []Lack { return nil }

// Text is the text as it is shown.
func (s *Signing) Text() SigningText { return SigningText{} }

// Questions are the questions with their answers.
func (s *Signing) Questions() []Question { return nil }

// Fields are what has been entered.
func (s *Signing) Fields() SigningFields { return SigningFields{} }

// Minor reports whether a guardian must sign; known is false before the age is.
func (s *Signing) Minor() (minor, known bool) { return false, false }

// AsksChild reports whether the child is old enough to be asked.
func (s *Signing) AsksChild() bool { return false }

// Answer answers a question.
func (s *Signing) Answer(ctx context.Context, p consent.Purpose, yes bool) error { return errPending }

// SetLanguage shows the text in another language; answers stay.
func (s *Signing) SetLanguage(ctx context.Context, lang string) error { return errPending }

// Set changes fields: change gets a copy and the result is kept.
func (s *Signing) Set(ctx context.Context, change func(*SigningFields)) error { return errPending }

// SetName sets the name.
func (s *Signing) SetName(ctx context.Context, name string) error { return errPending }

// SetContact sets e-mail or telephone.
func (s *Signing) SetContact(ctx context.Context, c string) error { return errPending }

// SetWork sets the workplace.
func (s *Signing) SetWork(ctx context.Context, w string) error { return errPending }

// SetAdult answers "18 or over?".
func (s *Signing) SetAdult(ctx context.Context, adult bool) error { return errPending }

// SetBorn sets the month of birth of a minor.
func (s *Signing) SetBorn(ctx context.Context, year, month int) error { return errPending }

// SetConditions sets what the signer asked for besides.
func (s *Signing) SetConditions(ctx context.Context, c []consent.Condition) error { return errPending }

// SetInk sets the drawn signature; ErrInk when there is none in it.
func (s *Signing) SetInk(ctx context.Context, ink []byte) error { return errPending }

// SetMethod chooses another way to sign; photo is the slip, with Paper.
func (s *Signing) SetMethod(ctx context.Context, m consent.Method, photo []byte) error {
	return errPending
}

// SetFace keeps a small picture of the person.
func (s *Signing) SetFace(ctx context.Context, jpeg []byte) error { return errPending }

// SetGuardian sets the i-th guardian, from 0.
func (s *Signing) SetGuardian(ctx context.Context, i int, g GuardianDraft) error { return errPending }

// SetOtherHolder answers "does someone else hold it too?".
func (s *Signing) SetOtherHolder(ctx context.Context, h consent.OtherHolder) error {
	return errPending
}

// SetChildSays is the child's own answer.
func (s *Signing) SetChildSays(ctx context.Context, says consent.ChildSays) error { return errPending }

// AbsentGuardian says that the guardian is not here: the declaration waits.
func (s *Signing) AbsentGuardian(ctx context.Context, absent bool) error { return errPending }

// ClockDoubt reports whether the kit's clock must be confirmed before signing.
func (s *Signing) ClockDoubt() (doubt bool, highest time.Time) { return false, time.Time{} }

// ConfirmClock says that a person looked and the clock is right.
func (s *Signing) ConfirmClock(ctx context.Context) error { return errPending }

// Refuse ends the signing with a no: a count is kept, nobody's identity.
func (s *Signing) Refuse(ctx context.Context) error { return errPending }

// Discard ends the signing and keeps nothing.
func (s *Signing) Discard(ctx context.Context) error { return errPending }

// Sign records the declaration and returns after it is on the disk.
func (s *Signing) Sign(ctx context.Context) (Receipt, error) { return Receipt{}, errPending }

// InLastClips tags whoever just signed in the clips of the last while, and
// returns those clips.
func (k *Kit) InLastClips(ctx context.Context, id consent.ID, last time.Duration) ([]consent.ID, Token, error) {
	return nil, 0, errPending
}

// FromNow puts whoever just signed on camera.
func (k *Kit) FromNow(ctx context.Context, id consent.ID) (Token, error) { return 0, errPending }
