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
	full := time.Duration(burst) * every
	if b.empty.Before(now) || b.empty.Sub(now) > full { // or the clock was set back
		b.empty = now
	}
	next := b.empty.Add(every)
	if next.Sub(now) > full {
		return false
	}
	b.empty = next
	return true
}

// faultLog keeps rubbish from filling a log: a few lines of each kind, then one
// every ten seconds with how many there were since.
type faultLog struct {
	mu   sync.Mutex
	rate map[string]*bucket
	more map[string]int
}

const (
	faultLines = 10
	faultEvery = 10 * time.Second
)

// note reports whether a fault of a kind gets a line, and how many got none since the last.
func (l *faultLog) note(kind string, now time.Time) (unsaid int, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.rate == nil {
		l.rate, l.more = map[string]*bucket{}, map[string]int{}
	}
	b := l.rate[kind]
	if b == nil {
		b = &bucket{}
		l.rate[kind] = b
	}
	if !b.take(now, faultLines, faultEvery) {
		l.more[kind]++
		return 0, false
	}
	unsaid = l.more[kind]
	delete(l.more, kind)
	return unsaid, true
}
