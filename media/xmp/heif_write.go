package xmp

import (
	"bytes"
	"math"
	"slices"
)

// rewrite gives the packet an item at the end of the file. What stands behind
// the list of items moves by as much as the list grows.
func (h *heif) rewrite(packet []byte) ([]piece, error) {
	id, err := h.itemID()
	if err != nil {
		return nil, err
	}
	rest := h.rest()
	// The places have the same width whatever they are: their size is known
	// before they are.
	draft, err := h.metaBox(id, 0, 0, len(packet))
	if err != nil {
		return nil, err
	}
	delta := int64(len(draft)) - (h.meta.end - h.meta.at)
	end := h.meta.at + int64(len(draft)) + total(rest)
	meta, err := h.metaBox(id, delta, end+8, len(packet))
	if err != nil {
		return nil, err
	}
	ps := []piece{span(0, h.meta.at), text(meta)}
	return append(append(ps, rest...), text(boxOf("mdat", packet))), nil
}

// itemID is the id of the packet's item, a free one when there is none.
func (h *heif) itemID() (uint32, error) {
	if h.packet >= 0 {
		return h.places.items[h.packet].id, nil
	}
	used := map[uint32]bool{h.primary: true}
	for _, i := range h.infos {
		used[i.id] = true
	}
	for _, p := range h.places.items {
		used[p.id] = true
	}
	for id := uint32(1); id <= math.MaxUint16; id++ {
		if !used[id] {
			return id, nil
		}
	}
	return 0, ErrTooLarge
}

// rest is what stands behind the list of items, with the old packet wiped. A
// last box that held nothing but the packet is left out.
func (h *heif) rest() []piece {
	from, n, wipe := h.oldPacket()
	last := h.top[len(h.top)-1]
	switch {
	case last.open:
		header := text(boxHeader(last.kind, last.end-last.at))
		return []piece{span(h.meta.end, last.at), header, span(last.body, h.size)}
	case !wipe:
		return []piece{span(h.meta.end, h.size)}
	}
	if last.kind == "mdat" && last.body == from && last.end == from+n {
		return []piece{span(h.meta.end, last.at)}
	}
	return []piece{span(h.meta.end, from), text(make([]byte, n)), span(from+n, h.size)}
}

// oldPacket is where the old packet is, if that is in one part behind the list
// of items, and its own.
func (h *heif) oldPacket() (from, n int64, alone bool) {
	if h.packet < 0 {
		return 0, 0, false
	}
	old := &h.places.items[h.packet]
	if old.method != inFile || old.data != 0 || len(old.extents) != 1 {
		return 0, 0, false
	}
	from, n, err := h.extent(old, 0)
	if err != nil || from < h.meta.end || n == 0 {
		return 0, 0, false
	}
	for i := range h.places.items {
		p := &h.places.items[i]
		for e := range p.extents {
			at, m, err := h.extent(p, e)
			if i != h.packet && p.method == inFile && (err != nil || at < from+n && from < at+m) {
				return 0, 0, false
			}
		}
	}
	b, err := h.at(from, n)
	return from, n, err == nil && looksLikePacket(b)
}

// metaBox is the list of items with the packet at the given place.
func (h *heif) metaBox(id uint32, delta, at int64, n int) ([]byte, error) {
	places, err := h.places.moved(h.meta.end, delta)
	if err != nil {
		return nil, err
	}
	here := place{id: id, extents: []extent{{at: uint64(at), n: uint64(n)}}}
	if h.packet >= 0 {
		places.items[h.packet] = here
	} else {
		places.items = append(places.items, here)
	}
	if err := places.fits(); err != nil || len(places.items) > math.MaxUint16 {
		return nil, ErrTooLarge
	}
	body, err := h.at(h.meta.body, 4)
	if err != nil {
		return nil, err
	}
	for _, b := range h.inMeta {
		part, err := h.part(b, id, &places)
		if err != nil {
			return nil, err
		}
		body = append(body, part...)
	}
	if _, has := find(h.inMeta, "iref"); !has {
		body = append(body, h.references(id)...)
	}
	return boxOf("meta", body), nil
}

// part is one box of the list as it should be.
func (h *heif) part(b box, id uint32, places *locations) ([]byte, error) {
	switch b.kind {
	case "iloc":
		return places.box(), nil
	case "iinf":
		return h.items(id), nil
	case "iref":
		return h.references(id), nil
	}
	raw, err := h.at(b.at, b.end-b.at)
	if b.kind == "idat" && h.packet >= 0 && err == nil {
		h.wipeData(b, raw)
	}
	return raw, err
}

// wipeData wipes an old packet that stands in the box of small data.
func (h *heif) wipeData(b box, raw []byte) {
	old := &h.places.items[h.packet]
	if old.method != inData || len(old.extents) != 1 {
		return
	}
	from, n, err := h.extent(old, 0)
	if err != nil {
		return
	}
	if part := raw[from-b.at : from-b.at+n]; looksLikePacket(part) {
		clear(part)
	}
}

// items is the list of what the items are.
func (h *heif) items(id uint32) []byte {
	var all [][]byte
	for _, i := range h.infos {
		all = append(all, i.raw)
	}
	if h.packet < 0 {
		all = append(all, packetInfo(id))
	}
	head := appendID([]byte{h.infosV, 0, 0, 0}, h.infosV > 0, uint32(len(all)))
	return boxOf("iinf", append([][]byte{head}, all...)...)
}

// packetInfo describes an item that is a packet, and no picture to be shown.
func packetInfo(id uint32) []byte {
	b := be.AppendUint16([]byte{2, 0, 0, 1}, uint16(id))
	b = append(b, 0, 0)
	b = append(b, "mime\x00"+xmpType+"\x00"...)
	return boxOf("infe", b)
}

// references is the list of what refers to what; the packet to the picture.
func (h *heif) references(id uint32) []byte {
	wide := h.refsV > 0
	refers := func(r reference) bool { return r.kind == "cdsc" && r.from == id && slices.Contains(r.to, h.primary) }
	var body bytes.Buffer
	body.Write([]byte{h.refsV, 0, 0, 0})
	for _, r := range h.refs {
		body.Write(r.raw)
	}
	if !slices.ContainsFunc(h.refs, refers) {
		b := be.AppendUint16(appendID(nil, wide, id), 1)
		body.Write(boxOf("cdsc", appendID(b, wide, h.primary)))
	}
	return boxOf("iref", body.Bytes())
}
