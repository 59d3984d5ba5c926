package probe

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"sync"

	"github.com/zeebo/xxh3"
)

// Sums are the fingerprints of a file.
type Sums struct {
	XXH128 [16]byte // canonical big-endian form, as `xxhsum -H2` and ASC MHL print it
	SHA256 [32]byte
	Size   int64 // bytes hashed
}

const hashBlock = 4 << 20

// Hash reads r to its end and returns its fingerprints. Each hash runs beside
// the reading of the next 4 MiB. progress, which may be nil, is called from
// this goroutine with the number of bytes read so far. Errors are the
// context's or those of r; then the sums are zero.
func Hash(ctx context.Context, r io.Reader, progress func(int64)) (Sums, error) {
	quick, strong := xxh3.New(), sha256.New()
	size, err := pump(ctx, r, progress, quick, strong)
	if err != nil {
		return Sums{}, fmt.Errorf("hash: %w", err)
	}
	s := Sums{XXH128: quick.Sum128().Bytes(), Size: size}
	strong.Sum(s.SHA256[:0])
	return s, nil
}

// pump feeds every block of r to all hashes at once while it reads the next
// block into the other buffer.
func pump(ctx context.Context, r io.Reader, progress func(int64), to ...hash.Hash) (total int64, err error) {
	var buffers [2][]byte
	var busy sync.WaitGroup
	defer busy.Wait()
	for turn := 0; ; turn ^= 1 {
		if err := ctx.Err(); err != nil {
			return total, err
		}
		if buffers[turn] == nil {
			buffers[turn] = make([]byte, hashBlock)
		}
		n, err := io.ReadFull(r, buffers[turn])
		busy.Wait()
		for _, h := range to {
			busy.Go(func() { h.Write(buffers[turn][:n]) })
		}
		if total += int64(n); progress != nil && n > 0 {
			progress(total)
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return total, nil
		}
		if err != nil {
			return total, err
		}
	}
}
