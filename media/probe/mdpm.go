package probe

import (
	"bytes"
	"fmt"
	"time"

	"onset/media"
)

// mdpmMark begins the pack of an AVCHD camera beside its pictures: the
// identifier of the message, then its name.
const mdpmMark = "\x17\xee\x8c\x60\xf8\x4d\x11\xd9\x8c\xd6\x08\x00\x20\x0c\x9a\x66MDPM"

// Tags of the pack, four bytes each.
const (
	mdpmTimecode = 0x13
	mdpmDate     = 0x18 // zone, then century, year and month
	mdpmClock    = 0x19 // day, hour, minute, second
	mdpmLatRef   = 0xb1
	mdpmLat      = 0xb2 // degrees, minutes, seconds in three tags
	mdpmLonRef   = 0xb5
	mdpmLon      = 0xb6
	mdpmMaker    = 0xe0
	mdpmModel    = 0xe4 // in three tags
)

// mdpmMakers are the numbers of those who make such cameras.
var mdpmMakers = map[uint16]string{0x0103: "Panasonic", 0x0108: "Sony", 0x1011: "Canon", 0x1104: "JVC"}

// mdpm reads the pack of the first picture. Its numbers are decimal digits.
func (c *clip) mdpm(b []byte) {
	rest, ok := bytes.CutPrefix(b, []byte(mdpmMark))
	if !ok || len(rest) < 1 {
		return
	}
	tags := map[byte][]byte{}
	count := int(rest[0])
	for rest = rest[1:]; count > 0 && len(rest) >= 5; count-- {
		tags[rest[0]] = rest[1:5]
		rest = rest[5:]
	}
	set(&c.facts.Make, mdpmMakers[be.Uint16(tagged(tags, mdpmMaker))])
	if tags[mdpmModel] != nil {
		set(&c.facts.Model, text(bytes.Join([][]byte{tagged(tags, mdpmModel), tagged(tags, mdpmModel+1), tagged(tags, mdpmModel+2)}, nil)))
	}
	c.mdpmTime(tags)
	c.mdpmPlace(tags)
	if code := tags[mdpmTimecode]; code != nil {
		c.packedTimecode(code, 1)
	}
}

// tagged returns a tag's value, zero when it is absent.
func tagged(tags map[byte][]byte, tag byte) []byte {
	if b := tags[tag]; b != nil {
		return b
	}
	return make([]byte, 4)
}

// mdpmTime reads the camera's clock. The byte of the zone is all ones where
// the camera has none set, and zero where it may have none. In summer time
// makers do not agree on whether the hour is counted in, so the zone is
// unknown then.
func (c *clip) mdpmTime(tags map[byte][]byte) {
	date, clock := tags[mdpmDate], tags[mdpmClock]
	if date == nil || clock == nil {
		return
	}
	n := [7]int{}
	for i, x := range [7]byte{date[1], date[2], date[3], clock[0], clock[1], clock[2], clock[3]} {
		if x>>4 > 9 || x&15 > 9 {
			c.warn(WarnTime)
			return
		}
		n[i] = int(x>>4)*10 + int(x&15)
	}
	t, err := time.Parse("20060102150405", fmt.Sprintf("%02d%02d%02d%02d%02d%02d%02d", n[0], n[1], n[2], n[3], n[4], n[5], n[6]))
	if err != nil || t.Year() < 1990 {
		c.warn(WarnTime)
		return
	}
	m := media.Moment{Time: t, Source: "mdpm"}
	if zone := date[0]; zone != 0xff && zone&0x3f != 0 && zone&0x40 == 0 {
		offset := int(zone>>1&15)*3600 + int(zone&1)*1800
		if zone&0x20 != 0 {
			offset = -offset
		}
		m = zoned(m, offset)
	}
	c.offer(rankOriginal, m)
}

func (c *clip) mdpmPlace(tags map[byte][]byte) {
	if tags[mdpmLat] == nil || tags[mdpmLon] == nil {
		return
	}
	lat, okLat := mdpmDegrees(tags, mdpmLat, tagged(tags, mdpmLatRef)[0], 'N', 'S')
	lon, okLon := mdpmDegrees(tags, mdpmLon, tagged(tags, mdpmLonRef)[0], 'E', 'W')
	if !okLat || !okLon {
		c.warn(WarnLocation)
		return
	}
	c.place(lat, lon)
}

// mdpmDegrees reads three fractions of 16 bits each.
func mdpmDegrees(tags map[byte][]byte, from, ref, positive, negative byte) (degrees float64, ok bool) {
	unit := 1.0
	for i := range byte(3) {
		b := tagged(tags, from+i)
		num, den := be.Uint16(b), be.Uint16(b[2:])
		if den == 0 && (i == 0 || num != 0) {
			return 0, false
		}
		if den != 0 {
			degrees += float64(num) / float64(den) / unit
		}
		unit *= 60
	}
	if ref == negative {
		degrees = -degrees
	}
	return degrees, ref == positive || ref == negative
}

// packedTimecode reads frames, seconds, minutes and hours in decimal digits,
// with the mark of dropped numbers (SMPTE ST 12-1). Each number of a frame
// stands for step frames.
func (c *clip) packedTimecode(b []byte, step int) {
	digits := func(x, mask byte) int { return int(x&mask>>4)*10 + int(x&15) }
	mark := byte(':')
	if b[0]&0x40 != 0 {
		mark = ';'
	}
	frame := digits(b[0], 0x3f) * step
	s := fmt.Sprintf("%02d:%02d:%02d%c%02d", digits(b[3], 0x3f), digits(b[2], 0x7f), digits(b[1], 0x7f), mark, frame)
	for _, x := range b {
		if x&15 > 9 {
			c.warn(WarnTimecode)
			return
		}
	}
	if isTimecode(s) {
		set(&c.facts.Timecode, s)
	} else {
		c.warn(WarnTimecode)
	}
}
