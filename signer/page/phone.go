package page

import (
	"time"

	"onset/consent"
)

// Step is where a person on a phone stands.
type Step string

// The steps, in order.
const (
	StepWaiting Step = "waiting" // in line: the network carries no more phones
	StepReading Step = "reading" // the card
	StepAnswers Step = "answers"
	StepAbout   Step = "about"
	StepSigning Step = "signing"
	StepSigned  Step = "signed"
	StepRefused Step = "refused"
	StepAway    Step = "away" // a guardian answers later
)

// Over reports whether nothing more is to come.
func (s Step) Over() bool { return s == StepSigned || s == StepRefused || s == StepAway }

// Phone is a phone that came through a door, as the crew sees it. It says
// nothing that the person typed.
type Phone struct {
	ID       string // of this visit; random
	Door     string
	Kind     DoorKind
	Code     string // "47 21", the same on the phone
	Step     Step
	Language string
	Came     time.Time
	Seen     time.Time
	Help     bool       // asked the crew for help
	Same     bool       // the crew saw the same code on the phone
	Consent  consent.ID // once signed, or once requested for an absent guardian
	Trouble  string     // key of the last thing that went wrong, "err.full" …
	Ended    bool       // nothing more is taken from it: the crew ended it, or another phone came for its door
}

// PhoneGone is how long a phone is silent before it counts as gone.
const PhoneGone = time.Minute
