package ui

import (
	"context"
	"errors"
	"strings"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// unlockScreen asks for the passphrase when the kit starts, or for the
// recovery code and a new passphrase.
type unlockScreen struct {
	u         *UI
	body      *part.Adaptive
	typed     string
	code      string
	recover   bool
	recovered string // the new recovery code, shown once
	kit       *flow.Kit
	busy      bool
	err       error
	main      *part.Button
	entry     *part.Field // where one types first
}

func newUnlock(u *UI) place {
	s := &unlockScreen{u: u}
	s.body = part.NewAdaptive(s.build)
	return s
}

func (s *unlockScreen) object() fyne.CanvasObject { return s.body }
func (s *unlockScreen) show()                     { s.body.Rebuild() }

func (s *unlockScreen) build(c part.Class) fyne.CanvasObject {
	if s.recovered != "" {
		return unlockFrame(c, s.newCode())
	}
	t := s.u.T
	pass := part.NewField(part.FieldOptions{
		Label: t("unlock.passphrase"), Password: true, OnChanged: func(v string) { s.typed = v; s.check() },
		OnSubmitted: func(string) { s.open() },
	})
	pass.SetText(s.typed)
	s.entry = pass
	rows := []fyne.CanvasObject{part.Left(part.NewMark(52)), part.NewWrap(t("unlock.title"), part.Hero), part.Fixed(part.Space(), 0, part.Gap8)}
	link := part.NewLink(t("unlock.forgotten"), "", func() { s.turn(true) })
	if s.recover {
		code := part.NewField(part.FieldOptions{Label: t("unlock.code"), Mono: true, OnChanged: func(v string) { s.code = v; s.check() }})
		code.SetText(s.code)
		pass = part.NewField(part.FieldOptions{Label: t("unlock.new_passphrase"), Password: true, OnChanged: func(v string) { s.typed = v; s.check() }})
		pass.SetText(s.typed)
		rows = append(rows, part.NewWrap(t("unlock.code.note"), part.Read.In(part.ColorText2)), code)
		s.entry = code
		link = part.NewLink(t("unlock.remembered"), "", func() { s.turn(false) })
	}
	rows = append(rows, pass)
	if s.err != nil {
		rows = append(rows, part.NewErrorCard(t("error.title"), s.u.sentence(s.err), nil, nil))
	}
	s.main = part.NewButton(t("button.unlock"), "key", part.Main, s.open).SetHeight(72)
	s.check()
	return unlockFrame(c, part.Column(part.Gap16, append(rows, s.main, part.Left(link.Flush()))...))
}

func (s *unlockScreen) entered() *part.Field { return s.entry }

func (s *unlockScreen) turn(recover bool) {
	s.recover, s.err, s.typed = recover, nil, ""
	s.body.Rebuild()
}

// unlockFrame puts a column of words and fields in the middle of the window.
func unlockFrame(c part.Class, body fyne.CanvasObject) fyne.CanvasObject {
	top, side := float32(96), c.Padding()
	if c == part.Phone {
		top = part.Gap32
	}
	return part.NewScroll(part.Pad(part.MaxWidth(body, 640), top, side, part.Gap32, side))
}

func (s *unlockScreen) leave() {
	if s.recover && !s.busy && s.recovered == "" {
		s.turn(false)
	}
}

func (s *unlockScreen) check() {
	if s.main == nil {
		return
	}
	switch {
	case s.busy:
		s.main.SetMissing(s.u.T("unlock.opening"), nil)
	case s.recover && len(s.code) < 8:
		s.main.SetMissing(s.u.T("unlock.needs_code"), nil)
	case s.recover && len([]rune(s.typed)) < passphraseLeast:
		s.main.SetMissing(s.u.T("unlock.needs_new"), nil)
	case s.typed == "":
		s.main.SetMissing(s.u.T("unlock.needs"), nil)
	default:
		s.main.SetMissing("", nil)
	}
}

func (s *unlockScreen) open() {
	if s.busy || s.typed == "" {
		return
	}
	s.busy, s.err = true, nil
	s.check()
	typed, code, recover := s.typed, s.code, s.recover
	var next string
	var unfinished bool
	s.u.work(func(ctx context.Context) error {
		var err error
		if recover {
			s.kit, next, err = s.u.home.Recover(ctx, code, typed, consent.Ref{})
			return err
		}
		if s.kit, err = s.u.home.Unlock(ctx, typed, consent.Ref{}); err != nil && !errors.Is(err, flow.ErrPassphrase) {
			unfinished, _ = s.u.home.Unfinished(typed)
		}
		return err
	}, func(err error) {
		if unfinished {
			s.u.showBare(resumeFirstStart(s.u, typed))
			return
		}
		s.opened(err, next)
	})
}

func (s *unlockScreen) opened(err error, next string) {
	s.busy, s.err = false, err
	switch {
	case err != nil:
		s.body.Rebuild()
	case next != "":
		s.recovered = next
		s.body.Rebuild()
	default:
		s.u.bare = nil
		s.u.open(s.kit)
	}
}

// newCode shows the next recovery code; the old one opens nothing any more.
func (s *unlockScreen) newCode() fyne.CanvasObject {
	t := s.u.T
	return part.Column(part.Gap16, part.NewWrap(t("first.recovery"), part.Step), part.NewWrap(t("first.recovery.note"), part.Read.In(part.ColorText2)),
		part.NewCard(part.NewWrap(spaced(s.recovered), part.Style{Size: 34, Mono: true}), 28), part.NewWrap(t("first.keep_apart"), part.Note),
		part.NewButton(t("first.written"), "", part.Main, func() { s.u.bare = nil; s.u.open(s.kit) }).SetHeight(72))
}

// spaced shows a recovery code so that lines break between its groups.
func spaced(code string) string { return strings.ReplaceAll(code, "-", " ") }
