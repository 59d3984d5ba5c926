package flow

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"sync"
	"sync/atomic"

	"onset/signer/page"
)

// ErrListen means the page cannot be served there: the address is not one of
// this device, or another program has the port.
var ErrListen = errors.New("the page cannot be served at this address")

// Phones is signing on phones while it is on. Several may be open on one kit,
// the window's and a command's: each shows a code of its own, and they share
// the page and its phones.
type Phones struct {
	k     *Kit
	room  *phoneRoom
	start PhoneStart
	o     page.DoorOptions

	mu     sync.Mutex
	door   *page.Door
	closed bool
	news   chan struct{}
}

// phoneSlot holds the room of a kit while signing on phones is on.
type phoneSlot struct {
	mu   sync.Mutex                // held while the page begins or ends
	room atomic.Pointer[phoneRoom] // read without mu: the page's own answers look at it while it ends
	gone bool                      // the kit is closed
}

// shut stops the page for good, whoever still has it open.
func (s *phoneSlot) shut() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gone = true
	if r := s.room.Load(); r != nil {
		r.stop()
		s.room.Store(nil)
	}
}

func (s *phoneSlot) now() *phoneRoom { return s.room.Load() }

// phoneRoom is the page while it is served: one for all openers of a kit.
type phoneRoom struct {
	k      *Kit
	doors  *doors
	server *page.Server
	end    context.CancelFunc
	life   context.Context
	busy   sync.WaitGroup
	drawn  codeBook
	seen   reached
	bell   bell

	mu     sync.Mutex
	ports  []netip.AddrPort // where it listens
	opened []*Phones
}

// OpenPhones begins signing on phones; the page is served until the last of
// the openers closes. It listens only meanwhile. ErrClockDoubt where the
// kit's clock must be looked at first, ErrListen, ErrTerms, ErrLanguage,
// ErrNotFound, ErrNothingHeld for a request that waits for nobody, ErrWiFi.
func (k *Kit) OpenPhones(ctx context.Context, s PhoneStart) (*Phones, error) {
	p, err := k.openPhones(ctx, s)
	if err != nil {
		return nil, fmt.Errorf("sign on phones: %w", err)
	}
	k.tell()
	return p, nil
}

func (k *Kit) openPhones(ctx context.Context, s PhoneStart) (*Phones, error) {
	o, err := k.doorFor(s)
	if err != nil {
		return nil, err
	}
	if err := k.clockFor(s.ClockOK); err != nil {
		return nil, err
	}
	if w, room := k.WiFi(); s.WiFi != (WiFi{}) || s.Room != 0 {
		if s.WiFi != (WiFi{}) {
			w = s.WiFi
		}
		if s.Room != 0 {
			room = s.Room
		}
		if err := k.SetWiFi(ctx, w, room); err != nil {
			return nil, err
		}
	}
	k.phones.mu.Lock()
	defer k.phones.mu.Unlock()
	if k.phones.gone {
		return nil, ErrClosed
	}
	room := k.phones.now()
	if room != nil {
		return room.open(ctx, s, o)
	}
	if room, err = k.newRoom(ctx); err != nil {
		return nil, err
	}
	p, err := room.open(ctx, s, o)
	if err != nil {
		room.stop()
		return nil, err
	}
	k.phones.room.Store(room)
	return p, nil
}

// clockFor asks for a look at a doubtful clock before anybody signs by it.
func (k *Kit) clockFor(confirmed bool) error {
	doubt, _ := k.ClockDoubt()
	if !doubt {
		return nil
	}
	if !confirmed {
		return ErrClockDoubt
	}
	k.mu.Lock()
	k.sure = true
	k.mu.Unlock()
	return nil
}

// clockSure reports whether a person has confirmed this kit's clock.
func (k *Kit) clockSure() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.sure
}

// newRoom makes the page; nothing listens yet.
func (k *Kit) newRoom(ctx context.Context) (*phoneRoom, error) {
	docs, err := k.documents()
	if err != nil {
		return nil, err
	}
	r := &phoneRoom{k: k, doors: newDoors(k)}
	r.life, r.end = context.WithCancel(k.life)
	r.bell.ring = r.told
	r.server, err = page.NewServer(page.Options{
		Doors: r.doors, Desk: newDesk(k, func() string { w, _ := k.WiFi(); return w.SSID }), Docs: docs,
		Hosts: r.hosts, Seen: func(page.Phone) { r.bell.news() }, Reached: r.reached,
		Room: func() int { _, n := k.WiFi(); return n }, Now: k.now, Rand: k.home.o.Rand,
	})
	if err != nil {
		r.end()
		return nil, err
	}
	r.doors.restore(ctx)
	return r, nil
}

// documents are the page's documents, made once.
func (k *Kit) documents() (*page.Documents, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.docs == nil {
		docs, err := page.NewDocuments()
		if err != nil {
			return nil, err
		}
		k.docs = docs
	}
	return k.docs, nil
}

// open adds an opener with a code of its own.
func (r *phoneRoom) open(ctx context.Context, s PhoneStart, o page.DoorOptions) (*Phones, error) {
	if err := r.listen(ctx, s.Listen); err != nil {
		return nil, err
	}
	p := &Phones{k: r.k, room: r, start: s, o: o, news: make(chan struct{}, 1)}
	var err error
	if o.Kind == page.ForCrowd {
		p.door, err = r.doors.poster(ctx, o)
		r.keepPort(ctx)
	} else {
		p.door, err = r.doors.newDoor(ctx, o)
	}
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	r.opened = append(r.opened, p)
	r.mu.Unlock()
	return p, nil
}

// listen begins to serve at an address; empty is every address of this device,
// or wherever the page is served already.
func (r *phoneRoom) listen(ctx context.Context, address string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if address == "" && len(r.ports) > 0 {
		return nil
	}
	for _, at := range r.ports {
		if at.String() == address {
			return nil
		}
	}
	l, err := r.listener(ctx, address)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrListen, err)
	}
	at, err := netip.ParseAddrPort(l.Addr().String())
	if err != nil {
		return fmt.Errorf("%w: %w", ErrListen, errors.Join(err, l.Close()))
	}
	r.ports = append(r.ports, netip.AddrPortFrom(at.Addr().Unmap(), at.Port()))
	r.busy.Go(func() { _ = page.Serve(r.life, l, r.server) })
	return nil
}

// portsTried is how many ports are tried where the usual one is taken.
const portsTried = 20

func (r *phoneRoom) listener(ctx context.Context, address string) (l net.Listener, err error) {
	var c net.ListenConfig
	if address != "" {
		return c.Listen(ctx, "tcp", address)
	}
	for _, port := range r.wantedPorts(ctx) {
		if l, err = c.Listen(ctx, "tcp", ":"+strconv.Itoa(port)); err == nil {
			return l, nil
		}
	}
	return nil, err
}

// wantedPorts are those worth a try: first the one that stands on a poster.
func (r *phoneRoom) wantedPorts(ctx context.Context) []int {
	var out []int
	if port, err := strconv.Atoi(string(r.k.local(ctx, localPort))); err == nil && port > 0 && port < 1<<16 && r.doors.printed() {
		out = append(out, port)
	}
	for i := range portsTried {
		out = append(out, DefaultPhonePort+i)
	}
	return out
}

// keepPort remembers the port for a poster, which has it in print. Without it
// the poster only may stop working after a restart.
func (r *phoneRoom) keepPort(ctx context.Context) {
	r.mu.Lock()
	port := r.ports[0].Port()
	r.mu.Unlock()
	_ = r.k.store.PutLocal(ctx, Local{Name: localPort, Value: []byte(strconv.Itoa(int(port)))})
}

// stop ends the page and waits until nobody is being answered.
func (r *phoneRoom) stop() {
	r.end()
	r.busy.Wait()
	r.bell.stop()
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, p := range r.opened {
		p.shut()
	}
	r.opened = nil
}

// Close ends this opener's part; the last one stops the page.
func (p *Phones) Close() error {
	slot := &p.k.phones
	slot.mu.Lock()
	if p.room.leave(p) && slot.now() == p.room {
		p.room.stop()
		slot.room.Store(nil)
	}
	slot.mu.Unlock()
	p.k.tell()
	return nil
}

// leave takes an opener away and reports whether it was the last.
func (r *phoneRoom) leave(p *Phones) (last bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, o := range r.opened {
		if o == p {
			r.opened = append(r.opened[:i:i], r.opened[i+1:]...)
			p.shut()
			return len(r.opened) == 0
		}
	}
	return false
}

func (p *Phones) shut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.closed {
		p.closed = true
		close(p.news)
	}
}

// NewCode shows a new code; the one before stays good until it runs out.
func (p *Phones) NewCode(ctx context.Context) error {
	door, err := p.room.doors.newDoor(ctx, p.o)
	if err != nil {
		return fmt.Errorf("new code: %w", err)
	}
	p.mu.Lock()
	p.door = door
	p.mu.Unlock()
	p.room.told()
	return nil
}

// Same notes that the crew saw the same code on the phone, or another. What is
// sent after that counts as witnessed. ErrNotFound.
func (p *Phones) Same(visit string, same bool) error { return noVisit(p.room.server.Same(visit, same)) }

// Helped notes that somebody has helped the person on that phone. ErrNotFound.
func (p *Phones) Helped(visit string) error { return noVisit(p.room.server.Helped(visit)) }

// End sends a phone away: what it has not sent is not taken any more. ErrNotFound.
func (p *Phones) End(visit string) error { return noVisit(p.room.server.End(visit)) }

func noVisit(err error) error {
	if errors.Is(err, page.ErrNoVisit) {
		return fmt.Errorf("%w: %w", ErrNotFound, err)
	}
	return err
}
