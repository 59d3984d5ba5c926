package engine

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/syncthing/syncthing/lib/config"
)

// manyBytes is how large the large file is.
func manyBytes() int64 {
	if os.Getenv("ONSET_LARGE") != "" {
		return 2 << 30
	}
	return 512 << 20
}

// exchangeOf carries files from a new engine to another in a process of its
// own, from when they are shared, before anything of them was read, until the
// owner knows that all have arrived. Plain is Syncthing without the guards.
// ONSET_FILL in the environment is a command, as a list in JSON, that makes the
// files in the folder that it gets as its last argument.
func exchangeOf(b *testing.B, files int, size int64, plain bool) {
	b.SetBytes(int64(files) * size)
	for range b.N {
		b.StopTimer()
		owner := newDevice(b)
		if plain {
			owner.guards.fsType = config.FilesystemTypeBasic
		}
		id, cert, key := newPair(b)
		home := b.TempDir()
		taker := start(b, orders{
			Home: home, Cert: cert, Key: key, Plain: plain, Peers: []Peer{owner.peer()},
			Folders: []Folder{{ID: "f", Path: filepath.Join(home, "f"), Kind: Take, Peers: []string{owner.ID()}}},
		})
		if err := owner.SetPeers(b.Context(), []Peer{{ID: id, Addresses: []string{taker.address}}}); err != nil {
			b.Fatal(err)
		}
		until(b, "connected", func() bool { return owner.Peers()[0].Connected })
		all := fill(b, owner, files, size)
		b.StartTimer()
		owner.folders(Folder{ID: "f", Path: owner.path("f"), Kind: Send, Peers: []string{id}})
		owner.scan()
		untilLong(b, "the owner knows", func() bool {
			p, err := owner.Progress("f", id)
			return err == nil && p.Known && p.Of == all && p.Files == all && p.Done == p.Total
		})
		b.StopTimer()
		_ = owner.Close() // the cleanup tells if it failed
		taker.kill(b)
		for _, folder := range []string{owner.home, home} {
			if err := os.RemoveAll(folder); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// fill makes the files, and gives how many there are.
func fill(b *testing.B, owner *device, files int, size int64) (all int) {
	b.Helper()
	var command []string
	if err := json.Unmarshal([]byte(os.Getenv("ONSET_FILL")), &command); err != nil || len(command) == 0 {
		for i := range files {
			owner.random(fmt.Sprintf("f/%02d/%d", i%50, i), size)
		}
		return files
	}
	dir := owner.path("f")
	out, err := exec.CommandContext(b.Context(), command[0], append(command[1:], dir)...).CombinedOutput()
	if err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	err = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			all++
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return all
}

// untilLong waits ten minutes.
func untilLong(b *testing.B, what string, is func() bool) {
	b.Helper()
	for end := time.Now().Add(10 * time.Minute); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			b.Fatal("never: " + what)
		}
	}
}

func BenchmarkOneLarge(b *testing.B) {
	b.Run("guarded", func(b *testing.B) { exchangeOf(b, 1, manyBytes(), false) })
	b.Run("plain", func(b *testing.B) { exchangeOf(b, 1, manyBytes(), true) })
}

func BenchmarkManySmall(b *testing.B) {
	b.Run("guarded", func(b *testing.B) { exchangeOf(b, 5000, 20_000, false) })
	b.Run("plain", func(b *testing.B) { exchangeOf(b, 5000, 20_000, true) })
}
