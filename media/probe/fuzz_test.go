package probe

import (
	"bytes"
	"encoding/binary"
	"errors"
	"testing"
	"unicode/utf8"

	"onset/media"
)

// fuzzFacts feeds mutants of the seeds to Read. Whatever comes in, the call
// returns, with one of the declared errors, and the facts stay within bounds.
func fuzzFacts(f *testing.F, seeds ...[]byte) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		facts, err := readBytes(b)
		if err != nil && !errors.Is(err, ErrForeign) && !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrEmpty) {
			t.Fatalf("undeclared error: %v", err)
		}
		checkFacts(t, facts)
	})
}

func checkFacts(t *testing.T, f media.Facts) {
	for _, s := range []string{f.Make, f.Model, f.Serial, f.Lens, f.Reel, f.Scene, f.Take, f.Timecode} {
		if len(s) > maxText || !utf8.ValidString(s) {
			t.Errorf("text %q", s)
		}
	}
	if f.Orientation < 0 || f.Orientation > 8 || f.Rotation%90 != 0 || f.Rotation < 0 || f.Rotation >= 360 {
		t.Errorf("orientation %d, rotation %d", f.Orientation, f.Rotation)
	}
	if f.Width < 0 || f.Height < 0 || f.Duration < 0 || f.FrameRate.Num > 0 && f.FrameRate.Den == 0 {
		t.Errorf("%d × %d, %v, %v", f.Width, f.Height, f.Duration, f.FrameRate)
	}
	if p := f.Location; p != nil && !(p.Lat >= -90 && p.Lat <= 90 && p.Lon >= -180 && p.Lon <= 180) {
		t.Errorf("location %+v", p)
	}
	if (f.Captured.Source == "") != f.Captured.Time.IsZero() {
		t.Errorf("captured %+v", f.Captured)
	}
}

func FuzzTIFF(f *testing.F) {
	fuzzFacts(f, exifFixture(binary.LittleEndian, nil), exifFixture(binary.BigEndian, []byte("\xff\xd8\xff\xd9")),
		bomb(5, 0x20000001), bomb(4, 0xc0000001),
		tiffFixture{
			main: []ifdField{{tagSubfile, []uint32{1}}, {tagMake, "NIKON"}, {tagXMP, xmpFixture(">")}},
			sub:  []ifdField{{tagWidth, []uint32{60}}, {tagHeight, []uint32{40}}, {tagPhotometric, []uint16{photometricCFA}}},
		}.bytes(),
		tiffFixture{magic: 0x55, main: []ifdField{{tagJPEGRaw, []byte("\xff\xd8\xff\xd9")}, {7, []uint16{9}}}}.bytes())
}

func FuzzJPEG(f *testing.F) {
	fuzzFacts(f, jpegFixture(f, 8, 8, exifSegment(exifFixture(binary.LittleEndian, nil)), xmpSegment(xmpFixture(`xmp:CreateDate="2026-11-20T10:30:15Z">`))))
}

func FuzzPNG(f *testing.F) {
	fuzzFacts(f, pngFixture(f, 8, 8, pngChunkFixture("eXIf", exifFixture(binary.BigEndian, nil)),
		pngChunkFixture("iTXt", join([]byte(pngXMP), []byte{0, 0, 0, 0}, xmpFixture(`tiff:Make="Onset">`)))))
}

func FuzzHEIF(f *testing.F) {
	fuzzFacts(f, heifFixture(exifFixture(binary.LittleEndian, nil), []byte("\xff\xd8\xff\xd9")))
}

func FuzzMovie(f *testing.F) {
	m := defaultMovie()
	m.reel = "A001"
	m.extra = [][]byte{
		keysFixture([2]string{appleKey + "creationdate", "2026-11-20T10:30:15+0100"}, [2]string{appleKey + "location.ISO6709", "+55.6761+012.5683/"}),
		mkbox("udta", userTextFixture("\xa9day", "2026-11-20T10:30:15Z"), userTextFixture("\xa9xyz", "+55-012/"),
			mkfull("loci", 0, 0, u16(0), []byte("\x00\x01"), u32(1, 2, 3)), mkbox("XMP_", xmpFixture(">")), u32(0)),
	}
	f.Add(fragmentedFixture(true))
	fuzzFacts(f, m.bytes(), fragmentedFixture(false))
}

func FuzzCR3(f *testing.F) { fuzzFacts(f, cr3Fixture([]byte("\xff\xd8\xff\xd9"))) }

func FuzzRAF(f *testing.F) {
	fuzzFacts(f, rafFixture(jpegFixture(f, 8, 8, exifSegment(exifFixture(binary.LittleEndian, nil)))))
}

func FuzzMXF(f *testing.F) {
	fuzzFacts(f, mxfFixture{start: 100, base: 30, drop: true, length: 60, reel: "A001"}.bytes(), mxfFixture{base: 25, length: -1, index: true}.bytes())
}

func FuzzAVI(f *testing.F) {
	fuzzFacts(f, aviFixture{frames: 9, total: 20, strd: strdFixture(), more: [][]byte{mklist("INFO", mkpart("ISMP", []byte("10:02:03;04")))}}.bytes())
}

func FuzzWave(f *testing.F) {
	fuzzFacts(f, samples(f)["WAV"], waveFixture{head: "RF64", samples: 20, size: openEnded, before: [][]byte{mkpart("ds64", make([]byte, 8), leU32(40, 0))}}.bytes())
}

func FuzzWebP(f *testing.F) { fuzzFacts(f, samples(f)["WebP"]) }

func FuzzMatroska(f *testing.F) {
	m := defaultMatroska()
	m.stream = true
	fuzzFacts(f, defaultMatroska().bytes(), m.bytes())
}

func FuzzTransport(f *testing.F) {
	fuzzFacts(f, avchdFixture().bytes(), tsFixture{codec: tsMPEG2, header: []byte{0, 0, 1, 0xb3, 0x5a, 0x04, 0x38, 0x23}, times: []int64{0, 90000}}.bytes())
}

func FuzzPositions(f *testing.F) { fuzzFacts(f, goProFixture(), cammFixture(6, 55.5, -12.25)) }

// FuzzThumbnail looks for panics, hangs and pictures over the size asked for.
func FuzzThumbnail(f *testing.F) {
	small := jpegFixture(f, 16, 12)
	for _, s := range [][]byte{
		jpegFixture(f, 24, 16, exifSegment(exifFixture(binary.LittleEndian, small))), pngFixture(f, 24, 16), webpFixture(mkpart("EXIF", exifFixture(le, small))),
		heifFixture(exifFixture(binary.LittleEndian, small), small), cr3Fixture(small), rafFixture(small),
		tiffFixture{main: []ifdField{{tagDNGVersion, []byte{1, 4, 0, 0}}}, thumbnail: small}.bytes(),
		tiffPicture(f, 24, 16),
		coverFixture(small), aviFixture{more: [][]byte{mklist("ncdt", mkpart("ncth", small))}}.bytes(), attachmentFixture(small),
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		out, err := Thumbnail(t.Context(), bytes.NewReader(b), int64(len(b)), 20)
		if err != nil {
			if !errors.Is(err, ErrForeign) && !errors.Is(err, ErrEmpty) && !errors.Is(err, ErrNoThumbnail) {
				t.Fatalf("undeclared error: %v", err)
			}
			return
		}
		if p, err := open(newSource(t.Context(), bytes.NewReader(out), int64(len(out))).view(), "JPEG"); err != nil || max(p.w, p.h) > 20 {
			t.Fatalf("%d × %d: %v", p.w, p.h, err)
		}
	})
}
