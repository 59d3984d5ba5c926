package engine

import (
	"bufio"
	"bytes"
	"crypto/ecdsa"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestTheKeyIsNowhereOnDisk(t *testing.T) {
	owner, taker := connected(t)
	owner.write("f/a", "x")
	owner.scan()
	until(t, "it is there", func() bool { return taker.read("f/a") == "x" })
	secret, err := taker.cert.PrivateKey.(*ecdsa.PrivateKey).Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if err := taker.Close(); err != nil {
		t.Fatal(err)
	}
	files := 0
	err = filepath.WalkDir(taker.home, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		files++
		text, err := os.ReadFile(path)
		if bytes.Contains(text, secret) || bytes.Contains(text, []byte("PRIVATE KEY")) {
			t.Errorf("%s holds the key", path)
		}
		return err
	})
	if err != nil || files < 2 {
		t.Fatalf("%d files, %v", files, err)
	}
}

func TestNothingIsLeftRunning(t *testing.T) {
	before := ours()
	for range 3 {
		owner, taker := connected(t)
		owner.write("f/a", "x")
		owner.scan()
		until(t, "it is there", func() bool { return taker.read("f/a") == "x" })
		_ = owner.Close() // the cleanup tells if it failed
		_ = taker.Close()
	}
	var now int
	until(t, "everything stopped", func() bool { now = ours(); return now <= before })
	t.Logf("%d goroutines before, %d after", before, now)
}

// ours counts the goroutines in which the engine runs, but for those that
// Syncthing's packages begin for the whole process.
func ours() (n int) {
	all := make([]byte, 4<<20)
	all = all[:runtime.Stack(all, true)]
	for _, stack := range strings.Split(string(all), "\n\n") {
		engine := strings.Contains(stack, "syncthing/lib/") || strings.Contains(stack, "goleveldb") || strings.Contains(stack, "suture")
		process := strings.Contains(stack, "caseFilesystemRegistry") || strings.Contains(stack, "created by github.com/syncthing/syncthing/lib/protocol.init")
		if engine && !process {
			n++
		}
	}
	return n
}

// lone runs an engine in a process of its own that knows one peer, and waits
// until they have exchanged something.
func lone(t *testing.T, discover bool) (c *child, peer *device) {
	t.Helper()
	peer = newDevice(t)
	id, cert, key := newPair(t)
	home := t.TempDir()
	if err := peer.SetPeers(t.Context(), []Peer{{ID: id}}); err != nil {
		t.Fatal(err)
	}
	peer.folders(Folder{ID: "f", Path: peer.path("f"), Kind: Send, Peers: []string{id}})
	peer.write("f/a", "x")
	peer.scan()
	c = start(t, orders{
		Home: home, Cert: cert, Key: key, Discover: discover,
		Peers:   []Peer{peer.peer()},
		Folders: []Folder{{ID: "f", Path: filepath.Join(home, "f"), Kind: Take, Peers: []string{peer.ID()}}},
	})
	until(t, "it is there", func() bool {
		text, err := os.ReadFile(filepath.Join(home, "f", "a"))
		return err == nil && string(text) == "x"
	})
	return c, peer
}

func TestPrintsNothing(t *testing.T) {
	c, _ := lone(t, false)
	if err := c.in.Close(); err != nil {
		t.Fatal(err)
	}
	if err := c.Wait(); err != nil {
		t.Fatal(err)
	}
	if c.out.Len() > 0 {
		t.Errorf("printed:\n%s", c.out)
	}
}

// All sockets of the process are looked at, of which none may be there but what
// listens for peers and what is connected with the one peer.
func TestSpeaksToPeersOnly(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("sockets are read from /proc")
	}
	c, peer := lone(t, false)
	own, other := portOf(t, c.address), portOf(t, peer.Listening()[0])
	found := sockets(t, c.Process.Pid)
	for _, s := range found {
		listens := s.proto == "tcp" && s.local == own && s.remote == "0000"
		talks := strings.HasPrefix(s.proto, "tcp") && (s.remote == other || s.local == own)
		if !listens && !talks {
			t.Errorf("a socket nobody asked for: %+v", s)
		}
	}
	if len(found) < 2 {
		t.Errorf("only %d sockets were found", len(found))
	}
}

type socket struct{ proto, local, remote string } // ports in hex

func portOf(t *testing.T, address string) string {
	t.Helper()
	var port int
	if _, err := fmt.Sscanf(address[strings.LastIndex(address, ":")+1:], "%d", &port); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%04X", port)
}

// sockets are those of a process, as the kernel lists them.
func sockets(t *testing.T, pid int) (found []socket) {
	t.Helper()
	files, err := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", pid))
	if err != nil {
		t.Fatal(err)
	}
	inodes := map[string]bool{}
	for _, f := range files {
		to, err := os.Readlink(f)
		if err != nil {
			continue // closed meanwhile
		}
		if inode, ok := strings.CutPrefix(to, "socket:["); ok {
			inodes[strings.TrimSuffix(inode, "]")] = true
		}
	}
	for _, proto := range []string{"tcp", "tcp6", "udp", "udp6"} {
		table, err := os.ReadFile(fmt.Sprintf("/proc/%d/net/%s", pid, proto))
		if err != nil {
			continue // no such protocol on this machine
		}
		lines := bufio.NewScanner(bytes.NewReader(table))
		for lines.Scan() {
			if f := strings.Fields(lines.Text()); len(f) > 9 && inodes[f[9]] {
				found = append(found, socket{proto, after(f[1]), after(f[2])})
			}
		}
	}
	return found
}

func after(address string) string { return address[strings.LastIndex(address, ":")+1:] }
