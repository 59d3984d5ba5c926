package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"go.etcd.io/bbolt"

	"onset/consent"
	"onset/signer"
)

// sample is the file of a small store, closed.
func sample(t testing.TB, clips int) (*kit, []byte) {
	t.Helper()
	k := founder(t)
	g := given(t)
	b := k.blob("particulars")
	g.Set = b.Ref()
	if _, err := k.db.Record(t.Context(), k.by, consent.StampOf(testNow), Draft{Body: g, Blobs: []signer.Blob{b}}); err != nil {
		t.Fatal(err)
	}
	var bodies []consent.Body
	for i := range clips {
		bodies = append(bodies, clip(i))
	}
	k.record(bodies...)
	if err := k.db.Close(); err != nil {
		t.Fatal(err)
	}
	return k, mustRead(t, k.conf.path())
}

// copied are the same keys, to be changed apart.
func copied(p *signer.Production) *signer.Production {
	return &signer.Production{
		ID: p.ID, Dir: p.Dir, StoreKey: p.StoreKey, NextKey: p.NextKey,
		Seal: p.Seal, Device: p.Device, Set: p.Set, Office: p.Office, Crew: p.Crew,
	}
}

// tryDamaged opens a store over the bytes and uses everything it has. The only
// errors allowed are those that say what is wrong; the keys stay as they are.
func tryDamaged(t testing.TB, conf Config, file []byte) error {
	t.Helper()
	conf.Production, conf.lazy = copied(conf.Production), true
	conf.Dir = t.TempDir()
	if err := os.WriteFile(conf.path(), file, 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := Open(t.Context(), conf)
	if err == nil {
		err = useAll(t, db)
		err = errors.Join(err, db.Close())
	}
	if err != nil && !anyOf(err, ErrDamaged, ErrKey, ErrVersion, ErrNotFound) {
		t.Errorf("unexpected kind of error: %v", err)
	}
	return err
}

func useAll(t testing.TB, db *DB) error {
	ctx := t.Context()
	_, e1 := db.Consents(ctx)
	_, e2 := db.Clips(ctx)
	_, e3 := db.State(ctx)
	_, e4 := db.Record(ctx, newID(t), consent.StampOf(testNow), Draft{Body: clip(1 << 20)})
	r, e5 := db.Check(ctx, nil)
	if e5 == nil && !r.Clean() {
		e5 = ErrDamaged
	}
	_, e6 := db.Logs(ctx)
	return errors.Join(e1, e2, e3, e4, e5, e6)
}

func TestTruncatedFile(t *testing.T) {
	k, file := sample(t, 200)
	for _, n := range []int{1, 15, 16, 4095, 4096, 8192, 12288, len(file) / 2, len(file) / 4 * 3} {
		if err := tryDamaged(t, k.conf, file[:n]); !errors.Is(err, ErrDamaged) {
			t.Errorf("cut to %d bytes: %v", n, err)
		}
	}
}

func TestFileCutWhileOpen(t *testing.T) {
	k, _ := sample(t, 200)
	db, err := Open(t.Context(), k.conf)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(k.conf.path(), 16384); err != nil {
		t.Fatal(err)
	}
	if err := useAll(t, db); !errors.Is(err, ErrDamaged) {
		t.Fatalf("%v", err)
	}
	_ = db.Close()
}

func TestFlippedBits(t *testing.T) {
	k, file := sample(t, 60)
	rounds := 150
	if testing.Short() {
		rounds = 40
	}
	r := rand.New(rand.NewPCG(1, 2))
	noticed := 0
	for range rounds {
		bad := bytes.Clone(file)
		at := r.IntN(len(bad) * 8)
		bad[at/8] ^= 1 << (at % 8)
		if tryDamaged(t, k.conf, bad) != nil {
			noticed++
		}
	}
	if noticed == 0 {
		t.Fatal("nothing was ever noticed")
	}
}

// TestFlippedHeaders aims at what bbolt follows without looking: page headers and element tables.
func TestFlippedHeaders(t *testing.T) {
	k, file := sample(t, 60)
	r := rand.New(rand.NewPCG(3, 4))
	pages := len(file) / os.Getpagesize()
	for range 100 {
		bad := bytes.Clone(file)
		at := (r.IntN(pages)*os.Getpagesize()+r.IntN(64))*8 + r.IntN(8)
		bad[at/8] ^= 1 << (at % 8)
		_ = tryDamaged(t, k.conf, bad)
	}
}

func TestPointerInACircle(t *testing.T) {
	k, file := sample(t, 400)
	size, done := os.Getpagesize(), 0
	for at := 2 * size; at < len(file); at += size {
		if binary.NativeEndian.Uint16(file[at+8:]) != pageBranch {
			continue
		}
		bad := bytes.Clone(file)
		binary.NativeEndian.PutUint64(bad[at+pageHeader+8:], uint64(at/size))
		_ = tryDamaged(t, k.conf, bad)
		done++
	}
	if done == 0 {
		t.Fatal("the file has no branch page")
	}
}

func TestReindexMendsDamagedViews(t *testing.T) {
	k := founder(t)
	g := given(t)
	k.record(g, clip(1))
	key := k.db.hasher.subject(consent.Subject{Kind: consent.OfConsent, ID: g.Consent})
	spoil(t, k, func(t *tx) error { return t.bucket(inConsents).Put(key, make([]byte, 80)) })
	if _, err := k.db.Consent(t.Context(), g.Consent); !errors.Is(err, ErrDamaged) {
		t.Fatalf("spoiled view: %v", err)
	}
	if err := k.db.Reindex(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if !k.declared(g.Consent) {
		t.Fatal("not mended")
	}
	k.clean()
}

// spoil changes the file behind the store's back.
func spoil(t testing.TB, k *kit, fn func(*tx) error) {
	t.Helper()
	if err := k.db.changeLocal(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func TestCheckFinds(t *testing.T) {
	g := given(t)
	subject := consent.Subject{Kind: consent.OfConsent, ID: g.Consent}
	tests := map[string]struct {
		spoil func(*tx) error
		kind  ProblemKind
	}{
		"a view of something else": {func(t *tx) error {
			return t.put(inConsents, t.subject(subject), []byte{0x80})
		}, ProblemView},
		"a view of nothing": {func(t *tx) error {
			return t.put(inConsents, t.subject(consent.Subject{Kind: consent.OfConsent}), []byte{0x80})
		}, ProblemView},
		"a statement taken out of its subject": {func(t *tx) error {
			return t.drop(inSubjects, append(t.subject(subject), number(4)...))
		}, ProblemIndex},
		"a statement taken out of its log": {func(t *tx) error {
			k := t.last(inLogs, nil)
			return t.drop(inLogs, bytes.Clone(k))
		}, ProblemIndex},
		"a statement set aside by hand": {func(t *tx) error { return t.putAside(4, aside{Reason: ReasonRank}) }, ProblemIndex},
		"a statement moved": {func(t *tx) error {
			return t.bucket(inStatements).Put(number(4), bytes.Clone(t.bucket(inStatements).Get(number(3))))
		}, ProblemValue},
		"a statement with another seal": {func(t *tx) error {
			e, err := t.entry(4)
			if err != nil {
				return err
			}
			e.sealed.Signature = bytes.Repeat([]byte{9}, 64)
			return t.put(inStatements, number(4), e.encode())
		}, ProblemSeal},
		"another blob": {func(t *tx) error {
			k := t.last(inBlobs, nil)
			return t.put(inBlobs, bytes.Clone(k), []byte("age-encryption.org/v1"))
		}, ProblemBlob},
		"a spoiled local value": {func(t *tx) error {
			return t.bucket(inLocal).Put([]byte("k"), []byte("v"))
		}, ProblemValue},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			k := founder(t)
			b := k.blob("x")
			g.Set = b.Ref()
			if _, err := k.db.Record(t.Context(), k.by, consent.StampOf(testNow), Draft{Body: g, Blobs: []signer.Blob{b}}); err != nil {
				t.Fatal(err)
			}
			k.clean()
			spoil(t, k, tt.spoil)
			r, err := k.db.Check(t.Context(), nil)
			if err != nil || len(r.Problems) == 0 || r.Problems[0].Kind != tt.kind {
				t.Fatalf("%+v, %v", r.Problems, err)
			}
		})
	}
}

func TestOpenSaysWhyNot(t *testing.T) {
	k, file := sample(t, 1)
	newerStore := func(t *testing.T, conf Config) {
		f, err := bbolt.Open(conf.path(), 0o600, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer mustClose(t, f)
		err = f.Update(func(b *bbolt.Tx) error { return b.Bucket([]byte(inMeta)).Put(metaFormat, []byte{0, 2}) })
		if err != nil {
			t.Fatal(err)
		}
	}
	denied := func(err error) fileOpener {
		return func(name string, flag int, perm os.FileMode) (*os.File, error) {
			return nil, &fs.PathError{Op: "open", Path: name, Err: err}
		}
	}
	tests := map[string]struct {
		prepare func(*testing.T, *Config)
		want    error
	}{
		"nothing there":  {func(_ *testing.T, c *Config) { c.Dir = filepath.Join(c.Dir, "none") }, ErrNotFound},
		"other key":      {func(_ *testing.T, c *Config) { c.Production.StoreKey[0] ^= 1 }, ErrKey},
		"other keys":     {func(_ *testing.T, c *Config) { c.Production.StoreKey[0] ^= 1; c.Production.NextKey[0] = 1 }, ErrKey},
		"other home":     {func(_ *testing.T, c *Config) { c.Production.ID[0] ^= 1 }, ErrKey},
		"newer store":    {func(t *testing.T, c *Config) { newerStore(t, *c) }, ErrVersion},
		"read-only file": {func(_ *testing.T, c *Config) { c.opener = denied(syscall.EACCES) }, ErrReadOnly},
		"read-only disk": {func(_ *testing.T, c *Config) { c.opener = denied(syscall.EROFS) }, ErrReadOnly},
		"empty file":     {func(t *testing.T, c *Config) { overwrite(t, *c, nil) }, ErrDamaged},
		"text file":      {func(t *testing.T, c *Config) { overwrite(t, *c, bytes.Repeat([]byte("text "), 9000)) }, ErrDamaged},
		"in use": {func(t *testing.T, c *Config) {
			db, err := Open(t.Context(), *c)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = db.Close() })
		}, ErrLocked},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			conf := k.conf
			conf.Dir, conf.Production = t.TempDir(), copied(k.conf.Production)
			overwrite(t, conf, file)
			tt.prepare(t, &conf)
			if _, err := Open(t.Context(), conf); !errors.Is(err, tt.want) {
				t.Fatalf("%v", err)
			}
		})
	}
	if _, err := Create(t.Context(), k.conf); !errors.Is(err, ErrExists) {
		t.Fatalf("create over a store: %v", err)
	}
}

func overwrite(t testing.TB, c Config, file []byte) {
	t.Helper()
	if err := os.WriteFile(c.path(), file, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestClosedStore(t *testing.T) {
	k := founder(t)
	if err := errors.Join(k.db.Close(), k.db.Close()); err != nil {
		t.Fatal(err)
	}
	_, err := k.db.Consents(t.Context())
	_, err2 := k.db.Record(t.Context(), k.by, consent.StampOf(testNow), Draft{Body: given(t)})
	for _, err := range []error{err, err2, k.db.Reindex(t.Context(), nil)} {
		if !errors.Is(err, ErrClosed) {
			t.Errorf("%v", err)
		}
	}
}

func FuzzDamagedFile(f *testing.F) {
	k, file := sample(f, 5)
	f.Add(uint32(0), []byte{0})
	f.Add(uint32(4096+8), []byte{1, 0, 1, 0})
	f.Add(uint32(8192+10), []byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, at uint32, with []byte) {
		bad := bytes.Clone(file)
		copy(bad[int(at)%len(bad):], with)
		_ = tryDamaged(t, k.conf, bad)
	})
}

// TestManyFreePages makes a list of free pages that is longer than its page's
// elements could be: ids are half their size.
func TestManyFreePages(t *testing.T) {
	k := founder(t)
	big := Local{Name: "cache/big", Value: make([]byte, 6<<20)}
	if err := k.db.PutLocal(t.Context(), big); err != nil {
		t.Fatal(err)
	}
	if err := k.db.DeleteLocal(t.Context(), big.Name); err != nil {
		t.Fatal(err)
	}
	k.record(given(t))
	k.reopen()
	k.clean()
}
