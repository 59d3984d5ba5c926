package engine

import (
	"crypto/tls"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// device is an engine of a test, with a home of its own.
type device struct {
	*Node
	t    testing.TB
	home string
	cert tls.Certificate
}

// newDevice opens an engine that listens on this machine only.
func newDevice(t testing.TB) *device {
	t.Helper()
	_, certificate, key := newPair(t)
	cert, err := tls.X509KeyPair(certificate, key)
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
func until(t testing.TB, what string, is func() bool) {
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

// await takes events until one of a kind comes.
func await(t *testing.T, d *device, kind EventKind) Event {
	t.Helper()
	deadline := time.After(60 * time.Second)
	for {
		select {
		case e, ok := <-d.Events():
			if !ok {
				t.Fatal("no more events")
			}
			if e.Kind == kind {
				return e
			}
		case <-deadline:
			t.Fatalf("no event of kind %d", kind)
		}
	}
}

// names are the names below a folder of the home, kept ones too.
func (d *device) names(folder string) string {
	d.t.Helper()
	var names []string
	err := filepath.WalkDir(d.path(folder), func(path string, _ os.DirEntry, err error) error {
		names = append(names, strings.TrimPrefix(path, d.path(folder)))
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return strings.Join(names, " ")
}
