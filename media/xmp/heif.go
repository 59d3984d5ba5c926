package xmp

import (
	"bytes"
	"math"
	"slices"
)

var heifBrands = []string{"heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "mif2", "msf1", "avif", "avis"}

// xmpType is the content type of a packet's item (ISO 23008-12, A.3).
const xmpType = "application/rdf+xml"

func isHEIF(head []byte) bool {
	return len(head) >= 12 && string(head[4:8]) == "ftyp" && slices.Contains(heifBrands, string(head[8:12]))
}

// heif is a file of items: pictures, their parts, and metadata about them.
type heif struct {
	*source
	top     []box
	meta    box
	inMeta  []box
	primary uint32
	infos   []info
	infosV  byte // version of the list of items
	refs    []reference
	refsV   byte
	places  locations
	packet  int // the place of the packet's item in places, -1 when there is none
}

// info is one item's entry in the list of items.
type info struct {
	id     uint32
	kind   string
	packet bool // it is an XMP packet, uncompressed
	raw    []byte
}

// reference is one item's references of one kind.
type reference struct {
	kind string
	from uint32
	to   []uint32
	raw  []byte
}

func openHEIF(s *source) (layout, error) {
	h := &heif{source: s, packet: -1}
	if err := h.walk(); err != nil {
		return layout{}, err
	}
	l := layout{rewrite: h.rewrite}
	if h.packet < 0 {
		return l, nil
	}
	var err error
	l.packet, err = h.content(&h.places.items[h.packet])
	return l, err
}

func (h *heif) walk() (err error) {
	if h.top, err = h.topBoxes(); err != nil {
		return err
	}
	for _, b := range h.top {
		switch b.kind {
		case "moov", "moof":
			return ErrSidecarOnly // a sequence's places are elsewhere, and would be wrong
		case "meta":
			if h.meta.end != 0 {
				return ErrDamaged
			}
			h.meta = b
		}
	}
	if h.meta.end-h.meta.body < 4 || !h.meta.narrow() {
		return ErrDamaged
	}
	if h.meta.end-h.meta.at > maxPacket {
		return ErrTooLarge
	}
	if h.inMeta, err = h.boxes(h.meta.body+4, h.meta.end); err != nil {
		return err
	}
	for _, part := range []struct {
		kind string
		read func(version byte, b []byte) error
	}{{"pitm", h.readPrimary}, {"iinf", h.readInfos}, {"iloc", h.readPlaces}, {"iref", h.readReferences}} {
		b, ok := find(h.inMeta, part.kind)
		switch {
		case !ok && part.kind == "iref":
			continue
		case !ok:
			return ErrDamaged
		}
		body, err := h.at(b.body, b.end-b.body)
		if err != nil || len(body) < 4 {
			return ErrDamaged
		}
		if err := part.read(body[0], body[4:]); err != nil {
			return err
		}
	}
	h.findPacket()
	return nil
}

func (h *heif) readPrimary(version byte, b []byte) error {
	c := cursor{b: b}
	h.primary = c.id(version > 0)
	return c.err
}

func (h *heif) readInfos(version byte, b []byte) error {
	c := cursor{b: b}
	h.infosV = version
	n := c.id(version > 0)
	for range n {
		raw := c.box()
		if c.err != nil {
			return c.err
		}
		h.infos = append(h.infos, readInfo(raw))
	}
	return nil
}

func readInfo(raw []byte) info {
	c := cursor{b: raw[8:]}
	version := c.n(1)
	c.n(3)
	i := info{raw: raw}
	if version < 2 {
		i.id = c.id(false)
		return i
	}
	i.id = c.id(version > 2)
	c.n(2)
	i.kind = string(c.bytes(4))
	_, rest, _ := bytes.Cut(c.b, []byte{0})
	contentType, rest, _ := bytes.Cut(rest, []byte{0})
	encoding, _, _ := bytes.Cut(rest, []byte{0})
	i.packet = i.kind == "mime" && string(contentType) == xmpType && len(encoding) == 0
	return i
}

func (h *heif) readReferences(version byte, b []byte) error {
	c := cursor{b: b}
	h.refsV = version
	for len(c.b) > 0 {
		raw := c.box()
		if c.err != nil {
			return c.err
		}
		in := cursor{b: raw[8:]}
		r := reference{kind: string(raw[4:8]), from: in.id(version > 0), raw: raw}
		for n := in.n(2); n > 0 && in.err == nil; n-- {
			r.to = append(r.to, in.id(version > 0))
		}
		if in.err != nil {
			return in.err
		}
		h.refs = append(h.refs, r)
	}
	return nil
}

// findPacket looks for the packet about the primary picture, or about none in
// particular. Depth maps and the like have their own.
func (h *heif) findPacket() {
	for _, i := range h.infos {
		if !i.packet {
			continue
		}
		about, ours := false, false
		for _, r := range h.refs {
			if r.kind == "cdsc" && r.from == i.id {
				about, ours = true, ours || slices.Contains(r.to, h.primary)
			}
		}
		place := slices.IndexFunc(h.places.items, func(p place) bool { return p.id == i.id })
		if place >= 0 && (ours || !about) {
			h.packet = place
			return
		}
	}
}

// content puts an item's parts together.
func (h *heif) content(p *place) ([]byte, error) {
	var out []byte
	for i := range p.extents {
		from, n, err := h.extent(p, i)
		if err != nil {
			return nil, err
		}
		if int64(len(out))+n > maxPacket {
			return nil, ErrTooLarge
		}
		b, err := h.at(from, n)
		if err != nil {
			return nil, err
		}
		out = append(out, b...)
	}
	return out, nil
}

// extent is where a part of an item is in the file.
func (h *heif) extent(p *place, i int) (from, n int64, err error) {
	start, end := int64(0), h.size
	switch p.method {
	case inFile:
	case inData:
		data, ok := find(h.inMeta, "idat")
		if !ok {
			return 0, 0, ErrDamaged
		}
		start, end = data.body, data.end
	default:
		return 0, 0, ErrSidecarOnly
	}
	off, size := p.base+p.extents[i].at, p.extents[i].n
	if off > math.MaxInt64/2 || size > math.MaxInt64/2 || int64(off)+int64(size) > end-start {
		return 0, 0, ErrDamaged
	}
	return start + int64(off), int64(size), nil
}
