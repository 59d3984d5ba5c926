package media

import (
	"encoding/binary"
	"iter"
	"slices"
	"strings"

	"onset/consent"
)

// Stretch is some of a ledger's clips, one after the other in time. It never
// changes: where a clip of it does, or something that its clips are judged by,
// another takes its place. So what was worked out about a stretch holds for as
// long as the ledger has it.
type Stretch struct {
	clips []*Clip
	met   *met
	names *folded // nil until somebody searches
}

// Clips are the stretch's, by capture time, then name, then id. The slice is
// its own: do not change it.
func (s *Stretch) Clips() []*Clip { return s.clips }

// MayShow is false when no clip of the stretch has a tag of the person. Now and
// then it is true where none has.
func (s *Stretch) MayShow(person consent.ID) bool { return s.met.has(person) }

// stretchClips is how many clips a stretch has as it is made; with more than
// twice as many it becomes two.
const stretchClips = 2048

// met remembers the people and cameras of a stretch in a few bits each: enough
// to pass over most stretches that have nothing to do with one.
type met [1 << 10]uint64

func (m *met) has(id consent.ID) bool {
	a, b := bits(id)
	return m[a>>6]&(1<<(a&63)) != 0 && m[b>>6]&(1<<(b&63)) != 0
}

func (m *met) add(id consent.ID) {
	a, b := bits(id)
	m[a>>6] |= 1 << (a & 63)
	m[b>>6] |= 1 << (b & 63)
}

func bits(id consent.ID) (a, b uint16) {
	return binary.BigEndian.Uint16(id[12:]), binary.BigEndian.Uint16(id[14:])
}

func (m *met) addClip(c *Clip) {
	m.add(c.Camera)
	for i := range c.Tags {
		m.add(c.Tags[i].Tag.Person)
	}
}

// newStretch takes clips that are in order.
func newStretch(clips []*Clip) *Stretch {
	s := &Stretch{clips: clips, met: &met{}}
	for _, c := range clips {
		s.met.addClip(c)
	}
	return s
}

// renewed is the same clips as another stretch.
func (s *Stretch) renewed() *Stretch {
	again := *s
	return &again
}

// cut makes stretches of clips that are in order.
func (l *Ledger) cut(clips []*Clip) []*Stretch {
	out := make([]*Stretch, 0, len(clips)/l.stretch+1)
	for some := range slices.Chunk(clips, l.stretch) {
		out = append(out, newStretch(some))
	}
	return out
}

// Stretches are all clips in the order of time. The slice is the ledger's own:
// do not change it, and ask again after a Put.
func (l *Ledger) Stretches() []*Stretch { return l.stretches }

// stretchOf is the place of the stretch that a clip is in, or would be; -1
// where there is none at all.
func (l *Ledger) stretchOf(c *Clip) int {
	i, found := slices.BinarySearchFunc(l.stretches, c, func(s *Stretch, c *Clip) int { return byTimeAndName(s.clips[0], c) })
	if found || i == 0 {
		return min(i, len(l.stretches)-1)
	}
	return i - 1
}

// Beside are the clips before and after one in the order of time, nil at the ends.
func (l *Ledger) Beside(c *Clip) (before, after *Clip) {
	i := l.stretchOf(c)
	if i < 0 {
		return nil, nil
	}
	clips := l.stretches[i].clips
	at, found := slices.BinarySearchFunc(clips, c, byTimeAndName)
	if !found {
		return nil, nil
	}
	switch {
	case at > 0:
		before = clips[at-1]
	case i > 0:
		last := l.stretches[i-1].clips
		before = last[len(last)-1]
	}
	switch {
	case at+1 < len(clips):
		after = clips[at+1]
	case i+1 < len(l.stretches):
		after = l.stretches[i+1].clips[0]
	}
	return before, after
}

// ClipsOf are the clips in which somebody is tagged, in the order of time.
func (l *Ledger) ClipsOf(person consent.ID) iter.Seq[*Clip] {
	return func(yield func(*Clip) bool) {
		if l.shown[person] == 0 {
			return
		}
		for _, s := range l.stretches {
			if !s.MayShow(person) {
				continue
			}
			for _, c := range s.clips {
				if tagged(c, person) && !yield(c) {
					return
				}
			}
		}
	}
}

// insert puts a clip into its stretch, in the place of one with the same key.
func (l *Ledger) insert(c *Clip) {
	i := l.stretchOf(c)
	if i < 0 {
		l.stretches = []*Stretch{newStretch([]*Clip{c})}
		return
	}
	old := l.stretches[i]
	at, found := slices.BinarySearchFunc(old.clips, c, byTimeAndName)
	s := &Stretch{met: old.met}
	if found {
		s.clips, s.names = slices.Clone(old.clips), old.names
		s.clips[at] = c
	} else {
		s.clips = make([]*Clip, 0, len(old.clips)+1)
		s.clips = append(append(append(s.clips, old.clips[:at]...), c), old.clips[at:]...)
	}
	if len(s.clips) > 2*l.stretch {
		l.stretches = slices.Replace(slices.Clone(l.stretches), i, i+1, l.cut(s.clips)...)
		return
	}
	if !s.met.knows(c) {
		m := *s.met
		m.addClip(c)
		s.met = &m
	}
	l.replace(i, s)
}

func (m *met) knows(c *Clip) bool {
	return m.has(c.Camera) && !slices.ContainsFunc(c.Tags, func(t TagView) bool { return !m.has(t.Tag.Person) })
}

// take removes a clip from its stretch.
func (l *Ledger) take(c *Clip) {
	i := l.stretchOf(c)
	if i < 0 {
		return
	}
	left := slices.DeleteFunc(slices.Clone(l.stretches[i].clips), func(o *Clip) bool { return o == c })
	if len(left) == 0 {
		l.stretches = slices.Delete(slices.Clone(l.stretches), i, i+1)
		return
	}
	l.replace(i, newStretch(left))
}

func (l *Ledger) replace(i int, s *Stretch) {
	l.stretches = slices.Clone(l.stretches)
	l.stretches[i] = s
}

// renew has everything judged again that may have to do with a person or camera.
func (l *Ledger) renew(id consent.ID) {
	var list []*Stretch
	for i, s := range l.stretches {
		if !s.met.has(id) {
			continue
		}
		if list == nil {
			list = slices.Clone(l.stretches)
		}
		list[i] = s.renewed()
	}
	if list != nil {
		l.stretches = list
	}
}

// folded is the names of a stretch's clips as they are compared in searches,
// one after the other, so that a search reads them like one text.
type folded struct {
	text string
	ends []uint32 // of each name, beside the clips
}

// Named calls each for the clips whose name holds a part; fold is how names and
// the part are made comparable, the same for every call. A part must not hold
// a line break.
func (s *Stretch) Named(part string, fold func(string) string, each func(i int)) {
	if s.names == nil {
		s.names = foldNames(s.clips, fold)
	}
	n := s.names
	for from := 0; from < len(n.text); {
		at := strings.Index(n.text[from:], part)
		if at < 0 {
			return
		}
		i, _ := slices.BinarySearch(n.ends, uint32(from+at+1))
		if i == len(n.ends) {
			return
		}
		each(i)
		from = int(n.ends[i])
	}
}

func foldNames(clips []*Clip, fold func(string) string) *folded {
	var b strings.Builder
	f := &folded{ends: make([]uint32, 0, len(clips))}
	for _, c := range clips {
		b.WriteString(strings.ReplaceAll(fold(c.Name), "\n", " "))
		b.WriteByte('\n')
		f.ends = append(f.ends, uint32(b.Len()))
	}
	f.text = b.String()
	return f
}
