package offload

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"time"
)

// What can be wrong with a card as a whole.
var (
	// ErrNoFolder means there is no folder where a card should be.
	ErrNoFolder = errors.New("there is no such folder")
	// ErrGreedy means a card or a list is larger or deeper than any real one.
	ErrGreedy = errors.New("larger than any real card")
)

// Bounds of a card. A full year of small photos has fewer files.
const (
	maxFiles = 2 << 20
	maxDepth = 64
)

// File is one file of a card.
type File struct {
	Path string    // from the card's root, with slashes, in the bytes that the card uses
	As   string    // the same at the destinations; differs only where Path cannot stand in a manifest
	Size int64     // bytes
	Time time.Time // of the last change
	Clip int       // which of the card's clips it belongs to; -1 for none
}

// Card is what lies on a card, or in any other folder to be copied.
type Card struct {
	Dir     string // where the card is mounted
	Layouts []Layout
	Files   []File   // those of one clip beside each other
	Folders []string // from the root, parents first; empty ones too
	Clips   []Clip
	Notes   []Note
	Bytes   int64
}

// NoteCode says what is odd about a file or folder. The codes are stable.
type NoteCode string

// What can be odd about a card.
const (
	NoteLink       NoteCode = "link"       // a symbolic link: not followed, not copied
	NoteSpecial    NoteCode = "special"    // neither file nor folder: not copied
	NoteSystem     NoteCode = "system"     // rubbish of an operating system: not copied
	NoteUnfinished NoteCode = "unfinished" // left by an offload that did not end: this "card" is half a copy
	NoteUnreadable NoteCode = "unreadable" // a folder that cannot be listed: there may be more on the card
	NoteEmpty      NoteCode = "empty"      // a file of no bytes: copied
	NoteAlike      NoteCode = "alike"      // the name differs from Other only by case or composition
	NoteRenamed    NoteCode = "renamed"    // the name is no text: copied as Other
)

// Note is something odd on a card.
type Note struct {
	Code  NoteCode
	Path  string
	Other string
}

// Blind says that parts of the card could not be seen, so that nothing can be
// said about all of it.
func (c *Card) Blind() bool {
	return slices.ContainsFunc(c.Notes, func(n Note) bool { return n.Code == NoteUnreadable || n.Code == NoteUnfinished })
}

// Walk lists the card mounted at dir. Links are not followed, and what is odd
// is in the notes. Errors are ErrNoFolder, ErrGreedy and the context's.
func Walk(ctx context.Context, dir string) (*Card, error) {
	c, err := list(ctx, dir)
	if err != nil {
		return nil, fmt.Errorf("walk %s: %w", dir, err)
	}
	c.arrange()
	return c, nil
}

// list is a walk that does not look for clips.
func list(ctx context.Context, dir string) (*Card, error) {
	info, err := os.Stat(dir)
	if err != nil || !info.IsDir() {
		return nil, ErrNoFolder
	}
	w := walker{ctx: ctx, card: &Card{Dir: dir}}
	return w.card, w.folder(".", 0)
}

type walker struct {
	ctx  context.Context
	card *Card
}

func (w *walker) note(code NoteCode, p string) {
	w.card.Notes = append(w.card.Notes, Note{Code: code, Path: p})
}

func (w *walker) folder(at string, depth int) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	if depth > maxDepth || len(w.card.Files)+len(w.card.Folders)+len(w.card.Notes) > maxFiles {
		return ErrGreedy
	}
	entries, err := os.ReadDir(filepath.Join(w.card.Dir, filepath.FromSlash(at)))
	if err != nil {
		w.note(NoteUnreadable, at)
	}
	for _, e := range entries {
		if err := w.entry(path.Join(at, e.Name()), e, depth); err != nil {
			return err
		}
	}
	return nil
}

func (w *walker) entry(p string, e fs.DirEntry, depth int) error {
	switch kind := e.Type(); {
	case e.Name() == scratch && kind.IsDir():
		w.note(NoteUnfinished, p)
	case rubbish(e.Name()):
		w.note(NoteSystem, p)
	case kind&fs.ModeSymlink != 0:
		w.note(NoteLink, p)
	case kind.IsDir():
		w.card.Folders = append(w.card.Folders, p)
		return w.folder(p, depth+1)
	case !kind.IsRegular():
		w.note(NoteSpecial, p)
	default:
		w.file(p, e)
	}
	return nil
}

func (w *walker) file(p string, e fs.DirEntry) {
	info, err := e.Info()
	if err != nil {
		w.note(NoteUnreadable, p)
		return
	}
	if info.Size() == 0 {
		w.note(NoteEmpty, p)
	}
	w.card.Files = append(w.card.Files, File{Path: p, As: p, Size: info.Size(), Time: info.ModTime(), Clip: -1})
	w.card.Bytes += info.Size()
}

// arrange puts the parts of each clip beside each other and finds names that
// will make trouble.
func (c *Card) arrange() {
	c.group()
	c.rename()
	c.alike()
	slices.SortStableFunc(c.Notes, func(a, b Note) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Code, b.Code))
	})
}
