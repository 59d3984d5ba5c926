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

	mut     sync.Mutex
	ignored map[string]*ignoreList // by folder
	shared  map[string]*guard      // by folder
	byPath  map[string]*guard
}

// guard is what is watched of one folder.
type guard struct {
	path   string
	ignore *ignoreList

	mut     sync.Mutex
	sends   bool  // the folder is only read, but for its marker
	max     int64 // bytes, 0 = no limit
	used    int64 // what lies in the folder, or more: files that were removed since it was counted
	begun   int64 // of that, what was allowed and is just being written
	counted time.Time
	rest    time.Duration // how long not to count again
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
	guarded := &guardedFS{
		Filesystem: fs.NewFilesystem(fs.FilesystemTypeBasic, root, opts...),
		guard:      &guard{ignore: &ignoreList{}},
		fsType:     g.fsType.ToFS(),
	}
	path := filepath.Clean(root)
	if watched, ok := g.byPath[path]; ok {
		guarded.guard = watched
	} else if watched, ok := g.byPath[filepath.Dir(path)]; ok && filepath.Base(path) == keptDir {
		guarded.guard, guarded.kept = watched, true
	}
	return guarded, nil
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
			watched = &guard{path: path, ignore: g.list(f.ID)}
		}
		watched.is(f)
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

// forget lets go of everything: Syncthing keeps the file system's type for as
// long as the process runs.
func (g *guards) forget() {
	g.mut.Lock()
	defer g.mut.Unlock()
	clear(g.ignored)
	clear(g.shared)
	clear(g.byPath)
}

func (w *guard) is(f Folder) {
	w.mut.Lock()
	defer w.mut.Unlock()
	w.sends = f.Kind == Send
	if w.max = f.MaxKiB << 10; w.sends {
		w.max = 0
	}
}

// writable refuses to change anything in a Send folder but the marker.
func (w *guard) writable(name string) error {
	w.mut.Lock()
	defer w.mut.Unlock()
	name = filepath.Clean(name)
	if !w.sends || name == "." || name == config.DefaultMarkerName || filepath.Dir(name) == config.DefaultMarkerName {
		return nil
	}
	return errSends
}

// grow asks for room for more bytes, and grown says that they were written.
func (w *guard) grow(by int64) error {
	w.mut.Lock()
	defer w.mut.Unlock()
	if w.max == 0 || by <= 0 {
		return nil
	}
	if w.counted.IsZero() || w.used+by > w.max {
		w.count()
	}
	if w.used+by > w.max {
		return ErrFull
	}
	w.used += by
	w.begun += by
	return nil
}

func (w *guard) grown(by int64) {
	w.mut.Lock()
	defer w.mut.Unlock()
	w.begun = max(0, w.begun-by)
}

// room is how much may still be written, and whether there is a limit at all.
func (w *guard) room() (bytes int64, limited bool) {
	w.mut.Lock()
	defer w.mut.Unlock()
	if w.max > 0 {
		w.count()
	}
	return max(0, w.max-w.used), w.max > 0
}

// count looks at the whole folder, but spends no more than a twentieth of the
// time on it: others decide how often it is asked. The caller holds the lock.
func (w *guard) count() {
	begun := time.Now()
	if begun.Sub(w.counted) < w.rest {
		return
	}
	w.used = sizeOf(w.path) + w.begun
	w.counted = time.Now()
	w.rest = max(200*time.Millisecond, 20*w.counted.Sub(begun))
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
// in memory. A new text has a new time, of no clock, by which Syncthing sees the
// change.
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
	l.at = l.at.Add(time.Second)
}

func (l *ignoreList) get() (text string, at time.Time) {
	l.mut.Lock()
	defer l.mut.Unlock()
	return l.text, l.at
}
