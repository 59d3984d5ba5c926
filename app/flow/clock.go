package flow

import (
	"context"
	"fmt"
	"strings"
	"time"

	"onset/consent"
	"onset/media"
)

// shownForms are the ways to type what a clock showed.
var shownForms = []struct {
	form string
	day  bool // names its day
}{
	{"2006-01-02T15:04:05", true},
	{"2006-01-02 15:04:05", true},
	{"2006-01-02T15:04", true},
	{"2006-01-02 15:04", true},
	{"15:04:05", false},
	{"15:04", false},
	{"15.04.05", false},
	{"15.04", false},
}

// SetClock sets a camera's clock error from what its clock showed at a moment;
// a zero moment is now. It returns how far the clock was ahead of the wall
// clock here. A time without a day is taken on the day that fits best.
// consent.ErrTime for no time, ErrNoCamera for a file that names no camera.
func (k *Kit) SetClock(ctx context.Context, clip consent.ID, shows string, at time.Time) (time.Duration, error) {
	if at.IsZero() {
		at = k.now()
	}
	wall, zoned, err := parseShown(shows, at)
	if err != nil {
		return 0, fmt.Errorf("set clock: %w", err)
	}
	_, offset := at.Zone()
	ahead := wall.Sub(at.UTC().Add(time.Duration(offset) * time.Second))
	return ahead, k.setClock(ctx, clip, "shows", func(c *media.Clip) int64 {
		switch {
		case c.Zone && !zoned.IsZero():
			return zoned.UnixMilli() - at.UnixMilli()
		case c.Zone:
			return wall.Add(-time.Duration(c.Offset)*time.Second).UnixMilli() - at.UnixMilli()
		}
		return wall.UnixMilli() - at.UnixMilli()
	})
}

// parseShown reads a wall clock, labelled UTC, and the moment it shows when the
// text names a zone (RFC 3339).
func parseShown(shows string, at time.Time) (wall, zoned time.Time, err error) {
	shows = strings.TrimSpace(shows)
	if t, err := time.Parse(time.RFC3339Nano, shows); err == nil {
		_, offset := t.Zone()
		return t.UTC().Add(time.Duration(offset) * time.Second), t, nil
	}
	for _, f := range shownForms {
		t, err := time.Parse(f.form, shows)
		if err != nil {
			continue
		}
		if f.day {
			return t, time.Time{}, nil
		}
		here := time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), 0, time.UTC)
		t = time.Date(here.Year(), here.Month(), here.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
		switch d := t.Sub(here); {
		case d > 12*time.Hour:
			t = t.AddDate(0, 0, -1)
		case d < -12*time.Hour:
			t = t.AddDate(0, 0, 1)
		}
		return t, time.Time{}, nil
	}
	return time.Time{}, time.Time{}, consent.ErrTime
}

// SetClipTime sets a camera's clock error from the true time of one clip's
// start. ErrNoTime for a clip whose file says none.
func (k *Kit) SetClipTime(ctx context.Context, clip consent.ID, truth time.Time) (time.Duration, error) {
	var ahead int64
	var off time.Duration
	err := k.setClock(ctx, clip, "clip", func(c *media.Clip) int64 {
		ahead = c.Captured - truth.UnixMilli()
		off = k.clockError(c, ahead)
		return ahead
	})
	return off, err
}

// clockError is how wrong a clock is to people: without the zone that a camera
// which names none is rightly set to; mu is held.
func (k *Kit) clockError(c *media.Clip, ahead int64) time.Duration {
	d := time.Duration(ahead) * time.Millisecond
	if !c.Zone {
		_, offset := k.now().Zone()
		d -= time.Duration(offset) * time.Second
	}
	return d
}

func (k *Kit) setClock(ctx context.Context, clip consent.ID, how string, ahead func(*media.Clip) int64) error {
	k.mu.Lock()
	c := k.ledger.Clip(clip)
	var err error
	switch {
	case c == nil:
		err = ErrNotFound
	case c.Camera.IsZero():
		err = ErrNoCamera
	case how == "clip" && c.Captured == 0:
		err = ErrNoTime
	}
	if err != nil {
		k.mu.Unlock()
		return fmt.Errorf("set clock of clip %s: %w", clip, err)
	}
	b := &media.CameraClock{Camera: c.Camera, Ahead: ahead(c), How: how, Clip: clip}
	if cam := k.ledger.Camera(c.Camera); cam != nil {
		b.Undoes = append(b.Undoes, cam.Clocks...)
	}
	k.mu.Unlock()
	_, err = k.record(ctx, Draft{Body: b})
	return err
}
