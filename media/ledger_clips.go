package media

import "slices"

// PutClips puts clips into an empty ledger, which keeps the slice: in the order
// of time, and the tags of neighbours beside each other. Who asks about all
// clips walks through memory in that order.
func (l *Ledger) PutClips(clips []Clip) {
	sortClips(clips)
	for start := 0; start < len(clips); start += tagsTogether {
		gatherTags(clips[start:min(start+tagsTogether, len(clips))])
	}
	l.flat = make([]*Clip, len(clips))
	for i := range clips {
		l.flat[i] = &clips[i]
		l.clips[clips[i].ID] = &clips[i]
		l.show(&clips[i], 1)
	}
	l.stretches = l.cut(l.flat)
}

// sortClips moves each clip once, in place: a clip is large, and a second
// slice of all would double what loading takes.
func sortClips(clips []Clip) {
	from := make([]int32, len(clips)) // which clip belongs here
	for i := range from {
		from[i] = int32(i)
	}
	slices.SortFunc(from, func(a, b int32) int { return byTimeAndName(&clips[a], &clips[b]) })
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
