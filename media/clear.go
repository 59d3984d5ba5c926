package media

import (
	"slices"

	"onset/consent"
)

// Result is the answer for one clip and one use.
type Result string

// The four answers. Nobody's clip is Cleared by accident: a clip of which
// nobody said who is in it is Unknown.
const (
	Cleared Result = "cleared"
	Limited Result = "limited"
	Blocked Result = "blocked"
	Unknown Result = "unknown"
)

// Codes of reasons that are about the clip rather than one declaration. They
// share their namespace with consent.Code.
const (
	CodeWhoIsInIt    consent.Code = "who_is_in_it"
	CodeLate         consent.Code = "late"               // an adult signed after filming
	CodeLateMinor    consent.Code = "late_minor"         // a minor's signature came after filming
	CodeLateAccepted consent.Code = "late_accepted"      // a producer accepted it
	CodeOrder        consent.Code = "order_unknown"      // the camera's clock is not known
	CodeJudged       consent.Code = "judged"             // another legal basis, see Reason.Basis
	CodeNotCovered   consent.Code = "basis_not_covering" // the other basis does not cover this use
	CodeTaggedNobody consent.Code = "nobody_but_tagged"  // judged empty, yet somebody is tagged
	CodeNobodyInPart consent.Code = "nobody_in_part"     // people are tagged, none of them in the used part
)

// Use is what is asked of a clip: a purpose, a place, a period, and perhaps
// only a part of the clip.
type Use struct {
	Purpose   consent.Purpose
	Territory string
	From      consent.Date
	Until     consent.Date
	InClip    int64 // milliseconds; with OutClip the part that is used
	OutClip   int64 // 0 = to the end
}

// Reason is one thing that limits, blocks or remarks on a use of a clip.
type Reason struct {
	consent.Finding
	Person consent.ID
	Basis  JudgeBasis // with CodeJudged and CodeNotCovered
	Fix    Fix
}

// Fix says what would help. The words are in assets: "fix.<fix>".
type Fix string

// The fixes, each somebody's job.
const (
	FixNone       Fix = ""
	FixTag        Fix = "tag"        // crew: say who is in it
	FixSign       Fix = "sign"       // crew: get a signature
	FixParent     Fix = "parent"     // parents: send the link again
	FixAccept     Fix = "accept"     // office: accept the late signature
	FixBasis      Fix = "basis"      // office: another legal basis
	FixRenew      Fix = "renew"      // office: ask again
	FixWait       Fix = "wait"       // wait until the day
	FixClock      Fix = "clock"      // crew: set the camera's or the kit's clock right
	FixRemove     Fix = "remove"     // cut it out, blur, or delete
	FixUnrestrict Fix = "unrestrict" // office: lift the restriction
)

// fixes names the job behind each code.
var fixes = map[consent.Code]Fix{
	CodeWhoIsInIt: FixTag, CodeTaggedNobody: FixTag,
	consent.CodeNoConsent: FixSign, consent.CodeExpected: FixSign, consent.CodeInvalid: FixSign,
	consent.CodeWaitGuardian: FixParent, consent.CodeWaitSecond: FixParent,
	consent.CodeNotAsked: FixRenew, consent.CodeExpired: FixRenew, consent.CodeEnds: FixRenew, consent.CodeTerritory: FixRenew,
	consent.CodeEmbargo: FixWait, consent.CodeRestricted: FixUnrestrict,
	consent.CodeClock: FixClock, CodeOrder: FixClock, CodeLateMinor: FixAccept, CodeLate: FixAccept, CodeNotCovered: FixBasis,
	consent.CodeDenied: FixRemove, consent.CodeRefused: FixRemove, consent.CodeWithdrawn: FixRemove,
	consent.CodeRevoked: FixRemove, consent.CodeAvoid: FixRemove,
}

// Verdict is the answer with its reasons, worst first.
type Verdict struct {
	Result  Result
	Reasons []Reason
}

// People is what clearance needs to know of the people: Ledger has it.
type People interface {
	// Person is nil for somebody nothing is known of.
	Person(consent.ID) *consent.Person
	// Camera is nil when nobody measured that clock.
	Camera(consent.ID) *Camera
}

// Clear says whether a clip may be used. It is the only judge: chips, reports
// and commands all call it. Every person seen, heard or named in the used part
// must be covered; a clip nobody looked at is Unknown.
func Clear(c *Clip, use Use, ask consent.Ask, lateBlocks bool, people People) Verdict {
	q := question{clip: c, use: use, ask: ask, lateBlocks: lateBlocks, people: people, cover: coverer(ask, people)}
	return q.answer()
}

// question is one clip and one use being judged.
type question struct {
	clip       *Clip
	use        Use
	ask        consent.Ask
	lateBlocks bool
	people     People
	cover      func(consent.ID) coverage
	reasons    []Reason
}

// coverage is what a person's declarations say of a use, the same for every clip.
type coverage struct {
	findings []consent.Finding
	since    consent.Stamp // when the covering declarations were complete
	minor    bool
	covered  bool
	outranks bool // a no that no other basis outranks
	consents []consent.ID
}

func (q *question) answer() Verdict {
	tags := 0
	for i := range q.clip.Tags {
		t := &q.clip.Tags[i]
		if q.overlaps(t.Tag) && !q.repeated(i) {
			tags++
			q.judgeTag(t.Tag.Person)
		}
	}
	if tags == 0 {
		q.judgeUntagged()
	} else if q.basis(JudgeNobody) {
		q.add(Reason{Finding: consent.Finding{Code: CodeTaggedNobody}})
	}
	return q.verdict()
}

func (q *question) overlaps(t Tag) bool {
	from, to := q.use.InClip, q.use.OutClip
	if to == 0 {
		to = forever
	}
	end := t.To
	if end == 0 {
		end = forever
	}
	return t.From < to && from < end
}

// repeated reports whether the person stands in an earlier tag that counts too.
func (q *question) repeated(i int) bool {
	person := q.clip.Tags[i].Tag.Person
	for _, t := range q.clip.Tags[:i] {
		if t.Tag.Person == person && q.overlaps(t.Tag) {
			return true
		}
	}
	return false
}

func (q *question) judgeTag(person consent.ID) {
	cov := q.cover(person)
	if cov.covered {
		q.addAll(person, cov.findings)
		q.judgeOrder(person, cov)
		return
	}
	if !cov.outranks && q.otherBasis(person) {
		return
	}
	q.addAll(person, cov.findings)
}

// judgeOrder says whether the declaration came after filming, where that can be known.
func (q *question) judgeOrder(person consent.ID, cov coverage) {
	t, known := q.clip.Time(q.people.Camera(q.clip.Camera))
	r := Reason{Person: person}
	switch {
	case !known:
		r.Code = CodeOrder
	case t.UnixMilli() >= cov.since.Milli:
		return
	case !cov.minor:
		r.Code = CodeLate
		if q.lateBlocks {
			r.Weight = consent.Block
		}
	case q.accepted(cov.consents):
		r.Code = CodeLateAccepted
	default:
		r.Code, r.Weight = CodeLateMinor, consent.Block
	}
	if len(cov.consents) > 0 {
		r.Consent = cov.consents[0]
	}
	q.add(r)
}

func (q *question) accepted(ids []consent.ID) bool {
	return slices.ContainsFunc(q.clip.Judgements, func(j Judgement) bool {
		return j.Basis == JudgeLateMinor && slices.ContainsFunc(ids, func(id consent.ID) bool { return slices.Contains(j.Accepts, id) })
	})
}

// never are the purposes that only consent or an agreement can cover.
var never = []consent.Purpose{consent.Ads, consent.Reuse, consent.AI}

// otherBasis looks for a judgement that stands in for a missing consent, and
// adds what it does to the use.
func (q *question) otherBasis(person consent.ID) bool {
	best, found := Judgement{}, false
	for _, j := range q.clip.Judgements {
		if q.stands(j) && (!found || j.Basis == JudgeAgreement) {
			best, found = j, true
		}
	}
	if !found {
		return false
	}
	r := Reason{Finding: consent.Finding{Code: CodeJudged, Weight: consent.Limit}, Person: person, Basis: best.Basis}
	if best.Basis == JudgeAgreement {
		r.Weight = consent.Note
	}
	q.add(r)
	return true
}

func (q *question) stands(j Judgement) bool {
	switch j.Basis {
	case JudgeBlur:
		return true
	case JudgeAgreement:
		return slices.Contains(j.Covers, q.use.Purpose)
	case JudgeNotice, JudgeJournalism, JudgeOther:
		return slices.Contains(j.Covers, q.use.Purpose) && !slices.Contains(never, q.use.Purpose)
	}
	return false
}

func (q *question) basis(b JudgeBasis) bool {
	return slices.ContainsFunc(q.clip.Judgements, func(j Judgement) bool { return j.Basis == b })
}

func (q *question) judgeUntagged() {
	switch {
	case q.basis(JudgeNobody):
		q.add(Reason{Finding: consent.Finding{Code: CodeJudged}, Basis: JudgeNobody})
	case q.otherBasis(consent.ID{}):
	case len(q.clip.Tags) > 0:
		q.add(Reason{Finding: consent.Finding{Code: CodeNobodyInPart}})
	case slices.ContainsFunc(q.clip.Judgements, func(j Judgement) bool { return j.Basis != JudgeLateMinor }):
		q.add(Reason{Finding: consent.Finding{Code: CodeNotCovered, Weight: consent.Block}, Basis: q.clip.Judgements[0].Basis})
	default:
		q.reasons = append(q.reasons, Reason{Finding: consent.Finding{Code: CodeWhoIsInIt, Weight: consent.Block}, Fix: FixTag})
	}
}

func (q *question) addAll(person consent.ID, fs []consent.Finding) {
	for _, f := range fs {
		q.add(Reason{Finding: f, Person: person})
	}
}

func (q *question) add(r Reason) {
	if r.Fix == FixNone {
		r.Fix = fixes[r.Code]
	}
	q.reasons = append(q.reasons, r)
}

func (q *question) verdict() Verdict {
	slices.SortStableFunc(q.reasons, func(a, b Reason) int { return int(b.Weight) - int(a.Weight) })
	v := Verdict{Result: Cleared, Reasons: q.reasons}
	if len(q.reasons) == 0 {
		return v
	}
	switch worst := q.reasons[0]; {
	case worst.Code == CodeWhoIsInIt:
		v.Result = Unknown
	case worst.Weight == consent.Block:
		v.Result = Blocked
	case worst.Weight == consent.Limit:
		v.Result = Limited
	}
	return v
}

// coverer answers for one person at a time.
func coverer(ask consent.Ask, people People) func(consent.ID) coverage {
	return func(id consent.ID) coverage { return cover(people.Person(id), ask) }
}

func cover(p *consent.Person, ask consent.Ask) coverage {
	if p == nil {
		return coverage{findings: []consent.Finding{{Code: consent.CodeNoConsent, Weight: consent.Block}}}
	}
	cov := coverage{findings: p.Covers(ask), covered: true}
	for _, f := range cov.findings {
		if f.Weight == consent.Block {
			cov.covered = false
		}
		cov.outranks = cov.outranks || f.Outranks()
	}
	if cov.covered {
		cov.since, cov.minor, cov.consents = p.CoveredSince(ask)
	}
	return cov
}
