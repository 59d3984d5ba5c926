package xmp

import (
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"onset/consent"
	"onset/media"
)

var today = consent.NewDate(2026, 5, 12)

// given is a declaration in force for these purposes.
func given(person, declaration byte, purposes ...consent.Purpose) *consent.Consent {
	c := &consent.Consent{
		ID: id(declaration), Person: id(person), Declared: true, Band: consent.BandAdult,
		GivenAt: consent.Stamp{Milli: today.Time().UnixMilli()},
	}
	for _, p := range purposes {
		c.Choices = append(c.Choices, consent.Choice{Purpose: p, Answer: consent.Granted, Basis: consent.BasisConsent, Ends: today.AddYears(5)})
	}
	return c
}

// with changes a declaration.
func with(c *consent.Consent, change func(*consent.Consent)) *consent.Consent {
	change(c)
	return c
}

func forGood(c *consent.Consent) {
	for i := range c.Choices {
		c.Choices[i].Basis, c.Choices[i].Ends = consent.BasisAgreement, today.AddYears(99)
	}
}

func tookBack(c *consent.Consent) {
	c.Withdrawals = []consent.Withdrawal{{At: consent.Stamp{Milli: today.Time().UnixMilli()}}}
}

func tagged(people ...byte) *media.Clip {
	c := &media.Clip{ID: id(99), Kind: media.KindVideo, Captured: today.Time().UnixMilli() + 1000, Zone: true}
	for _, p := range people {
		c.Tags = append(c.Tags, media.TagView{Tag: media.Tag{Person: id(p), As: media.Seen}})
	}
	return c
}

func judged(c *media.Clip, bases ...media.JudgeBasis) *media.Clip {
	for _, b := range bases {
		c.Judgements = append(c.Judgements, media.Judgement{Basis: b, Covers: []consent.Purpose{consent.Film, consent.Ads}})
	}
	return c
}

func question(c *media.Clip, declarations ...*consent.Consent) Question {
	l := media.NewLedger(1)
	l.Today = today
	for _, d := range declarations {
		l.PutConsent(d)
	}
	return Question{
		Clip: c, Ledger: l, ShowAge: true, AsOf: consent.Stamp{Milli: 5},
		Uses: []media.Use{{Purpose: consent.Film}, {Purpose: consent.Ads}},
	}
}

func TestRelease(t *testing.T) {
	both := []consent.Purpose{consent.Film, consent.Ads}
	for name, c := range map[string]struct {
		q    Question
		want Release
	}{
		"nobody looked":                       {question(tagged()), ""},
		"nobody in it":                        {question(judged(tagged(), media.JudgeNobody)), ReleaseNotNeeded},
		"a crowd under a notice":              {question(judged(tagged(), media.JudgeNotice)), ReleaseNone},
		"nobody, and a crowd":                 {question(judged(tagged(), media.JudgeNobody, media.JudgeNotice)), ReleaseNone},
		"an agreement of its own":             {question(judged(tagged(), media.JudgeAgreement)), ReleaseLimited},
		"nobody asked":                        {question(tagged(1)), ReleaseNone},
		"all uses, by consent":                {question(tagged(1), given(1, 11, both...)), ReleaseLimited},
		"one use":                             {question(tagged(1), given(1, 11, consent.Film)), ReleaseLimited},
		"one of two":                          {question(tagged(1, 2), given(1, 11, both...)), ReleaseLimited},
		"taken back":                          {question(tagged(1), with(given(1, 11, both...), tookBack)), ReleaseNone},
		"one of two taken back":               {question(tagged(1, 2), with(given(1, 11, both...), tookBack), given(2, 12, both...)), ReleaseLimited},
		"released, but nobody said all":       {question(tagged(1), with(given(1, 11, both...), forGood)), ReleaseLimited},
		"tagged, with an agreement":           {question(judged(tagged(1), media.JudgeAgreement)), ReleaseLimited},
		"expired":                             {question(tagged(1), with(given(1, 11, both...), func(c *consent.Consent) { c.Choices[0].Ends, c.Choices[1].Ends = today-1, today-1 })), ReleaseNone},
		"released for good":                   {all(question(tagged(1), with(given(1, 11, both...), forGood))), ReleaseUnlimited},
		"released for some years":             {all(question(tagged(1), with(given(1, 11, both...), func(c *consent.Consent) { forGood(c); c.Choices[1].Ends = today.AddYears(10) }))), ReleaseLimited},
		"released for a country":              {all(question(tagged(1), with(given(1, 11, both...), func(c *consent.Consent) { forGood(c); c.Choices[1].Territory = "dk" }))), ReleaseLimited},
		"released, not recognisable":          {all(question(tagged(1), with(given(1, 11, both...), func(c *consent.Consent) { forGood(c); c.Conditions = []consent.Condition{consent.NotRecognisable} }))), ReleaseLimited},
		"all by consent":                      {all(question(tagged(1), given(1, 11, both...))), ReleaseLimited},
		"released, and one by consent":        {all(question(tagged(1, 2), with(given(1, 11, both...), forGood), given(2, 12, both...))), ReleaseLimited},
		"released, with a crowd behind":       {all(question(judged(tagged(1), media.JudgeNotice), with(given(1, 11, both...), forGood))), ReleaseLimited},
		"released, for no use that was asked": {withUses(all(question(tagged(1), with(given(1, 11, both...), forGood)))), ReleaseNone},
	} {
		if got := FactsOf(c.q).Release; got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func all(q Question) Question {
	q.AllTagged = true
	return q
}

func withUses(q Question, uses ...media.Use) Question {
	q.Uses = uses
	return q
}

func TestYoungest(t *testing.T) {
	band := func(person byte, b consent.AgeBand) *consent.Consent {
		return with(given(person, person+10, consent.Film), func(c *consent.Consent) { c.Band, c.Needed = b, 1 })
	}
	adult := given(1, 11, consent.Film)
	for name, c := range map[string]struct {
		q    Question
		ages map[consent.ID]int
		want Age
	}{
		"adults":                     {question(tagged(1), adult), nil, ""},
		"nobody":                     {question(tagged()), nil, ""},
		"a stranger":                 {question(tagged(7)), nil, ""},
		"a child":                    {question(tagged(1, 2), adult, band(2, consent.Band7to14)), nil, AgeUnder15},
		"a small child":              {question(tagged(2), band(2, consent.BandUnder7)), nil, AgeUnder15},
		"15 to 17":                   {question(tagged(1, 2), adult, band(2, consent.Band15to17)), nil, AgeUnknown},
		"16":                         {question(tagged(1, 2), adult, band(2, consent.Band15to17)), map[consent.ID]int{id(2): 16}, "AG-A16"},
		"16 and a stranger":          {question(tagged(2, 7), band(2, consent.Band15to17)), map[consent.ID]int{id(2): 16}, AgeUnknown},
		"16 and 13":                  {question(tagged(2, 3), band(2, consent.Band15to17), band(3, consent.Band7to14)), map[consent.ID]int{id(2): 16}, AgeUnder15},
		"age open":                   {question(tagged(2), band(2, consent.BandUnknown)), nil, AgeUnknown},
		"20, known":                  {question(tagged(1), adult), map[consent.ID]int{id(1): 20}, ""},
		"14 when filmed, 15 to sign": {question(tagged(2), band(2, consent.Band15to17)), map[consent.ID]int{id(2): 14}, AgeUnder15},
	} {
		c.q.Ages = c.ages
		if got := FactsOf(c.q).Youngest; got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		c.q.ShowAge = false
		if got := FactsOf(c.q).Youngest; got != "" {
			t.Errorf("%s: %s though it is not to be shown", name, got)
		}
	}
	for years, want := range map[int]Age{-1: AgeUnknown, 0: AgeUnder15, 14: AgeUnder15, 15: "AG-A15", 24: "AG-A24", 25: Age25OrOver, 80: Age25OrOver} {
		if got := AgeOf(years); got != want {
			t.Errorf("%d years: %s, want %s", years, got, want)
		}
	}
}

func TestNames(t *testing.T) {
	names := map[consent.ID]string{id(1): "One", id(2): "Two"}
	named := func(d *consent.Consent) []string {
		q := question(tagged(1), d)
		q.Names = names
		var out []string
		for _, p := range FactsOf(q).People {
			out = append(out, p.Name)
		}
		return out
	}
	for name, c := range map[string]struct {
		d    *consent.Consent
		want string
	}{
		"covered":              {given(1, 11, consent.Film), "One"},
		"asked for no name":    {with(given(1, 11, consent.Film), func(c *consent.Consent) { c.Conditions = []consent.Condition{consent.NoName} }), ""},
		"taken back":           {with(given(1, 11, consent.Film), tookBack), ""},
		"said yes to the name": {given(1, 11, consent.Film, consent.Name), "One"},
		"said no to the name":  {with(given(1, 11, consent.Film, consent.Name), func(c *consent.Consent) { c.Choices[1].Answer = consent.Denied }), ""},
	} {
		if got := named(c.d); !slices.Equal(got, []string{c.want}) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if f := FactsOf(question(tagged(1), given(1, 11, consent.Film))); f.People[0].Name != "" {
		t.Errorf("a name that nobody asked for: %+v", f.People)
	}
}

// TestWithdrawalChangesFacts: what is to be written after a withdrawal names
// the declaration as taken back, and no release.
func TestWithdrawalChangesFacts(t *testing.T) {
	q := question(tagged(1, 2), given(1, 11, consent.Film, consent.Ads), given(2, 12, consent.Film))
	before := FactsOf(q)
	q.Ledger.PutConsent(with(given(1, 11, consent.Film, consent.Ads), tookBack))
	after := FactsOf(q)
	if !slices.Equal(before.Releases, []consent.ID{id(11), id(12)}) || !slices.Equal(after.Releases, []consent.ID{id(12)}) {
		t.Errorf("releases %v, then %v", before.Releases, after.Releases)
	}
	want := []Consent{{id(11), consent.StatusWithdrawn}, {id(12), consent.StatusGiven}}
	if !slices.Equal(after.Consents, want) || after.Result != media.Blocked || before.Result != media.Limited {
		t.Errorf("%+v, then %+v", before, after)
	}
	if len(after.People) != 2 || after.Mining != NoTraining || after.Clip != id(99) {
		t.Errorf("%+v", after)
	}
	found, err := Read(merged(t, merged(t, nil, before), after))
	after.Ours = nil
	if err != nil || !reflect.DeepEqual(found.Facts, after) {
		t.Errorf("written %+v %v\nwant %+v", found.Facts, err, after)
	}
}

// TestHeardAndNamed: who is only heard has a property of its own, who is only
// named has none, and both count.
func TestHeardAndNamed(t *testing.T) {
	c := tagged(1)
	c.Tags = append(c.Tags,
		media.TagView{Tag: media.Tag{Person: id(1), As: media.Heard}}, media.TagView{Tag: media.Tag{Person: id(1), As: media.Seen}},
		media.TagView{Tag: media.Tag{Person: id(2), As: media.Named}})
	f := FactsOf(question(c, given(1, 11, consent.Film)))
	if want := []Person{{ID: id(1), As: media.Seen}, {ID: id(1), As: media.Heard}}; !slices.Equal(f.People, want) {
		t.Errorf("%+v", f.People)
	}
	if f.Release != ReleaseLimited || f.Result != media.Blocked {
		t.Errorf("%+v", f)
	}
}

// TestReleaseNeverOverstates holds statuses against clearance for any mix of
// people and answers.
func TestReleaseNeverOverstates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		people := rapid.SliceOfN(rapid.ByteRange(1, 6), 0, 5).Draw(t, "people")
		var ds []*consent.Consent
		for p := byte(1); p <= 6; p++ {
			purposes := rapid.SliceOfDistinct(rapid.SampledFrom([]consent.Purpose{consent.Film, consent.Ads, consent.AI}), rapid.ID).Draw(t, "uses")
			change := rapid.SampledFrom([]func(*consent.Consent){forGood, tookBack, func(*consent.Consent) {}}).Draw(t, "change")
			if len(purposes) > 0 {
				ds = append(ds, with(given(p, p+10, purposes...), change))
			}
		}
		q := question(tagged(people...), ds...)
		q.AllTagged = rapid.Bool().Draw(t, "all tagged")
		f := FactsOf(q)
		if f.Release == ReleaseUnlimited && (f.Result != media.Cleared || !q.AllTagged) {
			t.Fatalf("unlimited, but %+v", f)
		}
		if f.Release == ReleaseNone && f.Result != media.Blocked {
			t.Fatalf("no release, but %+v", f)
		}
		if f.Mining == "" && len(people) > 0 && q.Ledger.Clear(q.Clip, media.Use{Purpose: consent.AI}).Result != media.Cleared {
			t.Fatalf("training is not prohibited: %+v", f)
		}
		for _, r := range f.Releases {
			if !q.Ledger.Consent(r).Status(today).Valid() {
				t.Fatalf("%s is no release in force", r)
			}
		}
	})
}
