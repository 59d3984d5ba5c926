package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"onset/consent"
	"onset/media"
)

// Consents are all consents, given or only requested, in no order.
func (db *DB) Consents(ctx context.Context) ([]consent.Consent, error) {
	return all[consent.Consent](ctx, db, inConsents)
}

// Consent is one consent. ErrNotFound when nothing was said of it.
func (db *DB) Consent(ctx context.Context, id consent.ID) (consent.Consent, error) {
	return single[consent.Consent](ctx, db, inConsents, consent.Subject{Kind: consent.OfConsent, ID: id})
}

// Avoids are the people about whom something is known beyond their consents.
func (db *DB) Avoids(ctx context.Context) ([]consent.AvoidView, error) {
	return all[consent.AvoidView](ctx, db, inAvoids)
}

// Avoid is what is known of one person beyond the consents. ErrNotFound.
func (db *DB) Avoid(ctx context.Context, person consent.ID) (consent.AvoidView, error) {
	return single[consent.AvoidView](ctx, db, inAvoids, consent.Subject{Kind: consent.OfPerson, ID: person})
}

// Notices are the posted notices.
func (db *DB) Notices(ctx context.Context) ([]consent.NoticeView, error) {
	return all[consent.NoticeView](ctx, db, inNotices)
}

// Shoots are the days of work.
func (db *DB) Shoots(ctx context.Context) ([]media.Shoot, error) {
	return all[media.Shoot](ctx, db, inShoots)
}

// Shoot is one day of work. ErrNotFound.
func (db *DB) Shoot(ctx context.Context, id consent.ID) (media.Shoot, error) {
	return single[media.Shoot](ctx, db, inShoots, consent.Subject{Kind: consent.OfShoot, ID: id})
}

// Scenes are the scenes with the people on camera in them.
func (db *DB) Scenes(ctx context.Context) ([]media.Scene, error) {
	return all[media.Scene](ctx, db, inScenes)
}

// Scene is one scene. ErrNotFound.
func (db *DB) Scene(ctx context.Context, id consent.ID) (media.Scene, error) {
	return single[media.Scene](ctx, db, inScenes, consent.Subject{Kind: consent.OfScene, ID: id})
}

// Cameras are the cameras whose clocks were looked at.
func (db *DB) Cameras(ctx context.Context) ([]media.Camera, error) {
	return all[media.Camera](ctx, db, inCameras)
}

// Clips are all clips as lists and clearance need them, in no order.
func (db *DB) Clips(ctx context.Context) ([]media.Clip, error) {
	return every(ctx, db, inClips, func() func([]byte, *media.Clip) error { return new(clipReader).clip })
}

// Clip is one clip. ErrNotFound.
func (db *DB) Clip(ctx context.Context, id consent.ID) (media.Clip, error) {
	return single[media.Clip](ctx, db, inClips, consent.Subject{Kind: consent.OfClip, ID: id})
}

// ClipFacts is everything a clip's file said of itself. ErrNotFound.
func (db *DB) ClipFacts(ctx context.Context, id consent.ID) (media.ClipFacts, error) {
	return single[media.ClipFacts](ctx, db, inFacts, consent.Subject{Kind: consent.OfClip, ID: id})
}

// Subjects are the ids of the subjects of a kind that has no view of its own:
// texts, disks, requests, devices and blobs that were erased. Statements tells
// what was said of each.
func (db *DB) Subjects(ctx context.Context, kind consent.SubjectKind) ([]consent.ID, error) {
	things, err := all[thing](ctx, db, inThings)
	var ids []consent.ID
	for _, t := range things {
		if t.Kind == kind {
			ids = append(ids, t.ID)
		}
	}
	slices.SortFunc(ids, func(a, b consent.ID) int { return slices.Compare(a[:], b[:]) })
	return ids, err
}

func single[V any](ctx context.Context, db *DB, bucket string, s consent.Subject) (V, error) {
	var v V
	if err := ctx.Err(); err != nil {
		return v, err
	}
	err := db.view(func(t *tx) error {
		b, err := t.get(bucket, t.subject(s))
		if err != nil {
			return err
		}
		return decodeView(b, &v)
	})
	if err != nil {
		return v, fmt.Errorf("%s %s: %w", bucket, s.ID, err)
	}
	return v, nil
}

func decodeView(b []byte, v any) error {
	if err := decoding.Unmarshal(b, v); err != nil {
		return fmt.Errorf("%w: view: %w", ErrDamaged, err)
	}
	return nil
}

// sealedView is a value of the mapped file, good within its transaction.
type sealedView struct{ key, value []byte }

// loadChunk is how many views one core opens at a time.
const loadChunk = 512

// all opens and decodes every view of a bucket.
func all[V any](ctx context.Context, db *DB, bucket string) ([]V, error) {
	return every(ctx, db, bucket, func() func([]byte, *V) error {
		return func(plain []byte, v *V) error { return decodeView(plain, v) }
	})
}

// every opens and decodes every view of a bucket on all cores, from one
// snapshot, with a reader for each chunk of them.
func every[V any](ctx context.Context, db *DB, bucket string, reader func() func([]byte, *V) error) ([]V, error) {
	var out []V
	err := db.view(func(t *tx) error {
		var sealed []sealedView
		err := t.scan(bucket, nil, func(k, v []byte) error {
			sealed = append(sealed, sealedView{k, v})
			return nil
		})
		if err != nil {
			return err
		}
		out = make([]V, len(sealed))
		return openChunks(ctx, t.v, bucket, sealed, func() func(int, []byte) error {
			read := reader()
			return func(i int, plain []byte) error { return read(plain, &out[i]) }
		})
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", bucket, err)
	}
	return out, nil
}

// openAll opens the values on all cores; plain is good only within the call.
func openAll(ctx context.Context, v *vault, bucket string, sealed []sealedView, fn func(i int, plain []byte) error) error {
	return openChunks(ctx, v, bucket, sealed, func() func(int, []byte) error { return fn })
}

// openChunks is openAll with a function for each chunk of values, which is
// called by one goroutine at a time.
func openChunks(ctx context.Context, v *vault, bucket string, sealed []sealedView, take func() func(i int, plain []byte) error) error {
	var mu sync.Mutex
	var failed error
	chunks := (len(sealed) + loadChunk - 1) / loadChunk
	parallel(chunks, func(c int) {
		err := guarded(func() error {
			return openChunk(ctx, v, bucket, sealed, c*loadChunk, take())
		})
		if err != nil {
			mu.Lock()
			failed = errors.Join(failed, err)
			mu.Unlock()
		}
	})
	return failed
}

func openChunk(ctx context.Context, v *vault, bucket string, sealed []sealedView, from int, fn func(int, []byte) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	var buf []byte
	for i := from; i < min(from+loadChunk, len(sealed)); i++ {
		plain, err := v.open(buf[:0], bucket, sealed[i].key, sealed[i].value)
		if err != nil {
			return err
		}
		buf = plain
		if err := fn(i, plain); err != nil {
			return err
		}
	}
	return nil
}
