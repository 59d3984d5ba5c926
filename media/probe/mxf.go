package probe

import (
	"bytes"
	"cmp"
	"math"
	"time"
	"unicode/utf16"

	"onset/media"
)

// MXF (SMPTE ST 377-1): packets of key, length and value. The header partition
// holds the metadata as sets of properties that refer to one another.

const (
	mxfPack    = "\x06\x0e\x2b\x34\x02\x05\x01\x01\x0d\x01\x02\x01\x01" // partition packs
	mxfSetMark = "\x06\x0e\x2b\x34\x02\x53\x01\x01\x0d\x01\x01\x01\x01\x01"
	mxfIndex   = mxfPack + "\x11" // list of the partitions at the end
	maxSets    = 4096
	maxHeader  = 16 << 20 // bytes of metadata of one partition
	maxProp    = 8 << 10  // bytes of one property
)

// Kinds of set, the 15th byte of the key.
const (
	mxfSequence = 0x0f
	mxfTimecode = 0x14
	mxfTape     = 0x2e
	mxfMaterial = 0x36
	mxfSource   = 0x37
)

// Properties by their fixed local tags.
const (
	mxfUID        = 0x3c0a
	mxfDataKind   = 0x0201
	mxfLength     = 0x0202
	mxfComponents = 0x1001
	mxfStart      = 0x1501
	mxfBase       = 0x1502
	mxfDrop       = 0x1503
	mxfStoredH    = 0x3202
	mxfStoredW    = 0x3203
	mxfShownH     = 0x3208
	mxfShownW     = 0x3209
	mxfLayout     = 0x320c
	mxfName       = 0x4402
	mxfTracks     = 0x4403
	mxfCreated    = 0x4405
	mxfDescriptor = 0x4701
	mxfTrackSeq   = 0x4803
	mxfEditRate   = 0x4b01
)

type mxfSet struct {
	kind  byte
	props map[uint16][]byte
}

// mxf holds the sets of one partition by their identifiers, and in order.
type mxf struct {
	byUID map[string]mxfSet
	all   []mxfSet
}

func isMXF(head []byte) bool { return bytes.HasPrefix(head, []byte(mxfPack)) }

// readMXF reads the header partition. A recording that was still open has its
// lengths only in the last one.
func readMXF(c *clip, v view) error {
	c.is(media.KindVideo, "MXF", "application/mxf")
	footer, sets, err := mxfPartition(v, 0)
	sets.describe(c)
	if err != nil {
		return err
	}
	if footer >= v.size {
		return errBounds
	}
	if footer == 0 {
		footer = mxfLast(v)
	}
	if c.facts.Duration == 0 && footer > 0 {
		_, sets, err = mxfPartition(v, footer)
		sets.describe(c)
	}
	if c.facts.Duration == 0 {
		c.warn(WarnDuration)
	}
	return err
}

// klv reads the packet at off.
func klv(v view, off int64) (key string, body view, next int64, err error) {
	h, err := v.at(off, 17)
	if err != nil {
		return "", view{}, 0, err
	}
	size, start := int64(h[16]), off+17
	if size >= 0x80 {
		width := size & 0x7f
		if width > 8 {
			return "", view{}, 0, errBounds
		}
		r := cursor{v: v, off: start}
		n := r.uint(width)
		if r.err != nil || n > math.MaxInt64 {
			return "", view{}, 0, errBounds
		}
		size, start = int64(n), r.off
	}
	if !v.holds(start, size) {
		return "", view{}, 0, errBounds
	}
	return string(h[:16]), v.sub(start, size), start + size, nil
}

// mxfPartition reads the partition at off and the sets behind its pack.
func mxfPartition(v view, off int64) (footer int64, sets *mxf, err error) {
	sets = &mxf{byUID: map[string]mxfSet{}}
	key, pack, next, err := klv(v, off)
	if err != nil {
		return 0, sets, err
	}
	h, err := pack.at(0, 40)
	if err != nil || key[:len(mxfPack)] != mxfPack {
		return 0, sets, errBounds
	}
	footer = int64(be.Uint64(h[24:]) & math.MaxInt64)
	end := next + int64(min(be.Uint64(h[32:]), maxHeader))
	for range maxSets {
		if next >= end || next >= v.size {
			return footer, sets, nil
		}
		var body view
		if key, body, next, err = klv(v, next); err != nil {
			return footer, sets, err
		}
		if key[:len(mxfSetMark)] != mxfSetMark {
			continue
		}
		if err := sets.add(key[14], body); err != nil {
			return footer, sets, err
		}
	}
	return footer, sets, nil
}

// add reads the properties of one set.
func (m *mxf) add(kind byte, v view) error {
	s := mxfSet{kind: kind, props: map[uint16][]byte{}}
	for off := int64(0); off+4 <= v.size; {
		h, err := v.at(off, 4)
		if err != nil {
			return err
		}
		tag, n := be.Uint16(h), int64(be.Uint16(h[2:]))
		if off += 4; n <= maxProp {
			b, err := v.at(off, n)
			if err != nil {
				return err
			}
			s.props[tag] = b
		}
		off += n
	}
	m.all = append(m.all, s)
	m.byUID[string(s.props[mxfUID])] = s
	return nil
}

// mxfLast finds the last partition in the list at the end of the file, 0 when
// there is no list.
func mxfLast(v view) int64 {
	n, err := v.u32(v.size-4, be)
	if err != nil {
		return 0
	}
	key, body, _, err := klv(v, v.size-int64(n))
	if err != nil || key[:len(mxfIndex)] != mxfIndex || body.size < 16 {
		return 0
	}
	b, err := body.at(body.size-12, 8)
	if err != nil {
		return 0
	}
	return int64(be.Uint64(b) & math.MaxInt64)
}

func (m *mxf) describe(c *clip) {
	for _, s := range m.all {
		switch {
		case s.kind == mxfMaterial:
			c.offer(rankContainer, media.Moment{Time: mxfTime(s.props[mxfCreated]), Source: "mxf"})
			m.timeline(c, s)
		case s.kind == mxfSource && m.byUID[string(s.props[mxfDescriptor])].kind == mxfTape:
			set(&c.facts.Reel, mxfText(s.props[mxfName]))
		case s.small(mxfStoredW) > 0 && c.facts.Width == 0:
			// Pictures are stored in whole blocks, with a margin that is not shown.
			c.facts.Width, c.facts.Height = cmp.Or(s.small(mxfShownW), s.small(mxfStoredW)), cmp.Or(s.small(mxfShownH), s.small(mxfStoredH))
			if s.number(mxfLayout) == 1 { // fields are stored apart
				c.facts.Height *= 2
			}
		}
	}
}

// timeline reads rate, length and timecode from the tracks of the material
// package.
func (m *mxf) timeline(c *clip, pkg mxfSet) {
	for _, id := range pkg.list(mxfTracks) {
		t := m.byUID[id]
		seq := m.byUID[string(t.props[mxfTrackSeq])]
		rate, ok := t.rate()
		if !ok {
			continue
		}
		if seq.isPicture() {
			c.facts.FrameRate = rate
			c.facts.Duration = max(c.facts.Duration, frames(seq.number(mxfLength), rate))
		}
		for _, id := range append(seq.list(mxfComponents), string(t.props[mxfTrackSeq])) {
			if tc := m.byUID[id]; tc.kind == mxfTimecode && c.facts.Timecode == "" {
				m.timecode(c, tc)
			}
		}
	}
}

func (m *mxf) timecode(c *clip, tc mxfSet) {
	code, ok := formatTimecode(tc.number(mxfStart), tc.small(mxfBase), tc.number(mxfDrop) != 0)
	if !ok {
		c.warn(WarnTimecode)
		return
	}
	c.facts.Timecode = code
}

// number reads a property of up to eight bytes; unknown lengths are -1.
func (s mxfSet) number(tag uint16) (n int64) {
	b := s.props[tag]
	if len(b) > 8 {
		return 0
	}
	for _, x := range b {
		n = n<<8 | int64(x)
	}
	return n
}

// small reads a number of at most 2^30, 0 when it is not one.
func (s mxfSet) small(tag uint16) int {
	if n := s.number(tag); n > 0 && n <= 1<<30 {
		return int(n)
	}
	return 0
}

// list reads an array of references.
func (s mxfSet) list(tag uint16) (ids []string) {
	b := s.props[tag]
	for at := 8; at+16 <= len(b) && len(ids) < maxTracks; at += 16 {
		ids = append(ids, string(b[at:at+16]))
	}
	return ids
}

func (s mxfSet) rate() (media.Rate, bool) {
	b := s.props[mxfEditRate]
	if len(b) != 8 || be.Uint32(b) == 0 || be.Uint32(b[4:]) == 0 {
		return media.Rate{}, false
	}
	return reduce(be.Uint32(b), be.Uint32(b[4:])), true
}

// isPicture tells by the label of the essence (RP 224: picture is 01.03.02.02.01).
func (s mxfSet) isPicture() bool {
	b := s.props[mxfDataKind]
	return len(b) == 16 && bytes.Equal(b[8:13], []byte{1, 3, 2, 2, 1})
}

// frames converts a number of frames to time.
func frames(n int64, rate media.Rate) time.Duration {
	if n <= 0 {
		return 0
	}
	if seconds := float64(n) / rate.Float(); seconds < 1e9 {
		return time.Duration(math.Round(seconds * float64(time.Second)))
	}
	return 0
}

// mxfTime reads a timestamp. Its zone is not in the file.
func mxfTime(b []byte) time.Time {
	if len(b) != 8 || be.Uint16(b) < 1000 {
		return time.Time{}
	}
	y, mo, d := int(be.Uint16(b)), int(b[2]), int(b[3])
	t := time.Date(y, time.Month(mo), d, int(b[4]), int(b[5]), int(b[6]), int(b[7])*4*int(time.Millisecond), time.UTC)
	if t.Year() != y || int(t.Month()) != mo || t.Day() != d {
		return time.Time{}
	}
	return t
}

func mxfText(b []byte) string {
	wide := make([]uint16, 0, len(b)/2)
	for i := 0; i+1 < len(b); i += 2 {
		wide = append(wide, be.Uint16(b[i:]))
	}
	return text([]byte(string(utf16.Decode(wide))))
}
