package probe

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"testing"
	"time"

	"onset/media"
)

// TestLongBoxes reads the forms with 64-bit numbers of a film's headers.
func TestLongBoxes(t *testing.T) {
	one := 1 << 16
	head := mkbox("ftyp", []byte("isom"), u32(0))
	sample := len(head) + 8
	track := func(handler, codec string, entry []byte) []byte {
		return mkbox("trak",
			mkfull("tkhd", 1, 7, u64(0), u64(0), u32(1, 0), u64(0), make([]byte, 16), u32(0, one, 0, -one, 0, 0, 0, 0, 1<<30), u32(0, 0)),
			mkbox("mdia", mkfull("mdhd", 1, 0, u64(0), u64(0), u32(24000), u64(240000), u32(0)),
				mkfull("hdlr", 0, 0, u32(0), []byte(handler), make([]byte, 13)),
				mkbox("minf", mkbox("stbl",
					mkfull("stsd", 0, 0, u32(1), mkbox(codec, make([]byte, 8), entry)),
					mkfull("stts", 0, 0, u32(1, 240, 1001)),
					mkfull("co64", 0, 0, u32(1), u64(sample))))))
	}
	file := join(head, mkbox("mdat", u32(1800)),
		mkbox("moov",
			mkfull("mvhd", 1, 0, u32(0, macSeconds(shotAt)), u64(0), u32(1000), u64(10010), make([]byte, 80)),
			track("vide", "hvc1", join(make([]byte, 16), u16(3840), u16(2160))),
			track("tmcd", "tmcd", join(u32(0, codeDrop, 30000, 1001), []byte{0, 0}))))
	f := mustRead(t, file)
	if f.Captured.Time != shotAt || f.Duration != 10010*time.Millisecond || f.FrameRate != (media.Rate{Num: 24000, Den: 1001}) {
		t.Errorf("%v %v %v", f.Captured, f.Duration, f.FrameRate)
	}
	if f.Rotation != 90 || f.Width != 3840 || f.Height != 2160 || f.Timecode != "00:01:00;02" {
		t.Errorf("%d, %d × %d, %q", f.Rotation, f.Width, f.Height, f.Timecode)
	}
}

func TestUnknownLengthIsNone(t *testing.T) {
	m := defaultMovie()
	m.length = -1 // all bits set
	wantWarning(t, mustRead(t, m.bytes()), WarnDuration)
}

// TestFragmentBases reads a timecode whose sample is in a fragment, counted
// from the file's start and from the fragment.
func TestFragmentBases(t *testing.T) {
	for name, flags := range map[string]int{"from the fragment": 0, "from the file": tfhdBase} {
		m := defaultMovie()
		m.extra = [][]byte{mkbox("mvex", mkfull("trex", 0, 0, u32(2, 1, 512, 0, 0)))}
		head := bytes.Replace(m.bytes(), u32(0, 1, 28), u32(0, 0, 28), 1) // stco of the timecode: no chunk
		moof := func(base, at int) []byte {
			var position []byte
			if flags != 0 {
				position = u64(base)
			}
			return mkbox("moof", mkbox("traf", mkfull("tfhd", 0, flags|tfhdIndex|tfhdDuration, u32(2), position, u32(1, 512)),
				mkfull("trun", 0, trunOffset|trunFirst, u32(1, at, 0))))
		}
		at := len(moof(0, 0)) + 8
		file := join(head, moof(len(head), at), mkbox("mdat", u32(25)))
		if f := mustRead(t, file); f.Timecode != "00:00:01:00" {
			t.Errorf("%s: %q", name, f.Timecode)
		}
	}
}

func TestTailIsNamed(t *testing.T) {
	file := append(defaultMovie().bytes(), bytes.Repeat([]byte{0xde, 0xad, 0xbe, 0xef}, 9)...)
	wantWarning(t, mustRead(t, file), WarnTail)
}

// TestHEIFVariants reads the other versions of the item boxes: long numbers,
// and EXIF stored beside the structure instead of in the file.
func TestHEIFVariants(t *testing.T) {
	payload := join(u32(6), []byte("Exif\x00\x00"), exifFixture(binary.BigEndian, nil))
	meta := mkfull("meta", 0, 0,
		mkfull("pitm", 1, 0, u32(70000)),
		mkfull("iinf", 1, 0, u32(2),
			mkfull("infe", 3, 0, u32(70000), u16(0), []byte("grid"), []byte{0}),
			mkfull("infe", 3, 0, u32(70001), u16(0), []byte("Exif"), []byte{0})),
		mkfull("iref", 1, 0, mkbox("thmb", u32(70002), u16(1), u32(70000))),
		mkbox("iprp", mkbox("ipco", mkbox("free"), mkfull("ispe", 0, 0, u32(800, 600)), mkbox("irot", []byte{2})),
			mkfull("ipma", 1, 1, u32(1, 70000), []byte{2}, u16(0x8002), u16(0x0003))),
		mkfull("iloc", 2, 0, []byte{0x44, 0x44}, u32(1), u32(70001), u16(1), u16(0), u32(0), u16(1), u32(0, 0, len(payload))),
		mkbox("idat", payload))
	file := join(mkbox("ftyp", []byte("mif1"), u32(0)), meta, mkbox("mdat", []byte{0}))
	f := mustRead(t, file)
	checkExif(t, f)
	if f.Format != "HEIF" || f.Width != 800 || f.Height != 600 || f.Rotation != 180 {
		t.Errorf("%+v", f)
	}
	avif := bytes.Replace(file, []byte("mif1"), []byte("avif"), 1)
	if f := mustRead(t, avif); f.Format != "AVIF" || f.MIME != "image/avif" {
		t.Errorf("%s %s", f.Format, f.MIME)
	}
	pieces := bytes.Replace(file, join(u16(1), u32(0, 0, len(payload))), join(u16(2), u32(0, 0, len(payload))), 1)
	if f, err := readBytes(pieces); err == nil && len(f.Warnings) == 0 {
		t.Errorf("EXIF in pieces went unnoticed: %+v", f)
	}
}

func TestXMPInHEIF(t *testing.T) {
	packet := xmpFixture(`tiff:Make="Onset">`)
	file := bytes.Replace(heifFixture(packet, nil), []byte("\x00\x02\x00\x00Exif"), []byte("\x00\x02\x00\x00mime"), 1)
	if f := mustRead(t, file); f.Make != "Onset" {
		t.Errorf("%+v", f)
	}
}

// TestRepeatedBlocksAreBounded: thousands of costly blocks in one file do not
// cost thousands of readings.
func TestRepeatedBlocksAreBounded(t *testing.T) {
	exif := exifSegment(exifFixture(binary.LittleEndian, nil))
	xmp := xmpSegment(xmpFixture(">"))
	c := &clip{}
	file := jpegFixture(t, 8, 8, bytes.Repeat(exif, 500), bytes.Repeat(xmp, 500))
	if err := readJPEG(c, newSource(t.Context(), bytes.NewReader(file), int64(len(file))).view()); err != nil {
		t.Fatal(err)
	}
	f := c.settle()
	checkExif(t, f)
	if len(f.Warnings) != 2 || f.Warnings[0] != WarnExif || f.Warnings[1] != WarnXMP {
		t.Errorf("%q", f.Warnings)
	}
}

// TestCostlyPicturesAreRefused: a progressive JPEG of many scans, and one that
// is large.
func TestCostlyPicturesAreRefused(t *testing.T) {
	frame := func(w, h int) []byte {
		return join([]byte{0xff, 0xd8, 0xff, frameProgressive}, u16(17), []byte{8}, u16(h), u16(w), []byte{3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0})
	}
	scan := []byte{0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0}
	for _, tt := range []struct {
		name string
		file []byte
		ok   bool
	}{
		{"ten scans", join(frame(64, 64), bytes.Repeat(scan, 10)), true},
		{"a hundred scans", join(frame(64, 64), bytes.Repeat(scan, 100)), false},
		{"49 million pixels", join(frame(7000, 7000), scan, make([]byte, 10_000)), false},
		{"more than 120 million pixels", join(frame(60000, 60000), scan, make([]byte, 500_000)), false},
		{"more than its bytes can hold", join(frame(6000, 6000), scan), false},
	} {
		_, err := open(newSource(t.Context(), bytes.NewReader(tt.file), int64(len(tt.file))).view(), "JPEG")
		if (err == nil) != tt.ok || err != nil && !errors.Is(err, ErrNoThumbnail) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	deep := join([]byte(pngMagic), pngChunkFixture("IHDR", join(u32(9000, 9000), []byte{16, 6, 0, 0, 0})), make([]byte, 20_000))
	if _, err := open(newSource(t.Context(), bytes.NewReader(deep), int64(len(deep))).view(), "PNG"); !errors.Is(err, ErrNoThumbnail) {
		t.Errorf("81 million pixels of 64 bits: %v", err)
	}
}

func TestISO6709(t *testing.T) {
	for in, want := range map[string]*media.Place{
		"+55.6761+012.5683/":           {Lat: 55.6761, Lon: 12.5683},
		"-00.5-000.25+100CRSWGS_84/":   {Lat: -0.5, Lon: -0.25},
		"+27.5916+086.5640+8850/":      {Lat: 27.5916, Lon: 86.564},
		"+00.0000+000.0000/":           nil,
		"+95.0+012.0/":                 nil,
		"+55.6761":                     nil,
		"55.6761+12.5":                 nil,
		"+5.5.5+012.0/":                nil,
		"":                             nil,
		"+99999999999999999999+000.1/": nil,
	} {
		c := &clip{}
		c.iso6709(in)
		if got := c.facts.Location; (got == nil) != (want == nil) || want != nil && math.Hypot(got.Lat-want.Lat, got.Lon-want.Lon) > 1e-9 {
			t.Errorf("%q: %+v, want %+v", in, got, want)
		}
	}
}

func TestParseISO(t *testing.T) {
	utc := time.Date(2026, 11, 20, 9, 30, 15, 0, time.UTC)
	for in, want := range map[string]media.Moment{
		"2026-11-20T10:30:15+01:00": {Time: utc, Zone: true, Offset: 3600},
		"2026-11-20T10:30:15+0100":  {Time: utc, Zone: true, Offset: 3600},
		"2026-11-20T09:30:15Z":      {Time: utc, Zone: true},
		"2026-11-20T09:30:15.250":   {Time: utc.Add(250 * time.Millisecond)},
		"2026-11-20T10:30+01:00":    {Time: utc.Truncate(time.Minute), Zone: true, Offset: 3600},
		"2026-11-20T09:30":          {Time: utc.Truncate(time.Minute)},
		"2026-11-20 09:30:15":       {Time: utc},
		"2026-11-20":                {},
		"0001-01-01T00:00:00Z":      {},
		"yesterday":                 {},
	} {
		if got, ok := parseISO(in); got != want || ok != !want.Time.IsZero() {
			t.Errorf("%q: %+v %v, want %+v", in, got, ok, want)
		}
	}
}
