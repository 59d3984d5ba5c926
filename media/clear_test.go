package media_test

import (
	"slices"
	"testing"
	"time"

	"onset/consent"
	"onset/media"
)

var (
	anna = numbered(1, 1)
	bo   = numbered(1, 2)
	who  = numbered(1, 99) // nothing is known of this person
)

// scene of people and a clip: who declared what, when, and the camera's clock.
type day struct {
	*media.Ledger
	seq uint64
}

// ordinary is a day on which Anna said yes at ten and the camera is known.
func ordinary() *day {
	d := &day{Ledger: media.NewLedger(10)}
	d.Today = today
	d.PutCamera(&media.Camera{ID: camera, Known: true, Ahead: 7_200_000}) // it shows summer time
	d.declare(given(numbered(2, 1), anna), 10)
	return d
}

// declare folds a declaration given at an hour, and what followed.
func (d *day) declare(g *consent.Given, hour int, then ...consent.Body) *consent.Consent {
	sts := []consent.Statement{d.say(g, hour)}
	for _, b := range then {
		sts = append(sts, d.say(b, hour))
	}
	c := consent.FoldConsent(g.Consent, sts)
	d.PutConsent(&c)
	return &c
}

func (d *day) say(b consent.Body, hour int) consent.Statement {
	d.seq++
	return sayBy(1, d.seq, b, filmed.Milli+int64(hour-14)*3_600_000)
}

func (d *day) avoid(person consent.ID, kind consent.AvoidKind) {
	v := consent.FoldAvoid(person, []consent.Statement{d.say(&consent.Avoid{Person: person, Kind: kind}, 9)})
	d.PutAvoid(&v)
}

func minor(id, person consent.ID) *consent.Given {
	g := given(id, person)
	g.Band, g.Needed, g.ChildSays = consent.Band7to14, 1, consent.ChildYes
	g.Guardians = []consent.Guardian{{Relation: consent.Mother, Authority: true, Method: consent.Drawn}}
	return g
}

func judged(c *media.Clip, basis media.JudgeBasis, covers ...consent.Purpose) *media.Clip {
	c.Judgements = append(c.Judgements, media.Judgement{Ref: consent.Ref{byte(len(c.Judgements) + 1)}, Basis: basis, Covers: covers})
	return c
}

// ranged puts the last tag of the clip in a part of it.
func ranged(c *media.Clip, from, to int64) *media.Clip {
	t := &c.Tags[len(c.Tags)-1].Tag
	t.From, t.To = from, to
	return c
}

func TestClear(t *testing.T) {
	film := media.Use{Purpose: consent.Film}
	ads := media.Use{Purpose: consent.Ads}
	tests := []struct {
		name   string
		tell   func(*day) *media.Clip
		use    media.Use
		result media.Result
		codes  []consent.Code // in order
	}{
		{"nobody looked at it", clip(), film, media.Unknown, codes(media.CodeWhoIsInIt)},
		{"Anna is in it", clip(anna), film, media.Cleared, nil},
		{"Anna, tagged twice", clip(anna, anna), film, media.Cleared, nil},
		{"somebody nobody asked", clip(anna, who), film, media.Blocked, codes(consent.CodeNoConsent)},
		{"the same somebody twice", clip(who, who), film, media.Blocked, codes(consent.CodeNoConsent)},
		{"a tag without a person", clip(consent.ID{}), film, media.Blocked, codes(consent.CodeNoConsent)},
		{"a use Anna denied", clip(anna), ads, media.Blocked, codes(consent.CodeDenied)},
		{"a use Anna was not asked about", clip(anna), media.Use{Purpose: consent.AI}, media.Blocked, codes(consent.CodeNotAsked)},
		{"a period beyond the end", clip(anna), media.Use{Purpose: consent.Film, From: today, Until: date(2040, 1, 1)}, media.Blocked, codes(consent.CodeEnds)},
		{"do not film", with(clip(anna), func(d *day) { d.avoid(anna, consent.AvoidFilm) }), film, media.Blocked, codes(consent.CodeAvoid)},
		{"blur", with(clip(anna), func(d *day) { d.avoid(anna, consent.AvoidBlur) }), film, media.Limited, codes(consent.CodeBlur)},

		{"Bo signed after filming", late(bo, given), film, media.Cleared, codes(media.CodeLate)},
		{"Bo signed after filming, and that blocks", with(late(bo, given), func(d *day) { d.Rules.LateBlocks = true }), film, media.Blocked, codes(media.CodeLate)},
		{"a child signed after filming", late(bo, minor), film, media.Blocked, codes(media.CodeLateMinor)},
		{"a child signed after filming, accepted", func(d *day) *media.Clip {
			c := late(bo, minor)(d)
			c.Judgements = []media.Judgement{{Basis: media.JudgeLateMinor, Accepts: []consent.ID{numbered(2, 2)}}}
			return c
		}, film, media.Cleared, codes(media.CodeLateAccepted)},
		{"another child accepted", func(d *day) *media.Clip {
			c := late(bo, minor)(d)
			c.Judgements = []media.Judgement{{Basis: media.JudgeLateMinor, Accepts: []consent.ID{numbered(2, 3)}}}
			return c
		}, film, media.Blocked, codes(media.CodeLateMinor)},
		{"the camera's clock is not known", with(late(bo, minor), func(d *day) { d.PutCamera(&media.Camera{ID: camera}) }), film, media.Cleared, codes(media.CodeOrder)},
		{"the file has no time", func(d *day) *media.Clip { c := clipOf(anna); c.Captured = 0; return c }, film, media.Cleared, codes(media.CodeOrder)},

		{"judged empty", judge(media.JudgeNobody), ads, media.Cleared, codes(media.CodeJudged)},
		{"judged empty, yet Bo is tagged", judge(media.JudgeNobody, bo), film, media.Blocked, codes(consent.CodeNoConsent, media.CodeTaggedNobody)},
		{"judged empty, and a crowd under a notice", func(*day) *media.Clip {
			return judged(judged(clipOf(), media.JudgeNobody), media.JudgeNotice, consent.Film)
		}, film, media.Limited, codes(media.CodeJudged)},
		{"an agreement covers the film", func(*day) *media.Clip { return judged(clipOf(bo), media.JudgeAgreement, consent.Film) }, film, media.Cleared, codes(media.CodeJudged)},
		{"an agreement covers ads", func(*day) *media.Clip { return judged(clipOf(bo), media.JudgeAgreement, consent.Ads) }, ads, media.Cleared, codes(media.CodeJudged)},
		{"an agreement about another use", func(*day) *media.Clip { return judged(clipOf(bo), media.JudgeAgreement, consent.Film) }, ads, media.Blocked, codes(consent.CodeNoConsent)},
		{"journalism covers the film", func(*day) *media.Clip { return judged(clipOf(bo), media.JudgeJournalism, consent.Film) }, film, media.Limited, codes(media.CodeJudged)},
		{"journalism never covers ads", func(*day) *media.Clip { return judged(clipOf(bo), media.JudgeJournalism, consent.Ads) }, ads, media.Blocked, codes(consent.CodeNoConsent)},
		{"journalism when Anna covers it herself", func(*day) *media.Clip { return judged(clipOf(anna), media.JudgeJournalism, consent.Film) }, film, media.Cleared, nil},
		{"no basis outranks a no", func(*day) *media.Clip { return judged(clipOf(anna), media.JudgeAgreement, consent.Ads) }, ads, media.Blocked, codes(consent.CodeDenied)},
		{"no basis outranks do not film", with(judge(media.JudgeBlur, anna), func(d *day) { d.avoid(anna, consent.AvoidFilm) }), film, media.Blocked, codes(consent.CodeAvoid, media.CodeJudged)},
		{"no basis brings back a withdrawal", func(d *day) *media.Clip {
			d.declare(given(numbered(2, 2), bo), 10, &consent.Withdrawn{Consent: numbered(2, 2), Role: consent.RoleSelf})
			return judged(judged(clipOf(bo), media.JudgeJournalism, consent.AI, consent.Film), media.JudgeAgreement, consent.Film)
		}, film, media.Blocked, codes(consent.CodeWithdrawn)},
		{"no basis for a use never asked, after a withdrawal", func(d *day) *media.Clip {
			d.declare(given(numbered(2, 2), bo), 10, &consent.Withdrawn{Consent: numbered(2, 2), Role: consent.RoleSelf})
			return judged(clipOf(bo), media.JudgeAgreement, consent.Showreel)
		}, media.Use{Purpose: consent.Showreel}, media.Blocked, codes(consent.CodeWithdrawn)},
		{"a crowd under a notice", judge(media.JudgeNotice), film, media.Limited, codes(media.CodeJudged)},
		{"a crowd under a notice, for social media", judge(media.JudgeNotice), media.Use{Purpose: consent.Social}, media.Blocked, codes(media.CodeNotCovered)},
		{"a crowd behind Anna", judge(media.JudgeNotice, anna), film, media.Limited, codes(media.CodeJudged)},
		{"a crowd behind Anna, for stills", judge(media.JudgeNotice, anna), media.Use{Purpose: consent.Stills}, media.Blocked, codes(media.CodeNotCovered)},
		{"paid extras behind Anna", func(*day) *media.Clip {
			return judged(judged(clipOf(anna), media.JudgeNotice, consent.Film), media.JudgeAgreement, consent.Film)
		}, film, media.Cleared, nil},
		{"others will be blurred", judge(media.JudgeBlur, anna, who), film, media.Limited, codes(media.CodeJudged, media.CodeJudged)},
		{"others will be blurred, for ads", func(*day) *media.Clip { return judged(clipOf(bo), media.JudgeBlur) }, ads, media.Blocked, codes(consent.CodeNoConsent, media.CodeNotCovered)},
		{"accepting lateness says nothing of who is in it", judge(media.JudgeLateMinor), film, media.Unknown, codes(media.CodeWhoIsInIt)},
		{"a basis of no known kind", judge("luck"), film, media.Unknown, codes(media.CodeWhoIsInIt)},

		{"Bo is not in the used part", func(*day) *media.Clip { return ranged(clipOf(anna, bo), 30_000, 40_000) }, part(0, 30_000), media.Cleared, nil},
		{"Bo is in the used part", func(*day) *media.Clip { return ranged(clipOf(anna, bo), 30_000, 40_000) }, part(39_000, 50_000), media.Blocked, codes(consent.CodeNoConsent)},
		{"Bo to the end", func(*day) *media.Clip { return ranged(clipOf(bo), 30_000, 0) }, part(59_000, 0), media.Blocked, codes(consent.CodeNoConsent)},
		{"nobody is in the used part", func(*day) *media.Clip { return ranged(clipOf(bo), 30_000, 40_000) }, part(0, 30_000), media.Cleared, codes(media.CodeNobodyInPart)},
		{"a tag that ends before it starts", func(*day) *media.Clip { return ranged(clipOf(bo), 40_000, 30_000) }, part(0, 1000), media.Blocked, codes(consent.CodeNoConsent)},
		{"a tag that ends before the clip", func(*day) *media.Clip { return ranged(clipOf(bo), 0, -1) }, part(0, 1000), media.Blocked, codes(consent.CodeNoConsent)},
		{"a part that ends before it starts", func(*day) *media.Clip { return ranged(clipOf(bo), 30_000, 40_000) }, part(20_000, 10_000), media.Blocked, codes(consent.CodeNoConsent)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := ordinary()
			v := d.Clear(tt.tell(d), tt.use)
			if v.Result != tt.result {
				t.Errorf("result is %s, want %s", v.Result, tt.result)
			}
			var got []consent.Code
			for _, r := range v.Reasons {
				got = append(got, r.Code)
				if r.Weight == consent.Block && r.Fix == media.FixNone {
					t.Errorf("%s blocks and nothing would fix it", r.Code)
				}
			}
			if !slices.Equal(got, tt.codes) {
				t.Errorf("reasons are %q, want %q", got, tt.codes)
			}
		})
	}
}

func codes(cs ...consent.Code) []consent.Code { return cs }

func clip(people ...consent.ID) func(*day) *media.Clip {
	return func(*day) *media.Clip { return clipOf(people...) }
}

func judge(basis media.JudgeBasis, people ...consent.ID) func(*day) *media.Clip {
	return func(*day) *media.Clip {
		if basis == media.JudgeNotice {
			return judged(clipOf(people...), basis, consent.Film)
		}
		return judged(clipOf(people...), basis)
	}
}

func with(tell func(*day) *media.Clip, also func(*day)) func(*day) *media.Clip {
	return func(d *day) *media.Clip {
		c := tell(d)
		also(d)
		return c
	}
}

// late is a clip of two in the afternoon with somebody who signed at three.
func late(person consent.ID, declares func(id, person consent.ID) *consent.Given) func(*day) *media.Clip {
	return func(d *day) *media.Clip {
		d.declare(declares(numbered(2, 2), person), 15)
		return clipOf(person)
	}
}

func part(from, to int64) media.Use {
	return media.Use{Purpose: consent.Film, InClip: from, OutClip: to}
}

// TestEveryCodeHasItsJob: the report groups by fix, so a stop without one
// would be nobody's.
func TestEveryCodeHasItsJob(t *testing.T) {
	for fix, owner := range map[media.Fix]media.Owner{
		media.FixTag: media.OwnerCrew, media.FixSign: media.OwnerCrew, media.FixClock: media.OwnerCrew,
		media.FixParent: media.OwnerParents, media.FixAccept: media.OwnerOffice, media.FixBasis: media.OwnerOffice,
		media.FixRenew: media.OwnerOffice, media.FixWait: media.OwnerOffice, media.FixUnrestrict: media.OwnerOffice,
		media.FixRemove: media.OwnerEditor, media.FixNone: media.OwnerEditor,
	} {
		if got := fix.Owner(); got != owner {
			t.Errorf("%q is the job of %s, want %s", fix, got, owner)
		}
	}
}

func TestClipTime(t *testing.T) {
	truth := time.UnixMilli(filmed.Milli).UTC()
	wall := truth.Add(3 * time.Hour) // summer time, and an hour wrong
	for name, c := range map[string]*media.Clip{
		"a file without a zone":      {Captured: wall.UnixMilli()},
		"a file that names its zone": {Captured: wall.Add(-2 * time.Hour).UnixMilli(), Zone: true, Offset: 7200},
	} {
		cam := &media.Camera{Known: true, Ahead: c.Ahead(truth)}
		if got, known := c.Time(cam); !known || !got.Equal(truth) {
			t.Errorf("%s: captured %s, known %v", name, got, known)
		}
		if _, known := c.Time(nil); known {
			t.Errorf("%s: known without a clock", name)
		}
	}
	if got, known := (&media.Clip{}).Time(&media.Camera{Known: true}); known || !got.IsZero() {
		t.Errorf("a clip without a time was captured %s", got)
	}
}
