package media

import (
	"cmp"
	"slices"
	"time"

	"onset/consent"
)

// board is the scenes laid out in time, so that a clip meets only those that
// can have to do with it.
type board struct {
	shown  []shown // by from
	latest []int64 // the latest end among the shown up to and with this one
}

// shown is one scene with the time in which anybody was on camera in it.
type shown struct {
	scene       *Scene
	place       int // among the scenes asked about
	from, until int64
}

func newBoard(scenes []*Scene) *board {
	b := &board{}
	ends := sceneEnds(scenes)
	for i, s := range scenes {
		if len(s.People) == 0 {
			continue
		}
		v := shown{scene: s, place: i, from: forever, until: ends[i]}
		for _, p := range s.People {
			v.from = min(v.from, p.From.Milli)
		}
		b.shown = append(b.shown, v)
	}
	slices.SortStableFunc(b.shown, func(a, b shown) int { return cmp.Compare(a.from, b.from) })
	for i, v := range b.shown {
		if i > 0 {
			v.until = max(v.until, b.latest[i-1])
		}
		b.latest = append(b.latest, v.until)
	}
	return b
}

// sceneEnds are the ends of the scenes: their own, or where their unit's next one starts.
func sceneEnds(scenes []*Scene) []int64 {
	starts := map[consent.Ref][]int64{}
	for _, s := range scenes {
		starts[s.Author] = append(starts[s.Author], s.From.Milli)
	}
	for _, list := range starts {
		slices.Sort(list)
	}
	ends := make([]int64, len(scenes))
	for i, s := range scenes {
		ends[i] = forever
		if !s.Until.IsZero() {
			ends[i] = s.Until.Milli
		}
		list := starts[s.Author]
		if next, _ := slices.BinarySearch(list, s.From.Milli+1); next < len(list) {
			ends[i] = min(ends[i], list[next])
		}
	}
	return ends
}

// anyOffset is more than the offset of any place on earth, in milliseconds.
const anyOffset = int64(24 * time.Hour / time.Millisecond)

// suggest asks the board about one clip.
func (b *board) suggest(c *Clip, cam *Camera) []Suggestion {
	if c.Captured == 0 {
		return nil
	}
	t, known := c.Time(cam)
	slack := anyOffset // without a zone the time is only known beside a scene
	if known || c.Zone {
		slack = 0
	}
	var out []Suggestion
	for _, v := range b.around(t.UnixMilli()-slack, t.UnixMilli()+max(c.Millis, 1)+slack) {
		out = append(out, suggest(c, cam, v.scene, v.until)...)
	}
	return out
}

// around are the scenes that reach into a time, in the order they were asked about.
func (b *board) around(from, to int64) []shown {
	last, _ := slices.BinarySearchFunc(b.shown, to, func(v shown, to int64) int { return cmp.Compare(v.from, to) })
	var out []shown
	for i := last - 1; i >= 0 && b.latest[i] > from; i-- {
		if b.shown[i].until > from {
			out = append(out, b.shown[i])
		}
	}
	slices.SortFunc(out, func(a, b shown) int { return cmp.Compare(a.place, b.place) })
	return out
}
