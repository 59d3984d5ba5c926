package page

import (
	"sync"
	"time"
)

// visit is one phone at one door.
type visit struct {
	door *Door
	key  [phoneKeySize]byte

	// Guarded by the visits' lock.
	phone Phone
	in    bool // was let in: it keeps its place though the network be full
	rate  bucket

	// Held while one of its messages is worked on, and guards what follows.
	turn    sync.Mutex
	recall  bool // the desk is still to be asked what this phone did before a restart
	said    map[string]said
	highest int      // n so far
	refused bool     // a no was counted
	receipt *Receipt // once signed
	home    *TakeHome
}

// said is the last message of a type with its answer.
type said struct {
	n     int
	reply reply
}

// answered is the answer that a message of a type and number already got; fresh
// means it is a new one, old that a later one has come.
func (v *visit) answered(kind string, n int) (r reply, fresh, old bool) {
	last, ok := v.said[kind]
	return last.reply, !ok || n > last.n, ok && n < last.n
}

func (v *visit) remember(kind string, n int, r reply) {
	v.said[kind] = said{n, r}
}

// The rate of one phone's messages: it sends one every 20 seconds, a few more
// while somebody presses buttons.
const (
	visitBurst = 20
	visitEvery = 500 * time.Millisecond
)

// here reports whether the phone stands on the page now and has a place.
func (v *visit) here(now time.Time) bool { return v.in && v.live(now) }

// live reports whether more may come from the phone.
func (v *visit) live(now time.Time) bool {
	return !v.phone.Ended && !v.phone.Step.Over() && now.Sub(v.phone.Seen) <= PhoneGone
}

// spent reports whether the visit has used its door up.
func (v *visit) spent() bool { return v.phone.Step.Over() }
