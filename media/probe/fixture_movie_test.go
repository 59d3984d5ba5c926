package probe

import (
	"bytes"
	"encoding/binary"
	"time"
)

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

func u16(n int) []byte { return be.AppendUint16(nil, uint16(n)) }
func u32(n ...int) []byte {
	var b []byte
	for _, n := range n {
		b = be.AppendUint32(b, uint32(n))
	}
	return b
}
func u64(n int) []byte { return be.AppendUint64(nil, uint64(n)) }

// mkbox writes a box around its parts.
func mkbox(kind string, parts ...[]byte) []byte {
	body := join(parts...)
	return join(u32(8+len(body)), []byte(kind), body)
}

// mkfull writes a box with a version and flags.
func mkfull(kind string, version, flags int, parts ...[]byte) []byte {
	return mkbox(kind, u32(version<<24|flags), join(parts...))
}

func macSeconds(t time.Time) int { return int(t.Unix()) + 2082844800 }

var shotAt = time.Date(2026, 11, 20, 9, 30, 15, 0, time.UTC)

// movieFixture describes an MP4 or MOV with a picture and a timecode track.
type movieFixture struct {
	brand     string
	created   int // since 1904
	scale     int
	length    int
	matrix    [4]int // a b c d, whole numbers
	deltas    [][2]int
	flags     int // of the timecode
	nominal   int
	frame     int // of the timecode
	reel      string
	extra     [][]byte // boxes at the end of moov
	top       [][]byte // boxes behind moov
	noPicture bool
}

func defaultMovie() movieFixture {
	return movieFixture{
		brand: "qt  ", created: macSeconds(shotAt), scale: 600, length: 2400,
		matrix: [4]int{1, 0, 0, 1}, deltas: [][2]int{{100, 512}}, nominal: 25, frame: 93104,
	}
}

// bytes writes ftyp, an mdat with the timecode's sample, and moov.
func (f movieFixture) bytes() []byte {
	head := mkbox("ftyp", []byte(f.brand), u32(512), []byte(f.brand))
	sample := len(head) + 8
	media := mkbox("mdat", u32(f.frame), make([]byte, 64))
	parts := [][]byte{mkfull("mvhd", 0, 0, u32(f.created, f.created, f.scale, f.length), make([]byte, 80))}
	if !f.noPicture {
		parts = append(parts, f.track(1, "vide", join(make([]byte, 16), u16(1920), u16(1080), make([]byte, 50)), "avc1", 0))
	}
	if f.nominal > 0 {
		entry := join(u32(0, f.flags, 600, 600/f.nominal), []byte{byte(f.nominal), 0})
		if f.reel != "" {
			entry = join(entry, mkbox("name", u16(len(f.reel)), u16(0), []byte(f.reel)))
		}
		parts = append(parts, f.track(2, "tmcd", entry, "tmcd", sample))
	}
	moov := mkbox("moov", join(parts...), join(f.extra...))
	return join(head, media, moov, join(f.top...))
}

func (f movieFixture) track(id int, handler string, entry []byte, codec string, chunk int) []byte {
	m := f.matrix
	one := 1 << 16
	matrix := u32(m[0]*one, m[1]*one, 0, m[2]*one, m[3]*one, 0, 0, 0, 1<<30)
	if handler == "tmcd" {
		matrix = u32(one, 0, 0, 0, one, 0, 0, 0, 1<<30)
	}
	var stts []byte
	for _, d := range f.deltas {
		stts = join(stts, u32(d[0], d[1]))
	}
	return mkbox("trak",
		mkfull("tkhd", 0, 7, u32(0, 0, id, 0, f.length), make([]byte, 16), matrix, u32(1920<<16, 1080<<16)),
		mkbox("mdia",
			mkfull("mdhd", 0, 0, u32(0, 0, 12800, 51200, 0)),
			mkfull("hdlr", 0, 0, u32(0), []byte(handler), make([]byte, 13)),
			mkbox("minf", mkbox("stbl",
				mkfull("stsd", 0, 0, u32(1), mkbox(codec, make([]byte, 6), u16(1), entry)),
				mkfull("stts", 0, 0, u32(len(f.deltas)), stts),
				mkfull("stco", 0, 0, u32(1, chunk)),
			)),
		),
	)
}

// keysFixture writes a QuickTime meta box with named values.
func keysFixture(pairs ...[2]string) []byte {
	var keys, items []byte
	for i, p := range pairs {
		keys = join(keys, mkbox("mdta", []byte(p[0])))
		items = join(items, mkbox(string(u32(i+1)), mkbox("data", u32(1, 0), []byte(p[1]))))
	}
	return mkbox("meta",
		mkfull("hdlr", 0, 0, u32(0), []byte("mdta"), make([]byte, 13)),
		mkfull("keys", 0, 0, u32(len(pairs)), keys), mkbox("ilst", items))
}

// userTextFixture writes a text of udta.
func userTextFixture(kind, s string) []byte {
	return mkbox(kind, u16(len(s)), u16(0x55c4), []byte(s))
}

// fragmentedFixture writes a film whose samples are only in fragments: two of
// them, 25 samples each of 512/12800 s.
func fragmentedFixture(mehd bool) []byte {
	f := movieFixture{brand: "isom", scale: 1000, matrix: [4]int{1, 0, 0, 1}}
	extends := [][]byte{mkfull("trex", 0, 0, u32(1, 1, 512, 0, 0))}
	if mehd {
		extends = append(extends, mkfull("mehd", 0, 0, u32(7000)))
	}
	f.extra = [][]byte{mkbox("mvex", extends...)}
	perSample := join(u32(512), u32(100))
	table := bytes.Repeat(perSample, 25)
	f.top = [][]byte{
		mkbox("moof", mkfull("mfhd", 0, 0, u32(1)), mkbox("traf",
			mkfull("tfhd", 0, 0, u32(1)), mkfull("trun", 0, trunOffset, u32(25, 100)))),
		mkbox("mdat", make([]byte, 10)),
		mkbox("moof", mkfull("mfhd", 0, 0, u32(2)), mkbox("traf",
			mkfull("tfhd", 0, 0, u32(1)), mkfull("trun", 0, trunDuration|0x200, u32(25), table))),
		mkbox("mdat", make([]byte, 10)),
	}
	b := f.bytes()
	// The samples are in the fragments: moov lists none and is no time long.
	return bytes.Replace(b, u32(0, 0, 12800, 51200), u32(0, 0, 12800, 0), 1)
}

// heifFixture writes a HEIF file: primary item 1 of 4000 × 3000 turned left,
// an EXIF item, and a JPEG thumbnail if there is one.
func heifFixture(exif, thumbnail []byte) []byte {
	payload := join(u32(0), exif)
	build := func(base int) []byte {
		infe := func(id int, kind string) []byte {
			return mkfull("infe", 2, 0, u16(id), u16(0), []byte(kind), []byte{0})
		}
		loc := func(id, at, size int) []byte { return join(u16(id), u16(0), u16(1), u32(at, size)) }
		return mkfull("meta", 0, 0,
			mkfull("hdlr", 0, 0, u32(0), []byte("pict"), make([]byte, 13)),
			mkfull("pitm", 0, 0, u16(1)),
			mkfull("iinf", 0, 0, u16(3), infe(1, "hvc1"), infe(2, "Exif"), infe(3, "jpeg")),
			mkfull("iref", 0, 0, mkbox("thmb", u16(3), u16(1), u16(1))),
			mkbox("iprp",
				mkbox("ipco", mkfull("ispe", 0, 0, u32(4000, 3000)), mkbox("irot", []byte{3})),
				mkfull("ipma", 0, 0, u32(1), u16(1), []byte{2, 0x81, 0x02})),
			mkfull("iloc", 0, 0, []byte{0x44, 0}, u16(3),
				loc(1, base, 1), loc(2, base, len(payload)), loc(3, base+len(payload), len(thumbnail))))
	}
	head := mkbox("ftyp", []byte("heic"), u32(0), []byte("mif1heic"))
	base := len(head) + len(build(0)) + 8
	return join(head, build(base), mkbox("mdat", payload, thumbnail))
}

// cr3Fixture writes a CR3 with its three blocks and a small JPEG.
func cr3Fixture(thumbnail []byte) []byte {
	le := binary.LittleEndian
	cmt1 := tiffFixture{order: le, main: []ifdField{
		{0x0100, []uint16{6000}},
		{0x0101, []uint16{4000}},
		{0x010f, "Canon"},
		{0x0110, "Canon EOS R5"},
		{0x0112, []uint16{8}},
	}}
	cmt2 := tiffFixture{order: le, main: []ifdField{{0x9003, "2026:11:20 10:30:15"}, {0x9011, "+01:00"}, {0xa431, "012"}}}
	cmt4 := tiffFixture{order: le, main: []ifdField{{1, "S"}, {2, rational{33, 1, 30, 1, 0, 1}}, {3, "E"}, {4, rational{151, 1, 15, 1, 0, 1}}}}
	return join(
		mkbox("ftyp", []byte("crx "), u32(1), []byte("crx isom")),
		mkbox("moov", mkbox("uuid", []byte(canonUUID),
			mkbox("CMT1", cmt1.bytes()), mkbox("CMT2", cmt2.bytes()), mkbox("CMT4", cmt4.bytes()),
			mkbox("THMB", u32(0), u16(160), u16(120), u32(len(thumbnail), 0), thumbnail))),
		mkbox("mdat", make([]byte, 32)))
}
