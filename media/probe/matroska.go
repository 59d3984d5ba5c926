package probe

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"time"

	"onset/media"
)

// Elements of Matroska (RFC 9559), of which WebM is a part.
const (
	idEBML       = 0x1a45dfa3
	idDocType    = 0x4282
	idSegment    = 0x18538067
	idSeekHead   = 0x114d9b74
	idSeek       = 0x4dbb
	idSeekID     = 0x53ab
	idSeekAt     = 0x53ac
	idInfo       = 0x1549a966
	idTickNanos  = 0x2ad7b1
	idDuration   = 0x4489
	idDate       = 0x4461
	idTracks     = 0x1654ae6b
	idTrack      = 0xae
	idTrackType  = 0x83
	idFrameNanos = 0x23e383
	idVideo      = 0xe0
	idWidth      = 0xb0
	idHeight     = 0xba
	idProjection = 0x7670
	idRoll       = 0x7675
	idTags       = 0x1254c367
	idTag        = 0x7373
	idSimpleTag  = 0x67c8
	idTagName    = 0x45a3
	idTagString  = 0x4487
	idCluster    = 0x1f43b675
	idTimestamp  = 0xe7
)

// matroska collects what the elements of a film say.
type matroska struct {
	c       *clip
	segment view
	seen    map[int64]bool // offsets of the elements read
	seek    []int64        // offsets named by the index at the front
	tick    uint64         // nanoseconds of one unit of time
	length  float64        // in ticks
	tagged  time.Duration  // the longest track by its tag
	cluster bool
	picture bool

	attached func(element) // takes the files attached, when they are asked for
}

// readMatroska reads what stands before the first cluster, and what the index
// there points at. Clusters are never walked.
func readMatroska(c *clip, v view) error {
	head, next, err := nextElement(v, 0)
	if err != nil {
		return err
	}
	c.is(media.KindVideo, "MKV", "video/x-matroska")
	if err := head.inside(func(e element) error {
		if e.id == idDocType && e.text() == "webm" {
			c.is(media.KindVideo, "WebM", "video/webm")
		}
		return nil
	}); err != nil {
		return err
	}
	segment, _, err := nextElement(v, next)
	if err != nil {
		return err
	}
	if segment.id != idSegment {
		return ErrDamaged
	}
	m := &matroska{c: c, segment: segment.body, seen: map[int64]bool{}, tick: 1e6}
	walk := m.walk()
	m.settle()
	switch {
	case walk != nil:
		return walk
	case !m.cluster, segment.size != unknownSize && segment.size > segment.body.size:
		return errBounds
	}
	return nil
}

// walk reads the front of the segment, then the elements the index names.
func (m *matroska) walk() error {
	err := eachElement(m.segment, func(e element) (bool, error) {
		m.cluster = e.id == idCluster
		return m.cluster, m.top(e)
	})
	if err != nil {
		return err
	}
	for i := 0; i < len(m.seek) && i < maxSeeks; i++ {
		if !m.segment.holds(m.seek[i], 2) {
			return errBounds
		}
		e, _, err := nextElement(m.segment, m.seek[i])
		if err != nil {
			return err
		}
		if e.size > e.body.size {
			return errBounds
		}
		if err := m.top(e); err != nil {
			return err
		}
	}
	return nil
}

// maxSeeks bounds the elements read by the index; an honest one names ten.
const maxSeeks = 64

func (m *matroska) top(e element) error {
	if m.seen[e.at] {
		return nil
	}
	m.seen[e.at] = true
	switch e.id {
	case idSeekHead:
		return e.inside(m.index)
	case idInfo:
		return e.inside(m.info)
	case idTracks:
		return e.inside(m.track)
	case idTags:
		return e.inside(m.tag)
	case idAttachments:
		if m.attached != nil {
			return e.inside(m.attachment)
		}
	}
	return nil
}

func (m *matroska) attachment(e element) error {
	if e.id != idAttachment {
		return nil
	}
	return e.inside(func(e element) error {
		if e.id == idFileData {
			m.attached(e)
		}
		return nil
	})
}

// index keeps where the elements are that this package reads.
func (m *matroska) index(seek element) error {
	if seek.id != idSeek {
		return nil
	}
	var id uint64
	at := int64(-1)
	err := seek.inside(func(e element) error {
		switch e.id {
		case idSeekID:
			id = e.uint()
		case idSeekAt:
			at = int64(e.uint() & math.MaxInt64)
		}
		return nil
	})
	switch id {
	case idSeekHead, idInfo, idTracks, idTags, idAttachments:
		if at >= 0 && len(m.seek) < maxSeeks {
			m.seek = append(m.seek, at)
		}
	}
	return err
}

// zeroDay is what dates count from.
var zeroDay = time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC)

// info reads length and date. The date should be UTC, but it is copied from
// files whose cameras wrote their wall clock, so the zone is unknown.
func (m *matroska) info(e element) error {
	switch e.id {
	case idTickNanos:
		m.tick = e.uint()
	case idDuration:
		m.length = e.float()
	case idDate:
		if n := int64(e.uint()); e.body.size == 8 && n > 0 {
			m.c.offer(rankContainer, media.Moment{Time: zeroDay.Add(time.Duration(n)), Source: "matroska"})
		}
	}
	return nil
}

// mkvTrack is what a track says of itself.
type mkvTrack struct {
	kind, frame uint64 // frame is the length of one, nanoseconds
	w, h        uint64
	roll        float64 // degrees against the clock
}

// track reads rate, size and turn of the first picture track.
func (m *matroska) track(e element) error {
	if e.id != idTrack {
		return nil
	}
	t := mkvTrack{}
	err := e.inside(t.field)
	if t.kind == 1 && !m.picture && t.w < maxPixels && t.h < maxPixels {
		m.picture = true
		f := &m.c.facts
		f.Width, f.Height, f.Rotation = int(t.w), int(t.h), quarter(-t.roll)
		f.FrameRate = rateOf(time.Duration(min(t.frame, math.MaxInt64)))
	}
	return err
}

func (t *mkvTrack) field(e element) error {
	switch e.id {
	case idTrackType:
		t.kind = e.uint()
	case idFrameNanos:
		t.frame = e.uint()
	case idVideo:
		return e.inside(t.video)
	}
	return nil
}

func (t *mkvTrack) video(e element) error {
	switch e.id {
	case idWidth:
		t.w = e.uint()
	case idHeight:
		t.h = e.uint()
	case idProjection:
		return e.inside(func(e element) error {
			if e.id == idRoll {
				t.roll = e.float()
			}
			return nil
		})
	}
	return nil
}

// quarter rounds an angle to quarter turns, clockwise.
func quarter(degrees float64) int {
	if !(math.Abs(degrees) <= 360) {
		return 0
	}
	return (int(math.Round(degrees/90))*90 + 360) % 360
}

func (m *matroska) tag(e element) error {
	if e.id != idTag {
		return nil
	}
	return e.inside(m.simple)
}

// simple reads a named value; they may be nested, which says nothing here.
func (m *matroska) simple(e element) error {
	if e.id != idSimpleTag {
		return nil
	}
	var name, value string
	err := e.inside(func(e element) error {
		switch e.id {
		case idTagName:
			name = e.text()
		case idTagString:
			value = e.text()
		}
		return nil
	})
	m.named(strings.ToLower(name), value)
	return err
}

// named takes a value by the names of Matroska, and by those of QuickTime that
// programs copy into it.
func (m *matroska) named(name, value string) {
	f := &m.c.facts
	switch name {
	case "timecode":
		m.c.smpte(value)
	case "duration":
		m.tagged = max(m.tagged, clockTime(value))
	case "date_recorded", "creation_time":
		m.c.isoTime(rankCamera, value, "matroska")
	case "location":
		m.c.iso6709(value)
	case "reel_name", "reel":
		set(&f.Reel, value)
	case "make", "model":
		m.c.quickTime(name, value)
	case "rotate":
		if n, err := strconv.ParseFloat(value, 64); err == nil {
			f.Rotation = quarter(n)
		}
	default:
		for _, key := range []string{"creationdate", "location.ISO6709", "make", "model", "camera.lens_model"} {
			if name == appleKey+strings.ToLower(key) {
				m.c.quickTime(key, value)
			}
		}
	}
}

// clockTime reads "00:00:04.023000000", 0 when it is none.
func clockTime(s string) time.Duration {
	d, err := media.ParsePosition(s, "", media.Rate{})
	if err != nil || strings.Count(s, ":") != 2 || d < 0 || d > maxDuration {
		return 0
	}
	return d
}

// settle prefers the film's own length, then that of its longest track. What
// was streamed has neither, and ends at its last cluster or later.
func (m *matroska) settle() {
	f := &m.c.facts
	if !m.picture {
		m.c.warn(WarnNoPicture)
	}
	if d := m.length * float64(m.tick); d > 0 && d < float64(maxDuration) {
		f.Duration = time.Duration(math.Round(d))
	} else if f.Duration = m.tagged; f.Duration == 0 {
		f.Duration = m.lastCluster()
		m.c.warn(WarnDuration)
	}
}

// lastWindow is where the beginning of the last cluster is looked for: some
// seconds of film.
const lastWindow = 1 << 20

// lastCluster finds the last cluster near the end and returns when it begins.
func (m *matroska) lastCluster() time.Duration {
	n := min(m.segment.size, lastWindow)
	v := m.segment.from(m.segment.size - n)
	b, err := v.at(0, n)
	if err != nil {
		return 0
	}
	at := bytes.LastIndex(b, be.AppendUint32(nil, idCluster))
	if at < 0 {
		return 0
	}
	e, _, err := nextElement(v, int64(at))
	if err != nil {
		return 0
	}
	var begin float64
	_ = eachElement(e.body, func(e element) (bool, error) {
		begin = float64(e.uint())
		return e.id == idTimestamp, nil
	})
	if d := begin * float64(m.tick); d < float64(maxDuration) {
		return time.Duration(d)
	}
	return 0
}
