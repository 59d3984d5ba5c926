package probe

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"math"
	"testing"
	"time"

	"onset/media"
)

// checkExif checks every fact of exifFixture.
func checkExif(t *testing.T, f media.Facts) {
	t.Helper()
	moment := media.Moment{Time: time.Date(2026, 11, 20, 9, 30, 15, 250e6, time.UTC), Zone: true, Offset: 3600, Source: "exif"}
	if f.Captured != moment {
		t.Errorf("captured %+v, want %+v", f.Captured, moment)
	}
	if f.Make != "Onset Optics" || f.Model != "Model One" || f.Serial != "SN0042" || f.Lens != "35mm F2" || f.Orientation != 6 {
		t.Errorf("camera %q %q %q %q, orientation %d", f.Make, f.Model, f.Serial, f.Lens, f.Orientation)
	}
	if f.Location == nil || math.Abs(f.Location.Lat-55.6761) > 1e-6 || math.Abs(f.Location.Lon+12.5683) > 1e-6 {
		t.Errorf("location %+v", f.Location)
	}
}

func TestExifInEveryStill(t *testing.T) {
	little, big := exifFixture(binary.LittleEndian, nil), exifFixture(binary.BigEndian, nil)
	for _, tt := range []struct {
		name, format string
		file         []byte
		w, h         int
	}{
		{"JPEG", "JPEG", jpegFixture(t, 48, 32, exifSegment(little)), 48, 32},
		{"JPEG, big-endian", "JPEG", jpegFixture(t, 48, 32, exifSegment(big)), 48, 32},
		{"PNG", "PNG", pngFixture(t, 48, 32, pngChunkFixture("eXIf", big)), 48, 32},
		{"HEIC", "HEIC", heifFixture(little, nil), 4000, 3000},
		{"RAF", "RAF", rafFixture(jpegFixture(t, 48, 32, exifSegment(little))), 6000, 4000},
		{"TIFF", "TIFF", little, 0, 0},
		{"TIFF, big-endian", "TIFF", big, 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := mustRead(t, tt.file)
			checkExif(t, f)
			if f.Kind != media.KindPhoto || f.Format != tt.format || f.Width != tt.w || f.Height != tt.h || f.Warnings != nil {
				t.Errorf("%+v", f)
			}
		})
	}
}

func TestRawFormats(t *testing.T) {
	mosaic := []ifdField{{tagWidth, []uint32{6000}}, {tagHeight, []uint32{4000}}, {tagPhotometric, []uint16{photometricCFA}}}
	preview := func(maker string, more ...ifdField) []ifdField {
		return append([]ifdField{{tagSubfile, []uint32{1}}, {tagWidth, []uint16{160}}, {tagHeight, []uint16{120}}, {tagMake, maker}}, more...)
	}
	rw2 := tiffFixture{magic: 0x55, main: []ifdField{{4, []uint16{8}}, {5, []uint16{4}}, {6, []uint16{3008}}, {7, []uint16{4004}}, {tagMake, "Panasonic"}}}
	for _, tt := range []struct {
		format string
		file   []byte
		w, h   int
	}{
		{"NEF", tiffFixture{main: preview("NIKON CORPORATION"), sub: mosaic}.bytes(), 6000, 4000},
		{"ARW", tiffFixture{main: preview("SONY"), sub: mosaic}.bytes(), 6000, 4000},
		{"PEF", tiffFixture{main: preview("RICOH IMAGING COMPANY, LTD."), sub: mosaic}.bytes(), 6000, 4000},
		{"CR2", tiffFixture{mark: "CR\x02\x00", main: preview("Canon"), sub: mosaic}.bytes(), 6000, 4000},
		{"CR2", tiffFixture{main: preview("Canon"), sub: mosaic}.bytes(), 6000, 4000},
		{"RAW", tiffFixture{main: preview("Nobody"), sub: mosaic}.bytes(), 6000, 4000},
		{"DNG", tiffFixture{main: preview("Leica", ifdField{tagDNGVersion, []byte{1, 6, 0, 0}}), sub: mosaic}.bytes(), 6000, 4000},
		{"RW2", rw2.bytes(), 4000, 3000},
		{"ORF", tiffFixture{magic: 0x4f52, main: []ifdField{{tagWidth, []uint16{4000}}, {tagHeight, []uint16{3000}}, {tagMake, "OLYMPUS"}}}.bytes(), 4000, 3000},
		{"TIFF", tiffFixture{main: []ifdField{{tagWidth, []uint16{40}}, {tagHeight, []uint16{30}}, {tagMake, "NIKON"}}}.bytes(), 40, 30},
	} {
		f := mustRead(t, tt.file)
		if f.Format != tt.format || f.Width != tt.w || f.Height != tt.h {
			t.Errorf("%s: read as %s, %d × %d", tt.format, f.Format, f.Width, f.Height)
		}
	}
}

func TestCR3MergesItsBlocks(t *testing.T) {
	f := mustRead(t, cr3Fixture([]byte{0}))
	want := media.Moment{Time: shotAt, Zone: true, Offset: 3600, Source: "exif"}
	if f.Format != "CR3" || f.Make != "Canon" || f.Serial != "012" || f.Orientation != 8 || f.Captured != want || f.Width != 6000 || f.Height != 4000 {
		t.Errorf("%+v", f)
	}
	if f.Location == nil || *f.Location != (media.Place{Lat: -33.5, Lon: 151.25}) {
		t.Errorf("location %+v", f.Location)
	}
}

func TestHEIFTurn(t *testing.T) {
	if f := mustRead(t, heifFixture(exifFixture(binary.LittleEndian, nil), nil)); f.Rotation != 90 || f.MIME != "image/heic" {
		t.Errorf("rotation %d, want 90; %s", f.Rotation, f.MIME)
	}
}

func TestExifTimes(t *testing.T) {
	clock := time.Date(2026, 11, 20, 10, 30, 15, 0, time.UTC)
	for _, tt := range []struct {
		name    string
		main    []ifdField
		exif    []ifdField
		want    media.Moment
		warning string
	}{
		{"no zone", nil, []ifdField{{0x9003, "2026:11:20 10:30:15"}}, media.Moment{Time: clock, Source: "exif"}, ""},
		{
			"zone of the change, same time",
			[]ifdField{{0x0132, "2026:11:20 10:30:15"}},
			[]ifdField{{0x9003, "2026:11:20 10:30:15"}, {0x9010, "-05:00"}},
			media.Moment{Time: clock.Add(5 * time.Hour), Zone: true, Offset: -5 * 3600, Source: "exif"},
			"",
		},
		{
			"zone of the change, other time",
			[]ifdField{{0x0132, "2026:11:21 10:30:15"}},
			[]ifdField{{0x9003, "2026:11:20 10:30:15"}, {0x9010, "-05:00"}},
			media.Moment{Time: clock, Source: "exif"},
			"",
		},
		{
			"digitized", nil,
			[]ifdField{{0x9003, "0000:00:00 00:00:00"}, {0x9004, "2026:11:20 10:30:15"}, {0x9012, "Z"}},
			media.Moment{Time: clock, Zone: true, Source: "exif"},
			"",
		},
		{"only the change", []ifdField{{0x0132, "2026:11:20 10:30:15"}}, nil, media.Moment{Time: clock, Source: "exif"}, WarnTimeEdited},
		{"blank", nil, []ifdField{{0x9003, "    :  :     :  :  "}}, media.Moment{}, ""},
		{"no date", nil, []ifdField{{0x9003, "2026:13:41 10:30:15"}}, media.Moment{}, WarnTime},
		{"mad zone", nil, []ifdField{{0x9003, "2026:11:20 10:30:15"}, {0x9011, "+99:00"}}, media.Moment{Time: clock, Source: "exif"}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := mustRead(t, tiffFixture{main: tt.main, exif: tt.exif}.bytes())
			if f.Captured != tt.want {
				t.Errorf("%+v, want %+v", f.Captured, tt.want)
			}
			wantWarning(t, f, tt.warning)
		})
	}
}

// wantWarning checks that the warnings are exactly this one, or none.
func wantWarning(t *testing.T, f media.Facts, code string) {
	t.Helper()
	if code == "" && len(f.Warnings) == 0 || len(f.Warnings) == 1 && f.Warnings[0] == code {
		return
	}
	t.Errorf("warnings %q, want %q", f.Warnings, code)
}

func TestExifPlaces(t *testing.T) {
	good := rational{55, 1, 40, 1, 0, 1}
	for _, tt := range []struct {
		name string
		gps  []ifdField
		want *media.Place
	}{
		{"degrees only", []ifdField{{1, "S"}, {2, rational{335, 10}}, {3, "W"}, {4, rational{1, 2}}}, &media.Place{Lat: -33.5, Lon: -0.5}},
		{"unset seconds", []ifdField{{1, "N"}, {2, rational{55, 1, 30, 1, 0, 0}}, {3, "E"}, {4, good}}, &media.Place{Lat: 55.5, Lon: 55 + 40.0/60}},
		{"no reference", []ifdField{{2, good}, {4, good}}, nil},
		{"one half", []ifdField{{1, "N"}, {2, good}}, nil},
		{"divided by zero", []ifdField{{1, "N"}, {2, rational{1, 0}}, {3, "E"}, {4, good}}, nil},
		{"not on earth", []ifdField{{1, "N"}, {2, rational{91, 1}}, {3, "E"}, {4, good}}, nil},
		{"text", []ifdField{{1, "N"}, {2, "55.1"}, {3, "E"}, {4, good}}, nil},
	} {
		f := mustRead(t, tiffFixture{gps: tt.gps, main: []ifdField{}}.bytes())
		if (f.Location == nil) != (tt.want == nil) || tt.want != nil && math.Hypot(f.Location.Lat-tt.want.Lat, f.Location.Lon-tt.want.Lon) > 1e-9 {
			t.Errorf("%s: %+v, want %+v", tt.name, f.Location, tt.want)
		}
		warning := ""
		if tt.want == nil {
			warning = WarnLocation
		}
		wantWarning(t, f, warning)
	}
}

func TestXMPInStills(t *testing.T) {
	packet := xmpFixture(`tiff:Make="Onset &amp; Co" exif:DateTimeOriginal="2026-11-20T10:30:15.5+01:00"><xmpDM:tapeName>A001</xmpDM:tapeName><tiff:Orientation>8</tiff:Orientation>`)
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	if _, err := z.Write(packet); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string][]byte{
		"JPEG":        jpegFixture(t, 8, 8, xmpSegment(packet)),
		"PNG":         pngFixture(t, 8, 8, pngChunkFixture("iTXt", join([]byte(pngXMP), []byte{0, 0, 0, 0}, packet))),
		"PNG, packed": pngFixture(t, 8, 8, pngChunkFixture("iTXt", join([]byte(pngXMP), []byte{1, 0, 0, 0}, packed.Bytes()))),
		"TIFF":        tiffFixture{main: []ifdField{{tagXMP, packet}}}.bytes(),
	} {
		f := mustRead(t, file)
		want := media.Moment{Time: shotAt.Add(500 * time.Millisecond), Zone: true, Offset: 3600, Source: "xmp"}
		if f.Captured != want || f.Make != "Onset & Co" || f.Reel != "A001" || f.Orientation != 8 {
			t.Errorf("%s: %+v", name, f)
		}
	}
	f := mustRead(t, jpegFixture(t, 8, 8, xmpSegment([]byte("<x:xmpmeta><unclosed>"))))
	wantWarning(t, f, WarnXMP)
	f = mustRead(t, jpegFixture(t, 8, 8, xmpSegment(xmpFixture(`xmp:CreateDate="2003-08-31">`))))
	if !f.Captured.Time.IsZero() {
		t.Errorf("a date without a clock was taken for a moment: %v", f.Captured)
	}
}

func TestWholeFileFaults(t *testing.T) {
	photo := jpegFixture(t, 200, 200, exifSegment(exifFixture(binary.LittleEndian, nil)))
	png := pngFixture(t, 20, 20)
	cut := func(b []byte, n int) []byte { return b[:len(b)-n] }
	beyond := tiffFixture{main: []ifdField{{tagMake, "Onset"}, {tagStripOffset, []uint32{1000}}, {tagStripCount, []uint32{1000}}}}.bytes()
	for _, tt := range []struct {
		name  string
		file  []byte
		err   error
		maker string
	}{
		{"nothing", nil, ErrEmpty, ""},
		{"text", []byte("Call sheet, day 4"), ErrForeign, ""},
		{"zip", []byte("PK\x03\x04aaaaaaaaaaaaaaaaaaaa"), ErrForeign, ""},
		{"ogg", []byte("OggSaaaaaaaaaaaaaaaaaaaa"), ErrForeign, ""},
		{"RIFF of another form", []byte("RIFF\x10\x00\x00\x00RMIDaaaaaaaaaaaa"), ErrForeign, ""},
		{"one byte", []byte{0xff}, ErrForeign, ""},
		{"m4b", mkbox("ftyp", []byte("M4B "), u32(0)), ErrForeign, ""},
		{"JPEG cut in its picture", cut(photo, 60), ErrDamaged, "Onset Optics"},
		{"JPEG cut in its tables", photo[:500], ErrDamaged, "Onset Optics"},
		{"JPEG without picture", []byte("\xff\xd8\xff\xd9"), ErrDamaged, ""},
		{"PNG cut", cut(png, 15), ErrDamaged, ""},
		{"TIFF cut", beyond, ErrDamaged, "Onset"},
		{"TIFF header only", []byte("II*\x00\x08\x00\x00\x00"), ErrDamaged, ""},
		{"HEIC cut", cut(heifFixture(exifFixture(binary.LittleEndian, nil), make([]byte, 99)), 50), ErrDamaged, "Onset Optics"},
		{"HEIC without items", mkbox("ftyp", []byte("heic"), u32(0)), ErrDamaged, ""},
		{"CR3 without blocks", mkbox("ftyp", []byte("crx "), u32(0)), ErrDamaged, ""},
		{"RAF header only", append([]byte(rafMagic), make([]byte, 100)...), ErrDamaged, ""},
	} {
		f, err := readBytes(tt.file)
		if !errors.Is(err, tt.err) || f.Make != tt.maker {
			t.Errorf("%s: %v, make %q; want %v, %q", tt.name, err, f.Make, tt.err, tt.maker)
		}
	}
}

func TestJPEGTail(t *testing.T) {
	photo := jpegFixture(t, 64, 64)
	mustRead(t, append(bytes.Clone(photo), make([]byte, 3*tailWindow)...))
	f := mustRead(t, jpegFixture(t, 64, 64, []byte{0xff, 0xff, 0xff}, []byte{0, 0, 0}))
	if f.Width != 64 {
		t.Errorf("fill bytes between the segments: %+v", f)
	}
}
