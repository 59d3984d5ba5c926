package sync

import (
	"context"
	"slices"

	"onset/consent"
	"onset/signer"
	"onset/sync/spool"
)

// arrivedBlob is a blob that was read.
type arrivedBlob struct {
	b        *box
	name     spool.Name
	blob     signer.Blob
	verified bool
}

func (in *inbox) readAllBlobs(ctx context.Context) error {
	for {
		batch, looked := in.readBlobs(ctx)
		if err := ctx.Err(); err != nil || !looked {
			return err
		}
		if err := in.takeBlobs(ctx, batch); err != nil {
			for _, a := range batch {
				a.b.queue[a.name] = true
			}
			return err
		}
	}
}

// readBlobs reads some blobs that statements name; others wait for one that does.
func (in *inbox) readBlobs(ctx context.Context) (batch []arrivedBlob, looked bool) {
	size := 0
	for _, b := range in.sorted() {
		for n := range b.queue {
			if !n.IsBlob() || size > blobBytes || len(batch) >= blobCount || ctx.Err() != nil {
				continue
			}
			looked = true
			delete(b.queue, n)
			if a, ok := in.readBlob(ctx, b, n); ok {
				batch = append(batch, a)
				size += len(a.blob.Bytes)
			}
		}
	}
	return batch, looked
}

func (in *inbox) readBlob(ctx context.Context, b *box, n spool.Name) (a arrivedBlob, ok bool) {
	erased, err := in.l.prod.Store.Erased(ctx, n.Blob)
	if err != nil {
		b.queue[n] = true
		return a, false
	}
	switch {
	case erased || b.ignored[n.Blob]:
		in.banish(b, n.Blob)
		return a, false
	case b.taken[n.Blob]:
		if _, err = b.folder.Bytes(n); err == nil { // it came again: it is to be what it was
			in.read(b, n)
		}
	case len(b.wanted[n.Blob]) == 0:
		b.unnamed[n] = true
		return a, false
	default:
		a = arrivedBlob{b: b, name: n}
		if a.blob, err = b.folder.Blob(n); err == nil {
			a.verified, err = b.judge(a.blob, in.l.prod.Keys.Identities())
		}
		ok = err == nil
	}
	if err != nil {
		in.refuse(b, n, err)
	}
	return a, ok
}

// takeBlobs gives blobs to the store. What it refuses was erased, or is more
// than it keeps under one id; neither is asked for again.
func (in *inbox) takeBlobs(ctx context.Context, batch []arrivedBlob) error {
	if len(batch) == 0 {
		return nil
	}
	blobs := make([]signer.Blob, len(batch))
	for i, a := range batch {
		blobs[i] = a.blob
	}
	if _, err := in.l.prod.Store.Take(ctx, nil, blobs); err != nil {
		in.l.faults.put(batch[0].b.author, reasonOf(err), recordsItem)
		return err
	}
	for _, a := range batch {
		in.read(a.b, a.name)
		if a.verified {
			a.b.taken[a.blob.ID] = true
			delete(a.b.wanted, a.blob.ID)
		}
	}
	in.l.tell()
	return nil
}

// judgeAgain reads the blobs once more that came before their key did: only now
// it shows whether they are what statements name.
func (in *inbox) judgeAgain() {
	for _, b := range in.boxes {
		for id := range b.wanted {
			names, err := b.folder.OfBlob(id)
			if err != nil {
				b.whole = true
				continue
			}
			for _, n := range names {
				b.queue[n] = true
			}
		}
	}
}

// forget removes the files of erased blobs from all folders.
func (in *inbox) forget(ids []consent.ID) {
	if len(ids) == 0 {
		return
	}
	for _, o := range in.l.outs {
		o.forget(ids)
	}
	for _, b := range in.boxes {
		for _, id := range ids {
			in.banish(b, id)
		}
	}
}

// banish removes a blob's files from a folder and keeps them away. The
// engine must not take the path before its removal is announced as ours to
// make, so it is told to pass it over first; see careIgnore.
func (in *inbox) banish(b *box, id consent.ID) {
	if !b.ignored[id] {
		b.ignored[id], b.dirty = true, true
		in.ignoring(b)
	}
	delete(b.wanted, id)
	delete(b.taken, id)
	for _, m := range []map[spool.Name]bool{b.queue, b.unnamed, b.gone} {
		for n := range m {
			if n.Blob == id {
				delete(m, n)
			}
		}
	}
	for m := range in.mends {
		if m.author == b.author && m.name.Blob == id {
			delete(in.mends, m)
		}
	}
	in.l.faults.clearBelow(b.author, blobStem(id))
	if err := removeBlob(b.folder, id); err != nil {
		in.l.faults.put(b.author, reasonOf(err), id.String())
	}
}

// blobStem is how the names of all files of a blob begin.
func blobStem(id consent.ID) string {
	s := id.String()
	return spool.BlobDir + "/" + s[:2] + "/" + s + "-"
}

// removeBlob removes all files of a blob from a folder.
func removeBlob(f *spool.Folder, id consent.ID) error {
	names, err := f.OfBlob(id)
	if err != nil {
		return err
	}
	return f.Remove(names...)
}

// forget removes our own files of erased blobs, which removes them everywhere
// once peers hear of it.
func (o *outbox) forget(ids []consent.ID) {
	o.mu.Lock()
	defer o.mu.Unlock()
	var names []spool.Name
	for _, id := range ids {
		found, err := o.folder.OfBlob(id)
		if err != nil {
			o.l.faults.put(o.author, reasonOf(err), id.String())
			continue
		}
		names = append(names, found...)
		delete(o.held, id)
	}
	for _, n := range names {
		if had, ours := o.blobs[n]; ours && !had {
			o.waiting.Add(-1)
		}
		delete(o.blobs, n)
	}
	if err := o.folder.Remove(names...); err != nil {
		o.l.faults.put(o.author, reasonOf(err), recordsItem)
	}
	o.removed = append(o.removed, names...)
}

// takeRemoved are the files that peers are to be told are gone.
func (o *outbox) takeRemoved() []spool.Name {
	o.mu.Lock()
	defer o.mu.Unlock()
	names := slices.Clone(o.removed)
	o.removed = nil
	return names
}
