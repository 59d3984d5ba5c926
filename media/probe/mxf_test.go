package probe

import (
	"errors"
	"testing"
	"time"

	"onset/media"
)

func TestMXF(t *testing.T) {
	f := mustRead(t, mxfFixture{start: 107892, base: 30, drop: true, length: 60, reel: "Rulle Ø1"}.bytes())
	if f.Format != "MXF" || f.Captured != (media.Moment{Time: shotAt.Add(500 * time.Millisecond), Source: "mxf"}) {
		t.Errorf("%+v", f)
	}
	if f.Timecode != "01:00:00;00" || f.Duration != 2002*time.Millisecond || f.FrameRate != (media.Rate{Num: 30000, Den: 1001}) {
		t.Errorf("timecode %s, duration %v, rate %v", f.Timecode, f.Duration, f.FrameRate)
	}
	if f.Reel != "Rulle Ø1" || f.Width != 1920 || f.Height != 1080 || f.Warnings != nil {
		t.Errorf("reel %q, %d × %d, %q", f.Reel, f.Width, f.Height, f.Warnings)
	}
}

func TestMXFLengthFromTheLastPartition(t *testing.T) {
	open := mxfFixture{base: 30, length: -1}
	wantWarning(t, mustRead(t, open.bytes()), WarnDuration)
	open.index = true
	if f := mustRead(t, open.bytes()); f.Duration != 3003*time.Millisecond || f.Warnings != nil {
		t.Errorf("%v %q, want 3.003s", f.Duration, f.Warnings)
	}
}

func TestMXFFaults(t *testing.T) {
	cut := mxfFixture{base: 25, start: 25, length: 60, footer: 1 << 20}
	if f, err := readBytes(cut.bytes()); !errors.Is(err, ErrDamaged) || f.Timecode != "00:00:01:00" {
		t.Errorf("cut before its footer: %v, %+v", err, f)
	}
	whole := mxfFixture{base: 25, length: 60}.bytes()
	if _, err := readBytes(whole[:300]); !errors.Is(err, ErrDamaged) {
		t.Errorf("cut in its header: %v", err)
	}
	wantWarning(t, mustRead(t, mxfFixture{base: 25, drop: true, length: 60}.bytes()), WarnTimecode)
}
