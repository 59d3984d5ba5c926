package page

import (
	"cmp"
	"encoding/hex"
	"errors"
	"io"
	"slices"
	"sync"
	"time"
)

// errSlow means too much comes at once.
var errSlow = errors.New("too much at once")

// Bounds of visits. A crowd of 300 opens the page within a minute; nobody has more than maxVisits on a day.
const (
	maxVisits   = 4096
	visitsBurst = 400
	visitsEvery = 50 * time.Millisecond
	keepDone    = time.Hour // a finished visit is kept at least so long for its receipt
)

// visitKey is a phone at a door.
type visitKey struct {
	door  string
	phone [phoneKeySize]byte
}

// visits are all phones on the page.
type visits struct {
	mu     sync.Mutex
	by     map[visitKey]*visit
	ids    map[string]*visit // by Phone.ID
	owner  map[string]*visit // by door, of doors for one phone
	codes  map[string]bool
	doors  map[string]*Door // that somebody came through, as they were last found
	order  []*visit         // in which they came
	rate   bucket
	forgot bool // a finished visit was dropped, so that the desk knows more than we do
}

func (l *visits) init() {
	l.by, l.ids, l.owner = map[visitKey]*visit{}, map[string]*visit{}, map[string]*visit{}
	l.codes, l.doors = map[string]bool{}, map[string]*Door{}
}

// arrival is a phone at a door, with a message.
type arrival struct {
	door  *Door
	late  bool // the door takes nobody new
	phone [phoneKeySize]byte
	lang  string
	now   time.Time
}

// find gives the visit of a phone, a new one if it may have one. changed says
// that there is news for the crew. ErrUsed, ErrOld, errSlow.
func (l *visits) find(a arrival, rand io.Reader) (v *visit, changed []Phone, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	v = l.by[visitKey{a.door.ID, a.phone}]
	if v == nil {
		if a.late {
			return nil, nil, ErrOld
		}
		if changed, err = l.vacate(a); err != nil {
			return nil, nil, err
		}
		if v, err = l.add(a, rand); err != nil {
			return nil, changed, err
		}
		changed = append(changed, v.phone)
	}
	l.doors[a.door.ID] = a.door
	switch {
	case v.phone.Ended && l.owner[a.door.ID] != v && a.door.Kind.single():
		return nil, changed, ErrUsed
	case v.phone.Ended:
		return nil, changed, ErrOld
	case !v.rate.take(a.now, visitBurst, visitEvery):
		return nil, changed, errSlow
	}
	return v, changed, nil
}

// vacate makes a door for one free for somebody new, if its phone has gone
// without sending anything. ErrUsed.
func (l *visits) vacate(a arrival) ([]Phone, error) {
	before := l.owner[a.door.ID]
	if !a.door.Kind.single() || before == nil {
		return nil, nil
	}
	if before.spent() || before.live(a.now) {
		return nil, ErrUsed
	}
	before.phone.Ended = true
	return []Phone{before.phone}, nil
}

func (l *visits) add(a arrival, rand io.Reader) (*visit, error) {
	if !l.rate.take(a.now, visitsBurst, visitsEvery) || !l.makeRoom(a.now) {
		return nil, errSlow
	}
	var id [12]byte
	if _, err := io.ReadFull(rand, id[:]); err != nil {
		return nil, err
	}
	v := &visit{door: a.door, key: a.phone, recall: true, said: map[string]said{}}
	v.phone = Phone{
		ID: hex.EncodeToString(id[:]), Door: a.door.ID, Kind: a.door.Kind, Code: l.code(a),
		Step: StepWaiting, Language: a.lang, Came: a.now, Seen: a.now,
	}
	l.by[visitKey{a.door.ID, a.phone}], l.ids[v.phone.ID] = v, v
	if a.door.Kind.single() {
		l.owner[a.door.ID] = v
	}
	l.order = append(l.order, v)
	return v, nil
}

// code picks one that no other phone shows.
func (l *visits) code(a arrival) string {
	if a.door.Kind == ForCrowd {
		return ""
	}
	for try := 0; ; try++ {
		c := pairs(shortCode(a.door, &a.phone, try))
		if !l.codes[c] || try > 2*maxVisits { // 10,000 codes for at most maxVisits phones: one is free long before
			l.codes[c] = true
			return c
		}
	}
}

// makeRoom drops who has been silent longest when there are too many: first
// those who sent nothing, then those who are done for an hour.
func (l *visits) makeRoom(now time.Time) bool {
	if len(l.order) < maxVisits {
		return true
	}
	drop := slices.DeleteFunc(slices.Clone(l.order), func(v *visit) bool {
		silent := now.Sub(v.phone.Seen)
		return silent <= PhoneGone || v.spent() && silent <= keepDone
	})
	if len(drop) == 0 {
		return false
	}
	slices.SortStableFunc(drop, func(a, b *visit) int {
		done := func(v *visit) int {
			if v.spent() {
				return 1
			}
			return 0
		}
		return cmp.Or(cmp.Compare(done(a), done(b)), a.phone.Seen.Compare(b.phone.Seen))
	})
	for _, v := range drop[:min(len(drop), maxVisits/8)] {
		l.drop(v)
	}
	l.order = slices.DeleteFunc(l.order, func(v *visit) bool { return l.ids[v.phone.ID] != v })
	used := map[string]*Door{}
	for _, v := range l.order {
		used[v.door.ID] = l.doors[v.door.ID]
	}
	l.doors = used
	return true
}

func (l *visits) drop(v *visit) {
	delete(l.by, visitKey{v.door.ID, v.key})
	delete(l.ids, v.phone.ID)
	delete(l.codes, v.phone.Code)
	if l.owner[v.door.ID] == v {
		delete(l.owner, v.door.ID)
	}
	l.forgot = l.forgot || v.spent()
}

// door is a door that a phone came through.
func (l *visits) door(id string) *Door {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.doors[id]
}

func (l *visits) phones() []Phone {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := make([]Phone, 0, len(l.order))
	for _, v := range l.order {
		out = append(out, v.phone)
	}
	return out
}

// hasForgotten reports whether a finished visit was dropped.
func (l *visits) hasForgotten() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.forgot
}

// change alters what the crew sees of a phone.
func (l *visits) change(id string, to func(*Phone)) (Phone, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	v := l.ids[id]
	if v == nil {
		return Phone{}, false
	}
	to(&v.phone)
	return v.phone, true
}

// of is what the crew sees of a visit.
func (l *visits) of(v *visit) Phone {
	l.mu.Lock()
	defer l.mu.Unlock()
	return v.phone
}

// update changes a phone and says whether the crew should hear of it: not of
// every sign of life.
func (l *visits) update(v *visit, to func(*Phone)) (Phone, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	before := v.phone
	to(&v.phone)
	after := v.phone
	before.Seen = after.Seen
	return after, before != after
}

// place lets a phone in if the network carries it, and tells its place in line
// otherwise; 0 means that it is in.
func (l *visits) place(v *visit, room int, now time.Time) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	if v.in || room <= 0 {
		v.in = true
		return 0
	}
	here, ahead, before := 0, 0, true
	for _, o := range l.order {
		switch {
		case o == v:
			before = false
		case o.here(now):
			here++
		case before && !o.in && o.live(now):
			ahead++
		}
	}
	if here+ahead < room {
		v.in = true
		return 0
	}
	return ahead + 1
}

// letIn gives a phone a place whatever the line: it has something to say.
func (l *visits) letIn(v *visit) {
	l.mu.Lock()
	defer l.mu.Unlock()
	v.in = true
}
