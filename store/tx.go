package store

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"go.etcd.io/bbolt"
)

// tx is a transaction that seals what it writes and opens what it reads.
type tx struct {
	b *bbolt.Tx
	v *vault
	hasher
	wrote   bool
	added   []logPlace // that entered logs
	removed bool       // something left a log
}

func (t *tx) bucket(name string) *bbolt.Bucket { return t.b.Bucket([]byte(name)) }

func (t *tx) put(bucket string, key, plain []byte) error {
	t.wrote = true
	return t.bucket(bucket).Put(key, t.v.seal(bucket, key, plain))
}

func (t *tx) has(bucket string, key []byte) bool { return t.bucket(bucket).Get(key) != nil }

// get returns the content in memory of its own. ErrNotFound when there is none.
func (t *tx) get(bucket string, key []byte) ([]byte, error) {
	sealed := t.bucket(bucket).Get(key)
	if sealed == nil {
		return nil, ErrNotFound
	}
	return t.v.open(nil, bucket, key, sealed)
}

func (t *tx) drop(bucket string, key []byte) error {
	t.wrote = true
	return t.bucket(bucket).Delete(key)
}

// scan calls fn for every key with the prefix, in order. Key and sealed value
// are valid only within the transaction, and fn must not write to the bucket.
func (t *tx) scan(bucket string, prefix []byte, fn func(key, sealed []byte) error) error {
	c := t.bucket(bucket).Cursor()
	for k, v := c.Seek(prefix); k != nil && bytes.HasPrefix(k, prefix); k, v = c.Next() {
		if err := fn(k, v); err != nil {
			return err
		}
	}
	return nil
}

// keys returns copies of the keys with the prefix, so that they may be dropped.
func (t *tx) keys(bucket string, prefix []byte) ([][]byte, error) {
	var out [][]byte
	err := t.scan(bucket, prefix, func(k, sealed []byte) error {
		out = append(out, bytes.Clone(k))
		return nil
	})
	return out, err
}

// last is the greatest key with the prefix, nil when there is none.
func (t *tx) last(bucket string, prefix []byte) []byte {
	c := t.bucket(bucket).Cursor()
	end := append(bytes.Clone(prefix), bytes.Repeat([]byte{0xff}, 17)...)
	k, _ := c.Seek(end)
	if k == nil {
		k, _ = c.Last()
	} else {
		k, _ = c.Prev()
	}
	if !bytes.HasPrefix(k, prefix) {
		return nil
	}
	return k
}

// numbers reads the statement numbers that end the keys with the prefix.
func (t *tx) numbers(bucket string, prefix []byte) ([]uint64, error) {
	var out []uint64
	err := t.scan(bucket, prefix, func(k, sealed []byte) error {
		if len(k) < 8 {
			return fmt.Errorf("%w: short key in %s", ErrDamaged, bucket)
		}
		if _, err := t.v.open(nil, bucket, k, sealed); err != nil {
			return err
		}
		out = append(out, binary.BigEndian.Uint64(k[len(k)-8:]))
		return nil
	})
	return out, err
}

func (t *tx) putInt(key []byte, n int64) error { return t.put(inMeta, key, number(uint64(n))) }

// getInt reads a number of meta, zero when there is none.
func (t *tx) getInt(key []byte) (int64, error) {
	if !t.has(inMeta, key) {
		return 0, nil
	}
	b, err := t.get(inMeta, key)
	if err != nil {
		return 0, err
	}
	if len(b) != 8 {
		return 0, fmt.Errorf("%w: meta %s", ErrDamaged, key)
	}
	return int64(binary.BigEndian.Uint64(b)), nil
}
