package probe

import (
	"math"
	"slices"
	"testing"
	"time"

	"onset/media"
)

func TestAVCHD(t *testing.T) {
	f := mustRead(t, avchdFixture().bytes())
	moment := media.Moment{Time: shotAt, Zone: true, Offset: 3600, Source: "mdpm"}
	if f.Format != "MTS" || f.Captured != moment || f.Timecode != "01:02:03:04" || f.Make != "Sony" || f.Model != "HDR-CX900" || f.Warnings != nil {
		t.Errorf("%+v", f)
	}
	if f.Width != 1920 || f.Height != 1080 || f.FrameRate != (media.Rate{Num: 25, Den: 1}) || f.Duration != 3*time.Second {
		t.Errorf("%d × %d, %v, %v", f.Width, f.Height, f.FrameRate, f.Duration)
	}
	if f.Location == nil || math.Abs(f.Location.Lat-55.67611) > 1e-4 || math.Abs(f.Location.Lon+12.56833) > 1e-4 {
		t.Errorf("%+v", f.Location)
	}
}

// TestAVCHDZones: what does not say for certain is not taken for a zone.
func TestAVCHDZones(t *testing.T) {
	for zone, want := range map[byte]media.Moment{
		0x02: {Time: shotAt, Zone: true, Offset: 3600, Source: "mdpm"},
		0x2b: {Time: shotAt.Add(time.Hour + 5*time.Hour + 30*time.Minute), Zone: true, Offset: -19800, Source: "mdpm"},
		0x00: {Time: shotAt.Add(time.Hour), Source: "mdpm"},
		0xff: {Time: shotAt.Add(time.Hour), Source: "mdpm"},
		0x42: {Time: shotAt.Add(time.Hour), Source: "mdpm"},
	} {
		m := avchdFixture()
		m.header = join([]byte{0, 0, 1}, mdpmFixture([]byte{mdpmDate, zone, 0x20, 0x26, 0x11}, []byte{mdpmClock, 0x20, 0x10, 0x30, 0x15}))
		if f := mustRead(t, m.bytes()); f.Captured != want {
			t.Errorf("zone %#x: %+v, want %+v", zone, f.Captured, want)
		}
	}
	for _, bad := range [][]byte{{mdpmClock, 0x2a, 0x10, 0x30, 0x15}, {mdpmClock, 0x31, 0x10, 0x30, 0x15}, {mdpmClock, 0x20, 0x24, 0x30, 0x15}} {
		m := avchdFixture()
		m.header = join([]byte{0, 0, 1}, mdpmFixture([]byte{mdpmDate, 0, 0x20, 0x26, 0x11}, bad))
		wantWarning(t, mustRead(t, m.bytes()), WarnTime)
	}
}

func TestTransportLengths(t *testing.T) {
	for name, tt := range map[string]struct {
		times []int64
		want  time.Duration
	}{
		"one after the other": {[]int64{90000, 180000, 270000}, 2040 * time.Millisecond},
		"the clock wraps":     {[]int64{tsWrap - 90000, 0, 90000}, 2040 * time.Millisecond},
		"stored out of order": {[]int64{93600, 90000, 180000, 176400}, 1040 * time.Millisecond},
		"one picture":         {[]int64{90000}, 40 * time.Millisecond},
	} {
		m := avchdFixture()
		m.times, m.lead = tt.times, 0
		f := mustRead(t, m.bytes())
		if f.Duration != tt.want || f.Format != "TS" || f.Warnings != nil {
			t.Errorf("%s: %v, %v, want %v", name, f.Duration, f.Warnings, tt.want)
		}
	}
	spread := avchdFixture()
	spread.filler = 3000 // the last picture is further from the end than the first window
	if f := mustRead(t, spread.bytes()); f.Duration != 3*time.Second {
		t.Errorf("spread out: %v", f.Duration)
	}
}

func TestMPEG2Transport(t *testing.T) {
	m := tsFixture{codec: tsMPEG2, header: []byte{0, 0, 1, 0xb3, 0x5a, 0x04, 0x38, 0x23, 0, 0, 0, 0}, times: []int64{0, 90000}}
	if f := mustRead(t, m.bytes()); f.Width != 1440 || f.Height != 1080 || f.FrameRate != (media.Rate{Num: 25, Den: 1}) || f.Duration != 1040*time.Millisecond {
		t.Errorf("%+v", f)
	}
	m.codec = 0x0f // sound
	f := mustRead(t, m.bytes())
	if !slices.Equal(f.Warnings, []string{WarnDuration, WarnNoPicture}) {
		t.Errorf("warnings %q", f.Warnings)
	}
}

// TestHighProfile reads a set with lists for its coefficients.
func TestHighProfile(t *testing.T) {
	w := &bitWriter{}
	w.bits(100, 8)
	w.bits(0, 16)
	for _, n := range []int{0, 1, 0, 0} {
		w.ue(n)
	}
	w.bits(0, 1)
	w.bits(1, 1) // lists
	w.bits(1, 1)
	w.ue(0)
	for range 15 {
		w.ue(0)
	}
	w.bits(0, 7)
	w.ue(0)
	w.ue(1) // order by a cycle
	w.bits(0, 1)
	for _, n := range []int{0, 0, 2, 0, 0, 3} {
		w.ue(n)
	}
	w.bits(0, 1)
	w.ue(39)
	w.ue(21)
	w.bits(1, 1)
	w.bits(1, 1)
	w.bits(0, 1)
	w.bits(0, 2)
	c := &clip{}
	c.shape(w.b)
	if c.facts.Width != 640 || c.facts.Height != 352 || c.facts.FrameRate.Num != 0 {
		t.Errorf("%+v", c.facts)
	}
	for n := range len(w.b) - 1 {
		c := &clip{}
		if c.shape(w.b[:n]); c.facts.Width != 0 {
			t.Errorf("cut to %d bytes: %+v", n, c.facts)
		}
	}
}
