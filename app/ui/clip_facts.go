package ui

import (
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"onset/app/ui/part"
	"onset/media"
)

// over puts one object on another, both as large as their room.
func over(below, above fyne.CanvasObject) fyne.CanvasObject { return container.NewStack(below, above) }

// fact is one line of what the file says of itself.
type fact struct {
	word, value string
	icon        string
}

// facts is the card of what the file says, each with where that is from.
func (s *clipScreen) facts(c part.Class) fyne.CanvasObject {
	width := float32(112)
	if c == part.Phone {
		width = 84
	}
	var rows []fyne.CanvasObject
	for _, f := range s.factLines() {
		value := fyne.CanvasObject(part.NewCutText(f.value, part.Body))
		if f.icon != "" {
			value = part.Line(part.Gap8, part.NewIcon(f.icon, 22, part.Limit.Word()), part.Grow(value))
		}
		rows = append(rows, part.Fixed(part.Line(0, part.Fixed(part.NewText(s.u.T("fact."+f.word), part.Note), width, 0), part.Grow(value)), 0, 28))
	}
	return part.NewCard(part.Column(part.Gap8, rows...), 20)
}

func (s *clipScreen) factLines() []fact {
	f := s.sheet.Facts
	out := []fact{{"length", s.lengthFact(), ""}, {"filmed", s.filmedFact(), ""}, {"clock", s.clockFact(), s.clockIcon()}}
	if v := s.cameraFact(); v != "" {
		out = append(out, fact{"camera", v, ""})
	}
	if f.Location != nil {
		out = append(out, fact{"place", fmt.Sprintf("%.4f, %.4f", f.Location.Lat, f.Location.Lon), ""})
	}
	if v := s.u.slateWords(s.slate); v != "" {
		out = append(out, fact{"slate", v, ""})
	} else if len(s.slate.Notes) > 0 {
		out = append(out, fact{"slate", capital(s.u.T("slate.note." + string(s.slate.Notes[0]))), ""})
	}
	out = append(out, s.safeFact())
	if n := len(f.Warnings); n > 0 {
		out = append(out, fact{"warning", s.u.warning(f.Warnings[0]), "error"})
	}
	return out
}

func (s *clipScreen) lengthFact() string {
	if s.sheet.Kind == media.KindPhoto {
		return s.u.T("kind.photo") + s.pixels()
	}
	if s.sheet.Duration <= 0 {
		return s.u.T("fact.unknown")
	}
	return s.u.span(s.sheet.Duration)
}

func (s *clipScreen) pixels() string {
	if f := s.sheet.Facts; f.Width > 0 {
		return fmt.Sprintf(" · %d × %d", f.Width, f.Height)
	}
	return ""
}

func (s *clipScreen) filmedFact() string {
	if s.sheet.At.IsZero() {
		return s.u.T("fact.no_time")
	}
	return s.u.moment(s.sheet.At) + ", " + s.u.source(s.sheet.Facts.Captured.Source)
}

// source says where in a file a fact was read.
func (u *UI) source(from media.Source) string {
	if key := "source.of." + string(from); u.words.Has(key) {
		return u.T(key)
	}
	return u.T("source.of.camera")
}

func (s *clipScreen) clockFact() string {
	if !s.sheet.ClockKnown {
		return s.u.T("clock.unknown")
	}
	return s.u.off(s.sheet.ClockAhead)
}

func (s *clipScreen) clockIcon() string {
	if s.sheet.ClockKnown {
		return ""
	}
	return "schedule"
}

// cameraFact names the camera, its reel and frame rate.
func (s *clipScreen) cameraFact() string {
	f := s.sheet.Facts
	var parts []string
	if name := strings.TrimSpace(strings.TrimPrefix(f.Model, f.Make)); name != "" {
		parts = append(parts, strings.TrimSpace(f.Make+" "+name))
	} else if f.Make != "" {
		parts = append(parts, f.Make)
	}
	if f.Reel != "" {
		parts = append(parts, s.u.T("fact.reel", "reel", f.Reel))
	}
	if r := f.FrameRate.Float(); r > 0 {
		parts = append(parts, s.u.T("fact.rate", "n", strings.TrimSuffix(s.u.decimal(r), s.u.T("unit.comma")+"0")))
	}
	return strings.Join(parts, " · ")
}

func (s *clipScreen) safeFact() fact {
	switch {
	case s.sheet.Received:
		return fact{"safe", s.u.T("status.safe"), "done_all"}
	case s.sheet.Copies > 0:
		return fact{"safe", s.u.N("fact.copies", s.sheet.Copies) + ", " + lower(s.u.T("status.not_at_office")), "schedule"}
	}
	return fact{"safe", s.u.T("status.only_here"), "schedule"}
}

// warning is what could not be read of a file, in words.
func (u *UI) warning(code string) string {
	if key := "warning." + code; u.words.Has(key) {
		return u.T(key)
	}
	return u.T("warning.unknown")
}

// details are the facts that prove which file this is.
func (s *clipScreen) details() {
	sheet := s.sheet
	d := &part.Dialog{Title: sheet.Name, Width: 660}
	line := func(word, value string, mono bool) {
		if value == "" {
			return
		}
		st := part.Body
		st.Mono = mono
		d.Body = append(d.Body, part.Column(0, part.NewText(s.u.T("detail."+word), part.Note), part.NewWrap(value, st)))
	}
	path := s.sheet.Path
	if path == "" {
		path = s.u.T("detail.no_path")
	}
	line("path", path, true)
	line("size", s.u.size(sheet.Size), false)
	line("format", strings.TrimPrefix(sheet.Facts.Format+s.pixels(), " · "), false)
	line("serial", sheet.Facts.Serial, true)
	line("lens", sheet.Facts.Lens, false)
	line("id", sheet.ID.Short(), true)
	line("xxh128", sheet.XXH128, true)
	line("sha256", sheet.SHA256, true)
	for _, w := range sheet.Facts.Warnings {
		line("warning", s.u.warning(w), false)
	}
	for _, j := range sheet.Judgements {
		line("judged", s.u.judged(j.Judgement.Basis, j.By, j.Reason), false)
	}
	d.Actions = []*part.Button{
		part.NewButton(s.u.T("button.copy"), "content_copy", part.Outline, func() {
			s.u.app.Clipboard().SetContent(sheet.Name + "\n" + sheet.XXH128 + "\n" + sheet.SHA256)
			d.Hide()
			s.u.toast(s.u.T("detail.copied"), "", nil)
		}),
		part.NewButton(s.u.T("button.ok"), "", part.Main, d.Hide),
	}
	d.Show(s.u.stage)
}

// judged says a judgement in one line.
func (u *UI) judged(basis media.JudgeBasis, by, reason string) string {
	words := u.T("judge." + string(basis))
	if reason != "" {
		words += ": " + reason
	}
	if by != "" {
		words += " · " + by
	}
	return words
}

// play opens a clip in the program the system has for it.
func (u *UI) play(path string) {
	at := &url.URL{Scheme: "file", Path: filepath.ToSlash(path)}
	u.try(u.app.OpenURL(at))
}
