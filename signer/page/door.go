package page

import (
	"context"
	"errors"
	"time"

	"onset/consent"
)

// Why a door does not open.
var (
	// ErrNoDoor means there is no such door: a mistyped code, or one that was never made here.
	ErrNoDoor = errors.New("no such code")
	// ErrOld means the door's time is over.
	ErrOld = errors.New("the code has run out")
	// ErrAnswered means what a take-home code asks for has been answered.
	ErrAnswered = errors.New("the code has been answered")
	// ErrUsed means another phone came through a door that is for one.
	ErrUsed = errors.New("the code has been used")
	// ErrNotYet means the code is well formed, and what it opens has not arrived here.
	ErrNotYet = errors.New("what the code opens is not here yet")
	// ErrOff means nobody is taking answers.
	ErrOff = errors.New("signing is off")
)

// DoorKind is whom a door is for.
type DoorKind string

// The kinds of door.
const (
	ForSet    DoorKind = "set"    // shown on the crew's screen: every phone gets a visit and a code of its own
	ForOne    DoorKind = "one"    // for one person whom the crew picked: one phone, within minutes
	ForCrowd  DoorKind = "crowd"  // a poster: one phone after another, for a day, nobody compares codes
	ForParent DoorKind = "parent" // a take-home code: a guardian answers for a child who was here
	ForSecond DoorKind = "second" // a take-home code: the other holder of parental authority signs too
)

// How long doors stay open.
const (
	OneFor   = 15 * time.Minute // also ForSet, from when it was last shown
	CrowdFor = 24 * time.Hour
)

// Door is what a QR code or a take-home code opens.
type Door struct {
	ID       string // 22 characters of base64url; stands in the path
	Kind     DoorKind
	Terms    string     // key of the text; of the adult's, which leads on to the minor's
	Language string     // the shoot's; the phone's own goes before it where the text exists in it
	Request  consent.ID // the expected consent that is answered; zero = somebody new
	Consent  consent.ID // with ForSecond: the consent that is signed too
	Person   consent.ID // somebody known who signs again; zero = somebody new
	Opened   time.Time
	Expires  time.Time
	Key      DoorKey
}

// Doors finds doors. A kit keeps those for one in memory and a poster's sealed
// in its store, so that a printed poster outlives a restart.
type Doors interface {
	// Door finds a door by its id, also one that Code found. ErrNoDoor, ErrOld,
	// ErrAnswered, ErrOff. Phones that came in time may go on for a while after
	// ErrOld, ErrNoDoor or ErrAnswered.
	Door(ctx context.Context, id string) (*Door, error)
	// Code finds the door behind a take-home code, in the form ParseCode gives:
	// the same one each time, because a phone keeps the key it was given.
	// ErrNoDoor, ErrOld, ErrAnswered, ErrNotYet.
	Code(ctx context.Context, code string) (*Door, error)
}
