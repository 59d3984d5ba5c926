package store

import (
	"bytes"
	"context"
	"fmt"
	"os"

	"go.etcd.io/bbolt"
)

// Progress is told how far long work has come. It may be nil.
type Progress func(done, total int)

func (p Progress) tell(done, total int) {
	if p != nil {
		p(done, total)
	}
}

// rewriteBatch is how many values enter a new file in one transaction.
const rewriteBatch = 2000

// rewrite is a new file being made beside the old one. Until it is renamed it
// is worth nothing, so a crash leaves the old file as it was.
type rewrite struct {
	db       *DB
	file     *file
	vault    *vault
	hasher   hasher
	progress Progress
	done     int
	total    int
}

// startRewrite begins a new file under key, with empty buckets.
func (db *DB) startRewrite(key [32]byte, progress Progress) (*rewrite, error) {
	if err := db.conf.removeNew(); err != nil {
		return nil, err
	}
	v, err := newVault(key)
	if err != nil {
		return nil, err
	}
	f, err := startFile(db.conf.newPath(), db.conf.opener, true)
	if err != nil {
		return nil, err
	}
	w := &rewrite{db: db, file: f, vault: v, hasher: db.hasher, progress: progress}
	err = w.update(func(t *tx) error { return furnish(t, db.conf.Production, db.hasher.key) })
	if err != nil {
		w.discard()
		return nil, err
	}
	return w, nil
}

func (w *rewrite) update(fn func(*tx) error) error {
	return w.file.update(func(b *bbolt.Tx) error { return fn(&tx{b: b, v: w.vault, hasher: w.hasher}) })
}

func (w *rewrite) discard() {
	_ = w.file.close()
	_ = w.db.conf.removeNew()
}

// finish flushes the new file; it then stands beside the old one, whole.
func (w *rewrite) finish() error {
	if err := w.file.sync(); err != nil {
		w.discard()
		return err
	}
	return w.file.close()
}

func (w *rewrite) step(n int) {
	w.done += n
	w.progress.tell(min(w.done, w.total), w.total)
}

// plan counts what is to be copied, for progress.
func (w *rewrite) plan(buckets []string) error {
	return w.db.view(func(t *tx) error {
		for _, name := range buckets {
			if b := t.bucket(name); b != nil {
				w.total += b.Stats().KeyN
			}
		}
		return nil
	})
}

// copyBucket opens every value of a bucket and seals it anew. With lenient,
// values that do not open are left out.
func (w *rewrite) copyBucket(ctx context.Context, name string, lenient bool) error {
	var from []byte
	for more := true; more; {
		if err := ctx.Err(); err != nil {
			return err
		}
		var batch []plainValue
		err := w.db.view(func(t *tx) (err error) {
			batch, from, more, err = t.readBatch(name, from, lenient)
			return err
		})
		if err != nil {
			return fmt.Errorf("copy %s: %w", name, err)
		}
		if err := w.putBatch(name, batch); err != nil {
			return err
		}
		w.step(len(batch))
	}
	return w.copySequence(name)
}

type plainValue struct{ key, value []byte }

// readBatch opens the next values at and after from.
func (t *tx) readBatch(name string, from []byte, lenient bool) (out []plainValue, next []byte, more bool, err error) {
	b := t.bucket(name)
	if b == nil {
		return nil, nil, false, nil
	}
	c, size := b.Cursor(), 0
	for k, v := c.Seek(from); k != nil; k, v = c.Next() {
		if len(out) >= rewriteBatch || size > 8<<20 {
			return out, append([]byte{}, k...), true, nil
		}
		if name == inMeta && !bytes.Equal(k, metaTime) && !bytes.Equal(k, metaCompact) {
			continue
		}
		plain, err := t.v.open(nil, name, k, v)
		if err != nil && lenient {
			continue
		}
		if err != nil {
			return nil, nil, false, err
		}
		out, size = append(out, plainValue{append([]byte{}, k...), plain}), size+len(plain)
	}
	return out, nil, false, nil
}

func (w *rewrite) putBatch(name string, batch []plainValue) error {
	return w.update(func(t *tx) error {
		t.bucket(name).FillPercent = 0.9
		for _, p := range batch {
			if err := t.put(name, p.key, p.value); err != nil {
				return err
			}
		}
		return nil
	})
}

// copySequence takes over the number that the next statement gets.
func (w *rewrite) copySequence(name string) error {
	var n uint64
	err := w.db.view(func(t *tx) error {
		if b := t.bucket(name); b != nil {
			n = b.Sequence()
		}
		return nil
	})
	if err != nil || n == 0 {
		return err
	}
	return w.update(func(t *tx) error { return t.bucket(name).SetSequence(n) })
}

// swap puts the new file in the old one's place. The old file stays open, and
// so locked, until the new one has its name; where an open file cannot be
// replaced (Windows) it is closed first.
func (db *DB) swap(key [32]byte) error {
	db.gate.Lock()
	defer db.gate.Unlock()
	if db.closed {
		return ErrClosed
	}
	if err := os.Rename(db.conf.newPath(), db.conf.path()); err != nil {
		return db.swapClosed(key)
	}
	syncDir(db.conf.Dir)
	old := db.file
	defer func() { _ = old.close() }() // it has lost its name, so nothing in it is wanted
	return db.reopen(key)
}

func (db *DB) swapClosed(key [32]byte) error {
	if err := db.file.close(); err != nil {
		return err
	}
	err := db.conf.moveNew()
	if err != nil {
		key = db.conf.Production.StoreKey
	}
	if again := db.reopen(key); again != nil {
		return again
	}
	return err
}

// reopen opens the file that is in place. If that fails the store counts as closed.
func (db *DB) reopen(key [32]byte) error {
	f, err := startFile(db.conf.path(), db.conf.opener, db.conf.lazy)
	if err != nil {
		db.closed = true
		return err
	}
	v, err := newVault(key)
	if err != nil {
		return err
	}
	db.file, db.vault = f, v
	db.logs.follow(nil, true)
	return nil
}

func (w *rewrite) copyBuckets(ctx context.Context, names []string) error {
	if err := w.plan(names); err != nil {
		return err
	}
	for _, name := range names {
		if err := w.copyBucket(ctx, name, false); err != nil {
			return err
		}
	}
	return nil
}
