package office

import (
	"context"
	"time"
)

const (
	// ackEvery is the shortest time between two acknowledgements: the first of a
	// quiet time goes at once, what follows is gathered.
	ackEvery = 250 * time.Millisecond
	// ackAgain is how long it waits after the store refused one.
	ackAgain = 5 * time.Second
)

// acker tells the authors of a production how far their logs have arrived.
type acker struct {
	say  func(context.Context) (said int, more bool, err error) // states what is new
	fail func(error)
	bell chan struct{}
}

func newAcker(say func(context.Context) (int, bool, error), fail func(error)) *acker {
	return &acker{say: say, fail: fail, bell: make(chan struct{}, 1)}
}

// ring says that something may have arrived. It never waits.
func (a *acker) ring() {
	select {
	case a.bell <- struct{}{}:
	default:
	}
}

// run states acknowledgements until ctx ends.
func (a *acker) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-a.bell:
		}
		rest := ackEvery
		said, more, err := a.say(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			a.fail(err)
			rest, more = ackAgain, true
		case said == 0:
			continue // nothing was said, so the next may go at once
		}
		if more {
			a.ring()
		}
		pause(ctx, rest)
	}
}

// pause waits, or until ctx ends.
func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
