package join

import (
	"context"
	"net"
	"net/netip"
	"sync"
	"time"
)

const (
	gateWindow = time.Minute
	gateEach   = 20  // requests of one address in a window
	gateAll    = 300 // of everybody in a window; after that only the first few of an address
	gateFirst  = 3
	gateOpen   = 4    // requests of one address at once
	gateTotal  = 1024 // of everybody at once, while they arrive
	gateWork   = 8    // that are answered at once
	gateKnown  = 4096 // addresses that are counted
)

// gate bounds how often and how many at once may ask: a token cannot be
// guessed, but answering costs a signature and a look into the store. Whoever
// asks without end, or slowly, is stopped by a bound of its own address: as many
// addresses as a set's network has cannot keep anybody else from asking.
type gate struct {
	now   func() time.Time
	mu    sync.Mutex
	from  time.Time
	seen  map[string]int
	all   int
	open  map[string]int
	total int
	work  chan struct{}
}

func newGate(now func() time.Time) *gate {
	if now == nil {
		now = time.Now
	}
	return &gate{now: now, seen: map[string]int{}, open: map[string]int{}, work: make(chan struct{}, gateWork)}
}

// enter lets a request in; leave is called at its end.
func (g *gate) enter(remote string) (leave func(), ok bool) {
	at := placeOf(remote)
	g.mu.Lock()
	defer g.mu.Unlock()
	if now := g.now(); now.Sub(g.from) >= gateWindow || now.Before(g.from) || len(g.seen) >= gateKnown {
		g.from, g.all = now, 0
		clear(g.seen)
	}
	switch {
	case g.seen[at] >= gateEach, g.open[at] >= gateOpen, g.total >= gateTotal, g.all >= gateAll && g.seen[at] >= gateFirst:
		return nil, false
	}
	g.all, g.total = g.all+1, g.total+1
	g.seen[at]++
	g.open[at]++
	return func() { g.leave(at) }, true
}

func (g *gate) leave(at string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.total--
	if g.open[at]--; g.open[at] == 0 {
		delete(g.open, at)
	}
}

// answer waits for a turn to be answered, which a request gets that has
// arrived whole: nobody takes one by sending slowly.
func (g *gate) answer(ctx context.Context) (done func(), err error) {
	select {
	case g.work <- struct{}{}:
		return func() { <-g.work }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// placeOf is what counts as one address: IPv6 by networks of 64 bits, of which
// anybody has as many addresses as they like.
func placeOf(remote string) string {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		host = remote
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	if ip = ip.Unmap(); ip.Is6() && !ip.IsLinkLocalUnicast() {
		if network, err := ip.Prefix(64); err == nil {
			return network.String()
		}
	}
	return ip.WithZone("").String()
}
