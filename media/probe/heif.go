package probe

import (
	"bytes"
	"cmp"
	"maps"
	"math"
	"slices"
)

// heif is the item structure of an ISO 23008-12 picture file.
type heif struct {
	primary uint32
	items   map[uint32]item
	uses    map[uint32][]int // item → numbers of its properties, in order
	props   []box
	thumbs  []uint32 // items that are thumbnails of the primary
	idat    view
}

type item struct {
	kind   string // "hvc1", "grid", "Exif", "jpeg", "mime" …
	inIDAT bool
	pieces int
	at     int64
	size   int64
}

const maxItems = 16 << 10

// readHEIF reads the meta box: the EXIF and XMP items and what is said of the
// primary picture. A mdat that is cut short is damage.
func readHEIF(c *clip, v view) error {
	h, walk := openHEIF(v)
	if h == nil {
		return cmp.Or(walk, ErrDamaged)
	}
	h.describe(c)
	if walk == nil && !h.complete(v) {
		walk = errBounds
	}
	for _, id := range slices.Sorted(maps.Keys(h.items)) {
		if err := h.metadata(c, v, h.items[id]); err != nil {
			return err
		}
	}
	return walk
}

// openHEIF returns the structure, nil when there is none, and the damage of
// the walk.
func openHEIF(v view) (*heif, error) {
	var h *heif
	_, err := topBoxes(v, func(b box) error {
		if b.kind != "meta" || h != nil {
			return nil
		}
		h = &heif{items: map[uint32]item{}, uses: map[uint32][]int{}}
		return eachBox(b.body.from(4), h.box)
	})
	return h, err
}

func (h *heif) box(b box) error {
	switch b.kind {
	case "pitm":
		version, id, err := b.full(2)
		if err != nil {
			return err
		}
		if h.primary = uint32(be.Uint16(id)); version > 0 {
			h.primary, err = b.body.u32(4, be)
		}
		return err
	case "iinf":
		return h.infos(b)
	case "iloc":
		return h.locations(b)
	case "iref":
		return h.references(b)
	case "iprp":
		return eachBox(b.body, h.properties)
	case "idat":
		h.idat = b.body
	}
	return nil
}

func (h *heif) infos(b box) error {
	version, _, err := b.full(2)
	if err != nil {
		return err
	}
	skip := int64(6)
	if version > 0 {
		skip = 8
	}
	return eachBox(b.body.from(skip), func(b box) error {
		version, e, err := b.full(8)
		if b.kind != "infe" || err != nil || version < 2 || len(h.items) >= maxItems {
			return err
		}
		id, kind := uint32(be.Uint16(e)), string(e[4:8])
		if version > 2 {
			if _, e, err = b.full(10); err != nil {
				return err
			}
			id, kind = be.Uint32(e), string(e[6:10])
		}
		it := h.items[id]
		it.kind = kind
		h.items[id] = it
		return nil
	})
}

// references keeps the thumbnails of the primary picture.
func (h *heif) references(b box) error {
	version, _, err := b.full(0)
	if err != nil {
		return err
	}
	width := int64(2)
	if version > 0 {
		width = 4
	}
	return eachBox(b.body.from(4), func(b box) error {
		if b.kind != "thmb" {
			return nil
		}
		r := cursor{v: b.body}
		from, n := uint32(r.uint(width)), r.uint(2)
		for range n {
			if to := uint32(r.uint(width)); r.err == nil && to == h.primary && len(h.thumbs) < 64 {
				h.thumbs = append(h.thumbs, from)
			}
		}
		return r.err
	})
}

// locations reads iloc versions 0 to 2.
func (h *heif) locations(b box) error {
	version, head, err := b.full(2)
	if err != nil {
		return err
	}
	offSize, lenSize := int64(head[0]>>4), int64(head[0]&15)
	baseSize, idxSize := int64(head[1]>>4), int64(head[1]&15)
	if version == 0 {
		idxSize = 0
	}
	idSize := int64(2)
	if version == 2 {
		idSize = 4
	}
	r := cursor{v: b.body, off: 6}
	for range min(r.uint(idSize), maxItems) {
		id := uint32(r.uint(idSize))
		it := h.items[id]
		if version > 0 {
			it.inIDAT = r.uint(2)&15 == 1
		}
		r.off += 2
		base := r.uint(baseSize)
		it.pieces = int(r.uint(2))
		if it.pieces > 0 {
			r.off += idxSize
			at, size := r.uint(offSize), r.uint(lenSize)
			it.at, it.size = int64((base+at)&math.MaxInt64), int64(size&math.MaxInt64)
			r.off += int64(it.pieces-1) * (idxSize + offSize + lenSize)
		}
		if r.err != nil {
			return r.err
		}
		h.items[id] = it
	}
	return r.err
}

// properties reads ipco, and ipma which says what belongs to which item.
func (h *heif) properties(b box) error {
	switch b.kind {
	case "ipco":
		return eachBox(b.body, func(p box) error {
			if len(h.props) < maxItems {
				h.props = append(h.props, p)
			}
			return nil
		})
	case "ipma":
		return h.associations(b)
	}
	return nil
}

func (h *heif) associations(b box) error {
	head, err := b.body.at(0, 4)
	if err != nil {
		return err
	}
	idSize, useSize := int64(2), int64(1)
	if head[0] > 0 {
		idSize = 4
	}
	if head[3]&1 != 0 {
		useSize = 2
	}
	mask := uint64(1)<<(useSize*8-1) - 1
	r := cursor{v: b.body, off: 4}
	for range min(r.uint(4), maxItems) {
		id := uint32(r.uint(idSize))
		for range r.uint(1) {
			h.uses[id] = append(h.uses[id], int(r.uint(useSize)&mask))
		}
		if r.err != nil {
			return r.err
		}
	}
	return r.err
}

// describe takes size and turn of the primary picture.
func (h *heif) describe(c *clip) {
	c.facts.Rotation = h.turn(h.primary)
	for _, n := range h.uses[h.primary] {
		if n < 1 || n > len(h.props) || h.props[n-1].kind != "ispe" {
			continue
		}
		if _, b, err := h.props[n-1].full(8); err == nil {
			c.facts.Width, c.facts.Height = int(be.Uint32(b)&math.MaxInt32), int(be.Uint32(b[4:])&math.MaxInt32)
		}
	}
}

// turn returns the clockwise rotation of an item; the file counts quarter
// turns the other way.
func (h *heif) turn(id uint32) int {
	for _, n := range h.uses[id] {
		if n < 1 || n > len(h.props) || h.props[n-1].kind != "irot" {
			continue
		}
		if b, err := h.props[n-1].body.at(0, 1); err == nil {
			return (4 - int(b[0]&3)) % 4 * 90
		}
	}
	return 0
}

// complete tells whether all items are inside the file.
func (h *heif) complete(file view) bool {
	for _, it := range h.items {
		if !it.inIDAT && !file.holds(it.at, it.size) {
			return false
		}
	}
	return true
}

// view returns the bytes of an item that is stored in one piece.
func (h *heif) view(file view, it item) (view, error) {
	if it.inIDAT {
		file = h.idat
	}
	if it.pieces != 1 || !file.holds(it.at, it.size) {
		return view{}, errBounds
	}
	return file.sub(it.at, it.size), nil
}

// metadata reads an EXIF or XMP item; faults in them are warnings.
func (h *heif) metadata(c *clip, file view, it item) error {
	if it.kind != "Exif" && it.kind != "mime" {
		return nil
	}
	v, err := h.view(file, it)
	if err != nil {
		c.warn(WarnExif)
		return nil
	}
	if it.kind == "Exif" {
		_, _, err := heifExif(c, v)
		return c.soften(err, WarnExif)
	}
	if head, err := v.at(0, min(v.size, 512)); err == nil && bytes.Contains(head, []byte("xmpmeta")) {
		return c.soften(c.xmp(v), WarnXMP)
	}
	return nil
}

// heifExif reads an EXIF item: the distance to the TIFF header, then the block.
func heifExif(c *clip, v view) (*tiffBlock, []dir, error) {
	skip, err := v.u32(0, be)
	if err != nil {
		return nil, nil, err
	}
	return readExif(c, v.from(4+int64(skip)))
}
