package keep

import (
	"context"
	"time"

	"onset/consent"
	"onset/media"
	"onset/signer"
)

// Statements are those about a subject.
func (k *kept) Statements(ctx context.Context, s consent.Subject) ([]consent.Statement, error) {
	return said(k.db.Statements(ctx, s))
}

// Subjects are all of a kind.
func (k *kept) Subjects(ctx context.Context, kind consent.SubjectKind) ([]consent.ID, error) {
	return said(k.db.Subjects(ctx, kind))
}

// Blob opens and verifies particulars.
func (k *kept) Blob(ctx context.Context, ref consent.BlobRef) ([]byte, error) {
	return said(k.db.Blob(ctx, ref))
}

// Roster is who may state what.
func (k *kept) Roster() *signer.Roster { return k.db.Roster() }

// HighestTime is the latest moment an accepted statement was made at.
func (k *kept) HighestTime() time.Time { return k.db.HighestTime() }

// Consents are all.
func (k *kept) Consents(ctx context.Context) ([]consent.Consent, error) {
	return said(k.db.Consents(ctx))
}

// Avoids are all.
func (k *kept) Avoids(ctx context.Context) ([]consent.AvoidView, error) {
	return said(k.db.Avoids(ctx))
}

// Notices are all.
func (k *kept) Notices(ctx context.Context) ([]consent.NoticeView, error) {
	return said(k.db.Notices(ctx))
}

// Shoots are all.
func (k *kept) Shoots(ctx context.Context) ([]media.Shoot, error) { return said(k.db.Shoots(ctx)) }

// Scenes are all.
func (k *kept) Scenes(ctx context.Context) ([]media.Scene, error) { return said(k.db.Scenes(ctx)) }

// Cameras are all.
func (k *kept) Cameras(ctx context.Context) ([]media.Camera, error) { return said(k.db.Cameras(ctx)) }

// Clips are all.
func (k *kept) Clips(ctx context.Context) ([]media.Clip, error) { return said(k.db.Clips(ctx)) }

// Consent is one.
func (k *kept) Consent(ctx context.Context, id consent.ID) (consent.Consent, error) {
	return said(k.db.Consent(ctx, id))
}

// Avoid is what holds about a person.
func (k *kept) Avoid(ctx context.Context, person consent.ID) (consent.AvoidView, error) {
	return said(k.db.Avoid(ctx, person))
}

// Shoot is one.
func (k *kept) Shoot(ctx context.Context, id consent.ID) (media.Shoot, error) {
	return said(k.db.Shoot(ctx, id))
}

// Scene is one.
func (k *kept) Scene(ctx context.Context, id consent.ID) (media.Scene, error) {
	return said(k.db.Scene(ctx, id))
}

// Clip is one.
func (k *kept) Clip(ctx context.Context, id consent.ID) (media.Clip, error) {
	return said(k.db.Clip(ctx, id))
}

// ClipFacts are what the file says.
func (k *kept) ClipFacts(ctx context.Context, id consent.ID) (media.ClipFacts, error) {
	return said(k.db.ClipFacts(ctx, id))
}
