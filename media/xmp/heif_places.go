package xmp

import "math"

// Ways to say where an item is (ISO 14496-12, 8.11.3).
const (
	inFile = 0
	inData = 1 // in the idat box
)

// maxExtents bounds the parts of all items. They may take no bytes each.
const maxExtents = 1 << 18

// locations is an iloc box.
type locations struct {
	version                                 byte
	offsetSize, lengthSize, baseSize, xSize int // bytes of each number
	items                                   []place
}

// place says where one item is.
type place struct {
	id      uint32
	method  uint16
	data    uint16 // reference to a file elsewhere; 0 is this one
	base    uint64
	extents []extent
}

type extent struct{ index, at, n uint64 }

func (h *heif) readPlaces(version byte, b []byte) error {
	c := cursor{b: b}
	sizes := c.n(2)
	l := locations{
		version: version, offsetSize: int(sizes >> 12), lengthSize: int(sizes >> 8 & 15),
		baseSize: int(sizes >> 4 & 15), xSize: int(sizes & 15),
	}
	if version == 0 {
		l.xSize = 0
	}
	if version > 2 || !widths(l.offsetSize, l.lengthSize, l.baseSize, l.xSize) {
		return ErrDamaged
	}
	extents := 0
	for n := c.id(version == 2); n > 0 && c.err == nil; n-- {
		p := l.read(&c)
		if extents += len(p.extents); extents > maxExtents {
			return ErrTooLarge
		}
		if l.lengthSize == 0 && p.method == inFile && len(p.extents) > 0 {
			return ErrSidecarOnly // the item goes to the end of the file, whatever that is
		}
		l.items = append(l.items, p)
	}
	h.places = l
	return c.err
}

func widths(sizes ...int) bool {
	for _, n := range sizes {
		if n != 0 && n != 4 && n != 8 {
			return false
		}
	}
	return true
}

func (l *locations) read(c *cursor) place {
	p := place{id: c.id(l.version == 2)}
	if l.version > 0 {
		p.method = uint16(c.n(2)) & 15
	}
	p.data = uint16(c.n(2))
	p.base = c.n(l.baseSize)
	for n := c.n(2); n > 0 && c.err == nil; n-- {
		p.extents = append(p.extents, extent{c.n(l.xSize), c.n(l.offsetSize), c.n(l.lengthSize)})
	}
	return p
}

// moved are the places after everything from some point of the file on has
// moved by delta. Numbers that were left out are written, since they may be
// needed now.
func (l locations) moved(from, delta int64) (locations, error) {
	out := l
	out.offsetSize, out.lengthSize = max(l.offsetSize, 4), max(l.lengthSize, 4)
	out.items = nil
	for _, p := range l.items {
		p.extents = append([]extent(nil), p.extents...)
		if p.method == inFile && p.data == 0 {
			for i, e := range p.extents {
				if int64(p.base+e.at) < from {
					continue
				}
				p.extents[i].at = e.at + uint64(delta)
			}
		}
		out.items = append(out.items, p)
	}
	return out, out.fits()
}

// fits refuses numbers that their width does not hold.
func (l *locations) fits() error {
	for _, p := range l.items {
		for _, e := range p.extents {
			if l.offsetSize == 4 && e.at > math.MaxUint32 || l.lengthSize == 4 && e.n > math.MaxUint32 {
				return ErrTooLarge
			}
		}
	}
	return nil
}

// box writes the iloc box.
func (l *locations) box() []byte {
	b := []byte{l.version, 0, 0, 0}
	b = be.AppendUint16(b, uint16(l.offsetSize<<12|l.lengthSize<<8|l.baseSize<<4|l.xSize))
	b = appendID(b, l.version == 2, uint32(len(l.items)))
	for _, p := range l.items {
		b = appendID(b, l.version == 2, p.id)
		if l.version > 0 {
			b = be.AppendUint16(b, p.method)
		}
		b = be.AppendUint16(b, p.data)
		b = appendN(b, l.baseSize, p.base)
		b = be.AppendUint16(b, uint16(len(p.extents)))
		for _, e := range p.extents {
			b = appendN(appendN(appendN(b, l.xSize, e.index), l.offsetSize, e.at), l.lengthSize, e.n)
		}
	}
	return boxOf("iloc", b)
}

func appendN(b []byte, size int, n uint64) []byte {
	switch size {
	case 4:
		return be.AppendUint32(b, uint32(n))
	case 8:
		return be.AppendUint64(b, n)
	}
	return b
}

// appendID writes an id or a count, which come in two widths.
func appendID(b []byte, wide bool, n uint32) []byte {
	if wide {
		return be.AppendUint32(b, n)
	}
	return be.AppendUint16(b, uint16(n))
}

// cursor reads numbers from the front of bytes. After a fault they are zero.
type cursor struct {
	b   []byte
	err error
}

func (c *cursor) bytes(n int) []byte {
	if c.err != nil || n < 0 || n > len(c.b) {
		c.err = ErrDamaged
		return make([]byte, min(max(n, 0), 8))
	}
	out := c.b[:n]
	c.b = c.b[n:]
	return out
}

func (c *cursor) n(size int) uint64 {
	var n uint64
	for _, x := range c.bytes(size) {
		n = n<<8 | uint64(x)
	}
	return n
}

func (c *cursor) id(wide bool) uint32 {
	if wide {
		return uint32(c.n(4))
	}
	return uint32(c.n(2))
}

// box is the next box with its header. Only plain ones stand in lists.
func (c *cursor) box() []byte {
	if c.err != nil || len(c.b) < 8 || int64(be.Uint32(c.b)) < 8 || int64(be.Uint32(c.b)) > int64(len(c.b)) {
		c.err = ErrDamaged
		return make([]byte, 8)
	}
	return c.bytes(int(be.Uint32(c.b)))
}
