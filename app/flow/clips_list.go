package flow

import (
	"slices"

	"onset/consent"
	"onset/media"
)

// Clips lists clips by their time. Counts are of what the other filters leave.
func (k *Kit) Clips(q ClipQuery) ClipList {
	find := soughtFor(q.Text)
	j := k.lookSummed().main
	if q.Purpose != "" && q.Purpose != j.Use.Purpose {
		k.mu.Unlock()
		j = k.lookAsked(media.Use{Purpose: q.Purpose}).judged
	}
	defer k.mu.Unlock()
	if find.text == "" && q.Day == 0 && q.Person.IsZero() {
		return everyClip(j, q.Results)
	}
	out := ClipList{Counts: map[media.Result]int{}}
	f := k.clipFilter(q, find)
	for _, s := range j.Stretches() {
		result := j.ResultsOf(s)
		for _, i := range f.in(s) {
			r := result(i)
			out.Counts[r]++
			if len(q.Results) == 0 || slices.Contains(q.Results, r) {
				out.IDs = append(out.IDs, s.Clips()[i].ID)
			}
		}
	}
	for _, n := range out.Counts {
		out.All += n
	}
	return out
}

// everyClip is the list of everything.
func everyClip(j *media.Judged, results []media.Result) ClipList {
	out := ClipList{Counts: j.Counts()}
	n := 0
	for result, m := range out.Counts {
		out.All += m
		if len(results) == 0 || slices.Contains(results, result) {
			n += m
		}
	}
	out.IDs = make([]consent.ID, 0, n)
	for _, s := range j.Stretches() {
		result := j.ResultsOf(s)
		for i, c := range s.Clips() {
			if len(results) == 0 || slices.Contains(results, result(i)) {
				out.IDs = append(out.IDs, c.ID)
			}
		}
	}
	return out
}

// clipFilter is a query without its results.
type clipFilter struct {
	k      *Kit
	q      ClipQuery
	want   sought
	people map[consent.ID]bool // whose clips are sought too
}

// clipFilter takes in what people are called; mu is held.
func (k *Kit) clipFilter(q ClipQuery, want sought) *clipFilter {
	f := &clipFilter{k: k, q: q, want: want, people: map[consent.ID]bool{}}
	if want.text != "" {
		for id, l := range k.labels.people {
			if want.person(id, l) {
				f.people[id] = true
			}
		}
	}
	return f
}

// fewSought is for how many people it pays to ask whether a stretch shows them.
const fewSought = 64

// in are the places of the clips of a stretch that fit, in order; mu is held.
func (f *clipFilter) in(s *media.Stretch) []int {
	if f.passes(s) {
		return nil
	}
	out := make([]int, 0, len(s.Clips()))
	fits := f.named(s)
	people := len(f.people) > fewSought
	for id := range f.people {
		people = people || s.MayShow(id)
	}
	for i, c := range s.Clips() {
		if fits != nil && !fits[i] && !f.want.short.Of(c.ID) && (!people || !f.shows(c)) {
			continue
		}
		if !f.q.Person.IsZero() && !tagged(c.Tags, f.q.Person) || f.q.Day != 0 && f.day(c) != f.q.Day {
			continue
		}
		out = append(out, i)
	}
	return out
}

// passes reports that nothing in a stretch can fit.
func (f *clipFilter) passes(s *media.Stretch) bool {
	if !f.q.Person.IsZero() && !s.MayShow(f.q.Person) {
		return true
	}
	return f.q.Day != 0 && !slices.ContainsFunc(f.k.arrivedIn(s), func(a arrival) bool { return a.timed && a.day == f.q.Day })
}

// named marks the clips of a stretch whose name holds what is sought, nil when
// nothing is.
func (f *clipFilter) named(s *media.Stretch) []bool {
	if f.want.text == "" {
		return nil
	}
	fits := make([]bool, len(s.Clips()))
	s.Named(f.want.text, foldText, func(i int) { fits[i] = true })
	return fits
}

func (f *clipFilter) shows(c *media.Clip) bool {
	return slices.ContainsFunc(c.Tags, func(t media.TagView) bool { return f.people[t.Tag.Person] })
}

func (f *clipFilter) day(c *media.Clip) consent.Date {
	t := f.k.clipTime(c)
	if t.IsZero() {
		return 0
	}
	return consent.DateOf(t)
}
