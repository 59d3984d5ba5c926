package media

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// ErrTimecode means a text is no timecode, clock time or number of seconds.
var ErrTimecode = errors.New("not a timecode")

// ParsePosition reads a place in a clip: "00:00:05:12" or "00:00:05;12"
// (SMPTE timecode), "00:00:05.5", "1:05" or "5.5" (seconds). When the clip has
// a start timecode and the text is a timecode at or after it, the place is
// counted from there; otherwise from the clip's first frame.
func ParsePosition(s, start string, rate Rate) (time.Duration, error) {
	frames, isTimecode, err := parseTimecode(s, rate)
	if err != nil {
		return 0, err
	}
	if !isTimecode {
		return parseClock(s)
	}
	if first, ok, err := parseTimecode(start, rate); err == nil && ok && frames >= first {
		frames -= first
	}
	return framesToTime(frames, rate), nil
}

// parseTimecode counts the frames of a SMPTE timecode (ST 12-1), with dropped
// numbers when the last separator is a semicolon. False when s has no frames.
func parseTimecode(s string, rate Rate) (frames int64, ok bool, err error) {
	drop := strings.Contains(s, ";")
	f := strings.FieldsFunc(s, func(r rune) bool { return r == ':' || r == ';' })
	if len(f) != 4 {
		return 0, false, nil
	}
	var n [4]int64
	for i, part := range f {
		v, err := strconv.ParseUint(part, 10, 16)
		if err != nil {
			return 0, false, ErrTimecode
		}
		n[i] = int64(v)
	}
	fps := nominal(rate)
	if n[1] > 59 || n[2] > 59 || n[3] >= fps {
		return 0, false, ErrTimecode
	}
	minutes := n[0]*60 + n[1]
	frames = (minutes*60+n[2])*fps + n[3]
	if drop {
		frames -= (fps / 15) * (minutes - minutes/10)
	}
	return frames, true, nil
}

// nominal is the whole frame rate that timecode counts in; 25 when unknown.
func nominal(r Rate) int64 {
	if r.Den == 0 || r.Num == 0 {
		return 25
	}
	return max(1, (int64(r.Num)+int64(r.Den)/2)/int64(r.Den))
}

func framesToTime(frames int64, r Rate) time.Duration {
	if r.Den == 0 || r.Num == 0 {
		r = Rate{Num: 25, Den: 1}
	}
	return time.Duration(float64(frames) * float64(r.Den) / float64(r.Num) * float64(time.Second))
}

func parseClock(s string) (time.Duration, error) {
	parts := strings.Split(s, ":")
	if len(parts) > 3 || s == "" {
		return 0, ErrTimecode
	}
	var total float64
	for i, p := range parts {
		v, err := strconv.ParseFloat(p, 64)
		if err != nil || !(v >= 0 && v <= 1e6) || i > 0 && v >= 60 {
			return 0, ErrTimecode
		}
		total = total*60 + v
	}
	return time.Duration(total * float64(time.Second)), nil
}
