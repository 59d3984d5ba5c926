package media

import (
	"time"

	"onset/consent"
)

// Clip is what lists and clearance need to know of a clip: the fold of the
// statements about it. The rest of the file's facts are in ClipFacts.
type Clip struct {
	_          struct{} `cbor:",toarray"`
	ID         consent.ID
	Shoot      consent.ID
	Name       string
	Size       int64
	SHA256     consent.Ref
	XXH128     string
	Kind       Kind
	Captured   int64 // Unix milliseconds as the camera wrote it, see Moment; 0 = unknown
	Zone       bool
	Offset     int32 // seconds east of UTC, with Zone
	CapturedBy Source
	Camera     consent.ID
	Millis     int64 // duration
	Added      consent.Stamp
	Tags       []TagView
	Judgements []Judgement
	Received   bool
	Delivered  int
	Copies     []consent.ID // disks
	Faulty     bool         // the file had warnings
}

// TagView is a tag in force.
type TagView struct {
	_   struct{} `cbor:",toarray"`
	Tag Tag
	Ref consent.Ref
	By  consent.ID
}

// Judgement is a judgement in force.
type Judgement struct {
	_       struct{} `cbor:",toarray"`
	Ref     consent.Ref
	Basis   JudgeBasis
	Covers  []consent.Purpose
	Accepts []consent.ID
	By      consent.ID
	At      consent.Stamp
	Reason  consent.BlobRef
}

// ClipFacts is everything a clip's file said of itself.
type ClipFacts struct {
	_     struct{} `cbor:",toarray"`
	ID    consent.ID
	Facts Facts
	Read  consent.Stamp
}

// Camera is what is known of a camera's clock.
type Camera struct {
	_        struct{} `cbor:",toarray"`
	ID       consent.ID
	Known    bool
	Ahead    int64         // milliseconds the clock is ahead of UTC as the camera writes it, see Clip.Ahead
	Disagree bool          // two devices measured differently; the clock counts as unknown
	Clocks   []consent.Ref // the statements in force
}

// Shoot is a day's work.
type Shoot struct {
	_        struct{} `cbor:",toarray"`
	ID       consent.ID
	Day      int
	Unit     string
	Band     string
	Terms    []string
	Language string
	CardRule string
	Set      consent.BlobRef
	Opened   consent.Stamp
	Closed   bool
	Refusals int // people who said no; nothing else is kept of them
	Head     []consent.Ref
}

// Scene is a stretch of time with the people on camera in it.
type Scene struct {
	_      struct{} `cbor:",toarray"`
	ID     consent.ID
	Shoot  consent.ID
	Author consent.Ref
	From   consent.Stamp
	Until  consent.Stamp // zero = open, or until the unit's next scene
	Set    consent.BlobRef
	People []Stay
}

// Stay is one person's time on camera.
type Stay struct {
	_        struct{} `cbor:",toarray"`
	Person   consent.ID
	From     consent.Stamp
	Until    consent.Stamp // zero = still
	Override string
	Ref      consent.Ref // the statement that put the person in
}

// Time is the clip's capture time by the given camera clock. Known is false
// when nobody has checked that clock; the time is then what the camera wrote,
// and when the file names no zone it is the camera's wall clock labelled UTC.
func (c *Clip) Time(cam *Camera) (t time.Time, known bool) {
	if c.Captured == 0 {
		return time.Time{}, false
	}
	if cam == nil || !cam.Known {
		return time.UnixMilli(c.Captured).UTC(), false
	}
	return time.UnixMilli(c.Captured - cam.Ahead).UTC(), true
}

// Ahead is how far the camera's clock was ahead of UTC as it writes it, in
// milliseconds for CameraClock.Ahead, when the clip was in truth captured at
// that moment.
func (c *Clip) Ahead(truth time.Time) int64 { return c.Captured - truth.UnixMilli() }
