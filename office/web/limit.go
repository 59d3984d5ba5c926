package web

import (
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"
)

// How many wrong logins are heard before the next has to wait. An account is
// slowed for the one who guesses long before it is slowed for everybody, so
// that nobody is locked out by a stranger with a few tries.
const (
	triesHere    = 5   // of one account from one source
	triesSource  = 30  // from one source
	triesAccount = 100 // of one account
	firstWait    = time.Minute
	longestWait  = 15 * time.Minute
	forgetAfter  = time.Hour
	maxCounters  = 20000
)

// limiter counts wrong logins in memory; a restart forgets them.
type limiter struct {
	now func() time.Time
	mu  sync.Mutex
	by  map[string]*counter
}

type counter struct {
	wrong int
	last  time.Time
	until time.Time
}

func newLimiter(now func() time.Time) *limiter { return &limiter{now: now, by: map[string]*counter{}} }

type ceiling struct {
	key   string
	tries int
}

func ceilings(account, source string) []ceiling {
	return []ceiling{
		{"h\x00" + account + "\x00" + source, triesHere}, {"s\x00" + source, triesSource}, {"a\x00" + account, triesAccount},
	}
}

// try says how long a login of an account from a source has to wait, and when
// it need not, counts it as wrong: tries at the same moment do not all slip
// through. Who turns out to be right calls passed.
func (l *limiter) try(account, source string) (wait time.Duration) {
	now := l.now()
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range ceilings(account, source) {
		if k := l.by[c.key]; k != nil {
			wait = max(wait, k.until.Sub(now))
		}
	}
	if wait > 0 {
		return wait
	}
	for _, c := range ceilings(account, source) {
		l.count(c, now)
	}
	return 0
}

func (l *limiter) count(c ceiling, now time.Time) {
	k := l.by[c.key]
	if k == nil || now.Sub(k.last) >= forgetAfter {
		l.makeRoom(now)
		k = &counter{}
		l.by[c.key] = k
	}
	k.wrong++
	k.last = now
	if over := k.wrong - c.tries; over >= 0 {
		k.until = now.Add(min(longestWait, firstWait<<min(over, 4)))
	}
}

// passed forgets the wrong logins of who logged in, and the one counted in advance.
func (l *limiter) passed(account, source string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	list := ceilings(account, source)
	delete(l.by, list[0].key)
	for _, c := range list[1:] {
		if k := l.by[c.key]; k != nil {
			if k.wrong--; k.wrong < c.tries {
				k.until = time.Time{}
			}
		}
	}
}

// makeRoom forgets what is old, and when that is not enough, what was used least lately.
func (l *limiter) makeRoom(now time.Time) {
	if len(l.by) < maxCounters {
		return
	}
	oldest, at := "", now
	for key, c := range l.by {
		if now.Sub(c.last) >= forgetAfter {
			delete(l.by, key)
		} else if c.last.Before(at) {
			oldest, at = key, c.last
		}
	}
	if len(l.by) >= maxCounters {
		delete(l.by, oldest)
	}
}

// sourceOf is whom wrong logins are counted against: an address, and of IPv6
// the network that one customer gets.
func (w *Web) sourceOf(r *http.Request) string {
	text := r.RemoteAddr
	if w.o.Source != nil {
		text = w.o.Source(r)
	}
	a, err := netip.ParseAddr(text)
	if err != nil {
		if p, err := netip.ParseAddrPort(text); err == nil {
			a = p.Addr()
		} else {
			return text
		}
	}
	a = a.Unmap().WithZone("")
	if a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}

// seconds is a wait as a header says it.
func seconds(d time.Duration) string { return strconv.Itoa(int((d + time.Second - 1) / time.Second)) }
