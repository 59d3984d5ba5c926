package sync

import (
	"context"
	"slices"

	"onset/consent"
	"onset/signer"
	"onset/sync/spool"
)

// prepare looks at what lies in the folder, once, and makes it whole: the
// store is what counts, the folder may have been lost or come from a backup.
func (o *outbox) prepare(ctx context.Context) error {
	if o.ready {
		return nil
	}
	if err := o.folder.Sweep(); err != nil {
		return err
	}
	list, err := o.folder.List(ctx)
	if err != nil {
		return err
	}
	o.segs = list.Segments
	o.blobs, o.held = map[spool.Name]bool{}, map[consent.ID]bool{}
	for _, n := range list.Blobs {
		o.blobs[n], o.held[n.Blob] = false, true
	}
	o.waiting.Store(int64(len(o.blobs)))
	var kept outFact
	if err := load(ctx, o.l.prod.Store, factOut+o.author.String(), &kept); err != nil {
		return err
	}
	o.done, o.saved = kept.Blobs, kept.Blobs
	if err := o.takeBack(ctx); err != nil {
		return err
	}
	if err := o.fill(ctx); err != nil {
		return err
	}
	o.ready = true
	return nil
}

// takeBack gives the store what the folder knows and the store does not: the
// store was restored from a backup, and went on from there or not yet. Then
// what it remembers of writing is as old, and tells where to look.
func (o *outbox) takeBack(ctx context.Context) error {
	log, err := o.l.logOf(ctx, o.author)
	if err != nil {
		return err
	}
	o.last.Store(log.Last)
	for _, n := range o.segs {
		if n.Last <= o.done {
			continue
		}
		sealed, err := o.folder.Segment(n, o.l.prod.Keys.Identities()...)
		if err != nil {
			o.l.faults.put(o.author, reasonOf(err), n.String())
			continue
		}
		blobs, err := o.namedBy(sealed)
		if err != nil {
			return err
		}
		if _, err := o.l.prod.Store.Take(ctx, sealed, blobs); err != nil {
			return err
		}
		o.last.Store(max(o.last.Load(), n.Last))
	}
	return nil
}

// namedBy reads the blobs in the folder that statements name.
func (o *outbox) namedBy(sealed []signer.Sealed) ([]signer.Blob, error) {
	var out []signer.Blob
	for _, s := range sealed {
		st, err := o.l.prod.Codec.Decode(s)
		if err != nil {
			continue
		}
		for _, ref := range consent.BlobRefs(st.Body) {
			names, err := o.folder.OfBlob(ref.ID)
			if err != nil {
				return nil, err
			}
			for _, n := range names {
				if b, err := o.folder.Blob(n); err == nil {
					out = append(out, b)
				}
			}
		}
	}
	return out, nil
}

// fill writes what a folder that was there before does not hold, so that only
// new statements are left to write.
func (o *outbox) fill(ctx context.Context) error {
	if len(o.segs) == 0 {
		o.next, o.done = 1, 0
		return nil
	}
	for _, n := range o.segs {
		o.next = max(o.next, n.Last+1)
	}
	missing, err := o.missing(ctx)
	if err != nil {
		return err
	}
	var list []fresh
	for len(missing) > 0 {
		n := spool.Batch(missing)
		f, err := o.write(missing[:n])
		if err != nil {
			return err
		}
		list, missing = append(list, f), missing[n:]
	}
	late, err := o.lateBlobs(ctx)
	if err != nil {
		return err
	}
	if len(late) > 0 {
		list = append(list, fresh{blobs: late})
	}
	return o.announceFilled(ctx, list)
}

func (o *outbox) announceFilled(ctx context.Context, list []fresh) error {
	var names []spool.Name
	var ids []consent.ID
	for _, f := range list {
		if f.name != (spool.Name{}) {
			names = append(names, f.name)
		}
		ids = append(ids, f.blobs...)
	}
	if err := o.scan(ctx, names); err != nil {
		return err
	}
	if err := o.announceBlobs(ctx, ids); err != nil {
		return err
	}
	o.done = max(o.done, o.next-1)
	return nil
}

// missing are the statements at places that a segment should hold and none
// does. Names tell, but for a log with forks: there the segments are read.
func (o *outbox) missing(ctx context.Context) ([]signer.Sealed, error) {
	log, err := o.l.logOf(ctx, o.author)
	if err != nil {
		return nil, err
	}
	runs := spool.Listing{Segments: o.segs}.Uncovered(o.next - 1)
	have := map[consent.Ref]bool{}
	if len(log.Forks) > 0 {
		runs = append(runs, [2]uint64{log.Forks[0], o.next - 1})
		o.readOwn(log.Forks[0], have)
	}
	var out []signer.Sealed
	for _, run := range runs {
		sealed, err := o.l.places(ctx, o.author, run)
		if err != nil {
			return nil, err
		}
		out = append(out, slices.DeleteFunc(sealed, func(s signer.Sealed) bool { return have[s.ID] })...)
	}
	return out, nil
}

// readOwn adds the ids of the statements that segments hold from a place on.
func (o *outbox) readOwn(from uint64, have map[consent.Ref]bool) {
	for _, n := range o.segs {
		if n.Last < from {
			continue
		}
		sealed, err := o.folder.Segment(n, o.l.prod.Keys.Identities()...)
		if err != nil {
			continue // what it held is written again
		}
		for _, s := range sealed {
			have[s.ID] = true
		}
	}
}

// lateBlobs are the blobs named by statements since the last save, which may
// have been written or not.
func (o *outbox) lateBlobs(ctx context.Context) ([]consent.ID, error) {
	if o.done+1 >= o.next {
		return nil, nil
	}
	sealed, err := o.l.places(ctx, o.author, [2]uint64{o.done + 1, o.next - 1})
	var out []consent.ID
	for _, s := range sealed {
		if st, err := o.l.prod.Codec.Decode(s); err == nil {
			for _, ref := range consent.BlobRefs(st.Body) {
				out = append(out, ref.ID)
			}
		}
	}
	return out, err
}

// places reads the statements from the first to the last of a run of places.
func (l *Link) places(ctx context.Context, author consent.Ref, run [2]uint64) ([]signer.Sealed, error) {
	var out []signer.Sealed
	for seq := run[0]; seq <= run[1]; {
		sealed, err := l.prod.Store.Sealed(ctx, author, seq, 1000)
		if err != nil || len(sealed) == 0 {
			return out, err
		}
		for i := range sealed {
			st, err := signer.ReadHeader(sealed[i].Payload)
			if err != nil {
				return nil, err
			}
			if st.Seq > run[1] {
				return out, nil
			}
			sealed[i].ID, seq = st.ID, st.Seq+1
			out = append(out, sealed[i])
		}
	}
	return out, nil
}

// logOf is what is held of one author's log; the zero Log when nothing is.
func (l *Link) logOf(ctx context.Context, author consent.Ref) (Log, error) {
	logs, err := l.prod.Store.Logs(ctx)
	for _, log := range logs {
		if log.Author == author {
			return log, err
		}
	}
	return Log{Author: author}, err
}
