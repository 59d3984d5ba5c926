package engine

import (
	"errors"
	"os"
	"slices"
	"testing"

	"github.com/syncthing/syncthing/lib/protocol"
)

// trio are an owner, an honest taker and an enrolled device that turned
// hostile, which all share the folder "f".
func trio(t *testing.T) (owner, taker, hostile *device) {
	t.Helper()
	owner, taker, hostile = newDevice(t), newDevice(t), newDevice(t)
	owner.know(taker, hostile)
	taker.know(owner, hostile)
	hostile.know(owner, taker)
	owner.share(Send, taker, hostile)
	hostile.share(Take, owner, taker)
	return owner, taker, hostile
}

func TestOverrideHealsWhatAHostilePeerDid(t *testing.T) {
	owner, taker, hostile := trio(t)
	taker.share(Take, owner, hostile)
	for _, path := range []string{"altered", "deleted", "untouched"} {
		owner.write("f/"+path, "of the owner")
	}
	owner.scan()
	until(t, "all have all", func() bool { return full(taker) && full(hostile) })

	hostile.write("f/altered", "forged")
	hostile.write("f/added", "forged")
	hostile.remove("f/deleted")
	hostile.share(Send, owner, taker)
	hostile.scan()
	until(t, "the taker was taken in", func() bool {
		return taker.read("f/altered") == "forged" && taker.read("f/added") == "forged" && taker.read("f/deleted") == ""
	})
	until(t, "the owner sees it", func() bool {
		altered, err := owner.Altered(t.Context(), "f")
		return err == nil && slices.Equal(altered, []string{"added", "altered", "deleted"})
	})
	if !full(owner) || owner.read("f/added") != "" {
		t.Fatal("the owner's own files changed")
	}
	if err := owner.Override(t.Context(), "f"); err != nil {
		t.Fatal(err)
	}
	until(t, "the taker is healed", func() bool { return full(taker) && taker.read("f/added") == "" })
	until(t, "the owner sees that too", func() bool {
		altered, err := owner.Altered(t.Context(), "f")
		return err == nil && len(altered) == 0
	})
}

// full tells whether a device has what the owner wrote.
func full(d *device) bool {
	return d.read("f/altered") == "of the owner" && d.read("f/deleted") == "of the owner" && d.read("f/untouched") == "of the owner"
}

func TestWhatAHostilePeerDidIsKept(t *testing.T) {
	owner, taker, hostile := trio(t)
	taker.folders(Folder{ID: "f", Path: taker.path("f"), Kind: Take, Peers: ids([]*device{owner, hostile}), Keep: true})
	for _, path := range []string{"altered", "deleted", "untouched"} {
		owner.write("f/"+path, "of the owner")
	}
	owner.scan()
	until(t, "all have all", func() bool { return full(taker) && full(hostile) })
	hostile.write("f/altered", "forged")
	hostile.remove("f/deleted")
	hostile.share(Send, owner, taker)
	hostile.scan()
	until(t, "what the owner wrote is aside", func() bool {
		return slices.Equal(taker.kept(), []string{"of the owner", "of the owner"})
	})
}

func TestStrangersAreRefused(t *testing.T) {
	owner, stranger := newDevice(t), newDevice(t)
	owner.write("f/a", "x")
	owner.folders(Folder{ID: "f", Path: owner.path("f"), Kind: Send, Peers: []string{stranger.ID()}})
	stranger.know(owner)
	stranger.share(Take, owner)
	if e := await(t, owner, UnknownPeer); e.Peer != stranger.ID() {
		t.Errorf("%+v", e)
	}
	if stranger.Peers()[0].Connected || len(owner.Peers()) > 0 || stranger.read("f/a") != "" {
		t.Error("a stranger was let in")
	}
	owner.know(stranger)
	until(t, "known, it gets what is shared with it", func() bool { return stranger.read("f/a") == "x" })
	owner.know()
	until(t, "no longer known, it is cut off", func() bool { return !stranger.Peers()[0].Connected })
	owner.write("f/b", "y")
	owner.scan()
	await(t, owner, UnknownPeer)
	if stranger.read("f/b") != "" {
		t.Error("a device that is no longer known was told more")
	}
}

func TestOfferedFoldersAreToldAndNotTaken(t *testing.T) {
	owner, taker := newDevice(t), newDevice(t)
	owner.know(taker)
	taker.know(owner)
	owner.write("f/a", "x")
	owner.share(Send, taker)
	if e := await(t, taker, OfferedFolder); e.Folder != "f" || e.Peer != owner.ID() {
		t.Errorf("%+v", e)
	}
	offers, err := taker.Offered()
	if err != nil || !slices.Equal(offers, []Offer{{Folder: "f", Peer: owner.ID()}}) {
		t.Fatalf("%v, %v", offers, err)
	}
	if taker.read("f/a") != "" {
		t.Error("it was taken all the same")
	}
	taker.share(Take, owner)
	until(t, "set, it is taken", func() bool { return taker.read("f/a") == "x" })
	if offers, err := taker.Offered(); err != nil || len(offers) > 0 {
		t.Errorf("still offered: %v, %v", offers, err)
	}
}

func TestLinksAreNotSent(t *testing.T) {
	owner, taker := connected(t)
	owner.write("secret/key", "private")
	owner.write("f/b", "x")
	for name, to := range map[string]string{"f/a": "secret/key", "f/c": "secret"} {
		if err := os.Symlink(owner.path(to), owner.path(name)); err != nil {
			t.Skip(err)
		}
	}
	owner.scan()
	until(t, "what is no link is there", func() bool { return taker.read("f/b") == "x" })
	if e := await(t, owner, FolderFault); !errors.Is(e.Err, ErrUnread) || !slices.Equal(e.Paths, []string{"a", "c"}) {
		t.Errorf("%+v", e)
	}
	owner.scan("a", "c", "c/key")
	owner.write("f/d", "y")
	owner.scan("d")
	until(t, "what came later is there", func() bool { return taker.read("f/d") == "y" })
	for _, name := range []string{"f/a", "f/c"} {
		if _, err := os.Lstat(taker.path(name)); !os.IsNotExist(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestUnsoundEntriesAreDropped(t *testing.T) {
	block := protocol.BlockInfo{Size: 10, Hash: make([]byte, 32)}
	huge := protocol.BlockInfo{Size: protocol.MaxBlockSize + 1}
	for name, test := range map[string]struct {
		file  protocol.FileInfo
		sound bool
	}{
		"file":              {protocol.FileInfo{Size: 20, Blocks: []protocol.BlockInfo{block, block}}, true},
		"folder":            {protocol.FileInfo{Type: protocol.FileInfoTypeDirectory}, true},
		"deleted":           {protocol.FileInfo{Deleted: true}, true},
		"link":              {protocol.FileInfo{Type: protocol.FileInfoTypeSymlink, SymlinkTarget: []byte("/etc")}, false},
		"deleted link":      {protocol.FileInfo{Type: protocol.FileInfoTypeSymlink, Deleted: true}, false},
		"small with much":   {protocol.FileInfo{Size: 1, Blocks: []protocol.BlockInfo{block, block}}, false},
		"negative":          {protocol.FileInfo{Size: -1, Blocks: []protocol.BlockInfo{{Size: -1}}}, false},
		"huge block":        {protocol.FileInfo{Size: int64(huge.Size), Blocks: []protocol.BlockInfo{huge}}, false},
		"folder with bytes": {protocol.FileInfo{Type: protocol.FileInfoTypeDirectory, Blocks: []protocol.BlockInfo{block}}, false},
	} {
		if got := sound(test.file); got != test.sound {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestRequestsNoHonestPeerMakes(t *testing.T) {
	guarded := &guardedModel{}
	for name, req := range map[string]*protocol.Request{
		"huge":     {Size: protocol.MaxBlockSize + 1, Hash: make([]byte, 32)},
		"negative": {Size: -1, Hash: make([]byte, 32)},
		"before":   {Size: 1, Offset: -1, Hash: make([]byte, 32)},
		"no hash":  {Size: 1},
	} {
		if _, err := guarded.Request(nil, req); !errors.Is(err, protocol.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
