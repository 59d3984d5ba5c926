package page

import (
	"context"
	"sync"
	"time"
)

// poolUnit is what a pool gives out.
const poolUnit = 32 << 10

// pool bounds how many bytes are in use at the same time. Whoever wants more
// than is left waits, first come first served.
type pool struct {
	turn  chan struct{} // one at a time gathers its units, so that two halves never wait for one another
	units chan struct{}
}

func newPool(bytes int) pool {
	return pool{turn: make(chan struct{}, 1), units: make(chan struct{}, bytes/poolUnit)}
}

// take waits for n bytes, at most the pool's, and returns how to give them back.
func (p *pool) take(ctx context.Context, n int64) (giveBack func(), err error) {
	if err := enter(ctx, p.turn); err != nil {
		return nil, err
	}
	defer func() { <-p.turn }()
	want := min(int(n/poolUnit)+1, cap(p.units))
	for got := range want {
		if err := enter(ctx, p.units); err != nil {
			p.free(got)
			return nil, err
		}
	}
	return func() { p.free(want) }, nil
}

func (p *pool) free(n int) {
	for range n {
		<-p.units
	}
}

// enter takes a place in a channel that bounds how many do something.
func enter(ctx context.Context, places chan struct{}) error {
	select {
	case places <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// bucket lets through burst at once and one more per every. The zero bucket is full.
type bucket struct {
	empty time.Time // when it was, or would be, full of what was taken
}

// take reports whether one more may pass.
func (b *bucket) take(now time.Time, burst int, every time.Duration) bool {
	if b.empty.Before(now) {
		b.empty = now
	}
	next := b.empty.Add(every)
	if next.Sub(now) > time.Duration(burst)*every {
		return false
	}
	b.empty = next
	return true
}

// guard counts faults by source, and all together. Only faults are counted:
// a crowd behind one router makes none.
type guard struct {
	mu     sync.Mutex
	burst  int
	every  time.Duration
	all    bucket
	by     map[string]*bucket
	swept  time.Time
	before int // how many more all sources together may do
}

const (
	guessBurst   = 10 // wrong take-home codes at once
	guessEvery   = 6 * time.Second
	rubbishBurst = 60 // posts that are none
	rubbishEvery = time.Second
	allSources   = 8 // times what one source may
	maxSources   = 4096
)

func (g *guard) init(burst int, every time.Duration) {
	g.burst, g.every, g.before, g.by = burst, every, allSources, map[string]*bucket{}
}

// open reports whether the source may still make a fault.
func (g *guard) open(source string, now time.Time) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	all, own := g.all, bucket{}
	if b := g.by[source]; b != nil {
		own = *b
	}
	return own.take(now, g.burst, g.every) && all.take(now, g.burst*g.before, g.every/time.Duration(g.before))
}

// fault counts one.
func (g *guard) fault(source string, now time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.sweep(now)
	b := g.by[source]
	if b == nil && len(g.by) < maxSources {
		b = &bucket{}
		g.by[source] = b
	}
	if b != nil {
		b.take(now, g.burst, g.every)
	}
	g.all.take(now, g.burst*g.before, g.every/time.Duration(g.before))
}

// sweep forgets sources that have been quiet long enough to be full again.
func (g *guard) sweep(now time.Time) {
	if now.Sub(g.swept) < time.Minute {
		return
	}
	g.swept = now
	for source, b := range g.by {
		if b.empty.Before(now) {
			delete(g.by, source)
		}
	}
}
