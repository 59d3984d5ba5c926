package join

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"time"

	"onset/consent"
	"onset/signer"
)

// Why a device is not let in. These travel; their texts do not.
var (
	// ErrToken means no invitation has that token.
	ErrToken = errors.New("no such invitation")
	// ErrExpired means the invitation's time is over.
	ErrExpired = errors.New("the invitation is too old")
	// ErrUsed means another device has used the invitation.
	ErrUsed = errors.New("the invitation was used by another device")
	// ErrTries means too many wrong codes were tried.
	ErrTries = errors.New("too many wrong tries")
	// ErrNotEnrolled means the device has no place in the production, or none any more.
	ErrNotEnrolled = errors.New("this device is not in the production")
	// ErrBusy means too many asked at once.
	ErrBusy = errors.New("too many requests")
	// ErrRequest means a request is not one, or not for whom it says.
	ErrRequest = errors.New("not a request to join")
	// ErrUnable means the one that was asked could not do it.
	ErrUnable = errors.New("the other device could not do it")
)

const (
	// InviteFor is how long an invitation is good unless somebody says otherwise.
	InviteFor = 15 * time.Minute
	// InviteTries is how many wrong tries close it.
	InviteTries = 5

	findSize  = 4 // of the token's bytes only find the invitation
	clockSlip = time.Minute
)

// Invite is one invitation as whoever made it keeps it. It works once.
type Invite struct {
	Token   Token       `json:"token"`
	Rank    signer.Rank `json:"rank"`
	Label   string      `json:"label"`
	Made    time.Time   `json:"made"`
	Expires time.Time   `json:"expires"`
	Tries   int         `json:"tries"`  // wrong ones left
	Device  consent.Ref `json:"device"` // who used it; zero while nobody has
}

// NewInvite draws an invitation; zero time is InviteFor.
func NewInvite(r io.Reader, rank signer.Rank, label string, now time.Time, valid time.Duration) (Invite, error) {
	if valid <= 0 {
		valid = InviteFor
	}
	i := Invite{Rank: rank, Label: label, Made: now, Expires: now.Add(valid), Tries: InviteTries}
	if _, err := io.ReadFull(r, i.Token[:]); err != nil {
		return Invite{}, fmt.Errorf("draw an invitation: %w", err)
	}
	return i, nil
}

// Meant reports whether a token is this invitation's as far as everybody may
// know it, so that wrong tries count against one invitation and not all.
func (i *Invite) Meant(t Token) bool { return Token.short(i.Token) == t.short() }

func (t Token) short() [findSize]byte { return [findSize]byte(t[:]) }

// Use has a device use the invitation. The same device may ask again, for its
// answer may have been lost on the way. ErrToken for a wrong token, ErrTries,
// ErrUsed, ErrExpired.
func (i *Invite) Use(t Token, device consent.Ref, now time.Time) error {
	if subtle.ConstantTimeCompare(t[:], i.Token[:]) != 1 {
		if i.Tries > 0 {
			i.Tries--
		}
		return ErrToken
	}
	switch {
	case !i.Device.IsZero() && i.Device == device:
		return nil
	case i.Tries <= 0:
		return ErrTries
	case !i.Device.IsZero():
		return ErrUsed
	case i.Over(now):
		return ErrExpired
	}
	i.Device = device
	return nil
}

// Over reports whether the invitation's time is past, or a clock that was set
// back makes that unknowable.
func (i *Invite) Over(now time.Time) bool {
	return !now.Before(i.Expires) || now.Before(i.Made.Add(-clockSlip))
}
