package ui

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"onset/app/flow"
)

func phoneIDs(lines []flow.PhoneLine) []string {
	var out []string
	for _, l := range lines {
		out = append(out, l.ID)
	}
	return out
}

func aLine(id, step string, help bool) flow.PhoneLine {
	var l flow.PhoneLine
	l.ID, l.Help = id, help
	setTo(&l.Step, step)
	return l
}

// Whatever comes and goes, a line that is shown keeps its place before and after its neighbours.
func TestNothingMovesUnderTheHand(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var o phoneOrder
		for range rapid.IntRange(1, 6).Draw(t, "looks") {
			ids := rapid.SliceOfNDistinct(rapid.IntRange(0, 20), 0, 12, rapid.ID[int]).Draw(t, "phones")
			var now []flow.PhoneLine
			for _, id := range ids {
				step := rapid.SampledFrom([]string{"reading", "signing", "signed", "refused"}).Draw(t, "step")
				now = append(now, aLine(fmt.Sprint(id), step, rapid.Bool().Draw(t, "help")))
			}
			before := phoneIDs(o.lines)
			o.merge(now)
			after := phoneIDs(o.lines)
			if len(after) != len(ids) {
				t.Fatalf("%d lines of %d phones", len(after), len(ids))
			}
			kept := slices.DeleteFunc(slices.Clone(before), func(id string) bool { return !slices.Contains(after, id) })
			if !slices.Equal(kept, after[:len(kept)]) {
				t.Fatalf("%v became %v", before, after)
			}
			if o.fresh() < 0 || o.known > len(kept) {
				t.Fatalf("%d new of %d, %d kept", o.fresh(), len(after), len(kept))
			}
		}
	})
}

func TestWhoNeedsHelpStandsFirstWhenAPersonAsks(t *testing.T) {
	var o phoneOrder
	gone := aLine("gone", "reading", false)
	gone.Gone = true
	o.merge([]flow.PhoneLine{aLine("done", "signed", true), gone, aLine("reads", "reading", false), aLine("help", "answers", true)})
	if got := phoneIDs(o.lines); got[0] != "done" {
		t.Errorf("it was sorted by itself: %v", got)
	}
	o.sort()
	if got := phoneIDs(o.lines); !slices.Equal(got, []string{"help", "reads", "gone", "done"}) {
		t.Errorf("order is %v", got)
	}
	if l, ok := o.helping(); !ok || l.ID != "help" {
		t.Errorf("who is done needs help: %+v", l)
	}
}

func TestPhoneFilters(t *testing.T) {
	ended := aLine("ended", "reading", true)
	ended.Ended = true
	var o phoneOrder
	o.merge([]flow.PhoneLine{aLine("a", "waiting", false), aLine("b", "signing", true), aLine("c", "signed", true), aLine("d", "refused", false), aLine("e", "away", false), ended})
	for filter, want := range map[string][]string{
		phonesAll: {"a", "b", "c", "d", "e", "ended"}, phonesHelp: {"b"}, phonesHere: {"a", "b"}, phonesSigned: {"c"}, phonesNo: {"d"}, phonesAway: {"e"},
	} {
		if got := phoneIDs(o.of(filter)); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", filter, got, want)
		}
	}
}
