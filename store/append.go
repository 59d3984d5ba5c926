package store

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"onset/consent"
	"onset/signer"
)

// appendBatch is how many foreign statements enter in one transaction.
const appendBatch = 1000

// Result is what became of foreign statements and blobs.
type Result struct {
	Accepted int       // new and counting
	Known    int       // held already
	Aside    int       // new, kept, not counting
	Opaque   int       // new, of a type or version unknown here
	Refused  []Refusal // not kept
}

// Refusal is a statement or blob that was not kept.
type Refusal struct {
	Statement consent.Ref // zero for a blob
	Blob      consent.ID
	Err       error // signer.ErrMalformed, ErrSeal, ErrProduction; ErrErased, ErrTooLarge
}

// Append takes statements and blobs of other devices, in any order, with gaps
// and duplicates. Seals are verified as they enter. What the roster does not
// allow is kept, set aside, and looked at again when the roster changes. An
// error means the disk or the store; bad input is in the Result. Batches that
// entered before an error stay.
func (db *DB) Append(ctx context.Context, sealed []signer.Sealed, blobs []signer.Blob) (Result, error) {
	var r Result
	for first := true; first || len(sealed) > 0; first = false {
		if err := ctx.Err(); err != nil {
			return r, fmt.Errorf("append: %w", err)
		}
		batch := sealed[:min(appendBatch, len(sealed))]
		if err := db.appendBatch(batch, blobs, &r); err != nil {
			return r, fmt.Errorf("append: %w", err)
		}
		sealed, blobs = sealed[len(batch):], nil
	}
	return r, nil
}

func (db *DB) appendBatch(sealed []signer.Sealed, blobs []signer.Blob, total *Result) error {
	arrived := db.checkAll(sealed)
	var r Result
	var in *ingest
	err := db.change(func(started *ingest) error {
		in = started
		if err := in.keepBlobs(blobs, &r); err != nil {
			return err
		}
		return in.takeAll(arrived, &r)
	})
	if err != nil {
		return err
	}
	in.count(&r)
	total.add(r)
	return nil
}

func (r *Result) add(o Result) {
	r.Accepted, r.Known, r.Aside, r.Opaque = r.Accepted+o.Accepted, r.Known+o.Known, r.Aside+o.Aside, r.Opaque+o.Opaque
	r.Refused = append(r.Refused, o.Refused...)
}

// arrival is a foreign statement after the checks that need no transaction.
type arrival struct {
	entry
	err error
}

// checkAll decodes and verifies on all cores, outside the transaction.
func (db *DB) checkAll(sealed []signer.Sealed) []arrival {
	out := make([]arrival, len(sealed))
	roster := db.roster.Load()
	parallel(len(sealed), func(i int) {
		out[i] = db.check(roster, sealed[i])
	})
	return out
}

func (db *DB) check(r *signer.Roster, s signer.Sealed) arrival {
	a := arrival{entry: entry{sealed: s}}
	if a.st, a.err = db.conf.Codec.Decode(s); a.err != nil {
		return a
	}
	a.sealed.ID = a.st.ID
	if home := db.conf.Production.ID; a.st.Production != home && a.st.ID != home {
		a.err = signer.ErrProduction
		return a
	}
	if len(s.Signature) != signatureSize {
		a.err = signer.ErrSeal
		return a
	}
	if key, ok := r.Key(a.st.Author); ok {
		a.err = signer.Verify(a.sealed, key)
		a.verified = a.err == nil
	}
	return a
}

// parallel runs fn(0) … fn(n-1) on all cores. A panic in fn ends the program, so
// fn that reads the mapped file is guarded.
func parallel(n int, fn func(i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				fn(i)
			}
		})
	}
	wg.Wait()
}

func (in *ingest) takeAll(arrived []arrival, r *Result) error {
	for i := range arrived {
		a := &arrived[i]
		if a.err != nil {
			r.Refused = append(r.Refused, Refusal{Statement: a.st.ID, Err: a.err})
			continue
		}
		n, err := in.find(a.st.ID)
		switch {
		case errors.Is(err, ErrNotFound):
			err = in.take(&a.entry)
		case err == nil:
			r.Known++
			err = in.again(n, a.sealed.Signature)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// count tells what became of the new statements after settle.
func (in *ingest) count(r *Result) {
	for _, e := range in.fresh {
		switch {
		case in.refused[e.st.ID] != nil:
			r.Refused = append(r.Refused, Refusal{Statement: e.st.ID, Err: in.refused[e.st.ID]})
		case in.why[e.st.ID] != nil:
			r.Aside++
		case e.st.Body == nil:
			r.Opaque++
		default:
			r.Accepted++
		}
	}
}
