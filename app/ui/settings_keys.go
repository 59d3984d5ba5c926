package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
)

// pinPage sets a new PIN, typed twice, or takes it away.
type pinPage struct {
	u    *UI
	body *part.Adaptive
	pad  *part.PinPad
	one  string
}

func newPINPage(u *UI) place {
	p := &pinPage{u: u}
	p.pad = part.NewPinPad(pinLength, p.pin)
	p.body = part.NewScreen(u.shell, p.build)
	return p
}

func (p *pinPage) object() fyne.CanvasObject { return p.body }
func (p *pinPage) show()                     { p.body.Rebuild() }
func (p *pinPage) typedRune(r rune)          { p.pad.Type(r) }
func (p *pinPage) erased()                   { p.pad.Erase() }

func (p *pinPage) build(c part.Class) fyne.CanvasObject {
	t := p.u.T
	head := part.NewHead(part.HeadOptions{Title: t("settings.pin"), Back: p.u.back, Narrow: c == part.Phone})
	title, note := t("settings.pin.new"), t("first.pin.note")
	if p.one != "" {
		title, note = t("first.pin.again"), ""
	}
	words := []fyne.CanvasObject{part.NewWrap(title, part.Sheet)}
	if note != "" {
		words = append(words, part.NewWrap(note, part.Body.In(part.ColorText2)))
	}
	words = append(words, part.Pad(part.Left(p.pad.Dots()), part.Gap16, 0, part.Gap16, 0))
	if p.u.kit.HasPIN() && p.one == "" {
		words = append(words, part.Left(part.NewButton(t("settings.pin.remove"), "", part.Danger, p.remove)))
	}
	side := c.Padding()
	body := part.NewScroll(part.Column(part.Gap24, part.Column(part.Gap8, words...), part.Center(p.pad), part.Space()))
	if c == part.Wide {
		return screenOf(c, head, part.Pad(part.FullLine(part.Gap48, part.Grow(part.Column(part.Gap8, words...)), part.Fixed(part.Column(0, part.Center(p.pad), part.Space()), 400, 0)),
			part.Gap24, side, part.Gap24, side), nil)
	}
	return screenOf(c, head, part.Pad(body, 0, side, part.Gap16, side), nil)
}

func (p *pinPage) pin(pin string) {
	switch p.one {
	case "":
		p.one = pin
	case pin:
		if p.u.try(p.u.kit.SetPIN(pin)) {
			p.u.back()
			p.u.toast(p.u.T("settings.pin.done"), "", nil)
		}
		return
	default:
		p.one = ""
		p.u.toast(p.u.T("first.pin.differ"), "", nil)
	}
	p.body.Rebuild()
}

func (p *pinPage) remove() {
	d := &part.Dialog{Title: p.u.T("settings.pin.remove"), Sentence: p.u.T("settings.pin.remove.note")}
	d.Actions = []*part.Button{part.NewButton(p.u.T("button.cancel"), "", part.Outline, d.Hide), part.NewButton(p.u.T("settings.pin.remove"), "", part.Danger, func() {
		d.Hide()
		if p.u.try(p.u.kit.SetPIN("")) {
			p.u.back()
		}
	})}
	d.Show(p.u.stage)
}

// passphrasePage changes the passphrase: the old one, and a new one typed in sight.
type passphrasePage struct {
	u        *UI
	body     *part.Adaptive
	old, now string
	busy     bool
	err      error
	main     *part.Button
}

func newPassphrasePage(u *UI) place {
	p := &passphrasePage{u: u}
	p.body = part.NewScreen(u.shell, p.build)
	return p
}

func (p *passphrasePage) object() fyne.CanvasObject { return p.body }
func (p *passphrasePage) show()                     { p.body.Rebuild() }

func (p *passphrasePage) build(c part.Class) fyne.CanvasObject {
	t, side := p.u.T, c.Padding()
	head := part.NewHead(part.HeadOptions{Title: t("settings.passphrase"), Back: p.u.back, Narrow: c == part.Phone})
	old := part.NewField(part.FieldOptions{Label: t("settings.passphrase.old"), Crew: true, Password: true, OnChanged: func(s string) { p.old = s; p.check() }})
	old.SetText(p.old)
	now := part.NewField(part.FieldOptions{
		Label: t("unlock.new_passphrase"), Note: t("first.own_note", "n", passphraseLeast), Crew: true,
		OnChanged: func(s string) { p.now = s; p.check() }, OnSubmitted: func(string) { p.save() },
	})
	now.SetText(p.now)
	suggest := part.NewButton(t("settings.passphrase.suggest"), "refresh", part.Quiet, func() {
		now.SetText(p.u.home.SuggestPassphrase(p.u.words.Tag))
	}).SetHeight(48).Flush()
	rows := []fyne.CanvasObject{old, now, part.Left(suggest)}
	if p.err != nil {
		rows = append(rows, part.NewErrorCard(t("error.title"), p.u.sentence(p.err), nil, nil))
	}
	p.main = part.NewButton(t("button.save"), "", part.Main, p.save).SetHeight(72)
	p.check()
	form := part.NewScroll(part.MaxWidth(part.Column(part.Gap16, append(rows, part.Space())...), 760))
	return screenOf(c, head, part.Pad(form, 0, side, part.Gap16, side), oneAction(c, p.main))
}

func (p *passphrasePage) check() {
	if p.main == nil {
		return
	}
	missing := ""
	switch {
	case p.busy:
		missing = p.u.T("first.working")
	case p.old == "":
		missing = p.u.T("unlock.needs")
	case len([]rune(strings.TrimSpace(p.now))) < passphraseLeast:
		missing = p.u.T("unlock.needs_new")
	}
	p.main.SetMissing(missing, nil)
}

func (p *passphrasePage) save() {
	if p.busy || p.main == nil || !p.main.Usable() {
		return
	}
	p.busy = true
	p.check()
	old, now := p.old, strings.TrimSpace(p.now)
	p.u.work(func(context.Context) error { return p.u.kit.ChangePassphrase(old, now) }, func(err error) {
		p.busy, p.err = false, err
		if err != nil {
			p.body.Rebuild()
			return
		}
		p.u.back()
		p.u.toast(p.u.T("settings.passphrase.done"), "", nil)
	})
}

// askRecovery makes a new recovery code after saying what it ends.
func (p *settingsScreen) askRecovery() {
	d := &part.Dialog{Title: p.u.T("settings.recovery"), Sentence: p.u.T("settings.recovery.ask")}
	d.Actions = []*part.Button{part.NewButton(p.u.T("button.cancel"), "", part.Outline, d.Hide), part.NewButton(p.u.T("settings.recovery.make"), "", part.Main, func() {
		d.Hide()
		var code string
		p.u.work(func(context.Context) (err error) {
			code, err = p.u.kit.NewRecovery()
			return err
		}, func(err error) {
			if p.u.try(err) {
				p.showRecovery(code)
			}
		})
	})}
	d.Show(p.u.stage)
}

// showRecovery shows the code once.
func (p *settingsScreen) showRecovery(code string) {
	d := &part.Dialog{Title: p.u.T("first.recovery"), Sentence: p.u.T("first.recovery.note"), Width: 660, Firm: true}
	d.Body = []fyne.CanvasObject{part.NewWrap(spaced(code), part.Style{Size: 30, Mono: true}), part.NewWrap(p.u.T("first.keep_apart"), part.Note)}
	d.Actions = []*part.Button{part.NewButton(p.u.T("first.written"), "", part.Main, d.Hide)}
	d.Show(p.u.stage)
}

// check proves the store, and says what it found.
func (p *settingsScreen) check() {
	var found flow.CheckReport
	p.u.long(p.u.T("settings.check"), func(ctx context.Context, progress func(flow.Progress)) (err error) {
		found, err = p.u.kit.Check(ctx, progress)
		return err
	}, func() {
		title, sentence := p.u.T("settings.check.well"), p.u.N("settings.check.counted", found.Statements)
		if len(found.Faults) > 0 {
			title, sentence = p.u.N("settings.check.faults", len(found.Faults)), p.u.T("error.damaged_store")
		} else if found.Aside > 0 {
			sentence += " " + p.u.N("need.set_aside", found.Aside) + "."
		}
		p.u.tell(title, sentence)
	})
}

func (p *settingsScreen) reindex() {
	p.u.long(p.u.T("settings.reindex"), p.u.kit.Reindex, func() { p.u.tell(p.u.T("settings.reindex.done"), p.u.T("settings.reindex.done.note")) })
}

// long runs something that takes its time behind a dialog with how far it is,
// which can be stopped.
func (u *UI) long(title string, do func(context.Context, func(flow.Progress)) error, done func()) {
	ctx, stop := context.WithCancel(u.ctx)
	bar, words := part.NewProgress(), part.NewText(u.T("settings.begins"), part.Note)
	d := &part.Dialog{Title: title, Firm: true, Body: []fyne.CanvasObject{bar, words}}
	d.Actions = []*part.Button{part.NewButton(u.T("button.stop"), "", part.Outline, stop)}
	d.Show(u.stage)
	last := -1
	u.work(func(context.Context) error {
		return do(ctx, func(p flow.Progress) {
			if share := p.Done * 100 / max(1, p.Total); share != last {
				last = share
				u.later(func() { u.showProgress(bar, words, p) })
			}
		})
	}, func(err error) {
		stop()
		d.Hide()
		if u.try(err) {
			done()
		}
	})
}

func (u *UI) showProgress(bar *part.Progress, words *part.Text, p flow.Progress) {
	if p.Total <= 0 {
		return
	}
	bar.Set(float32(p.Done)/float32(p.Total), part.Running)
	s := u.T("settings.progress", "n", p.Done, "of", p.Total)
	if p.Left > 0 {
		s = dotted(s, u.T("settings.left", "age", u.words.Wait(p.Left)))
	}
	words.SetText(s)
}
