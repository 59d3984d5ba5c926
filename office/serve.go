package office

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"time"

	"onset/app/carry"
)

// How long whoever asks may take.
const (
	headerTime = 5 * time.Second
	readTime   = time.Minute
	writeTime  = 2 * time.Minute // a report of everything
	idleTime   = 2 * time.Minute
	stopTime   = 5 * time.Second
	maxHeader  = 16 << 10
)

// Serve opens every address of the options and answers until ctx ends. What is
// under way then comes to its end, for a few seconds. *AddressError, ErrCertificate.
func (s *Service) Serve(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	open, err := s.open(ctx)
	if err != nil {
		return err
	}
	ended := make(chan error, len(open))
	for _, l := range open {
		go func() { ended <- l.serve(ctx) }()
	}
	for s.o.Join != "" && !s.o.Home.AnswersJoin() && ctx.Err() == nil && len(ended) == 0 {
		pause(ctx, time.Millisecond) // codes name the address at which they are answered
	}
	if s.o.Ready != nil {
		s.o.Ready(listeners(open))
	}
	var errs []error
	for range open {
		if err := <-ended; err != nil {
			errs = append(errs, err)
			stop()
		}
	}
	<-ctx.Done()
	return errors.Join(errs...)
}

// served is one open address with what answers there.
type served struct {
	Listener
	serve func(context.Context) error
}

func listeners(open []served) []Listener {
	out := make([]Listener, len(open))
	for i, l := range open {
		out[i] = l.Listener
	}
	return out
}

// open begins to listen everywhere, or nowhere.
func (s *Service) open(ctx context.Context) (open []served, err error) {
	var sockets []net.Listener
	defer func() {
		if err != nil {
			for _, l := range sockets {
				_ = l.Close()
			}
		}
	}()
	listen := func(what, address string, serve func(context.Context, net.Listener) error) error {
		if address == "" {
			return nil
		}
		l, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
		if err != nil {
			return &AddressError{address, err}
		}
		sockets = append(sockets, l)
		open = append(open, served{Listener{what, l.Addr().String()}, func(ctx context.Context) error { return serve(ctx, l) }})
		return nil
	}
	if err := s.carry(ctx); err != nil {
		return nil, err
	}
	pages, err := s.pages()
	if err != nil {
		return nil, err
	}
	secure, err := s.certificate()
	if err != nil {
		return nil, err
	}
	err = errors.Join(
		listen("web", s.o.Web, func(ctx context.Context, l net.Listener) error { return serveHTTP(ctx, l, pages, secure) }),
		listen("join", s.o.Join, s.join),
		listen("metrics", s.o.Metrics, func(ctx context.Context, l net.Listener) error { return serveHTTP(ctx, l, s.metrics(), nil) }),
	)
	for _, at := range s.carriedAt() {
		open = append(open, served{Listener{"sync", at}, func(ctx context.Context) error { <-ctx.Done(); return nil }})
	}
	return open, err
}

// carry opens the carrier and has it carry every open production.
func (s *Service) carry(ctx context.Context) error {
	if s.o.Sync == "" {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.carrier != nil {
		return nil
	}
	key, err := s.o.Home.SyncKey()
	if err != nil {
		return err
	}
	c, err := carry.Open(ctx, carry.Options{
		Dir: s.o.Home.Dir(), Key: key, Listen: []string{s.o.Sync}, Discover: s.o.Discover, Now: s.o.Now,
	})
	if errors.Is(err, carry.ErrListen) {
		return &AddressError{s.o.Sync, err}
	}
	if err != nil {
		return err
	}
	s.carrier = c
	for _, r := range s.rooms {
		if err := r.carried(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) carriedAt() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.carrier == nil {
		return nil
	}
	return s.carrier.Listening()
}

// certificate is that of the pages, nil for http.
func (s *Service) certificate() (*tls.Config, error) {
	if s.o.Cert == "" && s.o.Key == "" {
		return nil, nil
	}
	c, err := tls.LoadX509KeyPair(s.o.Cert, s.o.Key)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrCertificate, err)
	}
	return &tls.Config{Certificates: []tls.Certificate{c}, MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}}, nil
}

// serveHTTP answers on a listener until ctx ends.
func serveHTTP(ctx context.Context, l net.Listener, h http.Handler, secure *tls.Config) error {
	base, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	srv := &http.Server{
		Handler: h, TLSConfig: secure, MaxHeaderBytes: maxHeader,
		ReadHeaderTimeout: headerTime, ReadTimeout: readTime, WriteTimeout: writeTime, IdleTimeout: idleTime,
		BaseContext: func(net.Listener) context.Context { return base },
		ErrorLog:    log.New(io.Discard, "", 0), // it names addresses
	}
	ended := make(chan error, 1)
	go func() {
		if secure != nil {
			ended <- srv.ServeTLS(l, "", "")
		} else {
			ended <- srv.Serve(l)
		}
	}()
	select {
	case err := <-ended:
		_ = srv.Close()
		return fmt.Errorf("serve pages: %w", err)
	case <-ctx.Done():
	}
	last, done := context.WithTimeout(base, stopTime)
	defer done()
	if srv.Shutdown(last) != nil {
		_ = srv.Close() // who is still here had time enough
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve pages: %w", err)
	}
	return nil
}
