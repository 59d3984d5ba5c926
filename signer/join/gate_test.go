package join

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"
)

func TestTooManyRequestsAreTurnedAway(t *testing.T) {
	now := day
	g := newGate(func() time.Time { return now })
	for i := range gateEach {
		leave, ok := g.enter("10.0.0.1:1")
		if !ok {
			t.Fatalf("request %d is turned away", i)
		}
		leave()
	}
	if _, ok := g.enter("10.0.0.1:2"); ok {
		t.Error("one address asks without end")
	}
	for i := range gateOpen {
		if _, ok := g.enter("10.0.0.2:1"); !ok {
			t.Fatalf("%d at once are too many", i+1)
		}
	}
	if _, ok := g.enter("10.0.0.2:1"); ok {
		t.Error("more of one address at once than there may be")
	}
	now = now.Add(gateWindow)
	if _, ok := g.enter("10.0.0.1:3"); !ok {
		t.Error("turned away for ever")
	}
}

// Every other address of a set's network asks without end and holds what it
// may open: one that asks for the first time is let in.
func TestNobodyIsLockedOut(t *testing.T) {
	g := newGate(func() time.Time { return day })
	refused := 0
	for range 2 * gateEach {
		for i := range 252 {
			if _, ok := g.enter(fmt.Sprintf("10.0.0.%d:1", i+1)); !ok {
				refused++
			}
		}
	}
	if refused == 0 {
		t.Error("nothing is turned away")
	}
	if _, ok := g.enter("10.0.0.254:1"); !ok {
		t.Error("the one that has not asked is turned away")
	}
}

// Turns are for requests that are there: who waits for one gets it, or ends
// with its connection.
func TestTurns(t *testing.T) {
	g := newGate(nil)
	var ends []func()
	for range gateWork {
		done, err := g.answer(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		ends = append(ends, done)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := g.answer(gone); !errors.Is(err, context.Canceled) {
		t.Errorf("one too many: %v", err)
	}
	got := make(chan error, 1)
	go func() {
		_, err := g.answer(t.Context())
		got <- err
	}()
	ends[0]()
	if err := <-got; err != nil {
		t.Error(err)
	}
}

func TestWhatCountsAsOneAddress(t *testing.T) {
	for remote, want := range map[string]string{
		"10.0.0.1:5": "10.0.0.1", "[::ffff:10.0.0.1]:5": "10.0.0.1", "[2001:db8:1:2:3::4]:5": "2001:db8:1:2::/64",
		"[fe80::1%eth0]:5": "fe80::1", "somewhere": "somewhere",
	} {
		if got := placeOf(remote); got != want {
			t.Errorf("%s counts as %s", remote, got)
		}
	}
}
