package engine

import (
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/syncthing/syncthing/lib/config"
	"github.com/syncthing/syncthing/lib/fs"
)

// guards watch what the engine does in folders, through a file system of this
// Node's own: Syncthing finds file systems by the name of their type alone.
type guards struct {
	fsType config.FilesystemType
	onFull func(folder string)

	mut     sync.Mutex
	ignored map[string]*ignoreList // by folder
	shared  map[string]*guard      // by folder
	byPath  map[string]*guard
}

// guard is what is watched of one folder.
type guard struct {
	folder string
	path   string
	onFull func(folder string)
	ignore *ignoreList

	mut  sync.Mutex
	max  int64 // bytes, 0 = no limit
	used int64 // never less than what lies in the folder; -1 = not known
	full bool
}

func newGuards() *guards {
	g := &guards{
		fsType:  config.FilesystemType("onset-" + rand.Text()),
		ignored: map[string]*ignoreList{}, shared: map[string]*guard{}, byPath: map[string]*guard{},
	}
	fs.RegisterFilesystemType(g.fsType.ToFS(), g.open)
	return g
}

// open makes the file system of a folder, of its kept files, or of a folder
// that is no longer shared and just being let go.
func (g *guards) open(root string, opts ...fs.Option) (fs.Filesystem, error) {
	g.mut.Lock()
	defer g.mut.Unlock()
	base := fs.NewFilesystem(fs.FilesystemTypeBasic, root, opts...)
	path := filepath.Clean(root)
	if watched, ok := g.byPath[path]; ok {
		return &guardedFS{Filesystem: base, guard: watched}, nil
	}
	if watched, ok := g.byPath[filepath.Dir(path)]; ok && filepath.Base(path) == keptDir {
		return &guardedFS{Filesystem: base, guard: watched, kept: true}, nil
	}
	return &guardedFS{Filesystem: base, guard: &guard{ignore: &ignoreList{}}}, nil
}

// set takes over the folders that are shared from now on. What is known of
// those that stay is kept.
func (g *guards) set(folders []Folder) {
	g.mut.Lock()
	defer g.mut.Unlock()
	were := g.shared
	g.shared, g.byPath = map[string]*guard{}, map[string]*guard{}
	for _, f := range folders {
		path := filepath.Clean(f.Path)
		watched := were[f.ID]
		if watched == nil || watched.path != path {
			watched = &guard{folder: f.ID, path: path, used: -1, onFull: g.onFull, ignore: g.list(f.ID)}
		}
		limit := f.MaxKiB << 10
		if f.Kind != Take {
			limit = 0
		}
		watched.limit(limit)
		g.shared[f.ID], g.byPath[path] = watched, watched
		delete(were, f.ID)
	}
	for folder := range were {
		delete(g.ignored, folder)
	}
}

// list is a folder's patterns. The caller holds the lock.
func (g *guards) list(folder string) *ignoreList {
	if g.ignored[folder] == nil {
		g.ignored[folder] = &ignoreList{}
	}
	return g.ignored[folder]
}

func (g *guards) ignore(folder string, patterns []string) {
	g.mut.Lock()
	defer g.mut.Unlock()
	g.list(folder).set(patterns)
}

func (g *guards) isFull(folder string) bool {
	g.mut.Lock()
	watched := g.shared[folder]
	g.mut.Unlock()
	return watched != nil && watched.isFull()
}

// forget lets go of everything: Syncthing keeps the file system's type for as
// long as the process runs.
func (g *guards) forget() {
	g.mut.Lock()
	defer g.mut.Unlock()
	clear(g.ignored)
	clear(g.shared)
	clear(g.byPath)
	g.onFull = nil
}

func (w *guard) limit(limit int64) {
	w.mut.Lock()
	defer w.mut.Unlock()
	if limit == 0 || limit > w.max {
		w.full = false
	}
	w.max = limit
}

func (w *guard) isFull() bool {
	w.mut.Lock()
	defer w.mut.Unlock()
	return w.full
}

// grow asks for room for more bytes. What was freed is found out only when the
// limit is met, by looking at the whole folder.
func (w *guard) grow(by int64) error {
	if by <= 0 {
		return nil
	}
	w.mut.Lock()
	defer w.mut.Unlock()
	if w.max == 0 {
		return nil
	}
	if w.used < 0 || w.used+by > w.max {
		w.used = sizeOf(w.path)
	}
	if w.used+by > w.max {
		if !w.full {
			w.full = true
			go w.onFull(w.folder)
		}
		return ErrFull
	}
	w.used += by
	return nil
}

// sizeOf counts what lies in a folder, kept and half-fetched files too.
func sizeOf(path string) (sum int64) {
	// What cannot be read is not counted.
	_ = filepath.WalkDir(path, func(_ string, entry os.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return nil
		}
		if info, err := entry.Info(); err == nil {
			sum += info.Size()
		}
		return nil
	})
	return sum
}

// ignoreList is a folder's patterns, told to Syncthing as a file that is only
// in memory. A new text has a new time, by which Syncthing sees the change.
type ignoreList struct {
	mut  sync.Mutex
	text string
	at   time.Time
}

func (l *ignoreList) set(patterns []string) {
	var text strings.Builder
	for _, p := range patterns {
		text.WriteString(strings.NewReplacer("\n", "", "\r", "").Replace(p))
		text.WriteByte('\n')
	}
	l.mut.Lock()
	defer l.mut.Unlock()
	l.text = text.String()
	at := time.Now()
	if !at.After(l.at) {
		at = l.at.Add(1)
	}
	l.at = at
}

func (l *ignoreList) get() (text string, at time.Time) {
	l.mut.Lock()
	defer l.mut.Unlock()
	return l.text, l.at
}
