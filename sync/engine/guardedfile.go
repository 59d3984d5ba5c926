package engine

import (
	"sync"

	"github.com/syncthing/syncthing/lib/fs"
)

// guardedFile asks for room before a file grows. Several blocks of it are
// written at a time.
type guardedFile struct {
	fs.File
	guard *guard

	mut  sync.Mutex
	size int64
	at   int64 // where Write goes on; the engine writes so only into new files
}

// room makes sure of the file's first end bytes.
func (f *guardedFile) room(end int64) error {
	f.mut.Lock()
	defer f.mut.Unlock()
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

func (f *guardedFile) WriteAt(p []byte, offset int64) (int, error) {
	if err := f.room(offset + int64(len(p))); err != nil {
		return 0, err
	}
	return f.File.WriteAt(p, offset)
}
