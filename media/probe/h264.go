package probe

import (
	"bytes"
	"math"

	"onset/media"
)

// H.264 (ITU-T H.264): units behind a mark of three bytes. Of these the picture's
// shape and what the camera says beside the picture are read.

const (
	nalSlice = 1
	nalIDR   = 5
	nalSEI   = 6
	nalSPS   = 7
)

// h264 reads the units before the first picture.
func (c *clip) h264(b []byte) {
	mark := []byte{0, 0, 1}
	for range maxBlocks * 8 {
		at := bytes.Index(b, mark)
		if at < 0 || at+4 > len(b) {
			return
		}
		b = b[at+3:]
		unit := b
		if end := bytes.Index(b, mark); end >= 0 {
			unit = b[:end]
		}
		switch unit[0] & 0x1f {
		case nalSPS:
			c.shape(unescape(unit[1:]))
		case nalSEI:
			c.sei(unescape(unit[1:]))
		case nalSlice, nalIDR:
			if c.facts.Width > 0 {
				return
			}
		}
	}
}

// unescape takes out the bytes that keep a mark from standing inside a unit.
func unescape(b []byte) []byte {
	out := make([]byte, 0, len(b))
	zeros := 0
	for _, x := range b {
		if zeros >= 2 && x == 3 {
			zeros = 0
			continue
		}
		if zeros++; x != 0 {
			zeros = 0
		}
		out = append(out, x)
	}
	return out
}

// sei walks the messages of a unit (7.3.2.3.1).
func (c *clip) sei(b []byte) {
	for len(b) >= 2 && b[0] != 0x80 {
		kind, rest := seiNumber(b)
		size, body := seiNumber(rest)
		if size > len(body) {
			return
		}
		if kind == 5 {
			c.mdpm(body[:size])
		}
		b = body[size:]
	}
}

// seiNumber reads a number written as bytes of 255 and a rest.
func seiNumber(b []byte) (n int, rest []byte) {
	for i, x := range b {
		if n += int(x); x != 0xff {
			return n, b[i+1:]
		}
	}
	return n, nil
}

// bitReader reads the numbers of a parameter set. Past the end they are 0.
type bitReader struct {
	b   []byte
	at  int // in bits
	bad bool
}

func (r *bitReader) bits(n int) (v uint32) {
	for range n {
		if r.at >= len(r.b)*8 {
			r.bad = true
			return 0
		}
		v = v<<1 | uint32(r.b[r.at/8]>>(7-r.at%8)&1)
		r.at++
	}
	return v
}

// ue reads an Exp-Golomb number (9.1).
func (r *bitReader) ue() uint32 {
	zeros := 0
	for r.bits(1) == 0 {
		if zeros++; zeros > 31 || r.bad {
			r.bad = true
			return 0
		}
	}
	return 1<<zeros - 1 + r.bits(zeros)
}

// skip reads n Exp-Golomb numbers. A signed one is as long as an unsigned one.
func (r *bitReader) skip(n int) {
	for range n {
		r.ue()
	}
}

// shape reads size and rate from a sequence parameter set (7.3.2.1.1, E.1.1).
func (c *clip) shape(b []byte) {
	r := &bitReader{b: b}
	profile := r.bits(8)
	r.bits(16)
	r.ue()
	chroma := uint32(1)
	switch profile {
	case 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135:
		chroma = highProfile(r)
	}
	r.ue()
	order(r)
	r.ue()
	r.bits(1)
	w, h := (r.ue()+1)*16, (r.ue()+1)*16
	field := uint32(1)
	if r.bits(1) == 0 {
		field = 2
		h *= 2
		r.bits(1)
	}
	r.bits(1)
	w, h = cropped(r, w, h, chroma, field)
	rate := timing(r)
	if r.bad || w == 0 || h == 0 || w > maxSide || h > maxSide {
		return
	}
	c.facts.Width, c.facts.Height = int(w), int(h)
	if rate.Num > 0 {
		c.facts.FrameRate = rate
	}
}

// highProfile reads what only the high profiles have, and returns how colour
// is stored.
func highProfile(r *bitReader) (chroma uint32) {
	if chroma = r.ue(); chroma == 3 {
		r.bits(1)
	}
	r.skip(2)
	r.bits(1)
	if r.bits(1) == 0 {
		return chroma
	}
	lists := 8
	if chroma == 3 {
		lists = 12
	}
	for i := range lists {
		if r.bits(1) == 0 {
			continue
		}
		size := 16
		if i >= 6 {
			size = 64
		}
		scaling(r, size)
	}
	return chroma
}

// scaling skips one list (7.3.2.1.1.1).
func scaling(r *bitReader, size int) {
	last, next := int32(8), int32(8)
	for range size {
		if next != 0 {
			n := int32(r.ue())
			delta := (n + 1) / 2
			if n%2 == 0 {
				delta = -delta
			}
			next = (last + delta + 256) % 256
		}
		if next != 0 {
			last = next
		}
		if r.bad {
			return
		}
	}
}

// order skips how pictures are counted.
func order(r *bitReader) {
	switch r.ue() {
	case 0:
		r.ue()
	case 1:
		r.bits(1)
		r.skip(2)
		r.skip(int(min(r.ue(), 255)))
	}
}

// cropped takes off the margin that fills the last blocks.
func cropped(r *bitReader, w, h, chroma, field uint32) (uint32, uint32) {
	if r.bits(1) == 0 {
		return w, h
	}
	unitX, unitY := uint32(1), field
	if chroma == 1 || chroma == 2 {
		unitX = 2
	}
	if chroma == 1 {
		unitY *= 2
	}
	left, right, top, bottom := r.ue(), r.ue(), r.ue(), r.ue()
	x, y := uint64(left)+uint64(right), uint64(top)+uint64(bottom)
	if x*uint64(unitX) >= uint64(w) || y*uint64(unitY) >= uint64(h) {
		r.bad = true
		return 0, 0
	}
	return w - uint32(x)*unitX, h - uint32(y)*unitY
}

// timing reads the rate, which counts fields.
func timing(r *bitReader) media.Rate {
	if r.bits(1) == 0 {
		return media.Rate{}
	}
	if r.bits(1) == 1 && r.bits(8) == 255 {
		r.bits(32)
	}
	if r.bits(1) == 1 {
		r.bits(1)
	}
	if r.bits(1) == 1 {
		r.bits(4)
		if r.bits(1) == 1 {
			r.bits(24)
		}
	}
	if r.bits(1) == 1 {
		r.skip(2)
	}
	if r.bits(1) == 0 {
		return media.Rate{}
	}
	tick, scale := r.bits(32), r.bits(32)
	if r.bad || tick == 0 || scale == 0 || tick > math.MaxUint32/2 {
		return media.Rate{}
	}
	return reduce(scale, tick*2)
}
