package xmp

import (
	"bytes"
	"slices"

	"onset/consent"
	"onset/media"
)

// Question is one clip and what its metadata is to answer.
type Question struct {
	Clip   *media.Clip
	Ledger *media.Ledger
	Uses   []media.Use   // what the production wants to use clips for, in the order to be written
	AsOf   consent.Stamp // when the question is asked

	// AllTagged means that a person said that everybody in the clip is tagged.
	// Without it releases are never written as unlimited.
	AllTagged bool
	// ShowAge allows writing the age of the youngest, which tells that a child
	// is in the clip.
	ShowAge bool
	// Ages are whole years on the day of capture, for whom more than the age
	// band is known. May be nil.
	Ages map[consent.ID]int
	// Names are written for those who are in it. Nil, as for every sidecar,
	// writes ids only. Who asked not to be named, or is not covered, is not.
	Names map[consent.ID]string
}

// FactsOf says what a clip's metadata should say. It is a pure function of
// the question: asked again after a consent has changed, it gives what is to
// be written now.
func FactsOf(q Question) Facts {
	f := Facts{Clip: q.Clip.ID, AsOf: q.AsOf, Ours: q.known}
	verdicts := make([]media.Verdict, 0, len(q.Uses))
	for _, use := range q.Uses {
		v := q.Ledger.Clear(q.Clip, use)
		verdicts = append(verdicts, v)
		f.Uses = append(f.Uses, Use{use.Purpose, v.Result})
	}
	f.Result = overall(verdicts)
	people := q.cast()
	f.Release = q.release(people)
	f.Youngest = q.youngest(people)
	f.Mining = q.mining(people)
	f.People = q.entries(people)
	for _, m := range people {
		f.declarations(m, q.Ledger.Today)
	}
	sortConsents(&f)
	return f
}

// known reports whether an id is one of the production's.
func (q Question) known(id consent.ID) bool {
	return q.Ledger.Consent(id) != nil || q.Ledger.Person(id) != nil
}

// overall is the one answer over all uses: an answer that all share, else limited.
func overall(vs []media.Verdict) media.Result {
	if len(vs) == 0 {
		return ""
	}
	for _, v := range vs[1:] {
		if v.Result != vs[0].Result {
			return media.Limited
		}
	}
	return vs[0].Result
}

// member is one person tagged in the clip.
type member struct {
	id       consent.ID
	person   *consent.Person // with no declarations when nothing is known
	released bool            // for at least one use
	fully    bool            // for every use, without a limit or an end
}

// cast are the people tagged, each once, in the order of their tags.
func (q Question) cast() []member {
	var out []member
	for _, t := range q.Clip.Tags {
		id := t.Tag.Person
		if slices.ContainsFunc(out, func(m member) bool { return m.id == id }) {
			continue
		}
		m := member{id: id, person: q.Ledger.Person(id)}
		if m.person == nil {
			m.person = &consent.Person{ID: id}
		}
		m.judge(q)
		out = append(out, m)
	}
	return out
}

// perpetual is how many years a release must still have for it to be called
// unlimited. No text can be published without an end.
const perpetual = 50

func (m *member) judge(q Question) {
	m.fully = len(q.Uses) > 0
	for _, use := range q.Uses {
		ask := q.Ledger.Ask(use)
		worst := consent.Note
		for _, f := range m.person.Covers(ask) {
			worst = max(worst, f.Weight)
		}
		m.released = m.released || worst < consent.Block
		m.fully = m.fully && worst == consent.Note && m.withoutEnd(ask)
	}
}

// withoutEnd reports whether a release, and not a consent, which can always be
// taken back, covers the use everywhere and for good.
func (m *member) withoutEnd(ask consent.Ask) bool {
	return slices.ContainsFunc(m.person.Live(), func(c *consent.Consent) bool {
		ch, _ := c.Choice(ask.Purpose)
		return ch.Answer == consent.Granted && ch.Basis == consent.BasisAgreement &&
			(ch.Territory == "" || ch.Territory == "world") && ch.Ends >= ask.Today.AddYears(perpetual) && c.Status(ask.Today).Valid()
	})
}

// release is the status in the words of PLUS. A clip of which nobody said who
// is in it has none.
func (q Question) release(people []member) Release {
	if len(people) == 0 {
		return q.releaseUntagged()
	}
	some := q.judged(media.JudgeAgreement)
	all := q.AllTagged && !q.judged(media.JudgeNotice) && !q.judged(media.JudgeBlur)
	for _, m := range people {
		some = some || m.released
		all = all && m.fully
	}
	switch {
	case all:
		return ReleaseUnlimited
	case some:
		return ReleaseLimited
	default:
		return ReleaseNone
	}
}

func (q Question) releaseUntagged() Release {
	switch {
	case q.judged(media.JudgeAgreement):
		return ReleaseLimited
	case q.judged(media.JudgeNotice), q.judged(media.JudgeJournalism), q.judged(media.JudgeOther), q.judged(media.JudgeBlur):
		return ReleaseNone
	case q.judged(media.JudgeNobody):
		return ReleaseNotNeeded
	default:
		return ""
	}
}

func (q Question) judged(b media.JudgeBasis) bool {
	return slices.ContainsFunc(q.Clip.Judgements, func(j media.Judgement) bool { return j.Basis == b })
}

// mining prohibits training unless everybody in the clip allows it.
func (q Question) mining(people []member) Mining {
	if len(people) == 0 && (q.releaseUntagged() == ReleaseNotNeeded || q.releaseUntagged() == "") {
		return ""
	}
	if q.Ledger.Clear(q.Clip, media.Use{Purpose: consent.AI}).Result == media.Cleared {
		return ""
	}
	return NoTraining
}

// entries are the people with a property of their own: seen or heard.
func (q Question) entries(people []member) []Person {
	var out []Person
	for _, t := range q.Clip.Tags {
		p := Person{ID: t.Tag.Person, As: t.Tag.As}
		if p.As != media.Seen && p.As != media.Heard || slices.ContainsFunc(out, func(o Person) bool { return o.ID == p.ID && o.As == p.As }) {
			continue
		}
		for _, m := range people {
			if m.id == p.ID && m.mayBeNamed(q.Ledger.Today) {
				p.Name = q.Names[p.ID]
			}
		}
		out = append(out, p)
	}
	return out
}

// mayBeNamed reports whether the name may stand in a file: somebody who is
// covered, did not ask to stay unnamed, and did not say no where that was asked.
func (m member) mayBeNamed(today consent.Date) bool {
	if !m.released {
		return false
	}
	return !slices.ContainsFunc(m.person.Live(), func(c *consent.Consent) bool {
		ch, asked := c.Choice(consent.Name)
		return slices.Contains(c.Conditions, consent.NoName) || asked && (ch.Answer != consent.Granted || ch.Ends < today)
	})
}

// declarations adds a person's: all of them, and as releases those in force.
func (f *Facts) declarations(m member, today consent.Date) {
	for _, c := range m.person.Live() {
		if c.Terms.Key == consent.LocationTerms {
			continue
		}
		status := c.Status(today)
		f.Consents = append(f.Consents, Consent{c.ID, status})
		if status.Valid() && !c.Restricted(today) {
			f.Releases = append(f.Releases, c.ID)
		}
	}
}

// sortConsents orders ids, so that the same facts always give the same bytes.
func sortConsents(f *Facts) {
	slices.SortFunc(f.Consents, func(a, b Consent) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	slices.SortFunc(f.Releases, func(a, b consent.ID) int { return bytes.Compare(a[:], b[:]) })
}
