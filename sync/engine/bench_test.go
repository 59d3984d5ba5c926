package engine

import (
	"fmt"
	"os"
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
func exchangeOf(b *testing.B, files int, size int64, plain bool) {
	b.SetBytes(int64(files) * size)
	for range b.N {
		b.StopTimer()
		owner := newDevice(b)
		if plain {
			owner.guards.fsType = config.FilesystemTypeBasic
		}
		for i := range files {
			owner.random(fmt.Sprintf("f/%02d/%d", i%50, i), size)
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
		b.StartTimer()
		owner.folders(Folder{ID: "f", Path: owner.path("f"), Kind: Send, Peers: []string{id}})
		owner.scan()
		untilLong(b, "the owner knows", func() bool {
			p, err := owner.Progress("f", id)
			return err == nil && p.Known && p.Of == files && p.Files == files && p.Done == p.Total
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
