package engine

import (
	"sync"

	"github.com/syncthing/syncthing/lib/fs"
)

// guardedFile asks for room before a file grows, and is made durable by whoever
// writes its last bytes. Several blocks of it are written at a time.
//
// Syncthing makes one file durable after the other, just before each gets its
// name. Of many small files that is most of the time they take; here the disk is
// asked for as many at once as are written at once, and no later than before.
type guardedFile struct {
	fs.File
	guard *guard

	mut     sync.Mutex
	size    int64
	at      int64 // where Write goes on; the engine writes so only into new files
	written int64
	durable bool // since the last write
}

// extend makes sure of room for the file's first end bytes while it is written.
func (f *guardedFile) extend(end int64, write func() (int, error)) (int, error) {
	f.mut.Lock()
	f.durable = false
	by := max(0, end-f.size)
	err := f.guard.grow(by)
	if err == nil {
		f.size = max(f.size, end)
	}
	f.mut.Unlock()
	if err != nil {
		return 0, err
	}
	defer f.guard.grown(by)
	return write()
}

func (f *guardedFile) Truncate(size int64) error {
	_, err := f.extend(size, func() (int, error) { return 0, f.File.Truncate(size) })
	if err == nil {
		f.mut.Lock()
		f.size = size
		f.mut.Unlock()
	}
	return err
}

func (f *guardedFile) Write(p []byte) (int, error) {
	f.mut.Lock()
	f.at += int64(len(p))
	end := f.at
	f.mut.Unlock()
	return f.extend(end, func() (int, error) { return f.File.Write(p) })
}

// WriteAt writes a block, and makes the file durable when all were written.
func (f *guardedFile) WriteAt(p []byte, offset int64) (int, error) {
	n, err := f.extend(offset+int64(len(p)), func() (int, error) { return f.File.WriteAt(p, offset) })
	if err == nil && f.wrote(n) {
		err = f.Sync()
	}
	return n, err
}

func (f *guardedFile) wrote(n int) (all bool) {
	f.mut.Lock()
	defer f.mut.Unlock()
	f.written += int64(n)
	return f.written == f.size
}

// Sync is a no-op when nothing was written since the last.
func (f *guardedFile) Sync() error {
	f.mut.Lock()
	defer f.mut.Unlock()
	if f.durable {
		return nil
	}
	err := f.File.Sync()
	f.durable = err == nil
	return err
}
