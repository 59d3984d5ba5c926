package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"

	"onset/consent"
)

// stateMark names the way the state's hash is made.
const stateMark = "onset state 1\n"

// State is a hash over what this store has in common with every other that
// holds the same: the ids of accepted statements, the ids of blobs held and
// the views. The order in which anything arrived does not enter, nor does
// anything local.
func (db *DB) State(ctx context.Context) ([32]byte, error) {
	h := sha256.New()
	h.Write([]byte(stateMark))
	err := db.view(func(t *tx) error {
		ids, err := db.acceptedIDs(ctx, t)
		if err != nil {
			return err
		}
		writeSorted(h, inStatements, ids)
		writeSorted(h, inBlobs, t.blobIDs())
		for _, name := range viewBuckets() {
			sums, err := t.viewSums(ctx, name)
			if err != nil {
				return err
			}
			writeSorted(h, name, sums)
		}
		return nil
	})
	if err != nil {
		return [32]byte{}, fmt.Errorf("state: %w", err)
	}
	return [32]byte(h.Sum(nil)), nil
}

// writeSorted writes a list so that no two different lists write the same.
func writeSorted(h interface{ Write([]byte) (int, error) }, name string, items [][]byte) {
	slices.SortFunc(items, bytes.Compare)
	_, _ = fmt.Fprintf(h, "%s %d\n", name, len(items))
	for _, it := range items {
		_, _ = h.Write(it)
	}
}

// sealedValues are all values of a bucket, good within the transaction.
func (t *tx) sealedValues(bucket string) ([]sealedView, error) {
	var out []sealedView
	err := t.scan(bucket, nil, func(k, v []byte) error {
		out = append(out, sealedView{k, v})
		return nil
	})
	return out, err
}

func (db *DB) acceptedIDs(ctx context.Context, t *tx) ([][]byte, error) {
	sealed, err := t.sealedValues(inStatements)
	if err != nil {
		return nil, err
	}
	ids := make([][]byte, len(sealed))
	err = openAll(ctx, t.v, inStatements, sealed, func(i int, plain []byte) error {
		e, err := decodeEntry(binary.BigEndian.Uint64(sealed[i].key), plain)
		if err == nil {
			ids[i] = bytes.Clone(e.sealed.ID[:])
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	accepted := ids[:0]
	for i, id := range ids {
		if !t.has(inAside, sealed[i].key) {
			accepted = append(accepted, id)
		}
	}
	return accepted, nil
}

// blobIDs are the distinct ids of the blobs held.
func (t *tx) blobIDs() [][]byte {
	var out [][]byte
	c := t.bucket(inBlobs).Cursor()
	for k, _ := c.First(); k != nil; k, _ = c.Next() {
		id := k[:min(len(k), len(consent.ID{}))]
		if len(out) == 0 || !bytes.Equal(out[len(out)-1], id) {
			out = append(out, bytes.Clone(id))
		}
	}
	return out
}

func (t *tx) viewSums(ctx context.Context, bucket string) ([][]byte, error) {
	sealed, err := t.sealedValues(bucket)
	if err != nil {
		return nil, err
	}
	sums := make([][]byte, len(sealed))
	err = openAll(ctx, t.v, bucket, sealed, func(i int, plain []byte) error {
		sum := sha256.Sum256(plain)
		sums[i] = sum[:]
		return nil
	})
	return sums, err
}
