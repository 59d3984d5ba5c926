package xmp

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// Written says what became of one sidecar.
type Written struct {
	Path    string
	Changed bool // false: it says all that already, but for the moment
}

func isEOF(err error) bool { return errors.Is(err, io.EOF) }

// Write merges the facts into the sidecars of a clip of this folder, which it
// makes where there is none. A reader finds the old sidecar or the new one,
// whenever the program or the machine stops. One that another program changes
// meanwhile is merged again.
//
// Errors are ErrReadOnly, ErrFull, ErrBusy, ErrNotFile, those of Merge, and
// those of the file system; what was there before is untouched. Facts that
// could be written to one of two sidecars stay written.
func (f *Folder) Write(ctx context.Context, name string, facts Facts) ([]Written, error) {
	out, err := f.write(ctx, name, facts)
	if err == nil {
		err = f.sync()
	}
	return out, err
}

func (f *Folder) write(ctx context.Context, name string, facts Facts) ([]Written, error) {
	var out []Written
	for _, sidecar := range f.Sidecars(name, facts.Clip) {
		path := filepath.Join(f.dir, sidecar)
		f.sweep(sidecar)
		changed, err := rewrite(ctx, path, facts)
		if err != nil {
			return out, fmt.Errorf("write sidecar %s: %w", sidecar, err)
		}
		if changed {
			f.made(sidecar)
		}
		out = append(out, Written{path, changed})
	}
	return out, nil
}

func (f *Folder) sync() error { return syncFolder(f.dir) }

// syncFolder makes new names last through a power cut, where the system can do that.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return diskError(err)
	}
	_ = d.Sync() // not every system syncs folders; the old file is as sound as the new one
	return d.Close()
}

func (f *Folder) made(sidecar string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	low := strings.ToLower(sidecar)
	for _, s := range f.sidecars[low] {
		if s == sidecar {
			return
		}
	}
	f.sidecars[low] = append(f.sidecars[low], sidecar)
}

// sweep removes what killed writers of a sidecar left behind. A writer that is
// still at it notices, and starts over.
func (f *Folder) sweep(sidecar string) {
	f.mu.Lock()
	left := f.left[tempStem(sidecar)]
	delete(f.left, tempStem(sidecar))
	f.mu.Unlock()
	for _, name := range left {
		_ = os.Remove(filepath.Join(f.dir, name))
	}
}

// The name of a file in the making is ".NAME.xmp.onset-1234.tmp".
const (
	tempMark = ".onset-"
	tempEnd  = ".tmp"
)

func leftover(name string) (sidecar string, ok bool) {
	rest, hidden := strings.CutPrefix(name, ".")
	rest, ended := strings.CutSuffix(rest, tempEnd)
	i := strings.LastIndex(rest, tempMark)
	if !hidden || !ended || i < 0 {
		return "", false
	}
	return rest[:i], true
}

// tempStem is how a sidecar is called in such names, which have an end.
func tempStem(sidecar string) string { return sidecar[:min(len(sidecar), 200)] }

// attempts is how often a sidecar that others change is merged again.
const attempts = 4

func rewrite(ctx context.Context, path string, facts Facts) (changed bool, err error) {
	for range attempts {
		if err := ctx.Err(); err != nil {
			return false, err
		}
		was, mode, err := readSidecar(path)
		if err != nil {
			return false, err
		}
		now, changed, err := Merge(was, facts)
		if err != nil || !changed {
			return false, err
		}
		if done, err := swap(path, was, now, mode); err != nil || done {
			return done, err
		}
	}
	return false, ErrBusy
}

// readSidecar reads a sidecar; nil with the mode for a new one when there is none.
func readSidecar(path string) ([]byte, fs.FileMode, error) {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0o644, nil
	}
	if err != nil {
		return nil, 0, diskError(err)
	}
	if !info.Mode().IsRegular() {
		return nil, 0, ErrNotFile
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, 0, diskError(err)
	}
	defer func() { _ = file.Close() }()
	b, err := io.ReadAll(io.LimitReader(file, maxPacket+1))
	if err != nil {
		return nil, 0, diskError(err)
	}
	if len(b) > maxPacket {
		return nil, 0, ErrTooLarge
	}
	if b == nil {
		b = []byte{}
	}
	return b, info.Mode().Perm(), nil
}

// swap puts now in the place of was, unless the file is no longer was: then it
// is not done, and to be tried again.
func swap(path string, was, now []byte, mode fs.FileMode) (done bool, err error) {
	temp, err := writeTemp(path, now, mode)
	if err != nil {
		return false, diskError(err)
	}
	is, _, err := readSidecar(path)
	if err != nil || (is == nil) != (was == nil) || !bytes.Equal(is, was) {
		_ = os.Remove(temp)
		return false, err
	}
	if err := os.Rename(temp, path); err != nil {
		_ = os.Remove(temp)
		if _, gone := os.Lstat(temp); errors.Is(err, fs.ErrNotExist) && errors.Is(gone, fs.ErrNotExist) {
			return false, nil
		}
		return false, diskError(err)
	}
	return true, nil
}

// writeTemp writes a file beside path that is safe on the disk.
func writeTemp(path string, b []byte, mode fs.FileMode) (name string, err error) {
	t, err := os.CreateTemp(filepath.Dir(path), "."+tempStem(filepath.Base(path))+tempMark+"*"+tempEnd)
	if err != nil {
		return "", err
	}
	_, err = t.Write(b)
	_ = t.Chmod(mode) // disks of cameras know no modes
	err = errors.Join(err, t.Sync(), t.Close())
	if err != nil {
		_ = os.Remove(t.Name())
		return "", err
	}
	return t.Name(), nil
}

// Job is the sidecars of one clip to be written.
type Job struct {
	Folder *Folder
	Name   string // of the clip's file in the folder
	Facts  func() Facts
}

// Outcome is what became of a job.
type Outcome struct {
	Job     int // its place in the list
	Written []Written
	Err     error
}

// writers is how many sidecars are written at once: the disk is waited for,
// not the processor.
const writers = 8

// WriteAll writes the sidecars of many clips, as after a withdrawal, and calls
// each for every one, one at a time, in no order. It ends early when the
// context does or each returns false. Run again, it finds what is written
// already and goes on from there.
func WriteAll(parent context.Context, jobs []Job, each func(Outcome) bool) error {
	ctx, stop := context.WithCancel(parent)
	defer stop()
	next, done := make(chan int), make(chan Outcome)
	var group sync.WaitGroup
	for range writers {
		group.Go(func() {
			for i := range next {
				w, err := jobs[i].Folder.write(ctx, jobs[i].Name, jobs[i].Facts())
				done <- Outcome{i, w, err}
			}
		})
	}
	go func() {
		defer close(done)
		defer group.Wait()
		defer close(next)
		for i := range jobs {
			select {
			case next <- i:
			case <-ctx.Done():
				return
			}
		}
	}()
	stopped := false
	for o := range done {
		if !stopped && !each(o) {
			stopped = true
			stop()
		}
	}
	return errors.Join(parent.Err(), syncAll(jobs))
}

func syncAll(jobs []Job) error {
	synced := map[*Folder]bool{}
	for _, j := range jobs {
		if synced[j.Folder] {
			continue
		}
		synced[j.Folder] = true
		if err := j.Folder.sync(); err != nil {
			return err
		}
	}
	return nil
}
