package ui

import (
	"context"
	"errors"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// clockDialog sets a camera's clock: by what it shows now, or by when one of
// its clips was really filmed. A wrong hour is the usual case.
type clockDialog struct {
	u     *UI
	d     *part.Dialog
	clip  consent.ID
	shows *part.Field
	truth *part.Field
	save  *part.Button
}

// setClock asks how wrong the clock of a clip's camera is.
func (u *UI) setClock(clip consent.ID) {
	sheet, err := u.kit.Clip(clip)
	if !u.try(err) {
		return
	}
	c := &clockDialog{u: u, clip: clip, d: &part.Dialog{Title: u.T("clock.title"), Width: 600}}
	c.d.Sentence = u.T("clock.note")
	if m := strings.TrimSpace(sheet.Facts.Make + " " + sheet.Facts.Model); m != "" {
		c.d.Sentence = m + ". " + c.d.Sentence
	}
	field := func(key, example string) *part.Field {
		return part.NewField(part.FieldOptions{
			Label: u.T(key), Placeholder: example, Crew: true, Mono: true,
			OnChanged: func(string) { c.check() }, OnSubmitted: func(string) { c.set() },
		})
	}
	c.shows = field("clock.shows_now", "14:03:10")
	c.truth = field("clock.really", u.opt.Now().Format("2006-01-02 15:04"))
	c.save = part.NewButton(u.T("button.save"), "", part.Main, c.set)
	c.d.Body = append(c.d.Body, c.shows, part.NewText(u.T("clock.or", "name", sheet.Name), part.Note), c.truth)
	c.d.Actions = []*part.Button{part.NewButton(u.T("button.cancel"), "", part.Outline, c.d.Hide), c.save}
	c.check()
	c.d.Show(u.stage)
}

func (c *clockDialog) check() {
	c.shows.SetError("")
	c.truth.SetError("")
	missing := ""
	if strings.TrimSpace(c.shows.Text()) == "" && strings.TrimSpace(c.truth.Text()) == "" {
		missing = c.u.T("clock.time_missing")
	}
	c.save.SetMissing(missing, nil)
}

func (c *clockDialog) set() {
	shows, truth := strings.TrimSpace(c.shows.Text()), strings.TrimSpace(c.truth.Text())
	if shows == "" && truth == "" {
		return
	}
	now := c.u.opt.Now()
	var ahead time.Duration
	c.u.work(func(ctx context.Context) (err error) {
		if shows != "" {
			ahead, err = c.u.kit.SetClock(ctx, c.clip, shows, now)
			return err
		}
		at, err := parseMoment(truth, c.u.kit.ClipRow(c.clip).At, now)
		if err != nil {
			return err
		}
		ahead, err = c.u.kit.SetClipTime(ctx, c.clip, at)
		return err
	}, func(err error) { c.done(ahead, err, shows != "") })
}

func (c *clockDialog) done(ahead time.Duration, err error, byNow bool) {
	if err == nil {
		c.d.Hide()
		c.u.toast(c.u.T("clock.set", "off", lower(c.u.off(ahead))), "", nil)
		return
	}
	words := c.u.T("clock.form")
	if errors.Is(err, flow.ErrNoCamera) || errors.Is(err, flow.ErrNoTime) || !errors.Is(err, consent.ErrTime) {
		words = c.u.sentence(err)
	}
	if byNow {
		c.shows.SetError(words)
	} else {
		c.truth.SetError(words)
	}
}

// parseMoment reads a time of day, with its day or on the day of the clip, in
// the zone of now. consent.ErrTime otherwise.
func parseMoment(s string, clip, now time.Time) (time.Time, error) {
	for _, form := range []string{"2006-01-02 15:04:05", "2006-01-02 15:04", "2.1.2006 15:04:05", "2.1.2006 15:04", "2.1.2006 15.04"} {
		if t, err := time.ParseInLocation(form, s, now.Location()); err == nil {
			return t, nil
		}
	}
	day := clip
	if day.IsZero() {
		day = now
	}
	for _, form := range []string{"15:04:05", "15:04", "15.04.05", "15.04"} {
		if t, err := time.Parse(form, s); err == nil {
			return time.Date(day.Year(), day.Month(), day.Day(), t.Hour(), t.Minute(), t.Second(), 0, now.Location()), nil
		}
	}
	return time.Time{}, consent.ErrTime
}

// clockOffer says what the slate in the clip tells of its camera's clock, and
// corrects all clips of the camera in one tap; nil when there is nothing to set.
func (s *clipScreen) clockOffer(c part.Class) fyne.CanvasObject {
	found := s.slate.Clock
	if found == nil || found.Applied {
		return nil
	}
	set := part.NewButton(s.u.N("slates.set_clock", len(found.Clips)), "", part.Other, func() { s.u.takeClocks([]consent.ID{s.id}) }).SetHeight(48)
	words := part.NewWrap(s.u.T("slates.clock", "off", lower(s.u.off(found.Ahead))), part.RowTitle)
	icon := part.NewIcon("schedule", 28, part.ColorAccent)
	line := part.Line(part.Gap16, icon, part.Grow(words), set)
	if c == part.Phone {
		line = part.Column(part.Gap12, part.Line(part.Gap12, icon, part.Grow(words)), set)
	}
	card := part.NewCard(line, part.Gap16)
	card.Fill, card.Width = part.ColorSoft, 0
	return card
}
