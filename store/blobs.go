package store

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"onset/consent"
	"onset/signer"
)

const (
	maxBlob     = signer.MaxBlob + 256<<10 // padded and encrypted
	maxVariants = 4                        // blobs kept under one id until a reference says which is right
)

// blobKey is the blob's id and the start of its digest: whoever sends wrong
// bytes under an id first does not keep the right ones out.
func blobKey(id consent.ID, file []byte) []byte {
	sum := sha256.Sum256(file)
	return append(id[:], sum[:8]...)
}

// keepBlob keeps a blob's bytes. ErrErased for a blob that was erased, ErrTooLarge.
func (in *ingest) keepBlob(id consent.ID, file []byte) error {
	switch {
	case in.has(inErased, id[:]):
		return fmt.Errorf("blob %s: %w", id, ErrErased)
	case len(file) > maxBlob:
		return fmt.Errorf("blob %s: %w", id, ErrTooLarge)
	}
	held, err := in.keys(inBlobs, id[:])
	if err != nil {
		return err
	}
	key := blobKey(id, file)
	if in.has(inBlobs, key) || len(held) >= maxVariants {
		return nil
	}
	in.arrived = append(in.arrived, id)
	return in.put(inBlobs, key, file)
}

func (in *ingest) keepBlobs(blobs []signer.Blob, r *Result) error {
	for _, b := range blobs {
		err := in.keepBlob(b.ID, b.Bytes)
		if anyOf(err, ErrErased, ErrTooLarge) {
			r.Refused = append(r.Refused, Refusal{Blob: b.ID, Err: err})
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Blob opens the blob that ref names and proves that it is that one.
// ErrErased, ErrNotFound; signer.ErrNoIdentity when it is for another
// audience, signer.ErrBlob when what is held is not what ref promised.
func (db *DB) Blob(ctx context.Context, ref consent.BlobRef) ([]byte, error) {
	files, err := db.BlobFiles(ctx, ref.ID)
	if err != nil {
		return nil, err
	}
	return openAny(ref, files, db.conf.Production.BlobKeys())
}

func openAny(ref consent.BlobRef, files [][]byte, ids []*signer.Identity) ([]byte, error) {
	var failed error
	for _, f := range files {
		content, _, err := signer.OpenBlob(ref, f, ids...)
		if err == nil {
			return content, nil
		}
		if failed == nil || errors.Is(err, signer.ErrNoIdentity) {
			failed = err
		}
	}
	return nil, failed
}

// BlobFiles are the sealed bytes held under a blob's id, one unless somebody
// sent others under the same id. ErrErased or ErrNotFound when there are none.
func (db *DB) BlobFiles(ctx context.Context, id consent.ID) ([][]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var files [][]byte
	err := db.view(func(t *tx) (err error) {
		files, err = t.blobFiles(id)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("blob %s: %w", id, err)
	}
	return files, nil
}

func (t *tx) blobFiles(id consent.ID) ([][]byte, error) {
	if t.has(inErased, id[:]) {
		return nil, ErrErased
	}
	var files [][]byte
	err := t.scan(inBlobs, id[:], func(k, sealed []byte) error {
		f, err := t.v.open(nil, inBlobs, k, sealed)
		files = append(files, f)
		return err
	})
	if err == nil && len(files) == 0 {
		err = ErrNotFound
	}
	return files, err
}

// HasBlob reports whether the blob is held, without opening it.
func (db *DB) HasBlob(ctx context.Context, id consent.ID) (held bool, err error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	err = db.view(func(t *tx) error {
		k, _ := t.bucket(inBlobs).Cursor().Seek(id[:])
		held = len(k) >= len(id) && consent.ID(k[:16]) == id
		return nil
	})
	return held, err
}

// Erase states that the blobs are erased, which deletes them, and every local
// value made from them, here and on every device, and refuses them for ever.
// The bytes are gone from the disk only after Compact; see CompactDue.
func (db *DB) Erase(ctx context.Context, by consent.ID, at consent.Stamp, blobs ...consent.ID) (consent.Statement, error) {
	sts, err := db.Record(ctx, by, at, Draft{Body: &consent.Erased{Blobs: blobs}})
	if err != nil {
		return consent.Statement{}, fmt.Errorf("erase: %w", err)
	}
	return sts[0], nil
}

// erase deletes and from now on refuses the blobs.
func (in *ingest) erase(ids []consent.ID) error {
	for _, id := range ids {
		if in.has(inErased, id[:]) {
			continue
		}
		if err := in.put(inErased, id[:], nil); err != nil {
			return err
		}
		in.erased = append(in.erased, id)
		if err := in.deleteBlob(id); err != nil {
			return err
		}
	}
	return nil
}

func (in *ingest) deleteBlob(id consent.ID) error {
	files, err := in.keys(inBlobs, id[:])
	if err != nil {
		return err
	}
	derived, err := in.keys(inDerived, id[:])
	if err != nil {
		return err
	}
	for _, k := range files {
		if err := in.drop(inBlobs, k); err != nil {
			return err
		}
	}
	for _, k := range derived {
		if err := errors.Join(in.drop(inLocal, k[len(id):]), in.drop(inDerived, k)); err != nil {
			return err
		}
	}
	if len(files)+len(derived) == 0 || in.has(inMeta, metaCompact) {
		return nil
	}
	return in.putInt(metaCompact, in.now)
}

// CompactDue is since when erased bytes wait for Compact; the zero time when
// none do. They must be gone within 24 hours.
func (db *DB) CompactDue(ctx context.Context) (time.Time, error) {
	if err := ctx.Err(); err != nil {
		return time.Time{}, err
	}
	var since time.Time
	err := db.view(func(t *tx) error {
		ms, err := t.getInt(metaCompact)
		if ms != 0 {
			since = time.UnixMilli(ms).UTC()
		}
		return err
	})
	return since, err
}
