package engine

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/syncthing/syncthing/lib/events"
	"github.com/syncthing/syncthing/lib/fs"
	"github.com/syncthing/syncthing/lib/ignore"
	"pgregory.net/rapid"
)

func TestListening(t *testing.T) {
	d := newDevice(t)
	if got := d.Listening(); len(got) != 1 || !strings.HasPrefix(got[0], "tcp://127.0.0.1:") || strings.HasSuffix(got[0], ":0") {
		t.Errorf("listens at %v", got)
	}
	_, err := Open(t.Context(), Options{Dir: t.TempDir(), Certificate: d.cert, Listen: d.Listening()})
	if !errors.Is(err, ErrListen) {
		t.Errorf("a taken address: %v", err)
	}
	for _, address := range []string{"", "127.0.0.1:0", "quic://127.0.0.1:0", "tcp://127.0.0.1", "tcp://%", "tcp://192.0.2.1:0"} {
		if _, err := Open(t.Context(), Options{Dir: t.TempDir(), Certificate: d.cert, Listen: []string{address}}); !errors.Is(err, ErrListen) {
			t.Errorf("%q: %v", address, err)
		}
	}
	n, err := Open(t.Context(), Options{Dir: t.TempDir(), Certificate: d.cert, Listen: []string{"tcp://:0"}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = n.Close() }()
	for _, address := range n.Listening() {
		if strings.Contains(address, "0.0.0.0") || strings.Contains(address, "[::]") || strings.HasPrefix(address, "tcp://:") {
			t.Errorf("nobody can dial %s", address)
		}
	}
}

func TestOnlyDials(t *testing.T) {
	d := newDevice(t)
	n, err := Open(t.Context(), Options{Dir: t.TempDir(), Certificate: d.cert})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = n.Close() }()
	if got := n.Listening(); len(got) > 0 {
		t.Errorf("listens at %v", got)
	}
}

func TestUnknownFolders(t *testing.T) {
	d := newDevice(t)
	ctx := t.Context()
	_, progress := d.Progress("none", d.ID())
	_, has := d.Has("none", "a", d.ID())
	_, missing := d.Missing(ctx, "none")
	_, altered := d.Altered(ctx, "none")
	for name, err := range map[string]error{
		"scan": d.Scan(ctx, "none"), "override": d.Override(ctx, "none"), "revert": d.Revert(ctx, "none"),
		"progress": progress, "has": has, "missing": missing, "altered": altered,
	} {
		if !errors.Is(err, ErrNoFolder) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := d.SetPeers(ctx, []Peer{{ID: "nonsense"}}); err == nil {
		t.Error("a peer without an id was set")
	}
	for _, f := range []Folder{{}, {ID: "f", Kind: Take, Path: "relative"}, {ID: "f", Path: d.path("f")}} {
		if err := d.SetFolders(ctx, []Folder{f}); err == nil {
			t.Errorf("%+v was set", f)
		}
	}
}

// Naming what is there already, with something new beside it, disturbs nothing.
func TestWhatDidNotChangeIsNotRestarted(t *testing.T) {
	owner, taker := connected(t)
	owner.write("f/a", "x")
	owner.scan()
	until(t, "it is there", func() bool { return taker.read("f/a") == "x" })
	until(t, "connected", func() bool { return owner.Peers()[0].Connected })
	sub := owner.core.evl.Subscribe(events.StateChanged | events.DeviceDisconnected | events.FolderPaused)
	other := newDevice(t)
	owner.know(other, taker)
	owner.folders(
		Folder{ID: "g", Path: owner.path("g"), Kind: Send, Peers: []string{other.ID()}},
		Folder{ID: "f", Path: owner.path("f"), Kind: Send, Peers: []string{taker.ID()}},
	)
	for {
		e := <-sub.C()
		data, _ := e.Data.(map[string]any)
		if e.Type != events.StateChanged || data["folder"] == "f" {
			t.Fatalf("%v: %v", e.Type, e.Data)
		}
		if data["folder"] == "g" && data["to"] == "idle" {
			return
		}
	}
}

// A peer that shares the folder and has said nothing of it has nothing, though
// Syncthing counts at first that it needs nothing.
func TestNothingIsThereOfAPeerThatSaidNothing(t *testing.T) {
	owner := newDevice(t)
	id, cert, key := newPair(t)
	home := t.TempDir()
	taker := start(t, orders{
		Home: home, Cert: cert, Key: key, Peers: []Peer{owner.peer()},
		Folders: []Folder{{ID: "f", Path: filepath.Join(home, "f"), Kind: Take, Peers: []string{owner.ID()}}},
	})
	if err := owner.SetPeers(t.Context(), []Peer{{ID: id, Addresses: []string{taker.address}}}); err != nil {
		t.Fatal(err)
	}
	until(t, "connected", func() bool { return owner.Peers()[0].Connected })
	owner.write("f/big", "")
	if err := os.Truncate(owner.path("f/big"), 2<<30); err != nil { // without blocks; reading it takes longer than greeting
		t.Fatal(err)
	}
	owner.folders(Folder{ID: "f", Path: owner.path("f"), Kind: Send, Peers: []string{id}})
	owner.scan()
	until(t, "it is there", func() bool {
		p, err := owner.Progress("f", id)
		all := p.Known && p.Of > 0 && p.Files == p.Of
		if _, missing := os.Stat(filepath.Join(home, "f", "big")); err != nil || all && missing != nil {
			t.Fatalf("the owner says that all is there: %+v, %v, %v", p, err, missing)
		}
		return all
	})
	taker.kill(t)
}

func TestLimitsHoldAtOnce(t *testing.T) {
	owner, taker := connected(t)
	if err := owner.SetLimits(t.Context(), 16, 0); err != nil {
		t.Fatal(err)
	}
	owner.random("f/big", 8<<20) // minutes, as it is limited
	owner.scan()
	until(t, "it began", func() bool { return strings.Contains(taker.names("f"), ".syncthing.big.tmp") })
	if taker.whole("f/big") {
		t.Error("it was not limited")
	}
	if err := owner.SetLimits(t.Context(), 0, 0); err != nil {
		t.Fatal(err)
	}
	until(t, "it is there", func() bool { return taker.whole("f/big") })
}

// A folder may bring its own mark, and nothing foreign is put into it.
func TestAFolderWithItsOwnMarker(t *testing.T) {
	owner, taker := newDevice(t), newDevice(t)
	owner.know(taker)
	taker.know(owner)
	owner.write("f/ascmhl/0001.mhl", "manifest")
	owner.write("f/A001.MP4", "clip")
	owner.folders(Folder{ID: "f", Path: owner.path("f"), Kind: Send, Peers: []string{taker.ID()}, Marker: "ascmhl"})
	taker.share(Take, owner)
	until(t, "clip and manifest are there", func() bool {
		return taker.read("f/A001.MP4") == "clip" && taker.read("f/ascmhl/0001.mhl") == "manifest"
	})
	if err := owner.Ignore(t.Context(), "f", []string{Exactly("later")}); err != nil {
		t.Fatal(err)
	}
	owner.folders()
	if got := owner.names("f"); got != " /A001.MP4 /ascmhl /ascmhl/0001.mhl" {
		t.Errorf("in the folder: %q", got)
	}
}

func FuzzExactly(f *testing.F) {
	for _, seed := range []string{"a", "A001/C[1].MP4", "b/*?{x,y}", `back\slash`, "#include x", "!no", "(?i)a", "// x", "å ø", " a ", "\u0085", "\r"} {
		f.Add(seed, "other/"+seed)
	}
	dir := fs.NewFilesystem(fs.FilesystemTypeBasic, f.TempDir())
	f.Fuzz(func(t *testing.T, path, other string) {
		if !plain(path) || !plain(other) || len(path) > 60 { // compiling takes the cube of what is special in it
			t.Skip("no name of a file, or too long to compile")
		}
		m := ignore.New(dir)
		if err := m.Parse(strings.NewReader(Exactly(path)+"\n"), ignoreFile); err != nil {
			t.Fatalf("%q: %v", Exactly(path), err)
		}
		if !m.Match(path).IsIgnored() || !m.Match(path+"/below").IsIgnored() {
			t.Errorf("%q does not match %q", Exactly(path), path)
		}
		if other != path && !strings.HasPrefix(other, path+"/") && m.Match(other).IsIgnored() {
			t.Errorf("%q matches %q", Exactly(path), other)
		}
	})
}

// plain tells whether a path is one that a folder may hold, in the form that
// Syncthing gives it.
func plain(path string) bool {
	clean, err := fs.Canonicalize(path)
	return err == nil && clean == path && path != "." && !fs.IsInternal(path) && !fs.IsTemporary(path) &&
		slashed([]string{path})[0] == path && strings.ToValidUTF8(path, "") == path && !strings.ContainsAny(path, "\n\x00")
}

func TestEventsAreToldTogetherAndNoneIsLost(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		x := newExchange()
		defer x.close()
		type what struct {
			folder string
			path   string
		}
		put := map[what]bool{}
		for i := range rapid.IntRange(1, 200).Draw(rt, "events") {
			w := what{rapid.SampledFrom([]string{"f", "g", "h"}).Draw(rt, "folder"), fmt.Sprint(i)}
			put[w] = true
			x.put(Event{Kind: Changed, Folder: w.folder, Paths: []string{w.path}})
		}
		x.put(Event{Kind: FolderFault})
		for e := range x.out {
			if e.Kind == FolderFault {
				break
			}
			for _, p := range e.Paths {
				if !put[what{e.Folder, p}] {
					rt.Fatalf("%s/%s was never put, or told twice", e.Folder, p)
				}
				delete(put, what{e.Folder, p})
			}
		}
		if len(put) > 0 {
			rt.Errorf("never told: %v", put)
		}
	})
}

func TestManyPathsAreToldAsTheWholeFolder(t *testing.T) {
	x := newExchange()
	defer x.close()
	many := make([]string, maxPaths+1)
	x.put(Event{Kind: Changed, Folder: "at once", Paths: many})
	if e := <-x.out; len(e.Paths) > 0 {
		t.Errorf("%d paths", len(e.Paths))
	}
	for name, e := range map[string]Event{
		"bit by bit":       merge(Event{Paths: many[1:]}, Event{Paths: many[:1]}),
		"whole, then some": merge(Event{}, Event{Paths: []string{"a"}}),
		"some, then whole": merge(Event{Paths: []string{"a"}}, Event{}),
	} {
		if len(e.Paths) > 0 {
			t.Errorf("%s: %d paths", name, len(e.Paths))
		}
	}
}

// Names of strangers and offers are made up at no cost, so they are bounded.
func TestPendingEventsAreBounded(t *testing.T) {
	x := newExchange()
	defer x.close()
	for i := range 3 * maxPending {
		x.put(Event{Kind: OfferedFolder, Folder: fmt.Sprint(i)})
	}
	x.mut.Lock()
	defer x.mut.Unlock()
	if len(x.pending) > maxPending || len(x.order) > maxPending {
		t.Errorf("%d pending, %d in order", len(x.pending), len(x.order))
	}
}

// A file under a name that Syncthing would rename stays as it is: a manifest
// beside it names it so.
func TestNamesAreNotChanged(t *testing.T) {
	owner, taker := connected(t)
	decomposed := "a\u030a.MP4"
	owner.write("f/"+decomposed, "clip")
	owner.write("f/b", "x")
	owner.scan()
	if e := await(t, owner, FolderFault); !errors.Is(e.Err, ErrUnread) || len(e.Paths) != 1 {
		t.Errorf("%+v", e)
	}
	until(t, "the other is there", func() bool { return taker.read("f/b") == "x" })
	if got := owner.names("f"); !strings.Contains(got, decomposed) {
		t.Errorf("it was renamed: %q", got)
	}
}
