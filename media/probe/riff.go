package probe

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"onset/media"
)

// RIFF (Microsoft and IBM, 1991): chunks of a four-letter kind, a length and
// as many bytes, padded to an even number. AVI, WAV and WebP are forms of it.

var le = binary.LittleEndian

const (
	// maxParts bounds the chunks of one level; a film is a few of them.
	maxParts = 1 << 12
	// openEnded is the length that recorders write who do not know it yet.
	openEnded = 0xffffffff
)

// part is one chunk.
type part struct {
	kind string
	size int64 // as the chunk claims
	body view  // as much of it as is there
}

func isRIFF(head []byte) bool {
	return len(head) >= 12 && slices.Contains([]string{"RIFF", "RF64", "BW64"}, string(head[:4]))
}

// readRIFF chooses the reader by the form of the file.
func readRIFF(c *clip, v view) error {
	head, err := v.at(0, 12)
	if err != nil {
		return err
	}
	switch string(head[8:]) {
	case "AVI ":
		return readAVI(c, v)
	case "WAVE":
		return readWave(c, v)
	case "WEBP":
		return readWebP(c, v)
	}
	return ErrForeign
}

// eachPart calls fn for every chunk of v. One that runs past the end is handed
// over as far as it goes, then errBounds is returned.
func eachPart(v view, fn func(part) error) error {
	var off int64
	for range maxParts {
		if v.size-off < 8 {
			return nil
		}
		h, err := v.at(off, 8)
		if err != nil {
			return err
		}
		p := part{kind: string(h[:4]), size: int64(le.Uint32(h[4:])), body: v.sub(off+8, int64(le.Uint32(h[4:])))}
		if err := fn(p); err != nil {
			return err
		}
		if off += 8 + p.size; off > v.size {
			return errBounds
		}
		off += p.size & 1
	}
	return errGreedy
}

// list returns the kind of a LIST chunk and what is in it.
func (p part) list() (kind string, body view) {
	if p.kind != "LIST" && p.kind != "RIFF" {
		return "", view{}
	}
	h, err := p.body.at(0, 4)
	if err != nil {
		return "", view{}
	}
	return string(h), p.body.from(4)
}

// short reads a chunk of text.
func (p part) short() (string, error) {
	b, err := p.body.at(0, min(p.body.size, maxText))
	return text(b), err
}

// riffInfo reads the INFO and the exif list (EXIF 2.32, "WAV"), which
// both say who made the file and when.
func (c *clip) riffInfo(v view) error {
	return eachPart(v, func(p part) error {
		s, err := p.short()
		if err != nil {
			return err
		}
		switch p.kind {
		case "ICRD", "IDIT":
			c.riffTime(rankCamera, s)
		case "ISMP":
			c.smpte(s)
		case "ecor":
			set(&c.facts.Make, s)
		case "emdl":
			set(&c.facts.Model, s)
		}
		return nil
	})
}

// smpte takes a timecode that is written out.
func (c *clip) smpte(s string) {
	if !isTimecode(s) {
		c.warn(WarnTimecode)
		return
	}
	set(&c.facts.Timecode, s)
}

// isTimecode tells "10:02:03:04", with a semicolon before the frames when
// numbers are dropped.
func isTimecode(s string) bool {
	if len(s) != 11 || s[2] != ':' || s[5] != ':' || s[8] != ':' && s[8] != ';' {
		return false
	}
	h, errH := strconv.ParseUint(s[:2], 10, 8)
	m, errM := strconv.ParseUint(s[3:5], 10, 8)
	sec, errS := strconv.ParseUint(s[6:8], 10, 8)
	_, errF := strconv.ParseUint(s[9:], 10, 8)
	return errors.Join(errH, errM, errS, errF) == nil && h < 24 && m < 60 && sec < 60
}

// riffLayouts are the dates that cameras write into AVI; the first is C's.
var riffLayouts = []string{
	"Mon Jan 2 15:04:05 2006", "2006:01:02 15:04:05", "2006-01-02 15:04:05", "2006/01/02 15:04:05",
	"2006/1/2 15:04", "2006/1/2 3:04PM", "2006/1/2/15:04", "2006-01-02T15:04:05",
}

// riffTime offers a time. A bare date says too little, and so does one that a
// camera left at zero.
func (c *clip) riffTime(rank int, s string) {
	s = strings.Join(strings.Fields(strings.ReplaceAll(s, "/ ", "/")), " ")
	if len(s) <= dateOnly || unset(s) {
		return
	}
	for _, layout := range riffLayouts {
		if t, err := time.Parse(layout, s); err == nil && t.Year() >= 1000 {
			c.offer(rank, media.Moment{Time: t, Source: "riff"})
			return
		}
	}
	m, ok := parseISO(s)
	if !ok {
		c.warn(WarnTime)
		return
	}
	m.Source = "riff"
	c.offer(rank, m)
}

// readWebP reads the picture's size, EXIF and XMP (WebP container, RFC 9649).
func readWebP(c *clip, v view) error {
	c.is(media.KindPhoto, "WebP", "image/webp")
	whole, err := v.u32(4, le)
	if err != nil {
		return err
	}
	walk := eachPart(v.sub(12, int64(whole)-4), c.webpPart)
	if walk == nil && (!v.holds(8, int64(whole)) || c.facts.Width == 0) {
		return errBounds
	}
	return walk
}

func (c *clip) webpPart(p part) error {
	switch p.kind {
	case "VP8X", "VP8 ", "VP8L":
		b, err := p.body.at(0, min(p.body.size, 10))
		if err != nil {
			return err
		}
		c.exifSize(webpSize(p.kind, b))
	case "EXIF":
		// Some writers keep the mark that JPEG has before the block.
		if head, err := p.body.at(0, min(p.body.size, 6)); err == nil && bytes.HasPrefix(head, headExif) {
			p.body = p.body.from(6)
		}
		_, _, err := readExif(c, p.body)
		return c.soften(err, WarnExif)
	case "XMP ":
		return c.soften(c.xmp(p.body), WarnXMP)
	}
	return nil
}

// webpSize reads the size of the whole (VP8X), or of a lossy or lossless
// picture that is the whole.
func webpSize(kind string, b []byte) (w, h int) {
	if kind == "VP8L" && len(b) >= 5 && b[0] == 0x2f {
		n := le.Uint32(b[1:])
		return int(n&0x3fff) + 1, int(n>>14&0x3fff) + 1
	}
	if len(b) < 10 {
		return 0, 0
	}
	switch {
	case kind == "VP8X":
		return int(le.Uint32(b[4:])&0xffffff) + 1, int(le.Uint32(b[6:])>>8) + 1
	case kind == "VP8 " && bytes.Equal(b[3:6], []byte{0x9d, 0x01, 0x2a}):
		return int(le.Uint16(b[6:]) & 0x3fff), int(le.Uint16(b[8:]) & 0x3fff)
	}
	return 0, 0
}
