package engine

import (
	"errors"
	"strings"
	"testing"
)

func TestATakeFolderHasALimit(t *testing.T) {
	owner, taker := newDevice(t), newDevice(t)
	owner.know(taker)
	taker.know(owner)
	owner.share(Send, taker)
	f := Folder{ID: "f", Path: taker.path("f"), Kind: Take, Peers: []string{owner.ID()}, MaxKiB: 256}
	taker.folders(f)
	small, big := strings.Repeat("s", 100<<10), strings.Repeat("b", 400<<10)
	owner.write("f/a", small)
	owner.scan()
	until(t, "what fits is there", func() bool { return taker.read("f/a") == small })
	owner.write("f/b", big)
	owner.scan()
	if e := await(t, taker, FolderFault); e.Folder != "f" || !errors.Is(e.Err, ErrFull) {
		t.Errorf("%+v", e)
	}
	if used := sizeOf(taker.path("f")); used > 256<<10 {
		t.Errorf("%d bytes were taken", used)
	}
	if taker.read("f/b") != "" || taker.read("f/a") != small {
		t.Error("the wrong file is there")
	}
	f.MaxKiB = 1024
	taker.folders(f)
	until(t, "with more room the rest is there", func() bool { return taker.read("f/b") == big })
}

// What is kept aside counts, or replacing a file again and again would fill the disk.
func TestKeptFilesCount(t *testing.T) {
	owner, taker := newDevice(t), newDevice(t)
	owner.know(taker)
	taker.know(owner)
	owner.share(Send, taker)
	taker.folders(Folder{ID: "f", Path: taker.path("f"), Kind: Take, Peers: []string{owner.ID()}, Keep: true, MaxKiB: 350})
	for i, letter := range []string{"a", "b", "c"} {
		text := strings.Repeat(letter, 100<<10)
		owner.write("f/a", text)
		owner.scan()
		until(t, letter+" is there", func() bool { return taker.read("f/a") == text })
		if len(taker.kept()) != i {
			t.Errorf("%d are kept after %s", len(taker.kept()), letter)
		}
	}
	owner.write("f/a", strings.Repeat("d", 100<<10))
	owner.scan()
	if e := await(t, taker, FolderFault); !errors.Is(e.Err, ErrFull) {
		t.Errorf("%+v", e)
	}
	if taker.read("f/a") != strings.Repeat("c", 100<<10) {
		t.Error("the file that is there was given up for one that has no room")
	}
}

// Removed files make room again.
func TestRoomThatWasFreedIsFound(t *testing.T) {
	owner, taker := newDevice(t), newDevice(t)
	owner.know(taker)
	taker.know(owner)
	owner.share(Send, taker)
	taker.folders(Folder{ID: "f", Path: taker.path("f"), Kind: Take, Peers: []string{owner.ID()}, MaxKiB: 250})
	for _, name := range []string{"a", "b", "c", "d"} {
		text := strings.Repeat(name, 200<<10)
		owner.remove("f")
		owner.write("f/.stfolder/x", "")
		owner.write("f/"+name, text)
		owner.scan()
		until(t, name+" is there", func() bool { return taker.read("f/"+name) == text })
	}
}
