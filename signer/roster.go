package signer

import (
	"cmp"
	"errors"
	"slices"

	"onset/consent"
)

// Why a statement is set aside. It is kept, and looked at again whenever the
// roster changes.
var (
	// ErrProduction means it belongs to another production.
	ErrProduction = errors.New("of another production")
	// ErrUnknownAuthor means nobody who may has enrolled its author, or news of it has not arrived.
	ErrUnknownAuthor = errors.New("not by an enrolled device")
	// ErrRank means its author may not say this.
	ErrRank = errors.New("not for this device to say")
	// ErrRevoked means its author was revoked and it does not lead up to the position that stands.
	ErrRevoked = errors.New("said after the device was revoked")
)

// Roster is who may state what in one production: a pure fold, the same for
// any order and any duplication of the statements. A Roster never changes; a
// new statement makes a new one.
type Roster struct {
	production consent.Ref
	facts      Facts
	keys       map[consent.Ref]PublicKey
	devices    map[consent.Ref]*Device
	spans      []rootSpan
	passed     map[consent.Ref]bool    // production.root statements that count
	cuts       map[consent.Ref][]chain // of revoked authors, outside root spans
	spanCuts   map[int][]chain         // inside the span
	epochs     map[Audience][]KeyEpoch
	wants      []consent.Ref
	conflicts  []Conflict
	forks      []Fork
}

// Facts are what production.set says of the production now.
type Facts struct {
	Title, Controller, Contact, Address, Customer string
	Rules                                         consent.Rules
	Heads                                         []consent.Ref // the statements that say so; a change names them in Replaces
}

// Device is one enrolled log.
type Device struct {
	Author     consent.Ref
	Keys       DeviceKeys
	Root       bool // now
	Admin      bool // by enrolment, or because it has been root
	Crew       bool
	Office     bool
	Labels     []consent.BlobRef // one per enrolment that names one
	Continues  consent.Ref
	Revoked    *Position     // what stands; nil while nobody has revoked it
	RevokedBy  []consent.Ref // the revocations in force; one that moves the position names them in Replaces
	EnrolledBy []consent.Ref // statements

	adminBy []consent.Ref // who enrolled it as admin
}

// KeyEpoch is an audience's public key.
type KeyEpoch struct {
	Epoch     int
	Recipient Recipient
	Statement consent.Ref
}

// Conflict is a place where statements that did not know each other differ.
// The stricter one holds; a person has to look.
type Conflict struct {
	Kind       ConflictKind
	Statements []consent.Ref // sorted
}

// ConflictKind says what differs.
type ConflictKind string

// The kinds of conflict.
const (
	ConflictFacts ConflictKind = "facts" // two production.set replace the same one
	ConflictRoot  ConflictKind = "root"  // root was passed on twice from one log
	ConflictKey   ConflictKind = "key"   // two keys of one epoch
)

// Fork is one author's log that goes on in two ways: a restored backup or a copied disk.
type Fork struct {
	Author consent.Ref
	Seq    uint64
	IDs    []consent.Ref // sorted, two or more
}

// Key is the key that author's seals are verified with. It is known from any
// statement that names it, allowed or not: the author is the key's own hash.
func (r *Roster) Key(author consent.Ref) (PublicKey, bool) {
	k, ok := r.keys[author]
	return k, ok
}

// KeysIn are the public keys a statement brings: of the founder or of an
// enrolled device. With them the rest of a batch can be verified before the
// roster is folded.
func KeysIn(st consent.Statement) []PublicKey {
	var spki []byte
	switch b := st.Body.(type) {
	case *ProductionSet:
		if b.Founder != nil {
			spki = b.Founder.Seal
		}
	case *DeviceEnrolled:
		spki = b.Keys.Seal
	}
	if k, err := ParsePublicKey(spki); err == nil {
		return []PublicKey{k}
	}
	return nil
}

// Production is the id of the production.
func (r *Roster) Production() consent.Ref { return r.production }

// Facts are the production's title, controller and so on.
func (r *Roster) Facts() Facts {
	f := r.facts
	f.Heads = slices.Clone(f.Heads)
	return f
}

// Rules are the production's own ages and policies.
func (r *Roster) Rules() consent.Rules { return r.facts.Rules }

// Devices are all devices that were ever enrolled, by author.
func (r *Roster) Devices() []Device {
	out := make([]Device, 0, len(r.devices))
	for _, d := range r.devices {
		out = append(out, *d)
	}
	slices.SortFunc(out, func(a, b Device) int { return compareRefs(a.Author, b.Author) })
	return out
}

// Device is the device with this log. False if nobody who may has enrolled it.
func (r *Roster) Device(author consent.Ref) (Device, bool) {
	d := r.devices[author]
	if d == nil {
		return Device{}, false
	}
	return *d, true
}

// ReadsOffice reports whether a device has the office's keys by its place: root,
// an office, and an admin that another device enrolled as one. Who was root
// before an office was stays admin and does not.
func (r *Roster) ReadsOffice(d Device) bool {
	if d.Root || d.Office {
		return true
	}
	chain, by := map[consent.Ref]bool{}, []consent.Ref{}
	for at := &d; at != nil && !chain[at.Author]; at = r.devices[at.Continues] {
		chain[at.Author] = true
		by = append(by, at.adminBy...)
	}
	return slices.ContainsFunc(by, func(author consent.Ref) bool { return !chain[author] })
}

// Readers are the keys of the devices that a new epoch of the audience is for:
// all that are not revoked, and for the office those that read it.
func (r *Roster) Readers(a Audience) []DeviceKeys {
	var out []DeviceKeys
	for _, d := range r.Devices() {
		if d.Revoked != nil && !d.Root || len(d.Keys.Seal) == 0 {
			continue
		}
		if a == AudienceSet || a == AudienceOffice && r.ReadsOffice(d) {
			out = append(out, d.Keys)
		}
	}
	return out
}

// Recipients are what a blob for the audience is sealed to: the newest epoch's
// key, or more than one where they are in conflict. Empty while none is known.
func (r *Roster) Recipients(a Audience) []Recipient {
	list := r.epochs[a]
	var out []Recipient
	for _, e := range list {
		if e.Epoch == list[len(list)-1].Epoch {
			out = append(out, e.Recipient)
		}
	}
	return out
}

// Epochs are all keys an audience has had, rising.
func (r *Roster) Epochs(a Audience) []KeyEpoch { return slices.Clone(r.epochs[a]) }

// Wants are the authors of whom a revocation speaks. Their whole logs must be
// among the folded statements (bodies are not needed), because a revocation
// names a position and only the chain that leads up to it tells what stands.
func (r *Roster) Wants() []consent.Ref { return slices.Clone(r.wants) }

// Conflicts are what a person has to look at.
func (r *Roster) Conflicts() []Conflict { return slices.Clone(r.conflicts) }

// Forks are the forks among the folded statements.
func (r *Roster) Forks() []Fork { return slices.Clone(r.forks) }

// FindForks finds the places where one author said two things at one position.
func FindForks(sts []consent.Statement) []Fork {
	type place struct {
		author consent.Ref
		seq    uint64
	}
	at := map[place][]consent.Ref{}
	for _, st := range sts {
		p := place{st.Author, st.Seq}
		if !slices.Contains(at[p], st.ID) {
			at[p] = append(at[p], st.ID)
		}
	}
	var out []Fork
	for p, ids := range at {
		if len(ids) > 1 {
			slices.SortFunc(ids, compareRefs)
			out = append(out, Fork{p.author, p.seq, ids})
		}
	}
	slices.SortFunc(out, func(a, b Fork) int {
		if c := compareRefs(a.Author, b.Author); c != 0 {
			return c
		}
		return cmp.Compare(a.Seq, b.Seq)
	})
	return out
}
