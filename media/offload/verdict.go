package offload

import "time"

// Rule says how many copies a card needs before it may be used again. The
// values are those of a shoot's card rule.
type Rule string

// The rules. An unknown one counts as the strictest: three copies and the office.
const (
	RuleTwo       Rule = "two"        // verified copies on two disks; also the empty rule
	RuleThree     Rule = "three"      // on three disks
	RuleTwoOffice Rule = "two_office" // on two disks, and the office has received the clips
)

func (r Rule) needs() (disks int, office bool) {
	switch r {
	case RuleTwo, "":
		return 2, false
	case RuleThree:
		return 3, false
	case RuleTwoOffice:
		return 2, true
	}
	return 3, true
}

// Copy is one place where the card's files are.
type Copy struct {
	Disk     string // which disk; copies on one disk count once, and so do all on unnamed ones
	Complete bool   // every file of the card is there and was read back, see Arrival.Complete
	Office   bool   // received by the office; it is no disk
}

// Standing is what a verdict is made of.
type Standing struct {
	Label    string // of the card
	Clips    int
	Rule     Rule
	Copies   []Copy
	Copying  bool          // an offload is at work
	Left     time.Duration // of it; negative while unknown
	Faults   int           // files that could not be copied, or parts of the card that could not be seen
	Override string        // code of the reason why the rule does not hold for this card
}

// Word is the one word of a verdict.
type Word string

// The words.
const (
	DoNotWipe Word = "do_not_wipe"
	Reuse     Word = "ok_to_reuse"
)

// Why says what a verdict rests on. The codes are stable.
type Why string

// The reasons for a verdict.
const (
	WhyCopying  Why = "copying"  // minutes are left
	WhyFaults   Why = "faults"   // not all of the card can be copied
	WhyNoCopy   Why = "no_copy"  // there is no complete copy
	WhyOneCopy  Why = "one_copy" // there is only one
	WhyCopies   Why = "copies"   // there are fewer than the rule asks for
	WhyOffice   Why = "office"   // the office has not received it
	WhyRule     Why = "rule"     // the rule is met
	WhyOverride Why = "override" // a person overrode the rule
)

// Verdict says whether a card may be used again.
type Verdict struct {
	Word       Word
	Why        Why
	Minutes    int // that copying will take, rounded up; -1 while unknown or when nothing is copied
	Have, Need int // complete copies on different disks
	Label      string
	Clips      int
	Override   string
}

// Judge says whether a card may be used again. It depends on nothing but the
// standing. A reason overrides the rule and what could not be copied, but
// never an offload at work, nor that there is no complete copy at all.
func Judge(s Standing) Verdict {
	need, office := s.Rule.needs()
	have, received := s.count()
	v := Verdict{Word: DoNotWipe, Minutes: -1, Have: have, Need: need, Label: s.Label, Clips: s.Clips}
	switch {
	case s.Copying:
		v.Why, v.Minutes = WhyCopying, minutes(s.Left)
	case have == 0 && !received:
		v.Why = WhyNoCopy
	case s.Override != "":
		v.Word, v.Why, v.Override = Reuse, WhyOverride, s.Override
	case s.Faults > 0:
		v.Why = WhyFaults
	case have == 0:
		v.Why = WhyCopies
	case have == 1 && need > 1:
		v.Why = WhyOneCopy
	case have < need:
		v.Why = WhyCopies
	case office && !received:
		v.Why = WhyOffice
	default:
		v.Word, v.Why = Reuse, WhyRule
	}
	return v
}

func (s Standing) count() (disks int, office bool) {
	seen := map[string]bool{}
	for _, c := range s.Copies {
		switch {
		case !c.Complete:
		case c.Office:
			office = true
		default:
			seen[c.Disk] = true
		}
	}
	return len(seen), office
}

// minutes rounds up, so that the last one is never called none.
func minutes(left time.Duration) int {
	if left < 0 {
		return -1
	}
	return max(1, int((left+time.Minute-1)/time.Minute))
}
