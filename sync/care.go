package sync

import (
	"context"
	"slices"
	"time"

	"onset/consent"
	"onset/sync/engine"
	"onset/sync/spool"
)

const (
	tickEvery  = 10 * time.Second // what failed is tried again, and what is known is kept
	mergeEvery = 360              // ticks
	maxWait    = 256              // ticks until a file is asked for again
	maxMends   = 1000             // files that are asked for again at a time
)

// mend is a file that is to be fetched again.
type mend struct {
	author consent.Ref
	name   spool.Name
}

// attempt counts how often that was tried; each next time is later.
type attempt struct {
	tries int
	wait  int // ticks
}

// askAgain notes a bad file, which care removes and has the engine fetch. The
// inbox is held.
func (in *inbox) askAgain(b *box, n spool.Name) {
	delete(b.seen, markOf(n))
	m := mend{b.author, n}
	if in.mends[m] == nil && len(in.mends) < maxMends {
		in.mends[m] = &attempt{}
	}
	wake(in.l.careWake)
}

// settled forgets that a file was bad.
func (in *inbox) settled(b *box, n spool.Name) {
	delete(in.mends, mend{b.author, n})
	delete(b.gone, n)
}

// due removes the bad files whose turn it is, and gives them by author.
func (in *inbox) due() map[consent.Ref][]spool.Name {
	in.mu.Lock()
	defer in.mu.Unlock()
	out := map[consent.Ref][]spool.Name{}
	for m, a := range in.mends {
		b := in.boxes[m.author]
		if a.wait > 0 || b == nil {
			continue
		}
		if _, err := b.folder.Bytes(m.name); err == nil {
			delete(in.mends, m) // it came meanwhile
			b.queue[m.name] = true
			wake(in.l.inWake)
			continue
		}
		a.tries++
		a.wait = min(1<<min(a.tries, 20), maxWait)
		if b.folder.Remove(m.name) == nil {
			out[m.author] = append(out[m.author], m.name)
		}
	}
	return out
}

// ticked brings the next attempts nearer, and forgets faults of the future that
// have become present.
func (in *inbox) ticked() {
	in.mu.Lock()
	defer in.mu.Unlock()
	for _, a := range in.mends {
		a.wait = max(0, a.wait-1)
	}
	ahead := in.l.node.o.Now().Add(farAhead)
	for _, b := range in.boxes {
		for item, at := range b.future {
			if !at.After(ahead) {
				delete(b.future, item)
				in.l.faults.clear(b.author, item)
			}
		}
	}
}

// ignoring notes that a box's patterns changed. The inbox is held.
func (in *inbox) ignoring(b *box) {
	b.repass = true
	wake(in.l.careWake)
}

// patterns are the paths that the engine neither sends nor takes: whatever
// hash the file of an erased blob has.
func (b *box) patterns() []string {
	var out []string
	for id := range b.ignored {
		out = append(out, "/"+blobStem(id)+"*")
	}
	slices.Sort(out)
	return out
}

// tick wakes the loops now and then.
func (l *Link) tick() {
	t := time.NewTicker(tickEvery)
	defer t.Stop()
	for n := 1; ; n++ {
		select {
		case <-l.life.Done():
			return
		case <-t.C:
		}
		if l.clips.restedAnew() {
			l.node.poke()
			l.tell()
		}
		l.in.ticked()
		l.in.again()
		l.mark(func(x *news) { x.override, x.peers, x.keep = true, true, true; x.merge = x.merge || n%mergeEvery == 0 })
		wake(l.outWake)
		wake(l.careWake)
	}
}

// care does what is slow and need not be done at once. What the engine
// refuses it is asked again with the next tick.
func (l *Link) care(ctx context.Context) {
	n := l.takeNews()
	l.careIgnored(ctx)
	l.careMends(ctx)
	for _, o := range l.outs {
		if names := o.takeRemoved(); len(names) > 0 {
			_ = l.scan(ctx, o.author, names)
		}
		if n.override {
			o.careOverride(ctx)
		}
	}
	l.clips.care(ctx)
	for _, o := range l.outs {
		o.acks.catchUp(ctx)
	}
	l.view.refresh(ctx, n.peers)
	if n.merge {
		for _, o := range l.outs {
			o.careMerge(ctx)
		}
	}
	if n.keep {
		_ = l.in.save(ctx) // a later tick tries again; what is lost by it is read twice
		_ = l.outs.save(ctx)
		_ = l.faults.save(ctx, l.prod.Store)
	}
}

// careIgnored has the engine pass over the files of erased blobs before anything is reverted.
func (l *Link) careIgnored(ctx context.Context) {
	l.in.mu.Lock()
	todo := map[string][]string{}
	for _, b := range l.in.boxes {
		if b.repass {
			todo[b.id], b.repass = b.patterns(), false
		}
	}
	l.in.mu.Unlock()
	for id, patterns := range todo {
		if shared(l.node.eng.Ignore(ctx, id, patterns)) != nil && ctx.Err() == nil {
			l.in.mu.Lock()
			for _, b := range l.in.boxes {
				b.repass = b.repass || b.id == id
			}
			l.in.mu.Unlock()
		}
	}
}

// careMends has bad files fetched again: they are gone, the engine is told,
// and makes the folder what others have.
func (l *Link) careMends(ctx context.Context) {
	for author, names := range l.in.due() {
		if l.scan(ctx, author, names) == nil {
			_ = l.node.eng.Revert(ctx, recordsID(l.prod.Keys.ID, author))
		}
	}
}

// careOverride puts our own folder right where others changed it for the rest,
// after taking back what they have of ours and we have not.
func (o *outbox) careOverride(ctx context.Context) {
	l := o.l
	id := recordsID(l.prod.Keys.ID, o.author)
	changed, err := l.node.eng.Altered(ctx, id)
	if err != nil || len(changed) == 0 || o.recall.turn(ctx, changed) {
		return // with the next tick
	}
	if o.recall.news {
		o.recall.news = false
		l.node.beginAnew()
		l.tell()
		return
	}
	_ = l.node.eng.Override(ctx, id)
}

// careMerge makes one segment per day of those older than a day.
func (o *outbox) careMerge(ctx context.Context) {
	l := o.l
	before := l.node.o.Now().UTC().Truncate(24 * time.Hour).Add(-24 * time.Hour)
	m, err := o.merge(ctx, before)
	if err != nil && ctx.Err() == nil {
		l.faults.put(o.author, reasonOf(err), recordsItem)
	}
	for _, n := range m.Bad {
		l.faults.put(o.author, Damaged, n.String())
	}
	if len(m.Written) > 0 && l.scan(ctx, o.author, m.Written) == nil {
		_ = l.scan(ctx, o.author, m.Removed)
	}
}

func (o *outbox) merge(ctx context.Context, before time.Time) (spool.Merged, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.ready {
		return spool.Merged{}, nil
	}
	m, err := o.folder.Merge(ctx, before, o.l.prod.Keys.Identities(), o.l.recipients(true))
	o.segs = slices.DeleteFunc(o.segs, func(n spool.Name) bool { return slices.Contains(m.Removed, n) })
	o.segs = append(o.segs, m.Written...)
	slices.SortFunc(o.segs, byLast)
	return m, err
}

// anyConnected reports whether a device of the production is there.
func (l *Link) anyConnected() bool {
	ids := l.peerIDs(false)
	return slices.ContainsFunc(l.node.eng.Peers(), func(p engine.PeerState) bool { return p.Connected && slices.Contains(ids, p.ID) })
}
