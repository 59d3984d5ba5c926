package offload

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestJudge(t *testing.T) {
	good := func(disks ...string) (c []Copy) {
		for _, d := range disks {
			c = append(c, Copy{Disk: d, Complete: true})
		}
		return c
	}
	office := Copy{Disk: "office", Complete: true, Office: true}
	for _, tt := range []struct {
		what string
		in   Standing
		word Word
		why  Why
		min  int
	}{
		{"nothing yet", Standing{}, DoNotWipe, WhyNoCopy, -1},
		{"copying", Standing{Copying: true, Left: 13*time.Minute + time.Second}, DoNotWipe, WhyCopying, 14},
		{"copying, last seconds", Standing{Copying: true, Left: time.Millisecond, Copies: good("1", "2")}, DoNotWipe, WhyCopying, 1},
		{"copying, unknown", Standing{Copying: true, Left: -1}, DoNotWipe, WhyCopying, -1},
		{"one copy", Standing{Copies: good("1")}, DoNotWipe, WhyOneCopy, -1},
		{"two on one disk", Standing{Copies: good("1", "1")}, DoNotWipe, WhyOneCopy, -1},
		{"one of two not verified", Standing{Copies: append(good("1"), Copy{Disk: "2"})}, DoNotWipe, WhyOneCopy, -1},
		{"two", Standing{Rule: RuleTwo, Copies: good("1", "2")}, Reuse, WhyRule, -1},
		{"two, but a file is bad", Standing{Copies: good("1", "2"), Faults: 1}, DoNotWipe, WhyFaults, -1},
		{"two of three", Standing{Rule: RuleThree, Copies: good("1", "2")}, DoNotWipe, WhyCopies, -1},
		{"three", Standing{Rule: RuleThree, Copies: good("1", "2", "3")}, Reuse, WhyRule, -1},
		{"two without the office", Standing{Rule: RuleTwoOffice, Copies: good("1", "2", "3")}, DoNotWipe, WhyOffice, -1},
		{"two and the office", Standing{Rule: RuleTwoOffice, Copies: append(good("1", "2"), office)}, Reuse, WhyRule, -1},
		{"one and the office", Standing{Copies: append(good("1"), office)}, DoNotWipe, WhyOneCopy, -1},
		{"only the office", Standing{Copies: []Copy{office}}, DoNotWipe, WhyCopies, -1},
		{"a rule of later", Standing{Rule: "five", Copies: good("1", "2")}, DoNotWipe, WhyCopies, -1},
		{"overridden", Standing{Copies: good("1"), Faults: 3, Override: "reshoot"}, Reuse, WhyOverride, -1},
		{"overridden while copying", Standing{Copies: good("1"), Copying: true, Left: -1, Override: "reshoot"}, DoNotWipe, WhyCopying, -1},
		{"overridden without a copy", Standing{Override: "reshoot"}, DoNotWipe, WhyNoCopy, -1},
	} {
		tt.in.Label, tt.in.Clips = "A004", 212
		v := Judge(tt.in)
		if v.Word != tt.word || v.Why != tt.why || v.Minutes != tt.min || v.Label != "A004" || v.Clips != 212 {
			t.Errorf("%s: %+v", tt.what, v)
		}
	}
}

// TestJudgeIsCareful holds for any standing: a card is never let go without a
// complete copy, while it is copied, or against its rule without a reason, and
// another copy never makes a verdict worse.
func TestJudgeIsCareful(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		copies := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Copy {
			return Copy{
				Disk:     rapid.SampledFrom([]string{"", "1", "2", "3"}).Draw(t, "disk"),
				Complete: rapid.Bool().Draw(t, "complete"), Office: rapid.Bool().Draw(t, "office"),
			}
		}), 0, 6).Draw(t, "copies")
		s := Standing{
			Rule: rapid.SampledFrom([]Rule{"", RuleTwo, RuleThree, RuleTwoOffice, "x"}).Draw(t, "rule"), Copies: copies,
			Copying: rapid.Bool().Draw(t, "copying"), Faults: rapid.IntRange(0, 2).Draw(t, "faults"),
			Override: rapid.SampledFrom([]string{"", "reason"}).Draw(t, "override"),
		}
		v := Judge(s)
		have, received := s.count()
		need, office := s.Rule.needs()
		met := have >= need && (!office || received) && s.Faults == 0
		if v.Word == Reuse && (s.Copying || have == 0 && !received || !met && s.Override == "") {
			t.Fatalf("%+v: %+v", s, v)
		}
		if v.Word == DoNotWipe && met && !s.Copying {
			t.Fatalf("%+v: %+v", s, v)
		}
		more := s
		more.Copies = append(copies[:len(copies):len(copies)], Copy{Disk: "9", Complete: true})
		if v.Word == Reuse && Judge(more).Word != Reuse {
			t.Fatalf("a further copy of %+v: %+v", s, Judge(more))
		}
	})
}
