package xmp

import (
	"bytes"
	"errors"
	"slices"
	"testing"
)

// still is a HEIF file of one picture, in the ways files say where it is.
type still struct {
	version    byte   // of the places
	offsetSize int    // 0: only the base says where
	base       bool   // the place counts from a base
	wide       bool   // ids of 32 bits
	packet     []byte // in the file, about the picture
	inData     bool   // the packet is among the small data
	about      uint32 // what the packet is about: 1 is the picture, 0 nothing said
	openEnd    bool
	refs       bool // a list of references although there is no packet
}

func (s still) bytes() []byte {
	head := boxOf("ftyp", []byte("heic\x00\x00\x00\x00mif1heic"))
	var b []byte
	at := 0
	for range 2 { // the second time the size is known
		meta := s.meta(len(head), at)
		mdat := boxOf("mdat", mediaBytes, s.inFile())
		if s.openEnd {
			be.PutUint32(mdat, 0)
		}
		at = len(head) + len(meta) + 8
		b = slices.Concat(head, meta, mdat)
	}
	return b
}

func (s still) inFile() []byte {
	if s.inData {
		return nil
	}
	return s.packet
}

func (s still) meta(_, at int) []byte {
	one := place{id: 1, extents: []extent{{at: uint64(at), n: uint64(len(mediaBytes))}}}
	l := locations{version: s.version, offsetSize: s.offsetSize, lengthSize: 4}
	if s.base {
		l.baseSize = 4
		one.base, one.extents[0].at = uint64(at), 0
	}
	l.items = []place{one}
	info := func(id uint32, kind string) []byte {
		v := byte(2)
		if s.wide {
			v = 3
		}
		b := append(appendID([]byte{v, 0, 0, 0}, s.wide, id), 0, 0)
		return boxOf("infe", b, []byte(kind))
	}
	infos, refs := [][]byte{info(1, "hvc1\x00")}, []byte(nil)
	wideBox := byte(0)
	if s.wide {
		wideBox = 1
	}
	var data []byte
	if s.packet != nil {
		p := place{id: 2, extents: []extent{{at: uint64(at + len(mediaBytes)), n: uint64(len(s.packet))}}}
		if s.inData {
			p.method, p.extents[0].at, data = inData, 3, boxOf("idat", []byte("abc"), s.packet, []byte("def"))
		} else if s.base {
			p.base, p.extents[0].at = p.extents[0].at, 0
		}
		l.items = append(l.items, p)
		infos = append(infos, info(2, "mime\x00"+xmpType+"\x00"))
		if s.about != 0 {
			refs = boxOf("cdsc", appendID(nil, s.wide, 2), []byte{0, 1}, appendID(nil, s.wide, s.about))
		}
	}
	full := func(v byte) []byte { return []byte{v, 0, 0, 0} }
	parts := [][]byte{
		full(0), boxOf("hdlr", make([]byte, 20)), boxOf("pitm", full(wideBox), appendID(nil, s.wide, 1)),
		boxOf("iinf", append([][]byte{full(wideBox), appendID(nil, s.wide, uint32(len(infos)))}, infos...)...), l.box(), data,
	}
	if refs != nil || s.refs {
		parts = append(parts, boxOf("iref", full(wideBox), refs))
	}
	return boxOf("meta", parts...)
}

// pictureOf follows the places to the picture.
func pictureOf(t *testing.T, b []byte) []byte {
	t.Helper()
	h := &heif{source: newSource(t.Context(), bytes.NewReader(b), int64(len(b))), packet: -1}
	if err := h.walk(); err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(h.places.items, func(p place) bool { return p.id == h.primary })
	return must(h.content(&h.places.items[i]))
}

func TestHEIFShapes(t *testing.T) {
	theirs := []byte(packetBegin + string(rdf("", "<plus:Licensor>theirs</plus:Licensor>")) + packetEnd)
	for name, c := range map[string]struct {
		shape still
		reads bool // the packet in there is the picture's
	}{
		"no packet":                {still{offsetSize: 4}, false},
		"with a list":              {still{offsetSize: 4, refs: true}, false},
		"wide":                     {still{version: 2, offsetSize: 8, wide: true}, false},
		"places by base":           {still{version: 1, base: true}, false},
		"base and offset":          {still{version: 1, base: true, offsetSize: 4}, false},
		"without end":              {still{offsetSize: 4, openEnd: true}, false},
		"packet":                   {still{offsetSize: 4, packet: theirs, about: 1}, true},
		"packet, wide":             {still{version: 2, offsetSize: 8, wide: true, packet: theirs, about: 1}, true},
		"packet by base":           {still{version: 1, base: true, packet: theirs, about: 1}, true},
		"packet about nothing":     {still{offsetSize: 4, packet: theirs}, true},
		"packet of a depth map":    {still{offsetSize: 4, packet: theirs, about: 7}, false},
		"packet among small data":  {still{version: 1, offsetSize: 4, packet: theirs, inData: true, about: 1}, true},
		"packet in a file w/o end": {still{offsetSize: 4, packet: theirs, about: 1, openEnd: true}, true},
	} {
		b := c.shape.bytes()
		if !bytes.Equal(pictureOf(t, b), mediaBytes) {
			t.Fatalf("%s: the fixture is wrong", name)
		}
		sizes := []int{}
		for _, f := range []Facts{allFacts(), withdrawn(), allFacts(), {}} {
			b = copied(t, b, f)
			sizes = append(sizes, len(b))
			packet := packetOf(t, b)
			if got := factsIn(t, b); got.Result != f.Result || !bytes.Equal(pictureOf(t, b), mediaBytes) {
				t.Errorf("%s: %+v", name, got)
			}
			if bytes.Contains(packet, []byte("theirs")) != c.reads || c.shape.packet != nil && !c.reads && !bytes.Contains(b, theirs) {
				t.Errorf("%s: what others wrote:\n%s", name, packet)
			}
		}
		if sizes[0] != sizes[2] {
			t.Errorf("%s: the file grows: %v", name, sizes)
		}
		if bytes.Contains(b, []byte("Øl")) {
			t.Errorf("%s: the name that was taken back is still in the file", name)
		}
	}
}

// TestHEIFSharedBytes: bytes that are also a picture's are not wiped.
func TestHEIFSharedBytes(t *testing.T) {
	theirs := []byte(packetBegin + string(rdf("", "")) + packetEnd)
	b := still{version: 1, offsetSize: 4, packet: theirs, about: 1}.bytes()
	h := &heif{source: newSource(t.Context(), bytes.NewReader(b), int64(len(b))), packet: -1}
	if err := h.walk(); err != nil {
		t.Fatal(err)
	}
	if _, _, alone := h.oldPacket(); !alone {
		t.Fatal("the packet's bytes are its own")
	}
	h.places.items[0].extents[0].n += 10
	if _, _, alone := h.oldPacket(); alone {
		t.Error("the packet shares bytes with the picture")
	}
}

func TestHEIFRefused(t *testing.T) {
	sound := still{version: 1, offsetSize: 4}.bytes()
	change := func(kind string, at int, to ...byte) []byte {
		b := bytes.Clone(sound)
		copy(b[bytes.Index(b, []byte(kind))+at:], to)
		return b
	}
	for name, c := range map[string]struct {
		b    []byte
		want error
	}{
		"more items than there are":  {change("iinf", 8, 0, 9), ErrDamaged},
		"more places than there are": {change("iloc", 10, 0, 9), ErrDamaged},
		"places of a new version":    {change("iloc", 4, 9), ErrDamaged},
		"numbers of three bytes":     {change("iloc", 8, 0x34), ErrDamaged},
		"places without length":      {change("iloc", 8, 0x40, 0x00), ErrSidecarOnly},
		"no places":                  {change("iloc", 0, 'x'), ErrDamaged},
		"two lists":                  {append(bytes.Clone(sound), still{offsetSize: 4}.meta(0, 0)...), ErrDamaged},
	} {
		if _, err := Copy(t.Context(), &memory{}, bytes.NewReader(c.b), int64(len(c.b)), allFacts()); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	// Places that take no bytes each.
	bomb := locations{version: 1}
	box := bomb.box()
	box = append(box[:len(box)-2], 0xff, 0xff)
	for range 2000 {
		box = append(box, 0, 1, 0, 1, 0, 0, 0xff, 0xff)
	}
	h := &heif{}
	if err := h.readPlaces(1, box[12:]); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a bomb: %v", err)
	}
}
