package flow

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"slices"

	"onset/consent"
	"onset/signer/join"
)

// ServeJoin answers requests to join the productions that are open, and those
// of kits that bring theirs, until ctx ends. taken hears, from any goroutine,
// of a production that was brought here; it can be opened then. Nil takes none.
func (h *Home) ServeJoin(ctx context.Context, l net.Listener, taken func(production consent.Ref)) error {
	key, err := h.SyncKey()
	if err != nil {
		_ = l.Close()
		return err
	}
	if at, err := netip.ParseAddrPort(l.Addr().String()); err == nil {
		h.answersAt(at)
		defer h.answersAt(netip.AddrPort{})
	}
	s := &join.Server{Key: key, Desk: homeDesk{h}, Now: h.o.Now}
	if taken != nil {
		s.Taking = &taker{h: h, taken: taken}
	}
	return s.Serve(ctx, l)
}

func (h *Home) answersAt(at netip.AddrPort) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.joinAt = at
}

// AnswersJoin reports whether requests to join are answered just now.
func (h *Home) AnswersJoin() bool { return h.JoinAddress() != "" }

// JoinAddress is where requests to join are answered just now, as it listens;
// empty while nothing does.
func (h *Home) JoinAddress() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.joinAt.IsValid() {
		return ""
	}
	return h.joinAt.String()
}

// opened and closed keep the productions that are open, for whoever asks to join.
func (h *Home) opened(k *Kit) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.open[k.prod.ID] = k
	h.kits[k.prod.ID] = k.store.Roster().Facts().Title
}

func (h *Home) closed(k *Kit) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.open[k.prod.ID] == k {
		delete(h.open, k.prod.ID)
	}
}

func (h *Home) openKits() []*Kit {
	h.mu.Lock()
	defer h.mu.Unlock()
	out := make([]*Kit, 0, len(h.open))
	for _, k := range h.open {
		out = append(out, k)
	}
	slices.SortFunc(out, func(a, b *Kit) int { return slices.Compare(a.prod.ID[:], b.prod.ID[:]) })
	return out
}

// homeDesk sends a request to the production it is about: the one that knows
// the device, or has such an invitation.
type homeDesk struct{ h *Home }

// Join lets a device into one of the home's productions.
func (d homeDesk) Join(ctx context.Context, r join.Request) (join.Answer, error) {
	refused := join.ErrToken
	for _, k := range d.h.openKits() {
		a, err := k.joins.Join(ctx, r)
		if err == nil {
			return a, nil
		}
		if tells(err) > tells(refused) {
			refused = err
		}
	}
	return join.Answer{}, refused
}

// tells ranks refusals: a production that has no such invitation, or does not
// know the device, says nothing about the one that was meant.
func tells(refused error) int {
	switch {
	case errors.Is(refused, join.ErrToken):
		return 0
	case errors.Is(refused, join.ErrNotEnrolled):
		return 1
	}
	return 2
}
