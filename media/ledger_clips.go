package media

import (
	"cmp"
	"slices"

	"onset/consent"
)

// PutClips puts clips into a ledger that has none, and keeps the slice. Those
// that are not in order are sorted first, see SortClips.
func (l *Ledger) PutClips(clips []Clip) {
	if !inOrder(clips) {
		SortClips(clips)
	}
	l.clips = make(map[consent.ID]*Clip, len(clips))
	l.flat = make([]*Clip, len(clips))
	for i := range clips {
		l.flat[i] = &clips[i]
		l.clips[clips[i].ID] = &clips[i]
		l.show(&clips[i], 1)
	}
	l.stretches = l.cut(l.flat)
}

func inOrder(clips []Clip) bool {
	for i := 1; i < len(clips); i++ {
		if byTimeAndName(&clips[i-1], &clips[i]) > 0 {
			return false
		}
	}
	return true
}

// SortClips puts clips in the order of time, and the tags of neighbours beside
// each other: who asks about all clips walks through memory in that order.
func SortClips(clips []Clip) {
	moveClips(clips, sortedPlaces(clips))
	for start := 0; start < len(clips); start += tagsTogether {
		gatherTags(clips[start:min(start+tagsTogether, len(clips))])
	}
}

// sortedPlaces is which clip belongs at each place. Most are told apart by
// their time, which is looked up once.
func sortedPlaces(clips []Clip) []int32 {
	type timed struct {
		at int64
		i  int32
	}
	order := make([]timed, len(clips))
	for i := range clips {
		order[i] = timed{clips[i].Captured, int32(i)}
	}
	slices.SortFunc(order, func(a, b timed) int {
		if a.at != b.at {
			return cmp.Compare(a.at, b.at)
		}
		return byTimeAndName(&clips[a.i], &clips[b.i])
	})
	from := make([]int32, len(clips))
	for i := range order {
		from[i] = order[i].i
	}
	return from
}

// moveClips moves each clip once, in place: a clip is large, and a second slice
// of all would double what loading takes.
func moveClips(clips []Clip, from []int32) {
	const done = -1
	for first := range from {
		if from[first] == done {
			continue
		}
		held, at := clips[first], first
		for from[at] != int32(first) {
			next := int(from[at])
			clips[at], from[at] = clips[next], done
			at = next
		}
		clips[at], from[at] = held, done
	}
}

// tagsTogether is for how many clips tags share memory: enough to lie close,
// few enough that the garbage goes while the rest is still gathered.
const tagsTogether = 512

func gatherTags(clips []Clip) {
	n := 0
	for i := range clips {
		n += len(clips[i].Tags)
	}
	all := make([]TagView, 0, n)
	for i := range clips {
		if first := len(all); len(clips[i].Tags) > 0 {
			all = append(all, clips[i].Tags...)
			clips[i].Tags = all[first:len(all):len(all)]
		}
	}
}
