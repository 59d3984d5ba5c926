package sync

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	stdsync "sync"
	"sync/atomic"

	"onset/consent"
	"onset/signer"
	"onset/sync/spool"
)

// inbox reads what lies in the folders of other authors into the store.
type inbox struct {
	l *Link

	busy atomic.Bool // something was heard of that was not read yet

	hear  stdsync.Mutex // never held for long: the engine's events come through it
	heard map[consent.Ref][]string
	whole map[consent.Ref]bool
	retry bool

	mu    stdsync.Mutex
	keys  int // that were here when the boxes were read last
	boxes map[consent.Ref]*box
	mends map[mend]*attempt
}

// What is read together: enough to make a flush worth while, little enough to
// stay small in memory.
const (
	readBytes = 4 << 20
	readCount = 2000
	blobBytes = 16 << 20
	blobCount = 500
)

// open makes the box of an author, as it was kept. A folder whose files were
// erased must not bring them back before it is known which.
func (in *inbox) open(ctx context.Context, author consent.Ref) error {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.boxes[author] != nil {
		return nil
	}
	path := in.l.spoolPath(author)
	if _, err := spool.Open(path, in.l.prod.Keys.ID, author); err != nil {
		return err
	}
	b := newBox(author, in.l.prod.Keys.ID, path)
	kept, err := in.l.prod.Store.Local(ctx, factBox+author.String())
	if err != nil {
		return err
	}
	b.decode(kept)
	if len(b.ignored) > 0 {
		if err := shared(in.l.node.eng.Ignore(ctx, b.id, b.patterns())); err != nil {
			return err
		}
	}
	in.boxes[author] = b
	wake(in.l.inWake)
	return nil
}

// arrived notes what the engine said of a folder; no paths mean all of it.
func (in *inbox) arrived(author consent.Ref, paths []string) {
	in.hear.Lock()
	defer in.hear.Unlock()
	if in.heard == nil {
		in.heard, in.whole = map[consent.Ref][]string{}, map[consent.Ref]bool{}
	}
	in.busy.Store(true)
	in.heard[author] = append(in.heard[author], paths...)
	in.whole[author] = in.whole[author] || len(paths) == 0
}

// again has everything that could not be read tried once more.
func (in *inbox) again() {
	in.hear.Lock()
	in.retry = true
	in.hear.Unlock()
	wake(in.l.inWake)
}

func (in *inbox) collect() (retry bool) {
	in.hear.Lock()
	defer in.hear.Unlock()
	for author, paths := range in.heard {
		if b := in.boxes[author]; b != nil && !in.whole[author] {
			b.names(paths)
		} else if b != nil {
			b.whole = true
		}
	}
	retry = in.retry
	in.heard, in.whole, in.retry = nil, nil, false
	return retry
}

func (in *inbox) turn(ctx context.Context) {
	in.mu.Lock()
	defer in.mu.Unlock()
	// What the store or the disk did not let happen is tried again with the next tick.
	_ = in.run(ctx)
}

// everything lists all folders and reads what is new.
func (in *inbox) everything(ctx context.Context) error {
	in.mu.Lock()
	defer in.mu.Unlock()
	for _, b := range in.boxes {
		b.whole = true
	}
	return in.run(ctx)
}

func (in *inbox) run(ctx context.Context) error {
	in.forget(in.l.takeErased())
	retry := in.collect()
	keys := len(in.l.prod.Keys.Identities())
	if in.keys != 0 && in.keys != keys {
		in.judgeAgain()
	}
	in.keys = keys
	for _, b := range in.sorted() {
		if b.whole || retry {
			if err := b.relist(ctx); err != nil {
				return err
			}
		}
		for n, had := range b.locked {
			if had != keys {
				delete(b.locked, n)
				b.queue[n] = true
			}
		}
	}
	for {
		read, err := in.readSegments(ctx)
		if err != nil {
			return err
		}
		if !read {
			break
		}
	}
	if err := in.readAllBlobs(ctx); err != nil {
		return err
	}
	if in.rereadOnce() {
		wake(in.l.inWake)
	}
	if err := in.lookForGone(ctx); err != nil {
		return err
	}
	in.rested()
	wake(in.l.careWake)
	return nil
}

// rested notes that all that was heard of was read, unless more came meanwhile.
func (in *inbox) rested() {
	in.hear.Lock()
	defer in.hear.Unlock()
	for _, b := range in.boxes {
		if b.whole || len(b.queue) > 0 {
			return
		}
	}
	in.busy.Store(in.heard != nil)
}

func (in *inbox) sorted() []*box {
	out := make([]*box, 0, len(in.boxes))
	for _, b := range in.boxes {
		out = append(out, b)
	}
	slices.SortFunc(out, func(a, b *box) int { return slices.Compare(a.author[:], b.author[:]) })
	return out
}

// item is one segment that was read.
type item struct {
	b      *box
	name   spool.Name
	sealed []signer.Sealed
}

// readSegments reads some segments and gives them to the store together. False
// when there is none to be read.
func (in *inbox) readSegments(ctx context.Context) (bool, error) {
	var batch []item
	var size, count int
	looked := false
	ids := in.l.prod.Keys.Identities()
	for _, b := range in.sorted() {
		for _, n := range b.segments() {
			if n.IsBlob() || size > readBytes || count > readCount {
				continue
			}
			looked = true
			delete(b.queue, n)
			sealed, err := b.folder.Segment(n, ids...)
			if err != nil {
				in.refuse(b, n, err)
				continue
			}
			for _, s := range sealed {
				size += len(s.Payload)
			}
			count += len(sealed)
			batch = append(batch, item{b, n, sealed})
		}
	}
	if len(batch) == 0 {
		return looked, ctx.Err()
	}
	if err := in.take(ctx, batch); err != nil {
		for _, it := range batch {
			it.b.queue[it.name] = true
		}
		return false, err
	}
	in.l.tell()
	return true, nil
}

// take gives segments to the store. Where one of many was refused, each is
// given alone to see which.
func (in *inbox) take(ctx context.Context, batch []item) error {
	var all []signer.Sealed
	for _, it := range batch {
		all = append(all, it.sealed...)
	}
	got, err := in.l.prod.Store.Take(ctx, all, nil)
	if err != nil {
		in.l.faults.put(batch[0].b.author, reasonOf(err), recordsItem)
		return err
	}
	if len(got.Refused) == 0 {
		for _, it := range batch {
			in.accept(it)
		}
		return nil
	}
	for _, it := range batch {
		got, err := in.l.prod.Store.Take(ctx, it.sealed, nil)
		if err != nil {
			return err
		}
		if len(got.Refused) > 0 {
			in.l.faults.put(it.b.author, reasonOf(got.Refused[0]), it.name.String())
			in.note(it)
			continue
		}
		in.accept(it)
	}
	return nil
}

func (in *inbox) accept(it item) {
	in.read(it.b, it.name)
	in.note(it)
}

// read notes that a file was read and is what it should be.
func (in *inbox) read(b *box, n spool.Name) {
	b.seen[markOf(n)], b.dirty = true, true
	in.l.faults.clear(b.author, n.String())
	in.settled(b, n)
}

// note looks at what statements mean for carrying: the blobs they name, what
// an office acknowledges, and what must be shown of them.
func (in *inbox) note(it item) {
	roster := in.l.roster()
	ahead := in.l.node.o.Now().Add(farAhead)
	for _, s := range it.sealed {
		st, err := in.l.prod.Codec.Decode(s)
		if err != nil {
			continue
		}
		it.b.want(st)
		for _, o := range in.l.outs {
			o.acks.note(roster, st)
		}
		if at := st.At.Time(); !st.At.IsZero() && at.After(ahead) {
			it.b.future[it.name.String()] = at
			in.l.faults.put(it.b.author, Future, it.name.String())
		}
		switch err := roster.Allows(st); {
		case errors.Is(err, signer.ErrRevoked):
			in.l.faults.put(it.b.author, Revoked, it.name.String())
		case errors.Is(err, signer.ErrUnknownAuthor):
			in.l.faults.put(it.b.author, UnknownAuthor, it.name.String())
		}
	}
	for n := range it.b.unnamed {
		if len(it.b.wanted[n.Blob]) > 0 {
			delete(it.b.unnamed, n)
			it.b.queue[n] = true
		}
	}
}

// refuse notes why a file does not count, and has a bad one fetched again.
func (in *inbox) refuse(b *box, n spool.Name, err error) {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		b.gone[n] = true
		return
	case errors.Is(err, signer.ErrNoIdentity):
		b.locked[n] = len(in.l.prod.Keys.Identities())
	case errors.Is(err, spool.ErrDamaged) && b.seen[markOf(n)]:
		err = errAltered
		in.askAgain(b, n)
	case errors.Is(err, spool.ErrDamaged), errors.Is(err, signer.ErrBlob):
		in.askAgain(b, n)
	}
	in.l.faults.put(b.author, reasonOf(err), n.String())
}

// lookForGone says of files that vanished whether anything is missed.
func (in *inbox) lookForGone(ctx context.Context) error {
	for _, b := range in.sorted() {
		if len(b.gone) == 0 {
			continue
		}
		list, err := b.folder.List(ctx)
		if err != nil {
			return err
		}
		for n := range b.gone {
			if in.isMissed(b, n, list) {
				in.l.faults.put(b.author, Vanished, n.String())
				continue
			}
			delete(b.gone, n)
			in.l.faults.clear(b.author, n.String())
		}
	}
	return nil
}

// isMissed reports whether a file is gone and no other holds what it held.
func (in *inbox) isMissed(b *box, n spool.Name, list spool.Listing) bool {
	if n.IsBlob() {
		return !b.ignored[n.Blob] && len(list.BlobsOf(n.Blob)) == 0 && (b.taken[n.Blob] || len(b.wanted[n.Blob]) > 0)
	}
	for _, run := range list.Uncovered(n.Last) {
		if run[1] >= n.First {
			return true
		}
	}
	return false
}

// rereadOnce has the segments of authors read once more whose blobs no
// statement names: a newer version may know statements that an older could not read.
func (in *inbox) rereadOnce() (any bool) {
	for _, b := range in.boxes {
		if len(b.unnamed) > 0 && !b.again && len(b.queue) == 0 && len(b.seen) > 0 {
			b.again, b.whole, any = true, true, true
			b.seen = map[mark]bool{}
		}
	}
	return any
}

// save keeps what was read, so that it is not read again.
func (in *inbox) save(ctx context.Context) error {
	in.mu.Lock()
	defer in.mu.Unlock()
	for _, b := range in.boxes {
		if !b.dirty {
			continue
		}
		if err := in.l.prod.Store.PutLocal(ctx, factBox+b.author.String(), b.encode()); err != nil {
			return err
		}
		b.dirty = false
	}
	return nil
}
