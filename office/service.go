package office

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"onset/app/carry"
	"onset/app/flow"
	"onset/consent"
	"onset/office/web"
)

// Service is the central service of a home. Its methods may be called from
// many goroutines.
type Service struct {
	o    Options
	life context.Context
	end  context.CancelFunc
	work sync.WaitGroup

	mu       sync.Mutex
	rooms    []*room
	faults   map[consent.Ref]error // productions that could not be opened
	carrier  *carry.Carrier
	web      *web.Web // made when it is first wanted
	joinPort string   // where requests to join are answered, while they are
	closed   bool
}

// Open opens the keyring and every production of the home. A production that
// cannot be opened is told in Faults, and the others go on. The home must be
// owned. ErrPublic, or what the home says.
func Open(ctx context.Context, o Options) (*Service, error) {
	o, err := o.filled()
	if err != nil {
		return nil, fmt.Errorf("open the service: %w", err)
	}
	if err := o.Home.OpenKeys(o.Passphrase); err != nil {
		return nil, fmt.Errorf("open the service: %w", err)
	}
	s := &Service{o: o, faults: map[consent.Ref]error{}}
	s.life, s.end = context.WithCancel(context.WithoutCancel(ctx))
	s.work.Go(func() { s.watchErased(s.life) })
	for _, p := range o.Home.Productions() {
		k, err := o.Home.Unlock(ctx, o.Passphrase, p.ID)
		if err != nil {
			o.Log.Error("production not opened", "production", short(p.ID), "error", err)
			s.faults[p.ID] = err
			continue
		}
		if err := s.Add(ctx, k); err != nil {
			return nil, errors.Join(err, s.Close())
		}
	}
	return s, nil
}

// short is a production in a log: enough to tell it from the others.
func short(id consent.Ref) string { return id.String()[:16] }

// Add has the service hold an open production from now on, and close it.
func (s *Service) Add(ctx context.Context, k *flow.Kit) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return errors.Join(flow.ErrClosed, k.Close())
	}
	if slices.ContainsFunc(s.rooms, func(r *room) bool { return r.kit == k }) {
		return nil
	}
	r := newRoom(s.o, k)
	if s.carrier != nil {
		if err := r.carried(ctx, s.carrier); err != nil {
			return errors.Join(err, k.Close())
		}
	}
	s.rooms = append(s.rooms, r)
	s.work.Go(func() { r.run(s.life) })
	s.o.Log.Info("production opened", "production", short(k.ProductionID()))
	return nil
}

// Kits are the open productions, in the order of the keyring.
func (s *Service) Kits() []*flow.Kit {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]*flow.Kit, len(s.rooms))
	for i, r := range s.rooms {
		out[i] = r.kit
	}
	return out
}

// Kit is one open production; zero is the only one. flow.ErrNotFound,
// flow.ErrWhichProduction, flow.ErrUnfounded, or why it could not be opened.
func (s *Service) Kit(id consent.Ref) (*flow.Kit, error) {
	kits := s.Kits()
	if id.IsZero() {
		switch {
		case len(kits) > 1:
			return nil, flow.ErrWhichProduction
		case len(kits) == 1:
			return kits[0], nil
		}
		for _, err := range s.Faults() {
			return nil, err
		}
		return nil, flow.ErrUnfounded
	}
	for _, k := range kits {
		if k.ProductionID() == id {
			return k, nil
		}
	}
	if err := s.Faults()[id]; err != nil {
		return nil, err
	}
	return nil, flow.ErrNotFound
}

// Faults are the productions that could not be opened.
func (s *Service) Faults() map[consent.Ref]error {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make(map[consent.Ref]error, len(s.faults))
	for id, err := range s.faults {
		out[id] = err
	}
	return out
}

// Close ends the work and closes every production.
func (s *Service) Close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	rooms, carrier := s.rooms, s.carrier
	s.mu.Unlock()
	s.end()
	s.work.Wait()
	var errs []error
	for _, r := range rooms {
		errs = append(errs, r.kit.Close())
	}
	if carrier != nil {
		errs = append(errs, carrier.Close())
	}
	return errors.Join(errs...)
}
