package probe

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"

	"onset/media"
)

// Fixtures are written here byte by byte after the public descriptions of the
// formats, apart from the code under test.

// ifdField is a field of a directory in a fixture. The value is one of
// string, []uint16, []uint32 or []byte (with its type named).
type ifdField struct {
	tag   uint16
	value any
}

// rational is a list of numerators and denominators.
type rational []uint32

// tiffFixture writes a block: IFD0 with the EXIF and GPS directories, then an
// IFD1 with the thumbnail if there is one.
type tiffFixture struct {
	order           byteOrder
	magic           uint16
	mark            string // behind the header
	main, exif, gps []ifdField
	sub             []ifdField // a directory below IFD0, as raws have
	thumbnail       []byte
}

func (f tiffFixture) bytes() []byte {
	if f.order == nil {
		f.order = binary.LittleEndian
	}
	if f.magic == 0 {
		f.magic = 42
	}
	b := []byte("II")
	if f.order == byteOrder(binary.BigEndian) {
		b = []byte("MM")
	}
	b = f.order.AppendUint16(b, f.magic)
	b = append(append(b, 0, 0, 0, 0), f.mark...)
	main := f.main
	below := func(tag uint16, fields []ifdField) {
		if fields == nil {
			return
		}
		at := uint32(0)
		b, at = f.dir(b, fields, 0)
		main = append(main, ifdField{tag, []uint32{at}})
	}
	below(0x014a, f.sub)
	below(0x8769, f.exif)
	below(0x8825, f.gps)
	next := uint32(0)
	if f.thumbnail != nil {
		at := uint32(len(b))
		b = append(b, f.thumbnail...)
		b, next = f.dir(b, []ifdField{{0x0201, []uint32{at}}, {0x0202, []uint32{uint32(len(f.thumbnail))}}}, 0)
	}
	b, first := f.dir(b, main, next)
	f.order.PutUint32(b[4:], first)
	return b
}

func (f tiffFixture) dir(b []byte, fields []ifdField, next uint32) ([]byte, uint32) {
	var table []byte
	for _, e := range fields {
		kind, count, value := f.encode(e.value)
		table = f.order.AppendUint16(table, e.tag)
		table = f.order.AppendUint16(table, kind)
		table = f.order.AppendUint32(table, count)
		if len(value) > 4 {
			table = f.order.AppendUint32(table, uint32(len(b)))
			b = append(b, value...)
		} else {
			table = append(table, append(value, 0, 0, 0, 0)[:4]...)
		}
	}
	at := uint32(len(b))
	b = f.order.AppendUint16(b, uint16(len(fields)))
	return f.order.AppendUint32(append(b, table...), next), at
}

func (f tiffFixture) encode(value any) (kind uint16, count uint32, b []byte) {
	switch v := value.(type) {
	case string:
		return 2, uint32(len(v) + 1), append([]byte(v), 0)
	case []uint16:
		for _, n := range v {
			b = f.order.AppendUint16(b, n)
		}
		return 3, uint32(len(v)), b
	case []uint32:
		for _, n := range v {
			b = f.order.AppendUint32(b, n)
		}
		return 4, uint32(len(v)), b
	case rational:
		for _, n := range v {
			b = f.order.AppendUint32(b, n)
		}
		return 5, uint32(len(v) / 2), b
	case []byte:
		return 7, uint32(len(v)), v
	}
	panic("fixture: unknown type")
}

// exifFixture is a block with every fact in it.
func exifFixture(order byteOrder, thumbnail []byte) []byte {
	return tiffFixture{
		order:     order,
		thumbnail: thumbnail,
		main: []ifdField{
			{0x010f, "Onset Optics"},
			{0x0110, "Model One"},
			{0x0112, []uint16{6}},
			{0x0132, "2026:11:24 08:00:00"},
		},
		exif: []ifdField{
			{0x9003, "2026:11:20 10:30:15"},
			{0x9004, "2026:11:20 10:30:16"},
			{0x9011, "+01:00"},
			{0x9291, "25"},
			{0xa431, "SN0042"},
			{0xa434, "35mm F2"},
		},
		gps: []ifdField{
			{1, "N"},
			{2, rational{55, 1, 40, 1, 3396, 100}},
			{3, "W"},
			{4, rational{12, 1, 34, 1, 588, 100}},
		},
	}.bytes()
}

func pictureFixture(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.SetRGBA(x, y, color.RGBA{uint8(x * 255 / w), uint8(y * 255 / h), 128, 255})
		}
	}
	return img
}

// jpegFixture writes a picture and puts segments behind its first marker.
func jpegFixture(t testing.TB, w, h int, segments ...[]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, pictureFixture(w, h), nil); err != nil {
		t.Fatal(err)
	}
	out := bytes.Clone(b.Bytes()[:2])
	for _, s := range segments {
		out = append(out, s...)
	}
	return append(out, b.Bytes()[2:]...)
}

func app1(head string, body []byte) []byte {
	b := []byte{0xff, 0xe1}
	b = be.AppendUint16(b, uint16(2+len(head)+len(body)))
	return append(append(b, head...), body...)
}

func exifSegment(block []byte) []byte { return app1("Exif\x00\x00", block) }

func xmpFixture(properties string) []byte {
	return []byte(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
		`<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:exif="http://ns.adobe.com/exif/1.0/"` +
		` xmlns:tiff="http://ns.adobe.com/tiff/1.0/" xmlns:xmpDM="http://ns.adobe.com/xmp/1.0/DynamicMedia/" ` +
		properties + `</rdf:Description></rdf:RDF></x:xmpmeta>`)
}

func xmpSegment(packet []byte) []byte { return app1(string(headXMP), packet) }

func pngChunkFixture(kind string, body []byte) []byte {
	b := be.AppendUint32(nil, uint32(len(body)))
	b = append(append(b, kind...), body...)
	return be.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// pngFixture puts chunks before the end of a picture.
func pngFixture(t testing.TB, w, h int, chunks ...[]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, pictureFixture(w, h)); err != nil {
		t.Fatal(err)
	}
	out := bytes.Clone(b.Bytes()[:b.Len()-12])
	for _, c := range chunks {
		out = append(out, c...)
	}
	return append(out, b.Bytes()[b.Len()-12:]...)
}

// rafFixture writes the header of a Fujifilm raw around a JPEG.
func rafFixture(picture []byte) []byte {
	b := make([]byte, 160)
	copy(b, rafMagic)
	table := be.AppendUint32(nil, 1)
	table = be.AppendUint16(be.AppendUint16(table, 0x0111), 4)
	table = be.AppendUint16(be.AppendUint16(table, 4000), 6000)
	be.PutUint32(b[84:], uint32(len(b)))
	be.PutUint32(b[88:], uint32(len(picture)))
	be.PutUint32(b[92:], uint32(len(b)+len(picture)))
	return append(append(b, picture...), table...)
}

func readBytes(b []byte) (media.Facts, error) {
	return Read(context.Background(), bytes.NewReader(b), int64(len(b)), "fixture")
}

// mustRead fails the test when the fixture is not read without fault.
func mustRead(t *testing.T, b []byte) media.Facts {
	t.Helper()
	f, err := readBytes(b)
	if err != nil {
		t.Fatal(err)
	}
	return f
}
