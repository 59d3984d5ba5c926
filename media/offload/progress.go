package offload

import (
	"slices"
	"sync"
	"time"
)

// Progress is how far an offload is.
type Progress struct {
	At   time.Time
	File string // that is being read, as the card calls it
	To   []Pace
}

// Pace is how far one destination is. Bytes are those of the card's files,
// whatever was done in an earlier run left out.
type Pace struct {
	Name     string
	Files    int   // finished
	Total    int   // files to be finished
	Bytes    int64 // to be finished
	Written  int64
	Verified int64         // bytes read back
	Rate     float64       // bytes per second, writing and reading back together; 0 while unknown
	Left     time.Duration // until it is finished; negative while unknown
	Err      error         // why nothing more is done here
}

// Left is the longest of what is left; negative while it is unknown.
func (p Progress) Left() time.Duration {
	var longest time.Duration
	for _, t := range p.To {
		switch {
		case t.Err != nil:
		case t.Left < 0:
			return t.Left
		default:
			longest = max(longest, t.Left)
		}
	}
	return longest
}

const (
	// paceEvery is the least time between two reports.
	paceEvery = 200 * time.Millisecond
	// sampleEvery and samples are the window that a rate is taken over.
	sampleEvery, samples = time.Second, 20
	// fileCost is what the opening, naming and closing of a file costs, in bytes that could be copied meanwhile.
	fileCost = 256 << 10
)

// sample is how much work was done at a time.
type sample struct {
	at   time.Time
	work int64
}

// meter measures one destination. Work is bytes written and bytes read back,
// and a share for each file.
type meter struct {
	pace        Pace
	work, whole int64
	window      []sample
}

// expect adds a file to what is to be done.
func (m *meter) expect(t task, size int64) {
	switch t {
	case taskCopy:
		m.whole += 2*size + fileCost
	case taskVerify, taskCompare:
		m.whole += size + fileCost
	default:
		return
	}
	m.pace.Total, m.pace.Bytes = m.pace.Total+1, m.pace.Bytes+size
}

func (m *meter) at(now time.Time) Pace {
	if n := len(m.window); n == 0 || now.Sub(m.window[n-1].at) >= sampleEvery {
		m.window = append(m.window, sample{now, m.work})
		m.window = m.window[max(0, len(m.window)-samples):]
	}
	p, first := m.pace, m.window[0]
	p.Left = -1
	if m.work >= m.whole {
		p.Left = 0
	}
	if span := now.Sub(first.at); span >= sampleEvery && m.work > first.work {
		perSecond := float64(m.work-first.work) / span.Seconds()
		p.Rate = perSecond / 2
		p.Left = time.Duration(float64(max(0, m.whole-m.work)) / perSecond * float64(time.Second))
	}
	return p
}

// reporter collects from all goroutines and reports one at a time.
type reporter struct {
	mu     sync.Mutex
	now    func() time.Time
	tell   func(Progress)
	last   time.Time
	file   string
	meters []*meter
}

// change records something and reports when it is time.
func (r *reporter) change(do func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	do()
	if now := r.now(); r.tell != nil && (now.Sub(r.last) >= paceEvery || r.last.IsZero()) {
		r.report(now)
	}
}

// flush reports whatever the time.
func (r *reporter) flush() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.tell != nil {
		r.report(r.now())
	}
}

func (r *reporter) report(now time.Time) {
	p := Progress{At: now, File: r.file}
	for _, m := range r.meters {
		p.To = append(p.To, m.at(now))
	}
	p.To = slices.Clip(p.To)
	r.last = now
	r.tell(p)
}
