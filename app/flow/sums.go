package flow

import (
	"slices"

	"onset/consent"
	"onset/media"
)

// sums are what lists count: the answer for each clip under the shoot's main
// purpose, and under the uses that were asked about lately. A change makes only
// the stretches of clips be judged again that it may have to do with.
type sums struct {
	fresh   bool // nothing changed since
	purpose consent.Purpose
	main    *media.Judged
	asked   []*askedUse // the last ones asked about, that one last
	index   index
	arrived arrivals
	intake  *Intake // nil when something changed since
}

// askedUse is one use with its answers.
type askedUse struct {
	judged *media.Judged
	report *ReportView // about all clips, nil when something changed since
}

// maxAsked bounds for how many uses answers about all clips are kept.
const maxAsked = 8

// stale says that something changed; mu is held.
func (k *Kit) stale() {
	s := &k.sums
	s.fresh, s.intake = false, nil
	for _, a := range s.asked {
		a.report = nil
	}
}

// reset forgets all sums, with the ledger they are of; mu is held.
func (k *Kit) reset() { k.sums = sums{} }

// under are the answers for a use, perhaps not current; mu is held.
func (s *sums) under(use media.Use) *askedUse {
	i := slices.IndexFunc(s.asked, func(a *askedUse) bool { return a.judged.Use == use })
	var a *askedUse
	if i >= 0 {
		a = s.asked[i]
		s.asked = slices.Delete(s.asked, i, i+1)
	} else {
		a = &askedUse{judged: s.main}
		if s.main == nil || s.main.Use != use {
			a.judged = media.NewJudged(use)
		}
		if len(s.asked) == maxAsked {
			s.asked = slices.Delete(s.asked, 0, 1)
		}
	}
	s.asked = append(s.asked, a)
	return a
}

// maxRounds is how often judging makes room for others before it ends at one go:
// they may change things as quickly as they are judged.
const maxRounds = 1000

// lookSummed is look with sums that are current. Many clips are judged some at
// a time, with the memory free for others in between.
func (k *Kit) lookSummed() *sums {
	l := k.look()
	for n := 0; !k.mainJudged().Refresh(l, n < maxRounds); n++ {
		k.mu.Unlock()
		l = k.look()
	}
	return k.summed()
}

// lookAsked is lookSummed with current answers for a use.
func (k *Kit) lookAsked(use media.Use) *askedUse {
	for n := 0; ; n++ {
		a := k.lookSummed().under(use)
		if a.judged.Refresh(k.ledger, n < maxRounds) {
			return a
		}
		k.mu.Unlock()
	}
}

// mainJudged are the answers for the main purpose, perhaps not current; mu is held.
func (k *Kit) mainJudged() *media.Judged {
	s := &k.sums
	if p := k.mainUse(); s.main == nil || p != s.purpose {
		s.purpose, s.main, s.fresh = p, s.under(media.Use{Purpose: p}).judged, false
		s.arrived.parts = nil
	}
	return s.main
}

// summed returns the sums, current; mu is held.
func (k *Kit) summed() *sums {
	s := &k.sums
	if !s.fresh {
		k.mainJudged().Refresh(k.ledger, false)
		s.fresh = true
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

func tagged(tags []media.TagView, person consent.ID) bool {
	for _, t := range tags {
		if t.Tag.Person == person {
			return true
		}
	}
	return false
}
