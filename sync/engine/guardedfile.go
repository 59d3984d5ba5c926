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

// room makes sure of the file's first end bytes.
func (f *guardedFile) room(end int64) error {
	f.mut.Lock()
	defer f.mut.Unlock()
	f.durable = false
	if err := f.guard.grow(end - f.size); err != nil {
		return err
	}
	f.size = max(f.size, end)
	return nil
}

func (f *guardedFile) Truncate(size int64) error {
	if err := f.room(size); err != nil {
		return err
	}
	return f.File.Truncate(size)
}

func (f *guardedFile) Write(p []byte) (int, error) {
	f.mut.Lock()
	f.at += int64(len(p))
	end := f.at
	f.mut.Unlock()
	if err := f.room(end); err != nil {
		return 0, err
	}
	return f.File.Write(p)
}

// WriteAt writes a block, and makes the file durable when all were written.
func (f *guardedFile) WriteAt(p []byte, offset int64) (int, error) {
	if err := f.room(offset + int64(len(p))); err != nil {
		return 0, err
	}
	n, err := f.File.WriteAt(p, offset)
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
