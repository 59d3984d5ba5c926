package engine

import (
	"context"
	"time"

	"github.com/syncthing/syncthing/lib/config"
	"github.com/syncthing/syncthing/lib/protocol"
)

// Syncthing dials a peer no more often than every five seconds, and in its
// first minute pauses for up to half of one. A peer that was just set or lost
// is dialled sooner: after firstRedial, then ever longer up to lastRedial.
const (
	firstRedial = 500 * time.Millisecond
	lastRedial  = 5 * time.Second
	turns       = 16 // texts of one address; each rests for longer than five seconds
)

// wait is when a lost peer is dialled again, and how long to wait after that.
type wait struct {
	next  time.Time
	pause time.Duration
}

func (n *Node) redial(ctx context.Context) {
	waits := map[protocol.DeviceID]wait{}
	tick := time.NewTicker(firstRedial / 2)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case at := <-tick.C:
			if due := n.lost(waits, at); len(due) > 0 {
				n.dial(ctx, due)
			}
		}
	}
}

// lost finds the peers that are to be dialled now.
func (n *Node) lost(waits map[protocol.DeviceID]wait, at time.Time) (due []protocol.DeviceID) {
	n.mut.Lock()
	defer n.mut.Unlock()
	here := map[protocol.DeviceID]bool{}
	for _, p := range n.peers {
		id, err := protocol.DeviceIDFromString(p.ID)
		if err != nil || len(p.Addresses) == 0 || n.core.model.ConnectedTo(id) {
			continue
		}
		here[id] = true
		w, ok := waits[id]
		if !ok {
			waits[id] = wait{at.Add(firstRedial), firstRedial}
			continue
		}
		if at.Before(w.next) {
			continue
		}
		w.pause = min(2*w.pause, lastRedial)
		waits[id] = wait{at.Add(w.pause), w.pause}
		due = append(due, id)
	}
	for id := range waits {
		if !here[id] {
			delete(waits, id)
		}
	}
	return due
}

func (n *Node) dial(ctx context.Context, ids []protocol.DeviceID) {
	n.mut.Lock()
	defer n.mut.Unlock()
	for _, id := range ids {
		n.turn[id]++
	}
	// Not dialled now is dialled later: there is nothing to do about an error.
	_ = n.modify(ctx, func(c *config.Configuration) { c.Devices = n.devices(c.Devices) })
}
