package flow

import (
	"time"

	"onset/consent"
)

// PersonRow is one person in a list.
type PersonRow struct {
	ID       consent.ID
	Name     string // or the label; empty for somebody known only by clothing
	Clothing Clothing
	Band     string // "B12"
	Age      consent.AgeBand
	State    consent.PersonState
	Late     bool
	HasFace  bool   // Kit.Face gives the picture
	Face     []byte // small JPEG; filled in sheets only
	Signed   consent.Stamp
	AnswerBy consent.Date // for who is waiting
	Clips    int
}

// Clothing is how a person without a name is known. Garment and colour are
// codes of assets ("garment.jacket", "colour.red").
type Clothing struct {
	Garment string
	Colour  string
	Place   string
	Band    string
}

// PersonSheet is everything the kit shows of one person.
type PersonSheet struct {
	PersonRow
	Choices    []ChoiceLine
	Conditions []consent.Condition
	Consents   []ConsentLine
	Clips      []ClipRow
	OnCamera   bool
	Notes      []AvoidLine
	Workplace  string
	Contact    string // empty where this device may not read it
}

// ChoiceLine is one use and the answer that holds.
type ChoiceLine struct {
	Purpose   consent.Purpose
	Title     string         // in the language asked for
	Answer    consent.Answer // empty = not asked
	Withdrawn bool
	Until     consent.Date
	Territory string
}

// ConsentLine is one declaration for the Details view and the commands.
type ConsentLine struct {
	Consent    *consent.Consent
	Name       string
	Status     consent.Status
	Guardians  []GuardianLine
	Workplace  string
	Contact    string
	DeviceName string
}

// GuardianLine is a guardian with the name from the office's particulars,
// empty where this device may not read it.
type GuardianLine struct {
	Name     string
	Relation consent.Relation
	Contact  string
}

// AvoidLine is one note.
type AvoidLine struct {
	Ref      consent.Ref
	Kind     consent.AvoidKind
	Clothing Clothing
	At       consent.Stamp
}

// PeopleQuery narrows the list of people.
type PeopleQuery struct {
	Text   string // part of a name, band or short id
	States []consent.PersonState
}

// PeopleList is a list with the counts of its filters.
type PeopleList struct {
	Rows   []PersonRow
	Counts map[consent.PersonState]int
	All    int
}

// Withdrawal is what a person takes back, and what that touches.
type Withdrawal struct {
	Person   consent.ID
	Name     string
	Choices  []ChoiceLine
	Clips    []ClipRow
	Disks    int
	OtherKit bool // other units must be told by mouth
	Reach    Reach
}

// Receipt is what the participant leaves with.
type Receipt struct {
	Consent    consent.ID
	Person     consent.ID
	Minor      bool
	Short      string
	Name       string
	Band       string
	Production string
	Controller string
	Contact    string
	Status     consent.Status
	Choices    []ChoiceLine
	Conditions []consent.Condition
	Language   string
	Text       string // key and version, "appearance 1"
	Signed     time.Time
	Place      string
	Waiting    bool // a guardian's signature is missing
	AnswerBy   consent.Date
	QR         [][]bool
	Payload    string // what the QR says
	Withdrawn  bool   // the receipt is for a withdrawal
}

// ExpectedRow is one expected person.
type ExpectedRow struct {
	Person   consent.ID
	Consent  consent.ID
	Label    string
	State    ExpectedState
	AnswerBy consent.Date
	Band     string
}

// ExpectedState is how far an expected person is.
type ExpectedState string

// The three states of an expected person.
const (
	ExpectedYes  ExpectedState = "yes"
	ExpectedNo   ExpectedState = "no"
	ExpectedOpen ExpectedState = "open"
)
