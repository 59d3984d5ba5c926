package flow

import (
	"testing"
	"time"

	"onset/consent"
)

func TestClocksThatAreSetBackHoldNothingUp(t *testing.T) {
	card, now := consent.ID{1}, time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	var offers offerBook
	var quiet silence
	if offers.since(card, now) != 0 {
		t.Error("a card that was never told of stands")
	}
	offers.tell(card, now)
	for d, want := range map[time.Duration]time.Duration{0: 1, time.Second: time.Second, -time.Hour: 0} {
		if got := offers.since(card, now.Add(d)); got != want {
			t.Errorf("after %v it stands for %v, not %v", d, got, want)
		}
	}
	offers.anew(card)
	if offers.since(card, now) != 0 {
		t.Error("a card that changed stands")
	}
	turn, ok := quiet.begin()
	if _, again := quiet.begin(); !ok || again {
		t.Error("two look at once")
	}
	quiet.heard(card, now)
	quiet.anew([]consent.ID{card})
	if quiet.end(turn, map[consent.ID]bool{card: true}); quiet.isAltered(card) {
		t.Error("what was seen of the copy before counts for the new one")
	}
	quiet.heard(card, now)
	quiet.heard(card, now.Add(-time.Hour))
	if got := quiet.heard(card, now.Add(lookAfter-time.Hour)); got != lookAfter {
		t.Errorf("silent for %v since the clock was set back", got)
	}
}
