package flow

import (
	"errors"
	"time"

	"onset/consent"
)

// Errors of a home and its owner.
var (
	// ErrOwned means another process owns the home; Remote hands it the command.
	ErrOwned = errors.New("another program has this folder open")
	// ErrOwnerLost means the owner went away before it said how the command ended.
	ErrOwnerLost = errors.New("the program that has this folder open went away")
	// ErrOwnerLocked means the owner's screen is locked, so it takes no commands.
	ErrOwnerLocked = errors.New("the kit is locked")
	// ErrNotEmpty means Found was called where a keyring exists that this passphrase does not open.
	ErrNotEmpty = errors.New("this folder already holds a keyring")
	// ErrWhichProduction means the home holds several productions and none was named.
	ErrWhichProduction = errors.New("which production")
	// ErrEmptyField means a production lacks its title, controller or contact.
	ErrEmptyField = errors.New("a needed field is empty")
	// ErrClosed means the kit was closed.
	ErrClosed = errors.New("the kit is closed")
)

// Errors of asking for one thing.
var (
	// ErrNotFound means nothing has that id or name.
	ErrNotFound = errors.New("nothing has that id")
	// ErrAmbiguous means a short id or a file name fits more than one thing; the full id decides.
	ErrAmbiguous = errors.New("more than one thing has that id")
	// ErrTypo means one letter of a short id is wrong.
	ErrTypo = consent.ErrTypo
)

// Errors of declarations.
var (
	// ErrTerms means no published text has that key.
	ErrTerms = errors.New("no published text of that name")
	// ErrLanguage means the text does not exist in that language.
	ErrLanguage = errors.New("the text does not exist in that language")
	// ErrIncomplete means something the text needs has not been answered.
	ErrIncomplete = errors.New("something is missing")
	// ErrPurpose means the text does not ask that question.
	ErrPurpose = errors.New("the text does not ask about that use")
	// ErrCannotSign means the relation named cannot sign for a child.
	ErrCannotSign = errors.New("this relation cannot sign for a child")
	// ErrClockDoubt means the kit's clock cannot be right and nobody confirmed it.
	ErrClockDoubt = errors.New("the clock of this kit cannot be right")
	// ErrNoDraft means no signing was interrupted, or it is too old to go on with.
	ErrNoDraft = errors.New("no interrupted signing")
	// ErrOver means the signing was signed, refused or discarded.
	ErrOver = errors.New("this signing is over")
	// ErrInk means the ink is empty, a dot, or not ink; signer's own error says which.
	ErrInk = errors.New("there is no signature in the ink")
	// ErrTooLong means a typed field is longer than a name or an address can be.
	ErrTooLong = errors.New("that is too long")
	// ErrPhoto means a photo is not a JPEG that can be kept.
	ErrPhoto = errors.New("the photo cannot be kept")
	// ErrAsked means a value is not one of the closed list it stands in.
	ErrAsked = errors.New("not one of the answers")
	// ErrNothingHeld means there is nothing to withdraw, lift or correct.
	ErrNothingHeld = errors.New("there is nothing of that kind")
)

// Errors of clips and the board.
var (
	// ErrReason means somebody who may not be filmed is put on camera without a reason.
	ErrReason = errors.New("this person may not be filmed: a reason is needed")
	// ErrNoScene means no scene is open.
	ErrNoScene = errors.New("no scene is open")
	// ErrNoTime means the clip's file names no time.
	ErrNoTime = errors.New("the clip says no time")
	// ErrNoCamera means the clip's file names no camera whose clock could be set.
	ErrNoCamera = errors.New("the clip names no camera")
	// ErrChanging means a file changed while it was read.
	ErrChanging = errors.New("the file changed while it was read")
	// ErrNotAFile means a path is a device, pipe or socket.
	ErrNotAFile = errors.New("not a file")
	// ErrUndo means the moment to undo has passed.
	ErrUndo = errors.New("too late to undo")
	// ErrList means a list of expected people cannot be read; see ListError.
	ErrList = errors.New("the list cannot be read")
)

// ErrPIN means the PIN is wrong; a *PINError says how long to wait.
var ErrPIN = errors.New("the PIN is wrong")

// PINError is ErrPIN with the time until the next try is heard.
type PINError struct{ Wait time.Duration }

// Error is the sentence of ErrPIN.
func (e *PINError) Error() string { return ErrPIN.Error() }

// Unwrap makes it an ErrPIN.
func (e *PINError) Unwrap() error { return ErrPIN }

// The keys of what can be missing.
const (
	LackAnswers         = "answers" // with Count: how many are to go
	LackName            = "name"
	LackAge             = "age" // 18 or over?
	LackBorn            = "born"
	LackWork            = "work"
	LackSignature       = "signature"
	LackPaper           = "paper"
	LackGuardianName    = "guardian_name"
	LackGuardianContact = "guardian_contact"
	LackRelation        = "relation"
	LackAuthority       = "authority"
	LackOtherHolder     = "other_holder"
	LackChild           = "child"
	LackGuardian        = "guardian"
	LackClock           = "clock"
	LackReason          = "reason"
	LackClothing        = "clothing" // nothing tells who it is
	LackPlace           = "place"
)

// Lack is one thing that is missing before a declaration can be signed. Key is
// a code of assets: "lack.<key>"; Count is how many, where that is said.
type Lack struct {
	Key   string
	Count int
}

// IncompleteError is ErrIncomplete with what is missing.
type IncompleteError struct{ Lacks []Lack }

// Error names the missing things by their keys.
func (e *IncompleteError) Error() string {
	s := ErrIncomplete.Error()
	for i, l := range e.Lacks {
		if i == 0 {
			s += ": "
		} else {
			s += ", "
		}
		s += l.Key
	}
	return s
}

// Unwrap makes it an ErrIncomplete.
func (e *IncompleteError) Unwrap() error { return ErrIncomplete }

// ListError is ErrList with the line it is about, from 1.
type ListError struct {
	Line int    // 0 for the list as a whole
	Key  string // what is wrong: "columns", "label", "date", "terms", "lines", "size", "text"
}

// Error names line and fault.
func (e *ListError) Error() string { return ErrList.Error() + ": " + e.Key }

// Unwrap makes it an ErrList.
func (e *ListError) Unwrap() error { return ErrList }
