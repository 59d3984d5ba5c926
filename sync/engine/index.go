package engine

import (
	"sync"

	"github.com/syncthing/syncthing/lib/db/backend"
)

// index is where Syncthing keeps what it knows of files. Syncthing panics, in
// goroutines of its own, when a write fails: a full disk would end the whole
// program, and a signing with it. Here the first failed write is told, and it
// and all later ones are dropped, so that what is kept stays as it was at one
// moment; whoever is told ends the engine. Opened again, it looks at the files
// themselves, as after a power cut.
type index struct {
	backend.Backend
	failed func(error) // called once

	once sync.Once
	mut  sync.RWMutex
	bad  bool
}

// wrote takes the outcome of a write.
func (x *index) wrote(err error) error {
	if err == nil || backend.IsClosed(err) {
		return err
	}
	x.mut.Lock()
	x.bad = true
	x.mut.Unlock()
	x.once.Do(func() { x.failed(err) })
	return nil
}

func (x *index) isBad() bool {
	x.mut.RLock()
	defer x.mut.RUnlock()
	return x.bad
}

func (x *index) write(do func() error) error {
	if x.isBad() {
		return nil
	}
	return x.wrote(do())
}

// Put keeps a value.
func (x *index) Put(key, val []byte) error {
	return x.write(func() error { return x.Backend.Put(key, val) })
}

// Delete forgets a value.
func (x *index) Delete(key []byte) error {
	return x.write(func() error { return x.Backend.Delete(key) })
}

// Compact makes room; that it could not is no loss.
func (x *index) Compact() error {
	return x.write(x.Backend.Compact)
}

// NewWriteTransaction begins to write several values at once.
func (x *index) NewWriteTransaction(hooks ...backend.CommitHook) (backend.WriteTransaction, error) {
	t, err := x.Backend.NewWriteTransaction(hooks...)
	if err != nil {
		return nil, err
	}
	return &writing{t, x}, nil
}

// writing is one transaction.
type writing struct {
	backend.WriteTransaction
	index *index
}

func (t *writing) Put(key, val []byte) error {
	return t.index.write(func() error { return t.WriteTransaction.Put(key, val) })
}

func (t *writing) Delete(key []byte) error {
	return t.index.write(func() error { return t.WriteTransaction.Delete(key) })
}

func (t *writing) Checkpoint() error { return t.index.write(t.WriteTransaction.Checkpoint) }

// Commit writes what was not written yet, and lets go of the transaction in any case.
func (t *writing) Commit() error {
	if t.index.isBad() {
		t.Release()
		return nil
	}
	return t.index.wrote(t.WriteTransaction.Commit())
}
