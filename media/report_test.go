package media_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"onset/consent"
	"onset/media"
)

// series puts clips on the day, a minute apart, with these people in each.
func (d *day) series(people ...[]consent.ID) []*media.Clip {
	var out []*media.Clip
	for i, who := range people {
		c := clipOf(who...)
		c.ID, c.Name, c.Captured = numbered(3, 100+i), fmt.Sprintf("A%03d.MOV", i), filmed.Milli+7_200_000+int64(i)*60_000
		d.PutClip(c)
		out = append(out, c)
	}
	return out
}

func TestReport(t *testing.T) {
	d := ordinary()
	d.declare(minor(numbered(2, 2), bo), 15) // after filming
	d.declare(func() *consent.Given {
		g := given(numbered(2, 3), numbered(1, 3))
		g.Conditions = []consent.Condition{consent.NoName, consent.VoiceChanged}
		return g
	}(), 10)
	cast := numbered(1, 3)
	clips := d.series([]consent.ID{anna}, []consent.ID{anna, who}, []consent.ID{who}, []consent.ID{bo, who}, nil, []consent.ID{cast}, []consent.ID{cast, bo})
	r := d.Report(clips, media.Use{Purpose: consent.Film})
	if r.Total != 7 || r.Counts[media.Cleared] != 1 || r.Counts[media.Limited] != 1 || r.Counts[media.Blocked] != 4 || r.Counts[media.Unknown] != 1 {
		t.Errorf("counts are %+v", r.Counts)
	}
	var got []string
	for _, g := range r.Groups {
		got = append(got, fmt.Sprintf("%d clips %d people: %s %s by %s %s", len(g.Clips), len(g.People), g.Fix, g.Code, g.Owner, g.Condition))
	}
	want := []string{
		"3 clips 1 people: sign no_consent by crew ",
		"2 clips 1 people: accept late_minor by office ",
		"2 clips 1 people:  condition by editor no_name",
		"2 clips 1 people:  condition by editor voice_changed",
		"1 clips 0 people: tag who_is_in_it by crew ",
	}
	if !slices.Equal(got, want) {
		t.Errorf("groups are\n%q, want\n%q", got, want)
	}
	if g := r.Groups[0]; g.Clips[0] != clips[1].ID || g.People[0] != who || g.Weight != consent.Block {
		t.Errorf("first group is %+v", g)
	}
	if got := d.Report(nil, media.Use{}); got.Total != 0 || len(got.Groups) != 0 {
		t.Errorf("a report of nothing is %+v", got)
	}
}

func TestReportNamesTheFirstDate(t *testing.T) {
	d := ordinary()
	for i, answerBy := range []consent.Date{0, date(2026, 5, 20), date(2026, 5, 19)} {
		g := unsigned(numbered(2, 10+i), numbered(1, 10+i))
		g.AnswerBy = answerBy
		d.declare(g, 10)
	}
	r := d.Report(d.series([]consent.ID{numbered(1, 10), numbered(1, 11)}, []consent.ID{numbered(1, 12)}), media.Use{Purpose: consent.Film})
	if len(r.Groups) != 1 || r.Groups[0].Owner != media.OwnerParents || r.Groups[0].Date != date(2026, 5, 19) || len(r.Groups[0].People) != 3 {
		t.Errorf("groups are %+v", r.Groups)
	}
}

func TestSameAsBefore(t *testing.T) {
	d := ordinary()
	clips := d.series([]consent.ID{who}, []consent.ID{anna, bo}, nil, nil, []consent.ID{bo})
	ranged(clips[1], 1000, 2000)
	clips[1].Tags = append(clips[1].Tags, clips[1].Tags[1])
	before, tags := d.SameAsBefore(clips[3])
	want := []media.Tag{{Person: anna, As: media.Seen, Source: media.SameAs}, {Person: bo, As: media.Seen, Source: media.SameAs}}
	if before != clips[1] || !slices.Equal(tags, want) {
		t.Errorf("before is %+v with %+v", before, tags)
	}
	if _, tags := d.SameAsBefore(clips[4]); !slices.Equal(tags, want[:1]) {
		t.Errorf("who is already in it is proposed: %+v", tags)
	}
	if before, tags := d.SameAsBefore(clips[0]); before != nil || tags != nil {
		t.Errorf("before the first clip: %+v, %+v", before, tags)
	}
	other := *clips[3]
	other.ID, other.Shoot = numbered(3, 200), shoot
	d.PutClip(&other)
	if before, _ := d.SameAsBefore(&other); before != nil {
		t.Errorf("another shoot's clip is taken: %+v", before)
	}
	if before, _ := d.SameAsBefore(&media.Clip{ID: numbered(3, 300)}); before != nil {
		t.Errorf("a clip the ledger does not hold follows %+v", before)
	}
}

func TestSuggestAll(t *testing.T) {
	d := ordinary()
	one := media.Scene{ID: numbered(4, 1), Author: consent.Ref{1}, From: hour(14, 0), People: []media.Stay{
		{Person: anna, From: hour(14, 0)},
		{Person: bo, From: hour(14, 2), Until: hour(14, 4)},
	}}
	next := media.Scene{ID: numbered(4, 2), Author: consent.Ref{1}, From: hour(14, 6), People: []media.Stay{{Person: who, From: hour(14, 6)}}}
	d.PutScene(&one)
	d.PutScene(&next)
	clips := d.series(nil, nil, []consent.ID{anna}, nil, nil, nil, nil)
	got := d.SuggestAll(clips)
	if len(got) != 3 || got[0].Person != anna || len(got[0].Clips) != 5 || got[1].Person != bo || len(got[1].Clips) != 2 || got[2].Person != who {
		t.Fatalf("bundles are %+v", got)
	}
	if c := got[1].Clips[0]; c.Clip != clips[2].ID || got[1].Unchecked || c.Ahead != 7_200_000 || c.Tag.Source != media.FromBoard {
		t.Errorf("Bo's first clip is %+v", c)
	}
	d.PutCamera(&media.Camera{ID: camera})
	if got := d.SuggestAll(clips); !got[0].Unchecked {
		t.Error("a camera nobody checked passes for checked")
	}
}

// TestSuggest is about one clip of one minute from 14:00 and one person's stay.
func TestSuggest(t *testing.T) {
	known := &media.Camera{Known: true, Ahead: 7_200_000}
	for _, tt := range []struct {
		name     string
		from, to consent.Stamp
		cam      *media.Camera
		want     []media.Tag
	}{
		{"there all along", hour(13, 0), hour(15, 0), known, tag(0, 0)},
		{"still there", hour(13, 0), consent.Stamp{}, known, tag(0, 0)},
		{"left before", hour(13, 0), hour(14, 0), known, nil},
		{"came after", hour(14, 1), consent.Stamp{}, known, nil},
		{"came within", consent.Stamp{Milli: filmed.Milli + 20_000, Offset: 120}, consent.Stamp{}, known, tag(20_000, 0)},
		{"left within", hour(13, 0), consent.Stamp{Milli: filmed.Milli + 40_000, Offset: 120}, known, tag(0, 40_000)},
		{"a camera nobody checked, without a zone", hour(13, 0), hour(15, 0), nil, tag(0, 0)},
	} {
		c := &media.Clip{Kind: media.KindVideo, Captured: filmed.Milli + 7_200_000, Millis: 60_000}
		s := &media.Scene{ID: scene, From: hour(13, 0), People: []media.Stay{{Person: anna, From: tt.from, Until: tt.to}}}
		var got []media.Tag
		for _, sug := range media.Suggest(c, tt.cam, []*media.Scene{s}) {
			got = append(got, sug.Tag)
			if sug.Unchecked == (tt.cam == known) {
				t.Errorf("%s: unchecked is %v", tt.name, sug.Unchecked)
			}
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
	if got := media.Suggest(&media.Clip{}, known, []*media.Scene{{People: []media.Stay{{Person: anna}}}}); got != nil {
		t.Errorf("a clip without a time: %+v", got)
	}
}

func tag(from, to int64) []media.Tag {
	return []media.Tag{{Person: anna, As: media.Seen, From: from, To: to, Source: media.FromBoard}}
}

// slowSuggest asks every scene about the clip.
func slowSuggest(c *media.Clip, cam *media.Camera, scenes []*media.Scene) (out []media.Suggestion) {
	for i, s := range scenes {
		alone := *s
		for j, o := range scenes {
			if i != j && o.Author == s.Author && o.From.Milli > s.From.Milli && (alone.Until.IsZero() || o.From.Before(alone.Until)) {
				alone.Until = o.From
			}
		}
		out = append(out, media.Suggest(c, cam, []*media.Scene{&alone})...)
	}
	return out
}

// TestSuggestAmongMany holds the board of many scenes, of two units that know
// nothing of each other, to the answers of each scene alone.
func TestSuggestAmongMany(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		minute := rapid.Int64Range(0, 120)
		stamp := func(name string, least int64) consent.Stamp {
			return consent.Stamp{Milli: filmed.Milli + 60_000*(least+minute.Draw(t, name)), Offset: 120}
		}
		var scenes []*media.Scene
		for i := range rapid.IntRange(0, 8).Draw(t, "scenes") {
			s := &media.Scene{ID: numbered(4, i), Author: consent.Ref{byte(i % 2)}, From: stamp("from", 0)}
			if rapid.Bool().Draw(t, "closed") {
				s.Until = consent.Stamp{Milli: s.From.Milli + 60_000*minute.Draw(t, "long"), Offset: 120}
			}
			for p := range rapid.IntRange(0, 3).Draw(t, "people") {
				stay := media.Stay{Person: numbered(1, p), From: stamp("came", -10)}
				if rapid.Bool().Draw(t, "left") {
					stay.Until = consent.Stamp{Milli: stay.From.Milli + 60_000*minute.Draw(t, "stayed"), Offset: 120}
				}
				s.People = append(s.People, stay)
			}
			scenes = append(scenes, s)
		}
		c := &media.Clip{Kind: media.KindVideo, Captured: stamp("captured", 0).Milli, Millis: 1000 * minute.Draw(t, "seconds"), Zone: rapid.Bool().Draw(t, "zone"), Offset: 7200}
		if !c.Zone {
			c.Captured += 7_200_000
		}
		cam := rapid.SampledFrom([]*media.Camera{nil, {Known: true, Ahead: 7_200_000}}).Draw(t, "camera")
		if got, want := media.Suggest(c, cam, scenes), slowSuggest(c, cam, scenes); !slices.Equal(got, want) {
			t.Fatalf("%+v, each scene alone says %+v", got, want)
		}
	})
}
