package spool

import (
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"onset/consent"
)

const (
	maxListed = 1 << 20 // names taken from one folder; a real one has some thousands
	atOnce    = 512
)

// Listing is what lies in a folder.
type Listing struct {
	Segments []Name // by place
	Blobs    []Name // by id
	Stray    int    // entries that are no spool files
	Cut      bool   // there was more than anybody needs, and the rest was not looked at
}

// List reads the names of a folder; none of its files. A folder that is not
// there is empty.
func (f *Folder) List(ctx context.Context) (Listing, error) {
	var l Listing
	err := l.scan(ctx, f.path, "")
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	slices.SortFunc(l.Segments, comparePlace)
	slices.SortFunc(l.Blobs, func(a, b Name) int {
		return cmp.Or(slices.Compare(a.Blob[:], b.Blob[:]), slices.Compare(a.Sum[:], b.Sum[:]))
	})
	return l, err
}

func comparePlace(a, b Name) int {
	return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(a.Last, b.Last), slices.Compare(a.Sum[:], b.Sum[:]))
}

// scan looks at the folder, b below it, and the folders below that; nothing
// else can hold a spool file.
func (l *Listing) scan(ctx context.Context, root, below string) error {
	d, err := os.Open(filepath.Join(root, filepath.FromSlash(below)))
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	for !l.Cut {
		if err := ctx.Err(); err != nil {
			return err
		}
		entries, err := d.ReadDir(atOnce)
		for _, e := range entries {
			if err := l.take(ctx, root, below, e); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (l *Listing) take(ctx context.Context, root, below string, e fs.DirEntry) error {
	path := e.Name()
	if below != "" {
		path = below + "/" + path
	}
	if e.IsDir() && (path == BlobDir || below == BlobDir && len(e.Name()) == 2) {
		return l.scan(ctx, root, path)
	}
	n, err := ParseName(path)
	switch {
	case err != nil || !e.Type().IsRegular():
		l.Stray++
	case n.IsBlob():
		l.Blobs = append(l.Blobs, n)
	default:
		l.Segments = append(l.Segments, n)
	}
	l.Cut = len(l.Segments)+len(l.Blobs)+l.Stray >= maxListed
	return nil
}

// Uncovered are the places from 1 to last that no segment of the list holds,
// first and last of each stretch.
func (l Listing) Uncovered(last uint64) [][2]uint64 {
	var out [][2]uint64
	next := uint64(1)
	for _, n := range l.Segments {
		if n.First > next && next <= last {
			out = append(out, [2]uint64{next, min(n.First-1, last)})
		}
		next = max(next, n.Last+1)
	}
	if next <= last {
		out = append(out, [2]uint64{next, last})
	}
	return out
}

// BlobsOf are the files that hold a blob.
func (l Listing) BlobsOf(id consent.ID) []Name {
	i, _ := slices.BinarySearchFunc(l.Blobs, id, func(n Name, id consent.ID) int { return slices.Compare(n.Blob[:], id[:]) })
	j := i
	for j < len(l.Blobs) && l.Blobs[j].Blob == id {
		j++
	}
	return l.Blobs[i:j]
}
