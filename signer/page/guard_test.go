package page

import (
	"fmt"
	"testing"
	"time"
)

func newGuard() *guard { return &guard{by: map[string]*guesser{}} }

// guess reports whether a wrong code of the source is looked at.
func (g *guard) guess(source string, now time.Time) bool {
	_, ok := g.try(source, now)
	return ok
}

func TestGuard(t *testing.T) {
	g, now := newGuard(), may
	for i := range guessBurst {
		if !g.guess("a", now) {
			t.Fatalf("guess %d", i+1)
		}
	}
	if g.guess("a", now) {
		t.Error("one guess too many")
	}
	if !g.guess("b", now) {
		t.Error("another source pays for it")
	}
	now = now.Add(guessEvery)
	for range 100 {
		right, ok := g.try("a", now)
		if !ok {
			t.Fatal("right codes are counted")
		}
		right()
	}
}

// Whatever sources guess together, it is no more than the code's 40 bits bear.
func TestAllSourcesTogetherGuessOnlySoOften(t *testing.T) {
	g, now, tried := newGuard(), may, 0
	const minutes = 60
	for range minutes * 60 {
		for i := range 50 {
			if g.guess(fmt.Sprint("source ", i, now.Unix()/600), now) {
				tried++
			}
		}
		now = now.Add(time.Second)
	}
	perMinute := int(time.Minute / guessEvery * allSources)
	if most := 2*perMinute*minutes + 2*guessBurst*allSources; tried > most {
		t.Errorf("%d guesses in an hour, at most %d", tried, most)
	}
}

// As many addresses as a set's network has guess without end, and whoever types
// a code for the first time opens it.
func TestGuessersLockNobodyOut(t *testing.T) {
	g, now := newGuard(), may
	refused := 0
	for second := range 1800 {
		for i := range 250 {
			if !g.guess(fmt.Sprint("10.0.0.", i), now) {
				refused++
			}
		}
		// The first minutes are the guessers' first codes.
		if second > 1200 && second%60 == 0 {
			right, ok := g.try(fmt.Sprint("parent ", second), now)
			if !ok {
				t.Fatalf("after %d seconds a parent is locked out", second)
			}
			right()
		}
		now = now.Add(time.Second)
	}
	if refused == 0 {
		t.Error("nothing is refused")
	}
}

func TestGuardForgets(t *testing.T) {
	g, now := newGuard(), may
	for i := range 2 * maxSources {
		g.guess(fmt.Sprint(i), now)
	}
	if len(g.by) > maxSources {
		t.Errorf("%d sources", len(g.by))
	}
	now = now.Add(guesserFor)
	g.guess("z", now)
	if len(g.by) != 1 {
		t.Errorf("%d sources are remembered for ever", len(g.by))
	}
	g.guess("z", now.Add(-365*24*time.Hour))
	if !g.guess("y", now.Add(-365*24*time.Hour)) {
		t.Error("a clock set back shuts it for a year")
	}
}
