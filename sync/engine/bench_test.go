package engine

import (
	"fmt"
	"testing"

	"github.com/syncthing/syncthing/lib/config"
)

// exchangeOf carries files from one new engine to another, and tells when the
// sender knows that all have arrived. Plain is Syncthing without the guards.
func exchangeOf(b *testing.B, files int, size int64, plain bool) {
	b.SetBytes(int64(files) * size)
	for range b.N {
		b.StopTimer()
		owner, taker := newDevice(b), newDevice(b)
		if plain {
			owner.guards.fsType, taker.guards.fsType = config.FilesystemTypeBasic, config.FilesystemTypeBasic
		}
		for i := range files {
			owner.random(fmt.Sprintf("f/%02d/%d", i%50, i), size)
		}
		owner.know(taker)
		taker.know(owner)
		owner.share(Send, taker)
		owner.scan()
		until(b, "connected", func() bool { return taker.Peers()[0].Connected })
		b.StartTimer()
		taker.share(Take, owner)
		until(b, "the owner knows", func() bool {
			p, err := owner.Progress("f", taker.ID())
			return err == nil && p.Known && p.Of == files && p.Files == files && p.Done == p.Total
		})
		b.StopTimer()
		_ = owner.Close() // the cleanup tells if it failed
		_ = taker.Close()
	}
}

func BenchmarkOneLarge(b *testing.B) {
	b.Run("guarded", func(b *testing.B) { exchangeOf(b, 1, 512<<20, false) })
	b.Run("plain", func(b *testing.B) { exchangeOf(b, 1, 512<<20, true) })
}

func BenchmarkManySmall(b *testing.B) {
	b.Run("guarded", func(b *testing.B) { exchangeOf(b, 2000, 2<<10, false) })
	b.Run("plain", func(b *testing.B) { exchangeOf(b, 2000, 2<<10, true) })
}
