package media_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"onset/consent"
	"onset/media"
)

// crowded is a ledger whose stretches hold few clips, with everything that was
// put into it.
type crowded struct {
	*day
	t     *rapid.T
	clips map[int]*media.Clip
}

func drawCrowded(t *rapid.T) *crowded {
	c := &crowded{day: drawLedger(t), t: t, clips: map[int]*media.Clip{}}
	c.CutInto(rapid.IntRange(1, 4).Draw(t, "stretch"))
	return c
}

// change does one thing that can happen to a ledger.
func (c *crowded) change() {
	switch rapid.IntRange(0, 9).Draw(c.t, "change") {
	case 0:
		c.Today = c.Today.AddDays(rapid.IntRange(0, 400).Draw(c.t, "days"))
	case 1:
		c.Rules.LateBlocks = !c.Rules.LateBlocks
	case 2:
		c.PutCamera(&media.Camera{ID: camera, Known: rapid.Bool().Draw(c.t, "known"), Ahead: rapid.Int64Range(-9e7, 9e7).Draw(c.t, "ahead")})
	case 3, 4:
		c.person()
	default:
		c.put()
	}
}

func (c *crowded) person() {
	person := rapid.SampledFrom([]consent.ID{anna, bo, who}).Draw(c.t, "who")
	if rapid.Bool().Draw(c.t, "avoid") {
		c.avoid(person, consent.AvoidFilm)
		return
	}
	id := numbered(2, rapid.IntRange(1, 5).Draw(c.t, "consent"))
	var then []consent.Body
	if rapid.Bool().Draw(c.t, "ended") {
		then = append(then, rapid.SampledFrom(endings(id)).Draw(c.t, "how"))
	}
	c.declare(given(id, person), rapid.IntRange(-90_000, 90_000).Draw(c.t, "hour"), then...)
}

func (c *crowded) put() {
	n := rapid.IntRange(0, 30).Draw(c.t, "clip")
	clip := drawClip(c.t)
	clip.ID, clip.Captured = numbered(3, n), rapid.Int64Range(0, 12).Draw(c.t, "captured")*1000
	clip.Name = rapid.SampledFrom([]string{"A.MOV", "B.MOV", "Ærø.MOV"}).Draw(c.t, "name")
	clip.Received = rapid.Bool().Draw(c.t, "received")
	c.clips[n] = clip
	c.PutClip(clip)
}

// TestJudgedIsAsFromNothing changes a ledger in all sorts of ways and holds
// answers that were kept to answers that are made anew.
func TestJudgedIsAsFromNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCrowded(t)
		kept := media.NewJudged(drawUse(t))
		for range rapid.IntRange(1, 12).Draw(t, "rounds") {
			for range rapid.IntRange(0, 6).Draw(t, "changes") {
				c.change()
			}
			for !kept.Refresh(c.Ledger, true) {
				if rapid.IntRange(0, 3).Draw(t, "meanwhile") == 0 {
					c.change()
				}
			}
			c.hold(kept)
			c.holdOrder()
		}
	})
}

func (c *crowded) hold(kept *media.Judged) {
	anew := media.NewJudged(kept.Use)
	anew.Refresh(c.Ledger, false)
	want := c.Report(c.Clips(), kept.Use)
	if got := kept.Report(); !reflect.DeepEqual(got, want) || !reflect.DeepEqual(got, anew.Report()) {
		c.t.Fatalf("report is\n%+v, want\n%+v", got, want)
	}
	c.holdVerdicts(kept)
	late, safe, i := map[consent.ID]bool{}, 0, 0
	var results []media.Result
	c.Results(c.Clips(), kept.Use, func(clip *media.Clip, v media.Verdict) bool {
		results = append(results, v.Result)
		if clip.Received {
			safe++
		}
		for _, r := range v.Reasons {
			if r.Code == media.CodeLate || r.Code == media.CodeLateMinor {
				late[r.Person] = true
			}
		}
		return true
	})
	for _, s := range kept.Stretches() {
		result := kept.ResultsOf(s)
		for at := range s.Clips() {
			if result(at) != results[i] {
				c.t.Fatalf("clip %d is %s, want %s", i, result(at), results[i])
			}
			i++
		}
	}
	if i != len(results) || kept.Safe() != safe {
		c.t.Fatalf("%d clips, %d safe; want %d and %d", i, kept.Safe(), len(results), safe)
	}
	for _, p := range []consent.ID{anna, bo, who} {
		if kept.Late(p) != late[p] {
			c.t.Fatalf("%s late: %v, want %v", p, kept.Late(p), late[p])
		}
	}
}

// holdVerdicts holds verdicts that use what is known of people to those that ask anew.
func (c *crowded) holdVerdicts(kept *media.Judged) {
	var got, want []media.Verdict
	into := func(list *[]media.Verdict) func(*media.Clip, media.Verdict) bool {
		return func(_ *media.Clip, v media.Verdict) bool {
			*list = append(*list, v)
			return true
		}
	}
	kept.ClearAll(c.Ledger, c.Clips(), into(&got))
	c.ClearAll(c.Clips(), kept.Use, into(&want))
	if !reflect.DeepEqual(got, want) {
		c.t.Fatalf("verdicts are\n%+v, want\n%+v", got, want)
	}
}

// holdOrder holds the stretches to all clips sorted anew, and what is kept
// beside them to looking at every clip.
func (c *crowded) holdOrder() {
	var want []*media.Clip
	for _, clip := range c.clips {
		want = append(want, clip)
	}
	slices.SortFunc(want, func(a, b *media.Clip) int {
		return strings.Compare(fmt.Sprintf("%020d %s %s", a.Captured, a.Name, a.ID), fmt.Sprintf("%020d %s %s", b.Captured, b.Name, b.ID))
	})
	if got := c.Clips(); !slices.Equal(got, want) {
		c.t.Fatalf("%d clips are out of order, want %d", len(got), len(want))
	}
	for i, clip := range want {
		before, after := c.Beside(clip)
		if i > 0 && before != want[i-1] || i == 0 && before != nil || i+1 < len(want) && after != want[i+1] || i+1 == len(want) && after != nil {
			c.t.Fatalf("clip %d has other neighbours", i)
		}
	}
	for _, p := range []consent.ID{anna, bo, who} {
		shown := slices.DeleteFunc(slices.Clone(want), func(clip *media.Clip) bool {
			return !slices.ContainsFunc(clip.Tags, func(t media.TagView) bool { return t.Tag.Person == p })
		})
		if got := slices.Collect(c.ClipsOf(p)); !slices.Equal(got, shown) || c.Shown(p) != len(shown) {
			c.t.Fatalf("%s is in %d clips, counted %d, want %d", p, len(got), c.Shown(p), len(shown))
		}
	}
	c.holdNames(want)
}

func (c *crowded) holdNames(clips []*media.Clip) {
	for _, part := range []string{"a.", ".mov", "æ", "z"} {
		var got, want []*media.Clip
		for _, s := range c.Stretches() {
			s.Named(part, strings.ToLower, func(i int) { got = append(got, s.Clips()[i]) })
		}
		for _, clip := range clips {
			if strings.Contains(strings.ToLower(clip.Name), part) {
				want = append(want, clip)
			}
		}
		if !slices.Equal(got, want) {
			c.t.Fatalf("%q is in %d names, want %d", part, len(got), len(want))
		}
	}
}

// TestJudgedAgainAfterManyPeople has more people change than are remembered.
func TestJudgedAgainAfterManyPeople(t *testing.T) {
	d := ordinary()
	d.series([]consent.ID{anna}, []consent.ID{bo})
	j := media.NewJudged(media.Use{Purpose: consent.Film})
	j.Refresh(d.Ledger, false)
	for i := range 5000 {
		c := consent.FoldConsent(numbered(2, 100+i), nil)
		c.Person = numbered(1, 100+i)
		d.PutConsent(&c)
	}
	d.avoid(anna, consent.AvoidFilm)
	j.Refresh(d.Ledger, false)
	if got, want := j.Report(), d.Report(d.Clips(), j.Use); !reflect.DeepEqual(got, want) || want.Counts[media.Blocked] != 2 {
		t.Errorf("report is %+v, want %+v", got, want)
	}
}
