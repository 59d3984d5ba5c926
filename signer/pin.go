package signer

import (
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"time"

	"golang.org/x/crypto/scrypt"
)

// Errors of the PIN, which only unlocks the screen of a running kit.
var (
	// ErrPINForm means a PIN is not four to twelve digits.
	ErrPINForm = errors.New("a PIN is four to twelve digits")
	// ErrPIN means it is the wrong one.
	ErrPIN = errors.New("wrong PIN")
	// ErrPINWait means too many were wrong: PINWait says how long to wait. The PIN was not looked at.
	ErrPINWait = errors.New("too many wrong PINs")
	// ErrNoPIN means none is set.
	ErrNoPIN = errors.New("no PIN is set")
)

// pinState is kept in the keyring so that a restart does not forget wrong tries.
type pinState struct {
	Salt  []byte `json:"salt"`
	Hash  []byte `json:"hash"`
	Wrong int    `json:"wrong"` // since the last right one
	Last  int64  `json:"last"`  // of the last wrong one, Unix milliseconds
}

const (
	pinFree = 5 // wrong tries before the first delay, that one included
	pinCost = 1 << 12
)

// pinDelays follow the fifth wrong try and each one after; the last stays.
var pinDelays = [...]time.Duration{
	30 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour,
}

func (s *pinState) valid() bool {
	return len(s.Salt) == 16 && len(s.Hash) == 32 && s.Wrong >= 0 && s.Wrong < 1<<30
}

// HasPIN reports whether a PIN is set.
func (k *Keyring) HasPIN() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.pin != nil
}

// SetPIN sets or replaces the PIN and saves. ErrPINForm.
func (k *Keyring) SetPIN(pin string) error {
	if !validPIN(pin) {
		return ErrPINForm
	}
	salt := make([]byte, 16)
	if _, err := rand.Read(salt); err != nil {
		return fmt.Errorf("set PIN: %w", err)
	}
	hash, err := hashPIN(pin, salt)
	if err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.savePIN(&pinState{Salt: salt, Hash: hash})
}

// ClearPIN removes the PIN and saves.
func (k *Keyring) ClearPIN() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.savePIN(nil)
}

// CheckPIN compares and saves the count of wrong tries before it answers.
// ErrPIN, ErrPINWait, ErrNoPIN.
func (k *Keyring) CheckPIN(pin string, now time.Time) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.pin == nil {
		return ErrNoPIN
	}
	next := *k.pin
	if next.wait(now) > 0 {
		// A clock set back starts the delay anew, so that it neither shortens it nor locks for ever.
		if at := now.UnixMilli(); at < next.Last {
			next.Last = at
			if err := k.savePIN(&next); err != nil {
				return err
			}
		}
		return ErrPINWait
	}
	hash, err := hashPIN(pin, next.Salt)
	if err != nil {
		return err
	}
	if subtle.ConstantTimeCompare(hash, next.Hash) == 1 {
		if next.Wrong == 0 {
			return nil
		}
		next.Wrong, next.Last = 0, 0
		return k.savePIN(&next)
	}
	next.Wrong, next.Last = next.Wrong+1, now.UnixMilli()
	if err := k.savePIN(&next); err != nil {
		return err
	}
	return ErrPIN
}

// PINWait is how long until the next try is looked at; 0 is now.
func (k *Keyring) PINWait(now time.Time) time.Duration {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.pin == nil {
		return 0
	}
	return k.pin.wait(now)
}

func (s *pinState) wait(now time.Time) time.Duration {
	if s.Wrong < pinFree {
		return 0
	}
	delay := pinDelays[min(s.Wrong-pinFree, len(pinDelays)-1)]
	gone := now.Sub(time.UnixMilli(s.Last))
	if gone < 0 {
		return delay
	}
	return max(0, delay-gone)
}

func (k *Keyring) savePIN(s *pinState) error {
	before := k.pin
	k.pin = s
	if err := k.save(); err != nil {
		k.pin = before
		return err
	}
	return nil
}

func validPIN(pin string) bool {
	if len(pin) < 4 || len(pin) > 12 {
		return false
	}
	for i := range len(pin) {
		if pin[i] < '0' || pin[i] > '9' {
			return false
		}
	}
	return true
}

// hashPIN is light: the keyring around it is what keeps it secret, and no hash
// makes four digits safe.
func hashPIN(pin string, salt []byte) ([]byte, error) {
	h, err := scrypt.Key([]byte(pin), salt, pinCost, 8, 1, 32)
	if err != nil {
		return nil, fmt.Errorf("hash PIN: %w", err)
	}
	return h, nil
}
