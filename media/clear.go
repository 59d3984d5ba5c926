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
	cov := func(id consent.ID) *coverage { return cover(people.Person(id), ask) }
	q := question{clip: c, use: use, lateBlocks: lateBlocks, people: people, cover: cov}
	return q.answer()
}

// question is one clip and one use being judged.
type question struct {
	clip       *Clip
	use        Use
	lateBlocks bool
	people     People
	cover      func(consent.ID) *coverage
	filmed     int64 // Unix milliseconds, when known
	clock      clock
	reasons    []Reason
}

// clock says whether the clip's time has been looked up yet, and is known.
type clock uint8

const (
	clockUnread clock = iota
	clockUnknown
	clockKnown
)

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
	switch {
	case tags == 0:
		q.judgeUntagged()
	case q.basis(JudgeNobody):
		q.add(Reason{Finding: consent.Finding{Code: CodeTaggedNobody}})
	}
	if tags > 0 {
		q.judgeOthers()
	}
	return q.verdict()
}

// overlaps reports whether the tag reaches into the used part. A range that is
// none, in the tag or in the use, counts as the whole clip.
func (q *question) overlaps(t Tag) bool {
	from, to := span(t.From, t.To)
	in, out := span(q.use.InClip, q.use.OutClip)
	return from < out && in < to
}

func span(from, to int64) (int64, int64) {
	switch {
	case from < 0 || to < 0 || to != 0 && to <= from:
		return 0, forever
	case to == 0:
		return from, forever
	}
	return from, to
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
func (q *question) judgeOrder(person consent.ID, cov *coverage) {
	q.readClock()
	r := Reason{Person: person}
	switch {
	case q.clock == clockUnknown:
		r.Code = CodeOrder
	case q.filmed >= cov.since.Milli:
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

func (q *question) readClock() {
	if q.clock != clockUnread {
		return
	}
	q.clock = clockUnknown
	if t, known := q.clip.Time(q.people.Camera(q.clip.Camera)); known {
		q.clock, q.filmed = clockKnown, t.UnixMilli()
	}
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
	var best *Judgement
	for i := range q.clip.Judgements {
		j := &q.clip.Judgements[i]
		if q.stands(j) && (best == nil || j.Basis == JudgeAgreement && best.Basis != JudgeAgreement) {
			best = j
		}
	}
	if best == nil {
		return false
	}
	q.addJudged(person, best)
	return true
}

func (q *question) addJudged(person consent.ID, j *Judgement) {
	r := Reason{Finding: consent.Finding{Code: CodeJudged, Weight: consent.Limit}, Person: person, Basis: j.Basis}
	if j.Basis == JudgeAgreement {
		r.Weight = consent.Note
	}
	q.add(r)
}

// stands reports whether a judgement covers the use. A blur that names no
// purposes is for all that another basis can cover.
func (q *question) stands(j *Judgement) bool {
	named := slices.Contains(j.Covers, q.use.Purpose)
	switch j.Basis {
	case JudgeAgreement:
		return named
	case JudgeNotice, JudgeJournalism, JudgeOther:
		return named && !slices.Contains(never, q.use.Purpose)
	case JudgeBlur:
		return (named || len(j.Covers) == 0) && !slices.Contains(never, q.use.Purpose)
	}
	return false
}

// saysPeople reports whether a judgement says that there are people in the
// clip who rest on something else than their consent.
func (j *Judgement) saysPeople() bool {
	switch j.Basis {
	case JudgeAgreement, JudgeNotice, JudgeJournalism, JudgeOther, JudgeBlur:
		return true
	}
	return false
}

// judgeOthers looks at the people beside the tagged: a clip judged to show a
// crowd under a notice, or people to be made unrecognisable, is not cleared by
// the consent of those in front.
func (q *question) judgeOthers() {
	var others *Judgement
	for i := range q.clip.Judgements {
		j := &q.clip.Judgements[i]
		switch {
		case j.Basis == JudgeAgreement && q.stands(j):
			return
		case (j.Basis == JudgeNotice || j.Basis == JudgeBlur) && (others == nil || !q.stands(others)):
			others = j
		}
	}
	switch {
	case others == nil:
	case q.stands(others):
		q.addJudged(consent.ID{}, others)
	default:
		q.addNotCovered(others)
	}
}

func (q *question) basis(b JudgeBasis) bool {
	return slices.ContainsFunc(q.clip.Judgements, func(j Judgement) bool { return j.Basis == b })
}

// judgeUntagged judges a clip in whose used part nobody is tagged. "Nobody in
// it" does not hold against a judgement that says there are people.
func (q *question) judgeUntagged() {
	people := slices.IndexFunc(q.clip.Judgements, func(j Judgement) bool { return j.saysPeople() })
	switch {
	case people >= 0:
		if !q.otherBasis(consent.ID{}) {
			q.addNotCovered(&q.clip.Judgements[people])
		}
	case q.basis(JudgeNobody):
		q.add(Reason{Finding: consent.Finding{Code: CodeJudged}, Basis: JudgeNobody})
	case len(q.clip.Tags) > 0:
		q.add(Reason{Finding: consent.Finding{Code: CodeNobodyInPart}})
	default:
		q.add(Reason{Finding: consent.Finding{Code: CodeWhoIsInIt, Weight: consent.Block}})
	}
}

func (q *question) addNotCovered(j *Judgement) {
	q.add(Reason{Finding: consent.Finding{Code: CodeNotCovered, Weight: consent.Block}, Basis: j.Basis})
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
	if q.reasons == nil {
		q.reasons = make([]Reason, 0, max(1, len(q.clip.Tags)))
	}
	q.reasons = append(q.reasons, r)
}

func (q *question) verdict() Verdict {
	if len(q.reasons) > 1 {
		slices.SortStableFunc(q.reasons, func(a, b Reason) int { return int(b.Weight) - int(a.Weight) })
	}
	v := Verdict{Result: Cleared, Reasons: q.reasons}
	if len(q.reasons) == 0 {
		v.Reasons = nil
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

func cover(p *consent.Person, ask consent.Ask) *coverage {
	if p == nil || p.ID.IsZero() {
		return &coverage{findings: []consent.Finding{{Code: consent.CodeNoConsent, Weight: consent.Block}}}
	}
	cov := &coverage{findings: p.Covers(ask), covered: true}
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
