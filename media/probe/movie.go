package probe

import (
	"cmp"
	"errors"
	"math"
	"time"

	"onset/media"
)

// movie collects what the boxes of a film say before it is weighed.
type movie struct {
	c        *clip
	found    bool // a moov box was there
	data     bool // a mdat box was there
	scale    uint32
	length   uint64 // in scale
	extended uint64 // mehd, in scale
	tracks   []*track
	extends  map[uint32]uint32 // track id → default sample duration
	broken   bool              // fragments are there, so lengths must be summed
	meta     []box
	udta     []box
	packets  []view
}

// xmpUUID marks a top-level uuid box with an XMP packet (XMP part 3).
const xmpUUID = "\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac"

// readMovie walks the top level of an MP4 or QuickTime file.
func readMovie(c *clip, v view) error {
	m := &movie{c: c, extends: map[uint32]uint32{}}
	tail, walk := topBoxes(v, func(b box) error { return m.top(v, b) })
	if walk != nil && !errors.Is(walk, ErrDamaged) {
		return walk
	}
	if !m.found {
		return ErrDamaged
	}
	if err := m.settle(v); err != nil || walk != nil {
		return cmp.Or(err, walk)
	}
	if !m.data {
		return errBounds
	}
	if tail {
		m.c.warn(WarnTail)
	}
	return nil
}

func (m *movie) top(file view, b box) error {
	switch b.kind {
	case "moov":
		m.found = true
		return eachBox(b.body, m.moov)
	case "moof":
		m.broken = true
		return eachBox(b.body, func(t box) error { return m.fragment(file, b.at, t) })
	case "mdat":
		m.data = true
	case "meta":
		m.meta = append(m.meta, b)
	case "uuid":
		if id, err := b.body.at(0, 16); err == nil && string(id) == xmpUUID {
			m.packets = append(m.packets, b.body.from(16))
		}
	}
	return nil
}

func (m *movie) moov(b box) error {
	switch b.kind {
	case "mvhd":
		return m.header(b)
	case "trak":
		return m.track(b)
	case "mvex":
		return eachBox(b.body, m.extend)
	case "meta":
		m.meta = append(m.meta, b)
	case "udta":
		m.udta = append(m.udta, b)
	}
	return nil
}

// stamps reads creation, scale and length of mvhd and mdhd, which are laid
// out alike in versions 0 and 1.
func stamps(b box) (created uint64, scale uint32, length uint64, err error) {
	version, h, err := b.full(16)
	if err != nil {
		return 0, 0, 0, err
	}
	if version != 1 {
		length = uint64(be.Uint32(h[12:]))
		if length == math.MaxUint32 {
			length = 0
		}
		return uint64(be.Uint32(h)), be.Uint32(h[8:]), length, nil
	}
	if _, h, err = b.full(28); err != nil {
		return 0, 0, 0, err
	}
	if length = be.Uint64(h[20:]); length == math.MaxUint64 {
		length = 0
	}
	return be.Uint64(h), be.Uint32(h[16:]), length, nil
}

// header reads mvhd. Its time should be UTC, but many cameras write their
// wall clock, so the zone is unknown.
func (m *movie) header(b box) error {
	created, scale, length, err := stamps(b)
	if err != nil {
		return err
	}
	m.scale, m.length = scale, length
	if t := macTime(created); !t.IsZero() {
		m.c.offer(rankContainer, media.Moment{Time: t, Source: "mvhd"})
	}
	return nil
}

// macTime converts seconds since 1904. Values that would lie before 1970 are
// from cameras that count from 1970. Zero is no time.
func macTime(s uint64) time.Time {
	const epoch = 2082844800
	if s == 0 || s > epoch+1<<33 {
		return time.Time{}
	}
	if s >= epoch {
		s -= epoch
	}
	return time.Unix(int64(s), 0).UTC()
}

func (m *movie) extend(b box) error {
	switch b.kind {
	case "mehd":
		version, h, err := b.full(4)
		if err != nil {
			return err
		}
		m.extended = uint64(be.Uint32(h))
		if version == 1 {
			if _, h, err = b.full(8); err != nil {
				return err
			}
			m.extended = be.Uint64(h)
		}
	case "trex":
		_, h, err := b.full(12)
		if err != nil {
			return err
		}
		if m.broken = true; len(m.extends) < maxTracks {
			m.extends[be.Uint32(h)] = be.Uint32(h[8:])
		}
	}
	return nil
}

// settle weighs what was found and fills the facts.
func (m *movie) settle(file view) error {
	for _, b := range m.meta {
		if err := m.c.soften(m.c.metaBox(b.body), WarnXMP); err != nil {
			return err
		}
	}
	for _, b := range m.udta {
		if err := m.c.soften(m.userData(b.body), WarnXMP); err != nil {
			return err
		}
	}
	for _, p := range m.packets {
		if err := m.c.soften(m.c.xmp(p), WarnXMP); err != nil {
			return err
		}
	}
	m.picture()
	m.duration()
	if err := m.c.soften(m.positions(file), WarnLocation); err != nil {
		return err
	}
	return m.timecode(file)
}

// picture takes size, rotation and rate from the first picture track.
func (m *movie) picture() {
	t := m.first("vide")
	if t == nil {
		if m.c.facts.Kind == media.KindVideo {
			m.c.warn(WarnNoPicture)
		}
		return
	}
	f := &m.c.facts
	f.Width, f.Height, f.Rotation = t.width, t.height, t.rotation
	if usual := t.usual(); usual > 0 && t.scale > 0 {
		f.FrameRate = reduce(t.scale, usual)
	}
}

func (m *movie) first(handler string) *track {
	for _, t := range m.tracks {
		if t.handler == handler {
			return t
		}
	}
	return nil
}

// duration prefers the film's own figure; a fragmented film often has none,
// then the longest track counts.
func (m *movie) duration() {
	d := span(max(m.length, m.extended), m.scale)
	if m.broken && m.extended == 0 {
		for _, t := range m.tracks {
			d = max(d, span(t.length+t.fragments, t.scale))
		}
	}
	if d == 0 {
		m.c.warn(WarnDuration)
	}
	m.c.facts.Duration = d
}

// span converts ticks to time, 0 when that is impossible.
func span(ticks uint64, scale uint32) time.Duration {
	if scale == 0 {
		return 0
	}
	seconds := float64(ticks) / float64(scale)
	if seconds > 1e9 {
		return 0
	}
	return time.Duration(math.Round(seconds * float64(time.Second)))
}

func reduce(num, den uint32) media.Rate {
	a, b := num, den
	for b != 0 {
		a, b = b, a%b
	}
	return media.Rate{Num: num / a, Den: den / a}
}
