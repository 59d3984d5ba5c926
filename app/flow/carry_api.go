package flow

import (
	"context"
	"time"

	"onset/consent"
	"onset/signer"
)

// Carried is what a carrier needs of an open production: its keys, its folder
// in the home and its store.
type Carried struct {
	Production *signer.Production // read only
	Dir        string             // where the carrier keeps what is this production's
	Store      Store
	Former     []consent.Ref // logs that this home kept before, which it goes on to give out
}

// Carrier brings a production's statements and clips to other devices, and
// theirs here. A kit works the same without one.
type Carrier interface {
	Status() CarryStatus
	// OnChange calls f, from any goroutine, after the status changed.
	OnChange(f func())
	// Now writes what waits and looks for news at once.
	Now(ctx context.Context) error
	// Limits change how clips are carried; they last.
	SetLimits(ctx context.Context, l CarryLimits) error
	// Dial adds an address, "tcp://host:port", at which a device may be met. It lasts.
	Dial(ctx context.Context, device consent.Ref, address string) error
	// ShareClips offers the clips of a folder to the office and UnshareClips
	// takes the offer back; neither touches a file. A folder that is shared
	// already is a no-op.
	ShareClips(ctx context.Context, folder MediaFolder) error
	UnshareClips(ctx context.Context, id string) error
	// ClipStates are how far the files of an offered folder have come, in the
	// order in which they go; nil for one that is not offered.
	ClipStates(id string) []CarryFile
	// Export writes everything held as files into dir, Import takes what is
	// there: the same disk twice changes nothing.
	Export(ctx context.Context, dir string, progress func(Progress)) (Parcel, error)
	Import(ctx context.Context, dir string, progress func(Progress)) (Parcel, error)
	Close() error
}

// CarryStatus is what is known of carrying, told as it is at this moment.
type CarryStatus struct {
	Listening []string    // addresses this device is met at
	Peers     []CarryPeer // every other device that stands, by author
	Waiting   int         // statements of ours that are not at the office yet
	Blobs     int         // blobs of ours that are not there yet
	Arriving  bool        // files that others announced have not all come and been read
	Faults    []CarryFault
	Media     []CarryFolder
	Limits    CarryLimits

	Metered    bool // the network costs by the byte, as the platform or a person says
	MeterKnown bool // the platform says whether it does
}

// CarryPeer is another device of the production.
type CarryPeer struct {
	Author    consent.Ref
	Office    bool
	Connected bool
	Address   string    // while connected
	Seen      time.Time // last contact, zero = never
	Held      uint64    // the last place of its log that is here
	Has       uint64    // the last place of our log that it has, as far as is known
	Knows     time.Time // the newest statement of it that is here: how old its knowledge here is
}

// CarryFault is a file that was set aside, or a folder that is in the way.
type CarryFault struct {
	Author consent.Ref
	What   string // a sync.Reason, words in assets: "carry.fault.<code>"
	Item   string // file name or place in a log; ids only
	Since  time.Time
}

// MediaFolder is one offload's copy, offered to the office.
type MediaFolder struct {
	ID    string // "media-<author>-<random>", see NewMediaFolder
	Path  string // where the copy lies
	Files []MediaFile
}

// MediaFile is one file of it, in the order in which it should go.
type MediaFile struct {
	Path string // slash-separated, below the folder
	Size int64
	Clip consent.ID // zero for a file that is no clip
}

// CarryFolder is how far a folder of clips has come.
type CarryFolder struct {
	ID          string
	Done, Total int64         // bytes the office has
	Files, Of   int           // files it has
	Rate        float64       // bytes per second, 0 when nothing moves
	Left        time.Duration // estimate, 0 when unknown
	Paused      bool
	Fault       string // as CarryFault.What, or empty
}

// CarryFile is how far one file of an offered folder has come. An office that
// has it has not said that it is safe.
type CarryFile struct {
	Path  string
	Size  int64
	Done  int64 // bytes an office has, as far as is known
	Has   bool  // an office has all of it
	Shown bool  // it may go; others wait for their turn
}

// CarryLimits are how clips are carried; statements always go.
type CarryLimits struct {
	Paused    bool `json:"paused,omitempty"`
	KiBps     int  `json:"kibps,omitempty"` // up, 0 = no limit
	Unmetered bool `json:"unmetered,omitempty"`
	Costs     bool `json:"costs,omitempty"` // a person says that this network costs by the byte
}

// Parcel is what a disk carried.
type Parcel struct {
	Statements, Blobs int // new here, or written
	Known             int // held already
	Files             int
	Faults            []CarryFault
}
