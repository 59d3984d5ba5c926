package office

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"onset/consent"
)

// waitingSuffix marks a kept file of which nothing was stated yet: after a
// restart it is read back again.
const waitingSuffix = ".waiting"

// waiting is a kept file before the statement about it.
type waiting struct{ at, name string }

// done gives the file its name.
func (w waiting) done() error {
	if err := os.Rename(w.at, w.name); err != nil {
		return fmt.Errorf("keep clip: %w", err)
	}
	return nil
}

// keepLink gives a file a second name below dir, or makes a copy where the file
// system cannot, so that whoever removes or replaces the first one does not
// touch it. A file that has the name already, and is another, keeps it.
func keepLink(from, dir, path string, sum consent.Ref) (waiting, error) {
	return place(from, filepath.Join(dir, path), sum, os.Link)
}

// keepCopy makes a copy always: the disk it comes from goes away again.
func keepCopy(from, dir, path string, sum consent.Ref) (waiting, error) {
	return place(from, filepath.Join(dir, path), sum, func(string, string) error { return errors.ErrUnsupported })
}

func place(from, to string, sum consent.Ref, link func(from, to string) error) (waiting, error) {
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return waiting{}, fmt.Errorf("keep clip: %w", err)
	}
	info, err := os.Lstat(from)
	if err != nil {
		return waiting{}, fmt.Errorf("keep clip: %w", err)
	}
	if old, err := os.Lstat(to); err == nil && !sameFile(old, info) {
		to += "~" + sum.String()[:16]
	}
	w := waiting{at: to + waitingSuffix, name: to}
	if err := os.Remove(w.at); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return w, fmt.Errorf("keep clip: %w", err)
	}
	if link(from, w.at) == nil {
		return w, nil
	}
	if err := copyFile(from, w.at, info); err != nil {
		return w, fmt.Errorf("keep clip: %w", err)
	}
	return w, nil
}

// partSuffix marks a copy that is being made; it is worth nothing.
const partSuffix = ".part"

// copyFile makes a copy with the same time, by which it is known again. It has
// its name only when it is whole.
func copyFile(from, to string, info fs.FileInfo) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	part := to + partSuffix
	out, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if err == nil {
		err = out.Sync()
	}
	if err = errors.Join(err, out.Close()); err == nil {
		err = os.Chtimes(part, info.ModTime(), info.ModTime())
	}
	if err == nil {
		err = os.Rename(part, to)
	}
	if err != nil {
		_ = os.Remove(part)
	}
	return err
}
