package sync

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	stdsync "sync"
	"sync/atomic"

	"onset/consent"
	"onset/signer"
	"onset/sync/spool"
)

// outbox writes a log of this device's into its folder: the one it keeps, or
// one that it kept before.
type outbox struct {
	l      *Link
	author consent.Ref
	folder *spool.Folder
	acks   *acks
	recall *recall

	mu      stdsync.Mutex
	ready   bool                // what lies in the folder was looked at
	next    uint64              // the first place that is not in the folder
	last    atomic.Uint64       // of our log, as far as was seen
	blobs   map[spool.Name]bool // in the folder; true once an office has it
	held    map[consent.ID]bool // the same, by id
	done    uint64              // up to here our statements' blobs were written
	saved   uint64              // as of the last save
	waiting atomic.Int64        // blobs that no office has
	segs    []spool.Name        // in the folder, by place
	removed []spool.Name        // of which peers are to be told
}

func newOutbox(ctx context.Context, l *Link, author consent.Ref) (*outbox, error) {
	folder, err := spool.Open(l.spoolPath(author), l.prod.Keys.ID, author)
	if err != nil {
		return nil, err
	}
	o := &outbox{l: l, author: author, folder: folder}
	o.recall = &recall{l: l, out: o, tries: map[spool.Name]int{}}
	o.acks, err = newAcks(ctx, l, author)
	return o, err
}

// outboxes are those of the log that is kept, first, and of those that were.
type outboxes []*outbox

// of is the outbox of a log, nil when it is none of this device's.
func (os outboxes) of(author consent.Ref) *outbox {
	for _, o := range os {
		if o.author == author {
			return o
		}
	}
	return nil
}

// each does something with all of them, whatever fails.
func (os outboxes) each(do func(*outbox) error) error {
	var errs []error
	for _, o := range os {
		errs = append(errs, do(o))
	}
	return errors.Join(errs...)
}

// turn writes what is new in all logs.
func (os outboxes) turn(ctx context.Context) {
	for _, o := range os {
		o.turn(ctx)
	}
}

// flush writes everything.
func (os outboxes) flush(ctx context.Context) error {
	return os.each(func(o *outbox) error { return o.flush(ctx, true) })
}

// save keeps how far all is.
func (os outboxes) save(ctx context.Context) error {
	return os.each(func(o *outbox) error { return errors.Join(o.save(ctx), o.acks.save(ctx)) })
}

// waiting is how much of all logs no office has, as far as is known.
func (os outboxes) waiting() (statements, blobs int) {
	for _, o := range os {
		blobs += int(o.waiting.Load())
		if last, best := o.last.Load(), o.acks.best(); last > best {
			statements += int(last - best)
		}
	}
	return statements, blobs
}

const (
	blobsAtOnce = 256 // written and announced together
	writers     = 16  // at a time: a file system makes many files durable in the time of one
	alive       = 16  // blobs of statements that are said one by one: announced with them
)

// turn writes what is new. Without anybody to hear it, only whole batches are
// written: a week offline makes few files.
func (o *outbox) turn(ctx context.Context) {
	if err := o.flush(ctx, o.l.anyConnected()); err != nil && ctx.Err() == nil {
		o.l.faults.put(o.author, reasonOf(err), recordsItem)
		return
	}
	o.l.faults.clear(o.author, recordsItem)
}

func (o *outbox) flush(ctx context.Context, all bool) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if err := o.prepare(ctx); err != nil {
		return err
	}
	fresh, err := o.segments(ctx, all)
	if err != nil {
		return err
	}
	if len(fresh) == 0 {
		return nil
	}
	defer o.l.tell()
	return o.announce(ctx, fresh)
}

// fresh is a segment that was written, and the blobs its statements name.
type fresh struct {
	name  spool.Name
	blobs []consent.ID
}

// segments writes what the folder does not hold yet.
func (o *outbox) segments(ctx context.Context, all bool) ([]fresh, error) {
	var out []fresh
	for {
		sealed, err := o.l.prod.Store.Sealed(ctx, o.author, o.next, spool.MaxStatements+1)
		if err != nil || len(sealed) == 0 {
			return out, err
		}
		n := spool.Batch(sealed)
		last, err := signer.ReadHeader(sealed[len(sealed)-1].Payload)
		if err != nil {
			return out, err
		}
		o.last.Store(max(o.last.Load(), last.Seq))
		if n == len(sealed) && n < spool.MaxStatements && !all {
			return out, nil
		}
		f, err := o.write(sealed[:n])
		if err != nil {
			return out, err
		}
		out = append(out, f)
		o.next = f.name.Last + 1
	}
}

func (o *outbox) write(sealed []signer.Sealed) (fresh, error) {
	var f fresh
	keys := false
	for _, s := range sealed {
		st, err := o.l.prod.Codec.Decode(s)
		if err != nil {
			return f, err
		}
		if _, is := st.Body.(*signer.ProductionKey); is {
			keys = true
		}
		for _, ref := range consent.BlobRefs(st.Body) {
			f.blobs = append(f.blobs, ref.ID)
		}
	}
	var err error
	f.name, err = o.folder.WriteSegment(sealed, o.l.recipients(keys)...)
	if err == nil {
		o.segs = append(o.segs, f.name)
		slices.SortFunc(o.segs, byLast)
	}
	return f, err
}

func byLast(a, b spool.Name) int { return cmp.Compare(a.Last, b.Last) }

// recipients are whom a segment is for: the set's newest key. Who is to get
// that key from a statement in it cannot have it yet, so that such a segment
// is for each device that stands, too.
func (l *Link) recipients(keys bool) []signer.Recipient {
	r := l.roster()
	to := r.Recipients(signer.AudienceSet)
	if !keys {
		return to
	}
	for _, d := range r.Readers(signer.AudienceSet) {
		own, err := signer.ParseRecipient(d.Age)
		if err == nil && !slices.Contains(to, own) {
			to = append(to, own)
		}
	}
	return to
}

// announce has peers told of statements before the blobs that they name.
func (o *outbox) announce(ctx context.Context, list []fresh) error {
	names := make([]spool.Name, 0, len(list))
	var ids []consent.ID
	for _, f := range list {
		names = append(names, f.name)
		ids = append(ids, f.blobs...)
	}
	if len(list) == 1 && len(ids) <= alive {
		more, err := o.writeBlobs(ctx, ids)
		if err = errors.Join(err, o.scan(ctx, append(names, more...))); err != nil {
			return err
		}
	} else if err := o.scan(ctx, names); err != nil {
		return err
	} else if err := o.announceBlobs(ctx, ids); err != nil {
		return err
	}
	o.done = o.next - 1
	return nil
}

func (o *outbox) announceBlobs(ctx context.Context, ids []consent.ID) error {
	for part := range slices.Chunk(ids, blobsAtOnce) {
		names, err := o.writeBlobs(ctx, part)
		if err = errors.Join(err, o.scan(ctx, names)); err != nil {
			return err
		}
	}
	return nil
}

func (o *outbox) scan(ctx context.Context, names []spool.Name) error {
	if len(names) == 0 {
		return nil
	}
	if err := o.folder.Flush(names...); err != nil {
		return err
	}
	return o.l.scan(ctx, o.author, names)
}

// scan has the engine look at files of an author's folder. A folder that is
// not shared yet is looked at when it will be.
func (l *Link) scan(ctx context.Context, author consent.Ref, names []spool.Name) error {
	paths := make([]string, len(names))
	for i, n := range names {
		paths[i] = n.String()
	}
	return shared(l.node.eng.Scan(ctx, recordsID(l.prod.Keys.ID, author), paths...))
}

// writeBlobs writes the blobs that are not in the folder, some at a time. One
// that was erased, or is no longer kept here, is left out.
func (o *outbox) writeBlobs(ctx context.Context, ids []consent.ID) ([]spool.Name, error) {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id consent.ID) bool { return o.held[id] })
	slices.SortFunc(ids, func(a, b consent.ID) int { return slices.Compare(a[:], b[:]) })
	ids = slices.Compact(ids)
	written := make([][]spool.Name, len(ids))
	errs := make([]error, len(ids))
	var at atomic.Int64
	var work stdsync.WaitGroup
	for range min(writers, len(ids)) {
		work.Go(func() {
			for i := int(at.Add(1)) - 1; i < len(ids) && ctx.Err() == nil; i = int(at.Add(1)) - 1 {
				written[i], errs[i] = o.writeBlob(ctx, ids[i])
			}
		})
	}
	work.Wait()
	if err := errors.Join(append(errs, ctx.Err())...); err != nil {
		return nil, err
	}
	var out []spool.Name
	for i, names := range written {
		for _, n := range names {
			o.blobs[n], o.held[ids[i]] = false, true
		}
		out = append(out, names...)
	}
	o.waiting.Add(int64(len(out)))
	return out, nil
}

func (o *outbox) writeBlob(ctx context.Context, id consent.ID) ([]spool.Name, error) {
	files, err := o.l.prod.Store.BlobFiles(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("blob %s: %w", id, err)
	}
	var out []spool.Name
	for _, f := range files {
		n, err := o.folder.WriteBlob(id, f)
		if err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, nil
}

// outFact is how far blobs were written.
type outFact struct {
	Blobs uint64 `json:"blobs"`
}

// save keeps how far blobs were written. Whatever was written since the last
// save is looked at once more at the next start.
func (o *outbox) save(ctx context.Context) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.ready || o.done == o.saved {
		return nil
	}
	err := save(ctx, o.l.prod.Store, factOut+o.author.String(), outFact{o.done})
	if err == nil {
		o.saved = o.done
	}
	return err
}
