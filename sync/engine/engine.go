package engine

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"
	"unicode"
)

// Engine is one device among others. Its methods may be called by many
// goroutines; folders and peers are as they were set last, and outlive nothing:
// whoever opens an engine sets them again.
type Engine interface {
	// ID is this device's, in the engine's written form.
	ID() string
	// Listening are the addresses it is met at, "tcp://host:port".
	Listening() []string
	// SetPeers names every device it may speak to, and no others.
	SetPeers(ctx context.Context, peers []Peer) error
	// SetFolders names every folder it shares, and no others. Files of folders
	// that are no longer named stay as they are.
	SetFolders(ctx context.Context, folders []Folder) error
	// Scan announces files that were written, changed or removed. Paths are
	// slash-separated below the folder; none = the whole folder.
	Scan(ctx context.Context, folder string, paths ...string) error
	// Ignore sets the patterns of paths that are neither sent nor taken, see
	// Exactly. It may come before the folder is set, and then holds from its start.
	Ignore(ctx context.Context, folder string, patterns []string) error
	// Override makes a Send folder's own files those of everybody; Revert makes a Take
	// folder what its owner has.
	Override(ctx context.Context, folder string) error
	Revert(ctx context.Context, folder string) error
	// Fetch reads a file as peers have it, at most max bytes, without writing it.
	Fetch(ctx context.Context, folder, path string, max int64) ([]byte, error)
	// Progress is how far a peer has come with a folder, as it says itself.
	Progress(folder, peer string) (Progress, error)
	// Has reports whether a peer says that it holds this file as it is here.
	Has(folder, path, peer string) (bool, error)
	// Missing are the files of a folder that this device still wants.
	Missing(ctx context.Context, folder string) ([]string, error)
	// Altered are the files that differ from what the others share: those that
	// Override or Revert would put right.
	Altered(ctx context.Context, folder string) ([]string, error)
	// Offered are the folders that peers offer and that are not shared here.
	Offered() ([]Offer, error)
	// Peers are the peers as they are now.
	Peers() []PeerState
	// SetLimits bounds the traffic of all, in KiB/s; 0 = no limit.
	SetLimits(ctx context.Context, sendKiBps, takeKiBps int) error
	// Events tells what happened, from now on. Events may be lost when they are
	// not taken: they are hints to look again.
	Events() <-chan Event
	Close() error
}

// Errors of an engine.
var (
	// ErrNoFolder means no folder of that name is shared.
	ErrNoFolder = errors.New("no such shared folder")
	// ErrClosed means the engine was closed.
	ErrClosed = errors.New("the engine is closed")
	// ErrListen means an address to listen at is taken or not of this device.
	ErrListen = errors.New("cannot listen at this address")
)

// Errors of a folder, in an Event of kind FolderFault and from Scan.
var (
	// ErrGone means the folder or its marker is not there: a disk was pulled.
	// Nothing is announced or taken until Scan finds it again.
	ErrGone = errors.New("the folder is not there")
	// ErrFull means that a Take folder would exceed its MaxKiB, or its disk has
	// no room left. It is tried again by itself, and when MaxKiB changes.
	ErrFull = errors.New("no room for more in the folder")
	// ErrPull means that files could not be fetched or written, see Missing. It
	// is tried again by itself.
	ErrPull = errors.New("files of the folder could not be taken")
	// ErrEnded, of no folder, means that the engine ended by itself, as its index
	// could not be written or read. Close it and open it again.
	ErrEnded = errors.New("the engine ended")
	// ErrUnread means that files of a Send folder cannot be carried: Paths.
	ErrUnread = errors.New("files of the folder cannot be carried")
)

// Exactly is the pattern of one path, a file or a folder with all in it, and of
// no other (a line break in a name stands for any character). Paths are
// slash-separated below the shared folder; of none, nothing is matched.
func Exactly(path string) string {
	if path == "" {
		path = ".stignore" // never there for anybody
	}
	var b strings.Builder
	b.WriteByte('/')
	for _, r := range path {
		switch {
		case r == '\n':
			b.WriteByte('?')
		case r == '\\':
			b.WriteString(`\\`)
		case unicode.IsSpace(r), strings.ContainsRune(`*?[{`, r): // a space at an end would be no part of the name
			b.WriteString("[" + string(r) + "]")
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Peer is a device to speak to.
type Peer struct {
	ID        string
	Addresses []string // "tcp://host:port" to dial; none = it dials us, or is found on the network
}

// Kind is what a device does with a folder.
type Kind int

// The kinds of folder.
const (
	Send Kind = 1 + iota // what is here is what others get
	Take                 // what others have comes here; what is changed here stays here
)

// Folder is a folder that is shared.
type Folder struct {
	ID     string
	Path   string // absolute
	Kind   Kind
	Peers  []string // ids
	Marker string   // a file or folder below Path that says it is there; empty = ".stfolder", which is made
	Order  string   // of a Take folder, in which files are pulled: "" or "alphabetic", "smallest", "oldest"
	Keep   bool     // of a Take folder: what others delete or replace is kept aside, never cleaned
	MaxKiB int64    // a Take folder, what is kept aside included, never holds more than this; 0 = no limit
	Paused bool
	Exact  bool // no two names in it differ by case alone, so that the disk need not be asked
}

// Offer is a folder that a peer would share.
type Offer struct {
	Folder string
	Peer   string
}

func (o Offer) compare(p Offer) int {
	return cmp.Or(strings.Compare(o.Peer, p.Peer), strings.Compare(o.Folder, p.Folder))
}

// Progress is how far a peer has come.
type Progress struct {
	Known       bool // the peer has spoken about the folder since it was connected
	Files, Of   int
	Done, Total int64 // bytes
}

// PeerState is a peer as it is now.
type PeerState struct {
	ID        string
	Connected bool
	Address   string    // while connected
	Seen      time.Time // last contact, zero = never
}

// EventKind says what happened.
type EventKind int

// The kinds of event.
const (
	Connected     EventKind = 1 + iota // a peer is there, or gone
	Changed                            // files of a folder are here, changed or gone: Paths
	PeerChanged                        // a peer said how far it is with a folder
	FolderFault                        // a folder cannot be read or written: Err
	UnknownPeer                        // a device that is no peer tried to connect
	OfferedFolder                      // a peer offers a folder that is not shared here
)

// Event is something that happened.
type Event struct {
	Kind   EventKind
	Folder string
	Peer   string
	Paths  []string
	Err    error
}
