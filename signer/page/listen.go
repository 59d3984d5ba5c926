package page

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"time"
)

// How long a phone may take.
const (
	headerTime = 5 * time.Second
	readTime   = 30 * time.Second
	writeTime  = 30 * time.Second
	idleTime   = 60 * time.Second
	stopTime   = 5 * time.Second
)

const maxHeader = 8 << 10

// Serve answers on a listener until ctx is done, then lets what is under way
// come to its end, for a few seconds. It closes the listener. Its error is nil
// when it was stopped by ctx.
func Serve(ctx context.Context, l net.Listener, h http.Handler) error {
	doors := newHolder(maxConns, maxConnsEach, time.Now)
	base, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	srv := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: headerTime,
		ReadTimeout:       readTime,
		WriteTimeout:      writeTime,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    maxHeader,
		ConnState:         doors.state,
		BaseContext:       func(net.Listener) context.Context { return base },
		ErrorLog:          log.New(io.Discard, "", 0), // it names addresses
	}
	ended := make(chan error, 1)
	go func() { ended <- srv.Serve(&holding{l, doors}) }()
	select {
	case err := <-ended:
		_ = srv.Close() // nobody new comes; who is here would wait for nothing
		return fmt.Errorf("serve the signing page: %w", err)
	case <-ctx.Done():
	}
	last, done := context.WithTimeout(base, stopTime)
	defer done()
	if err := srv.Shutdown(last); err != nil {
		_ = srv.Close() // who is still here had time enough
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve the signing page: %w", err)
	}
	return nil
}
