package sync

import (
	"io"
	"math/rand/v2"
	"net"
	"slices"
	"strings"
	stdsync "sync"
	"testing"
	"time"
)

// badLink is a network of the test's own between two devices, which treats them badly.
type badLink struct {
	net.Listener
	target string

	mu    stdsync.Mutex
	conns []net.Conn
	how   func(b []byte) (pass []byte, wait time.Duration)
}

func newBadLink(t *testing.T, target string) *badLink {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &badLink{Listener: l, target: strings.TrimPrefix(target, "tcp://")}
	go p.accept()
	t.Cleanup(func() { _ = l.Close(); p.cut() })
	return p
}

func (p *badLink) address() string { return "tcp://" + p.Addr().String() }

func (p *badLink) accept() {
	for {
		from, err := p.Accept()
		if err != nil {
			return
		}
		to, err := net.Dial("tcp", p.target)
		if err != nil {
			_ = from.Close()
			continue
		}
		p.mu.Lock()
		p.conns = append(p.conns, from, to)
		p.mu.Unlock()
		go p.pass(to, from)
		go p.pass(from, to)
	}
}

// pass carries bytes one way as the link just does it, until either side ends.
func (p *badLink) pass(to io.WriteCloser, from io.ReadCloser) {
	defer func() { _ = to.Close(); _ = from.Close() }()
	b := make([]byte, 4096)
	for {
		n, err := from.Read(b)
		if err != nil {
			return
		}
		p.mu.Lock()
		how := p.how
		p.mu.Unlock()
		out, wait := b[:n], time.Duration(0)
		if how != nil {
			out, wait = how(slices.Clone(out))
		}
		time.Sleep(wait) // the link is slow, or stands still
		if _, err := to.Write(out); err != nil {
			return
		}
	}
}

// is has the link treat bytes in a way from now on.
func (p *badLink) is(how func(b []byte) ([]byte, time.Duration)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.how = how
}

func (p *badLink) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.conns {
		_ = c.Close()
	}
	p.conns = nil
}

// However bad the network between a kit and an office is, what both say while
// it is so arrives once it is good, and nothing is doubled or in the way.
func TestBadLink(t *testing.T) {
	for name, c := range map[string]struct {
		how  func(b []byte) ([]byte, time.Duration)
		flap bool
	}{
		"flaps": {flap: true},
		"stalls": {how: func(b []byte) ([]byte, time.Duration) {
			return b, time.Duration(rand.IntN(8)/7) * 700 * time.Millisecond
		}},
		"is slow":  {how: func(b []byte) ([]byte, time.Duration) { return b, 20 * time.Millisecond }},
		"corrupts": {how: corrupt},
		"loses":    {how: func(b []byte) ([]byte, time.Duration) { return b[:len(b)-rand.IntN(40)/39*len(b)/2], 0 }, flap: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kit := founder(t)
			office := kit.enrol("office")
			kit.carry()
			office.carry()
			office.acknowledge()
			via := newBadLink(t, office.node.Listening()[0])
			via.is(c.how)
			if err := kit.link.Dial(t.Context(), office.author(), via.address()); err != nil {
				t.Fatal(err)
			}
			for end := time.Now().Add(4 * time.Second); time.Now().Before(end); {
				kit.sign("Freja Holm")
				office.sign("Mads Holm")
				time.Sleep(time.Duration(100+rand.IntN(300)) * time.Millisecond) // between two cuts
				if c.flap {
					via.cut()
				}
			}
			via.is(nil)
			via.cut() // what was corrupted ends its connection, and what stands still may never notice
			until(t, "both are the same", func() bool { return same(kit, office) })
			until(t, "all is acknowledged and nothing in the way", func() bool {
				s := kit.link.Status()
				return s.Waiting == 0 && s.Blobs == 0 && len(s.Faults) == 0 && len(office.link.Status().Faults) == 0
			})
			whole(t, kit, office)
		})
	}
}

// corrupt turns a bit now and then.
func corrupt(b []byte) ([]byte, time.Duration) {
	if rand.IntN(10) == 0 {
		b[rand.IntN(len(b))] ^= 1 << rand.IntN(8)
	}
	return b, 0
}

// whole fails where a log has a hole or a double.
func whole(t *testing.T, devices ...*device) {
	t.Helper()
	for _, d := range devices {
		logs, err := d.db.Logs(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range logs {
			if len(l.Gaps)+len(l.Forks) > 0 || uint64(l.Held) != l.Last {
				t.Errorf("the log of %s has holes or doubles: %+v", l.Author, l)
			}
		}
	}
}
