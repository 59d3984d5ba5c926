package probe

import (
	"math"
	"math/bits"
)

// EBML (RFC 8794): elements of an id, a length and a body, both numbers of
// variable width. The ids here are written with their length marker.

// unknownSize is the length of elements that go on until something else comes,
// as programs write that stream.
const unknownSize = -1

// element is one of them.
type element struct {
	id   uint32
	size int64 // unknownSize when the file does not say
	body view  // as much of it as is there
	at   int64 // offset of the id in the surrounding view
}

func isEBML(head []byte) bool { return len(head) >= 4 && be.Uint32(head) == idEBML }

// nextElement reads the element at off.
func nextElement(v view, off int64) (e element, next int64, err error) {
	id, width, err := vint(v, off, 4)
	if err != nil {
		return element{}, 0, err
	}
	size, sizeWidth, err := vint(v, off+width, 8)
	if err != nil {
		return element{}, 0, err
	}
	start := off + width + sizeWidth
	mark := uint64(1) << (7 * sizeWidth)
	if size ^= mark; size == mark-1 {
		return element{id: uint32(id), size: unknownSize, body: v.from(start), at: off}, v.size, nil
	}
	if size > math.MaxInt64/2 {
		return element{}, 0, errBounds
	}
	return element{id: uint32(id), size: int64(size), body: v.sub(start, int64(size)), at: off}, start + int64(size), nil
}

// vint reads a number of up to limit bytes, with its length marker.
func vint(v view, off int64, limit int) (n uint64, width int64, err error) {
	first, err := v.at(off, 1)
	if err != nil {
		return 0, 0, err
	}
	zeros := bits.LeadingZeros8(first[0])
	if zeros >= limit {
		return 0, 0, errBounds
	}
	r := cursor{v: v, off: off}
	n = r.uint(int64(zeros) + 1)
	return n, int64(zeros) + 1, r.err
}

// eachElement calls fn for every element of v until the end, or until fn says
// stop. One that runs past the end is handed over as far as it goes.
func eachElement(v view, fn func(element) (stop bool, err error)) error {
	var off int64
	for range maxBoxes {
		if off >= v.size {
			return nil
		}
		e, next, err := nextElement(v, off)
		if err != nil {
			return err
		}
		stop, err := fn(e)
		if stop || err != nil {
			return err
		}
		if next > v.size {
			return errBounds
		}
		off = next
	}
	return errGreedy
}

// inside calls fn for every element below e.
func (e element) inside(fn func(element) error) error {
	return eachElement(e.body, func(e element) (bool, error) { return false, fn(e) })
}

// uint reads a whole number, 0 when it is none.
func (e element) uint() uint64 {
	if e.body.size > 8 {
		return 0
	}
	r := cursor{v: e.body}
	return r.uint(e.body.size)
}

// float reads a number of four or eight bytes.
func (e element) float() float64 {
	n := e.uint()
	switch e.body.size {
	case 4:
		return float64(math.Float32frombits(uint32(n)))
	case 8:
		return math.Float64frombits(n)
	}
	return 0
}

// text reads a text.
func (e element) text() string {
	b, err := e.body.at(0, min(e.body.size, maxText))
	if err != nil {
		return ""
	}
	return text(b)
}
