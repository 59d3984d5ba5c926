package store

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"

	"onset/signer"
)

const (
	fileName = "store.db"
	newName  = "store.db.new" // a rewrite on its way; worth nothing until it is renamed
)

// Config is what a store stands on.
type Config struct {
	Dir        string             // the production's folder
	Production *signer.Production // its keys; the store changes StoreKey and NextKey
	Codec      *signer.Codec      // must know the kinds of signer besides all others
	Now        func() time.Time
	SaveKeys   func() error // makes changes of Production last: Keyring.Save

	opener fileOpener // nil except in tests
	lazy   bool       // true only in tests that need no disk: nothing is flushed
}

// DB is one production's store. Its methods may be called from many goroutines.
type DB struct {
	conf   Config
	gate   sync.RWMutex // held while the file is in use, exclusively while it is exchanged
	write  sync.Mutex   // one writer at a time; locked before gate
	file   *file
	vault  *vault
	hasher hasher
	closed bool

	roster  atomic.Pointer[signer.Roster]
	highest atomic.Int64 // Unix milliseconds
	logs    logBook

	watch   sync.Mutex
	watches []func(Change)
}

func (c Config) path() string    { return filepath.Join(c.Dir, fileName) }
func (c Config) newPath() string { return filepath.Join(c.Dir, newName) }

// Create makes an empty store in conf.Dir, which it creates, and opens it. The
// first thing to Append is what signer.Production.Found sealed, or for a device
// that joins, what it was handed. ErrExists where there is a store already.
func Create(ctx context.Context, conf Config) (*DB, error) {
	if _, err := os.Stat(conf.path()); err == nil {
		return nil, fmt.Errorf("create store: %w", ErrExists)
	}
	if err := os.MkdirAll(conf.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("create store: %w", translate(err))
	}
	if err := conf.found(); err != nil {
		return nil, fmt.Errorf("create store: %w", err)
	}
	return Open(ctx, conf)
}

// found makes the file beside its place and moves it there whole.
func (c Config) found() error {
	var key [32]byte
	_, _ = rand.Read(key[:])
	v, err := newVault(c.Production.StoreKey)
	if err != nil {
		return err
	}
	if err := c.removeNew(); err != nil {
		return err
	}
	f, err := startFile(c.newPath(), c.opener, c.lazy)
	if err != nil {
		return err
	}
	err = f.update(func(b *bbolt.Tx) error { return furnish(&tx{b: b, v: v}, c.Production, key[:]) })
	if err = errors.Join(err, f.close()); err != nil {
		return err
	}
	return c.moveNew()
}

// furnish makes the buckets of an empty file and the values that let Open in.
func furnish(t *tx, p *signer.Production, indexKey []byte) error {
	for _, list := range [][]string{base, index, viewBuckets()} {
		for _, name := range list {
			if _, err := t.b.CreateBucketIfNotExists([]byte(name)); err != nil {
				return err
			}
		}
	}
	if err := t.bucket(inMeta).Put(metaFormat, binary.BigEndian.AppendUint16(nil, format)); err != nil {
		return err
	}
	return errors.Join(
		t.put(inMeta, metaCheck, p.ID[:]),
		t.put(inMeta, metaIndex, indexKey),
		t.put(inMeta, metaViews, []byte(viewsMark())),
	)
}

func (c Config) moveNew() error {
	if err := os.Rename(c.newPath(), c.path()); err != nil {
		return translate(err)
	}
	syncDir(c.Dir)
	return nil
}

func (c Config) removeNew() error {
	if err := os.Remove(c.newPath()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return translate(err)
	}
	return nil
}

// Open opens the store in conf.Dir. It finishes or forgets a compaction that
// was interrupted, and rebuilds the views when another version made them.
// ErrNotFound, ErrLocked, ErrVersion, ErrKey, ErrDamaged, ErrReadOnly or ErrFull say why not.
func Open(ctx context.Context, conf Config) (*DB, error) {
	if _, err := os.Stat(conf.path()); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("open store: %w", ErrNotFound)
	}
	f, err := openFile(conf.path(), conf.opener, conf.lazy)
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	db := &DB{conf: conf, file: f}
	if err := db.enter(ctx); err != nil {
		_ = f.close()
		return nil, fmt.Errorf("open store: %w", err)
	}
	return db, nil
}

func (db *DB) enter(ctx context.Context) error {
	if err := db.file.view(checkFormat); err != nil {
		return err
	}
	if err := db.unlock(); err != nil {
		return err
	}
	if err := db.conf.removeNew(); err != nil {
		return err
	}
	stale, err := db.loadState()
	if err != nil || !stale {
		return err
	}
	return db.reindex(ctx, nil)
}

func checkFormat(b *bbolt.Tx) error {
	meta := b.Bucket([]byte(inMeta))
	if meta == nil || len(meta.Get(metaFormat)) != 2 {
		return fmt.Errorf("%w: not a store", ErrDamaged)
	}
	switch v := binary.BigEndian.Uint16(meta.Get(metaFormat)); {
	case v > format:
		return fmt.Errorf("%w: format %d", ErrVersion, v)
	case v != format:
		return fmt.Errorf("%w: format %d", ErrDamaged, v)
	}
	for _, name := range base {
		if b.Bucket([]byte(name)) == nil {
			return fmt.Errorf("%w: no %s", ErrDamaged, name)
		}
	}
	return nil
}

// unlock finds which of the keys fits. During a compaction the keyring holds
// two; whichever opens the file that is in place is the right one.
func (db *DB) unlock() error {
	p := db.conf.Production
	err := db.tryKey(p.StoreKey)
	switch {
	case p.NextKey == [32]byte{}:
		return err
	case err == nil:
	case errors.Is(err, ErrKey) && db.tryKey(p.NextKey) == nil:
		p.StoreKey = p.NextKey
	default:
		return err
	}
	p.NextKey = [32]byte{}
	return db.saveKeys()
}

func (db *DB) saveKeys() error {
	if err := db.conf.SaveKeys(); err != nil {
		return fmt.Errorf("save keys: %w", translate(err))
	}
	return nil
}

func (db *DB) tryKey(key [32]byte) error {
	v, err := newVault(key)
	if err != nil {
		return err
	}
	return db.file.view(func(b *bbolt.Tx) error {
		t := &tx{b: b, v: v}
		id, err := t.get(inMeta, metaCheck)
		if err != nil || string(id) != string(db.conf.Production.ID[:]) {
			return ErrKey
		}
		indexKey, err := t.get(inMeta, metaIndex)
		if err != nil {
			return err
		}
		db.vault, db.hasher = v, hasher{key: indexKey}
		return nil
	})
}

// loadState reads what is kept in memory and reports whether indexes and views
// were made by another version and must be rebuilt.
func (db *DB) loadState() (stale bool, err error) {
	err = db.view(func(t *tx) error {
		for _, name := range append(viewBuckets(), index...) {
			stale = stale || t.bucket(name) == nil
		}
		mark, err := t.get(inMeta, metaViews)
		if stale = stale || string(mark) != viewsMark(); err != nil || stale {
			return err
		}
		if stale, err = db.knowsMore(t); err != nil || stale {
			return err
		}
		milli, err := t.getInt(metaTime)
		db.highest.Store(milli)
		if err != nil {
			return err
		}
		r, err := db.foldRoster(t)
		db.roster.Store(r)
		return err
	})
	return stale, err
}

// knowsMore reports whether a statement that was opaque has become readable.
func (db *DB) knowsMore(t *tx) (bool, error) {
	ns, err := t.numbers(inOpaque, nil)
	if err != nil {
		return false, err
	}
	for _, n := range ns {
		e, err := t.entry(n)
		if err != nil {
			return false, err
		}
		if st, err := db.conf.Codec.Decode(e.sealed); err == nil && st.Body != nil {
			return true, nil
		}
	}
	return false, nil
}

// Close waits for what is going on and gives the file free.
func (db *DB) Close() error {
	db.gate.Lock()
	defer db.gate.Unlock()
	if db.closed {
		return nil
	}
	db.closed = true
	return db.file.close()
}

// enterGate keeps the file in place until the returned function is called.
func (db *DB) enterGate() (leave func(), err error) {
	db.gate.RLock()
	if db.closed {
		db.gate.RUnlock()
		return nil, ErrClosed
	}
	return db.gate.RUnlock, nil
}

func (db *DB) view(fn func(*tx) error) error {
	leave, err := db.enterGate()
	if err != nil {
		return err
	}
	defer leave()
	return db.file.view(func(b *bbolt.Tx) error { return fn(db.tx(b)) })
}

func (db *DB) tx(b *bbolt.Tx) *tx { return &tx{b: b, v: db.vault, hasher: db.hasher} }

// HighestTime is the latest moment any accepted statement was made at, by the
// clock of its device; the zero time before the first. A clock behind it is wrong.
func (db *DB) HighestTime() time.Time {
	if ms := db.highest.Load(); ms != 0 {
		return time.UnixMilli(ms).UTC()
	}
	return time.Time{}
}

// Roster is who may state what, as of the last statement that entered.
func (db *DB) Roster() *signer.Roster { return db.roster.Load() }
