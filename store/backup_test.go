package store

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"onset/consent"
)

func TestBackupIsTheStoreAtOneMoment(t *testing.T) {
	k := founder(t)
	ids := []consent.ID{}
	for range 20 {
		g := given(t)
		k.record(g)
		ids = append(ids, g.Consent)
	}
	to := filepath.Join(t.TempDir(), "b", fileName)
	if err := os.Mkdir(filepath.Dir(to), 0o700); err != nil {
		t.Fatal(err)
	}
	var writing sync.WaitGroup
	stop := make(chan struct{})
	writing.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				k.record(given(t))
			}
		}
	})
	key := k.conf.Production.StoreKey
	called := false
	err := k.db.Backup(t.Context(), to, func() error { called = k.conf.Production.StoreKey == key; return nil })
	close(stop)
	writing.Wait()
	if err != nil || !called {
		t.Fatalf("then was called: %v, %v", called, err)
	}
	conf := k.conf
	conf.Dir = filepath.Dir(to)
	db, err := Open(t.Context(), conf)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, id := range ids {
		if c, err := db.Consent(t.Context(), id); err != nil || !c.Declared {
			t.Fatalf("the copy lacks a consent: %v", err)
		}
	}
	if r, err := db.Check(t.Context(), nil); err != nil || !r.Clean() {
		t.Fatalf("check: %+v, %v", r.Problems, err)
	}
}

func TestBackupLeavesNothingHalf(t *testing.T) {
	k := founder(t)
	dir := t.TempDir()
	to := filepath.Join(dir, fileName)
	ended, end := context.WithCancel(t.Context())
	end()
	none := func() error { t.Error("then was called"); return nil }
	if err := k.db.Backup(ended, to, none); !errors.Is(err, context.Canceled) {
		t.Errorf("ended: %v", err)
	}
	if _, err := os.Lstat(to); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("it left a file: %v", err)
	}
	if err := os.WriteFile(to, []byte("another"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := k.db.Backup(t.Context(), to, none); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a file is there: %v", err)
	}
	if err := k.db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := k.db.Backup(t.Context(), to+"2", none); !errors.Is(err, ErrClosed) {
		t.Errorf("closed: %v", err)
	}
}
