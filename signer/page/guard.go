package page

import (
	"sync"
	"time"
)

// guard counts wrong take-home codes by source, and all together. Right ones
// are not counted, so a class behind one router does not trip it. The first few
// of a source are counted apart from the rest: whoever guesses without end uses
// up what guessers have, and nobody who types a code for the first time pays for
// it, unless there are more guessers' addresses than a set's network has.
type guard struct {
	mu     sync.Mutex
	first  bucket // for the first codes of every source
	others bucket // for the later ones
	by     map[string]*guesser
	swept  time.Time
}

// guesser is one source.
type guesser struct {
	rate  bucket
	first int       // how many wrong ones were counted as its first
	last  time.Time // when it tried last
}

const (
	guessBurst   = 10 // wrong codes of one source at once
	guessEvery   = 6 * time.Second
	allSources   = 4 // times what one source may: all first codes together, and all later ones together
	firstGuesses = 3
	guesserFor   = time.Hour // without a try, and a source is a new one again
	maxSources   = 4096
)

// try takes one guess of a source, and gives how to hand it back when it was
// none. False when the source has none left, or all together have none.
func (g *guard) try(source string, now time.Time) (right func(), ok bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	s := g.of(source, now)
	if !s.rate.take(now, guessBurst, guessEvery) {
		return nil, false
	}
	if s.first < firstGuesses && g.first.takeShared(now) {
		s.first++
		return g.giveBack(s, &g.first), true
	}
	if g.others.takeShared(now) {
		return g.giveBack(s, &g.others), true
	}
	s.rate.empty = s.rate.empty.Add(-guessEvery)
	return nil, false
}

// takeShared takes one of what all sources have together.
func (b *bucket) takeShared(now time.Time) bool {
	return b.take(now, guessBurst*allSources, guessEvery/allSources)
}

// giveBack hands a guess back that was none.
func (g *guard) giveBack(s *guesser, shared *bucket) func() {
	return func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		s.rate.empty = s.rate.empty.Add(-guessEvery)
		shared.empty = shared.empty.Add(-guessEvery / allSources)
		if shared == &g.first {
			s.first--
		}
	}
}

// of is the source as it is remembered. Where there are too many, one is
// forgotten: what all may do together holds all the same.
func (g *guard) of(source string, now time.Time) *guesser {
	g.sweep(now)
	s := g.by[source]
	if s == nil {
		for old := range g.by {
			if len(g.by) < maxSources {
				break
			}
			delete(g.by, old)
		}
		s = &guesser{}
		g.by[source] = s
	}
	s.last = now
	return s
}

// sweep forgets sources that have been quiet for long.
func (g *guard) sweep(now time.Time) {
	if d := now.Sub(g.swept); d >= 0 && d < time.Minute {
		return
	}
	g.swept = now
	for source, s := range g.by {
		if d := now.Sub(s.last); d < 0 || d >= guesserFor {
			delete(g.by, source)
		}
	}
}
