package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"sync"
	"time"

	"onset/app/carry"
	"onset/app/cli"
	"onset/app/flow"
	"onset/app/metered"
)

// Where a kit is met unless something else is asked for. Where a port is taken,
// by a second kit on the same machine say, any other does: addresses are told
// in the code of an invitation and found on the local network.
const (
	usualCarry = "tcp://:22000"
	otherCarry = "tcp://:0"
)

// carrying is the one engine of this program's home, and the desk where other
// devices are let in.
type carrying struct {
	mu    sync.Mutex
	c     *carry.Carrier
	rest  context.CancelFunc // of what looks at the network
	end   context.CancelFunc
	desks sync.WaitGroup
}

// start has k carried until it is closed; the first start decides how.
func (a *carrying) start(ctx context.Context, k *flow.Kit, s cli.CarryStart) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.c == nil {
		if err := a.open(ctx, k.Home(), s); err != nil {
			return err
		}
	}
	return a.c.Attach(ctx, k, nil)
}

// again carries k anew after a setting changed that only holds from the start.
func (a *carrying) again(ctx context.Context, k *flow.Kit, s cli.CarryStart) error {
	if err := a.close(); err != nil {
		return err
	}
	return a.start(ctx, k, s)
}

func (a *carrying) open(ctx context.Context, h *flow.Home, s cli.CarryStart) error {
	key, err := h.SyncKey()
	if err != nil {
		return err
	}
	looking, rest := context.WithCancel(context.WithoutCancel(ctx))
	meter := metered.Open(looking)
	o := carry.Options{Dir: h.Dir(), Key: key, Listen: s.Listen, Discover: s.Discover, Metered: meter.Now, Now: time.Now}
	if len(o.Listen) == 0 && !s.OnlyDial {
		o.Listen = []string{usualCarry}
	}
	a.c, err = carry.Open(ctx, o)
	if errors.Is(err, carry.ErrListen) && len(s.Listen) == 0 {
		o.Listen = []string{otherCarry}
		a.c, err = carry.Open(ctx, o)
	}
	if err != nil {
		rest()
		a.c = nil
		return err
	}
	a.rest = rest
	if s.OnlyDial {
		return nil
	}
	return a.letIn(ctx, h, s.Join)
}

// letIn answers devices that ask to join, at an address or at the usual one.
func (a *carrying) letIn(ctx context.Context, h *flow.Home, at string) error {
	l, err := listenFor(ctx, at)
	if err != nil {
		return fmt.Errorf("%w: %w", carry.ErrListen, err)
	}
	ctx, a.end = context.WithCancel(context.WithoutCancel(ctx))
	a.desks.Go(func() { _ = h.ServeJoin(ctx, l, nil) }) // statements are carried without it
	return nil
}

func listenFor(ctx context.Context, at string) (net.Listener, error) {
	var lc net.ListenConfig
	if at != "" {
		return lc.Listen(ctx, "tcp", at)
	}
	l, err := lc.Listen(ctx, "tcp", ":"+strconv.Itoa(flow.JoinPort))
	if err != nil {
		l, err = lc.Listen(ctx, "tcp", ":0")
	}
	return l, err
}

// close ends all that is carried; kits work on without.
func (a *carrying) close() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.end != nil {
		a.end()
		a.end = nil
	}
	a.desks.Wait()
	if a.c == nil {
		return nil
	}
	a.rest()
	c := a.c
	a.c = nil
	return c.Close()
}
