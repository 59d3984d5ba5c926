package store

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"go.etcd.io/bbolt"

	"onset/consent"
	"onset/signer"
)

// grep reports whether any file under dir holds what.
func grep(t testing.TB, dir string, what []byte) bool {
	t.Helper()
	found := false
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			found = found || bytes.Contains(mustRead(t, path), what)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// rawBlob is the sealed value that the file holds for a blob.
func rawBlob(t testing.TB, db *DB, id consent.ID) []byte {
	t.Helper()
	var out []byte
	err := db.view(func(tx *tx) error {
		return tx.scan(inBlobs, id[:], func(_, v []byte) error { out = bytes.Clone(v); return nil })
	})
	if err != nil || len(out) == 0 {
		t.Fatalf("no blob: %v", err)
	}
	return out
}

// opensWith reports whether any value of the file opens to what under key.
func opensWith(t testing.TB, path string, key [32]byte, bucket string, bkey []byte) bool {
	t.Helper()
	v, err := newVault(key)
	if err != nil {
		t.Fatal(err)
	}
	b := mustRead(t, path)
	f, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer mustClose(t, f)
	if _, err := f.Write(b); err != nil {
		t.Fatal(err)
	}
	file, err := openFile(f.Name(), nil, true)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.close() }()
	found := false
	_ = file.view(func(bt *bbolt.Tx) error {
		tx := &tx{b: bt, v: v}
		return tx.scan(bucket, bkey, func(k, sealed []byte) error {
			_, err := v.open(nil, bucket, k, sealed)
			found = found || err == nil
			return nil
		})
	})
	return found
}

func TestErasedIsGone(t *testing.T) {
	k := founder(t)
	const secret = "Freja Holm, freja@example.org"
	g := given(t)
	b, kept := k.blob(secret), k.blob("stays")
	g.Set, g.Office = b.Ref(), kept.Ref()
	if _, err := k.db.Record(t.Context(), k.by, consent.StampOf(testNow), Draft{Body: g, Blobs: []signer.Blob{b, kept}}); err != nil {
		t.Fatal(err)
	}
	cached := Local{Name: "name/" + b.ID.String(), Value: []byte(secret), From: []consent.ID{b.ID}}
	if err := k.db.PutLocal(t.Context(), cached, Local{Name: "name/other", Value: []byte("x")}); err != nil {
		t.Fatal(err)
	}
	if grep(t, k.conf.Dir, []byte("Freja")) || grep(t, k.conf.Dir, b.Bytes[200:264]) {
		t.Fatal("the file is readable")
	}
	old, oldKey := rawBlob(t, k.db, b.ID), k.conf.Production.StoreKey
	var told Change
	k.db.OnChange(func(c Change) { told = c })
	if _, err := k.db.Erase(t.Context(), k.by, consent.StampOf(testNow), b.ID); err != nil {
		t.Fatal(err)
	}
	if len(told.Erased) != 1 || told.Erased[0] != b.ID {
		t.Fatalf("told %+v", told)
	}
	if _, err := k.db.Blob(t.Context(), g.Set); !errors.Is(err, ErrErased) {
		t.Fatalf("blob: %v", err)
	}
	if _, err := k.db.Local(t.Context(), cached.Name); !errors.Is(err, ErrNotFound) {
		t.Fatalf("local value made from it: %v", err)
	}
	if err := k.db.PutLocal(t.Context(), cached); !errors.Is(err, ErrErased) {
		t.Fatalf("cached again: %v", err)
	}
	if r, err := k.db.Append(t.Context(), nil, []signer.Blob{b}); err != nil || len(r.Refused) != 1 || !errors.Is(r.Refused[0].Err, ErrErased) {
		t.Fatalf("came back: %+v, %v", r, err)
	}
	if since, err := k.db.CompactDue(t.Context()); err != nil || !since.Equal(testNow) {
		t.Fatalf("due since %v, %v", since, err)
	}
	if !grep(t, k.conf.Dir, old) {
		t.Fatal("the file lost the bytes by itself; the test proves nothing")
	}
	compacted(t, k, oldKey, old)
	if content, err := k.db.Blob(t.Context(), g.Office); err != nil || string(content) != "stays" {
		t.Fatalf("the other blob: %q, %v", content, err)
	}
	if _, err := k.db.Local(t.Context(), "name/other"); err != nil {
		t.Fatal(err)
	}
	k.clean()
}

// compacted compacts and looks for what is left of before.
func compacted(t *testing.T, k *kit, oldKey [32]byte, old []byte) {
	t.Helper()
	state, _ := k.db.State(t.Context())
	if err := k.db.Reindex(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if since, _ := k.db.CompactDue(t.Context()); since.IsZero() {
		t.Fatal("reindexing forgot that compaction is due")
	}
	if err := k.db.CompactUnderNewKey(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if p := k.conf.Production; p.StoreKey == oldKey || p.NextKey != [32]byte{} || k.saves != 2 {
		t.Fatalf("keys were not exchanged; saved %d times", k.saves)
	}
	if grep(t, k.conf.Dir, old) || grep(t, k.conf.Dir, old[24:56]) {
		t.Fatal("the erased bytes are still there")
	}
	if since, _ := k.db.CompactDue(t.Context()); !since.IsZero() {
		t.Fatal("still due")
	}
	if after, _ := k.db.State(t.Context()); after != state {
		t.Fatal("the state changed")
	}
	k.reopen()
	if opensWith(t, k.conf.path(), oldKey, inStatements, nil) || !opensWith(t, k.conf.path(), k.conf.Production.StoreKey, inStatements, nil) {
		t.Fatal("values are not under the new key alone")
	}
}

// TestCompactionStopsAnywhere leaves file and keyring as a crash would at each
// step, and opens them again.
func TestCompactionStopsAnywhere(t *testing.T) {
	errStop := errors.New("stop")
	for stopAt := 1; stopAt <= 2; stopAt++ {
		k := founder(t)
		g := given(t)
		k.record(g)
		onDisk := copied(k.conf.Production)
		saves := 0
		k.db.conf.SaveKeys = func() error {
			if saves++; saves == stopAt {
				return errStop
			}
			onDisk = copied(k.conf.Production)
			return nil
		}
		if err := k.db.CompactUnderNewKey(t.Context(), nil); !errors.Is(err, errStop) {
			t.Fatalf("stop at %d: %v", stopAt, err)
		}
		if err := k.db.Close(); err != nil {
			t.Fatal(err)
		}
		k.conf.Production = onDisk
		k.conf.SaveKeys = func() error { return nil }
		db, err := Open(t.Context(), k.conf)
		if err != nil {
			t.Fatalf("stop at %d: %v", stopAt, err)
		}
		k.db = db
		if !k.declared(g.Consent) || onDisk.NextKey != [32]byte{} {
			t.Fatalf("stop at %d: not as it was", stopAt)
		}
		if _, err := os.Stat(k.conf.newPath()); !errors.Is(err, fs.ErrNotExist) {
			t.Fatalf("stop at %d: the new file is left", stopAt)
		}
		k.clean()
		mustClose(t, db)
	}
}

// TestCompactionStopsBeforeTheRename is a crash between the keyring's two keys and the exchange of the files.
func TestCompactionStopsBeforeTheRename(t *testing.T) {
	k := founder(t)
	g := given(t)
	k.record(g)
	key := [32]byte{1, 2, 3}
	if err := k.db.copyUnder(t.Context(), key, nil); err != nil {
		t.Fatal(err)
	}
	k.conf.Production.NextKey = key
	old := k.conf.Production.StoreKey
	k.reopen()
	if p := k.conf.Production; p.StoreKey != old || p.NextKey != [32]byte{} || k.saves != 1 {
		t.Fatal("the keys were not set right")
	}
	if !k.declared(g.Consent) || grep(t, k.conf.Dir, []byte("store.db.new")) {
		t.Fatal("not as it was")
	}
	k.clean()
}

func TestWrongBlobDoesNotKeepTheRightOneOut(t *testing.T) {
	k := founder(t)
	right, wrong := k.blob("right"), k.blob("wrong")
	wrong.ID = right.ID
	for _, b := range []signer.Blob{wrong, right, right} {
		if r, err := k.db.Append(t.Context(), nil, []signer.Blob{b}); err != nil || len(r.Refused) != 0 {
			t.Fatalf("%+v, %v", r, err)
		}
	}
	if content, err := k.db.Blob(t.Context(), right.Ref()); err != nil || string(content) != "right" {
		t.Fatalf("%q, %v", content, err)
	}
	if files, err := k.db.BlobFiles(t.Context(), right.ID); err != nil || len(files) != 2 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	if held, err := k.db.HasBlob(t.Context(), right.ID); err != nil || !held {
		t.Fatal("not held")
	}
	if held, _ := k.db.HasBlob(t.Context(), newID(t)); held {
		t.Fatal("a blob that never was is held")
	}
}
