package offload

import (
	"context"
	"errors"
	"io"
	"sync"
)

// behindFrom is the size from which a file is read back while it is still
// being written. Only what went past the cache is: the rest would come from
// memory.
const behindFrom = 4 * blockSize

// errDropped means a file was given up before it was written to its end.
var errDropped = errors.New("dropped")

// behind reads a file back a little behind the one who writes it, so that a
// disk that can do both at once does.
type behind struct {
	mu      sync.Mutex
	moved   *sync.Cond
	written int64
	ended   bool
	err     error // of the end

	done chan struct{}
	sums Sums
	n    int64
	fail error
}

// follow starts to read a part back.
func (l *lane) follow(ctx context.Context, part string, size int64) *behind {
	b := &behind{done: make(chan struct{})}
	b.moved = sync.NewCond(&b.mu)
	go func() {
		defer close(b.done)
		b.sums, b.n, b.fail = b.read(ctx, l, part, size)
	}()
	return b
}

// advance says how far the writing is.
func (b *behind) advance(written int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.written = written
	b.moved.Signal()
}

// end says that everything is written and durable, or with an error that the
// file is given up. Only the first end counts.
func (b *behind) end(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.ended {
		b.ended, b.err = true, err
		b.moved.Signal()
	}
}

// next waits until a whole block from offset on is written, or all is.
func (b *behind) next(offset int64) (ended bool, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for !b.ended && b.written < offset+blockSize {
		b.moved.Wait()
	}
	return b.ended, b.err
}

func (b *behind) read(ctx context.Context, l *lane, part string, size int64) (Sums, int64, error) {
	digest, err := newDigest([]Format{XXH128})
	if err != nil {
		return nil, 0, err
	}
	in, err := l.disk.cold(part, size)
	if err != nil {
		return nil, 0, err
	}
	progress := func(n int) { l.report.change(func() { l.meter.work += int64(n); l.meter.pace.Verified += int64(n) }) }
	n, err := b.blocks(l.shelf, in, digest, progress)
	if err == nil {
		var rest int64
		rest, err = l.shelf.pour(ctx, in, digest, size-n, progress)
		n += rest
	}
	if err = errors.Join(err, in.Close()); err != nil {
		return nil, n, err
	}
	return digest.sums(), n, nil
}

// blocks reads whole blocks until everything is written.
func (b *behind) blocks(s *shelf, in io.Reader, to io.Writer, progress func(int)) (total int64, err error) {
	block := s.take(blockSize)
	defer block.release()
	for {
		if ended, err := b.next(total); ended || err != nil {
			return total, err
		}
		n, err := io.ReadFull(in, block.whole)
		_, _ = to.Write(block.whole[:n]) // a digest does not fail
		total += int64(n)
		progress(n)
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			err = ErrReadBack
		}
		if err != nil {
			return total, err
		}
	}
}
