package ui

import (
	"context"
	"errors"
	"time"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
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
	words  string
	busy   bool
	main   *part.Button
}

func newLock(u *UI, after func()) place {
	l := &lockScreen{u: u, after: after}
	l.pad = part.NewPinPad(pinLength, l.check)
	l.body = part.NewAdaptive(l.build)
	return l
}

func (l *lockScreen) object() fyne.CanvasObject { return l.body }
func (l *lockScreen) show()                     { l.body.Rebuild() }

func (l *lockScreen) typedRune(r rune) {
	if !l.secret {
		l.pad.Type(r)
	}
}

func (l *lockScreen) erased() {
	if !l.secret {
		l.pad.Erase()
	}
}

func (l *lockScreen) leave() {
	if l.secret {
		l.turn()
	}
}

// turn changes between PIN and passphrase.
func (l *lockScreen) turn() {
	l.secret, l.words, l.main = !l.secret, "", nil
	if !l.secret {
		l.pad.Reset()
	}
	l.body.Rebuild()
}

func (l *lockScreen) build(c part.Class) fyne.CanvasObject {
	t := l.u.T
	title := l.u.kit.Production().Title
	if unit := l.u.kit.Shoot().Unit; unit != "" {
		title = t("lock.title", "title", title, "unit", unit)
	}
	head := pinTitle(c, title)
	if l.secret {
		return l.passphrase(c, head)
	}
	note := part.NewWrap(t("lock.note"), part.Read.In(part.ColorText2))
	if l.wrong != "" {
		note = part.NewWrap(l.wrong, part.ReadBold.In(part.Stop.Word()))
	}
	words := append(head, note, part.Fixed(part.Space(), 0, part.Gap12), part.Left(l.pad.Dots()), part.Fixed(part.Space(), 0, part.Gap12),
		part.Left(part.NewLink(t("lock.passphrase"), "", l.turn).Flush()))
	return pinFrame(c, part.Column(part.Gap8, words...), l.pad)
}

// pinTitle is the mark and a title; on a phone the keys need the room of the mark.
func pinTitle(c part.Class, title string) []fyne.CanvasObject {
	if c == part.Phone {
		return []fyne.CanvasObject{part.NewWrap(title, part.Title)}
	}
	return []fyne.CanvasObject{part.Left(part.NewMark(52)), part.Fixed(part.Space(), 0, part.Gap12), part.NewWrap(title, part.Hero)}
}

// pinFrame puts the words at the left and the keys at the right hand; on a
// narrow window the keys stand below.
func pinFrame(c part.Class, words fyne.CanvasObject, pad *part.PinPad) fyne.CanvasObject {
	switch c {
	case part.Phone:
		return part.NewScroll(part.Pad(part.Column(part.Gap16, words, part.Center(pad)), part.Gap24, part.Gap16, part.Gap24, part.Gap16))
	case part.Tablet:
		return part.NewScroll(part.Pad(part.Column(0, part.Space(), part.Column(part.Gap48, words, part.Center(pad)), part.Space()), part.Gap48, 96, part.Gap48, 96))
	}
	left := part.Pad(part.NewScroll(part.Column(0, words)), 0, 96, 0, 96)
	middle := part.Column(0, part.Space(), part.Center(pad), part.Space())
	right := part.Fixed(part.FullLine(0, part.NewRule(), part.Grow(part.NewPlate(middle, part.ColorRail))), 480, 0)
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
		l.refused(err)
	})
}

// refused says why the kit stays shut.
func (l *lockScreen) refused(err error) {
	l.wrong = l.u.sentence(err)
	var wait *flow.PINError
	if errors.As(err, &wait) && wait.Wait > 0 {
		l.wait(wait.Wait)
	}
	l.body.Rebuild()
}

// wait keeps the keys shut for as long as the kit refuses every PIN.
func (l *lockScreen) wait(d time.Duration) {
	l.pad.SetBlocked(true)
	l.u.after(d, func() {
		l.wrong = ""
		l.pad.SetBlocked(false)
		l.body.Rebuild()
	})
}

// passphrase asks for the passphrase, for who forgot the PIN.
func (l *lockScreen) passphrase(c part.Class, head []fyne.CanvasObject) fyne.CanvasObject {
	t := l.u.T
	field := part.NewField(part.FieldOptions{
		Label: t("unlock.passphrase"), Password: true,
		OnChanged:   func(s string) { l.words = s; l.checkMain() },
		OnSubmitted: func(string) { l.open() },
	})
	field.SetText(l.words)
	rows := append(head, part.NewWrap(t("lock.passphrase.note"), part.Read.In(part.ColorText2)), part.Fixed(part.Space(), 0, part.Gap8), field)
	if l.wrong != "" {
		rows = append(rows, part.NewWrap(l.wrong, part.Strong.In(part.Stop.Word())))
	}
	l.main = part.NewButton(t("button.unlock"), "key", part.Main, l.open).SetHeight(72)
	l.checkMain()
	rows = append(rows, part.Fixed(part.Space(), 0, part.Gap8), l.main, part.Left(part.NewLink(t("lock.pin"), "", l.turn).Flush()))
	return unlockFrame(c, part.Column(part.Gap8, rows...))
}

func (l *lockScreen) checkMain() {
	switch {
	case l.main == nil:
	case l.busy:
		l.main.SetMissing(l.u.T("unlock.opening"), nil)
	case l.words == "":
		l.main.SetMissing(l.u.T("unlock.needs"), nil)
	default:
		l.main.SetMissing("", nil)
	}
}

func (l *lockScreen) open() {
	if l.busy || l.words == "" {
		return
	}
	l.busy = true
	l.checkMain()
	words := l.words
	l.u.work(func(ctx context.Context) error { return l.u.kit.OpenLock(ctx, words) }, func(err error) {
		l.busy = false
		if err == nil {
			l.after()
			return
		}
		l.wrong = l.u.sentence(err)
		l.body.Rebuild()
	})
}
