package sync

import (
	"context"
	"time"

	"onset/consent"
	"onset/signer"
)

// Store is what carrying needs of a production's store.
type Store interface {
	Roster() *signer.Roster
	Logs(ctx context.Context) ([]Log, error)
	// Sealed reads an author's log from place seq on, at most limit.
	Sealed(ctx context.Context, author consent.Ref, seq uint64, limit int) ([]signer.Sealed, error)
	// BlobFiles are the sealed bytes under a blob's id; none when it was erased or has not come.
	BlobFiles(ctx context.Context, id consent.ID) ([][]byte, error)
	// Erased reports that a blob is refused for ever.
	Erased(ctx context.Context, id consent.ID) (bool, error)
	// Take keeps what others sent; bad input is in the result.
	Take(ctx context.Context, sealed []signer.Sealed, blobs []signer.Blob) (Taken, error)
	// Local facts: cursors and addresses. A missing one is nil.
	Local(ctx context.Context, name string) ([]byte, error)
	PutLocal(ctx context.Context, name string, value []byte) error
	// OnChange calls f after each commit.
	OnChange(f func(Change))
}

// Log is what is held of one author's log.
type Log struct {
	Author consent.Ref
	Held   int
	Last   uint64
	Gaps   [][2]uint64
	Forks  []uint64
}

// Taken is what became of what others sent.
type Taken struct {
	Accepted, Known, Aside, Opaque int
	Refused                        []error
}

// Change is what a commit changed.
type Change struct {
	Roster bool
	Erased []consent.ID
}

// Production is one production that is carried.
type Production struct {
	Keys  *signer.Production // id, identities, seal key; read only
	Dir   string             // the production's folder in the home: spool files lie below it
	Store Store
	Codec *signer.Codec
	// Former are logs that this device kept before: it was restored, or its own
	// log came back to it. It goes on to give them out, with what it said last in them.
	Former []consent.Ref
}

// Options are what a Node stands on.
type Options struct {
	Dir      string         // of the home: the engine keeps its index below it
	Key      signer.SyncKey // the device's, from the keyring
	Listen   []string       // "tcp://:22000"; none = it only dials
	Discover bool           // look for peers on the local network, and let them find us
	// Metered says whether the network costs by the byte, and whether that can
	// be known just now; nil where the platform never says. It must not block.
	Metered func() (costs, known bool)
	Now     func() time.Time
}

// Folder is an offload's copy that is offered to the office.
type Folder struct {
	ID    string // "media-<author>-<random>"
	Path  string
	Files []File // in the order in which they should go
}

// File is one of its files.
type File struct {
	Path string
	Size int64
}

// Offered is a folder of clips that another device offers.
type Offered struct {
	Author consent.Ref
	ID     string
	Path   string // where it comes to lie, chosen by Media.Accept
}

// Media says what becomes of folders that others offer. Nil refuses all.
type Media interface {
	// Accept gives the path where an enrolled author's folder is to lie and how
	// many bytes it may have, or an error why it is refused.
	Accept(ctx context.Context, author consent.Ref, id string) (path string, quota int64, err error)
	// Arrived hears of files that have come whole; it is told again after a restart.
	Arrived(ctx context.Context, author consent.Ref, id string, paths []string)
}

// Peer, Fault, MediaState and Limits are what Status tells; see Status.
type (
	// Peer is another device of the production.
	Peer struct {
		Author    consent.Ref
		Office    bool
		Connected bool
		Address   string
		Seen      time.Time
		Held      uint64
		Has       uint64
		Knows     time.Time
	}
	// Fault is a file that was set aside or a folder that is in the way. It goes
	// when what is missing has come. Item is a file's name or places of a log: ids only.
	Fault struct {
		Author consent.Ref
		What   Reason
		Item   string
		Since  time.Time
	}
	// MediaState is how far an offered folder has come.
	MediaState struct {
		ID          string
		Done, Total int64
		Files, Of   int
		Rate        float64
		Left        time.Duration
		Paused      bool
		Fault       Reason // empty while all is well
	}
	// FileState is how far one file of an offered folder has come. An office
	// that has it has not said that it is safe.
	FileState struct {
		Path  string
		Size  int64
		Done  int64 // bytes an office has, as far as is known
		Has   bool  // an office has all of it
		Shown bool  // it may go; others wait for their turn
	}
	// Limits bound how clips are carried; statements always go.
	Limits struct {
		Paused    bool
		KiBps     int
		Unmetered bool
		Costs     bool // a person says that this network costs by the byte
	}
	// Status is a production's carrying at one moment.
	Status struct {
		Listening  []string
		Peers      []Peer
		Waiting    int // statements of ours that no office has acknowledged
		Blobs      int
		Arriving   bool // files that others announced have not all come and been read
		Faults     []Fault
		Media      []MediaState
		Limits     Limits
		Metered    bool // the network costs by the byte, as the platform or a person says
		MeterKnown bool // the platform says whether it does
	}
	// Parcel is what a disk carried.
	Parcel struct {
		Statements, Blobs, Known, Files int
		Faults                          []Fault
	}
)

// Reason says why something is not carried, or not taken.
type Reason string

// The reasons. Their texts are part of what others show, and never change.
const (
	Damaged       Reason = "damaged"        // bytes are not what the name promises
	Gap           Reason = "gap"            // places of a log that have not come
	Seal          Reason = "seal"           // a seal does not hold
	Revoked       Reason = "revoked"        // said after the device was revoked
	UnknownAuthor Reason = "unknown-author" // by nobody who is enrolled, as far as is known here
	Future        Reason = "future"         // made more than a day from now, or by a newer version
	Vanished      Reason = "vanished"       // was here and is gone; what was read of it stays
	Foreign       Reason = "foreign"        // in the folder of one author, by another
	Full          Reason = "full"           // no room
	Altered       Reason = "altered"        // changed after it was read, or not the blob that a statement names
	NoKey         Reason = "key"            // for a key that has not come; a revoked device sees nothing else
	Refused       Reason = "refused"        // a folder of clips that is not wanted here
	Gone          Reason = "gone"           // a folder of clips is not there: a disk was pulled
)

// Carrying is one production while it is carried. *Link is the one there is.
type Carrying interface {
	Status() Status
	OnChange(f func())
	Now(ctx context.Context) error
	SetLimits(ctx context.Context, l Limits) error
	Dial(ctx context.Context, device consent.Ref, address string) error
	Share(ctx context.Context, f Folder) error
	Unshare(ctx context.Context, id string) error
	Files(id string) []FileState
	Export(ctx context.Context, dir string, progress func(done, total int)) (Parcel, error)
	Import(ctx context.Context, dir string, progress func(done, total int)) (Parcel, error)
	Close() error
}
