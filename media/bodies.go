package media

import (
	"crypto/sha256"
	"encoding/binary"

	"onset/consent"
)

// As is how a person is in a clip. Heard and named count as much as seen.
type As string

// The ways to be in a clip.
const (
	Seen  As = "seen"
	Heard As = "heard"
	Named As = "named"
)

// TagSource says how a tag came about; it is shown with the tag.
type TagSource string

// The sources of a tag.
const (
	ByHand     TagSource = "hand"
	SameAs     TagSource = "same"  // same people as the clip before
	FromBoard  TagSource = "board" // a suggestion of the on-camera board, confirmed
	FromSigner TagSource = "signed"
	FromSlate  TagSource = "slate"   // on camera at the time of a slate in the clip, confirmed
	FromCode   TagSource = "receipt" // the person's receipt was filmed, confirmed
)

// Tag says that a person is in a clip, in all of it or from one time to another.
type Tag struct {
	_      struct{}   `cbor:",toarray"`
	Person consent.ID `json:"person"`
	As     As         `json:"as"`
	From   int64      `json:"from,omitempty"` // milliseconds from the clip's start
	To     int64      `json:"to,omitempty"`   // 0 = to the end
	Source TagSource  `json:"source,omitempty"`
}

// TagRef names one tag of a clip.tagged statement.
type TagRef struct {
	_      struct{}    `cbor:",toarray"`
	Ref    consent.Ref `json:"ref"`
	Person consent.ID  `json:"person"`
}

// JudgeBasis is why a clip needs no consent, or less of it.
type JudgeBasis string

// The closed list of bases (DESIGN §4).
const (
	JudgeNobody     JudgeBasis = "nobody" // nobody recognisable in it
	JudgeAgreement  JudgeBasis = "agreement"
	JudgeNotice     JudgeBasis = "notice"
	JudgeJournalism JudgeBasis = "journalism"
	JudgeOther      JudgeBasis = "other"
	JudgeBlur       JudgeBasis = "blur" // people not covered will be made unrecognisable
	JudgeLateMinor  JudgeBasis = "late" // a producer accepts minors signed after filming
)

// ShootOpened is shoot.opened: a day's work with its defaults.
type ShootOpened struct {
	Shoot    consent.ID      `json:"shoot"`
	Day      int             `json:"day,omitempty"`
	Unit     string          `json:"unit,omitempty"`  // "A"
	Band     string          `json:"band,omitempty"`  // letter on the wrist bands
	Terms    []string        `json:"terms,omitempty"` // keys, the first is the default
	Language string          `json:"language"`
	CardRule string          `json:"card_rule,omitempty"` // "two", "three", "two_office"
	Replaces []consent.Ref   `json:"replaces,omitempty"`
	Set      consent.BlobRef `json:"set,omitzero"` // place in words, partners
}

// ShootClosed is shoot.closed.
type ShootClosed struct {
	Shoot consent.ID `json:"shoot"`
}

// SceneOpened is scene.opened: from here on these people are on camera. It
// closes the unit's scene before it.
type SceneOpened struct {
	Scene  consent.ID      `json:"scene"`
	Shoot  consent.ID      `json:"shoot,omitzero"`
	From   consent.Stamp   `json:"from"`
	People []OnCamera      `json:"people,omitempty"`
	Set    consent.BlobRef `json:"set,omitzero"` // scene number and title
}

// OnCamera is one person put on camera, perhaps against a no.
type OnCamera struct {
	_        struct{}      `cbor:",toarray"`
	Person   consent.ID    `json:"person"`
	From     consent.Stamp `json:"from"`
	Override string        `json:"override,omitempty"` // reason code, see assets "override.*"
}

// OffCamera is one person taken off camera.
type OffCamera struct {
	_      struct{}      `cbor:",toarray"`
	Person consent.ID    `json:"person"`
	At     consent.Stamp `json:"at"`
}

// ScenePeople is scene.people: people came or went. Undoes names earlier ones that were a mistake.
type ScenePeople struct {
	Scene  consent.ID    `json:"scene"`
	In     []OnCamera    `json:"in,omitempty"`
	Out    []OffCamera   `json:"out,omitempty"`
	Undoes []consent.Ref `json:"undoes,omitempty"`
}

// SceneClosed is scene.closed.
type SceneClosed struct {
	Scene consent.ID    `json:"scene"`
	Until consent.Stamp `json:"until"`
}

// CameraClock is camera.clock: how far a camera's clock is ahead of the truth.
type CameraClock struct {
	Camera consent.ID    `json:"camera"` // CameraID
	Ahead  int64         `json:"ahead"`  // milliseconds the clock is ahead of UTC as the camera writes it
	How    string        `json:"how"`    // "shows" (read off the camera), "clip" (a clip's true time), "slate"
	Clip   consent.ID    `json:"clip,omitzero"`
	Undoes []consent.Ref `json:"undoes,omitempty"`
}

// ClipAdded is clip.added: this file exists, and says this of itself.
type ClipAdded struct {
	Clip   consent.ID    `json:"clip"`
	Shoot  consent.ID    `json:"shoot,omitzero"`
	Name   string        `json:"name"` // file name without folder
	Size   int64         `json:"size"`
	XXH128 string        `json:"xxh128"` // 32 hex digits, canonical
	SHA256 consent.Ref   `json:"sha256"`
	Facts  Facts         `json:"facts"`
	Read   consent.Stamp `json:"read"` // file's own modification time
}

// ClipTagged is clip.tagged: these people are in the clip.
type ClipTagged struct {
	Clip consent.ID `json:"clip"`
	Tags []Tag      `json:"tags,omitempty"`
}

// ClipUntagged is clip.untagged: takes back the tags it names.
type ClipUntagged struct {
	Clip   consent.ID `json:"clip"`
	Undoes []TagRef   `json:"undoes,omitempty"`
}

// ClipJudged is clip.judged: a person decided about the clip. Undoes names
// earlier judgements it replaces; a judgement with an empty basis only undoes.
type ClipJudged struct {
	Clip    consent.ID        `json:"clip"`
	Basis   JudgeBasis        `json:"basis,omitempty"`
	Covers  []consent.Purpose `json:"covers,omitempty"`
	Accepts []consent.ID      `json:"accepts,omitempty"` // consents, with basis late
	Undoes  []consent.Ref     `json:"undoes,omitempty"`
	Reason  consent.BlobRef   `json:"reason,omitzero"`
}

// ClipCopied is clip.copied: a verified copy lies on a disk.
type ClipCopied struct {
	Clip   consent.ID    `json:"clip"`
	Disk   consent.ID    `json:"disk"`
	XXH128 string        `json:"xxh128"`
	Read   consent.Stamp `json:"read_back"`
}

// ClipReceived is clip.received: the office holds the clip and read it back.
type ClipReceived struct {
	Clip   consent.ID  `json:"clip"`
	SHA256 consent.Ref `json:"sha256"`
}

// ClipDelivered is clip.delivered: a copy went to a recipient for these
// purposes. Metadata in the copy makes it another file than the clip.
type ClipDelivered struct {
	Clip     consent.ID        `json:"clip"`
	Purposes []consent.Purpose `json:"purposes,omitempty"`
	Office   consent.BlobRef   `json:"office,omitzero"`    // to whom
	SHA256   consent.Ref       `json:"sha256,omitzero"`    // of the copy
	Override string            `json:"override,omitempty"` // reason code, see assets "export.reason.*"
}

// DiskSeen is disk.seen: a disk was here. Name, serial and keeper are in the blob.
type DiskSeen struct {
	Disk consent.ID      `json:"disk"`
	Set  consent.BlobRef `json:"set,omitzero"`
	Away bool            `json:"away,omitempty"` // it is not here: only its name or keeper changed
}

// ClipID is the id of the clip with this content: two devices that register
// the same file speak of the same clip.
func ClipID(size int64, sum consent.Ref) consent.ID {
	h := sha256.New()
	h.Write([]byte("onset clip\x00"))
	_ = binary.Write(h, binary.BigEndian, size)
	h.Write(sum[:])
	return uuid8(h.Sum(nil))
}

// CameraID is the id of a camera body, zero when the file names none.
func CameraID(f *Facts) consent.ID {
	if f.Make == "" && f.Model == "" && f.Serial == "" {
		return consent.ID{}
	}
	h := sha256.Sum256([]byte("onset camera\x00" + f.Make + "\x00" + f.Model + "\x00" + f.Serial))
	return uuid8(h[:])
}

// uuid8 marks the first bytes of a digest as a UUID of the custom version 8 (RFC 9562).
func uuid8(sum []byte) consent.ID {
	id := consent.ID(sum[:16])
	id[6] = id[6]&0x0f | 0x80
	id[8] = id[8]&0x3f | 0x80
	return id
}
