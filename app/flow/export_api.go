package flow

import (
	"errors"
	"time"

	"onset/consent"
	"onset/media"
	"onset/media/slate"
)

// Errors of sidecars, exports and slates.
var (
	// ErrExportReason means that a clip is not cleared for the use, or that its
	// people did not sign for this recipient: a picked reason is needed.
	ErrExportReason = errors.New("not everything is cleared for this use and recipient: a reason is needed")
	// ErrExportInto means that copies are to go where originals lie.
	ErrExportInto = errors.New("originals lie in this folder: copies need another one")
	// ErrNoClips means that there is nothing to be exported.
	ErrNoClips = errors.New("there is no clip to export")
	// ErrNoSlate means that no slate of this production was found in the clip,
	// or none that tells its camera's clock.
	ErrNoSlate = errors.New("no slate was found in this clip")
)

// Skip says why something was not written. The words are in assets: "export.skip.<code>".
type Skip string

// The reasons to leave a clip out.
const (
	SkipAway     Skip = "away"      // the file, or its disk, is not here
	SkipCard     Skip = "card"      // it lies on a camera's card
	SkipReadOnly Skip = "read_only" // nothing can be written there
	SkipFull     Skip = "full"      // no room left there
	SkipChanged  Skip = "changed"   // the file is no longer the clip that was registered
	SkipForeign  Skip = "foreign"   // what lies in the sidecar's place is no XMP
	SkipBusy     Skip = "busy"      // another program keeps changing it
	SkipDamaged  Skip = "damaged"   // the file is cut short
	SkipFailed   Skip = "failed"    // anything else
)

// Skipped is one clip that was left out.
type Skipped struct {
	Clip consent.ID
	Name string
	Path string // empty when it was never known here
	Why  Skip
}

// SidecarResult is what became of the sidecars of some clips.
type SidecarResult struct {
	Written   int // sidecars that say something new now
	Same      int // that said all that already
	Delivered int // copies delivered earlier that were changed where they lie
	Skipped   []Skipped
}

// Reach is what has to hear of a change of a consent, and what of that cannot
// be reached from here.
type Reach struct {
	Sidecars   int            // that are rewritten from here
	Delivered  int            // copies delivered earlier that are changed where they lie
	Away       []Skipped      // sidecars and copies that are not here now, each to be told
	Disks      []DiskLine     // with copies of the clips
	Recipients []DeliveryLine // who has copies
}

// DeliveryLine is copies that went to one recipient.
type DeliveryLine struct {
	Recipient string // empty where this device may not read it
	Purposes  []consent.Purpose
	Clips     []consent.ID
	Last      consent.Stamp
}

// ExportReasons are the reasons to deliver against a no or to somebody the
// signed text does not name; the words are in assets: "export.reason.<code>".
var ExportReasons = []string{"agreement", "edit_only", "will_sign", "legal", "producer", "another"}

// ExportDraft is copies for a recipient.
type ExportDraft struct {
	Clips     []consent.ID
	To        string // a folder, made when it is not there
	Recipient string
	Purposes  []consent.Purpose // empty = the shoot's main one
	WithNames bool              // names beside the ids, of those who are to be named
	Reason    string            // one of ExportReasons, where one is needed
}

// ExportPlan is what an export will do.
type ExportPlan struct {
	Draft       ExportDraft // with the purposes that were meant
	Lines       []ExportLine
	NotCleared  []consent.ID // clips that are not cleared for one of the purposes
	NotNamed    []consent.ID // clips with people whose signed text does not name the recipient
	NeedsReason bool
	Bytes       int64 // to be written
	Free        int64 // room where they go, negative when unknown
}

// ExportLine is one clip of a plan.
type ExportLine struct {
	Clip    consent.ID
	Name    string
	From    string // the original
	Size    int64
	Result  media.Result // the worst over the purposes
	Reasons []media.Reason
	Skip    Skip // why it is left out; empty when it is not
}

// ExportedFile is one copy that was made.
type ExportedFile struct {
	Clip    consent.ID
	Path    string
	Sidecar string      // where the format takes no metadata
	SHA256  consent.Ref // of the copy
	Known   bool        // it was there already, from an export that was stopped
}

// ExportResult is what an export made.
type ExportResult struct {
	Files   []ExportedFile
	Skipped []Skipped
}

// SlateRefresh is how often the full-screen slate asks for a new code.
const SlateRefresh = 250 * time.Millisecond

// SlateView is what the full-screen slate shows at one moment.
type SlateView struct {
	Open   bool   // a scene is open on the board
	Title  string // of the scene, as the crew calls it
	Scene  string // as the code says it
	Take   int
	People []PersonRow // on camera
	At     time.Time   // UTC, to be shown large
	Text   string      // what the code says
	QR     [][]bool    // without a quiet zone, true for dark
}

// SlateNote is why a code in a picture was ignored. The words are in assets: "slate.note.<code>".
type SlateNote string

// The notes on codes.
const (
	NoteOtherProduction SlateNote = "other_production"
	NoteCheck           SlateNote = "check"   // no kit of this production has shown it
	NoteVersion         SlateNote = "version" // of a later version of the kit
	NoteClocks          SlateNote = "clocks"  // the slates of the clip contradict one another
	NoteUnknownReceipt  SlateNote = "receipt" // a receipt that is not known here
	NoteNoFFmpeg        SlateNote = "ffmpeg"  // films cannot be looked at here
	NoteUnread          SlateNote = "unread"  // the file has no picture that can be decoded here
	NoteAway            SlateNote = "away"    // the file is not here
)

// SlateLine is what was seen in one clip.
type SlateLine struct {
	Clip   consent.ID
	Name   string
	Scene  string // of the slate; empty when none was found
	Take   int
	Shown  time.Time   // the first time a slate said
	Start  time.Time   // when the clip began, by the slate
	People []PersonRow // whose receipts were filmed
	Clock  *ClockFound // nil when it tells nothing of the camera's clock
	Notes  []SlateNote
}

// ClockFound is what slates tell of a camera's clock.
type ClockFound struct {
	Camera  consent.ID
	Ahead   time.Duration // how wrong the clock is to people, as SetClock tells it
	Exact   slate.Clock
	Clips   []consent.ID // of the camera, that would be corrected
	Applied bool         // the camera's clock is known to be this already
}

// SlateResult is what was seen in some clips.
type SlateResult struct {
	Lines  []SlateLine // of clips in which something was seen or ignored
	Looked int
	Found  int // clips with a slate or receipt of this production
}

// SlateReason is why a person is suggested, where it is not the board alone.
type SlateReason struct {
	Scene   string
	Take    int
	Shown   time.Time
	Receipt bool // the person's receipt was filmed
}
