package join

import (
	"net"
	"sync"
	"time"
)

const (
	gateWindow = time.Minute
	gateEach   = 20  // requests of one address in a window
	gateAll    = 300 // of everybody in a window
	gateAtOnce = 8
)

// gate bounds how often and how many at once may ask: a token cannot be
// guessed, but answering costs a signature and a look into the store.
type gate struct {
	now  func() time.Time
	mu   sync.Mutex
	from time.Time
	seen map[string]int
	all  int
	busy int
}

func newGate(now func() time.Time) *gate {
	if now == nil {
		now = time.Now
	}
	return &gate{now: now, seen: map[string]int{}}
}

// enter lets a request in; leave is called at its end.
func (g *gate) enter(remote string) (leave func(), ok bool) {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		host = remote
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if now := g.now(); now.Sub(g.from) >= gateWindow || now.Before(g.from) {
		g.from, g.all = now, 0
		clear(g.seen)
	}
	if g.all >= gateAll || g.seen[host] >= gateEach || g.busy >= gateAtOnce {
		return nil, false
	}
	g.all, g.busy = g.all+1, g.busy+1
	g.seen[host]++
	return g.leave, true
}

func (g *gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.busy--
}
