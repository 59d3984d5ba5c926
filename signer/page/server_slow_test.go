package page_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"onset/signer/page"
)

// pipes is a listener of connections in memory, for clocks that are not real.
type pipes struct {
	conns chan net.Conn
	once  sync.Once
	over  chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.over:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { p.once.Do(func() { close(p.over) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

func (p *pipes) dial() net.Conn {
	here, there := net.Pipe()
	p.conns <- there
	return here
}

// TestSlowClientsAreHungUpOn trickles headers and bodies in, and counts by a
// clock of its own how long that goes well.
func TestSlowClientsAreHungUpOn(t *testing.T) {
	for _, c := range []struct {
		name   string
		head   string
		every  time.Duration // one more byte
		answer string
		within time.Duration
	}{
		{"half a header", "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ", 0, "", 6 * time.Second},
		{"a header that trickles in", "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ", time.Second, "", 6 * time.Second},
		{"nothing", "", 0, "", 6 * time.Second},
		{"a body that stops", "POST /s/%s/in HTTP/1.1\r\nHost: x\r\nContent-Type: application/octet-stream\r\nContent-Length: 400000\r\n\r\nab", 0, "408", 6 * time.Second},
		{"a body that trickles in", "POST /s/%s/in HTTP/1.1\r\nHost: x\r\nContent-Type: application/octet-stream\r\nContent-Length: 400000\r\n\r\nab", time.Second, "408", 6 * time.Second},
		{"a small body that stops", "POST /s/%s/in HTTP/1.1\r\nHost: x\r\nContent-Type: application/octet-stream\r\nContent-Length: 400\r\n\r\nab", 0, "408", 6 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l, door, stop := inMemory(t)
				defer stop()
				conn := l.dial()
				var sender sync.WaitGroup
				defer sender.Wait()
				sender.Go(func() { trickle(conn, strings.Replace(c.head, "%s", door.ID, 1), c.every) })
				begun := time.Now()
				b, err := io.ReadAll(conn)
				if took := time.Since(begun); took > c.within {
					t.Errorf("held for %v", took)
				}
				if !bytes.Contains(b, []byte(c.answer)) {
					t.Errorf("heard %q, %v", b, err)
				}
			})
		})
	}
}

// trickle writes a beginning, then a byte at a time.
func trickle(w io.Writer, head string, every time.Duration) {
	_, err := io.WriteString(w, head)
	for err == nil && every > 0 {
		time.Sleep(every)
		_, err = io.WriteString(w, "a")
	}
}

// inMemory is a signing page on pipes, with a door.
func inMemory(t *testing.T) (l *pipes, door *page.Door, stop func()) {
	t.Helper()
	docs, err := page.NewDocuments()
	if err != nil {
		t.Fatal(err)
	}
	c := &clock{now: time.Now()}
	door, err = page.NewDoor(rand.Reader, time.Now(), page.DoorOptions{Kind: page.ForCrowd, Terms: "crowd", Language: "da"})
	if err != nil {
		t.Fatal(err)
	}
	server, err := page.NewServer(page.Options{
		Doors: &doors{clock: c, by: map[string]*page.Door{door.ID: door}}, Desk: newDesk(c), Docs: docs,
		Hosts: func(string) bool { return true }, Now: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	l = &pipes{conns: make(chan net.Conn), over: make(chan struct{})}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- page.Serve(ctx, l, server) }()
	return l, door, func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(fmt.Errorf("serve: %w", err))
		}
	}
}

// TestSlowBodiesLeaveRoom holds as much memory as posts may with bodies that
// stop; a small post goes through meanwhile, and a large one once they are hung up on.
func TestSlowBodiesLeaveRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, door, stop := inMemory(t)
		defer stop()
		head := "POST /s/" + door.ID + "/in HTTP/1.1\r\nHost: x\r\nContent-Type: application/octet-stream\r\nContent-Length: "
		var slow sync.WaitGroup
		defer slow.Wait()
		for range 40 {
			conn := l.dial()
			slow.Go(func() { trickle(conn, head+"2000000\r\n\r\nab", 0) })
			slow.Go(func() { _, _ = io.Copy(io.Discard, conn) })
		}
		synctest.Wait()
		begun := time.Now()
		for _, size := range []int{100, 2_000_000} {
			conn := l.dial()
			slow.Go(func() {
				trickle(conn, head+fmt.Sprint(size)+"\r\nConnection: close\r\n\r\n"+strings.Repeat("a", size), 0)
			})
			b, err := io.ReadAll(conn)
			if err != nil || !bytes.HasPrefix(b, []byte("HTTP/1.1 400")) {
				t.Errorf("a post of %d bytes: %.60q, %v", size, b, err)
			}
			if took := time.Since(begun); size == 100 && took != 0 || took > 20*time.Second {
				t.Errorf("a post of %d bytes waited %v", size, took)
			}
		}
	})
}
