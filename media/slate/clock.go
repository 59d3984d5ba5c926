package slate

import (
	"errors"
	"time"

	"onset/media"
)

var (
	// ErrNoClock means there is no capture time, or no slate, to compare.
	ErrNoClock = errors.New("the file has no time that a slate could be compared with")
	// ErrClocks means that slates of one clip contradict one another: it runs
	// slower or faster than life, or two kits' clocks differ.
	ErrClocks = errors.New("the slates in this clip contradict one another")
)

// Shown is a slate's time at a moment of a clip.
type Shown struct {
	Time   time.Time     // that the code said, UTC
	At     time.Duration // from the clip's first picture
	Within time.Duration // At may be off by so much
}

// Clock is how far a camera's clock is from the truth.
type Clock struct {
	// Ahead is how far the clock is ahead of UTC as the camera writes it: with
	// the zone, when the file does not say which zone its time is in.
	Ahead time.Duration
	// Within is how far Ahead may be off, either way.
	Within time.Duration
	// EndDoubt is how much less Ahead would be if the file's time is that of the
	// end of the recording, which some cameras write where others write that of
	// its beginning. 0 where it is known to be the beginning.
	EndDoubt time.Duration
}

const (
	// lag is the time from making a code to seeing it: drawing, the screen, and
	// the camera's exposure.
	lag = 100 * time.Millisecond
	// coarse is what a capture time without fractions may be short of.
	coarse = time.Second
	// fine is the same for one with fractions.
	fine = 10 * time.Millisecond
)

// ClockError compares a clip's capture time with the slates in it. refresh is
// how long the window shows one code. Each slate leaves a range: the code may
// be as old as refresh, and the file's time short of a second. What all of them
// leave is the answer, so a code that is seen to change narrows it.
// ErrNoClock, ErrClocks.
func ClockError(captured media.Moment, length time.Duration, slates []Shown, refresh time.Duration) (Clock, error) {
	if captured.Time.IsZero() || len(slates) == 0 {
		return Clock{}, ErrNoClock
	}
	short := fine
	if captured.Time.Nanosecond() == 0 {
		short = coarse
	}
	var least, most time.Duration
	for i, s := range slates {
		// The camera's clock said captured + At when the slate said Time.
		gap := captured.Time.Add(s.At).Sub(s.Time)
		low, high := gap-s.Within-refresh-lag, gap+s.Within
		if i == 0 || low > least {
			least = low
		}
		if i == 0 || high < most {
			most = high
		}
	}
	if least > most {
		return Clock{}, ErrClocks
	}
	most += short
	c := Clock{Ahead: least + (most-least)/2, Within: (most - least + 1) / 2}
	if mayBeEnd[captured.Source] {
		c.EndDoubt = max(length, 0)
	}
	return c, nil
}

// mayBeEnd are the sources of a time that phones and some cameras write when a
// recording ends.
var mayBeEnd = map[media.Source]bool{"mvhd": true, "mxf": true, "matroska": true, "riff": true, "file": true}
