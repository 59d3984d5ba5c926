package media

import (
	"errors"
	"testing"
	"time"
)

func TestParsePosition(t *testing.T) {
	pal, ntsc := Rate{25, 1}, Rate{30000, 1001}
	for _, c := range []struct {
		in, start string
		rate      Rate
		want      time.Duration
	}{
		{"5.5", "", pal, 5500 * time.Millisecond},
		{"1:05", "", pal, 65 * time.Second},
		{"00:00:05.25", "", pal, 5250 * time.Millisecond},
		{"00:00:05:12", "", pal, 5480 * time.Millisecond},
		{"14:03:24:00", "14:03:22:00", pal, 2 * time.Second},
		{"00:00:02:00", "14:03:22:00", pal, 2 * time.Second}, // before the start: counted from the first frame
		{"00:01:00;02", "", ntsc, framesToTime(1800, ntsc)},  // numbers 0 and 1 of the minute are dropped
		{"00:10:00;00", "", ntsc, framesToTime(17982, ntsc)}, // every tenth minute drops nothing
		{"00:00:01:00", "", Rate{}, time.Second},             // unknown rate counts as 25
	} {
		got, err := ParsePosition(c.in, c.start, c.rate)
		if err != nil || got != c.want {
			t.Errorf("ParsePosition(%q, %q) = %v, %v; want %v", c.in, c.start, got, err, c.want)
		}
	}
	for _, bad := range []string{"", "x", "-1", "00:61:00", "00:00:00:25", "1:2:3:4:5", "00:00:99:00", "NaN", "1e9"} {
		if got, err := ParsePosition(bad, "", pal); !errors.Is(err, ErrTimecode) {
			t.Errorf("ParsePosition(%q) = %v, %v; want ErrTimecode", bad, got, err)
		}
	}
}
