package signer

import (
	"bytes"
	"math"
	"slices"

	"onset/consent"
)

// folder builds a Roster from the top rank down, so that no verdict depends on
// itself: root first (from the last root to the founder), then admins, office,
// crew. Nothing can cut what is of its own rank or above.
type folder struct {
	r       *Roster
	all     []consent.Statement // each id once, by author, seq, id
	byID    map[consent.Ref]*consent.Statement
	enrols  map[Rank][]*consent.Statement
	ofSpan  map[int][]*consent.Statement
	used    map[consent.Ref]bool // production.root statements that passed root on
	revoked map[consent.Ref][]revocation
}

// rootSpan is a stretch of one log in which its author is root.
type rootSpan struct {
	author   consent.Ref
	from, to uint64
}

type revocation struct {
	id   consent.Ref
	body *DeviceRevoked
	span int // whose word it is: an index of rootSpans, or byAdmin
}

const byAdmin = -1

// FoldRoster folds what is known of a production, given statements whose seals
// hold, in any order, any of them more than once. Of statements that are not
// about the roster only their place in a log is looked at; the logs named by
// Wants must be whole for Allows to let their statements stand.
func FoldRoster(production consent.Ref, sts []consent.Statement) *Roster {
	f := newFolder(production, sts)
	first := f.byID[production]
	if first == nil || !isFounding(first) {
		return f.r
	}
	f.readDevices()
	f.r.forks = FindForks(f.all)
	f.readSpans(first.Author)
	f.rootStatements()
	f.ranks()
	f.finish()
	return f.r
}

func newFolder(production consent.Ref, sts []consent.Statement) *folder {
	f := &folder{
		r: &Roster{
			production: production,
			keys:       map[consent.Ref]PublicKey{},
			devices:    map[consent.Ref]*Device{},
			passed:     map[consent.Ref]bool{},
			cuts:       map[consent.Ref][]chain{},
			spanCuts:   map[int][]chain{},
			epochs:     map[Audience][]KeyEpoch{},
		},
		byID:    map[consent.Ref]*consent.Statement{},
		enrols:  map[Rank][]*consent.Statement{},
		ofSpan:  map[int][]*consent.Statement{},
		revoked: map[consent.Ref][]revocation{},
	}
	for _, st := range sts {
		if (st.Production == production || st.ID == production) && !st.ID.IsZero() {
			f.all = append(f.all, st)
		}
	}
	slices.SortFunc(f.all, compareStatements)
	f.all = slices.CompactFunc(f.all, func(a, b consent.Statement) bool { return a.ID == b.ID })
	for i := range f.all {
		f.byID[f.all[i].ID] = &f.all[i]
	}
	return f
}

func compareStatements(a, b consent.Statement) int {
	if c := bytes.Compare(a.Author[:], b.Author[:]); c != 0 {
		return c
	}
	if a.Seq != b.Seq {
		if a.Seq < b.Seq {
			return -1
		}
		return 1
	}
	if c := bytes.Compare(a.ID[:], b.ID[:]); c != 0 {
		return c
	}
	// One id given with and without its body: the body is to survive Compact.
	switch {
	case a.Body != nil && b.Body == nil:
		return -1
	case a.Body == nil && b.Body != nil:
		return 1
	}
	return 0
}

func isFounding(st *consent.Statement) bool {
	b, ok := st.Body.(*ProductionSet)
	return ok && st.Production.IsZero() && st.Seq == 1 && b.Founder != nil && b.Founder.Author() == st.Author
}

// readDevices takes every key that is stated anywhere: the author's name is the
// key's hash, so a key proves itself and gives no right.
func (f *folder) readDevices() {
	for i := range f.all {
		for _, k := range KeysIn(f.all[i]) {
			f.r.keys[k.author] = k
		}
		switch b := f.all[i].Body.(type) {
		case *DeviceRevoked:
			f.r.wants = append(f.r.wants, b.Device)
		case *DeviceEnrolled:
			f.enrols[b.Rank] = append(f.enrols[b.Rank], &f.all[i])
		}
	}
	slices.SortFunc(f.r.wants, compareRefs)
	f.r.wants = slices.Compact(f.r.wants)
}

// readSpans follows production.root from the founder on. It looks at no
// revocation: who is root decides which of those count.
func (f *folder) readSpans(founder consent.Ref) {
	f.used = map[consent.Ref]bool{}
	span := rootSpan{author: founder, from: 1, to: math.MaxUint64}
	for {
		pass := f.nextPass(&span)
		if pass == nil {
			f.r.spans = append(f.r.spans, span)
			break
		}
		span.to = pass.Seq
		f.r.spans = append(f.r.spans, span)
		f.used[pass.ID] = true
		f.r.passed[pass.ID] = true
		b := pass.Body.(*ProductionRoot)
		span = rootSpan{author: b.Device, from: b.After + 1, to: math.MaxUint64}
	}
	for i := range f.all {
		if s := f.r.spanOf(f.all[i].Author, f.all[i].Seq); s >= 0 {
			f.ofSpan[s] = append(f.ofSpan[s], &f.all[i])
		}
	}
}

// nextPass is the first statement of the span that passes root on. Two that do
// not follow one another can only come of a fork: the earlier position holds,
// then the smaller id, and a person is told.
func (f *folder) nextPass(span *rootSpan) *consent.Statement {
	var first *consent.Statement
	for i := range f.all {
		st := &f.all[i]
		b, ok := st.Body.(*ProductionRoot)
		if !ok || st.Author != span.author || st.Seq < span.from || b.Device == st.Author || f.used[st.ID] {
			continue
		}
		if first == nil {
			first = st
			continue
		}
		if b.Device != first.Body.(*ProductionRoot).Device && !f.follows(st, first) {
			f.conflict(ConflictRoot, first.ID, st.ID)
		}
	}
	return first
}

// follows reports whether later's known chain leads back to earlier.
func (f *folder) follows(later, earlier *consent.Statement) bool {
	for st := later; st != nil && st.Seq > earlier.Seq; {
		if st.Prev == earlier.ID {
			return true
		}
		st = f.byID[st.Prev]
	}
	return false
}

// rootStatements takes what each root said, the last root first, because a
// root can cut what the roots before it said and not the reverse.
func (f *folder) rootStatements() {
	for i := len(f.r.spans) - 1; i >= 0; i-- {
		f.r.spanCuts[i] = f.chains(effective(f.revoked[f.r.spans[i].author]))
		for _, st := range f.ofSpan[i] {
			b, ok := st.Body.(*DeviceRevoked)
			if ok && b.Device != st.Author && all(f.r.spanCuts[i], st.ID) {
				f.revoked[b.Device] = append(f.revoked[b.Device], revocation{st.ID, b, i})
			}
		}
	}
}

// effective leaves out revocations that another of the same or a higher rank
// names as replaced.
func effective(revs []revocation) []revocation {
	var out []revocation
	for _, r := range revs {
		replaced := slices.ContainsFunc(revs, func(o revocation) bool {
			return slices.Contains(o.body.Replaces, r.id) && (o.span != byAdmin || r.span == byAdmin)
		})
		if !replaced {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b revocation) int { return compareRefs(a.id, b.id) })
	return out
}

// chain is the set of statements that lead up to a position.
type chain map[consent.Ref]bool

// chains holds, per revocation, what stands. Where two differ, only what both
// let stand does.
func (f *folder) chains(revs []revocation) []chain {
	var out []chain
	for _, r := range revs {
		out = append(out, f.chain(r.body.Device, r.body.Last))
	}
	return out
}

func (f *folder) chain(author consent.Ref, last Position) chain {
	c := chain{}
	seq := last.Seq
	for st := f.byID[last.ID]; st != nil && st.Author == author && st.Seq == seq; st = f.byID[st.Prev] {
		c[st.ID] = true
		seq--
	}
	return c
}

func all(cs []chain, id consent.Ref) bool {
	for _, c := range cs {
		if !c[id] {
			return false
		}
	}
	return true
}

func (f *folder) conflict(kind ConflictKind, ids ...consent.Ref) {
	ids = slices.Clone(ids)
	slices.SortFunc(ids, compareRefs)
	f.r.conflicts = append(f.r.conflicts, Conflict{kind, ids})
}

func compareRefs(a, b consent.Ref) int { return bytes.Compare(a[:], b[:]) }
