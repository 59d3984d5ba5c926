package engine

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/syncthing/syncthing/lib/config"
)

// orders are what a test's own process is told to do.
type orders struct {
	Home     string
	Cert     []byte // PEM
	Key      []byte
	Discover bool
	Network  string // the network namespace it runs in, empty for this one's
	Plain    bool   // Syncthing without the guards, to compare with
	Peers    []Peer
	Folders  []Folder
}

const ordersVariable = "ONSET_TEST_ENGINE"

// TestMain lets the test binary be an engine in a process of its own.
func TestMain(m *testing.M) {
	if text := os.Getenv(ordersVariable); text != "" {
		if err := obey(text); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// obey runs an engine until the input ends. It says where it listens on
// standard error, for nothing may be printed on the output.
func obey(text string) error {
	var o orders
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		return err
	}
	cert, err := tls.X509KeyPair(o.Cert, o.Key)
	if err != nil {
		return err
	}
	ctx := context.Background()
	listen := "tcp://127.0.0.1:0"
	if o.Network != "" {
		listen = "tcp://0.0.0.0:22000"
	}
	n, err := Open(ctx, Options{
		Dir: filepath.Join(o.Home, "engine"), Certificate: cert, Listen: []string{listen},
		Discover: o.Discover, Name: "x",
	})
	if err != nil {
		return err
	}
	if o.Plain {
		n.guards.fsType = config.FilesystemTypeBasic
	}
	if err := n.SetPeers(ctx, o.Peers); err != nil {
		return err
	}
	if err := n.SetFolders(ctx, o.Folders); err != nil {
		return err
	}
	if _, err := os.Stderr.WriteString(append(n.Listening(), "tcp://")[0] + "\n"); err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		return err
	}
	return n.Close()
}

// child is an engine in another process.
type child struct {
	*exec.Cmd
	address string
	in      io.Closer
	out     *bytes.Buffer
}

// start runs an engine in another process until the test ends.
func start(t testing.TB, o orders) *child {
	t.Helper()
	text, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	c := &child{Cmd: exec.Command(os.Args[0], "-test.run=^$"), out: &bytes.Buffer{}}
	if o.Network != "" {
		c.Cmd = exec.Command("ip", "netns", "exec", o.Network, os.Args[0], "-test.run=^$")
	}
	c.Env = append(os.Environ(), ordersVariable+"="+string(text))
	c.Stdout = c.out
	if c.in, err = c.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	said, err := c.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Kill() // it has ended already, unless the test failed
		_ = c.Wait()
	})
	line := make([]byte, 200)
	n, err := said.Read(line)
	if err != nil || !bytes.HasPrefix(line, []byte("tcp://")) {
		t.Fatalf("%s, %v", line[:n], err)
	}
	c.address = strings.TrimSpace(string(line[:n]))
	return c
}

// kill ends the process as if the power had gone.
func (c *child) kill(t testing.TB) {
	t.Helper()
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait() // it says that it was killed
}

// proxy passes connections on, counts what comes back from the target, and can
// cut them all.
type proxy struct {
	net.Listener
	target string
	bytes  atomic.Int64

	mut   sync.Mutex
	conns []net.Conn
}

func newProxy(t *testing.T, target string) *proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{Listener: l, target: strings.TrimPrefix(target, "tcp://")}
	go p.accept()
	t.Cleanup(func() { _ = l.Close(); p.cut() })
	return p
}

func (p *proxy) address() string { return "tcp://" + p.Addr().String() }

func (p *proxy) accept() {
	for {
		from, err := p.Accept()
		if err != nil {
			return
		}
		to, err := net.Dial("tcp", p.target)
		if err != nil {
			_ = from.Close()
			continue
		}
		p.mut.Lock()
		p.conns = append(p.conns, from, to)
		p.mut.Unlock()
		go pass(to, from, to)
		go pass(io.MultiWriter(from, &counter{p}), to, from)
	}
}

// pass copies until either side ends, as it does when it is cut, and then ends the other.
func pass(to io.Writer, from io.Reader, other io.Closer) {
	_, _ = io.Copy(to, from)
	_ = other.Close()
}

func (p *proxy) cut() {
	p.mut.Lock()
	defer p.mut.Unlock()
	for _, c := range p.conns {
		_ = c.Close()
	}
	p.conns = nil
}

type counter struct{ p *proxy }

func (c *counter) Write(b []byte) (int, error) {
	c.p.bytes.Add(int64(len(b)))
	return len(b), nil
}

// random makes a file of bytes that are found nowhere else.
func (d *device) random(path string, size int64) {
	d.t.Helper()
	d.write(path, "")
	f, err := os.OpenFile(d.path(path), os.O_WRONLY, 0)
	if err != nil {
		d.t.Fatal(err)
	}
	_, err = io.CopyN(f, newNoise(path), size)
	if err := errors.Join(err, f.Close()); err != nil {
		d.t.Fatal(err)
	}
}

func same(t *testing.T, a, b string) bool {
	t.Helper()
	x, err := os.ReadFile(a)
	if err != nil {
		t.Fatal(err)
	}
	y, err := os.ReadFile(b)
	return err == nil && bytes.Equal(x, y)
}

func TestResumesAfterAKill(t *testing.T) {
	const size = 256 << 20
	owner := newDevice(t)
	id, cert, key := newPair(t)
	owner.random("f/big", size)
	via := newProxy(t, owner.Listening()[0])
	home := t.TempDir()
	o := orders{
		Home: home, Cert: cert, Key: key,
		Peers:   []Peer{{ID: owner.ID(), Addresses: []string{via.address()}}},
		Folders: []Folder{{ID: "f", Path: filepath.Join(home, "f"), Kind: Take, Peers: []string{owner.ID()}}},
	}
	if err := owner.SetPeers(t.Context(), []Peer{{ID: id}}); err != nil {
		t.Fatal(err)
	}
	owner.folders(Folder{ID: "f", Path: owner.path("f"), Kind: Send, Peers: []string{id}})
	owner.scan()
	if err := owner.SetLimits(t.Context(), 64<<10, 0); err != nil { // slow enough to be caught in the middle
		t.Fatal(err)
	}
	first := start(t, o)
	until(t, "a third has gone over", func() bool { return via.bytes.Load() > size/3 })
	first.kill(t)
	until(t, "the owner saw it go", func() bool { return !owner.Peers()[0].Connected })
	if err := owner.SetLimits(t.Context(), 0, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(home, "f", "big")); !os.IsNotExist(err) {
		t.Fatalf("it was whole before it was killed: %v", err)
	}
	second := start(t, o)
	until(t, "the file is whole", func() bool {
		_, err := os.Stat(filepath.Join(home, "f", "big"))
		return err == nil
	})
	if !same(t, owner.path("f", "big"), filepath.Join(home, "f", "big")) {
		t.Error("it differs")
	}
	// What was under way when the process ended is lost.
	if again := via.bytes.Load() - size; again > 64<<20 {
		t.Errorf("%d MB went twice", again>>20)
	}
	if err := second.in.Close(); err != nil {
		t.Error(err)
	}
	if err := second.Wait(); err != nil {
		t.Error(err)
	}
}

func TestAFlappingLink(t *testing.T) {
	owner, taker := newDevice(t), newDevice(t)
	via := newProxy(t, owner.Listening()[0])
	owner.random("f/big", 96<<20)
	for _, name := range []string{"a", "b", "c"} {
		owner.write("f/"+name, name)
	}
	if err := owner.SetPeers(t.Context(), []Peer{{ID: taker.ID()}}); err != nil {
		t.Fatal(err)
	}
	owner.share(Send, taker)
	owner.scan()
	if err := taker.SetPeers(t.Context(), []Peer{{ID: owner.ID(), Addresses: []string{via.address()}}}); err != nil {
		t.Fatal(err)
	}
	taker.share(Take, owner)
	for cut := int64(1); cut <= 5; cut++ {
		until(t, "some has gone over", func() bool { return via.bytes.Load() > cut*(12<<20) || taker.whole("f/big") })
		via.cut()
	}
	until(t, "all is there", func() bool {
		return taker.whole("f/big") && taker.read("f/a") == "a" && taker.read("f/b") == "b" && taker.read("f/c") == "c"
	})
	if !same(t, owner.path("f", "big"), taker.path("f", "big")) {
		t.Error("it differs")
	}
}

// whole tells whether a file has its name, which it gets last.
func (d *device) whole(path string) bool {
	_, err := os.Stat(d.path(filepath.FromSlash(path)))
	return err == nil
}

// The address is dialled again soon, also when it was not there for a while.
func TestAPeerThatComesLaterIsFound(t *testing.T) {
	owner, taker := newDevice(t), newDevice(t)
	address := owner.Listening()
	_ = owner.Close() // the cleanup tells if it failed
	if err := taker.SetPeers(t.Context(), []Peer{{ID: owner.ID(), Addresses: address}}); err != nil {
		t.Fatal(err)
	}
	until(t, "it was dialled in vain", func() bool {
		for _, s := range taker.core.conns.ConnectionStatus() {
			if s.Error != nil {
				return true
			}
		}
		return false
	})
	n, err := Open(t.Context(), Options{Dir: owner.path("engine"), Certificate: owner.cert, Listen: address, Name: "x"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = n.Close() }()
	if err := n.SetPeers(t.Context(), []Peer{{ID: taker.ID()}}); err != nil {
		t.Fatal(err)
	}
	until(t, "they met", func() bool { return n.Peers()[0].Connected && taker.Peers()[0].Connected })
}
