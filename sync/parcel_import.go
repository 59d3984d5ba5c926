package sync

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"onset/consent"
	"onset/signer"
	"onset/sync/spool"
)

// Import takes what a disk carries of this production. What it cannot take is
// noted and the rest goes on. ErrNoParcel where there is nothing.
func (l *Link) Import(ctx context.Context, dir string, progress func(done, total int)) (Parcel, error) {
	im := &importing{l: l, progress: progress}
	if err := im.find(ctx, dir); err != nil {
		return im.p, fmt.Errorf("import: %w", err)
	}
	if err := im.run(ctx); err != nil {
		return im.p, fmt.Errorf("import: %w", err)
	}
	l.tell()
	wake(l.careWake)
	return im.p, nil
}

// maxAuthors of a disk are looked at: more than a production has devices.
const maxAuthors = 4096

// importing is one disk while it is read.
type importing struct {
	l        *Link
	progress func(done, total int)
	p        Parcel
	todo     []*box
	done     int
	total    int
}

// find lists the folders of authors, and their files.
func (im *importing) find(ctx context.Context, dir string) error {
	root := filepath.Join(dir, im.l.prod.Keys.ID.String())
	info, err := os.Lstat(root)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !info.IsDir() {
		return ErrNoParcel
	}
	if err != nil {
		return err
	}
	d, err := os.Open(root)
	if err != nil {
		return err
	}
	entries, err := d.ReadDir(maxAuthors)
	_ = d.Close()
	if err != nil && !errors.Is(err, io.EOF) {
		if len(entries) == 0 {
			return err
		}
		im.p.fault(im.l.self, Damaged, recordsItem) // of a bad disk, what can be read is taken
	}
	for _, e := range entries {
		var author consent.Ref
		if !e.IsDir() || author.UnmarshalText([]byte(e.Name())) != nil || author.IsZero() {
			continue
		}
		b := newBox(author, im.l.prod.Keys.ID, filepath.Join(root, e.Name()))
		if err := b.relist(ctx); err != nil {
			im.p.fault(author, reasonOf(err), recordsItem)
			continue
		}
		im.total += len(b.queue)
		im.todo = append(im.todo, b)
	}
	return nil
}

// run reads folders until none brings anything: one may hold the enrolment of
// another's author, or the key that another's are written for.
func (im *importing) run(ctx context.Context) error {
	for again := true; again; {
		again = false
		for _, b := range im.todo {
			if !im.l.hasAuthor(b.author) {
				continue
			}
			read, err := im.segments(ctx, b)
			if err != nil {
				return err
			}
			again = again || read
		}
	}
	for _, b := range im.todo {
		if !im.l.hasAuthor(b.author) {
			im.p.fault(b.author, UnknownAuthor, recordsItem)
			continue
		}
		for n := range b.locked {
			im.p.fault(b.author, NoKey, n.String())
		}
		if err := im.blobs(ctx, b); err != nil {
			return err
		}
	}
	return nil
}

func (im *importing) step() {
	im.done++
	if im.progress != nil {
		im.progress(min(im.done, im.total), im.total)
	}
}

// segments reads what a folder has of statements, and whether any was new.
func (im *importing) segments(ctx context.Context, b *box) (read bool, err error) {
	ids := im.l.prod.Keys.Identities()
	for n, keys := range b.locked {
		if keys != len(ids) {
			delete(b.locked, n)
			b.queue[n] = true
		}
	}
	for _, n := range b.segments() {
		if n.IsBlob() {
			continue
		}
		if err := ctx.Err(); err != nil {
			return read, err
		}
		delete(b.queue, n)
		sealed, err := b.folder.Segment(n, ids...)
		if errors.Is(err, signer.ErrNoIdentity) {
			b.locked[n] = len(ids)
			continue
		}
		im.step()
		if err != nil {
			im.p.fault(b.author, reasonOf(err), n.String())
			continue
		}
		got, err := im.l.prod.Store.Take(ctx, sealed, nil)
		if err != nil {
			return read, err
		}
		read = true
		im.took(b, n, sealed, got)
	}
	return read, nil
}

func (im *importing) took(b *box, n spool.Name, sealed []signer.Sealed, got Taken) {
	im.p.Files++
	im.p.Statements += got.Accepted + got.Aside + got.Opaque
	im.p.Known += got.Known
	if len(got.Refused) > 0 {
		im.p.fault(b.author, reasonOf(got.Refused[0]), n.String())
	}
	for _, s := range sealed {
		if st, err := im.l.prod.Codec.Decode(s); err == nil {
			b.want(st)
		}
	}
}

// blobs reads those that a statement of the folder names.
func (im *importing) blobs(ctx context.Context, b *box) error {
	ids := im.l.prod.Keys.Identities()
	for n := range b.queue {
		if err := ctx.Err(); err != nil {
			return err
		}
		if !n.IsBlob() {
			continue
		}
		im.step()
		if len(b.wanted[n.Blob]) == 0 {
			continue
		}
		if err := im.blob(ctx, b, n, ids); err != nil {
			return err
		}
	}
	return nil
}

func (im *importing) blob(ctx context.Context, b *box, n spool.Name, ids []*signer.Identity) error {
	erased, err := im.l.prod.Store.Erased(ctx, n.Blob)
	if err != nil || erased {
		return err
	}
	blob, err := b.folder.Blob(n)
	if err == nil {
		_, err = b.judge(blob, ids)
	}
	if err != nil {
		im.p.fault(b.author, reasonOf(err), n.String())
		return nil
	}
	im.p.Files++
	held, err := im.l.prod.Store.BlobFiles(ctx, n.Blob)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(held, func(h []byte) bool { return slices.Equal(h, blob.Bytes) }) {
		im.p.Known++
		return nil
	}
	_, err = im.l.prod.Store.Take(ctx, nil, []signer.Blob{blob})
	im.p.Blobs++
	return err
}
