package ui

import (
	"context"
	"errors"
	"time"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// pinLength is how many digits a PIN has in the window.
const pinLength = 4

// lockScreen asks for the PIN. It protects a tablet that lies about, not a
// stolen disk.
type lockScreen struct {
	u      *UI
	after  func()
	body   *part.Adaptive
	pad    *part.PinPad
	wrong  string
	secret bool // the passphrase instead
}

func newLock(u *UI, after func()) place {
	l := &lockScreen{u: u, after: after}
	l.pad = part.NewPinPad(pinLength, l.check)
	l.body = part.NewAdaptive(l.build)
	return l
}

func (l *lockScreen) object() fyne.CanvasObject { return l.body }
func (l *lockScreen) show()                     { l.body.Rebuild() }

func (l *lockScreen) build(c part.Class) fyne.CanvasObject {
	t := l.u.T
	title := l.u.kit.Production().Title
	if unit := l.u.kit.Shoot().Unit; unit != "" {
		title = t("lock.title", "title", title, "unit", unit)
	}
	words := []fyne.CanvasObject{part.NewMark(52), part.NewWrap(title, part.Hero), part.NewWrap(t("lock.note"), part.Read.In(part.ColorText2)), l.pad.Dots()}
	if l.wrong != "" {
		words = append(words, part.NewWrap(l.wrong, part.Strong.In(part.Stop.Word())))
	}
	return pinFrame(c, part.Column(part.Gap16, words...), l.pad)
}

// pinFrame puts the words at the left and the keys at the right hand; on a
// narrow window the keys stand below.
func pinFrame(c part.Class, words fyne.CanvasObject, pad *part.PinPad) fyne.CanvasObject {
	if c != part.Wide {
		return part.NewScroll(part.Pad(part.Column(part.Gap32, words, part.Center(pad)), part.Gap48, c.Padding(), part.Gap32, c.Padding()))
	}
	left := part.Pad(part.MaxWidth(words, 640), 0, 96, 0, 96)
	right := part.Fixed(part.NewPlate(part.Center(pad), part.ColorRail), 480, 0)
	return part.FullLine(0, part.Grow(part.Column(0, part.Space(), left, part.Space())), right)
}

func (l *lockScreen) check(pin string) {
	l.pad.SetBlocked(true)
	l.u.work(func(ctx context.Context) error { return l.u.kit.CheckPIN(ctx, pin) }, func(err error) {
		l.pad.SetBlocked(false)
		if err == nil {
			l.after()
			return
		}
		l.wrong = l.u.sentence(err)
		var wait *flow.PINError
		if errors.As(err, &wait) && wait.Wait > 0 {
			l.wait(wait.Wait)
		}
		l.body.Rebuild()
	})
}

// wait keeps the keys shut for as long as the kit refuses every PIN.
func (l *lockScreen) wait(d time.Duration) {
	l.pad.SetBlocked(true)
	time.AfterFunc(d, func() {
		fyne.Do(func() {
			l.wrong = ""
			l.pad.SetBlocked(false)
			l.body.Rebuild()
		})
	})
}

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
		return s.frame(c, s.newCode())
	}
	t := s.u.T
	pass := part.NewField(part.FieldOptions{Label: t("unlock.passphrase"), Password: true, OnChanged: func(v string) { s.typed = v; s.check() },
		OnSubmitted: func(string) { s.open() }})
	pass.SetText(s.typed)
	rows := []fyne.CanvasObject{part.NewMark(52), part.NewWrap(t("unlock.title"), part.Hero)}
	link := part.NewLink(t("unlock.forgotten"), "", func() { s.turn(true) })
	if s.recover {
		code := part.NewField(part.FieldOptions{Label: t("unlock.code"), Mono: true, OnChanged: func(v string) { s.code = v; s.check() }})
		code.SetText(s.code)
		pass = part.NewField(part.FieldOptions{Label: t("unlock.new_passphrase"), Password: true, OnChanged: func(v string) { s.typed = v; s.check() }})
		pass.SetText(s.typed)
		rows = append(rows, part.NewWrap(t("unlock.code.note"), part.Read.In(part.ColorText2)), code)
		link = part.NewLink(t("unlock.remembered"), "", func() { s.turn(false) })
	}
	rows = append(rows, pass)
	if s.err != nil {
		rows = append(rows, part.NewErrorCard(t("error.title"), s.u.sentence(s.err), nil, nil))
	}
	s.main = part.NewButton(t("button.unlock"), "key", part.Main, s.open).SetHeight(72)
	s.check()
	return s.frame(c, part.Column(part.Gap16, append(rows, s.main, link.Flush())...))
}

func (s *unlockScreen) turn(recover bool) {
	s.recover, s.err, s.typed = recover, nil, ""
	s.body.Rebuild()
}

func (s *unlockScreen) frame(c part.Class, body fyne.CanvasObject) fyne.CanvasObject {
	return part.NewScroll(part.Pad(part.MaxWidth(body, 640), 96, c.Padding(), part.Gap32, c.Padding()))
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
	s.u.work(func(ctx context.Context) error {
		var err error
		if recover {
			s.kit, next, err = s.u.home.Recover(ctx, code, typed, consent.Ref{})
		} else {
			s.kit, err = s.u.home.Unlock(ctx, typed, consent.Ref{})
		}
		return err
	}, func(err error) { s.opened(err, next) })
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
		part.NewCard(part.NewWrap(s.recovered, part.Style{Size: 34, Mono: true}), 28), part.NewWrap(t("first.keep_apart"), part.Note),
		part.NewButton(t("first.written"), "", part.Main, func() { s.u.bare = nil; s.u.open(s.kit) }).SetHeight(72))
}
