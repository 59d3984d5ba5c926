package xmp

import (
	"bytes"
	"image/jpeg"
	"path/filepath"
	"slices"
	"testing"
)

// mediaBytes stand for pictures and sound.
var mediaBytes = bytes.Repeat([]byte("picture and sound "), 20)

// film puts a movie together whose index says where its media is.
type film struct {
	brand    string // "" for files older than brands
	fast     bool   // the movie box comes before the media
	openEnd  bool   // the media has no size
	wide     bool   // with room before the media for a long size
	index    bool   // with an index of fragments at the end
	userData []byte // what the user data holds; none when nil
}

func (f film) bytes() []byte {
	var head []byte
	if f.brand != "" {
		head = boxOf("ftyp", []byte(f.brand), make([]byte, 4), []byte(f.brand))
	}
	if f.wide {
		head = append(head, boxOf("wide")...)
	}
	mdat := boxOf("mdat", mediaBytes)
	if f.openEnd {
		be.PutUint32(mdat, 0)
	}
	var tail []byte
	if f.index {
		tail = boxOf("mfra", boxOf("mfro", make([]byte, 4), be.AppendUint32(nil, 24)))
	}
	if !f.fast {
		moov := f.movie(len(head) + 8)
		return slices.Concat(head, mdat, moov, tail)
	}
	moov := f.movie(len(head) + len(f.movie(0)) + 8)
	return slices.Concat(head, moov, mdat, tail)
}

func (f film) movie(at int) []byte {
	stco := boxOf("stco", be.AppendUint32(be.AppendUint32(make([]byte, 4), 1), uint32(at)))
	parts := [][]byte{
		boxOf("mvhd", make([]byte, 100)),
		boxOf("trak", boxOf("mdia", boxOf("minf", boxOf("stbl", stco)))),
	}
	if f.userData != nil {
		parts = slices.Insert(parts, 1, boxOf("udta", f.userData))
	}
	return boxOf("moov", parts...)
}

func movFixture() []byte {
	return film{brand: "qt  ", wide: true, userData: boxOf("\xa9nam", []byte("title"))}.bytes()
}

func mp4Fixture() []byte { return film{brand: "isom"}.bytes() }

// mediaOf follows the index of the first movie box, as players do.
func mediaOf(t testing.TB, b []byte) []byte {
	t.Helper()
	s := newSource(t.Context(), bytes.NewReader(b), int64(len(b)))
	at, err := s.topBoxes()
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"moov", "trak", "mdia", "minf", "stbl", "stco"} {
		found, ok := find(at, kind)
		if !ok {
			t.Fatalf("no %s", kind)
		}
		if kind == "stco" {
			place := must(s.at(found.body+8, 4))
			return b[be.Uint32(place):][:len(mediaBytes)]
		}
		if at, err = s.boxes(found.body, found.end); err != nil {
			t.Fatal(err)
		}
	}
	return nil
}

// tiffFixture is a picture of one strip.
func tiffFixture(order byteOrder, big bool) []byte {
	d := &tiff{order: order, big: big, first: 4}
	entry := func(tag, kind uint16, n, value uint64) []byte {
		e := order.AppendUint16(order.AppendUint16(nil, tag), kind)
		e = d.appendOffset(e, n)
		if kind == 3 {
			e = order.AppendUint16(e, uint16(value))
			for len(e) < 12 || big && len(e) < 20 {
				e = append(e, 0)
			}
			return e
		}
		return d.appendOffset(e, value)
	}
	head := []byte("II*\x00")
	if order == byteOrder(be) {
		head = []byte("MM\x00*")
	}
	if big {
		head = order.AppendUint16(order.AppendUint16(order.AppendUint16(head[:2:2], 43), 8), 0)
		d.first = 8
	}
	strip := len(head) + 4
	if big {
		strip += 4
	}
	dir := strip + len(mediaBytes) + len(mediaBytes)&1
	d.entries = [][]byte{
		entry(256, 3, 1, 18), entry(257, 3, 1, 20), entry(258, 3, 1, 8), entry(tagCompression, 3, 1, 1), entry(tagPhotometric, 3, 1, 1),
		entry(273, 4, 1, uint64(strip)), entry(277, 3, 1, 1), entry(278, 3, 1, 20), entry(279, 4, 1, uint64(len(mediaBytes))),
	}
	b := d.appendOffset(head, uint64(dir))
	b = append(append(b, mediaBytes...), make([]byte, len(mediaBytes)&1)...)
	if big {
		b = order.AppendUint64(b, uint64(len(d.entries)))
	} else {
		b = order.AppendUint16(b, uint16(len(d.entries)))
	}
	for _, e := range d.entries {
		b = append(b, e...)
	}
	return d.appendOffset(b, 0)
}

// stripOf is the picture that a TIFF's directory points to.
func stripOf(t testing.TB, b []byte) []byte {
	t.Helper()
	d, err := readTIFF(newSource(t.Context(), bytes.NewReader(b), int64(len(b))))
	if err != nil {
		t.Fatal(err)
	}
	e := d.entry(273)
	value := e[8:]
	if d.big {
		value = e[12:]
	}
	return b[d.offset(value):][:len(mediaBytes)]
}

// assertMedia holds that pictures and sound are where the file says.
func assertMedia(t testing.TB, name string, b []byte) {
	t.Helper()
	var got []byte
	switch filepath.Ext(name) {
	case ".TIF":
		got = stripOf(t, b)
	case ".JPG":
		if _, err := jpeg.Decode(bytes.NewReader(b)); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return
	default:
		got = mediaOf(t, b)
	}
	if !bytes.Equal(got, mediaBytes) {
		t.Fatalf("%s: the media is %q", name, got)
	}
}
