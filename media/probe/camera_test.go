package probe

import (
	"math"
	"testing"

	"onset/media"
)

// goProFixture is a film of a camera that finds its place in the third second.
func goProFixture() []byte {
	item := func(key string, kind byte, size, count int, body []byte) []byte {
		b := join([]byte(key), []byte{kind, byte(size)}, u16(count), body)
		return append(b, make([]byte, -len(b)&3)...)
	}
	nest := func(key string, items ...[]byte) []byte {
		body := join(items...)
		return item(key, 0, 1, len(body), body)
	}
	fix := func(mode int, lat, lon float64) []byte {
		scale := item("SCAL", 'l', 4, 5, u32(1e7, 1e7, 1000, 1000, 100))
		row := u32(int(lat*1e7), int(lon*1e7), 0, 0, 0)
		gyro := nest("STRM", item("SCAL", 's', 2, 1, u16(3)), item("GYRO", 's', 6, 2, make([]byte, 12)))
		return nest("DEVC", gyro, nest("STRM", item("GPSF", 'L', 4, 1, u32(mode)), scale, item("GPS5", 'l', 20, 2, join(row, row))))
	}
	samples := [][]byte{fix(0, 1, 1), fix(0, 0, 0), fix(3, 55.6761, -12.5683), fix(3, 10, 10)}
	m := defaultMovie()
	m.brand, m.nominal = "mp41", 0
	camera := nest("DEVC", item("CASN", 'c', 1, 14, []byte("C3221324545448")), item("MINF", 'c', 1, 11, []byte("HERO6 Black")))
	return withPositions(m, formatGoPro, samples, mkbox("udta", mkbox("GPMF", camera)))
}

// cammFixture is a film with one position of the kind.
func cammFixture(kind int, lat, lon float64) []byte {
	double := func(v float64) []byte { return le.AppendUint64(nil, math.Float64bits(v)) }
	sample := join(leU16(0), leU16(kind), double(lat), double(lon), double(0))
	if kind == 6 {
		sample = join(leU16(0), leU16(kind), double(1e9), leU32(3), double(lat), double(lon))
	}
	m := defaultMovie()
	m.nominal = 0
	return withPositions(m, formatCamm, [][]byte{sample}, nil)
}

// withPositions puts a track of samples into a film, in the last mdat.
func withPositions(m movieFixture, format string, samples [][]byte, extra []byte) []byte {
	build := func(base int) []byte {
		var chunks []int
		for _, s := range samples {
			chunks = append(chunks, base)
			base += len(s)
		}
		m.extra = [][]byte{extra, mkbox("trak", mkbox("mdia",
			mkfull("mdhd", 0, 0, u32(0, 0, 1000, 4000, 0)), mkfull("hdlr", 0, 0, u32(0), []byte("meta"), make([]byte, 13)),
			mkbox("minf", mkbox("stbl", mkfull("stsd", 0, 0, u32(1), mkbox(format, make([]byte, 8))), mkfull("stco", 0, 0, u32(len(chunks)), u32(chunks...))))))}
		return m.bytes()
	}
	return join(build(len(build(0))+8), mkbox("mdat", samples...))
}

func TestGoPro(t *testing.T) {
	f := mustRead(t, goProFixture())
	if f.Make != "GoPro" || f.Model != "HERO6 Black" || f.Serial != "C3221324545448" || f.Warnings != nil {
		t.Errorf("%+v", f)
	}
	if f.Location == nil || math.Abs(f.Location.Lat-55.6761) > 1e-6 || math.Abs(f.Location.Lon+12.5683) > 1e-6 {
		t.Errorf("the first fix is %+v", f.Location)
	}
}

func TestCamm(t *testing.T) {
	for kind, found := range map[int]bool{5: true, 6: true, 3: false} {
		if f := mustRead(t, cammFixture(kind, 55.5, -12.25)); (f.Location != nil) != found || found && *f.Location != (media.Place{Lat: 55.5, Lon: -12.25}) {
			t.Errorf("kind %d: %+v", kind, f.Location)
		}
	}
	if f := mustRead(t, cammFixture(5, 0, 0)); f.Location != nil {
		t.Errorf("no place is %+v", f.Location)
	}
	wantWarning(t, mustRead(t, cammFixture(5, 555, 0)), WarnLocation)
}

func sonyFixture(doc string) []byte {
	m := defaultMovie()
	m.nominal = 0
	m.extra = [][]byte{mkbox("meta", u32(0), mkfull("hdlr", 0, 0, u32(0), []byte("nrtm"), make([]byte, 13)), mkfull("xml ", 0, 0, []byte(doc)))}
	return m.bytes()
}

func TestSonyDocument(t *testing.T) {
	const doc = `<?xml version="1.0" encoding="UTF-8"?><NonRealTimeMeta xmlns="urn:schemas-professionalDisc:nonRealTimeMeta:ver.2.20" lastUpdate="2026-11-20T10:31:00+01:00">
		<LtcChangeTable tcFps="25" halfStep="false"><LtcChange frameCount="0" value="17305719" status="increment"/><LtcChange frameCount="4379" value="21250020" status="end"/></LtcChangeTable>
		<CreationDate value="2026-11-20T10:30:15+01:00"/><Device manufacturer="Sony" modelName="ILME-FX3" serialNo="1234567"/><Lens modelName="FE 24-70mm F2.8 GM"/>
		<AcquisitionRecord><Group name="ExifGPS"><Item name="LatitudeRef" value="S"/><Item name="Latitude" value="33:30:18.000"/><Item name="LongitudeRef" value="E"/>
		<Item name="Longitude" value="151:15:0.000"/></Group></AcquisitionRecord></NonRealTimeMeta>`
	f := mustRead(t, sonyFixture(doc))
	if want := (media.Moment{Time: shotAt, Zone: true, Offset: 3600, Source: "camera-xml"}); f.Captured != want {
		t.Errorf("%+v, want %+v", f.Captured, want)
	}
	if f.Timecode != "19:57:30:17" || f.Make != "Sony" || f.Model != "ILME-FX3" || f.Serial != "1234567" || f.Lens != "FE 24-70mm F2.8 GM" {
		t.Errorf("%+v", f)
	}
	if f.Location == nil || math.Abs(f.Location.Lat+33.505) > 1e-9 || f.Location.Lon != 151.25 {
		t.Errorf("%+v", f.Location)
	}
}

func TestSonyTimecodes(t *testing.T) {
	for value, want := range map[string]string{
		`halfStep="false"><LtcChange frameCount="0" value="67212901"/>`: "01:29:21;27",
		`halfStep="true"><LtcChange frameCount="0" value="14212901"/>`:  "01:29:21:28",
		`halfStep="true"><LtcChange frameCount="0" value="40000000"/>`:  "00:00:00;00",
		`><LtcChange frameCount="7" value="67212901"/>`:                 "",
		`><LtcChange frameCount="0" value="1f212901"/>`:                 "",
		`><LtcChange frameCount="0" value="01:00:00:00"/>`:              "",
	} {
		if f := mustRead(t, sonyFixture(`<A><LtcChangeTable `+value+`</LtcChangeTable></A>`)); f.Timecode != want {
			t.Errorf("%s: %q, want %q", value, f.Timecode, want)
		}
	}
}

// TestCanonNotes: some bodies name serial and lens only there.
func TestCanonNotes(t *testing.T) {
	notes := tiffFixture{order: le, main: []ifdField{{canonSerial, []uint32{12345678}}, {canonLens, "RF50mm F1.2 L USM"}}}
	cmt1 := tiffFixture{order: le, main: []ifdField{{tagMake, "Canon"}}}
	file := func(cmt3 []byte) []byte {
		return join(mkbox("ftyp", []byte("crx "), u32(1)),
			mkbox("moov", mkbox("uuid", []byte(canonUUID), mkbox("CMT1", cmt1.bytes()), mkbox("CMT3", cmt3))), mkbox("mdat", make([]byte, 8)))
	}
	if f := mustRead(t, file(notes.bytes())); f.Serial != "0012345678" || f.Lens != "RF50mm F1.2 L USM" || f.Make != "Canon" || f.Warnings != nil {
		t.Errorf("%+v", f)
	}
	wantWarning(t, mustRead(t, file([]byte("II*\x00"))), WarnExif)
}

// bigTIFF is a picture of 90 × 60 with offsets of 64 bits.
func bigTIFF() []byte {
	const first, more = 16, 400
	entry := func(tag, kind, count int, value []byte) []byte {
		return join(leU16(tag), leU16(kind), leU32(count, 0), append(value, make([]byte, 8)...)[:8])
	}
	dir := join(leU32(5, 0),
		entry(tagWidth, 16, 1, leU32(90)), entry(tagHeight, 4, 1, leU32(60)), entry(tagMake, 2, 13, leU32(more)), entry(tagModel, 2, 6, []byte("Model\x00")),
		entry(tagExif, 18, 1, leU32(more+16)), leU32(0, 0))
	b := append(join([]byte("II+\x00\x08\x00\x00\x00"), leU32(first, 0), dir), make([]byte, more)...)[:more]
	b = append(b, "Onset Optics\x00\x00\x00\x00"...)
	return join(b, leU32(1, 0), entry(tagOriginal, 2, 20, leU32(more+16+8+20+8)), leU32(0, 0), []byte("2026:11:20 10:30:15\x00"))
}

func TestBigTIFF(t *testing.T) {
	f := mustRead(t, bigTIFF())
	if f.Format != "TIFF" || f.Width != 90 || f.Height != 60 || f.Make != "Onset Optics" || f.Model != "Model" || f.Captured.Source != "exif" || f.Warnings != nil {
		t.Errorf("%+v", f)
	}
	for _, bad := range [][]byte{
		[]byte("II+\x00\x08\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff"),
		[]byte("II+\x00\x04\x00\x00\x00\x10\x00\x00\x00\x00\x00\x00\x00"),
		join([]byte("II+\x00\x08\x00\x00\x00\x10\x00\x00\x00\x00\x00\x00\x00"), []byte("\xff\xff\xff\xff\xff\xff\xff\xff")),
	} {
		if f, err := readBytes(bad); err == nil && f.Warnings == nil {
			t.Errorf("%x was read without fault", bad)
		}
	}
}

func TestXMPPlace(t *testing.T) {
	for s, want := range map[string]*media.Place{
		`exif:GPSLatitude="55,40.566N" exif:GPSLongitude="12,34,6W">`: {Lat: 55.6761, Lon: -(12 + 34.0/60 + 6.0/3600)},
		`exif:GPSLatitude="55,40.566X" exif:GPSLongitude="12,34,6W">`: nil,
		`exif:GPSLatitude="N" exif:GPSLongitude="">`:                  nil,
	} {
		f := mustRead(t, jpegFixture(t, 8, 8, xmpSegment(xmpFixture(s))))
		if (f.Location == nil) != (want == nil) || want != nil && (math.Abs(f.Location.Lat-want.Lat) > 1e-9 || math.Abs(f.Location.Lon-want.Lon) > 1e-9) {
			t.Errorf("%s: %+v, want %+v", s, f.Location, want)
		}
	}
}

func TestSoundOfAPhone(t *testing.T) {
	m := defaultMovie()
	m.brand, m.nominal, m.noPicture = "M4A ", 0, true
	if f := mustRead(t, m.bytes()); f.Kind != media.KindSound || f.Format != "M4A" || f.Duration == 0 || f.Warnings != nil {
		t.Errorf("%+v", f)
	}
}
