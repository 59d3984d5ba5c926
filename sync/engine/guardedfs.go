package engine

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/syncthing/syncthing/lib/fs"
)

const (
	ignoreFile = ".stignore"
	keptDir    = ".stversions" // where Syncthing's trash can puts what others delete
)

var (
	errLink  = errors.New("links are neither followed nor written")
	errSends = errors.New("a folder that is only sent is not written")
)

// guardedFS is a folder's file system with the engine's own rules: links are
// not made and not read, what is sent is not written, what was kept is never
// replaced or removed, patterns of what is ignored are not a file, and a Take
// folder has a limit.
type guardedFS struct {
	fs.Filesystem
	*guard
	fsType fs.FilesystemType
	kept   bool // whether it is the folder of what was kept
}

func (g *guardedFS) Type() fs.FilesystemType             { return g.fsType }
func (g *guardedFS) SymlinksSupported() bool             { return false }
func (g *guardedFS) CreateSymlink(string, string) error  { return errLink }
func (g *guardedFS) ReadSymlink(string) (string, error)  { return "", errLink }
func (g *guardedFS) Lchown(string, string, string) error { return nil }
func (g *guardedFS) isIgnoreFile(name string) bool {
	return !g.kept && filepath.Clean(name) == ignoreFile
}

func (g *guardedFS) isKept(name string) bool {
	name, err := fs.Canonicalize(name)
	if err != nil {
		return false
	}
	return g.kept && name != "." || strings.HasPrefix(name, keptDir+string(filepath.Separator))
}

func (g *guardedFS) Stat(name string) (fs.FileInfo, error) {
	if g.isIgnoreFile(name) {
		return g.ignoreInfo()
	}
	return g.Filesystem.Stat(name)
}

func (g *guardedFS) Lstat(name string) (fs.FileInfo, error) {
	if g.isIgnoreFile(name) {
		return g.ignoreInfo()
	}
	return g.Filesystem.Lstat(name)
}

// DirNames lists the patterns' file too, else Syncthing would not believe in it.
func (g *guardedFS) DirNames(name string) ([]string, error) {
	names, err := g.Filesystem.DirNames(name)
	if err != nil || g.kept || filepath.Clean(name) != "." {
		return names, err
	}
	if text, _ := g.ignore.get(); text != "" {
		names = append(names, ignoreFile)
	}
	return names, nil
}

func (g *guardedFS) Open(name string) (fs.File, error) {
	if g.isIgnoreFile(name) {
		return g.openIgnore()
	}
	return g.Filesystem.Open(name)
}

func (g *guardedFS) Create(name string) (fs.File, error) {
	return g.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o666)
}

func (g *guardedFS) OpenFile(name string, flags int, mode fs.FileMode) (fs.File, error) {
	if g.isIgnoreFile(name) {
		return nil, fs.ErrExist
	}
	if flags&(os.O_WRONLY|os.O_RDWR|os.O_CREATE|os.O_TRUNC) == 0 {
		return g.Filesystem.OpenFile(name, flags, mode)
	}
	if err := g.writable(name); err != nil {
		return nil, err
	}
	f, err := g.Filesystem.OpenFile(name, flags, mode)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	return &guardedFile{File: f, guard: g.guard, size: info.Size()}, nil
}

// Usage makes a folder's limit look like a disk that is full, with what is to be
// left free: Syncthing asks before it fetches a file.
func (g *guardedFS) Usage(name string) (fs.Usage, error) {
	usage, err := g.Filesystem.Usage(name)
	if room, limited := g.room(); err == nil && limited {
		usage.Free = min(usage.Free, uint64(room)+uint64(minFree.BaseValue()))
	}
	return usage, err
}

// Rename never replaces what was kept: the newcomer gets a number.
func (g *guardedFS) Rename(from, to string) error {
	if err := cmp.Or(g.writable(from), g.writable(to)); err != nil {
		return err
	}
	if !g.isKept(to) {
		return g.Filesystem.Rename(from, to)
	}
	free := to
	for i := 2; ; i++ {
		if _, err := g.Filesystem.Lstat(free); fs.IsNotExist(err) {
			return g.Filesystem.Rename(from, free)
		} else if err != nil {
			return err
		}
		free = fmt.Sprintf("%s~%d", to, i)
	}
}

// Remove leaves what was kept where it is.
func (g *guardedFS) Remove(name string) error {
	if g.isKept(name) || g.isIgnoreFile(name) {
		return fs.ErrNotExist
	}
	if err := g.writable(name); err != nil {
		return err
	}
	return g.Filesystem.Remove(name)
}

// RemoveAll leaves what was kept where it is.
func (g *guardedFS) RemoveAll(name string) error {
	if g.isKept(name) || g.isIgnoreFile(name) {
		return fs.ErrNotExist
	}
	if err := g.writable(name); err != nil {
		return err
	}
	return g.Filesystem.RemoveAll(name)
}

// Mkdir makes no folder in what is only sent.
func (g *guardedFS) Mkdir(name string, perm fs.FileMode) error {
	if err := g.writable(name); err != nil {
		return err
	}
	return g.Filesystem.Mkdir(name, perm)
}

// MkdirAll makes no folder in what is only sent.
func (g *guardedFS) MkdirAll(name string, perm fs.FileMode) error {
	if err := g.writable(name); err != nil {
		return err
	}
	return g.Filesystem.MkdirAll(name, perm)
}

// Chmod changes nothing in what is only sent.
func (g *guardedFS) Chmod(name string, mode fs.FileMode) error {
	if err := g.writable(name); err != nil {
		return err
	}
	return g.Filesystem.Chmod(name, mode)
}

// Chtimes changes nothing in what is only sent.
func (g *guardedFS) Chtimes(name string, atime, mtime time.Time) error {
	if err := g.writable(name); err != nil {
		return err
	}
	return g.Filesystem.Chtimes(name, atime, mtime)
}

func (g *guardedFS) ignoreInfo() (fs.FileInfo, error) {
	text, at := g.ignore.get()
	if text == "" {
		return nil, fs.ErrNotExist
	}
	return memoryInfo{size: int64(len(text)), at: at}, nil
}

func (g *guardedFS) openIgnore() (fs.File, error) {
	info, err := g.ignoreInfo()
	if err != nil {
		return nil, err
	}
	text, _ := g.ignore.get()
	return &memoryFile{Reader: strings.NewReader(text), info: info}, nil
}

// memoryFile is the text of what is ignored, to be read.
type memoryFile struct {
	*strings.Reader
	info fs.FileInfo
}

func (f *memoryFile) Name() string                       { return ignoreFile }
func (f *memoryFile) Stat() (fs.FileInfo, error)         { return f.info, nil }
func (f *memoryFile) Close() error                       { return nil }
func (f *memoryFile) Sync() error                        { return nil }
func (f *memoryFile) Truncate(int64) error               { return fs.ErrExist }
func (f *memoryFile) Write([]byte) (int, error)          { return 0, fs.ErrExist }
func (f *memoryFile) WriteAt([]byte, int64) (int, error) { return 0, fs.ErrExist }

type memoryInfo struct {
	size int64
	at   time.Time
}

func (i memoryInfo) Name() string               { return ignoreFile }
func (i memoryInfo) Mode() fs.FileMode          { return 0o600 }
func (i memoryInfo) Size() int64                { return i.size }
func (i memoryInfo) ModTime() time.Time         { return i.at }
func (i memoryInfo) IsDir() bool                { return false }
func (i memoryInfo) Sys() any                   { return nil }
func (i memoryInfo) IsRegular() bool            { return true }
func (i memoryInfo) IsSymlink() bool            { return false }
func (i memoryInfo) Owner() int                 { return -1 }
func (i memoryInfo) Group() int                 { return -1 }
func (i memoryInfo) InodeChangeTime() time.Time { return i.at }
