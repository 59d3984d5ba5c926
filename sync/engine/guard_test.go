package engine

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/syncthing/syncthing/lib/fs"
	"pgregory.net/rapid"
)

// guarded is a folder's file system as Syncthing gets it.
func guarded(t *testing.T, f Folder) fs.Filesystem {
	t.Helper()
	g := newGuards()
	t.Cleanup(g.forget)
	g.set([]Folder{f})
	return fs.NewFilesystem(g.fsType.ToFS(), f.Path)
}

func TestASendFolderIsNotWritten(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"clip", ".syncthing.old.tmp"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	f := guarded(t, Folder{ID: "f", Path: dir, Kind: Send})
	_, create := f.Create("new")
	_, open := f.OpenFile("clip", os.O_RDWR, 0o600)
	_, truncate := f.OpenFile("clip", os.O_TRUNC, 0o600)
	for name, err := range map[string]error{
		"create": create, "open": open, "truncate": truncate,
		"remove": f.Remove("clip"), "remove all": f.RemoveAll("." + string(filepath.Separator) + "clip"),
		"temporary": f.Remove(".syncthing.old.tmp"), "rename": f.Rename("clip", "other"),
		"mkdir": f.Mkdir("d", 0o700), "mkdir all": f.MkdirAll("d/e", 0o700), "chmod": f.Chmod("clip", 0),
		"times": f.Chtimes("clip", time.Time{}, time.Time{}), "link": f.CreateSymlink("clip", "l"),
		"out of the marker": f.Rename(".stfolder", "other"),
	} {
		if err == nil {
			t.Errorf("%s was done", name)
		}
	}
	if err := f.Mkdir(".stfolder", 0o700); err != nil {
		t.Errorf("the marker: %v", err)
	}
	if names, err := f.DirNames("."); err != nil || len(names) != 3 {
		t.Errorf("%v, %v", names, err)
	}
}

// However files are set aside, and whatever is tried with what lies there, each
// text that was put aside is found.
func TestNothingKeptIsEverLost(t *testing.T) {
	names := []string{"a", "b", "a~2", "d/a"}
	base := t.TempDir()
	round := 0
	rapid.Check(t, func(rt *rapid.T) {
		round++
		dir := filepath.Join(base, fmt.Sprint(round))
		if err := os.MkdirAll(filepath.Join(dir, keptDir, "d"), 0o700); err != nil {
			rt.Fatal(err)
		}
		g := newGuards()
		defer g.forget()
		g.set([]Folder{{ID: "f", Path: dir, Kind: Take, Keep: true}})
		folder, aside := fs.NewFilesystem(g.fsType.ToFS(), dir), fs.NewFilesystem(g.fsType.ToFS(), filepath.Join(dir, keptDir))
		put := 0
		for i := range rapid.IntRange(1, 20).Draw(rt, "steps") {
			name := rapid.SampledFrom(names).Draw(rt, "name")
			switch rapid.IntRange(0, 3).Draw(rt, "what") {
			case 0:
				_ = aside.Remove(name) // may be refused, and may pretend
			case 1:
				_ = folder.RemoveAll(filepath.Join(keptDir, name))
			default:
				if err := os.WriteFile(filepath.Join(dir, "new"), []byte(fmt.Sprint(i)), 0o600); err != nil {
					rt.Fatal(err)
				}
				if err := folder.Rename("new", string(filepath.Separator)+filepath.Join(keptDir, name)); err != nil {
					rt.Fatal(err)
				}
				put++
			}
		}
		found := map[string]bool{}
		err := filepath.WalkDir(filepath.Join(dir, keptDir), func(path string, entry os.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			text, err := os.ReadFile(path)
			found[string(text)] = true
			return err
		})
		if err != nil || len(found) != put {
			rt.Fatalf("%d were put aside, %d are there, %v", put, len(found), err)
		}
	})
}

// A file may grow by any of the ways there are, in any order, and the folder
// never holds more than it may.
func TestAFolderNeverExceedsItsLimit(t *testing.T) {
	base := t.TempDir()
	round := 0
	rapid.Check(t, func(rt *rapid.T) {
		round++
		dir := filepath.Join(base, fmt.Sprint(round))
		if err := os.MkdirAll(dir, 0o700); err != nil {
			rt.Fatal(err)
		}
		g := newGuards()
		defer g.forget()
		g.set([]Folder{{ID: "f", Path: dir, Kind: Take, MaxKiB: 4}})
		folder := fs.NewFilesystem(g.fsType.ToFS(), dir)
		for range rapid.IntRange(1, 20).Draw(rt, "steps") {
			f, err := folder.OpenFile(rapid.SampledFrom([]string{"a", "b", "c"}).Draw(rt, "name"), os.O_RDWR|os.O_CREATE, 0o600)
			if err != nil {
				rt.Fatal(err)
			}
			for range rapid.IntRange(1, 4).Draw(rt, "writes") {
				size := rapid.IntRange(0, 3000).Draw(rt, "size")
				switch rapid.IntRange(0, 3).Draw(rt, "how") {
				case 0:
					err = f.Truncate(int64(size))
				case 1:
					_, err = f.Write(make([]byte, size))
				default:
					_, err = f.WriteAt(make([]byte, size), int64(rapid.IntRange(0, 3000).Draw(rt, "at")))
				}
				if err != nil && !errors.Is(err, ErrFull) {
					rt.Fatal(err)
				}
			}
			if err := f.Close(); err != nil {
				rt.Fatal(err)
			}
			if used := sizeOf(dir); used > 4<<10 {
				rt.Fatalf("%d bytes are there", used)
			}
		}
	})
}
