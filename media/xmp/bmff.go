package xmp

import (
	"bytes"
	"slices"
)

// Boxes of ISO 14496-12 and of QuickTime, which share their form.

// maxBoxes bounds the boxes of one level; a film in fragments has some ten thousand.
const maxBoxes = 1 << 18

// box is one box of a file.
type box struct {
	kind string
	at   int64 // of the header
	body int64
	end  int64
	open bool // it has no size, and goes to the end of the file
}

func (b box) span() piece { return span(b.at, b.end) }

// narrow reports whether the box has a size of 32 bits.
func (b box) narrow() bool { return b.body-b.at == 8 && !b.open }

// boxes lists the boxes in a range, which they fill. A list of user data may
// end with four zeros.
func (s *source) boxes(from, end int64) ([]box, error) {
	var out []box
	for at := from; at < end; {
		if end-at == 4 {
			if b, err := s.at(at, 4); err == nil && bytes.Equal(b, make([]byte, 4)) {
				return out, nil
			}
		}
		b, err := s.box(at, end, false)
		if err != nil {
			return nil, err
		}
		if len(out) == maxBoxes {
			return nil, ErrTooLarge
		}
		out, at = append(out, b), b.end
	}
	return out, nil
}

// maxTail is how many zeros at the end of a file are taken for nothing.
const maxTail = 64 << 20

// topBoxes lists the boxes of the file. Zeros behind the last one are left by
// a writer that was stopped: the file counts as ending before them.
func (s *source) topBoxes() ([]box, error) {
	var out []box
	for at := int64(0); at < s.size; {
		b, err := s.box(at, s.size, true)
		if err != nil && s.size-at <= maxTail && len(out) > 0 && s.zeros(at) {
			s.size = at
			break
		}
		if err != nil {
			return nil, err
		}
		if len(out) == maxBoxes {
			return nil, ErrTooLarge
		}
		out, at = append(out, b), b.end
	}
	return out, nil
}

// zeros reports whether there is nothing but zeros from there on.
func (s *source) zeros(at int64) bool {
	zero := make([]byte, 64<<10)
	for at < s.size {
		b, err := s.upTo(at, int64(len(zero)))
		if err != nil || !bytes.Equal(b, zero[:len(b)]) {
			return false
		}
		at += int64(len(b))
	}
	return true
}

// box reads one header. Only at the top of a file may a box go to its end.
func (s *source) box(at, end int64, top bool) (box, error) {
	h, err := s.at(at, min(16, end-at))
	if err != nil {
		return box{}, err
	}
	if len(h) < 8 {
		return box{}, ErrDamaged
	}
	b := box{kind: string(h[4:8]), at: at, body: at + 8}
	size := int64(be.Uint32(h))
	switch size {
	case 0:
		if !top || b.kind == "\x00\x00\x00\x00" {
			return box{}, ErrDamaged
		}
		b.open, size = true, end-at
	case 1:
		if len(h) < 16 {
			return box{}, ErrDamaged
		}
		b.body, size = at+16, int64(be.Uint64(h[8:]))
	}
	if size < b.body-at || size > end-at {
		return box{}, ErrDamaged
	}
	b.end = at + size
	return b, nil
}

func find(boxes []box, kind string) (box, bool) {
	i := slices.IndexFunc(boxes, func(b box) bool { return b.kind == kind })
	if i < 0 {
		return box{}, false
	}
	return boxes[i], true
}

// boxHeader is the header of a box of so many bytes in all.
func boxHeader(kind string, size int64) []byte {
	return append(be.AppendUint32(nil, uint32(size)), kind...)
}

func boxOf(kind string, body ...[]byte) []byte {
	b := slices.Concat(body...)
	return append(boxHeader(kind, int64(len(b)+8)), b...)
}

// brands are the major and the compatible brands of a file, nil when it is
// older than brands.
func (s *source) brands(top []box) ([]string, error) {
	if len(top) == 0 || top[0].kind != "ftyp" {
		return nil, nil
	}
	b, err := s.at(top[0].body, min(top[0].end-top[0].body, 4096))
	if err != nil {
		return nil, err
	}
	var out []string
	for i := 0; i+4 <= len(b); i += 4 {
		if i != 4 { // the minor version
			out = append(out, string(b[i:i+4]))
		}
	}
	return out, nil
}
