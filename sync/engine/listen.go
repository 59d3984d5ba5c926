package engine

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"slices"
	"time"
)

// settle finds out whether the addresses are free, and which port an address
// with port 0 gets. Syncthing itself shares a port with others that would
// share it, and tries for ever to get one that is taken.
func settle(listen []string) (settled []string, err error) {
	for _, address := range listen {
		u, err := url.Parse(address)
		if err != nil || u.Scheme != "tcp" || u.Port() == "" {
			return nil, fmt.Errorf("%w: %q is not tcp://host:port", ErrListen, address)
		}
		l, err := net.Listen("tcp", u.Host)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrListen, err)
		}
		_, port, _ := net.SplitHostPort(l.Addr().String())
		if err := l.Close(); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrListen, err)
		}
		u.Host = net.JoinHostPort(u.Hostname(), port)
		settled = append(settled, u.String())
	}
	return settled, nil
}

// awaitListening waits until each listener accepts connections.
func (n *Node) awaitListening(ctx context.Context) error {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		ready := 0
		for address, status := range n.core.conns.ListenerStatus() {
			if status.Error != nil {
				return fmt.Errorf("%w: %s: %s", ErrListen, address, *status.Error)
			}
			if n.events.hasListener(address) {
				ready++
			}
		}
		if ready == len(n.listen) {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%w: %w", ErrListen, ctx.Err())
		case <-n.core.mainDone:
			return fmt.Errorf("%w: the engine ended", ErrListen)
		case <-tick.C:
		}
	}
}

// Listening are the addresses this device is met at now: of an address without
// a host, those of each network it is on.
func (n *Node) Listening() (addresses []string) {
	for _, status := range n.core.conns.ListenerStatus() {
		for _, address := range status.LANAddresses {
			if u, err := url.Parse(address); err == nil && u.Hostname() != "" && !unspecified(u.Hostname()) {
				addresses = append(addresses, "tcp://"+u.Host)
			}
		}
	}
	slices.Sort(addresses)
	return slices.Compact(addresses)
}

func unspecified(host string) bool {
	ip := net.ParseIP(host)
	return ip != nil && ip.IsUnspecified()
}
