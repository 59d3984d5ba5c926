package xmp

import (
	"bytes"
	"math"
	"slices"
)

// xmpUUID marks the box of a packet in MP4 (XMP specification part 3, 1.2.6).
const xmpUUID = "\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac"

// xmpUserData is the kind of a packet's box in QuickTime's user data (1.2.7).
const xmpUserData = "XMP_"

func isMovie(head []byte) bool {
	return len(head) >= 12 && slices.Contains([]string{"ftyp", "moov", "mdat", "wide", "free", "skip", "pnot"}, string(head[4:8]))
}

// movie is the structure of an MP4 or MOV. Adobe's programs read the box of a
// packet in the one and the user data in the other; so it is written.
//
// A writer that was stopped may have left the old one beside the new one. The
// new one stands further back; the next writer frees the other.
type movie struct {
	*source
	top      []box
	moov     box
	inMoov   []box
	udta     box     // none when its end is 0
	inUdta   []box   // without what ends the list
	userData box     // the packet's in udta
	uuids    []box   // the packet's at the top
	stale    []box   // what the next writer frees
	wipes    []box   // packets in there
	litter   []piece // packets in free space
}

func openMovie(s *source) (layout, error) {
	m := &movie{source: s}
	var err error
	if m.top, err = s.topBoxes(); err != nil {
		return layout{}, err
	}
	brands, err := s.brands(m.top)
	if err != nil {
		return layout{}, err
	}
	if len(brands) > 0 && slices.Contains([]string{"crx ", "jp2 ", "jpx ", "jpm "}, brands[0]) {
		return layout{}, ErrSidecarOnly
	}
	if err := m.walk(); err != nil {
		return layout{}, err
	}
	l := layout{graft: m.graftUserData}
	if l.packet, err = m.content(m.userData, 0); err != nil {
		return layout{}, err
	}
	if brands != nil && !slices.Contains(brands, "qt  ") {
		l.graft = m.graftBox
		if n := len(m.uuids); n > 0 {
			if l.packet, err = m.content(m.uuids[n-1], 16); err != nil {
				return layout{}, err
			}
			m.stale, m.wipes = append(m.stale, m.uuids[:n-1]...), append(m.wipes, m.uuids[:n-1]...)
		}
	}
	m.clear(&l.clean)
	return l, nil
}

// content is the packet in a box, nil when there is no such box.
func (m *movie) content(b box, skip int64) ([]byte, error) {
	if b.end == 0 {
		return nil, nil
	}
	if b.end-b.body-skip > maxPacket {
		return nil, ErrTooLarge
	}
	return m.at(b.body+skip, b.end-b.body-skip)
}

func (m *movie) walk() error {
	for _, b := range m.top {
		switch b.kind {
		case "moov":
			if err := m.walkMovie(b); err != nil {
				return err
			}
		case "free":
			if err := m.walkFree(b); err != nil {
				return err
			}
		case "uuid":
			if id, err := m.at(b.body, 16); err == nil && b.end-b.body >= 16 && string(id) == xmpUUID {
				m.uuids = append(m.uuids, b)
			}
		}
	}
	if m.moov.end == 0 {
		return ErrDamaged
	}
	if _, compressed := find(m.inMoov, "cmov"); compressed {
		return ErrSidecarOnly
	}
	return nil
}

// walkMovie reads a movie box. A second one must be the first with other user data.
func (m *movie) walkMovie(b box) error {
	before, inBefore, data := m.moov, m.inMoov, m.userData
	var err error
	if m.inMoov, err = m.boxes(b.body, b.end); err != nil {
		return err
	}
	m.moov, m.udta, m.inUdta, m.userData = b, box{}, nil, box{}
	for _, kid := range m.inMoov {
		if kid.kind == "free" {
			if err := m.walkFree(kid); err != nil {
				return err
			}
		}
	}
	if before.end != 0 {
		if !sameMovie(inBefore, m.inMoov) {
			return ErrDamaged
		}
		m.stale = append(m.stale, before)
		if data.end != 0 {
			m.wipes = append(m.wipes, data)
		}
	}
	return m.walkUserData()
}

// freeWindow is how much of free space is searched at either end. A freed movie
// box has its packet at the end.
const freeWindow = 256 << 10

// walkFree looks for a packet that no longer counts, and was not wiped.
func (m *movie) walkFree(b box) error {
	windows := []piece{span(b.body, b.end)}
	if b.end-b.body > 2*freeWindow {
		windows = []piece{span(b.body, b.body+freeWindow), span(b.end-freeWindow, b.end)}
	}
	for _, w := range windows {
		content, err := m.at(w.from, w.n)
		if err != nil {
			return err
		}
		if i := bytes.Index(content, []byte("<?xpacket begin")); i >= 0 {
			m.litter = append(m.litter, span(w.from+int64(i), w.from+w.n))
		}
	}
	return nil
}

// sameMovie reports whether two movie boxes hold the same but for user data.
func sameMovie(a, b []box) bool {
	main := func(boxes []box) []box {
		return slices.DeleteFunc(slices.Clone(boxes), func(b box) bool { return b.kind == "udta" || b.kind == "free" })
	}
	return slices.EqualFunc(main(a), main(b), func(a, b box) bool { return a.kind == b.kind && a.end-a.at == b.end-b.at })
}

// walkUserData finds the user data with the packet. Of two with one, the
// earlier is stale.
func (m *movie) walkUserData() error {
	for _, b := range m.inMoov {
		if b.kind != "udta" {
			continue
		}
		kids, err := m.boxes(b.body, b.end)
		if err != nil {
			return err
		}
		data, has := find(kids, xmpUserData)
		switch {
		case m.userData.end != 0 && !has:
			continue
		case m.userData.end != 0:
			m.stale, m.wipes = append(m.stale, m.udta), append(m.wipes, m.userData)
		case m.udta.end != 0 && !has:
			continue
		}
		m.udta, m.inUdta, m.userData = b, kids, data
	}
	return nil
}

// last is the last box of the file.
func (m *movie) last() box { return m.top[len(m.top)-1] }

// closed gives the last box a size when it has none: media of an interrupted
// recording that goes to the end.
func (m *movie) closed() ([]patch, error) {
	last := m.last()
	if !last.open {
		return nil, nil
	}
	if size := last.end - last.at; size <= math.MaxUint32 {
		return []patch{{last.at, be.AppendUint32(nil, uint32(size))}}, nil
	}
	// A size of 64 bits takes 8 bytes more; QuickTime keeps them free before it.
	if len(m.top) < 2 {
		return nil, ErrSidecarOnly
	}
	room := m.top[len(m.top)-2]
	if room.end-room.at != 8 || room.kind != "wide" && room.kind != "free" && room.kind != "skip" {
		return nil, ErrSidecarOnly
	}
	h := append(be.AppendUint32(nil, 1), last.kind...)
	return []patch{{room.at, be.AppendUint64(h, uint64(last.end-room.at))}}, nil
}

// freed turns a box into free space.
func freed(b box) patch { return patch{b.at + 4, []byte("free")} }

// index moves the index of fragments, which readers look for in the last bytes,
// behind what is appended.
func (m *movie) index(g *graft) {
	if last := m.last(); last.kind == "mfra" && last.narrow() {
		g.tail = append(g.tail, last.span())
		g.flips = append(g.flips, freed(last))
	}
}

// graftBox appends the packet's own box and frees the old one.
func (m *movie) graftBox(packet []byte) (g graft, err error) {
	if g.close, err = m.closed(); err != nil {
		return graft{}, err
	}
	g.tail = []piece{text(boxOf("uuid", []byte(xmpUUID), packet))}
	m.index(&g)
	m.clear(&g)
	if n := len(m.uuids); n > 0 {
		last := m.uuids[n-1]
		g.flips = append(g.flips, freed(last))
		g.wipes = append(g.wipes, span(last.body, last.end))
	}
	return g, nil
}

// graftUserData writes the user data anew. Where the movie box is the last
// one, the new list goes behind it and the box grows; elsewhere a new movie box
// goes to the end. What it says of the media's places stays true: they do not move.
func (m *movie) graftUserData(packet []byte) (g graft, err error) {
	if g.close, err = m.closed(); err != nil {
		return graft{}, err
	}
	udta := m.newUserData(packet)
	grown := m.moov.end - m.moov.at + total(udta)
	if grown > math.MaxUint32 || m.moov.open {
		return graft{}, ErrSidecarOnly
	}
	m.clear(&g)
	if m.userData.end != 0 {
		g.wipes = append(g.wipes, span(m.userData.body, m.userData.end))
	}
	if m.moov.end == m.size && m.moov.narrow() {
		g.tail = udta
		g.grow = []patch{{m.moov.at, be.AppendUint32(nil, uint32(grown))}}
		if m.udta.end != 0 {
			g.flips = append(g.flips, freed(m.udta))
		}
		return g, nil
	}
	kids := udta
	for _, b := range slices.Backward(m.inMoov) {
		if b != m.udta && !slices.Contains(m.stale, b) {
			kids = append([]piece{b.span()}, kids...)
		}
	}
	g.tail = append([]piece{text(boxHeader("moov", total(kids)+8))}, kids...)
	m.index(&g)
	g.flips = append(g.flips, freed(m.moov))
	return g, nil
}

// clear frees what is stale and wipes the packets that no longer count.
func (m *movie) clear(g *graft) {
	for _, b := range m.wipes {
		g.wipes = append(g.wipes, span(b.body, b.end))
	}
	g.wipes = append(g.wipes, m.litter...)
	for _, b := range m.stale {
		g.flips = append(g.flips, freed(b))
	}
}

// newUserData is the list with the packet at its end.
func (m *movie) newUserData(packet []byte) []piece {
	var kids []piece
	for _, b := range m.inUdta {
		if b.kind != xmpUserData {
			kids = append(kids, b.span())
		}
	}
	kids = append(kids, text(boxOf(xmpUserData, packet)))
	return append([]piece{text(boxHeader("udta", total(kids)+8))}, kids...)
}
