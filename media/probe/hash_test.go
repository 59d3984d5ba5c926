package probe

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"math/rand/v2"
	"testing"
	"testing/iotest"

	"github.com/zeebo/xxh3"
)

// TestHashVectors holds known sums; the first of each pair is what
// `xxhsum -H2` prints.
func TestHashVectors(t *testing.T) {
	for _, tt := range []struct{ in, quick, strong string }{
		{"", "99aa06d3014798d86001c324468d497f", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
		{"abc", "06b05ab6733a618578af5f94892f3950", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
	} {
		s, err := Hash(t.Context(), bytes.NewReader([]byte(tt.in)), nil)
		if err != nil || hex.EncodeToString(s.XXH128[:]) != tt.quick || hex.EncodeToString(s.SHA256[:]) != tt.strong || s.Size != int64(len(tt.in)) {
			t.Errorf("%q: %x %x %d %v", tt.in, s.XXH128, s.SHA256, s.Size, err)
		}
	}
}

func TestHashAcrossBlocks(t *testing.T) {
	random := rand.NewChaCha8([32]byte{1})
	for _, size := range []int{1, hashBlock - 1, hashBlock, hashBlock + 1, 3*hashBlock + 17} {
		b := make([]byte, size)
		_, _ = random.Read(b)
		var last int64
		s, err := Hash(t.Context(), iotest.HalfReader(bytes.NewReader(b)), func(n int64) { last = n })
		if err != nil {
			t.Fatal(err)
		}
		if s.XXH128 != xxh3.Hash128(b).Bytes() || s.SHA256 != sha256.Sum256(b) || s.Size != int64(size) || last != int64(size) {
			t.Errorf("%d bytes: wrong sums or progress %d", size, last)
		}
	}
}

func TestHashStops(t *testing.T) {
	if s, err := Hash(t.Context(), io.MultiReader(bytes.NewReader(make([]byte, 99)), iotest.ErrReader(errCard)), nil); !errors.Is(err, errCard) || s != (Sums{}) {
		t.Errorf("%v, %+v", err, s)
	}
	ctx, cancel := context.WithCancel(t.Context())
	endless := iotest.DataErrReader(zeros{})
	_, err := Hash(ctx, endless, func(n int64) {
		if n > 2*hashBlock {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want context.Canceled", err)
	}
}

// zeros never ends.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func BenchmarkHash(b *testing.B) {
	data := make([]byte, 64<<20)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := Hash(b.Context(), bytes.NewReader(data), nil); err != nil {
			b.Fatal(err)
		}
	}
}
