package sync

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"

	"onset/consent"
	"onset/signer"
	"onset/sync/spool"
)

// ErrNoParcel means a disk carries nothing of this production.
var ErrNoParcel = errors.New("nothing of this production is there")

// Export writes everything held as files below dir, one folder for each
// author: what is there already is left as it is. Files of this production
// only; ErrFull and others as the disk says.
func (l *Link) Export(ctx context.Context, dir string, progress func(done, total int)) (Parcel, error) {
	var p Parcel
	if err := l.outs.flush(ctx); err != nil {
		return p, fmt.Errorf("export: %w", err)
	}
	logs, err := l.prod.Store.Logs(ctx)
	if err != nil {
		return p, fmt.Errorf("export: %w", err)
	}
	for i, log := range logs {
		if progress != nil {
			progress(i, len(logs))
		}
		to, err := spool.Open(l.parcelPath(dir, log.Author), l.prod.Keys.ID, log.Author)
		if err == nil {
			err = l.exportLog(ctx, log, to, &p)
		}
		if err != nil {
			return p, fmt.Errorf("export: %w", err)
		}
	}
	if progress != nil {
		progress(len(logs), len(logs))
	}
	return p, nil
}

func (l *Link) parcelPath(dir string, author consent.Ref) string {
	return filepath.Join(dir, l.prod.Keys.ID.String(), author.String())
}

// exportLog copies the files that hold a log, and writes what no file holds:
// it came by another way than the author's folder.
func (l *Link) exportLog(ctx context.Context, log Log, to *spool.Folder, p *Parcel) error {
	there, err := to.List(ctx)
	if err != nil {
		return err
	}
	p.Known += covered(there, log.Last)
	from := spool.At(l.spoolPath(log.Author), l.prod.Keys.ID, log.Author)
	here, err := from.List(ctx)
	if err != nil {
		return err
	}
	for _, n := range slices.Concat(here.Segments, here.Blobs) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if slices.Contains(there.Segments, n) {
			p.Known++
			continue
		}
		if err := copyFile(from, to, n, p); err != nil {
			return err
		}
		if !n.IsBlob() {
			there.Segments = append(there.Segments, n)
		}
	}
	slices.SortFunc(there.Segments, func(a, b spool.Name) int { return cmp.Compare(a.First, b.First) })
	for _, run := range there.Uncovered(log.Last) {
		if err := l.exportRun(ctx, log.Author, run, to, p); err != nil {
			return err
		}
	}
	return nil
}

// covered is how many places of a log up to the last the segments of a listing hold.
func covered(l spool.Listing, last uint64) int {
	n := last
	for _, run := range l.Uncovered(last) {
		n -= run[1] - run[0] + 1
	}
	return int(n)
}

// copyFile copies a file as it is. One that is not what its name says is noted and left behind.
func copyFile(from, to *spool.Folder, n spool.Name, p *Parcel) error {
	if _, err := to.Size(n); err == nil {
		p.Known++
		return nil
	}
	file, err := from.Bytes(n)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, spool.ErrDamaged) {
		p.fault(from.Author(), reasonOf(err), n.String())
		return nil
	}
	if err == nil {
		err = to.Put(n, file)
	}
	if err == nil {
		err = to.Flush(n)
	}
	if err != nil {
		return err
	}
	p.wrote(n)
	return nil
}

func (p *Parcel) wrote(n spool.Name) {
	p.Files++
	if n.IsBlob() {
		p.Blobs++
		return
	}
	p.Statements += int(n.Last - n.First + 1)
}

func (p *Parcel) fault(author consent.Ref, what Reason, item string) {
	if len(p.Faults) < maxFaults {
		p.Faults = append(p.Faults, Fault{Author: author, What: what, Item: item})
	}
}

func (l *Link) exportRun(ctx context.Context, author consent.Ref, run [2]uint64, to *spool.Folder, p *Parcel) error {
	sealed, err := l.places(ctx, author, run)
	for err == nil && len(sealed) > 0 {
		n := spool.Batch(sealed)
		if err = l.exportBatch(ctx, sealed[:n], to, p); err == nil {
			sealed = sealed[n:]
		}
	}
	return err
}

func (l *Link) exportBatch(ctx context.Context, sealed []signer.Sealed, to *spool.Folder, p *Parcel) error {
	name, err := to.WriteSegment(sealed, l.recipients(true)...)
	if err != nil {
		return err
	}
	p.wrote(name)
	names := []spool.Name{name}
	for _, s := range sealed {
		st, err := l.prod.Codec.Decode(s)
		if err != nil {
			continue
		}
		for _, ref := range consent.BlobRefs(st.Body) {
			files, err := l.prod.Store.BlobFiles(ctx, ref.ID)
			if err != nil {
				return err
			}
			for _, f := range files {
				n, err := to.WriteBlob(ref.ID, f)
				if err != nil {
					return err
				}
				p.wrote(n)
				names = append(names, n)
			}
		}
	}
	return to.Flush(names...)
}
