package office

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// said is when an acker said something, counted from its start.
func acked(t *testing.T, rings []time.Duration, say func(n int) (int, bool, error)) (at []time.Duration, fails int) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		n := 0
		a := newAcker(func(context.Context) (int, bool, error) {
			n++
			said, more, err := say(n)
			if said > 0 || err != nil {
				at = append(at, time.Since(began))
			}
			return said, more, err
		}, func(error) { fails++ })
		ctx, end := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { a.run(ctx); close(done) }()
		for _, r := range rings {
			time.Sleep(r - time.Since(began))
			a.ring()
			synctest.Wait()
		}
		time.Sleep(time.Minute)
		end()
		<-done
	})
	return at, fails
}

func ms(n int) time.Duration { return time.Duration(n) * time.Millisecond }

func TestTheFirstIsAcknowledgedAtOnceAndTheRestGathered(t *testing.T) {
	at, _ := acked(t, []time.Duration{ms(10), ms(20), ms(30), ms(200), ms(270), ms(2000)}, func(int) (int, bool, error) { return 1, false, nil })
	want := []time.Duration{ms(10), ms(260), ms(510), ms(2000)}
	if len(at) != len(want) {
		t.Fatalf("said at %v, want %v", at, want)
	}
	for i := range want {
		if at[i] != want[i] {
			t.Fatalf("said at %v, want %v", at, want)
		}
	}
}

func TestNothingNewDoesNotDelayWhatComes(t *testing.T) {
	at, _ := acked(t, []time.Duration{ms(10), ms(20)}, func(n int) (int, bool, error) { return n - 1, false, nil })
	if len(at) != 1 || at[0] != ms(20) {
		t.Fatalf("said at %v", at)
	}
}

func TestMoreThanOneStatementTakesIsSaidByItself(t *testing.T) {
	at, _ := acked(t, []time.Duration{ms(10)}, func(n int) (int, bool, error) { return 1, n < 4, nil })
	if len(at) != 4 || at[3] != ms(10)+3*ackEvery {
		t.Fatalf("said at %v", at)
	}
}

func TestARefusedAcknowledgementIsSaidAgain(t *testing.T) {
	full := errors.New("full")
	at, fails := acked(t, []time.Duration{ms(10)}, func(n int) (int, bool, error) {
		if n < 3 {
			return 0, false, full
		}
		return 1, false, nil
	})
	if fails != 2 || len(at) != 3 || at[2] != ms(10)+2*ackAgain {
		t.Fatalf("%d fails, said at %v", fails, at)
	}
}
