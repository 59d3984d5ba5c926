package page

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestPoolIsNeverOverdrawn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(10 * poolUnit)
		inUse, most, done := 0, 0, make(chan int)
		for i := range 50 {
			go func() {
				n := int64(i%12) * poolUnit
				giveBack, err := p.take(t.Context(), n)
				if err != nil {
					t.Error(err)
					done <- 0
					return
				}
				used := min(int(n/poolUnit)+1, 10)
				done <- used
				time.Sleep(time.Second)
				done <- -used
				giveBack()
			}()
		}
		for range 100 {
			inUse += <-done
			most = max(most, inUse)
		}
		if inUse != 0 || most > 10 || most < 8 {
			t.Errorf("%d in use at the end, %d at most", inUse, most)
		}
	})
}

func TestPoolGivesUpWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(4 * poolUnit)
		giveBack, err := p.take(t.Context(), 3*poolUnit)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := p.take(ctx, 2*poolUnit); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("more than is left: %v", err)
		}
		if _, err := p.take(ctx, 0); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("after its time: %v", err)
		}
		giveBack()
		all, err := p.take(t.Context(), 99*poolUnit)
		if err != nil || len(p.units) != 4 {
			t.Fatalf("everything: %v, %d units", err, len(p.units))
		}
		all()
		if len(p.units) != 0 || len(p.turn) != 0 {
			t.Errorf("%d units are lost", len(p.units))
		}
	})
}

func TestBucket(t *testing.T) {
	var b bucket
	now := may
	take := func() bool { return b.take(now, 3, time.Second) }
	for i := range 3 {
		if !take() {
			t.Fatalf("refuses number %d", i+1)
		}
	}
	if take() {
		t.Error("lets a fourth through")
	}
	now = now.Add(time.Second)
	if !take() || take() {
		t.Error("a second later it is not exactly one")
	}
	now = now.Add(-365 * 24 * time.Hour)
	if !take() {
		t.Error("a clock set back shuts it for a year")
	}
	now = now.Add(time.Hour)
	for range 3 {
		if !take() {
			t.Error("is not full after an hour")
		}
	}
}

func TestFaultLog(t *testing.T) {
	var l faultLog
	now, lines, unsaid := may, 0, 0
	for range 1000 {
		if n, ok := l.note("broken", now); ok {
			lines++
			unsaid += n
		}
	}
	if lines != faultLines {
		t.Errorf("%d lines", lines)
	}
	if _, ok := l.note("slow", now); !ok {
		t.Error("another kind gets no line")
	}
	now = now.Add(faultEvery)
	if n, ok := l.note("broken", now); !ok || n != 1000-faultLines {
		t.Errorf("%d were not said, %v", n, ok)
	}
}
