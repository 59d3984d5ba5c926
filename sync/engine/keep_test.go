package engine

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// kept are the texts of the files that the folder "f" keeps aside.
func (d *device) kept() (texts []string) {
	d.t.Helper()
	err := filepath.WalkDir(d.path("f", keptDir), func(path string, entry os.DirEntry, err error) error {
		if os.IsNotExist(err) {
			return nil
		}
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		texts = append(texts, string(text))
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	slices.Sort(texts)
	return texts
}

func (d *device) remove(path string) {
	d.t.Helper()
	if err := os.RemoveAll(d.path(filepath.FromSlash(path))); err != nil {
		d.t.Fatal(err)
	}
}

// keeping makes an owner, and a taker that keeps what the owner deletes.
func keeping(t *testing.T) (owner, taker *device) {
	t.Helper()
	owner, taker = newDevice(t), newDevice(t)
	owner.know(taker)
	taker.know(owner)
	owner.share(Send, taker)
	taker.folders(Folder{ID: "f", Path: taker.path("f"), Kind: Take, Peers: []string{owner.ID()}, Keep: true})
	return owner, taker
}

func TestDeletedFilesAreKeptAside(t *testing.T) {
	owner, taker := keeping(t)
	owner.write("f/A001.MP4", "clip")
	owner.write("f/more/A002.MP4", "another")
	owner.scan()
	until(t, "both are there", func() bool { return taker.read("f/A001.MP4") != "" && taker.read("f/more/A002.MP4") != "" })
	owner.remove("f/A001.MP4")
	owner.remove("f/more")
	owner.scan()
	until(t, "both are kept", func() bool { return slices.Equal(taker.kept(), []string{"another", "clip"}) })
}

// A camera gives the same name again and again, and a hostile peer replaces a
// file faster than the seconds by which Syncthing would tell copies apart.
func TestEveryReplacedFileIsKept(t *testing.T) {
	owner, taker := keeping(t)
	texts := []string{"1", "2", "3", "4"}
	for _, text := range texts {
		owner.write("f/A001.MP4", text)
		owner.scan("A001.MP4")
		until(t, text+" is there", func() bool { return taker.read("f/A001.MP4") == text })
	}
	if got, want := taker.kept(), texts[:3]; !slices.Equal(got, want) {
		t.Errorf("kept %q, not %q", got, want)
	}
}

func TestAWipedFolderDeletesNothing(t *testing.T) {
	owner, taker := connected(t)
	owner.write("f/A001.MP4", "clip")
	owner.scan()
	until(t, "it is there", func() bool { return taker.read("f/A001.MP4") == "clip" })
	owner.remove("f")
	if err := owner.Scan(t.Context(), "f"); !errors.Is(err, ErrGone) {
		t.Errorf("scanning a folder that is gone: %v", err)
	}
	fault := await(t, owner, FolderFault)
	if fault.Folder != "f" || !errors.Is(fault.Err, ErrGone) {
		t.Errorf("%+v", fault)
	}
	owner.write("g/mark", "other")
	owner.folders(Folder{ID: "g", Path: owner.path("g"), Kind: Send, Peers: []string{taker.ID()}})
	taker.folders(
		Folder{ID: "f", Path: taker.path("f"), Kind: Take, Peers: []string{owner.ID()}},
		Folder{ID: "g", Path: taker.path("g"), Kind: Take, Peers: []string{owner.ID()}},
	)
	until(t, "what was said later is there", func() bool { return taker.read("g/mark") == "other" })
	if taker.read("f/A001.MP4") != "clip" || len(taker.kept()) > 0 {
		t.Error("the taker let go of a clip")
	}
}

func TestAFolderThatIsNoLongerSharedMayBeWiped(t *testing.T) {
	owner, taker := connected(t)
	owner.write("f/A001.MP4", "clip")
	owner.write("g/mark", "1")
	owner.scan()
	until(t, "it is there", func() bool { return taker.read("f/A001.MP4") == "clip" })
	g := Folder{ID: "g", Path: owner.path("g"), Kind: Send, Peers: []string{taker.ID()}}
	owner.folders(g)
	owner.remove("f/A001.MP4")
	taker.folders(
		Folder{ID: "f", Path: taker.path("f"), Kind: Take, Peers: []string{owner.ID()}},
		Folder{ID: "g", Path: taker.path("g"), Kind: Take, Peers: []string{owner.ID()}},
	)
	until(t, "what was said later is there", func() bool { return taker.read("g/mark") == "1" })
	if taker.read("f/A001.MP4") != "clip" {
		t.Error("the clip is gone")
	}
}

func TestWhatIsRemovedHereComesBackOnRevert(t *testing.T) {
	owner, taker := connected(t)
	owner.write("f/kept", "keep")
	owner.write("f/erased", "name")
	owner.scan()
	until(t, "both are there", func() bool { return taker.read("f/kept") != "" && taker.read("f/erased") != "" })
	if err := taker.Ignore(t.Context(), "f", []string{Exactly("erased")}); err != nil {
		t.Fatal(err)
	}
	taker.remove("f/kept")
	taker.remove("f/erased")
	taker.scan()
	altered, err := taker.Altered(t.Context(), "f")
	if err != nil || !slices.Equal(altered, []string{"kept"}) {
		t.Fatalf("altered %v, %v", altered, err)
	}
	if err := taker.Revert(t.Context(), "f"); err != nil {
		t.Fatal(err)
	}
	until(t, "the one is back", func() bool { return taker.read("f/kept") == "keep" })
	owner.write("f/later", "x")
	owner.scan()
	until(t, "and the next", func() bool { return taker.read("f/later") == "x" })
	if taker.read("f/erased") != "" {
		t.Error("what was erased came back")
	}
	if names := taker.names("f"); strings.Contains(names, ".stignore") {
		t.Errorf("patterns are in the folder: %s", names)
	}
	if owner.read("f/erased") != "name" {
		t.Error("the taker erased the owner's")
	}
}

// Patterns that are set before the folder hold from its first moment, also
// after a restart.
func TestIgnoredBeforeTheFolderIsSet(t *testing.T) {
	owner, taker := newDevice(t), newDevice(t)
	owner.know(taker)
	taker.know(owner)
	owner.write("f/erased", "name")
	owner.write("f/other", "x")
	owner.share(Send, taker)
	if err := taker.Ignore(t.Context(), "f", []string{Exactly("erased")}); err != nil {
		t.Fatal(err)
	}
	taker.share(Take, owner)
	until(t, "the other is there", func() bool { return taker.read("f/other") == "x" })
	taker.scan()
	if taker.read("f/erased") != "" {
		t.Error("what is ignored was taken")
	}
	until(t, "the owner knows", func() bool {
		has, err := owner.Has("f", "other", taker.ID())
		return err == nil && has
	})
	if has, err := owner.Has("f", "erased", taker.ID()); has || err != nil {
		t.Errorf("the taker says that it has it: %v, %v", has, err)
	}
	if err := taker.Ignore(t.Context(), "f", nil); err != nil {
		t.Fatal(err)
	}
	until(t, "it comes when it is no longer ignored", func() bool { return taker.read("f/erased") == "name" })
}
