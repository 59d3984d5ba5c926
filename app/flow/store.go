package flow

import (
	"context"
	"iter"
	"time"

	"onset/consent"
	"onset/media"
	"onset/signer"
)

// Draft is one thing to state, with the particulars it names.
type Draft struct {
	Body  consent.Body
	Blobs []signer.Blob
}

// Store is what flow needs of a production's store. It is handed in: see StoreConfig.
type Store interface {
	// Record seals one statement per draft and returns after they are on the disk, all or none.
	Record(ctx context.Context, by consent.ID, at consent.Stamp, drafts ...Draft) ([]consent.Statement, error)
	// Append takes statements that are sealed already.
	Append(ctx context.Context, sealed []signer.Sealed, blobs []signer.Blob) error
	// Statements are the accepted statements about a subject.
	Statements(ctx context.Context, s consent.Subject) ([]consent.Statement, error)
	// Blob opens and verifies particulars.
	Blob(ctx context.Context, ref consent.BlobRef) ([]byte, error)
	// Roster is who may state what.
	Roster() *signer.Roster
	// HighestTime is the latest moment an accepted statement was made at.
	HighestTime() time.Time

	// The views, in the order of their ids.
	Consents(ctx context.Context) iter.Seq2[*consent.Consent, error]
	Avoids(ctx context.Context) iter.Seq2[*consent.AvoidView, error]
	Notices(ctx context.Context) iter.Seq2[*consent.NoticeView, error]
	Shoots(ctx context.Context) iter.Seq2[*media.Shoot, error]
	Scenes(ctx context.Context) iter.Seq2[*media.Scene, error]
	Cameras(ctx context.Context) iter.Seq2[*media.Camera, error]
	Clips(ctx context.Context) iter.Seq2[*media.Clip, error]

	// One view; an error that is ErrNotFound's where there is none.
	Consent(ctx context.Context, id consent.ID) (*consent.Consent, error)
	Avoid(ctx context.Context, person consent.ID) (*consent.AvoidView, error)
	Notice(ctx context.Context, id consent.ID) (*consent.NoticeView, error)
	Shoot(ctx context.Context, id consent.ID) (*media.Shoot, error)
	Scene(ctx context.Context, id consent.ID) (*media.Scene, error)
	Camera(ctx context.Context, id consent.ID) (*media.Camera, error)
	Clip(ctx context.Context, id consent.ID) (*media.Clip, error)
	Facts(ctx context.Context, id consent.ID) (*media.ClipFacts, error)

	// Local values are facts of this device only, sealed. GetLocal gives nil when there is none.
	PutLocal(ctx context.Context, name string, value []byte) error
	PutDerived(ctx context.Context, blob consent.ID, name string, value []byte) error
	GetLocal(ctx context.Context, name string) ([]byte, error)
	DeleteLocal(ctx context.Context, name string) error

	// OnChange calls after each commit with the subjects whose views changed.
	OnChange(func([]consent.Subject))

	Check(ctx context.Context, progress func(done, total int)) (CheckReport, error)
	Reindex(ctx context.Context, progress func(done, total int)) error
	State(ctx context.Context) (consent.Ref, error)
	SetAside(ctx context.Context) (int, error)
	Erase(ctx context.Context, by consent.ID, at consent.Stamp, blobs []consent.ID) error
	Compact(ctx context.Context, progress func(done, total int)) error
	Close() error
}

// CheckReport is what a check of the store found.
type CheckReport struct {
	Statements int
	Blobs      int
	Views      int
	Faults     []string // one line each, ids only; empty when all is well
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
