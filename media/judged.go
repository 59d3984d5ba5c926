package media

import (
	"runtime"
	"slices"
	"sync"

	"onset/consent"
)

// Judged are the answers for all clips of a ledger under one use. They are kept:
// after a change only the stretches that it may have to do with are judged
// again. Like the ledger it is for one goroutine at a time.
type Judged struct {
	Use Use

	day    moment
	edited int
	cover  map[consent.ID]*coverage
	parts  map[*Stretch]*part
	order  []*Stretch // as of the last Refresh
	late   map[consent.ID]int
	counts [len(results)]int
	safe   int
}

// moment is what every answer depends on besides clips and people.
type moment struct {
	today, published consent.Date
	lateBlocks       bool
}

// results in the order of their codes.
var results = [...]Result{Cleared, Limited, Blocked, Unknown}

func codeOf(r Result) uint8 { return uint8(slices.Index(results[:], r)) }

// part is what the clips of one stretch come to.
type part struct {
	results []uint8 // codes, beside the clips
	counts  [len(results)]int
	safe    int
	late    []consent.ID // who signed after filming, each once
	groups  []partGroup
}

// partGroup is a group of a report as far as one stretch goes.
type partGroup struct {
	key    groupKey
	weight consent.Weight
	date   consent.Date
	clips  []uint16 // places in the stretch
	people []consent.ID
}

// NewJudged has no answers yet.
func NewJudged(use Use) *Judged { return &Judged{Use: use} }

// Refresh judges what changed, at most some thousand clips with few, and
// reports whether nothing is left to judge. Until it does, nothing else of
// Judged means anything.
func (j *Judged) Refresh(l *Ledger, few bool) bool {
	j.forget(l)
	now := l.Stretches()
	if slices.Equal(now, j.order) {
		return true
	}
	var due []*Stretch
	for _, s := range now {
		if j.parts[s] == nil {
			due = append(due, s)
		}
	}
	left := 0
	if most := 2 * runtime.GOMAXPROCS(0); few && len(due) > most {
		due, left = due[:most], len(due)-most
	}
	for i, p := range j.judge(l, due) {
		j.parts[due[i]] = p
	}
	if left > 0 {
		return false
	}
	j.settle(now)
	return true
}

// forget drops what does not hold any more: everything after a change that
// matters to all clips, else what is known of the people who changed.
func (j *Judged) forget(l *Ledger) {
	day := moment{l.Today, l.Published, l.Rules.LateBlocks}
	people, now, all := l.Edited(j.edited)
	if j.parts == nil || day != j.day {
		*j = Judged{Use: j.Use, day: day, parts: map[*Stretch]*part{}, late: map[consent.ID]int{}}
		all = true
	}
	if all {
		j.cover = nil
	}
	for _, id := range people {
		delete(j.cover, id)
	}
	j.edited = now
}

// settle takes the parts of these stretches for all there is.
func (j *Judged) settle(now []*Stretch) {
	kept := make(map[*Stretch]*part, len(now))
	before := map[*part]bool{}
	for _, s := range j.order {
		before[j.parts[s]] = true
	}
	for _, s := range now {
		p := j.parts[s]
		kept[s] = p
		if before[p] {
			delete(before, p)
		} else {
			j.add(p, 1)
		}
	}
	for p := range before {
		j.add(p, -1)
	}
	j.parts, j.order = kept, slices.Clone(now)
}

func (j *Judged) add(p *part, n int) {
	for i := range p.counts {
		j.counts[i] += n * p.counts[i]
	}
	j.safe += n * p.safe
	for _, id := range p.late {
		if j.late[id] += n; j.late[id] == 0 {
			delete(j.late, id)
		}
	}
}

// judge judges stretches on all cores.
func (j *Judged) judge(l *Ledger, due []*Stretch) []*part {
	out := make([]*part, len(due))
	ask := l.Ask(j.Use)
	j.coverAll(l, ask, len(due))
	each(len(due), func(i int) { out[i] = j.part(l, ask, due[i]) })
	return out
}

// each runs f(0) … f(n-1) on all cores.
func each(n int, f func(i int)) {
	var next sync.Mutex
	var wg sync.WaitGroup
	at := 0
	for range min(runtime.GOMAXPROCS(0), n) {
		wg.Go(func() {
			for {
				next.Lock()
				i := at
				at++
				next.Unlock()
				if i >= n {
					return
				}
				f(i)
			}
		})
	}
	wg.Wait()
}

// manyStretches is from when on it pays to ask about everybody beforehand.
const manyStretches = 4

// coverAll asks about the people of whom nothing is known yet, where many clips
// are judged: one answer then serves all cores.
func (j *Judged) coverAll(l *Ledger, ask consent.Ask, due int) {
	if j.cover == nil {
		j.cover = make(map[consent.ID]*coverage, len(l.people))
	}
	if due < manyStretches || len(j.cover) == len(l.people) {
		return
	}
	var ids []consent.ID
	for id := range l.people {
		if j.cover[id] == nil {
			ids = append(ids, id)
		}
	}
	covs := make([]*coverage, len(ids))
	const together = 256
	each((len(ids)+together-1)/together, func(c int) {
		for i := c * together; i < min((c+1)*together, len(ids)); i++ {
			covs[i] = cover(l.people[ids[i]], ask)
		}
	})
	for i, id := range ids {
		j.cover[id] = covs[i]
	}
}

// part judges one stretch.
func (j *Judged) part(l *Ledger, ask consent.Ask, s *Stretch) *part {
	p := &part{results: make([]uint8, len(s.clips))}
	g, late := partGrouper{}, map[consent.ID]bool{}
	m := &memo{known: map[consent.ID]*coverage{}}
	once := func(id consent.ID) *coverage {
		return m.of(id, func() *coverage {
			if c := j.cover[id]; c != nil {
				return c
			}
			return cover(l.people[id], ask)
		})
	}
	var spare []Reason
	for i, c := range s.clips {
		q := question{clip: c, use: j.Use, lateBlocks: l.Rules.LateBlocks, people: l, cover: once, reasons: spare[:0]}
		v := q.answer()
		code := codeOf(v.Result)
		p.results[i] = code
		p.counts[code]++
		if c.Received {
			p.safe++
		}
		for r := range v.Reasons {
			reason := &v.Reasons[r]
			if reason.Code == CodeLate || reason.Code == CodeLateMinor {
				late[reason.Person] = true
			}
			if reason.Weight > consent.Note {
				g.add(i, reason)
			}
		}
		if v.Reasons != nil {
			spare = v.Reasons
		}
	}
	for id := range late {
		p.late = append(p.late, id)
	}
	p.groups = g.groups
	return p
}

// ClearAll is Ledger.ClearAll for the ledger of the last Refresh, of whose
// people nearly all is known.
func (j *Judged) ClearAll(l *Ledger, clips []*Clip, each func(*Clip, Verdict) bool) {
	l.clearAll(clips, j.Use, j.cover, func(c *Clip, v Verdict) (bool, []Reason) { return each(c, v), nil })
}

// Counts are how many clips there are of each result.
func (j *Judged) Counts() map[Result]int {
	out := map[Result]int{}
	for i, n := range j.counts {
		if n > 0 {
			out[results[i]] = n
		}
	}
	return out
}

// Safe is how many clips an office holds and has read back.
func (j *Judged) Safe() int { return j.safe }

// Late reports whether somebody signed after a clip with them was filmed.
func (j *Judged) Late(person consent.ID) bool { return j.late[person] > 0 }

// ResultsOf gives the answer for the i-th clip of a stretch.
func (j *Judged) ResultsOf(s *Stretch) func(i int) Result {
	codes := j.parts[s].results
	return func(i int) Result { return results[codes[i]] }
}

// Stretches are those that were judged, in the order of time.
func (j *Judged) Stretches() []*Stretch { return j.order }

// Report is what Ledger.Report says of all clips.
func (j *Judged) Report() Report {
	r := Report{Use: j.Use, Counts: j.Counts()}
	g := grouper{}
	for _, n := range j.counts {
		r.Total += n
	}
	for _, s := range j.order {
		p := j.parts[s]
		for i := range p.groups {
			g.merge(s, &p.groups[i])
		}
	}
	r.Groups = g.sorted()
	return r
}
