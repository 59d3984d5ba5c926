package signer

import (
	"slices"

	"onset/consent"
)

// A round is a span in which a device takes particulars for the office. What it
// takes is sealed to the office and to the round's own key, which is in this
// keyring and nowhere else; once the office holds all of the round, the key is
// dropped and the device reads none of it any more.

// Round is the key of one span.
type Round struct {
	Day      consent.Date // on which it began
	Identity *Identity
}

// Recipient is what particulars of the round are sealed to.
func (r Round) Recipient() Recipient { return r.Identity.Recipient() }

// MaxRounds bounds the rounds that wait for the office: each costs a try when a
// blob is opened. The last one goes on when there are so many.
const MaxRounds = 64

// Rounds are the rounds whose key is still here, the oldest first.
func (p *Production) Rounds() []Round {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return slices.Clone(p.rounds)
}

// SetRounds replaces them; Keyring.Save makes it last.
func (p *Production) SetRounds(rounds []Round) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rounds = slices.Clone(rounds)
}

// NewRound draws the key of a round that begins on a day.
func NewRound(day consent.Date) (Round, error) {
	id, err := NewIdentity()
	return Round{Day: day, Identity: id}, err
}

// BlobKeys are the keys this device can open blobs with: its Identities and
// those of its rounds, the newest first.
func (p *Production) BlobKeys() []*Identity {
	out := p.Identities()
	p.mu.RLock()
	defer p.mu.RUnlock()
	for _, r := range slices.Backward(p.rounds) {
		out = append(out, r.Identity)
	}
	return out
}

// DropOffice forgets the office's keys; Keyring.Save makes it last. It gives
// them back for KeepOffice, where saving fails.
func (p *Production) DropOffice() []Epoch {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := p.Office
	p.Office = nil
	return out
}

// KeepOffice takes back what DropOffice gave.
func (p *Production) KeepOffice(epochs []Epoch) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.Office = epochs
}

type roundKey struct {
	Day      consent.Date `json:"day"`
	Identity string       `json:"identity"`
}

func writeRounds(list []Round) (out []roundKey) {
	for _, r := range list {
		out = append(out, roundKey{r.Day, r.Identity.id.String()})
	}
	return out
}

func readRounds(list []roundKey) (out []Round, err error) {
	for _, r := range list {
		id, err := parseIdentity(r.Identity)
		if err != nil {
			return nil, ErrKeyringDamaged
		}
		out = append(out, Round{r.Day, id})
	}
	return out, nil
}
