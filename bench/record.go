package main

import (
	"context"
	crand "crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/fxamacker/cbor/v2"
	"go.etcd.io/bbolt"

	"onset/app/flow"
	"onset/app/keep"
	"onset/consent"
)

// consents is how many signatures are measured, each in turn through the flow,
// the store alone, and bare bolt: what the disk does meanwhile befalls all three.
const consents = 300

// record measures how quickly a signature is on the disk.
func record(ctx context.Context, o options) ([]line, error) {
	if err := os.MkdirAll(o.out, 0o700); err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp(o.out, "record")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	r := &recording{ctx: ctx}
	defer func() { _ = r.close() }()
	if err := r.open(dir); err != nil {
		return nil, err
	}
	for i := range consents {
		if err := r.one(i); err != nil {
			return nil, err
		}
	}
	return r.lines(), nil
}

// recording is one run: the same declarations into three places on one disk.
type recording struct {
	ctx     context.Context
	kit     *flow.Kit
	seen    *seenStore // under the kit
	other   flow.Store // a store of its own
	conf    flow.StoreConfig
	bare    *bbolt.DB
	closers []func() error

	size              int
	flow, store, bolt []time.Duration
}

// seenStore remembers what was recorded last.
type seenStore struct {
	flow.Store
	last []flow.Draft
}

func (s *seenStore) Record(ctx context.Context, by consent.ID, at consent.Stamp, drafts ...flow.Draft) ([]consent.Statement, error) {
	s.last = drafts
	return s.Store.Record(ctx, by, at, drafts...)
}

func (r *recording) open(dir string) error {
	see := func(ctx context.Context, c flow.StoreConfig) (flow.Store, error) {
		s, err := keep.Open(ctx, c)
		if err != nil {
			return nil, err
		}
		r.seen = &seenStore{Store: s}
		return r.seen, nil
	}
	h, err := flow.OpenHome(flow.Options{Dir: filepath.Join(dir, "flow"), Create: keep.Create, Open: see})
	if err != nil {
		return err
	}
	if r.kit, _, err = h.Found(r.ctx, production()); err != nil {
		return err
	}
	r.closers = append(r.closers, r.kit.Close)
	if err := r.openStore(filepath.Join(dir, "store")); err != nil {
		return err
	}
	r.bare, err = bbolt.Open(filepath.Join(dir, "bare.db"), 0o600, nil)
	if err != nil {
		return err
	}
	r.closers = append(r.closers, r.bare.Close)
	return r.bare.Update(func(tx *bbolt.Tx) error {
		_, err := tx.CreateBucket([]byte("bare"))
		return err
	})
}

// openStore founds a second production and opens its store without a kit.
func (r *recording) openStore(dir string) error {
	h, o, err := openHome(dir, time.Now)
	if err != nil {
		return err
	}
	k, _, err := h.Found(r.ctx, production())
	if err != nil {
		return err
	}
	if err := k.Close(); err != nil {
		return err
	}
	r.conf = o.conf
	r.other, err = keep.Open(r.ctx, o.conf)
	if err == nil {
		r.closers = append(r.closers, r.other.Close)
	}
	return err
}

func (r *recording) close() error {
	var errs []error
	for _, f := range r.closers {
		errs = append(errs, f())
	}
	return errors.Join(errs...)
}

// one records one declaration three times.
func (r *recording) one(i int) error {
	var err error
	r.flow = append(r.flow, took(func() { _, _, err = r.kit.Declare(r.ctx, declaration(i)) }))
	if err != nil {
		return err
	}
	drafts := r.seen.last
	var sts []consent.Statement
	by := r.conf.Production.Crew[0].ID
	r.store = append(r.store, took(func() {
		sts, err = r.other.Record(r.ctx, by, consent.StampOf(time.Now()), drafts...)
	}))
	if err != nil {
		return err
	}
	values, err := r.bytesOf(sts, drafts)
	if err != nil {
		return err
	}
	r.bolt = append(r.bolt, took(func() { err = r.write(values) }))
	return err
}

// bytesOf are what one declaration comes to on the disk: the sealed statement,
// its view and its blobs.
func (r *recording) bytesOf(sts []consent.Statement, drafts []flow.Draft) ([][]byte, error) {
	if len(sts) != 1 || len(drafts) != 1 {
		return nil, fmt.Errorf("a declaration is one statement, not %d", len(sts))
	}
	sealed, err := r.conf.Codec.Seal(r.conf.Production.Seal, sts[0])
	if err != nil {
		return nil, err
	}
	c, err := r.other.Consent(r.ctx, drafts[0].Body.(*consent.Given).Consent)
	if err != nil {
		return nil, err
	}
	view, err := cbor.Marshal(c)
	if err != nil {
		return nil, err
	}
	values := [][]byte{append(sealed.Signature, sealed.Payload...), view}
	for _, b := range drafts[0].Blobs {
		values = append(values, b.Bytes)
	}
	r.size = 0
	for _, v := range values {
		r.size += len(v)
	}
	return values, nil
}

// write puts values into one bucket of bolt in one transaction, with its fsync.
func (r *recording) write(values [][]byte) error {
	return r.bare.Update(func(tx *bbolt.Tx) error {
		b := tx.Bucket([]byte("bare"))
		for _, v := range values {
			var key [32]byte
			_, _ = crand.Read(key[:]) // never fails: it ends the program instead
			if err := b.Put(key[:], v); err != nil {
				return err
			}
		}
		return nil
	})
}

func (r *recording) lines() []line {
	bare := median(r.bolt)
	by := fmt.Sprintf("bare bolt, the same %d bytes, fsync", r.size)
	return []line{
		against("a consent into the store (sealed, blobs, views, fsync)", median(r.store), by, bare, 0.5),
		against("a consent through the flow (and blobs encrypted, receipt)", median(r.flow), by, bare, 0),
		plain("bare bolt", bare),
	}
}
