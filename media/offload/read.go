package offload

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// readFile reads one file of the card, once, and sends it to the lanes, or
// returns all of it where it is small. The checksums are of exactly these bytes.
// Errors are those of one file, ErrCardGone, or the context's.
func (r *run) readFile(ctx context.Context, i int, to []*lane) (sums Sums, all *block, err error) {
	f := &r.plan.Card.Files[i]
	r.report.change(func() { r.report.file = f.Path })
	name := filepath.Join(r.plan.Card.Dir, filepath.FromSlash(f.Path))
	in, err := openCard(name)
	if err != nil {
		return nil, nil, r.cardFault(err)
	}
	defer func() { _ = in.Close() }() // only read
	if err := f.still(in.Stat()); err != nil {
		return nil, nil, err
	}
	var n int64
	if f.Size < smallBlock {
		all = r.shelf.take(f.Size)
		sums, n, err = r.gulp(in, all)
	} else {
		for _, l := range to {
			l.send(message{kind: kindBegin, file: i})
		}
		sums, n, err = r.spread(ctx, in, i, to)
	}
	switch {
	case ctx.Err() != nil:
		return nil, all, ctx.Err()
	case err != nil:
		return nil, all, r.cardFault(err)
	case n != f.Size:
		return nil, all, fmt.Errorf("%w: %d bytes, not %d", ErrChanged, n, f.Size)
	}
	if err := f.still(in.Stat()); err != nil {
		return nil, all, err
	}
	return sums, all, f.still(os.Lstat(name))
}

// gulp reads a small file into one block.
func (r *run) gulp(in io.Reader, b *block) (Sums, int64, error) {
	d, err := newDigest(r.formats)
	if err != nil {
		return nil, 0, err
	}
	n, err := io.ReadFull(in, b.whole)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, int64(n), err
	}
	b.data = b.whole[:n]
	_, _ = d.Write(b.data) // a digest does not fail
	return d.sums(), int64(n), nil
}

// still says whether a file is what it was when the card was walked.
func (f *File) still(info fs.FileInfo, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%w: %w", ErrVanished, err)
	case err != nil:
		return fmt.Errorf("%w: %w", ErrUnreadable, err)
	case !info.Mode().IsRegular() || info.Size() != f.Size || !info.ModTime().Equal(f.Time):
		return ErrChanged
	}
	return nil
}

// cardFault tells a file that cannot be read from a card that is gone.
func (r *run) cardFault(err error) error {
	if _, gone := os.ReadDir(r.plan.Card.Dir); gone != nil {
		return fmt.Errorf("%w: %w", ErrCardGone, err)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: %w", ErrVanished, err)
	}
	return fmt.Errorf("%w: %w", ErrUnreadable, err)
}

// spread reads to the end of a file. While a block is hashed and written, the
// next is read.
func (r *run) spread(ctx context.Context, in io.Reader, i int, to []*lane) (Sums, int64, error) {
	d, err := newDigest(r.formats)
	if err != nil {
		return nil, 0, err
	}
	size := r.plan.Card.Files[i].Size
	var hashing sync.WaitGroup
	defer hashing.Wait()
	for total := int64(0); ; {
		if err := ctx.Err(); err != nil {
			return nil, total, err
		}
		b := r.shelf.take(size)
		n, err := io.ReadFull(in, b.whole)
		b.data = b.whole[:n]
		total += int64(n)
		hashing.Wait()
		if n > 0 && total <= size {
			for _, l := range to {
				l.send(message{kind: kindBlock, file: i, block: b})
			}
			hashing.Go(func() {
				_, _ = d.Write(b.data) // a digest does not fail
				b.release()
			})
		} else {
			b.release()
		}
		switch {
		case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || total > size:
			hashing.Wait()
			return d.sums(), total, nil
		case err != nil:
			return nil, total, err
		}
	}
}
