package consent

// Statement is one thing that happened, said once by one device and never
// changed. State is a fold over statements; see FORMAT.md for its bytes.
type Statement struct {
	ID         Ref    // of its sealed bytes
	V          int    // version of the type's body
	Type       string // "consent.given"
	Production Ref    // id of the production's first statement; zero in that one
	Author     Ref    // SHA-256 of the device's seal key
	By         ID     // the acting person
	Seq        uint64 // 1, 2, 3 … within the author's log
	Prev       Ref    // the author's statement before
	At         Stamp  // the device's clock; never decides between statements
	Body       Body   // nil when type or version is unknown here
}

// Body is what a statement of one type says. A body is a plain struct whose
// JSON encoding is canonical: fields in order, no unknown ones.
type Body interface {
	// Type is the statement's type, "consent.given".
	Type() string
	// Subjects are what the statement is about. Folds run per subject.
	Subjects() []Subject
}

// SubjectKind says what sort of thing a subject is. The values are stored.
type SubjectKind uint8

// The kinds of subject.
const (
	OfProduction SubjectKind = 1 + iota
	OfDevice
	OfTerms
	OfConsent
	OfPerson // do-not-film notes and rectified particulars; consents are found through their view
	OfNotice
	OfShoot
	OfScene
	OfCamera
	OfClip
	OfBlob
	OfDisk
	OfRequest
	OfHolding // a blob, as far as offices said that they hold it
)

// Subject is one thing that statements are about.
type Subject struct {
	Kind SubjectKind
	ID   ID
}

// Kind describes one version of one statement type for decoding.
type Kind struct {
	Type string
	V    int
	New  func() Body // a pointer to an empty body
}

// BlobRef points to a blob: particulars that are kept apart from statements so
// that they can be erased. Digest is HMAC-SHA256(k, blob) with k kept only
// inside the blob.
type BlobRef struct {
	_      struct{} `cbor:",toarray"`
	ID     ID       `json:"id"`
	Digest Ref      `json:"digest"`
}

// IsZero reports whether there is no blob.
func (b BlobRef) IsZero() bool { return b.ID.IsZero() }
