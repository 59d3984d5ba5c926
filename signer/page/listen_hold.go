package page

import (
	"net"
	"net/http"
	"sync"
	"time"
)

// How many connections there may be. A crowd behind one router is one address
// to us, and its browsers open two or three connections each and keep them. One
// takes about 20 kB.
const (
	maxConns     = 1024
	maxConnsEach = 768
)

// headerSlack is how long a connection may be silent before it makes room for
// another; a phone on a bad network says what it wants within it.
const headerSlack = time.Second

// holder keeps the number of connections bounded. Where one more comes than may
// be, the one that has waited longest without asking for anything is closed:
// idle ones, and those that trickle in a header. Whoever holds many of them loses
// them first, and whoever asks for something gets in.
type holder struct {
	all, each int
	now       func() time.Time

	mu    sync.Mutex
	conns map[net.Conn]*held
}

type held struct {
	from  string
	since time.Time
	busy  bool // a request is being answered
}

func newHolder(all, each int, now func() time.Time) *holder {
	return &holder{all: all, each: each, now: now, conns: map[net.Conn]*held{}}
}

// come takes a new connection, and closes others that must go for it. False
// when every place is in use.
func (h *holder) come(c net.Conn) bool {
	from := hostOf(c)
	h.mu.Lock()
	all, each := len(h.conns), 0
	for _, o := range h.conns {
		if o.from == from {
			each++
		}
	}
	var gone net.Conn
	ok := true
	switch {
	case each >= h.each:
		gone, ok = h.waiting(from)
	case all >= h.all:
		gone, ok = h.waiting("")
	}
	if ok {
		delete(h.conns, gone)
		h.conns[c] = &held{from: from, since: h.now()}
	}
	h.mu.Unlock()
	if gone != nil {
		_ = gone.Close()
	}
	return ok
}

// waiting is the connection that has been without a request for longest.
func (h *holder) waiting(from string) (net.Conn, bool) {
	var found net.Conn
	oldest := h.now().Add(-headerSlack)
	for c, o := range h.conns {
		if !o.busy && (from == "" || o.from == from) && o.since.Before(oldest) {
			found, oldest = c, o.since
		}
	}
	return found, found != nil
}

// state follows what net/http does with a connection.
func (h *holder) state(c net.Conn, s http.ConnState) {
	h.mu.Lock()
	defer h.mu.Unlock()
	o := h.conns[c]
	if o == nil {
		return
	}
	switch s {
	case http.StateActive:
		o.busy = true
	case http.StateIdle:
		o.busy, o.since = false, h.now()
	case http.StateClosed, http.StateHijacked:
		delete(h.conns, c)
	}
}

func hostOf(c net.Conn) string {
	host, _, err := net.SplitHostPort(c.RemoteAddr().String())
	if err != nil {
		return c.RemoteAddr().String()
	}
	return host
}

// holding is a listener whose connections are held.
type holding struct {
	net.Listener
	h *holder
}

// Accept gives out connections that there is a place for, and closes the rest.
func (l *holding) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if l.h.come(c) {
			return c, nil
		}
		_ = c.Close()
	}
}
