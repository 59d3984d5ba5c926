package page

import (
	"context"
	"errors"
	"time"

	"onset/consent"
)

// Why a desk does not take an answer.
var (
	// ErrNoText means the text does not exist in that language; Sheet.Languages says where it does.
	ErrNoText = errors.New("no text in this language")
	// ErrChanged means the text that was shown is not the one that holds now.
	ErrChanged = errors.New("the text has changed")
	// ErrNotSaved means it could not be kept: a full or broken disk, a doubtful clock, a locked store.
	ErrNotSaved = errors.New("not saved")
	// ErrNoConsent means no such consent is held here.
	ErrNoConsent = errors.New("no such consent")
	// ErrAnswer means the answer cannot be: see *FieldError for the fields.
	ErrAnswer = errors.New("not an answer")
)

// FieldError names the fields of an answer that are missing or wrong, by the
// names of the form (see Field). It is an ErrAnswer.
type FieldError struct{ Fields []Field }

// Error says nothing of what was typed.
func (e *FieldError) Error() string { return "fields missing or wrong" }

// Unwrap makes it an ErrAnswer.
func (e *FieldError) Unwrap() error { return ErrAnswer }

// Field is one field of the form with the key of what is wrong with it
// ("err.name" of the page's words). The names are: "q-film" … for the question
// of a use, "q" for all of them, name, adult, year, month, contact, work, band,
// cname (of a child), gname, gcontact, rel, auth, too (of a guardian), child
// (its own answer), conditions, ink, selfie; aname and aband
// of a child whose guardian is not here.
type Field struct {
	Name string `json:"f"`
	Key  string `json:"k"`
}

// Desk is where the page's answers go: the kit on set, or the central service.
// Errors that are none of this package's are taken for ErrNotSaved.
type Desk interface {
	// Sheet is a text as it is shown today. ErrNoText; the sheet's Languages are
	// then still set. For ForParent and ForSecond it is the text for minors, where there is one.
	Sheet(ctx context.Context, d *Door, q SheetQuery) (*Sheet, error)
	// Take records an answer and returns after it is on the disk. An answer
	// with a Consent that is known already gives that one's receipt and
	// records nothing. ErrChanged, *FieldError, ErrNotSaved.
	Take(ctx context.Context, d *Door, a *Answer) (*Receipt, error)
	// Refuse counts a no; nothing of the person is kept. id is random to whoever
	// does not hold the door; one that is counted already is not counted again.
	Refuse(ctx context.Context, d *Door, id consent.ID, shown Shown) error
	// Away notes that a minor's guardian is not here, and gives what the guardian answers with later.
	Away(ctx context.Context, d *Door, a *Away) (*TakeHome, error)
	// Receipt is the receipt of a consent or a request that an earlier answer
	// was given the id of, as it stands now: a phone may be reloaded after the
	// kit was started anew. ErrNoConsent.
	Receipt(ctx context.Context, d *Door, id consent.ID, lang string) (*Receipt, error)
	// TakeBack takes back uses of a consent that this phone has signed; none = all of them.
	TakeBack(ctx context.Context, id consent.ID, uses []consent.Purpose, lang string) (*Receipt, error)
}

// SheetQuery is which text is wanted.
type SheetQuery struct {
	Language string
	Minor    bool // the text for minors that belongs to the door's text
}

// Shown names the exact text that stood on the phone.
type Shown struct {
	Terms    string `json:"terms"`
	Version  int    `json:"version"`
	Language string `json:"lang"`
	Digest   string `json:"digest"` // hex, of consent.Terms.Digest
}

// Sheet is one text in one language, filled in, with what the page says around it.
type Sheet struct {
	Shown
	Production string   // title of the production
	Controller string   // who is responsible
	Contact    string   // how to reach them
	Address    string   // may be empty
	Languages  []string // in which the text exists, those of the shoot first
	Title      string
	Card       string // lines "Label: words", see consent.Text
	Questions  []Question
	Full       []consent.Section
	NotAsked   string
	Child      string // lines, the child's part
	Review     string // marks a starter text; may be empty
	Minor      bool
	HasMinor   bool // there is a text for minors to lead on to
	AsksWork   bool
	AsksChild  int  // from this age the child is asked
	AloneFrom  int  // from this age nobody else signs, 18 at most
	Guardians  int  // how many must sign for a minor by the production's rule
	AsksBand   bool // in a crowd
	WiFi       string
	Local      bool // answers stay on the set; false at the central service
}

// Question is one use that is asked.
type Question struct {
	Purpose   consent.Purpose
	Title     string
	Sentence  string
	Details   string // lines "Label: words"
	Until     string // the last day, in words
	Guardians int    // guardians this use needs, if more than the rule
}

// Answer is a declaration as a phone sent it, checked for form and size.
type Answer struct {
	Consent    consent.ID // the id it will have; the same sending twice has the same
	Shown      Shown
	Answers    map[consent.Purpose]consent.Answer
	Name       string // the person's; for a minor the child's
	Contact    string
	Work       string
	Band       string
	Adult      bool
	BornYear   int // 0 = not said
	BornMonth  int
	Conditions []consent.Condition
	Child      consent.ChildSays
	Guardian   *Guardian // for a minor who does not sign alone
	Method     consent.Method
	Ink        []byte // as signer.ParseInk reads it; of whoever signs
	Selfie     []byte // JPEG or PNG as sent; not yet looked into
	Witnessed  bool   // the crew compared the codes before it was sent
}

// Guardian is who signs for a minor.
type Guardian struct {
	Name      string
	Relation  consent.Relation
	Contact   string
	Authority bool
	Other     consent.OtherHolder
}

// Away is a minor whose guardian is not here; how old, the guardian says later.
type Away struct {
	Consent consent.ID // the id of the request; the same sending twice has the same
	Shown   Shown
	Name    string
	Band    string
}

// TakeHome is what a guardian answers with later.
type TakeHome struct {
	Code string // see FormatCode
	By   consent.Date
	Base string // address of the page that takes the code, such as "https://set.example/k"; may be empty
}

// Receipt is what the desk says of a consent that it holds.
type Receipt struct {
	Consent   consent.ID
	Short     string
	At        time.Time // when it was saved, in the place's zone
	Band      string
	NewBand   bool // the band was given out just now
	Choices   []ReceiptChoice
	Waiting   string // "", "guardian" (one must still sign), "second" (another must), "no" (the child said no)
	TakeHome  *TakeHome
	Withdrawn bool
	QR        [][]bool // the code of the slate
}

// ReceiptChoice is one answer that holds.
type ReceiptChoice struct {
	Purpose   consent.Purpose
	Title     string
	Answer    consent.Answer
	Until     consent.Date
	Withdrawn bool
}
