package probe

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"math"
)

// TIFF 6.0 structure, shared by EXIF blocks, TIFF files and most raws, and
// BigTIFF, whose counts and offsets have 64 bits. All arithmetic is in int64
// with bounds, so no count or offset can wrap around.

const (
	maxEntries = 4096     // entries read of one directory
	maxDirs    = 64       // directories walked in one block
	maxValue   = 64 << 10 // bytes of one value
)

// typeSizes holds the bytes per value of the TIFF types 1 to 13 and of
// BigTIFF's 16 to 18.
var typeSizes = [19]int64{0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8}

const magicBig = 43

// entry is one field of a directory. Its value is where off says, unread.
type entry struct {
	tag   uint16
	kind  uint16
	count int64
	off   int64
}

func (e entry) size() int64 { return typeSizes[e.kind] * e.count }

// tiffBlock is a TIFF structure inside a file. Offsets count from its start.
type tiffBlock struct {
	view   view
	order  byteOrder
	magic  uint16
	first  int64
	faults bool // something was skipped
	short  bool // a directory runs past the end
}

// openTIFF reads the header. It accepts the magics of Panasonic and Olympus
// raws and of BigTIFF besides 42.
func openTIFF(v view) (*tiffBlock, error) {
	head, err := v.at(0, 8)
	if err != nil {
		return nil, err
	}
	t := &tiffBlock{view: v, order: binary.LittleEndian}
	switch {
	case bytes.HasPrefix(head, []byte("MM")):
		t.order = binary.BigEndian
	case !bytes.HasPrefix(head, []byte("II")):
		return nil, ErrForeign
	}
	t.magic = t.order.Uint16(head[2:])
	t.first = int64(t.order.Uint32(head[4:]))
	if t.magic == magicBig {
		if t.order.Uint16(head[4:]) != 8 {
			return nil, errBounds
		}
		t.first, err = t.offset(8)
	}
	return t, err
}

// widths returns the bytes of a directory's count, of one entry, and of what
// an entry holds itself, which is that of an offset too.
func (t *tiffBlock) widths() (count, entry, inline int64) {
	if t.magic == magicBig {
		return 8, 20, 8
	}
	return 2, 12, 4
}

// offset reads an offset, or a count, of the width that the block has. What is
// past any file is the largest there is.
func (t *tiffBlock) offset(at int64) (int64, error) {
	_, _, width := t.widths()
	b, err := t.view.at(at, width)
	if err != nil {
		return 0, err
	}
	if width == 4 {
		return int64(t.order.Uint32(b)), nil
	}
	return int64(min(t.order.Uint64(b), math.MaxInt64)), nil
}

// dir is one directory: the fields that are well formed, and where the next is.
type dir struct {
	entries map[uint16]entry
	next    int64
}

func (d dir) has(tag uint16) bool { _, ok := d.entries[tag]; return ok }

// dir reads the directory at off. Entries of unknown type, without values or
// with values outside the block are left out and noted as faults.
func (t *tiffBlock) dir(off int64) (dir, error) {
	head, each, _ := t.widths()
	n, err := t.entries(off, head)
	if err != nil {
		return dir{}, err
	}
	want := min(n, maxEntries)
	fits := min(want, (t.view.size-off-head)/each)
	raw, err := t.view.at(off+head, fits*each)
	if err != nil {
		return dir{}, err
	}
	d := dir{entries: make(map[uint16]entry, fits)}
	for i := range fits {
		t.addEntry(d, raw[i*each:][:each], off+head+i*each)
	}
	if fits < n {
		t.faults, t.short = true, t.short || fits < want
		return d, nil
	}
	d.next, err = t.offset(off + head + fits*each)
	if errors.Is(err, errBounds) {
		t.short, err = true, nil
	}
	return d, err
}

// entries reads how many there are in the directory at off.
func (t *tiffBlock) entries(off, width int64) (int64, error) {
	if width == 8 {
		return t.offset(off)
	}
	n, err := t.view.u16(off, t.order)
	return int64(n), err
}

func (t *tiffBlock) addEntry(d dir, b []byte, at int64) {
	_, _, inline := t.widths()
	e := entry{tag: t.order.Uint16(b), kind: t.order.Uint16(b[2:]), count: int64(t.order.Uint32(b[4:])), off: at + 4 + inline}
	if inline == 8 {
		e.count = int64(min(t.order.Uint64(b[4:]), math.MaxInt64/8))
	}
	if int(e.kind) >= len(typeSizes) || e.size() == 0 {
		return
	}
	if e.size() > inline {
		off, err := t.offset(at + 4 + inline)
		if err != nil {
			return
		}
		e.off = off
	}
	if !t.view.holds(e.off, e.size()) {
		t.faults = true
		return
	}
	if _, dup := d.entries[e.tag]; !dup {
		d.entries[e.tag] = e
	}
}

// bytes returns the value of a field, false when absent or over the limit.
func (t *tiffBlock) bytes(d dir, tag uint16) ([]byte, bool) {
	e, ok := d.entries[tag]
	if !ok || e.size() > maxValue {
		return nil, false
	}
	b, err := t.view.at(e.off, e.size())
	return b, err == nil
}

// uints returns up to limit whole numbers of a BYTE, SHORT, LONG or IFD field,
// or of the long forms of BigTIFF.
func (t *tiffBlock) uints(d dir, tag uint16, limit int64) []int64 {
	e, ok := d.entries[tag]
	if !ok {
		return nil
	}
	n := min(e.count, limit)
	b, err := t.view.at(e.off, n*typeSizes[e.kind])
	if err != nil {
		return nil
	}
	out := make([]int64, 0, n)
	for i := range n {
		switch e.kind {
		case 1, 7:
			out = append(out, int64(b[i]))
		case 3:
			out = append(out, int64(t.order.Uint16(b[i*2:])))
		case 4, 13:
			out = append(out, int64(t.order.Uint32(b[i*4:])))
		case 16, 18:
			out = append(out, int64(min(t.order.Uint64(b[i*8:]), math.MaxInt64)))
		default:
			return nil
		}
	}
	return out
}

func (t *tiffBlock) uint(d dir, tag uint16) int64 {
	if v := t.uints(d, tag, 1); len(v) == 1 {
		return v[0]
	}
	return 0
}

// chain reads the main directories and, below each, those that tag 0x014A
// names. No directory is read twice. There is at least one, or an error.
func (t *tiffBlock) chain() ([]dir, error) {
	var dirs []dir
	seen := map[int64]bool{}
	var firstErr error
	for off := t.first; off != 0 && !seen[off] && len(dirs) < maxDirs; {
		seen[off] = true
		d, err := t.dir(off)
		if err != nil {
			firstErr = err
			break
		}
		dirs = append(dirs, d)
		for _, sub := range t.uints(d, tagSubIFDs, 16) {
			if seen[sub] || len(dirs) >= maxDirs {
				continue
			}
			seen[sub] = true
			if s, err := t.dir(sub); err == nil {
				dirs = append(dirs, s)
			}
		}
		off = d.next
	}
	if len(dirs) == 0 {
		return nil, cmp.Or(firstErr, errBounds)
	}
	if firstErr != nil {
		t.faults = true
	}
	return dirs, nil
}

// byteOrder is a byte order that can also write.
type byteOrder interface {
	binary.ByteOrder
	binary.AppendByteOrder
}
