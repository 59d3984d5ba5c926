package engine

import (
	"errors"
	"syscall"
	"testing"

	"github.com/syncthing/syncthing/lib/db/backend"
)

// fullBackend has no room from a moment on.
type fullBackend struct {
	backend.Backend
	full bool
}

func (b *fullBackend) Put(key, val []byte) error {
	if b.full {
		return syscall.ENOSPC
	}
	return b.Backend.Put(key, val)
}

func (b *fullBackend) NewWriteTransaction(hooks ...backend.CommitHook) (backend.WriteTransaction, error) {
	t, err := b.Backend.NewWriteTransaction(hooks...)
	return &fullTransaction{t, b}, err
}

type fullTransaction struct {
	backend.WriteTransaction
	b *fullBackend
}

func (t *fullTransaction) Commit() error {
	if t.b.full {
		t.Release()
		return syscall.ENOSPC
	}
	return t.WriteTransaction.Commit()
}

// After a write that failed nothing more is written, also when there is room
// again: what is kept stays as it was at one moment, and nobody is given an
// error to panic with.
func TestAnIndexThatCannotBeWritten(t *testing.T) {
	b := &fullBackend{Backend: backend.OpenMemory()}
	var told []error
	x := &index{Backend: b, failed: func(err error) { told = append(told, err) }}
	write := func(key string) {
		t.Helper()
		tr, err := x.NewWriteTransaction()
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(x.Put([]byte(key+" alone"), nil), tr.Put([]byte(key), nil), tr.Checkpoint(), tr.Commit()); err != nil {
			t.Errorf("%s: %v", key, err)
		}
	}
	write("before")
	b.full = true
	write("without room")
	b.full = false
	write("after")
	if err := errors.Join(x.Delete([]byte("before")), x.Compact()); err != nil {
		t.Error(err)
	}
	for key, want := range map[string]bool{
		"before": true, "before alone": true, "without room": false, "without room alone": false, "after": false, "after alone": false,
	} {
		if _, err := x.Get([]byte(key)); (err == nil) != want {
			t.Errorf("%s: %v", key, err)
		}
	}
	if len(told) != 1 || !errors.Is(told[0], syscall.ENOSPC) {
		t.Errorf("told %v", told)
	}
	if err := x.Close(); err != nil { // no transaction was left open
		t.Error(err)
	}
	if err := x.Put(nil, nil); err != nil {
		t.Error(err)
	}
}
