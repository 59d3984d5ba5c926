package store

import (
	"context"
	"encoding/binary"
	"fmt"

	"onset/consent"
	"onset/signer"
)

// Reindex rebuilds every index and view from the statements, in a new file
// that takes the place of the old one when it is whole. Views come out the
// same as before, and damaged ones are mended.
func (db *DB) Reindex(ctx context.Context, progress Progress) error {
	if err := db.reindex(ctx, progress); err != nil {
		return fmt.Errorf("reindex: %w", err)
	}
	db.tell(Change{Roster: true})
	return nil
}

func (db *DB) reindex(ctx context.Context, progress Progress) error {
	db.write.Lock()
	defer db.write.Unlock()
	key := db.conf.Production.StoreKey
	w, err := db.startRewrite(key, progress)
	if err != nil {
		return err
	}
	r := &rebuild{rewrite: w, subjects: map[consent.Subject]bool{}}
	if err := r.run(ctx); err != nil {
		w.discard()
		return err
	}
	if err := w.finish(); err != nil {
		return err
	}
	if err := db.swap(key); err != nil {
		return err
	}
	db.roster.Store(r.roster)
	db.highest.Store(r.highest)
	return nil
}

// rebuild makes indexes and views in a new file that has only the statements.
type rebuild struct {
	*rewrite
	roster   *signer.Roster
	highest  int64
	subjects map[consent.Subject]bool
	numbers  []uint64
}

func (r *rebuild) run(ctx context.Context) error {
	if err := r.copyBase(ctx); err != nil {
		return err
	}
	steps := []func(*ingest, []uint64) error{r.enterAll, r.examineAll}
	r.total = r.done + len(steps)*len(r.numbers)
	for i, step := range steps {
		if i == 1 {
			if err := r.foldRoster(); err != nil {
				return err
			}
		}
		if err := r.eachBatch(ctx, step); err != nil {
			return err
		}
	}
	return r.foldAll(ctx)
}

// copyBase takes over what cannot be rebuilt, and of what can only further
// signatures of statements whose author is unknown.
func (r *rebuild) copyBase(ctx context.Context) error {
	if err := r.copyBuckets(ctx, base); err != nil {
		return err
	}
	if err := r.copyBucket(ctx, inAside, true); err != nil {
		return err
	}
	return r.update(func(t *tx) (err error) {
		r.highest, err = t.getInt(metaTime)
		if err != nil {
			return err
		}
		return t.scan(inStatements, nil, func(k, _ []byte) error {
			r.numbers = append(r.numbers, binary.BigEndian.Uint64(k))
			return nil
		})
	})
}

func (r *rebuild) ingest(t *tx) *ingest {
	in := r.db.newIngest(t)
	in.roster, in.highest = r.roster, r.highest
	return in
}

func (r *rebuild) eachBatch(ctx context.Context, step func(*ingest, []uint64) error) error {
	for ns := r.numbers; len(ns) > 0; {
		if err := ctx.Err(); err != nil {
			return err
		}
		batch := ns[:min(rewriteBatch, len(ns))]
		if err := r.update(func(t *tx) error { return step(r.ingest(t), batch) }); err != nil {
			return err
		}
		ns = ns[len(batch):]
		r.step(len(batch))
	}
	return nil
}

func (r *rebuild) enterAll(in *ingest, ns []uint64) error {
	entries, err := in.decodedAll(in.codec, ns)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := in.enter(e); err != nil {
			return err
		}
	}
	return nil
}

func (r *rebuild) foldRoster() error {
	return r.update(func(t *tx) error {
		in := r.ingest(t)
		in.roster = signer.FoldRoster(r.db.conf.Production.ID, nil)
		_, err := in.refoldRoster()
		r.roster = in.roster
		return err
	})
}

func (r *rebuild) examineAll(in *ingest, ns []uint64) error {
	entries, err := in.decodedAll(in.codec, ns)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := in.examine(e); err != nil {
			return err
		}
	}
	for s := range in.touched {
		r.subjects[s] = true
	}
	r.highest = in.highest
	return in.settleReceipts(false)
}

// foldAll makes the views, a batch of subjects at a time.
func (r *rebuild) foldAll(ctx context.Context) error {
	var batch []consent.Subject
	r.total += len(r.subjects)
	for s := range r.subjects {
		if batch = append(batch, s); len(batch) < rewriteBatch {
			continue
		}
		if err := r.foldBatch(ctx, batch); err != nil {
			return err
		}
		batch = batch[:0]
	}
	return r.foldBatch(ctx, batch)
}

func (r *rebuild) foldBatch(ctx context.Context, batch []consent.Subject) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	err := r.update(func(t *tx) error {
		in := r.ingest(t)
		for _, s := range batch {
			if err := in.foldSubject(s, nil); err != nil {
				return err
			}
		}
		return in.putInt(metaTime, r.highest)
	})
	r.step(len(batch))
	return err
}
