package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"strings"
	"sync"

	"go.etcd.io/bbolt"

	"onset/consent"
)

const (
	maxLocal     = 64 << 20
	maxLocalName = 1 << 10
)

// Local is a fact of this device alone: a draft, a path, a setting, a cache.
// It is sealed like everything else but no statement, and not part of State.
type Local struct {
	Name  string       // "group/rest"; the part before the first slash can be listed
	Value []byte       //
	From  []consent.ID // blobs it was made from: it is deleted when one of them is erased
}

// localKey groups names by what stands before their first slash.
func (h *hasher) localKey(name string) []byte {
	return append(h.localGroup(groupOf(name)), h.local(name)...)
}

func (h *hasher) localGroup(group string) []byte { return h.hash("local group", []byte(group)) }

func groupOf(name string) string {
	group, _, _ := strings.Cut(name, "/")
	return group
}

// PutLocal keeps values under their names, replacing what was there, and
// returns after they are on the disk. ErrErased when one was made from an
// erased blob, ErrTooLarge.
func (db *DB) PutLocal(ctx context.Context, values ...Local) error {
	return db.changeLocal(ctx, func(t *tx) error {
		for _, v := range values {
			if err := t.putLocal(v); err != nil {
				return fmt.Errorf("keep %s: %w", groupOf(v.Name), err)
			}
		}
		return nil
	})
}

func (db *DB) changeLocal(ctx context.Context, fn func(*tx) error) error {
	db.write.Lock()
	defer db.write.Unlock()
	leave, err := db.enterGate()
	if err != nil {
		return err
	}
	defer leave()
	if err := ctx.Err(); err != nil {
		return err
	}
	return db.file.update(func(b *bbolt.Tx) error { return fn(db.tx(b)) })
}

func (t *tx) putLocal(v Local) error {
	if len(v.Name) > maxLocalName || len(v.Value) > maxLocal {
		return ErrTooLarge
	}
	key := t.localKey(v.Name)
	for _, id := range v.From {
		if t.has(inErased, id[:]) {
			return ErrErased
		}
		if err := t.put(inDerived, append(id[:], key...), nil); err != nil {
			return err
		}
	}
	b := binary.BigEndian.AppendUint16(nil, uint16(len(v.Name)))
	return t.put(inLocal, key, append(append(b, v.Name...), v.Value...))
}

func splitLocal(b []byte) (name string, value []byte, err error) {
	if len(b) < 2 || len(b) < 2+int(binary.BigEndian.Uint16(b)) {
		return "", nil, fmt.Errorf("%w: a local value is cut", ErrDamaged)
	}
	n := 2 + int(binary.BigEndian.Uint16(b))
	return string(b[2:n]), b[n:], nil
}

// Local is the value kept under a name. ErrNotFound when there is none.
func (db *DB) Local(ctx context.Context, name string) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var value []byte
	err := db.view(func(t *tx) error {
		b, err := t.get(inLocal, t.localKey(name))
		if err != nil {
			return err
		}
		_, value, err = splitLocal(b)
		return err
	})
	return value, err
}

// Locals are all values of a group, by name.
func (db *DB) Locals(ctx context.Context, group string) (map[string][]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	out := map[string][]byte{}
	err := db.view(func(t *tx) error {
		var sealed []sealedView
		err := t.scan(inLocal, t.localGroup(group), func(k, v []byte) error {
			sealed = append(sealed, sealedView{k, v})
			return nil
		})
		if err != nil {
			return err
		}
		var mu sync.Mutex
		return openAll(ctx, t.v, inLocal, sealed, func(_ int, plain []byte) error {
			name, value, err := splitLocal(plain)
			value = bytes.Clone(value)
			mu.Lock()
			defer mu.Unlock()
			out[name] = value
			return err
		})
	})
	return out, err
}

// DeleteLocal forgets values; names that are not there are no error. Their
// bytes stay on the disk, sealed, until the store is compacted.
func (db *DB) DeleteLocal(ctx context.Context, names ...string) error {
	return db.changeLocal(ctx, func(t *tx) error {
		for _, name := range names {
			if err := t.drop(inLocal, t.localKey(name)); err != nil {
				return err
			}
		}
		return nil
	})
}
