package flow

import (
	"maps"
	"slices"

	"onset/consent"
	"onset/media"
)

// sums are what lists count: the answer for each clip under one purpose, and
// for the shoot's main one what each person's clips come to. They are made
// again after a change or at midnight, which takes some tens of milliseconds
// for a hundred thousand clips; between changes a list costs a copy.
type sums struct {
	purpose consent.Purpose
	order   []*media.Clip
	results []media.Result // beside order
	counts  map[media.Result]int
	others  map[consent.Purpose]*sums // of the main sums: those for other purposes
	clips   map[consent.ID]int        // by person
	late    map[consent.ID]bool
	index   *index // of the main sums: what long lists are cut from, nil until asked for
}

// maxOthers bounds what is kept beside the main purpose; there are fewer purposes.
const maxOthers = 16

// summed returns the sums; mu is held.
func (k *Kit) summed() *sums {
	if k.sums == nil {
		k.sums = k.sumUp(k.mainUse())
	}
	return k.sums
}

// summedFor returns the sums for a purpose, empty for the main one; only the
// main ones say anything of people. mu is held.
func (k *Kit) summedFor(p consent.Purpose) *sums {
	main := k.summed()
	if p == "" || p == main.purpose {
		return main
	}
	s := main.others[p]
	if s == nil {
		s = k.judged(p, func(*media.Clip, media.Verdict) {})
		if len(main.others) < maxOthers {
			main.others[p] = s
		}
	}
	return s
}

// mainUse is the use chips are judged by; mu is held.
func (k *Kit) mainUse() consent.Purpose {
	s := k.latestShoot()
	if s == nil || len(s.Terms) == 0 {
		return k.mainPurpose("")
	}
	return k.mainPurpose(s.Terms[0])
}

func (k *Kit) sumUp(p consent.Purpose) *sums {
	clips, late := map[consent.ID]int{}, map[consent.ID]bool{}
	s := k.judged(p, func(c *media.Clip, v media.Verdict) {
		for i := range v.Reasons {
			if r := &v.Reasons[i]; r.Code == media.CodeLate || r.Code == media.CodeLateMinor {
				late[r.Person] = true
			}
		}
		countPeople(clips, c)
	})
	s.clips, s.late, s.others = clips, late, map[consent.Purpose]*sums{}
	return s
}

func (k *Kit) judged(p consent.Purpose, each func(*media.Clip, media.Verdict)) *sums {
	order := k.ledger.Clips()
	s := &sums{purpose: p, order: order, results: make([]media.Result, 0, len(order)), counts: map[media.Result]int{}}
	k.ledger.Results(order, media.Use{Purpose: p}, func(c *media.Clip, v media.Verdict) bool {
		s.results = append(s.results, v.Result)
		s.counts[v.Result]++
		each(c, v)
		return true
	})
	return s
}

// list is the list of everything.
func (s *sums) list(results []media.Result) ClipList {
	out := ClipList{IDs: make([]consent.ID, 0, len(s.order)), Counts: maps.Clone(s.counts), All: len(s.order)}
	for i, c := range s.order {
		if len(results) == 0 || slices.Contains(results, s.results[i]) {
			out.IDs = append(out.IDs, c.ID)
		}
	}
	return out
}

// countPeople adds a clip to each of its people once.
func countPeople(clips map[consent.ID]int, c *media.Clip) {
	for i, t := range c.Tags {
		if !tagged(c.Tags[:i], t.Tag.Person) {
			clips[t.Tag.Person]++
		}
	}
}

func tagged(tags []media.TagView, person consent.ID) bool {
	for _, t := range tags {
		if t.Tag.Person == person {
			return true
		}
	}
	return false
}
