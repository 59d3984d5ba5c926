package office

import (
	"context"
	"errors"
	"net"
	"net/url"

	"onset/app/flow"
	"onset/consent"
)

// ErrNotServing means nobody would answer: the service is not running.
var ErrNotServing = errors.New("the service is not running")

// Invite makes a code by which one device joins a production that is open.
// Its address is the public name's where there is one. Errors of flow.Kit.Invite.
func (s *Service) Invite(ctx context.Context, k *flow.Kit, o flow.InviteOptions) (flow.Invitation, error) {
	return k.Invite(ctx, s.reached(o))
}

// InviteProduction makes a code by which a kit brings its production here; it
// stays good over a restart of the service. ErrNotServing.
func (s *Service) InviteProduction(ctx context.Context, o flow.InviteOptions) (flow.Invitation, error) {
	if !s.Serving() {
		return flow.Invitation{}, ErrNotServing
	}
	return s.o.Home.InviteProduction(ctx, s.reached(o))
}

// Serving reports whether requests to join are answered.
func (s *Service) Serving() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.joinPort != ""
}

func (s *Service) reached(o flow.InviteOptions) flow.InviteOptions {
	s.mu.Lock()
	port := s.joinPort
	s.mu.Unlock()
	u, err := url.Parse(s.o.Public)
	if len(o.Addresses) == 0 && port != "" && err == nil && u.Hostname() != "" {
		o.Addresses = []string{net.JoinHostPort(u.Hostname(), port)}
	}
	return o
}

// join answers requests to join until ctx ends.
func (s *Service) join(ctx context.Context, l net.Listener) error {
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		return errors.Join(err, l.Close())
	}
	s.answersAt(port)
	defer s.answersAt("")
	return s.o.Home.ServeJoin(ctx, l, func(id consent.Ref) { s.brought(ctx, id) })
}

func (s *Service) answersAt(port string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.joinPort = port
}

// brought opens a production that a kit has brought here.
func (s *Service) brought(ctx context.Context, id consent.Ref) {
	if _, err := s.Kit(id); err == nil {
		return // brought again
	}
	k, err := s.o.Home.Unlock(ctx, s.o.Passphrase, id)
	if err == nil {
		err = s.Add(ctx, k)
	}
	if err != nil {
		s.o.Log.Error("production brought and not opened", "production", short(id), "error", err)
		s.mu.Lock()
		s.faults[id] = err
		s.mu.Unlock()
	}
}
