package engine

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// set is a network of its own with two places in it, as on a set: no router,
// no names, no way out. Only root may have one.
func set(t *testing.T) (places [2]string) {
	t.Helper()
	run := func(args ...string) error {
		out, err := exec.CommandContext(t.Context(), "ip", args...).CombinedOutput()
		if err != nil {
			return fmt.Errorf("ip %v: %w: %s", args, err, out)
		}
		return nil
	}
	for i := range places {
		places[i] = fmt.Sprintf("onset-test-%d-%d", os.Getpid(), i)
		if err := run("netns", "add", places[i]); err != nil {
			t.Skipf("a network of its own cannot be had here: %v", err)
		}
		t.Cleanup(func() { _ = exec.Command("ip", "netns", "del", places[i]).Run() }) // the test's context is over by then
	}
	for _, args := range [][]string{
		{"-n", places[0], "link", "add", "set0", "type", "veth", "peer", "name", "set0", "netns", places[1]},
		{"-n", places[0], "addr", "add", "10.77.0.1/24", "brd", "+", "dev", "set0"},
		{"-n", places[1], "addr", "add", "10.77.0.2/24", "brd", "+", "dev", "set0"},
		{"-n", places[0], "link", "set", "set0", "up"},
		{"-n", places[1], "link", "set", "set0", "up"},
	} {
		if err := run(args...); err != nil {
			t.Skipf("a network of its own cannot be had here: %v", err)
		}
	}
	return places
}

// Two devices that know each other's ids and no address meet on the set's
// network, and exchange what they have.
func TestPeersFindEachOther(t *testing.T) {
	places := set(t)
	type side struct {
		id, home  string
		cert, key []byte
	}
	var sides [2]side
	for i := range sides {
		s := &sides[i]
		s.home = t.TempDir()
		s.id, s.cert, s.key = newPair(t)
	}
	if err := os.MkdirAll(filepath.Join(sides[0].home, "f"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(sides[0].home, "f", "a"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for i, kind := range []Kind{Send, Take} {
		s, other := sides[i], sides[1-i]
		start(t, orders{
			Home: s.home, Cert: s.cert, Key: s.key, Discover: true, Network: places[i], Peers: []Peer{{ID: other.id}},
			Folders: []Folder{{ID: "f", Path: filepath.Join(s.home, "f"), Kind: kind, Peers: []string{other.id}}},
		})
	}
	until(t, "what one has is with the other", func() bool {
		text, err := os.ReadFile(filepath.Join(sides[1].home, "f", "a"))
		return err == nil && string(text) == "x"
	})
}
