package probe

import (
	"math"
	"slices"
	"testing"
	"time"

	"onset/media"
)

func defaultMatroska() matroskaFixture {
	return matroskaFixture{
		kind: "matroska", frame: 41708333,
		info: [][]byte{ebmlFloat(idDuration, 60060), ebml(idDate, be.AppendUint64(nil, uint64(shotAt.Sub(zeroDay))))},
		tags: tagFixture("TIMECODE", "01:02:03:04", "LOCATION", "+55.6761+012.5683/", "DURATION", "00:00:59.000", "REEL_NAME", "A001",
			"COM.APPLE.QUICKTIME.MAKE", "Apple", "COM.APPLE.QUICKTIME.MODEL", "iPhone"),
	}
}

func TestMatroska(t *testing.T) {
	f := mustRead(t, defaultMatroska().bytes())
	if f.Kind != media.KindVideo || f.Format != "MKV" || f.Captured != (media.Moment{Time: shotAt, Source: "matroska"}) || f.Warnings != nil {
		t.Errorf("%+v", f)
	}
	if f.Duration != 60060*time.Millisecond || f.FrameRate != (media.Rate{Num: 24000, Den: 1001}) || f.Width != 1280 || f.Height != 720 {
		t.Errorf("%v %v %d × %d", f.Duration, f.FrameRate, f.Width, f.Height)
	}
	if f.Timecode != "01:02:03:04" || f.Reel != "A001" || f.Make != "Apple" || f.Model != "iPhone" || f.Location == nil || math.Abs(f.Location.Lon-12.5683) > 1e-9 {
		t.Errorf("%+v", f)
	}
}

func TestMatroskaTimes(t *testing.T) {
	m := defaultMatroska()
	m.tags = tagFixture("DATE_RECORDED", "2026-11-20T10:30:15+01:00", "DURATION", "00:00:59.5")
	m.info = [][]byte{ebml(idTickNanos, u32(1000))}
	f := mustRead(t, m.bytes())
	if want := (media.Moment{Time: shotAt, Zone: true, Offset: 3600, Source: "matroska"}); f.Captured != want || f.Duration != 59500*time.Millisecond {
		t.Errorf("%+v, %v", f.Captured, f.Duration)
	}
	m.tags = tagFixture("DATE_RECORDED", "2026", "DURATION", "soon", "TIMECODE", "01:02:03")
	f = mustRead(t, m.bytes())
	if !slices.Equal(f.Warnings, []string{WarnDuration, WarnTimecode}) {
		t.Errorf("warnings %q", f.Warnings)
	}
	if !f.Captured.Time.IsZero() {
		t.Errorf("%+v", f.Captured)
	}
}

// TestStreamedMatroska has no length anywhere: its last cluster begins after
// two seconds.
func TestStreamedMatroska(t *testing.T) {
	m := defaultMatroska()
	m.stream, m.info, m.kind = true, nil, "webm"
	f := mustRead(t, m.bytes())
	wantWarning(t, f, WarnDuration)
	if f.Format != "WebM" || f.Duration != 2*time.Second {
		t.Errorf("%s, %v", f.Format, f.Duration)
	}
}

func TestMatroskaTurns(t *testing.T) {
	for roll, want := range map[float64]int{0: 0, -90: 90, 90: 270, 180: 180, 1e9: 0, math.NaN(): 0} {
		m := defaultMatroska()
		m.video = [][]byte{ebml(idProjection, ebmlFloat(idRoll, roll))}
		if f := mustRead(t, m.bytes()); f.Rotation != want {
			t.Errorf("%v: %d, want %d", roll, f.Rotation, want)
		}
	}
}
