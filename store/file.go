package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync/atomic"
	"syscall"
	"time"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// lockWait is how long Open tries for the lock. A store in use stays in use
// for hours, so there is nothing to wait for.
const lockWait = 50 * time.Millisecond

// file is a bbolt file whose damage never becomes a panic: bbolt panics on
// pages that make no sense, and reading a mapped file that was cut short faults.
type file struct {
	bolt   *bbolt.DB
	broken atomic.Bool // a write found damage; no more writes
	stuck  atomic.Bool // bbolt's locks may be held for ever
}

type fileOpener func(name string, flag int, perm os.FileMode) (*os.File, error)

// openFile opens an existing file, after a look at its structure.
func openFile(path string, opener fileOpener, lazy bool) (*file, error) {
	if err := inspectFile(path); err != nil {
		return nil, err
	}
	return startFile(path, opener, lazy)
}

// inspectFile looks at the structure under a shared lock, so that nobody writes meanwhile.
func inspectFile(path string) error {
	if info, err := os.Stat(path); err == nil && info.Size() == 0 {
		return fmt.Errorf("%w: empty file", ErrDamaged)
	}
	err := guarded(func() error {
		ro, err := bbolt.Open(path, 0, &bbolt.Options{Timeout: lockWait, ReadOnly: true})
		if err != nil {
			return nonsense(err)
		}
		defer func() { _ = ro.Close() }()
		return inspect(path)
	})
	return translate(err)
}

// nonsense is what bbolt says of a file that it can read and makes nothing of.
func nonsense(err error) error {
	var system syscall.Errno
	if errors.As(err, &system) || errors.Is(err, berrors.ErrTimeout) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrDamaged, err)
}

// startFile opens for writing and creates the file where there is none. With
// lazy, writes are not synced one by one: the caller ends with sync.
func startFile(path string, opener fileOpener, lazy bool) (*file, error) {
	f := &file{}
	err := guarded(func() (err error) {
		f.bolt, err = bbolt.Open(path, 0o600, &bbolt.Options{
			Timeout: lockWait, FreelistType: bbolt.FreelistMapType, NoSync: lazy, NoGrowSync: lazy, OpenFile: opener,
		})
		return err
	})
	if err != nil {
		return nil, translate(err)
	}
	return f, nil
}

// guarded turns panics and memory faults of fn into ErrDamaged.
func guarded(fn func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", ErrDamaged, r)
		}
	}()
	return fn()
}

// view runs fn on a snapshot.
func (f *file) view(fn func(*bbolt.Tx) error) error {
	return translate(guarded(func() error { return f.bolt.View(fn) }))
}

// update runs fn in a write transaction and returns after its fsync. On an
// error nothing of it is kept.
func (f *file) update(fn func(*bbolt.Tx) error) error {
	if f.broken.Load() {
		return ErrDamaged
	}
	whole := false
	err := guarded(func() error {
		b, err := f.bolt.Begin(true)
		if err != nil {
			whole = true
			return err
		}
		defer f.abandon(b)
		if err = fn(b); err == nil {
			err = b.Commit()
		}
		whole = true
		return err
	})
	if !whole {
		f.broken.Store(true)
	}
	return translate(err)
}

// abandon rolls back what was not committed; after Commit it does nothing.
func (f *file) abandon(b *bbolt.Tx) {
	f.stuck.Store(true)
	_ = b.Rollback()
	f.stuck.Store(false)
}

func (f *file) sync() error {
	return translate(guarded(f.bolt.Sync))
}

func (f *file) close() error {
	if f.stuck.Load() {
		return ErrDamaged
	}
	return translate(f.bolt.Close())
}

// syncDir makes a rename in dir durable. Where directories cannot be synced
// (Windows) renames are durable by themselves or cannot be made so.
func syncDir(dir string) {
	if d, err := os.Open(filepath.Clean(dir)); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}
