package page

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// fakeConn is a connection of an address.
type fakeConn struct {
	net.Conn
	from   string
	closed bool
}

func (c *fakeConn) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.ParseIP(c.from), Port: 1} }
func (c *fakeConn) Close() error         { c.closed = true; return nil }

func TestHolderMakesRoomFromWhoWaits(t *testing.T) {
	now := may
	h := newHolder(4, 3, func() time.Time { return now })
	comes := func(from string) (*fakeConn, bool) {
		now = now.Add(time.Millisecond)
		c := &fakeConn{from: from}
		return c, h.come(c)
	}
	var slow []*fakeConn
	for range 3 {
		c, ok := comes("10.0.0.1")
		if !ok {
			t.Fatal("refused with room to spare")
		}
		slow = append(slow, c)
	}
	if _, ok := comes("10.0.0.1"); ok {
		t.Error("a fourth of one address within a second")
	}
	now = now.Add(2 * headerSlack)
	c, ok := comes("10.0.0.1")
	if !ok || !slow[0].closed || slow[1].closed {
		t.Errorf("the fourth: %v, the first is closed: %v", ok, slow[0].closed)
	}
	h.state(slow[1], http.StateActive)
	if _, ok := comes("10.0.0.2"); !ok {
		t.Error("another address is refused with room to spare")
	}
	now = now.Add(2 * headerSlack)
	if _, ok := comes("10.0.0.2"); !ok || slow[1].closed || !slow[2].closed {
		t.Errorf("when all places are taken: %v; busy one closed: %v, idle one closed: %v", ok, slow[1].closed, slow[2].closed)
	}
	for o := range h.conns {
		h.state(o, http.StateActive)
	}
	now = now.Add(time.Hour)
	if _, ok := comes("10.0.0.3"); ok {
		t.Error("somebody busy was sent away")
	}
	h.state(c, http.StateIdle)
	now = now.Add(2 * headerSlack)
	if _, ok := comes("10.0.0.3"); !ok || !c.closed {
		t.Error("who has become idle keeps the place")
	}
	for o := range h.conns {
		h.state(o, http.StateClosed)
	}
	if len(h.conns) != 0 {
		t.Errorf("%d connections are held for ever", len(h.conns))
	}
}

// serving serves a handler on a socket until the test is over.
func serving(t *testing.T, h http.Handler) (addr string, stop func() error) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- Serve(ctx, l, h) }()
	t.Cleanup(cancel)
	return l.Addr().String(), func() error { cancel(); return <-done }
}

func ok(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "here") }

func ask(t *testing.T, addr string) string {
	t.Helper()
	resp, err := http.Get("http://" + addr + "/")
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(resp.Body)
	if err != nil || resp.Body.Close() != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestManySlowClientsKeepNobodyOut opens more connections than are held and
// says nothing on them, as a slow client does; somebody else is answered.
func TestManySlowClientsKeepNobodyOut(t *testing.T) {
	addr, _ := serving(t, http.HandlerFunc(ok))
	var d net.Dialer
	for range maxConns + 50 {
		c, err := d.DialContext(t.Context(), "tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(c, "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "); err != nil && !errors.Is(err, net.ErrClosed) {
			t.Logf("closed already: %v", err)
		}
		t.Cleanup(func() { _ = c.Close() })
	}
	var last error
	for end := time.Now().Add(15 * time.Second); time.Now().Before(end); {
		resp, err := http.Get("http://" + addr + "/")
		if err == nil {
			_ = resp.Body.Close()
			return
		}
		last = err
	}
	t.Errorf("nobody else is answered: %v", last)
}

func TestLargeHeaderIsRefused(t *testing.T) {
	addr, _ := serving(t, http.HandlerFunc(ok))
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+addr+"/", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-Large", strings.Repeat("a", 32<<10))
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return // hung up on
	}
	if _ = resp.Body.Close(); resp.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("status %d", resp.StatusCode)
	}
}

func TestStopLetsWorkEnd(t *testing.T) {
	begun, end := make(chan struct{}), make(chan struct{})
	addr, stop := serving(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(begun)
		<-end
		if r.Context().Err() != nil {
			t.Error("what was under way was cancelled")
		}
		fmt.Fprint(w, "here")
	}))
	got := make(chan string, 1)
	go func() {
		resp, err := http.Get("http://" + addr + "/")
		if err != nil {
			got <- err.Error()
			return
		}
		b, _ := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		got <- string(b)
	}()
	<-begun
	stopped := make(chan error, 1)
	go func() { stopped <- stop() }()
	for refused := false; !refused; {
		c, err := net.Dial("tcp", addr)
		if refused = err != nil; !refused {
			_ = c.Close()
		}
	}
	close(end)
	if g := <-got; g != "here" {
		t.Errorf("who was being answered heard %q", g)
	}
	if err := <-stopped; err != nil {
		t.Errorf("stopped: %v", err)
	}
}

func TestServeSaysWhenItsListenerBreaks(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if err := Serve(t.Context(), l, http.HandlerFunc(ok)); !errors.Is(err, net.ErrClosed) {
		t.Errorf("says %v", err)
	}
}

// TestOneConnectionCarriesManyRequests: phones come back every 20 seconds.
func TestOneConnectionCarriesManyRequests(t *testing.T) {
	addr, _ := serving(t, http.HandlerFunc(ok))
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	r := bufio.NewReader(c)
	for range 3 {
		if _, err := io.WriteString(c, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		resp, err := http.ReadResponse(r, nil)
		if err != nil {
			t.Fatal(err)
		}
		if b, err := io.ReadAll(resp.Body); err != nil || string(b) != "here" {
			t.Fatalf("%q, %v", b, err)
		}
	}
	if got := ask(t, addr); got != "here" {
		t.Errorf("somebody else hears %q", got)
	}
}
