package flow

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"onset/consent"
)

// sealedEnd is how the files of a home end that are no production's.
const sealedEnd = ".sealed"

// Backup writes keyring, stores and sealed files of the home into a new folder,
// while productions are open: each store as it is at one moment, with keys that
// open it. All productions must be open, as kits. Clips and what is carried are
// not in it. fs.ErrExist, ErrFull, ErrNotFound for a production that is not
// among kits.
func (h *Home) Backup(ctx context.Context, kits []*Kit, dir string) error {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return fmt.Errorf("back up: %w", diskError(err))
	}
	for _, p := range h.Productions() {
		if !slices.ContainsFunc(kits, func(k *Kit) bool { return k.prod.ID == p.ID }) {
			return fmt.Errorf("back up %s: %w", p.ID, ErrNotFound)
		}
	}
	if err := h.backup(ctx, kits, dir); err != nil {
		return fmt.Errorf("back up: %w", errors.Join(diskError(err), os.RemoveAll(dir)))
	}
	return nil
}

// backup copies the stores one within the other, and the keyring innermost,
// so that it fits all of them.
func (h *Home) backup(ctx context.Context, kits []*Kit, dir string) error {
	if len(kits) == 0 {
		return copyKeys(h.o.Dir, dir)
	}
	to := filepath.Join(dir, kits[0].prod.Dir)
	if err := os.Mkdir(to, 0o700); err != nil {
		return err
	}
	return kits[0].store.Backup(ctx, filepath.Join(to, storeName), func() error { return h.backup(ctx, kits[1:], dir) })
}

// copyKeys copies the keyring and the sealed files of a home.
func copyKeys(from, to string) error {
	sealed, err := filepath.Glob(filepath.Join(from, "*"+sealedEnd))
	if err != nil {
		return err
	}
	for _, name := range append(sealed, filepath.Join(from, keyringName)) {
		if err := copyWhole(name, filepath.Join(to, filepath.Base(name))); err != nil {
			return err
		}
	}
	return nil
}

// copyWhole makes a copy that is on the disk when it returns.
func copyWhole(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if err == nil {
		err = out.Sync()
	}
	return errors.Join(err, out.Close())
}

// PutBack fills an empty home with what Backup wrote. Restore then opens each
// production, in a new log. ErrNotEmpty, ErrKeysGone for a folder that is no
// backup, ErrFull. The keyring comes last: without it the home counts as empty.
func (h *Home) PutBack(ctx context.Context, dir string) error {
	if !h.Empty() {
		return fmt.Errorf("put back: %w", ErrNotEmpty)
	}
	if _, err := os.Lstat(filepath.Join(dir, keyringName)); err != nil {
		return fmt.Errorf("put back: %w: %w", ErrKeysGone, err)
	}
	if err := h.putBack(ctx, dir); err != nil {
		return fmt.Errorf("put back: %w", diskError(err))
	}
	return nil
}

func (h *Home) putBack(ctx context.Context, dir string) error {
	stores, err := filepath.Glob(filepath.Join(dir, "*", storeName))
	if err != nil {
		return err
	}
	var made []string
	undo := func(err error) error {
		for _, d := range made {
			err = errors.Join(err, os.RemoveAll(d))
		}
		return err
	}
	for _, s := range stores {
		to := filepath.Join(h.o.Dir, filepath.Base(filepath.Dir(s)))
		made = append(made, to)
		if err := errors.Join(ctx.Err(), os.MkdirAll(to, 0o700)); err != nil {
			return undo(err)
		}
		if err := copyWhole(s, filepath.Join(to, storeName)); err != nil {
			return undo(err)
		}
	}
	if err := copyKeys(dir, h.o.Dir); err != nil {
		return undo(err)
	}
	return nil
}

// Erased are the blobs that were erased in this production, for a list that
// outlives a backup.
func (k *Kit) Erased(ctx context.Context) ([]consent.ID, error) {
	return k.store.Subjects(ctx, consent.OfBlob)
}

// EraseAgain erases blobs that were erased after the backup was made which this
// production was put back from, and compacts. Those that are erased already
// are left out. ErrNotAllowed.
func (k *Kit) EraseAgain(ctx context.Context, blobs []consent.ID) error {
	done, err := k.Erased(ctx)
	if err != nil {
		return err
	}
	blobs = slices.DeleteFunc(slices.Clone(blobs), func(id consent.ID) bool { return slices.Contains(done, id) })
	if len(blobs) > 0 {
		if _, err := k.store.Erase(ctx, k.actor(ctx).ID, k.stamp(), blobs...); err != nil {
			return fmt.Errorf("erase again: %w", err)
		}
	}
	due, err := k.CompactDue(ctx)
	if err != nil || due.IsZero() {
		return err
	}
	return k.Compact(ctx, nil)
}

// TakeOut empties a home that PutBack filled and whose passphrase does not
// open it, so that it can be tried again.
func (h *Home) TakeOut() error {
	h.mu.Lock()
	opened := h.ring != nil
	h.mu.Unlock()
	if opened {
		return fmt.Errorf("take out: %w", ErrNotEmpty)
	}
	stores, err := filepath.Glob(filepath.Join(h.o.Dir, "*", storeName))
	sealed, more := filepath.Glob(filepath.Join(h.o.Dir, "*"+sealedEnd))
	err = errors.Join(err, more, os.Remove(h.keyringPath()))
	for _, s := range stores {
		err = errors.Join(err, os.RemoveAll(filepath.Dir(s)))
	}
	for _, s := range sealed {
		err = errors.Join(err, os.Remove(s))
	}
	return diskError(err)
}
