package flow

import (
	"onset/consent"
	"onset/media"
)

// sums are what lists count: the answer for each clip under the shoot's main
// purpose, and what each person's clips come to. They are made again after a
// change, which takes some tens of milliseconds for a hundred thousand clips.
type sums struct {
	purpose consent.Purpose
	results map[consent.ID]media.Result
	clips   map[consent.ID]int // by person
	late    map[consent.ID]bool
}

// summed returns the sums; mu is held.
func (k *Kit) summed() *sums {
	if k.sums == nil {
		k.sums = k.sumUp(k.mainUse())
	}
	return k.sums
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
	clips := k.ledger.Clips()
	s := &sums{purpose: p, results: make(map[consent.ID]media.Result, len(clips)), clips: map[consent.ID]int{}, late: map[consent.ID]bool{}}
	k.ledger.ClearAll(clips, media.Use{Purpose: p}, func(c *media.Clip, v media.Verdict) bool {
		s.results[c.ID] = v.Result
		for i := range v.Reasons {
			if r := &v.Reasons[i]; r.Code == media.CodeLate || r.Code == media.CodeLateMinor {
				s.late[r.Person] = true
			}
		}
		s.count(c)
		return true
	})
	return s
}

// count adds a clip to each of its people once.
func (s *sums) count(c *media.Clip) {
	for i, t := range c.Tags {
		if !tagged(c.Tags[:i], t.Tag.Person) {
			s.clips[t.Tag.Person]++
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
