package probe

import (
	"bytes"

	"onset/media"
)

// MPEG-2 transport streams (ISO 13818-1): packets of 188 bytes, in AVCHD with
// four bytes of arrival time before each. Nothing in them says how long they
// are, so the first and the last picture times are read.

const (
	tsPacket   = 188
	m2tsPacket = 192
	tsSync     = 0x47
	// tsWindow is how much is read at each end: some frames of any rate used.
	tsWindow = 2 << 20
	// tsTicks are the units of picture times in a second; they wrap at 33 bits.
	tsTicks = 90000
	tsWrap  = 1 << 33
	// maxElementary bounds the picture data that is looked at for headers.
	maxElementary = 64 << 10
	maxPrograms   = 64
)

// Kinds of stream in a program's map.
const (
	tsMPEG1 = 0x01
	tsMPEG2 = 0x02
	tsH264  = 0x1b
	tsHEVC  = 0x24
)

// transport collects what the packets say.
type transport struct {
	c       *clip
	stride  int64 // bytes from packet to packet
	lead    int64 // bytes before each
	maps    map[uint16]bool
	video   uint16 // its packet id, 0 when not known yet
	codec   byte
	first   uint64 // earliest picture time
	last    uint64 // latest, of the end
	times   int
	picture []byte // the beginning of the picture data
}

// tsShape tells a transport stream by five packets in a row, or as many as
// there are.
func tsShape(v view) (stride, lead int64, ok bool) {
	for _, s := range [][2]int64{{tsPacket, 0}, {m2tsPacket, 4}} {
		n := min((v.size-s[1])/s[0], 5)
		ok = n >= 2
		for i := range n {
			if b, err := v.at(s[1]+i*s[0], 1); err != nil || b[0] != tsSync {
				ok = false
			}
		}
		if ok {
			return s[0], s[1], true
		}
	}
	return 0, 0, false
}

// readTS reads the tables, the first pictures' headers and the time of the
// last picture.
func readTS(c *clip, v view) error {
	t := &transport{c: c, maps: map[uint16]bool{}}
	t.stride, t.lead, _ = tsShape(v)
	c.is(media.KindVideo, "TS", "video/mp2t")
	if t.lead > 0 {
		c.is(media.KindVideo, "MTS", "video/mp2t")
	}
	if err := t.packets(v, 0, tsWindow, t.head); err != nil {
		return err
	}
	if t.video == 0 {
		c.warn(WarnNoPicture)
		c.warn(WarnDuration)
		return nil
	}
	t.describe()
	if err := t.end(v); err != nil {
		return err
	}
	t.duration()
	return nil
}

// packets calls fn for each packet from one on until fn says stop. What lost
// its place in the stream is skipped packet by packet.
func (t *transport) packets(v view, from, limit int64, fn func(p []byte) (stop bool)) error {
	const run = 256
	for off, end := from, min(v.size, from+limit); end-off >= t.stride; {
		n := min(run, (end-off)/t.stride)
		b, err := v.at(off, n*t.stride)
		if err != nil {
			return err
		}
		for i := range n {
			p := b[i*t.stride+t.lead:][:tsPacket]
			if p[0] == tsSync && fn(p) {
				return nil
			}
		}
		off += n * t.stride
	}
	return nil
}

// payload returns the packet's stream, whether something begins in it, and
// what it carries.
func payload(p []byte) (pid uint16, begins bool, body []byte) {
	pid = be.Uint16(p[1:]) & 0x1fff
	at := 4
	if p[3]&0x20 != 0 {
		at += 1 + int(p[4])
	}
	if p[3]&0x10 == 0 || at >= len(p) {
		return pid, false, nil
	}
	return pid, p[1]&0x40 != 0, p[at:]
}

// head reads tables and the first pictures.
func (t *transport) head(p []byte) (stop bool) {
	pid, begins, body := payload(p)
	switch {
	case begins && pid == 0:
		t.programs(section(body, 0x00))
	case begins && t.maps[pid]:
		t.streams(section(body, 0x02))
	case pid == t.video && pid != 0:
		if begins {
			var when uint64
			var ok bool
			when, body, ok = pes(body)
			t.see(when, ok)
		}
		if t.times > 0 && len(t.picture) < maxElementary {
			t.picture = append(t.picture, body...)
		}
		return t.times >= 4 && len(t.picture) >= maxElementary || t.times >= 16
	}
	return false
}

// see notes a picture time of the beginning. Pictures are stored in another
// order than they are shown, so the earliest of a few counts.
func (t *transport) see(when uint64, ok bool) {
	if !ok {
		return
	}
	if t.times == 0 || (t.first-when)%tsWrap < tsWrap/2 {
		t.first = when
	}
	t.times++
}

// section returns the body of a table that fits into one packet, nil when it
// is not of the kind.
func section(b []byte, kind byte) []byte {
	if len(b) < 1 || int(b[0])+9 > len(b) {
		return nil
	}
	b = b[1+int(b[0]):]
	size := int(be.Uint16(b[1:]) & 0xfff)
	if b[0] != kind || size < 9 {
		return nil
	}
	return b[8:min(3+size-4, len(b))]
}

func (t *transport) programs(b []byte) {
	for ; len(b) >= 4; b = b[4:] {
		if be.Uint16(b) != 0 && len(t.maps) < maxPrograms {
			t.maps[be.Uint16(b[2:])&0x1fff] = true
		}
	}
}

// streams takes the first picture stream of a program.
func (t *transport) streams(b []byte) {
	if len(b) < 4 || t.video != 0 {
		return
	}
	for b = b[min(4+int(be.Uint16(b[2:])&0xfff), len(b)):]; len(b) >= 5; b = b[min(5+int(be.Uint16(b[3:])&0xfff), len(b)):] {
		switch b[0] {
		case tsMPEG1, tsMPEG2, tsH264, tsHEVC:
			t.codec, t.video = b[0], be.Uint16(b[1:])&0x1fff
			return
		}
	}
}

// pes reads the header of a picture's packet: when it is shown, and its data.
func pes(b []byte) (when uint64, data []byte, ok bool) {
	if len(b) < 9 || !bytes.HasPrefix(b, []byte{0, 0, 1}) {
		return 0, nil, false
	}
	data = b[min(9+int(b[8]), len(b)):]
	if b[7]&0x80 == 0 || len(b) < 14 {
		return 0, data, false
	}
	when = uint64(b[9]>>1&7)<<30 | uint64(be.Uint16(b[10:])>>1)<<15 | uint64(be.Uint16(b[12:])>>1)
	return when, data, true
}

// end finds the latest picture time in the last packets, in a small window
// first.
func (t *transport) end(v view) error {
	whole := v.size / t.stride * t.stride
	for _, window := range []int64{tsWindow / 8, tsWindow} {
		found := false
		from := max(whole-window/t.stride*t.stride, 0)
		err := t.packets(v, from, whole-from, func(p []byte) bool {
			pid, begins, body := payload(p)
			if pid != t.video || !begins {
				return false
			}
			if when, _, ok := pes(body); ok && (!found || (when-t.last)%tsWrap < tsWrap/2) {
				t.last, found = when, true
			}
			return false
		})
		if err != nil || found {
			return err
		}
	}
	return nil
}

// duration counts from the first to the last picture, and the last one's own
// time.
func (t *transport) duration() {
	if t.times == 0 {
		t.c.warn(WarnDuration)
		return
	}
	ticks := (t.last - t.first) % tsWrap
	d := span(ticks, tsTicks)
	if rate := t.c.facts.FrameRate; rate.Num > 0 {
		d += frames(1, rate)
	}
	if ticks > tsWrap/2 || d == 0 {
		t.c.warn(WarnDuration)
		return
	}
	t.c.facts.Duration = d
}

// describe reads the headers of the first pictures.
func (t *transport) describe() {
	switch t.codec {
	case tsH264:
		t.c.h264(t.picture)
	case tsMPEG1, tsMPEG2:
		t.c.mpeg2(t.picture)
	}
}

// mpeg2Rates are the rates that a sequence header names by number.
var mpeg2Rates = []media.Rate{
	{},
	{Num: 24000, Den: 1001},
	{Num: 24, Den: 1},
	{Num: 25, Den: 1},
	{Num: 30000, Den: 1001},
	{Num: 30, Den: 1},
	{Num: 50, Den: 1},
	{Num: 60000, Den: 1001},
	{Num: 60, Den: 1},
}

// mpeg2 reads the sequence header (ISO 13818-2, 6.2.2.1).
func (c *clip) mpeg2(b []byte) {
	at := bytes.Index(b, []byte{0, 0, 1, 0xb3})
	if at < 0 || len(b) < at+8 {
		return
	}
	b = b[at+4:]
	size := be.Uint32(b)
	c.facts.Width, c.facts.Height = int(size>>20), int(size>>8&0xfff)
	if code := int(size & 0xf); code < len(mpeg2Rates) {
		c.facts.FrameRate = mpeg2Rates[code]
	}
}
