package page

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"onset/assets"
)

// Docs draws what phones see; see Documents, which does.
type Docs interface {
	Page(w io.Writer, v View) error
	Languages(w io.Writer, lang, lacks string, languages []string) error
	Stop(w io.Writer, lang string, why Why) error
	Code(w io.Writer, lang string, wrong bool) error
	See(w io.Writer, lang string) error
	Words(lang string) *assets.Words
	CSP() string
}

// Options are what a Server needs of whoever runs it.
type Options struct {
	Doors Doors
	Desk  Desk
	Docs  Docs

	// Hosts says whether a Host header is one of the addresses that were
	// printed. Others get a plain sentence, which stops a rebound DNS name.
	// See Named for a page at a public name.
	Hosts func(host string) bool
	// Public says that the page stands behind https at the root of a public
	// name, with its own certificate or a proxy's, and not beside a crew's
	// tablet: it asks browsers for what only https has, and where the self-test
	// stands on a set, it takes a take-home code.
	Public bool
	// Seen hears of a phone that came, went a step on, asked for help or is
	// done. It must return soon. nil = nobody listens.
	Seen func(Phone)
	// Reached hears under which of the hosts something was asked for. It must
	// return soon. May be nil.
	Reached func(host string)
	// Room is how many phones the network carries at once; nil or 0 = not known.
	Room func() int
	// Source is whom wrong take-home codes are counted by; nil = the address of
	// the connection. Behind a proxy that is everybody: see Forwarded.
	Source func(*http.Request) string

	Now  func() time.Time // nil = time.Now
	Rand io.Reader        // nil = crypto/rand.Reader; read by many at once
	Log  *slog.Logger     // ids, kinds and sizes only; nil = nothing
}

// Server is the signing page: what phones open, and what they post. It holds
// the visits of its phones; whoever starts it anew starts with none, and what
// phones have sent is found again by the ids of their consents.
type Server struct {
	o       Options
	tags    []string // languages that the page speaks
	handler http.Handler
	visits  visits
	started time.Time

	posts   pool          // bytes of posts in memory
	small   pool          // of those that are only words
	reading chan struct{} // posts that are opened and read at the same time
	taking  chan struct{} // answers that the desk takes at the same time
	guesses guard         // take-home codes that do not exist, by source
	faults  faultLog
	drawn   drawn
}

// ErrOptions means a Server is made without doors, a desk, documents or hosts.
var ErrOptions = errors.New("options of the signing page are missing")

// How much goes on at the same time. 200 phones that send a picture each stay
// far below 250 MB with these.
const (
	postBytes  = 32 << 20
	smallBytes = 4 << 20
	manyReads  = 4
	manyTakes  = 8
)

// NewServer makes a server that answers once it is given to Serve.
func NewServer(o Options) (*Server, error) {
	if o.Doors == nil || o.Desk == nil || o.Docs == nil || o.Hosts == nil {
		return nil, ErrOptions
	}
	s := &Server{
		o: o.filled(), tags: assets.PageLanguages(),
		posts: newPool(postBytes), small: newPool(smallBytes),
		reading: make(chan struct{}, manyReads), taking: make(chan struct{}, manyTakes),
	}
	s.started = s.o.Now()
	s.visits.init()
	s.guesses.by = map[string]*guesser{}
	s.handler = s.routes()
	return s, nil
}

func (o Options) filled() Options {
	if o.Seen == nil {
		o.Seen = func(Phone) {}
	}
	if o.Reached == nil {
		o.Reached = func(string) {}
	}
	if o.Room == nil {
		o.Room = func() int { return 0 }
	}
	if o.Source == nil {
		o.Source = remoteHost
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

func remoteHost(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// ServeHTTP answers the page's own routes and nothing else.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Phones are all visits, in the order they came.
func (s *Server) Phones() []Phone { return s.visits.phones() }

// ErrNoVisit means no such phone is on the page.
var ErrNoVisit = errors.New("no such phone on the page")

// Same notes that the crew saw the same code on the phone, or did not. What is
// sent after that counts as witnessed. ErrNoVisit.
func (s *Server) Same(visit string, same bool) error {
	return s.change(visit, func(p *Phone) { p.Same = same })
}

// Helped notes that the crew helped; the phone may ask again. ErrNoVisit.
func (s *Server) Helped(visit string) error {
	return s.change(visit, func(p *Phone) { p.Help = false })
}

// End ends a visit: what it has not sent is not taken any more. Who is done
// stays done and keeps the receipt. ErrNoVisit.
func (s *Server) End(visit string) error {
	return s.change(visit, func(p *Phone) { p.Ended = p.Ended || !p.Step.Over() })
}

func (s *Server) change(visit string, to func(*Phone)) error {
	p, ok := s.visits.change(visit, to)
	if !ok {
		return fmt.Errorf("visit %q: %w", visit, ErrNoVisit)
	}
	s.o.Seen(p)
	return nil
}

// grace is how long a phone that came in time may go on after its door's time
// is over: whoever stands in the rain and types is not sent away for a minute.
const grace = 30 * time.Minute

// door finds a door. late means that it takes nobody new.
func (s *Server) door(ctx context.Context, id string) (d *Door, late bool, err error) {
	if !isDoorID(id) {
		return nil, false, ErrNoDoor
	}
	now := s.o.Now()
	d, err = s.o.Doors.Door(ctx, id)
	switch {
	case err == nil && now.Before(d.Expires):
		return d, false, nil
	case err != nil && !errors.Is(err, ErrOld) && !errors.Is(err, ErrNoDoor) && !errors.Is(err, ErrAnswered):
		return nil, false, err
	}
	if held := s.visits.door(id); held != nil && now.Before(held.Expires.Add(grace)) {
		return held, true, nil
	}
	if err == nil {
		err = ErrOld
	}
	return nil, false, err
}
