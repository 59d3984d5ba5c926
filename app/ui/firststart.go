package ui

import (
	"strings"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
)

// firstStep is a page of the first start.
type firstStep int

const (
	firstChoose firstStep = iota // new or demo
	firstJoin                    // the code of another device
	firstAbout                   // title, controller, contact, crew name
	firstPassphrase
	firstRecovery
	firstPIN
)

// firstStart takes a new user from nothing to an open kit: what it is for,
// the passphrase, the recovery code, the PIN. Everything typed stays when the
// window turns or the language changes.
type firstStart struct {
	u        *UI
	step     firstStep
	p        flow.NewProduction
	joining  bool // a production of others, not a new one
	j        flow.Join
	at       string // address typed for a spare code
	words    string // suggested passphrase
	own      bool   // the crew writes its own
	typed    string
	lastGot  string // last group of the recovery code as typed
	recovery string
	kit      *flow.Kit
	busy     bool
	err      error
	body     *part.Adaptive
	next     *part.Button
	pad      *part.PinPad
	pinOne   string
}

func newFirstStart(u *UI) place {
	f := &firstStart{u: u}
	f.p.Language, f.p.Unit = u.words.Tag, "A"
	f.words = u.home.SuggestPassphrase(u.words.Tag)
	f.body = part.NewAdaptive(f.build)
	return f
}

// resumeFirstStart goes on where a first start was cut short: the passphrase is
// known, the rest is asked again.
func resumeFirstStart(u *UI, passphrase string) place {
	f := newFirstStart(u).(*firstStart)
	f.own, f.typed = true, passphrase
	return f
}

func (f *firstStart) object() fyne.CanvasObject { return f.body }
func (f *firstStart) show()                     { f.body.Rebuild() }

func (f *firstStart) goTo(s firstStep) {
	f.step, f.err = s, nil
	f.body.Rebuild()
}

func (f *firstStart) build(c part.Class) fyne.CanvasObject {
	f.next = nil
	switch f.step {
	case firstJoin:
		return f.page(c, f.join(), f.backTo(firstChoose), f.continueButton("first.continue", f.aboutDone))
	case firstAbout:
		return f.page(c, f.about(c), f.backTo(firstChoose), f.continueButton("first.continue", f.aboutDone))
	case firstPassphrase:
		return f.page(c, f.passphrase(c), f.backTo(f.beforePassphrase()), f.continueButton("first.continue", f.found))
	case firstRecovery:
		return f.page(c, f.recoveryCode(c), nil, f.continueButton("first.written", func() { f.goTo(firstPIN) }))
	case firstPIN:
		return f.pinPage(c)
	default:
		return f.page(c, f.choose(c), nil, nil)
	}
}

func (f *firstStart) beforePassphrase() firstStep {
	switch {
	case f.joining:
		return firstJoin
	case f.p.Demo:
		return firstChoose
	}
	return firstAbout
}

// page puts a step between the head with the language and the two buttons.
func (f *firstStart) page(c part.Class, body fyne.CanvasObject, back, next *part.Button) fyne.CanvasObject {
	side := firstSide(c)
	head := part.Pad(part.Line(part.Gap16, part.NewMark(40), part.NewText(f.u.T("app.name"), part.Section), part.Space(), f.languageButton()), 20, side, 20, side)
	place := []fyne.CanvasObject{part.Pad(part.MaxWidth(body, 760), part.Gap16, side, part.Gap24, side)}
	if c != part.Phone {
		place = []fyne.CanvasObject{part.Space(), place[0], part.Space(), part.Space()}
	}
	middle := part.NewScroll(part.Column(0, place...))
	rows := []fyne.CanvasObject{head, part.Grow(middle)}
	if next != nil {
		next.SetHeight(72)
		foot := []fyne.CanvasObject{part.Space(), part.Fixed(next, 320, 0)}
		if c == part.Phone {
			foot = []fyne.CanvasObject{part.Grow(next)}
		}
		if back != nil {
			foot = append([]fyne.CanvasObject{back.SetHeight(72)}, foot...)
		}
		rows = append(rows, part.Pad(part.FullLine(part.Gap16, foot...), part.Gap12, side, 20, side))
	}
	return part.Column(0, rows...)
}

// firstSide is the room at the sides: these pages have no rail.
func firstSide(c part.Class) float32 {
	if c == part.Wide {
		return part.Gap48
	}
	return c.Padding()
}

func (f *firstStart) languageButton() *part.Button {
	other := "da"
	if f.u.words.Tag == "da" {
		other = "en"
	}
	return part.NewButton(f.u.T("language."+f.u.words.Tag), "language", part.Outline, func() { f.setLanguage(other) }).SetHeight(48).SetTail("keyboard_arrow_down")
}

// setLanguage changes the language without losing a step or a word.
func (f *firstStart) setLanguage(tag string) {
	if f.busy {
		return
	}
	keep := *f
	f.u.setLanguage(tag)
	if next, ok := f.u.bare.(*firstStart); ok {
		body := next.body
		*next = keep
		next.body, next.p.Language = body, tag
		next.body = part.NewAdaptive(next.build)
		if !next.own && next.typed == "" && next.step < firstRecovery {
			next.words = f.u.home.SuggestPassphrase(tag)
		}
		f.u.showBare(next)
	}
}

func (f *firstStart) typedRune(r rune) {
	if f.step == firstPIN && f.pad != nil {
		f.pad.Type(r)
	}
}

func (f *firstStart) erased() {
	if f.pad != nil {
		f.pad.Erase()
	}
}

// leave goes a step back, as far as the keys are not made yet.
func (f *firstStart) leave() {
	switch {
	case f.busy:
	case f.step == firstAbout, f.step == firstJoin:
		f.goTo(firstChoose)
	case f.step == firstPassphrase:
		f.goTo(f.beforePassphrase())
	}
}

func (f *firstStart) backTo(s firstStep) *part.Button {
	return part.NewButton(f.u.T("button.back"), "", part.Other, func() { f.goTo(s) })
}

// continueButton is the step's main action. It says what is missing.
func (f *firstStart) continueButton(key string, do func()) *part.Button {
	f.next = part.NewButton(f.u.T(key), "", part.Main, do)
	f.checkNext()
	return f.next
}

// checkNext says on the main action what the step still needs.
func (f *firstStart) checkNext() {
	if f.next != nil {
		f.next.SetMissing(f.missing(), nil)
	}
}

func (f *firstStart) missing() string {
	if f.busy {
		return f.u.T("first.working")
	}
	switch f.step {
	case firstJoin:
		return f.joinMissing()
	case firstAbout:
		return f.aboutMissing()
	case firstPassphrase:
		if left := f.wordsLeft(); left > 0 {
			return f.u.N("first.words_left", left)
		}
	case firstRecovery:
		if left := f.lettersLeft(); left > 0 {
			return f.u.N("first.letters_left", left)
		}
	}
	return ""
}

func (f *firstStart) choose(c part.Class) fyne.CanvasObject {
	t := f.u.T
	title := part.Hero
	if c == part.Phone {
		title = part.Title
	}
	join := part.NewBigAction("group", t("first.join"), t("first.join.note"), true, func() {
		f.p.Demo, f.joining = false, true
		f.goTo(firstJoin)
	}).SetHeight(128)
	found := part.NewBigAction("add", t("first.new"), t("first.new.note"), false, func() {
		f.p.Demo, f.joining = false, false
		f.goTo(firstAbout)
	}).SetHeight(128)
	demo := part.NewBigAction("play_arrow", t("first.demo"), t("first.demo.note"), false, func() {
		f.joining = false
		f.demoNames()
		f.goTo(firstPassphrase)
	}).SetHeight(128)
	return part.Column(part.Gap16, part.Pad(part.NewWrap(t("first.title"), title.At(fyne.TextAlignCenter)), 0, 0, part.Gap24, 0), join, found, demo)
}

func (f *firstStart) demoNames() {
	t := f.u.T
	f.p.Demo = true
	f.p.Title, f.p.Controller, f.p.Contact, f.p.Address = t("demo.title"), t("demo.controller"), t("demo.contact"), t("demo.address")
	f.p.Customer, f.p.CrewName, f.p.Place = t("demo.customer"), t("demo.crew"), t("demo.place")
}

func (f *firstStart) stepHead(n int, key string) []fyne.CanvasObject {
	t := f.u.T
	return []fyne.CanvasObject{
		part.NewText(t("first.step", "n", n, "of", 3), part.Note), part.NewWrap(t(key), part.Step), part.NewWrap(t(key+".note"), part.Read.In(part.ColorText2)),
	}
}

// about asks what every text must name.
func (f *firstStart) about(c part.Class) fyne.CanvasObject {
	field := func(key string, v *string) fyne.CanvasObject {
		e := part.NewField(part.FieldOptions{Label: f.u.T("first.field." + key), Note: f.noteOf(key), Crew: true, OnChanged: func(s string) {
			*v = s
			f.checkNext()
		}})
		e.SetText(*v)
		return e
	}
	pair := func(a, b fyne.CanvasObject) fyne.CanvasObject {
		if c == part.Phone {
			return part.Column(part.Gap16, a, b)
		}
		return part.Equal(part.Gap16, a, b)
	}
	rows := append(f.stepHead(1, "first.about"), part.Pad(part.Column(part.Gap16,
		pair(field("title", &f.p.Title), field("crew", &f.p.CrewName)),
		pair(field("controller", &f.p.Controller), field("contact", &f.p.Contact)),
		pair(field("address", &f.p.Address), field("customer", &f.p.Customer)),
		pair(field("place", &f.p.Place), field("unit", &f.p.Unit)),
	), part.Gap16, 0, 0, 0))
	return part.Column(part.Gap8, append(rows, f.failure()...)...)
}

func (f *firstStart) noteOf(key string) string {
	if k := "first.field." + key + ".note"; f.u.words.Has(k) {
		return f.u.T(k)
	}
	return ""
}

func (f *firstStart) aboutMissing() string {
	for _, need := range []struct{ v, key string }{
		{f.p.Title, "title"}, {f.p.CrewName, "crew"}, {f.p.Controller, "controller"}, {f.p.Contact, "contact"},
	} {
		if strings.TrimSpace(need.v) == "" {
			return f.u.T("first.needs." + need.key)
		}
	}
	return ""
}

func (f *firstStart) aboutDone() { f.goTo(firstPassphrase) }

// failure shows what went wrong, in the place where it happened.
func (f *firstStart) failure() []fyne.CanvasObject {
	if f.err == nil {
		return nil
	}
	return []fyne.CanvasObject{part.NewErrorCard(f.u.T("error.title"), f.u.sentence(f.err), nil, nil)}
}
