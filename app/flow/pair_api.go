package flow

import (
	"time"

	"onset/consent"
	"onset/signer"
)

// InviteOptions are what an invitation gives.
type InviteOptions struct {
	Rank      signer.Rank   // empty = crew
	Label     string        // what people call the device that comes, "Camera B"
	For       time.Duration // 0 = 15 minutes
	Addresses []string      // "host:port" where the answer is given; empty = every address of this device
}

// Invitation is a pairing code as it is shown. It works once.
type Invitation struct {
	Code      string
	QR        [][]bool
	Addresses []string
	Expires   time.Time
	Tries     int // wrong tries left
	Used      bool
	Device    consent.Ref // who used it
	Label     string
}

// Join is what joining a production needs.
type Join struct {
	Code       string
	Passphrase string
	PIN        string
	Label      string // what people call this device
	CrewName   string
	Addresses  []string // tried besides those in the code
}

// DeviceLine is one device of the production as people see it.
type DeviceLine struct {
	Author     consent.Ref
	Label      string // empty where it is unknown here
	Ranks      []signer.Rank
	Self       bool
	Held       uint64    // the last place of its log that is here
	Newest     time.Time // its newest statement here: how old the knowledge of it is
	Connected  bool
	Seen       time.Time // last contact, zero = never
	Revoked    bool
	Stands     uint64 // the place up to which a revoked log stands
	Fork       bool   // its log goes on in two ways
	Asides     int    // of its statements, set aside
	Withdrawal bool   // one of those takes something back: a person has to look at once
	Continues  consent.Ref
	Spare      bool // enrolled here for a spare code that nobody has used
}

// BreachReport is what a lost device held, for the 72 hours.
type BreachReport struct {
	Device   DeviceLine
	Made     time.Time
	Persons  int            // whose names or labels it could read
	Kinds    map[string]int // kinds of data by code, words in assets "breach.kind.*": "name", "face", "contact", "born", "ink", "guardian", "paper", "clips"
	Minors   int
	Locked   string         // what is known of its lock: "passphrase", "unknown"
	Last     time.Time      // last contact
	Since    time.Time      // when it was revoked first; Made where it was not
	By       consent.ID     // who revoked it
	ByName   string         // where this device knows the name
	Until    time.Time      // 72 hours after Since
	People   []BreachPerson // first those of whom it held the most
	NewEpoch int            // keys of this epoch and later it does not have
}

// SpareCode is a code issued in advance: whoever types it takes the place of
// the device that was enrolled for it, through any device of the production,
// office or not.
type SpareCode struct {
	Code    string // empty after it was shown
	QR      [][]bool
	Device  consent.Ref
	Made    time.Time
	Used    bool
	By      consent.Ref // the device that used it, zero while that is not known
	Revoked bool        // before anybody used it
}
