package offload

import (
	"sync"
	"sync/atomic"
)

// Blocks come in two sizes: most files of a card are either small or huge.
const smallBlock = 256 << 10

// shelf keeps blocks that are not in use, so that a run allocates few.
type shelf struct{ large, small sync.Pool }

func newShelf() *shelf {
	return &shelf{
		large: sync.Pool{New: func() any { return newBlock(blockSize) }},
		small: sync.Pool{New: func() any { return newBlock(smallBlock) }},
	}
}

// block is a piece of a file on its way to all destinations. Whoever holds it
// last puts it back.
type block struct {
	whole []byte // aligned
	data  []byte // the part that is filled
	held  atomic.Int32
	home  *sync.Pool
}

func newBlock(n int) *block { return &block{whole: aligned(n)} }

// take returns a block held once, small when the whole file fits.
func (s *shelf) take(size int64) *block {
	home := &s.large
	if size < smallBlock {
		home = &s.small
	}
	b := home.Get().(*block)
	b.home = home
	b.held.Store(1)
	return b
}

func (b *block) hold() { b.held.Add(1) }

func (b *block) release() {
	if b.held.Add(-1) == 0 {
		b.home.Put(b)
	}
}
