package xmp

import (
	"encoding/binary"
	"math"
	"slices"
)

// Tags of TIFF 6.0, DNG 1.7 and the XMP specification part 3, 1.1.9.
const (
	tagSubfile     = 254
	tagCompression = 259
	tagPhotometric = 262
	tagSubIFDs     = 330
	tagXMP         = 700
	tagDNGVersion  = 50706

	photometricCFA = 32803
	photometricRaw = 34892

	typeByte = 1
)

// tiffCompressions are those of pictures; the makers' own mean a raw.
var tiffCompressions = []uint64{1, 2, 3, 4, 5, 6, 7, 8, 32773, 32946, 34661, 34712, 50000, 50001, 50002}

func isTIFF(head []byte) bool {
	if len(head) < 16 {
		return false
	}
	switch string(head[:4]) {
	case "II*\x00", "MM\x00*", "II+\x00", "MM\x00+":
		return true
	}
	return false
}

// byteOrder is that of a file.
type byteOrder interface {
	binary.ByteOrder
	binary.AppendByteOrder
}

// tiff is the first directory of a file, in the classic form or with 64 bits.
type tiff struct {
	*source
	order   byteOrder
	big     bool
	first   int64 // where the header names the directory
	at      int64 // the directory
	entries [][]byte
	next    []byte // where the next directory is
}

func openTIFF(s *source) (layout, error) {
	t, err := readTIFF(s)
	if err != nil {
		return layout{}, err
	}
	if t.cameraRaw() {
		return layout{}, ErrSidecarOnly
	}
	l := layout{rewrite: t.rewrite}
	if e := t.entry(tagXMP); e != nil {
		from, n, err := t.extent(e)
		if err != nil {
			return layout{}, err
		}
		if l.packet, err = s.at(from, n); err != nil {
			return layout{}, err
		}
	}
	return l, nil
}

func readTIFF(s *source) (*tiff, error) {
	h, err := s.at(0, 16)
	if err != nil {
		return nil, err
	}
	t := &tiff{source: s, order: le, big: h[2] == '+' || h[3] == '+', first: 4}
	if h[0] == 'M' {
		t.order = be
	}
	if string(h[8:10]) == "CR" || string(h[8:12]) == "IIII" || string(h[8:12]) == "MMMM" {
		return nil, ErrSidecarOnly // Canon and Phase One say so behind the header
	}
	if t.big {
		t.first = 8
	}
	t.at = int64(t.offset(h[t.first:]))
	return t, t.readDirectory()
}

// Widths of the two forms.
func (t *tiff) width() (offset, count, entry int64) {
	if t.big {
		return 8, 8, 20
	}
	return 4, 2, 12
}

// offset reads an offset of the form's width.
func (t *tiff) offset(b []byte) uint64 {
	if t.big {
		return t.order.Uint64(b)
	}
	return uint64(t.order.Uint32(b))
}

func (t *tiff) readDirectory() error {
	offset, count, entry := t.width()
	b, err := t.source.at(t.at, count)
	if err != nil {
		return err
	}
	n := uint64(t.order.Uint16(b))
	if t.big {
		n = t.order.Uint64(b)
	}
	if n == 0 || n >= math.MaxUint16 {
		return ErrDamaged
	}
	b, err = t.source.at(t.at+count, int64(n)*entry+offset)
	if err != nil {
		return err
	}
	for range n {
		t.entries, b = append(t.entries, b[:entry]), b[entry:]
	}
	t.next = b
	return nil
}

func (t *tiff) entry(tag uint16) []byte {
	for _, e := range t.entries {
		if t.order.Uint16(e) == tag {
			return e
		}
	}
	return nil
}

// number is the value of an entry with one number, false when it is not there.
func (t *tiff) number(tag uint16) (uint64, bool) {
	e := t.entry(tag)
	if e == nil {
		return 0, false
	}
	value := e[8:]
	if t.big {
		value = e[12:]
	}
	if t.order.Uint16(e[2:]) == 3 {
		return uint64(t.order.Uint16(value)), true
	}
	return uint64(t.order.Uint32(value)), true
}

// cameraRaw reports whether this is the raw of a maker rather than a TIFF or a DNG.
func (t *tiff) cameraRaw() bool {
	if t.entry(tagDNGVersion) != nil {
		return false
	}
	compression, has := t.number(tagCompression)
	photometric, _ := t.number(tagPhotometric)
	subfile, _ := t.number(tagSubfile)
	return has && !slices.Contains(tiffCompressions, compression) || photometric == photometricCFA ||
		photometric == photometricRaw || t.entry(tagSubIFDs) != nil && (subfile&1 == 1 || compression == 6)
}

// extent is where the value of an entry of bytes is.
func (t *tiff) extent(e []byte) (from, n int64, err error) {
	count, value := uint64(t.order.Uint32(e[4:])), e[8:]
	inline := uint64(4)
	if t.big {
		count, value, inline = t.order.Uint64(e[4:]), e[12:], 8
	}
	if kind := t.order.Uint16(e[2:]); kind != typeByte && kind != 7 && kind != 2 {
		return 0, 0, ErrDamaged
	}
	if count > maxPacket {
		return 0, 0, ErrTooLarge
	}
	if count <= inline {
		return 0, 0, ErrDamaged
	}
	from = int64(t.offset(value))
	if from < 0 || from > t.size || int64(count) > t.size-from {
		return 0, 0, ErrDamaged
	}
	return from, int64(count), nil
}

// rewrite puts the packet and a new first directory behind the end, and turns
// the header to it. Nothing else moves.
func (t *tiff) rewrite(packet []byte) ([]piece, error) {
	old, err := t.oldPacket()
	if err != nil {
		return nil, err
	}
	head, err := t.source.at(0, 16)
	if err != nil {
		return nil, err
	}
	end := t.size
	if behind := old.from + old.n + old.n&1; old.n > 0 && behind == t.at && t.directoryEnd() == t.size {
		end, old = old.from, piece{} // both are ours, from the last time
	}
	at := end + end&1
	dir := at + int64(len(packet)) + int64(len(packet)&1)
	tail := append(make([]byte, at-end, dir-end+4096), packet...)
	tail = append(tail, make([]byte, len(packet)&1)...)
	tail = t.directory(tail, at, int64(len(packet)))
	if !t.big && end+int64(len(tail)) > math.MaxUint32 {
		return nil, ErrTooLarge
	}
	copy(head[t.first:], t.appendOffset(nil, uint64(dir)))
	ps := []piece{text(head)}
	if old.n > 0 {
		return append(ps, span(16, old.from), text(make([]byte, old.n)), span(old.from+old.n, end), text(tail)), nil
	}
	return append(ps, span(16, end), text(tail)), nil
}

// oldPacket is the range to be wiped: a packet, and nothing that a broken file
// calls one.
func (t *tiff) oldPacket() (piece, error) {
	e := t.entry(tagXMP)
	if e == nil {
		return piece{}, nil
	}
	from, n, err := t.extent(e)
	if err != nil {
		return piece{}, err
	}
	b, err := t.source.at(from, n)
	if err != nil {
		return piece{}, err
	}
	if from < 16 || from+n > t.at && from < t.directoryEnd() || !looksLikePacket(b) {
		return piece{}, nil
	}
	return span(from, from+n), nil
}

func (t *tiff) directoryEnd() int64 {
	_, count, entry := t.width()
	return t.at + count + int64(len(t.entries))*entry + int64(len(t.next))
}

// directory is the first one with the packet's entry in its place.
func (t *tiff) directory(b []byte, at, n int64) []byte {
	entries := slices.DeleteFunc(slices.Clone(t.entries), func(e []byte) bool { return t.order.Uint16(e) == tagXMP })
	i := slices.IndexFunc(entries, func(e []byte) bool { return t.order.Uint16(e) > tagXMP })
	if i < 0 {
		i = len(entries)
	}
	e := t.order.AppendUint16(t.order.AppendUint16(nil, tagXMP), typeByte)
	e = t.appendOffset(t.appendOffset(e, uint64(n)), uint64(at))
	entries = slices.Insert(entries, i, e)
	if t.big {
		b = t.order.AppendUint64(b, uint64(len(entries)))
	} else {
		b = t.order.AppendUint16(b, uint16(len(entries)))
	}
	for _, e := range entries {
		b = append(b, e...)
	}
	return append(b, t.next...)
}

func (t *tiff) appendOffset(b []byte, n uint64) []byte {
	if t.big {
		return t.order.AppendUint64(b, n)
	}
	return t.order.AppendUint32(b, uint32(n))
}
