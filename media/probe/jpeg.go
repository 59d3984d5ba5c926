package probe

import (
	"bytes"
	"encoding/binary"
	"errors"

	"onset/media"
)

var (
	headExif = []byte("Exif\x00")
	headXMP  = []byte("http://ns.adobe.com/xap/1.0/\x00")
)

const maxSegments = 4096

// segment is one marker of a JPEG stream and what follows it.
type segment struct {
	marker byte
	body   view
	end    int64
}

// readJPEG reads the segments before the picture data, then makes sure that
// the data ends.
func readJPEG(c *clip, v view) error {
	c.is(media.KindPhoto, "JPEG", "image/jpeg")
	framed := false
	scan, err := eachSegment(v, func(s segment) error {
		framed = framed || isFrame(s.marker)
		return c.jpegSegment(s)
	})
	if err != nil {
		return err
	}
	if !framed {
		return ErrDamaged
	}
	return findEnd(v, scan)
}

func (c *clip) jpegSegment(s segment) error {
	switch {
	case s.marker == 0xe1:
		return c.app1(s.body)
	case isFrame(s.marker):
		b, err := s.body.at(0, 5)
		if err != nil {
			return err
		}
		c.facts.Height, c.facts.Width = int(binary.BigEndian.Uint16(b[1:])), int(binary.BigEndian.Uint16(b[3:]))
	}
	return nil
}

// isFrame tells a start-of-frame marker from the tables between them.
func isFrame(m byte) bool {
	return m >= 0xc0 && m <= 0xcf && m != 0xc4 && m != 0xc8 && m != 0xcc
}

// app1 reads EXIF or XMP. Faults in either are warnings: the picture is fine.
func (c *clip) app1(body view) error {
	head, err := body.at(0, min(body.size, int64(len(headXMP))))
	if err != nil {
		return err
	}
	switch {
	case bytes.HasPrefix(head, headExif):
		_, _, err = readExif(c, body.from(6))
		return c.soften(err, WarnExif)
	case bytes.Equal(head, headXMP):
		return c.soften(c.xmp(body.from(int64(len(headXMP)))), WarnXMP)
	}
	return nil
}

// soften turns damage inside a metadata block into a warning. Errors of the
// file or the context stay errors.
func (c *clip) soften(err error, code string) error {
	if errors.Is(err, ErrDamaged) || errors.Is(err, ErrForeign) {
		c.warn(code)
		return nil
	}
	return err
}

// eachSegment calls fn for every segment up to and including start of scan and
// returns where the picture data begins.
func eachSegment(v view, fn func(segment) error) (int64, error) {
	off := int64(2)
	for range maxSegments {
		s, err := nextSegment(v, off)
		if err != nil {
			return 0, err
		}
		if err := fn(s); err != nil {
			return 0, err
		}
		if off = s.end; s.marker == 0xda {
			return off, nil
		}
	}
	return 0, errGreedy
}

// nextSegment reads the marker at off, past fill bytes and a little garbage,
// which some editors leave between segments.
func nextSegment(v view, off int64) (segment, error) {
	for range maxSegments {
		b, err := v.at(off, 2)
		if err != nil {
			return segment{}, err
		}
		switch m := b[1]; {
		case b[0] != 0xff, m == 0xff, m == 0x00:
			off++
		case m == 0xd9:
			return segment{}, ErrDamaged
		case m >= 0xd0 && m <= 0xd8, m == 0x01:
			off += 2
		default:
			n, err := v.u16(off+2, binary.BigEndian)
			if err != nil || n < 2 {
				return segment{}, errBounds
			}
			return segment{marker: m, body: v.sub(off+4, int64(n)-2), end: off + 2 + int64(n)}, nil
		}
	}
	return segment{}, ErrDamaged
}

const tailWindow = 64 << 10

// findEnd looks for the end-of-image marker behind the scan: first in the last
// bytes, where it nearly always is, then from the front, since makers append
// films and previews. The marker cannot occur inside picture data.
func findEnd(v view, scan int64) error {
	if scan > v.size {
		return errBounds
	}
	eoi := []byte{0xff, 0xd9}
	for _, n := range []int64{2, tailWindow} {
		n = min(n, v.size-scan)
		b, err := v.at(v.size-n, n)
		if err != nil {
			return err
		}
		if bytes.Contains(b, eoi) {
			return nil
		}
	}
	for off := scan; off < v.size-1; off += tailWindow - 1 {
		b, err := v.at(off, min(tailWindow, v.size-off))
		if err != nil {
			return err
		}
		if bytes.Contains(b, eoi) {
			return nil
		}
	}
	return ErrDamaged
}
