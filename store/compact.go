package store

import (
	"context"
	"crypto/rand"
	"fmt"

	"onset/signer"
)

// CompactUnderNewKey rewrites the store under a new store key, so that what
// was erased or deleted is in no file any more, readable with no key. The
// keyring holds both keys while the file is exchanged: a crash at any point
// leaves a file and a keyring that fit, and Open sets right which is which.
func (db *DB) CompactUnderNewKey(ctx context.Context, progress Progress) error {
	db.write.Lock()
	defer db.write.Unlock()
	key, err := signer.NewStoreKey(rand.Reader)
	if err == nil {
		err = db.copyUnder(ctx, key, progress)
	}
	if err == nil {
		err = db.changeKey(key)
	}
	if err != nil {
		return fmt.Errorf("compact: %w", err)
	}
	return nil
}

// copyUnder makes the new file, whole and flushed, beside the old one.
func (db *DB) copyUnder(ctx context.Context, key [32]byte, progress Progress) error {
	w, err := db.startRewrite(key, progress)
	if err != nil {
		return err
	}
	if err := w.copyAll(ctx); err != nil {
		w.discard()
		return err
	}
	return w.finish()
}

func (w *rewrite) copyAll(ctx context.Context) error {
	var names []string
	for _, list := range [][]string{base, index, viewBuckets()} {
		names = append(names, list...)
	}
	if err := w.copyBuckets(ctx, names); err != nil {
		return err
	}
	return w.update(func(t *tx) error { return t.drop(inMeta, metaCompact) })
}

// changeKey exchanges the files and the keys: first the keyring learns the new
// key, then the file moves into place, then the keyring forgets the old key.
func (db *DB) changeKey(key [32]byte) error {
	p := db.conf.Production
	p.NextKey = key
	if err := db.saveKeys(); err != nil {
		p.NextKey = [32]byte{}
		return err
	}
	if err := db.swap(key); err != nil {
		return err
	}
	p.StoreKey, p.NextKey = key, [32]byte{}
	return db.saveKeys()
}
