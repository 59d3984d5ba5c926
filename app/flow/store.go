package flow

import (
	"context"
	"time"

	"onset/consent"
	"onset/media"
	"onset/signer"
)

// Draft is one thing to state, with the particulars it names.
type Draft struct {
	Body   consent.Body
	Blobs  []signer.Blob
	Locals []Local // kept in the same breath

	seal []toSeal // become Blobs when the draft is recorded
}

// Local is a fact of this device alone, sealed: a draft, a path, a cache.
type Local struct {
	Name  string // "group/rest"
	Value []byte
	From  []consent.ID // blobs it was made from; it dies with them
}

// Change is what a commit changed.
type Change struct {
	Subjects []consent.Subject
	Roster   bool
	Erased   []consent.ID
	Blobs    []consent.ID // that were not held before
}

// CheckReport is what a check of the store found.
type CheckReport struct {
	Statements int
	Blobs      int
	Views      int
	Aside      int
	Faults     []string // one line each, ids only; empty when all is well
}

// LogHeld is what is held of one author's log.
type LogHeld struct {
	Author consent.Ref
	Held   int
	Last   uint64
	Gaps   [][2]uint64 // places that have not arrived, first and last
	Forks  []uint64    // places at which there are two or more
}

// Taken is what became of statements and blobs of other devices.
type Taken struct {
	Accepted, Known, Aside, Opaque int
	Refused                        []error // signer.ErrMalformed, ErrSeal, ErrProduction, ErrErased, ErrTooLong
}

// SetAside is a statement that is kept but does not count.
type SetAside struct {
	Statement consent.Statement
	Reason    string // "unknown-author", "rank", "revoked", "production", "other"
}

// Store is what flow needs of a production's store; *store.DB fits it but for
// the names of a few plain structs. Errors are the store's own.
type Store interface {
	// Record seals one statement per draft and returns after all are on the disk, or none.
	Record(ctx context.Context, by consent.ID, at consent.Stamp, drafts ...Draft) ([]consent.Statement, error)
	// Append takes statements that are sealed already; one that is refused is an error.
	Append(ctx context.Context, sealed []signer.Sealed, blobs []signer.Blob) error
	// Take is Append for what others sent: bad input is in the result, an error means the disk or the store.
	Take(ctx context.Context, sealed []signer.Sealed, blobs []signer.Blob) (Taken, error)
	// Logs are the logs of all authors.
	Logs(ctx context.Context) ([]LogHeld, error)
	// Last is the highest place of an author's log, 0 for an empty one.
	Last(ctx context.Context, author consent.Ref) (uint64, error)
	// Sealed reads an author's log from place seq on, at most limit, as it is carried to others.
	Sealed(ctx context.Context, author consent.Ref, seq uint64, limit int) ([]signer.Sealed, error)
	// Received is since when an office holds the statement at a place of a log, zero while none has said so.
	Received(ctx context.Context, author consent.Ref, seq uint64) (at consent.Stamp, err error)
	// Acknowledged is the last place of an author's log that an office said it holds, 0 for none, and since when.
	Acknowledged(ctx context.Context, author consent.Ref) (seq uint64, at consent.Stamp, err error)
	// BlobFiles are the sealed bytes held under a blob's id. ErrErased, ErrNotFound.
	BlobFiles(ctx context.Context, id consent.ID) ([][]byte, error)
	Statements(ctx context.Context, s consent.Subject) ([]consent.Statement, error)
	Subjects(ctx context.Context, kind consent.SubjectKind) ([]consent.ID, error)
	// Blob opens and verifies particulars.
	Blob(ctx context.Context, ref consent.BlobRef) ([]byte, error)
	Roster() *signer.Roster
	// HighestTime is the latest moment an accepted statement was made at.
	HighestTime() time.Time

	Consents(ctx context.Context) ([]consent.Consent, error)
	Avoids(ctx context.Context) ([]consent.AvoidView, error)
	Notices(ctx context.Context) ([]consent.NoticeView, error)
	Shoots(ctx context.Context) ([]media.Shoot, error)
	Scenes(ctx context.Context) ([]media.Scene, error)
	Cameras(ctx context.Context) ([]media.Camera, error)
	Clips(ctx context.Context) ([]media.Clip, error)
	Consent(ctx context.Context, id consent.ID) (consent.Consent, error)
	Avoid(ctx context.Context, person consent.ID) (consent.AvoidView, error)
	Shoot(ctx context.Context, id consent.ID) (media.Shoot, error)
	Scene(ctx context.Context, id consent.ID) (media.Scene, error)
	Clip(ctx context.Context, id consent.ID) (media.Clip, error)
	ClipFacts(ctx context.Context, id consent.ID) (media.ClipFacts, error)

	PutLocal(ctx context.Context, values ...Local) error
	Local(ctx context.Context, name string) ([]byte, error)
	Locals(ctx context.Context, group string) (map[string][]byte, error)
	DeleteLocal(ctx context.Context, names ...string) error

	// OnChange calls f after each commit, in the goroutine that made it.
	OnChange(f func(Change))

	Check(ctx context.Context, progress func(done, total int)) (CheckReport, error)
	Reindex(ctx context.Context, progress func(done, total int)) error
	State(ctx context.Context) (consent.Ref, error)
	SetAside(ctx context.Context) (int, error)
	Asides(ctx context.Context) ([]SetAside, error)
	Erase(ctx context.Context, by consent.ID, at consent.Stamp, blobs ...consent.ID) (consent.Statement, error)
	CompactDue(ctx context.Context) (time.Time, error)
	// Backup writes the store as it is at one moment to a new file, then calls then, before which no key is forgotten.
	Backup(ctx context.Context, to string, then func() error) error
	CompactUnderNewKey(ctx context.Context, progress func(done, total int)) error
	Close() error
}

// StoreConfig is what a store is made or opened with.
type StoreConfig struct {
	Dir        string
	Production *signer.Production
	Codec      *signer.Codec
	Now        func() time.Time
	SaveKeys   func() error
}

// OpenStore creates or opens a production's store.
type OpenStore func(ctx context.Context, c StoreConfig) (Store, error)

// Codec knows every type of statement of this build.
func Codec() *signer.Codec {
	return signer.NewCodec(consent.Kinds(), media.Kinds(), signer.Kinds())
}
