package signer

import (
	"errors"

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
	verdicts   map[consent.Ref]error // of roster statements, by id
	rootSpans  []rootSpan
	chains     map[consent.Ref]map[consent.Ref]bool // revoked author → ids that stand
	epochs     map[Audience][]KeyEpoch
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
