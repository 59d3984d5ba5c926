package web

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"onset/app/flow"
	"onset/consent"
)

// ErrOptions means an option that is needed is missing, or the public address is none.
var ErrOptions = errors.New("the pages lack an option")

// Production is one open production of the office.
type Production struct {
	Kit *flow.Kit
}

// Options are what the pages stand on. Productions and Vault are needed.
type Options struct {
	Productions func() []Production
	Vault       Vault // users and sessions
	Now         func() time.Time
	Rand        io.Reader
	Log         *slog.Logger // no personal data is written to it
	Public      string       // where people reach the pages, "https://office.example"; may be empty
	Secure      bool         // the pages are behind https
	// Source is whom wrong logins are counted against; nil is the connection's
	// address, which behind a proxy is everybody.
	Source func(*http.Request) string
}

// Web serves the pages. It may be called from many goroutines.
type Web struct {
	o       Options
	people  *People
	limits  *limiter
	pages   *pages
	guard   *http.CrossOriginProtection
	heard   sync.Map      // *flow.Kit to heardOf
	counts  sync.Map      // *flow.Kit to counted
	lists   lists         // the filters last used
	notes   atomic.Uint64 // lines of who saw what since the start
	handler http.Handler
}

// New makes the pages. ErrOptions, ErrVault.
func New(o Options) (*Web, error) { return newWeb(o, usual) }

func newWeb(o Options, c cost) (*Web, error) {
	if o.Productions == nil || o.Vault == nil {
		return nil, fmt.Errorf("make the pages: %w", ErrOptions)
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
	w := &Web{o: o, limits: newLimiter(o.Now), guard: http.NewCrossOriginProtection()}
	if o.Public != "" {
		u, err := url.Parse(o.Public)
		if err != nil || u.Host == "" {
			return nil, fmt.Errorf("make the pages: %w", ErrOptions)
		}
		if err := w.guard.AddTrustedOrigin(u.Scheme + "://" + u.Host); err != nil {
			return nil, fmt.Errorf("make the pages: %w: %w", ErrOptions, err)
		}
	}
	var err error
	if w.people, err = openPeople(context.Background(), o.Vault, o.Now, o.Rand, c); err != nil {
		return nil, err
	}
	if w.pages, err = loadPages(); err != nil {
		return nil, err
	}
	w.handler = w.headers(w.guarded(w.mux()))
	return w, nil
}

// People are those who may log in.
func (w *Web) People() *People { return w.people }

// ServeHTTP answers one request.
func (w *Web) ServeHTTP(rw http.ResponseWriter, r *http.Request) { w.handler.ServeHTTP(rw, r) }

// policy allows what the pages are made of and nothing else: no script at all.
// Pages with the line about what came in have livePolicy.
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func (w *Web) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		h := rw.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		h.Set("Cache-Control", "no-store")
		if w.o.Secure {
			h.Set("Strict-Transport-Security", "max-age=63072000")
		}
		next.ServeHTTP(rw, r)
	})
}

// maxForm bounds what a form may send.
const maxForm = 64 << 10

// guarded refuses what another site sends, and what is too long.
func (w *Web) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if err := w.guard.Check(r); err != nil {
			w.fail(rw, r, http.StatusForbidden, "office.error.foreign")
			return
		}
		r.Body = http.MaxBytesReader(rw, r.Body, maxForm)
		next.ServeHTTP(rw, r)
	})
}

// keyOf is how a production is called in addresses.
func keyOf(id consent.Ref) string { return id.String()[:16] }

// productionOf finds a production that the user has a role in.
func (w *Web) productionOf(u User, key string) (Production, Role, bool) {
	for _, p := range w.o.Productions() {
		if id := p.Kit.ProductionID(); keyOf(id) == key {
			r, ok := u.Roles[id]
			return p, r, ok
		}
	}
	return Production{}, "", false
}

// mine are the productions that a user has a role in, by title.
func (w *Web) mine(u User) []Production {
	all := slices.DeleteFunc(slices.Clone(w.o.Productions()), func(p Production) bool {
		_, ok := u.Roles[p.Kit.ProductionID()]
		return !ok
	})
	slices.SortFunc(all, func(a, b Production) int {
		return strings.Compare(a.Kit.Production().Title, b.Kit.Production().Title)
	})
	return all
}
