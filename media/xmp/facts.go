package xmp

import (
	"errors"

	"onset/consent"
	"onset/media"
)

// What can be wrong with a packet.
var (
	// ErrNotXMP means the bytes are not an XMP packet, or a broken one. It is not written to.
	ErrNotXMP = errors.New("not an XMP packet")
	// ErrDTD means the packet declares a document type, which XMP never does and attacks do.
	ErrDTD = errors.New("the XMP packet declares a document type")
	// ErrTooLarge means a packet has more bytes, elements or levels than any
	// program writes, or that what is to be written does not fit its format.
	ErrTooLarge = errors.New("the metadata is too large")
)

// Facts is what a clip's metadata should say. The zero Facts says nothing:
// merged, it takes back everything said before.
type Facts struct {
	Clip     consent.ID
	Release  Release
	Releases []consent.ID // the consents in force, written as urn:uuid
	Youngest Age
	People   []Person
	Mining   Mining
	Result   media.Result // over all Uses
	Uses     []Use
	Consents []Consent // every declaration of the people, in force or not
	AsOf     consent.Stamp

	// Ours reports whether an id is one of the production's consents or people.
	// It finds what we wrote where another program dropped our list of it. It
	// may be nil, and is never set in what Read returns.
	Ours func(consent.ID) bool
}

// Person is somebody in the clip. The zero As is media.Seen.
type Person struct {
	ID   consent.ID
	As   media.As // media.Named has no property of its own and is not written
	Name string   // empty: the id only
}

// Use is the answer for one purpose.
type Use struct {
	Purpose consent.Purpose
	Result  media.Result
}

// Consent is the state of one declaration.
type Consent struct {
	ID     consent.ID
	Status consent.Status
}
