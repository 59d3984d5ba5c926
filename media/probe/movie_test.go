package probe

import (
	"bytes"
	"errors"
	"math"
	"testing"
	"time"

	"onset/media"

	"pgregory.net/rapid"
)

func TestMovieFacts(t *testing.T) {
	m := defaultMovie()
	m.reel = "A001C003"
	f := mustRead(t, m.bytes())
	want := media.Facts{
		Kind: media.KindVideo, MIME: "video/quicktime", Format: "MOV",
		Captured: media.Moment{Time: shotAt, Source: "mvhd"}, Duration: 4 * time.Second,
		FrameRate: media.Rate{Num: 25, Den: 1}, Timecode: "01:02:04:04", Reel: "A001C003", Width: 1920, Height: 1080,
	}
	if f.Captured != want.Captured || f.Duration != want.Duration || f.FrameRate != want.FrameRate || f.Timecode != want.Timecode ||
		f.Reel != want.Reel || f.Width != want.Width || f.Height != want.Height || f.MIME != want.MIME || f.Format != want.Format || f.Warnings != nil {
		t.Errorf("%+v, want %+v", f, want)
	}
}

func TestMovieBrands(t *testing.T) {
	for brand, format := range map[string]string{"qt  ": "MOV", "isom": "MP4", "mp42": "MP4", "XAVC": "MP4", "M4V ": "M4V", "3gp5": "3GP"} {
		m := defaultMovie()
		m.brand = brand
		if f := mustRead(t, m.bytes()); f.Format != format {
			t.Errorf("%q read as %s, want %s", brand, f.Format, format)
		}
	}
	old := defaultMovie().bytes()
	old = join(mkbox("wide"), old[len(mkbox("ftyp", make([]byte, 12))):])
	if f, err := readBytes(old); f.Format != "MOV" || err != nil {
		t.Errorf("a film without brand: %s, %v", f.Format, err)
	}
}

func TestRotation(t *testing.T) {
	for want, m := range map[int][4]int{0: {1, 0, 0, 1}, 90: {0, 1, -1, 0}, 180: {-1, 0, 0, -1}, 270: {0, -1, 1, 0}} {
		movie := defaultMovie()
		movie.matrix = m
		if f := mustRead(t, movie.bytes()); f.Rotation != want {
			t.Errorf("matrix %v: %d, want %d", m, f.Rotation, want)
		}
	}
}

func TestMovieTimes(t *testing.T) {
	ten := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	xmp := xmpFixture(`exif:DateTimeOriginal="2026-11-20T12:00:00+02:00">`)
	for _, tt := range []struct {
		name string
		set  func(*movieFixture)
		want media.Moment
	}{
		{"mvhd has no zone", func(*movieFixture) {}, media.Moment{Time: shotAt, Source: "mvhd"}},
		{"zero is none", func(m *movieFixture) { m.created = 0 }, media.Moment{}},
		{"counted from 1970", func(m *movieFixture) { m.created = int(shotAt.Unix()) }, media.Moment{Time: shotAt, Source: "mvhd"}},
		{
			"XMP before mvhd", func(m *movieFixture) { m.top = [][]byte{mkbox("uuid", []byte(xmpUUID), xmp)} },
			media.Moment{Time: ten, Zone: true, Offset: 7200, Source: "xmp"},
		},
		{
			"XMP in udta", func(m *movieFixture) { m.extra = [][]byte{mkbox("udta", mkbox("XMP_", xmp), u32(0))} },
			media.Moment{Time: ten, Zone: true, Offset: 7200, Source: "xmp"},
		},
		{"creationdate before all", func(m *movieFixture) {
			m.extra = [][]byte{keysFixture([2]string{appleKey + "creationdate", "2026-11-20T10:30:15+0100"})}
			m.top = [][]byte{mkbox("uuid", []byte(xmpUUID), xmp)}
		}, media.Moment{Time: shotAt, Zone: true, Offset: 3600, Source: "quicktime"}},
		{"udta", func(m *movieFixture) {
			m.extra = [][]byte{mkbox("udta", userTextFixture("\xa9day", "2026-11-20T10:30:15+01:00"))}
		}, media.Moment{Time: shotAt, Zone: true, Offset: 3600, Source: "udta"}},
		{
			"a year is no time", func(m *movieFixture) { m.extra = [][]byte{mkbox("udta", userTextFixture("\xa9day", "2026"))} },
			media.Moment{Time: shotAt, Source: "mvhd"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := defaultMovie()
			tt.set(&m)
			f := mustRead(t, m.bytes())
			if f.Captured != tt.want {
				t.Errorf("%+v, want %+v", f.Captured, tt.want)
			}
		})
	}
}

func TestCameraXML(t *testing.T) {
	m := defaultMovie()
	m.top = [][]byte{mkfull("meta", 0, 0, mkfull("hdlr", 0, 0, u32(0), []byte("nrtm"), make([]byte, 13)),
		mkfull("xml ", 0, 0, []byte(`<NonRealTimeMeta><CreationDate value="2026-11-20T10:30:15+01:00"/>`+
			`<Device manufacturer="Sony" modelName="ILCE-7M4" serialNo="77"/></NonRealTimeMeta>`)))}
	f := mustRead(t, m.bytes())
	if f.Captured != (media.Moment{Time: shotAt, Zone: true, Offset: 3600, Source: "camera-xml"}) {
		t.Errorf("%+v", f.Captured)
	}
	if f.Make != "Sony" || f.Model != "ILCE-7M4" || f.Serial != "77" {
		t.Errorf("camera %q %q %q", f.Make, f.Model, f.Serial)
	}
}

func TestMovieCameraAndPlace(t *testing.T) {
	loci := mkfull("loci", 0, 0, u16(0), []byte("Set\x00\x01"), u32(12<<16+1<<15, 55<<16+1<<14, 0), []byte("earth\x00\x00"))
	wide := mkfull("loci", 0, 0, u16(0), []byte("\xfe\xff\x00S\x00\x00\x01"), u32(12<<16, -55<<16, 0))
	for _, tt := range []struct {
		name  string
		extra []byte
		place media.Place
	}{
		{"keys", keysFixture([2]string{appleKey + "location.ISO6709", "+55.6761+012.5683+010.000/"}), media.Place{Lat: 55.6761, Lon: 12.5683}},
		{"udta", mkbox("udta", userTextFixture("\xa9xyz", "-33.5000+151.2500/")), media.Place{Lat: -33.5, Lon: 151.25}},
		{"minutes", mkbox("udta", userTextFixture("\xa9xyz", "+5530.0-01215.0/")), media.Place{Lat: 55.5, Lon: -12.25}},
		{"seconds", mkbox("udta", userTextFixture("\xa9xyz", "+553000-0121500.0/")), media.Place{Lat: 55.5, Lon: -12.25}},
		{"3GPP", mkbox("udta", loci), media.Place{Lat: 55.25, Lon: 12.5}},
		{"3GPP, wide name", mkbox("udta", wide), media.Place{Lat: -55, Lon: 12}},
	} {
		m := defaultMovie()
		m.extra = [][]byte{tt.extra}
		f := mustRead(t, m.bytes())
		if f.Location == nil || math.Hypot(f.Location.Lat-tt.place.Lat, f.Location.Lon-tt.place.Lon) > 1e-9 {
			t.Errorf("%s: %+v, want %+v", tt.name, f.Location, tt.place)
		}
	}
	m := defaultMovie()
	m.extra = [][]byte{keysFixture([2]string{appleKey + "make", "Apple"}, [2]string{appleKey + "model", "iPhone 15 Pro"}, [2]string{appleKey + "location.ISO6709", "nowhere"})}
	f := mustRead(t, m.bytes())
	if f.Make != "Apple" || f.Model != "iPhone 15 Pro" || f.Location != nil {
		t.Errorf("%q %q %v", f.Make, f.Model, f.Location)
	}
	wantWarning(t, f, WarnLocation)
}

func TestRecorderKeys(t *testing.T) {
	for reel, want := range map[string]string{"A008": "A008", "0x060A2B340101010501010D00": "A001"} {
		m := defaultMovie()
		m.reel = "A001"
		m.extra = [][]byte{keysFixture([2]string{proKey + "manufacturer", "Z"}, [2]string{proKey + "modelname", "E2"},
			[2]string{proKey + "serialno", "77"}, [2]string{proKey + "reel", reel}, [2]string{appleKey + "camera.lens_model", "50mm"})}
		if f := mustRead(t, m.bytes()); f.Make != "Z" || f.Model != "E2" || f.Serial != "77" || f.Reel != want || f.Lens != "50mm" {
			t.Errorf("%+v, want reel %s", f, want)
		}
	}
}

func TestFragments(t *testing.T) {
	f := mustRead(t, fragmentedFixture(false))
	if f.Duration != 2*time.Second || f.FrameRate != (media.Rate{Num: 25, Den: 1}) {
		t.Errorf("summed: %v, %v", f.Duration, f.FrameRate)
	}
	if f := mustRead(t, fragmentedFixture(true)); f.Duration != 7*time.Second {
		t.Errorf("mehd: %v, want 7s", f.Duration)
	}
}

func TestOddSampleLengths(t *testing.T) {
	m := defaultMovie()
	m.deltas = [][2]int{{1, 400}, {40, 512}, {30, 511}, {40, 512}, {1, 9000}}
	if f := mustRead(t, m.bytes()); f.FrameRate != (media.Rate{Num: 25, Den: 1}) {
		t.Errorf("%v", f.FrameRate)
	}
}

func TestMovieFaults(t *testing.T) {
	whole := defaultMovie()
	file := whole.bytes()
	if _, err := readBytes(file[:60]); !errors.Is(err, ErrDamaged) {
		t.Errorf("cut before moov: %v", err)
	}
	whole.top = [][]byte{mkbox("mdat", make([]byte, 500))}
	file = whole.bytes()
	if f, err := readBytes(file[:len(file)-100]); !errors.Is(err, ErrDamaged) || f.Timecode == "" {
		t.Errorf("cut in the last mdat: %v, timecode %q", err, f.Timecode)
	}
	sound := defaultMovie()
	sound.noPicture, sound.nominal = true, 0
	wantWarning(t, mustRead(t, sound.bytes()), WarnNoPicture)
	empty := defaultMovie()
	empty.length = 0
	wantWarning(t, mustRead(t, empty.bytes()), WarnDuration)
	counter := defaultMovie()
	counter.flags = codeCounter
	if f := mustRead(t, counter.bytes()); f.Timecode != "" {
		t.Errorf("a frame counter was taken for a timecode: %s", f.Timecode)
	}
}

func TestBoxesOfEverySize(t *testing.T) {
	long := join(u32(1), []byte("free"), u64(24), make([]byte, 8))
	open := join(u32(0), []byte("mdat"), make([]byte, 40))
	m := defaultMovie()
	m.top = [][]byte{long, open}
	if f := mustRead(t, m.bytes()); f.Duration != 4*time.Second {
		t.Errorf("%+v", f)
	}
	m.top = [][]byte{join(u32(1), []byte("free"), bytes.Repeat([]byte{0xff}, 8))}
	if _, err := readBytes(m.bytes()); !errors.Is(err, ErrDamaged) {
		t.Errorf("a box of 2^64 bytes: %v", err)
	}
}

func TestTimecode(t *testing.T) {
	for _, tt := range []struct {
		frame   int64
		nominal int
		drop    bool
		want    string
	}{
		{0, 25, false, "00:00:00:00"},
		{93104, 25, false, "01:02:04:04"},
		{1799, 30, true, "00:00:59;29"},
		{1800, 30, true, "00:01:00;02"},
		{17981, 30, true, "00:09:59;29"},
		{17982, 30, true, "00:10:00;00"},
		{107892, 30, true, "01:00:00;00"},
		{107894, 30, true, "01:00:00;02"},
		{3600, 60, true, "00:01:00;04"},
		{24 * 3600 * 25, 25, false, "00:00:00:00"},
	} {
		if got, ok := formatTimecode(tt.frame, tt.nominal, tt.drop); got != tt.want || !ok {
			t.Errorf("%d at %d drop %v: %q, want %q", tt.frame, tt.nominal, tt.drop, got, tt.want)
		}
	}
	for _, bad := range []int{0, -1, 25, 5000} {
		if _, ok := formatTimecode(1, bad, true); ok {
			t.Errorf("drop-frame code at %d frames was accepted", bad)
		}
	}
}

// TestDropFrameNeverUsesDroppedNumbers: the first numbers of a minute are left
// out, except in each tenth, and consecutive frames have different codes.
func TestDropFrameNeverUsesDroppedNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nominal := rapid.SampledFrom([]int{30, 60}).Draw(t, "nominal")
		frame := rapid.Int64Range(0, 1<<31).Draw(t, "frame")
		a, _ := formatTimecode(frame, nominal, true)
		b, _ := formatTimecode(frame+1, nominal, true)
		if a == b {
			t.Fatalf("frames %d and %d are both %s", frame, frame+1, a)
		}
		dropped := map[string]bool{"00": true, "01": true, "02": nominal == 60, "03": nominal == 60}
		if a[4] != '0' && a[6:8] == "00" && dropped[a[9:]] {
			t.Fatalf("frame %d is %s, which does not exist", frame, a)
		}
	})
}
