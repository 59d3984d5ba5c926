package media_test

import (
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"onset/consent"
	"onset/media"
)

// drawLedger draws a ledger in which people said all sorts of things.
func drawLedger(t *rapid.T) *day {
	d := &day{Ledger: media.NewLedger(10)}
	d.Today = today
	d.Rules.LateBlocks = rapid.Bool().Draw(t, "late blocks")
	if rapid.Bool().Draw(t, "clock known") {
		d.PutCamera(&media.Camera{ID: camera, Known: true, Ahead: rapid.Int64Range(-90_000_000, 90_000_000).Draw(t, "ahead")})
	}
	for i, person := range []consent.ID{anna, bo} {
		declares := rapid.SampledFrom([]func(id, person consent.ID) *consent.Given{given, minor, unsigned}).Draw(t, "declares")
		id := numbered(2, i)
		var then []consent.Body
		if rapid.IntRange(0, 3).Draw(t, "ends") == 0 {
			then = append(then, rapid.SampledFrom(endings(id)).Draw(t, "how"))
		}
		d.declare(declares(id, person), rapid.IntRange(-90_000, 90_000).Draw(t, "hour"), then...)
		if rapid.IntRange(0, 5).Draw(t, "avoid") == 0 {
			d.avoid(person, rapid.SampledFrom([]consent.AvoidKind{consent.AvoidFilm, consent.AvoidBlur}).Draw(t, "kind"))
		}
	}
	return d
}

func unsigned(id, person consent.ID) *consent.Given {
	g := minor(id, person)
	g.Guardians = nil
	return g
}

func endings(id consent.ID) []consent.Body {
	return []consent.Body{
		&consent.Withdrawn{Consent: id, Role: consent.RoleSelf},
		&consent.Withdrawn{Consent: id, Role: consent.RoleGuardian, Purposes: []consent.Purpose{consent.Film}},
		&consent.Restricted{Consent: id},
		&consent.Signed{Consent: id, Role: consent.RoleChild, Answer: consent.Denied},
		&consent.Signed{Consent: id, Role: consent.RoleGuardian, Answer: consent.Denied},
		&consent.Invalidated{Consent: id},
	}
}

func drawClip(t *rapid.T) *media.Clip {
	c := clipOf()
	for range rapid.IntRange(0, 4).Draw(t, "tags") {
		c.Tags = append(c.Tags, media.TagView{Tag: drawTag(t)})
	}
	for range rapid.IntRange(0, 2).Draw(t, "judgements") {
		j := drawJudged(t, consent.Ref{})
		c.Judgements = append(c.Judgements, media.Judgement{Basis: j.Basis, Covers: j.Covers, Accepts: []consent.ID{numbered(2, 1)}})
	}
	return c
}

func drawTag(t *rapid.T) media.Tag {
	ms := rapid.SampledFrom([]int64{-1, 0, 1, 10_000, 20_000, 90_000})
	return media.Tag{Person: rapid.SampledFrom([]consent.ID{anna, bo, who}).Draw(t, "person"), From: ms.Draw(t, "from"), To: ms.Draw(t, "to")}
}

func drawUse(t *rapid.T) media.Use {
	ms := rapid.SampledFrom([]int64{0, 0, 5_000, 15_000, 30_000})
	return media.Use{
		Purpose: rapid.SampledFrom([]consent.Purpose{consent.Film, consent.Ads, consent.AI}).Draw(t, "purpose"),
		InClip:  ms.Draw(t, "in"), OutClip: ms.Draw(t, "out"), From: today.AddDays(rapid.IntRange(0, 9).Draw(t, "from")),
	}
}

// usable reports whether a result lets anybody use the clip.
func usable(r media.Result) bool { return r == media.Cleared || r == media.Limited }

// TestUnknownIsNeverCleared: without a tag or a judgement nothing is usable.
func TestUnknownIsNeverCleared(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, c := drawLedger(t), drawClip(t)
		c.Tags, c.Judgements = nil, nil
		if v := d.Clear(c, drawUse(t)); v.Result != media.Unknown {
			t.Fatalf("a clip nobody looked at is %s", v.Result)
		}
	})
}

// TestEndedIsNeverCleared: whatever the clocks of cameras and kits said and
// whatever a person judged, who took it back or said no is in no usable clip.
func TestEndedIsNeverCleared(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, c := drawLedger(t), drawClip(t)
		id := numbered(2, 0)
		declares := rapid.SampledFrom([]func(id, person consent.ID) *consent.Given{given, minor, unsigned}).Draw(t, "declares again")
		d.declare(declares(id, anna), rapid.IntRange(-90_000, 90_000).Draw(t, "hour"), rapid.SampledFrom(endings(id)[:5]).Draw(t, "how"))
		c.Tags = append(c.Tags, media.TagView{Tag: media.Tag{Person: anna}})
		use := drawUse(t)
		use.Purpose = consent.Film
		if v := d.Clear(c, use); usable(v.Result) {
			t.Fatalf("%s: %+v", v.Result, v.Reasons)
		}
	})
}

// TestIncompleteIsNeverCleared: a child without a guardian is in no clip that
// rests on consent.
func TestIncompleteIsNeverCleared(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, c := drawLedger(t), drawClip(t)
		d.declare(unsigned(numbered(2, 0), anna), rapid.IntRange(-90_000, 90_000).Draw(t, "hour"))
		c.Judgements = nil
		c.Tags = append(c.Tags, media.TagView{Tag: media.Tag{Person: anna}})
		if v := d.Clear(c, drawUse(t)); usable(v.Result) {
			t.Fatalf("%s: %+v", v.Result, v.Reasons)
		}
	})
}

// rank orders results from worst. Unknown and Blocked are equally unusable.
func rank(r media.Result) int {
	return slices.Index([]media.Result{media.Blocked, media.Limited, media.Cleared}, r)
}

// TestOneMoreTagNeverHelps: in a clip with tags, one more person can only take away.
func TestOneMoreTagNeverHelps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, c, use := drawLedger(t), drawClip(t), drawUse(t)
		c.Tags = append(c.Tags, media.TagView{Tag: media.Tag{Person: rapid.SampledFrom([]consent.ID{anna, bo, who}).Draw(t, "in all of it")}})
		more := *c
		more.Tags = append(slices.Clone(c.Tags), media.TagView{Tag: drawTag(t)})
		if a, b := d.Clear(c, use), d.Clear(&more, use); rank(b.Result) > rank(a.Result) {
			t.Fatalf("%s became %s: %+v", a.Result, b.Result, b.Reasons)
		}
	})
}

// TestClearAllIsClear: asking about many clips at once changes no answer.
func TestClearAllIsClear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, use := drawLedger(t), drawUse(t)
		var clips []*media.Clip
		for range rapid.IntRange(0, 6).Draw(t, "clips") {
			clips = append(clips, drawClip(t))
		}
		n := 0
		d.ClearAll(clips, use, func(c *media.Clip, v media.Verdict) bool {
			if c != clips[n] || !reflect.DeepEqual(v, d.Clear(c, use)) {
				t.Fatalf("%+v\nbut alone\n%+v", v, d.Clear(c, use))
			}
			n++
			return true
		})
		if n != len(clips) {
			t.Fatalf("judged %d of %d", n, len(clips))
		}
		r := d.Report(clips, use)
		if r.Total != n || r.Counts[media.Cleared]+r.Counts[media.Limited]+r.Counts[media.Blocked]+r.Counts[media.Unknown] != n {
			t.Fatalf("report counts %+v of %d", r.Counts, n)
		}
	})
}
