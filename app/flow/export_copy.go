package flow

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// unfinished marks a copy that has no name yet; metadata is embedded into such
// copies, too.
const unfinished = ".onset-"

// sweepCopies removes what an export of these clips that was killed left behind.
func sweepCopies(p *ExportPlan) {
	inside, err := os.ReadDir(p.Draft.To)
	if err != nil {
		return
	}
	names := map[string]bool{}
	for _, l := range p.Lines {
		names["."+l.Name] = true
	}
	for _, d := range inside {
		name, _, ours := strings.Cut(d.Name(), unfinished)
		if ours && names[name] && d.Type().IsRegular() && filepath.Ext(d.Name()) == ".tmp" {
			_ = os.Remove(filepath.Join(p.Draft.To, d.Name()))
		}
	}
}

// plainCopy copies a file to a name that is free, which exists only when the
// copy is complete and on the disk. fs.ErrExist, ErrFull, ErrReadOnly,
// ErrChanging when the original is not as long as it was, and the context's.
func plainCopy(ctx context.Context, from io.ReaderAt, size int64, to string) error {
	if _, err := os.Lstat(to); err == nil {
		return fs.ErrExist
	}
	t, err := os.CreateTemp(filepath.Dir(to), "."+filepath.Base(to)+unfinished+"*.tmp")
	if err != nil {
		return diskError(err)
	}
	defer func() { _ = os.Remove(t.Name()) }()
	n, err := io.Copy(t, &readerOf{ctx, io.NewSectionReader(from, 0, size)})
	if err == nil && n != size {
		err = ErrChanging
	}
	_ = t.Chmod(0o644) // disks of cameras know no modes
	if err := errors.Join(err, t.Sync(), t.Close()); err != nil {
		return diskError(err)
	}
	return diskError(moveFree(t.Name(), to))
}

// moveFree gives a file a name that nobody has. Where the disk knows no links
// the name is taken first, and then what was taken is replaced.
func moveFree(temp, to string) error {
	err := os.Link(temp, to)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	f, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(temp, to)
}

// readerOf ends reading with its context.
type readerOf struct {
	ctx context.Context
	r   io.Reader
}

// Read reads unless the context has ended.
func (r *readerOf) Read(b []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(b)
}
