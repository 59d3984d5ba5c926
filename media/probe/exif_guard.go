package probe

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/rwcarlsen/goexif/exif"
	"github.com/rwcarlsen/goexif/tiff"
)

// The library trusts counts and offsets, so a block of 50 bytes can make it
// allocate gigabytes or fail over one odd field. It is therefore never given
// foreign bytes: only the fields wanted here are copied, with checked sizes,
// into a small block written by this package, and that is what it decodes.

// Tags named here, by number (EXIF 2.32, TIFF 6.0, DNG 1.6).
const (
	tagSubfile     = 0x00fe
	tagWidth       = 0x0100
	tagHeight      = 0x0101
	tagCompression = 0x0103
	tagPhotometric = 0x0106
	tagMake        = 0x010f
	tagModel       = 0x0110
	tagStripOffset = 0x0111
	tagOrientation = 0x0112
	tagStripCount  = 0x0117
	tagModified    = 0x0132
	tagTileOffset  = 0x0144
	tagTileCount   = 0x0145
	tagSubIFDs     = 0x014a
	tagJPEGOffset  = 0x0201
	tagJPEGCount   = 0x0202
	tagXMP         = 0x02bc
	tagExif        = 0x8769
	tagGPS         = 0x8825
	tagOriginal    = 0x9003
	tagDNGVersion  = 0xc612
)

var (
	wantMain = []uint16{tagMake, tagModel, tagOrientation, tagModified, tagOriginal}
	wantExif = []uint16{
		tagOriginal, 0x9004, 0x9010, 0x9011, 0x9012, 0x9290, 0x9291, 0x9292,
		0xa002, 0xa003, 0xa431, 0xa433, 0xa434,
	}
	wantGPS = []uint16{0x0001, 0x0002, 0x0003, 0x0004}
)

// laterFields are fields of EXIF 2.3 and later that the library does not name.
var laterFields = map[uint16]exif.FieldName{
	0x9010: "OffsetTime", 0x9011: "OffsetTimeOriginal", 0x9012: "OffsetTimeDigitized",
	0xa431: "BodySerialNumber",
}

// decodeExif hands the wanted fields of the main, EXIF and GPS directories to
// the library. Any of the three may be empty.
func decodeExif(order byteOrder, main, sub, gps []field) (x *exif.Exif, err error) {
	defer func() {
		if r := recover(); r != nil {
			x, err = nil, fmt.Errorf("%w: %v", ErrDamaged, r)
		}
	}()
	w := newTIFFWriter(order)
	subAt := w.dir(sub)
	gpsAt := w.dir(gps)
	main = append(slices.Clone(main), w.pointer(tagExif, subAt), w.pointer(tagGPS, gpsAt))
	w.first(w.dir(main))
	if x, err = exif.Decode(bytes.NewReader(w.b)); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	r := bytes.NewReader(w.b)
	if _, err := r.Seek(int64(subAt), 0); err != nil {
		return nil, err
	}
	d, _, err := tiff.DecodeDir(r, order)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	x.LoadTags(d, laterFields, false)
	return x, nil
}

// field is a value copied out of a foreign block.
type field struct {
	tag, kind uint16
	count     uint32
	value     []byte
}

// pick copies the wanted fields that are present and small enough.
func (t *tiffBlock) pick(d dir, want []uint16) []field {
	var out []field
	for _, tag := range want {
		b, ok := t.bytes(d, tag)
		if !ok {
			continue
		}
		e := d.entries[tag]
		out = append(out, field{tag: tag, kind: e.kind, count: uint32(e.count), value: b})
	}
	return out
}

// tiffWriter builds a well-formed block.
type tiffWriter struct {
	order byteOrder
	b     []byte
}

func newTIFFWriter(order byteOrder) *tiffWriter {
	w := &tiffWriter{order: order, b: []byte("II\x2a\x00\x00\x00\x00\x00")}
	if order == binary.BigEndian {
		w.b = []byte("MM\x00\x2a\x00\x00\x00\x00")
	}
	return w
}

func (w *tiffWriter) first(at uint32) { w.order.PutUint32(w.b[4:], at) }

func (w *tiffWriter) pointer(tag uint16, at uint32) field {
	return field{tag: tag, kind: 4, count: 1, value: w.order.AppendUint32(nil, at)}
}

// dir appends the values, then the directory that points at them.
func (w *tiffWriter) dir(fields []field) uint32 {
	slices.SortFunc(fields, func(a, b field) int { return int(a.tag) - int(b.tag) })
	at := make([]uint32, len(fields))
	for i, f := range fields {
		if at[i] = uint32(len(w.b)); len(f.value) > 4 {
			w.b = append(w.b, f.value...)
		}
	}
	start := uint32(len(w.b))
	w.b = w.order.AppendUint16(w.b, uint16(len(fields)))
	for i, f := range fields {
		w.b = w.order.AppendUint16(w.b, f.tag)
		w.b = w.order.AppendUint16(w.b, min(f.kind, 12))
		w.b = w.order.AppendUint32(w.b, f.count)
		if len(f.value) > 4 {
			w.b = w.order.AppendUint32(w.b, at[i])
			continue
		}
		w.b = append(w.b, append(slices.Clone(f.value), 0, 0, 0, 0)[:4]...)
	}
	w.b = append(w.b, 0, 0, 0, 0)
	return start
}
