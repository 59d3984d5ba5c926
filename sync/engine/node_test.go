package engine

import (
	"context"
	"crypto/tls"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/syncthing/syncthing/lib/tlsutil"
)

// device is an engine of a test, with a home of its own.
type device struct {
	*Node
	t    *testing.T
	home string
	cert tls.Certificate
}

// newDevice opens an engine that listens on this machine only.
func newDevice(t *testing.T) *device {
	t.Helper()
	cert, err := tlsutil.NewCertificateInMemory("onset", 1)
	if err != nil {
		t.Fatal(err)
	}
	d := &device{t: t, home: t.TempDir(), cert: cert}
	d.open()
	return d
}

func (d *device) open() {
	d.t.Helper()
	n, err := Open(d.t.Context(), Options{
		Dir: filepath.Join(d.home, "engine"), Certificate: d.cert, Listen: []string{"tcp://127.0.0.1:0"}, Name: "x",
	})
	if err != nil {
		d.t.Fatal(err)
	}
	d.Node = n
	d.t.Cleanup(func() {
		if err := n.Close(); err != nil {
			d.t.Error(err)
		}
	})
}

func (d *device) peer() Peer { return Peer{ID: d.ID(), Addresses: d.Listening()} }

// path is a place in the device's home.
func (d *device) path(parts ...string) string {
	return filepath.Join(append([]string{d.home}, parts...)...)
}

// write makes a file below the home.
func (d *device) write(path, text string) {
	d.t.Helper()
	full := d.path(filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		d.t.Fatal(err)
	}
	if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
		d.t.Fatal(err)
	}
}

// read is the text of a file below the home, or "" where there is none.
func (d *device) read(path string) string {
	text, err := os.ReadFile(d.path(filepath.FromSlash(path)))
	if err != nil && !os.IsNotExist(err) {
		d.t.Fatal(err)
	}
	return string(text)
}

func (d *device) know(others ...*device) {
	d.t.Helper()
	var peers []Peer
	for _, o := range others {
		peers = append(peers, o.peer())
	}
	if err := d.SetPeers(d.t.Context(), peers); err != nil {
		d.t.Fatal(err)
	}
}

// share sets the one folder "f", which lies in "f" below the home.
func (d *device) share(kind Kind, others ...*device) {
	d.t.Helper()
	d.folders(Folder{ID: "f", Path: d.path("f"), Kind: kind, Peers: ids(others)})
}

func (d *device) folders(folders ...Folder) {
	d.t.Helper()
	if err := d.SetFolders(d.t.Context(), folders); err != nil {
		d.t.Fatal(err)
	}
}

func (d *device) scan(paths ...string) {
	d.t.Helper()
	if err := d.Scan(d.t.Context(), "f", paths...); err != nil {
		d.t.Fatal(err)
	}
}

func ids(devices []*device) (all []string) {
	for _, d := range devices {
		all = append(all, d.ID())
	}
	return all
}

// until waits for something to become true.
func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	deadline := time.After(60 * time.Second)
	for !is() {
		select {
		case <-deadline:
			t.Fatal("never: " + what)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// connected makes an owner and a taker of the folder "f" that know each other.
func connected(t *testing.T) (owner, taker *device) {
	t.Helper()
	owner, taker = newDevice(t), newDevice(t)
	owner.know(taker)
	taker.know(owner)
	owner.share(Send, taker)
	taker.share(Take, owner)
	return owner, taker
}

func TestExchange(t *testing.T) {
	owner, taker := connected(t)
	owner.write("f/a.txt", "first")
	owner.write("f/below/b.txt", "second")
	owner.scan()
	until(t, "both files are there", func() bool {
		return taker.read("f/a.txt") == "first" && taker.read("f/below/b.txt") == "second"
	})
	until(t, "the owner knows", func() bool {
		p, err := owner.Progress("f", taker.ID())
		return err == nil && p == Progress{Known: true, Files: 2, Of: 2, Done: 267, Total: 267} || p.Known && p.Files == 2 && p.Of == 2 && p.Done == p.Total
	})
	owner.write("f/a.txt", "changed")
	owner.scan("a.txt")
	until(t, "the change is there", func() bool { return taker.read("f/a.txt") == "changed" })
	for _, path := range []string{"a.txt", "below/b.txt"} {
		until(t, "the owner knows of "+path, func() bool {
			has, err := owner.Has("f", path, taker.ID())
			return err == nil && has
		})
	}
	if has, err := owner.Has("f", "none", taker.ID()); has || err != nil {
		t.Errorf("a file that is not there: %v, %v", has, err)
	}
	if missing, err := taker.Missing(t.Context(), "f"); len(missing) > 0 || err != nil {
		t.Errorf("missing %v, %v", missing, err)
	}
}

func TestPeersAreTold(t *testing.T) {
	owner, taker := connected(t)
	until(t, "connected", func() bool { return owner.Peers()[0].Connected && taker.Peers()[0].Connected })
	if p := owner.Peers()[0]; p.ID != taker.ID() || p.Address == "" || p.Seen.IsZero() {
		t.Errorf("%+v", p)
	}
	before := taker.Peers()[0].Seen
	owner.Close()
	until(t, "gone", func() bool { return !taker.Peers()[0].Connected })
	if p := taker.Peers()[0]; p.Address != "" || p.Seen.Before(before.Add(-2*time.Second)) {
		t.Errorf("%+v, seen before at %v", p, before)
	}
}

func TestResumesAfterClose(t *testing.T) {
	owner, taker := connected(t)
	owner.write("f/a.txt", "first")
	owner.scan()
	until(t, "it is there", func() bool { return taker.read("f/a.txt") == "first" })
	taker.Close()
	owner.write("f/b.txt", "second")
	owner.scan()
	taker.open()
	taker.know(owner)
	taker.share(Take, owner)
	owner.know(taker)
	until(t, "the rest is there", func() bool { return taker.read("f/b.txt") == "second" })
	if err := taker.Close(); err != nil {
		t.Fatal(err)
	}
	if err := taker.Scan(context.Background(), "f"); err != ErrClosed {
		t.Errorf("a closed engine scans: %v", err)
	}
	if _, open := <-taker.Events(); open {
		for range taker.Events() {
		}
	}
	if slices.Contains(owner.Listening(), "") {
		t.Error("an empty address")
	}
}
