package xmp

import (
	"bytes"
	"slices"
)

// What comes before metadata in an APP1 segment (XMP specification part 3, 1.1.3).
var (
	headExif     = []byte("Exif\x00")
	headMain     = []byte("http://ns.adobe.com/xap/1.0/\x00")
	headExtended = []byte("http://ns.adobe.com/xmp/extension/\x00")
	headMPF      = []byte("MPF\x00")
)

const (
	maxSegments = 1 << 14
	// maxMain is the longest packet of one segment by the specification.
	maxMain = 65502
)

func isJPEG(head []byte) bool { return bytes.HasPrefix(head, []byte{0xff, 0xd8, 0xff}) }

// segment is a marker with what belongs to it.
type segment struct {
	marker byte
	from   int64 // behind the segment before
	body   int64
	end    int64
}

func (g segment) is(s *source, marker byte, head []byte) bool {
	if g.marker != marker || g.end-g.body < int64(len(head)) {
		return false
	}
	b, err := s.at(g.body, int64(len(head)))
	return err == nil && bytes.Equal(b, head)
}

// jpegFile is the part of a JPEG before the picture.
type jpegFile struct {
	*source
	segments []segment
	scan     int64 // where the rest begins, which is copied as it is
	main     int   // the segment of the packet, -1 when there is none
	extended []int // the segments of its extension, when that is sound
}

func openJPEG(s *source) (layout, error) {
	j := &jpegFile{source: s, main: -1}
	if err := j.walk(); err != nil {
		return layout{}, err
	}
	packet, err := j.read()
	if err != nil {
		return layout{}, err
	}
	return layout{packet: packet, rewrite: j.rewrite}, nil
}

// walk reads the segments up to the start of the scan.
func (j *jpegFile) walk() error {
	for at := int64(2); ; {
		g, err := j.next(at)
		if err != nil {
			return err
		}
		if g.marker == 0xda {
			j.scan = at
			return nil
		}
		if len(j.segments) == maxSegments {
			return ErrTooLarge
		}
		j.segments, at = append(j.segments, g), g.end
	}
}

// next reads the marker at or behind at.
func (j *jpegFile) next(at int64) (segment, error) {
	for from := at; at < from+maxSegments; at++ {
		b, err := j.at(at, 2)
		if err != nil {
			return segment{}, err
		}
		switch m := b[1]; {
		case b[0] != 0xff, m == 0xff, m == 0: // some editors leave garbage here
		case m == 0xd9:
			return segment{}, ErrDamaged
		case m == 0x01 || m >= 0xd0 && m <= 0xd8:
			return segment{m, from, at + 2, at + 2}, nil
		default:
			n, err := j.at(at+2, 2)
			if err != nil || be.Uint16(n) < 2 {
				return segment{}, ErrDamaged
			}
			end := at + 2 + int64(be.Uint16(n))
			if end > j.size {
				return segment{}, ErrDamaged
			}
			return segment{m, from, at + 4, end}, nil
		}
	}
	return segment{}, ErrDamaged
}

// read finds the packet and joins its extension to it.
func (j *jpegFile) read() ([]byte, error) {
	j.main = slices.IndexFunc(j.segments, func(g segment) bool { return g.is(j.source, 0xe1, headMain) })
	if j.main < 0 {
		return nil, nil
	}
	g := j.segments[j.main]
	packet, err := j.at(g.body+int64(len(headMain)), g.end-g.body-int64(len(headMain)))
	if err != nil {
		return nil, err
	}
	return j.join(packet)
}

// rewrite puts the packet where the old one was, or behind the EXIF block.
func (j *jpegFile) rewrite(packet []byte) ([]piece, error) {
	main, extension, err := split(packet)
	if err != nil {
		return nil, err
	}
	place := j.main
	if place < 0 {
		for place+1 < len(j.segments) && j.leads(j.segments[place+1]) {
			place++
		}
	}
	ps := []piece{span(0, 2)}
	add := func() {
		ps = append(ps, text(app1(headMain, main)))
		for _, part := range extension {
			ps = append(ps, text(app1(headExtended, part)))
		}
	}
	if place < 0 {
		add()
	}
	mpf := -1 // the piece of the picture directory
	for i, g := range j.segments {
		if i != j.main && !slices.Contains(j.extended, i) {
			if mpf < 0 && g.is(j.source, 0xe2, headMPF) {
				mpf = len(ps)
			}
			ps = append(ps, span(g.from, g.end))
		}
		if i == place {
			add()
		}
	}
	if mpf >= 0 {
		j.movePictures(ps, mpf)
	}
	return append(ps, span(j.scan, j.size)), nil
}

// leads reports whether a segment comes before the packet: JFIF and EXIF.
func (j *jpegFile) leads(g segment) bool {
	return g.marker == 0xe0 || g.is(j.source, 0xe1, headExif)
}

func app1(head, body []byte) []byte {
	b := []byte{0xff, 0xe1}
	b = be.AppendUint16(b, uint16(2+len(head)+len(body)))
	return append(append(b, head...), body...)
}
