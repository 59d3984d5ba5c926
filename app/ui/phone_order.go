package ui

import (
	"slices"

	"onset/app/flow"
)

// phoneOrder is the order in which the crew sees phones. A line keeps its place
// as long as nobody asks for another order, so nothing moves under a hand: who
// comes later stands at the end.
type phoneOrder struct {
	lines []flow.PhoneLine
	known int // lines there were when a person last looked
}

// merge takes the phones as they are now.
func (o *phoneOrder) merge(phones []flow.PhoneLine) {
	now := make(map[string]flow.PhoneLine, len(phones))
	for _, l := range phones {
		now[l.ID] = l
	}
	kept := o.lines[:0]
	for _, l := range o.lines {
		if fresh, there := now[l.ID]; there {
			kept = append(kept, fresh)
			delete(now, l.ID)
		}
	}
	o.known = min(o.known, len(kept))
	for _, l := range phones {
		if _, added := now[l.ID]; added {
			kept = append(kept, l)
		}
	}
	o.lines = kept
}

// sort puts who needs help first, then who is on the page, then who is gone,
// then who is done with the latest first.
func (o *phoneOrder) sort() {
	slices.SortStableFunc(o.lines, func(a, b flow.PhoneLine) int {
		if r := rankOf(a) - rankOf(b); r != 0 {
			return r
		}
		if a.Step.Over() {
			return b.Seen.Compare(a.Seen)
		}
		return a.Came.Compare(b.Came)
	})
	o.known = len(o.lines)
}

func rankOf(l flow.PhoneLine) int {
	switch {
	case needsHelp(l):
		return 0
	case l.Step.Over():
		return 3
	case l.Gone || l.Ended:
		return 2
	}
	return 1
}

// fresh is how many lines were added since a person last looked.
func (o *phoneOrder) fresh() int { return len(o.lines) - o.known }

// helping is the first phone that needs help.
func (o *phoneOrder) helping() (flow.PhoneLine, bool) {
	i := slices.IndexFunc(o.lines, needsHelp)
	if i < 0 {
		return flow.PhoneLine{}, false
	}
	return o.lines[i], true
}

// The filters of phones.
const (
	phonesAll    = "all"
	phonesHelp   = "help"
	phonesHere   = "here"
	phonesSigned = "signed"
	phonesNo     = "no"
	phonesAway   = "away"
)

// inPhones reports whether a phone is behind a filter.
func inPhones(filter string, l flow.PhoneLine) bool {
	switch filter {
	case phonesHelp:
		return needsHelp(l)
	case phonesHere:
		return onPage(l) && !l.Gone
	case phonesSigned:
		return l.Step == flow.PhoneSigned
	case phonesNo:
		return l.Step == flow.PhoneRefused
	case phonesAway:
		return l.Step == flow.PhoneAway
	}
	return true
}

// of are the lines behind a filter, in order.
func (o *phoneOrder) of(filter string) []flow.PhoneLine {
	var out []flow.PhoneLine
	for _, l := range o.lines {
		if inPhones(filter, l) {
			out = append(out, l)
		}
	}
	return out
}
