package probe

import (
	"strings"
	"testing"
	"time"

	"onset/media"
)

func TestAVI(t *testing.T) {
	f := mustRead(t, aviFixture{
		frames: 300, strd: strdFixture(),
		headers: [][]byte{mkpart("IDIT", []byte("Fri Nov 20 10:30:15 2026\n\x00")), mkpart("ISMP", []byte("10:02:03;04"))},
	}.bytes())
	want := media.Facts{Kind: media.KindVideo, MIME: "video/x-msvideo", Format: "AVI", Captured: media.Moment{Time: shotAt.Add(time.Hour), Source: "riff"}}
	if f.Kind != want.Kind || f.MIME != want.MIME || f.Format != want.Format || f.Captured != want.Captured || f.Warnings != nil {
		t.Errorf("%+v, want %+v", f, want)
	}
	if f.Duration != 10010*time.Millisecond || f.FrameRate != (media.Rate{Num: 30000, Den: 1001}) || f.Timecode != "10:02:03;04" || f.Width != 640 || f.Height != 360 {
		t.Errorf("%v %v %q %d × %d", f.Duration, f.FrameRate, f.Timecode, f.Width, f.Height)
	}
	if f.Make != "Onset" || f.Model != "One" {
		t.Errorf("camera %q %q", f.Make, f.Model)
	}
}

// TestAVILengths reads the lengths of a film in several parts, and of one whose
// stream says nothing.
func TestAVILengths(t *testing.T) {
	if f := mustRead(t, aviFixture{frames: 300, total: 3000}.bytes()); f.Duration != 100100*time.Millisecond {
		t.Errorf("in parts: %v", f.Duration)
	}
	silent := aviFixture{}.bytes()
	if f := mustRead(t, silent); f.Duration != 100*33367*time.Microsecond {
		t.Errorf("by its header: %v", f.Duration)
	}
	none := aviFixture{}
	b := none.bytes()
	copy(b[32:], leU32(0)) // microseconds of a frame
	copy(b[32+16:], leU32(0))
	wantWarning(t, mustRead(t, b), WarnDuration)
}

func TestAVITimes(t *testing.T) {
	ten := shotAt.Add(time.Hour)
	for s, want := range map[string]time.Time{
		"Fri Nov 20 10:30:15 2026\n": ten, "FRI NOV 20 10:30:15 2026": ten, "2026:11:20 10:30:15": ten, "2026-11-20  10:30:15": ten,
		"2026/11/20/ 10:30": ten.Truncate(time.Minute), "2026/11/20 10:30AM": ten.Truncate(time.Minute),
		"2026-11-20": {}, "0000:00:00 00:00:00": {}, "next Tuesday": {},
	} {
		f := mustRead(t, aviFixture{frames: 9, more: [][]byte{mklist("INFO", mkpart("ICRD", []byte(s)))}}.bytes())
		if !f.Captured.Time.Equal(want) {
			t.Errorf("%q: %v, want %v (%v)", s, f.Captured.Time, want, f.Warnings)
		}
	}
}

func TestNikonAVI(t *testing.T) {
	tag := func(n int, s string) []byte { return join(leU16(n), leU16(len(s)), []byte(s)) }
	f := mustRead(t, aviFixture{frames: 9, more: [][]byte{
		mklist("ncdt", mkpart("nctg", tag(nikonMake, "NIKON"), tag(nikonModel, "D90"), tag(nikonDate, "2026:11:20 10:30:15"), tag(6, "x"))),
	}}.bytes())
	if f.Make != "NIKON" || f.Model != "D90" || !f.Captured.Time.Equal(shotAt.Add(time.Hour)) {
		t.Errorf("%+v", f)
	}
}

func TestWave(t *testing.T) {
	ixml := `<?xml version="1.0"?><BWFXML><PROJECT>The Long Day</PROJECT><SCENE>12A</SCENE><TAKE>4</TAKE><TAPE>26Y11M20</TAPE>
		<SPEED><TIMECODE_FLAG>NDF</TIMECODE_FLAG><TIMECODE_RATE>25/1</TIMECODE_RATE></SPEED></BWFXML>`
	sound := waveFixture{
		samples: 96000, before: [][]byte{bextFixture("sSCENE=9\r\nsTAKE=9\r\n", "2026-11-20", "10:00:00")},
		after: [][]byte{mkpart("iXML", []byte(ixml))},
	}
	f := mustRead(t, sound.bytes())
	if f.Kind != media.KindSound || f.Format != "WAV" || f.Duration != 2*time.Second || f.Warnings != nil {
		t.Errorf("%+v", f)
	}
	if f.Scene != "12A" || f.Take != "4" || f.Reel != "26Y11M20" || f.Model != "MixPre-6 II" {
		t.Errorf("scene %q, take %q, reel %q, by %q", f.Scene, f.Take, f.Reel, f.Model)
	}
	if want := (media.Moment{Time: time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC), Source: "bext"}); f.Captured != want || f.Timecode != "10:00:00:00" {
		t.Errorf("%+v, %q", f.Captured, f.Timecode)
	}
}

// TestWaveTimecodes: 36,000 seconds after midnight by the sound's clock, in the
// counts that films use.
func TestWaveTimecodes(t *testing.T) {
	for rate, want := range map[string]string{
		"25/1|NDF": "10:00:00:00", "24000/1001|NDF": "09:59:24:01", "30000/1001|NDF": "09:59:24:01", "30000/1001|DF": "10:00:00;01", "0/1|NDF": "", "1/0|DF": "", "x|y": "",
	} {
		num, flag, _ := strings.Cut(rate, "|")
		ixml := "<BWFXML><SPEED><TIMECODE_RATE>" + num + "</TIMECODE_RATE><TIMECODE_FLAG>" + flag + "</TIMECODE_FLAG></SPEED></BWFXML>"
		f := mustRead(t, waveFixture{samples: 480, before: [][]byte{bextFixture("", "2026-11-20", "10:00:00"), mkpart("iXML", []byte(ixml))}}.bytes())
		if f.Timecode != want {
			t.Errorf("%s: %q, want %q", rate, f.Timecode, want)
		}
	}
}

func TestWaveWithoutIXML(t *testing.T) {
	f := mustRead(t, waveFixture{samples: 480, before: [][]byte{bextFixture("sSPEED=025.000-ND\r\nsSCENE=12 B\r\nsTAKE=05\r\nsTAPE=R7\r\n", "2026:11:20", "10-00-00")}}.bytes())
	if f.Scene != "12 B" || f.Take != "05" || f.Reel != "R7" || f.Captured.Time.Hour() != 10 {
		t.Errorf("%+v", f)
	}
	wantWarning(t, mustRead(t, waveFixture{samples: 1, before: [][]byte{bextFixture("", "2026-31-20", "10:00:00")}}.bytes()), WarnTime)
	if f := mustRead(t, waveFixture{samples: 1, before: [][]byte{bextFixture("", "\x00\x00\x00\x00", "")}}.bytes()); f.Warnings != nil || !f.Captured.Time.IsZero() {
		t.Errorf("%+v", f)
	}
}

// TestLongWave: the true length of a sound over 4 GB stands apart, and what is
// behind the sound is found all the same.
func TestLongWave(t *testing.T) {
	long := waveFixture{
		head: "RF64", samples: 48000, size: openEnded,
		before: [][]byte{mkpart("ds64", make([]byte, 8), leU32(96000, 0), make([]byte, 12))},
		after:  [][]byte{mkpart("iXML", []byte("<BWFXML><SCENE>3</SCENE></BWFXML>"))},
	}
	if f := mustRead(t, long.bytes()); f.Duration != time.Second || f.Scene != "3" || f.Warnings != nil {
		t.Errorf("%+v", f)
	}
	stopped := waveFixture{samples: 48000, size: openEnded}
	f := mustRead(t, stopped.bytes())
	wantWarning(t, f, WarnDuration)
	if f.Duration != time.Second {
		t.Errorf("a recorder that stopped: %v", f.Duration)
	}
}

func TestWebP(t *testing.T) {
	f := mustRead(t, webpFixture(mkpart("EXIF", exifFixture(le, nil)), mkpart("XMP ", xmpFixture(`xmpDM:scene="7">`))))
	checkExif(t, f)
	if f.Format != "WebP" || f.Width != 640 || f.Height != 400 || f.Scene != "7" || f.Warnings != nil {
		t.Errorf("%+v", f)
	}
	checkExif(t, mustRead(t, webpFixture(mkpart("EXIF", headExif, []byte{0}, exifFixture(be, nil)))))
	lossless := mkpart("RIFF", []byte("WEBP"), mkpart("VP8L", []byte{0x2f}, leU32(99|49<<14), make([]byte, 9)))
	if f := mustRead(t, lossless); f.Width != 100 || f.Height != 50 {
		t.Errorf("lossless: %+v", f)
	}
}

func TestRateOf(t *testing.T) {
	for frame, want := range map[time.Duration]media.Rate{
		40 * time.Millisecond: {Num: 25, Den: 1}, 33366667: {Num: 30000, Den: 1001}, 33367 * time.Microsecond: {Num: 30000, Den: 1001},
		41708333: {Num: 24000, Den: 1001}, 16683333: {Num: 60000, Den: 1001}, 41666667: {Num: 24, Den: 1}, 70 * time.Millisecond: {Num: 100, Den: 7},
		0: {}, -1: {}, time.Hour: {},
	} {
		if got := rateOf(frame); got != want {
			t.Errorf("%v: %v, want %v", frame, got, want)
		}
	}
}
