package slate

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"onset/media"
)

func TestClockError(t *testing.T) {
	at := time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)
	one := []Shown{{Time: at.Add(2 * time.Second), At: 2 * time.Second}}
	for _, tt := range []struct {
		name     string
		captured media.Moment
		length   time.Duration
		slates   []Shown
		want     Clock
	}{
		// From 1.1 s behind, as old as the code may be, to 1 s ahead, which the
		// time without fractions may be short of.
		{"right, one slate", media.Moment{Time: at, Source: "exif"}, 0, one, Clock{Ahead: -50 * time.Millisecond, Within: 1050 * time.Millisecond}},
		{
			"with fractions",
			media.Moment{Time: at.Add(500 * time.Millisecond), Source: "exif"},
			0, one,
			Clock{Ahead: -45 * time.Millisecond, Within: 555 * time.Millisecond},
		},
		{
			"summer time, zone unknown",
			media.Moment{Time: at.Add(2 * time.Hour), Source: "mvhd"},
			time.Minute, one,
			Clock{Ahead: 2*time.Hour - 50*time.Millisecond, Within: 1050 * time.Millisecond, EndDoubt: time.Minute},
		},
		{
			"a code that changes",
			media.Moment{Time: at.Add(time.Millisecond), Source: "quicktime"},
			time.Minute,
			[]Shown{
				{Time: at, At: 800 * time.Millisecond, Within: 100 * time.Millisecond},
				{Time: at.Add(time.Second), At: 1000 * time.Millisecond, Within: 100 * time.Millisecond},
			},
			// At most 101 ms ahead and 10 ms short; at least 399 ms behind.
			Clock{Ahead: -144 * time.Millisecond, Within: 255 * time.Millisecond},
		},
	} {
		got, err := ClockError(tt.captured, tt.length, tt.slates, time.Second)
		if err != nil || got != tt.want {
			t.Errorf("%s: %+v, %v, want %+v", tt.name, got, err, tt.want)
		}
	}
}

func TestClockErrorThatIsNone(t *testing.T) {
	at := media.Moment{Time: slateAt, Source: "exif"}
	if _, err := ClockError(media.Moment{}, 0, []Shown{{Time: slateAt}}, time.Second); !errors.Is(err, ErrNoClock) {
		t.Errorf("no time: %v", err)
	}
	if _, err := ClockError(at, 0, nil, time.Second); !errors.Is(err, ErrNoClock) {
		t.Errorf("no slate: %v", err)
	}
	slow := []Shown{{Time: slateAt}, {Time: slateAt.Add(time.Second), At: 4 * time.Second}, {Time: slateAt.Add(2 * time.Second), At: 8 * time.Second}}
	if _, err := ClockError(at, 0, slow, time.Second); !errors.Is(err, ErrClocks) {
		t.Errorf("slow motion: %v", err)
	}
}

// TestTruthIsWithin films a slate with a camera whose clock is wrong: the true
// error is always inside what is answered, and never more than asked for.
func TestTruthIsWithin(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		ms := func(name string, from, to int64) time.Duration {
			return time.Duration(rapid.Int64Range(from, to).Draw(r, name)) * time.Millisecond
		}
		ahead, start := ms("ahead", -1e8, 1e8), slateAt.Add(ms("start", 0, 1e6))
		refresh, every := ms("refresh", 100, 2000), ms("every", 40, 500)
		m := media.Moment{Time: start.Add(ahead), Source: "exif"}
		if rapid.Bool().Draw(r, "whole seconds") {
			m.Time = m.Time.Truncate(time.Second)
		}
		var slates []Shown
		for i := range rapid.IntRange(1, 40).Draw(r, "frames") {
			when := time.Duration(i) * every
			off := ms("off", -int64(every/time.Millisecond)/2, int64(every/time.Millisecond)/2)
			shown := start.Add(when).Add(-ms("drawn", 0, 100)).Truncate(refresh)
			slates = append(slates, Shown{Time: shown, At: when + off, Within: every / 2})
		}
		c, err := ClockError(m, time.Hour, slates, refresh)
		if err != nil {
			r.Fatal(err)
		}
		if d := (c.Ahead - ahead).Abs(); d > c.Within+time.Nanosecond {
			r.Fatalf("%v ± %v, truly %v", c.Ahead, c.Within, ahead)
		}
		if c.Within > (refresh+every+lag+coarse)/2+time.Millisecond || c.EndDoubt != 0 {
			r.Fatalf("%+v", c)
		}
	})
}
