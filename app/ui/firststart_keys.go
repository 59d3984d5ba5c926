package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"onset/app/ui/part"
)

// passphraseLeast is the least length of a passphrase people write themselves.
const passphraseLeast = 12

func (f *firstStart) passphrase(c part.Class) fyne.CanvasObject {
	t := f.u.T
	rows := f.stepHead(2, "first.passphrase")
	label := t("first.type_words")
	if f.own {
		label = t("first.own_words")
	} else {
		rows = append(rows, part.Pad(f.wordCards(c), part.Gap16, 0, 0, 0), part.Line(part.Gap16,
			part.NewButton(t("first.other_words"), "refresh", part.Quiet, f.otherWords).SetHeight(48).Flush(),
			part.NewButton(t("first.write_own"), "edit", part.Quiet, func() { f.own, f.typed = true, ""; f.body.Rebuild() }).SetHeight(48)))
	}
	note := part.NewText(f.rightSoFar(), part.Note)
	field := part.NewField(part.FieldOptions{Label: label, Password: f.own, OnChanged: func(s string) {
		f.typed = s
		note.SetText(f.rightSoFar())
		f.checkNext()
	}, OnSubmitted: func(string) {
		if f.missing() == "" {
			f.found()
		}
	}})
	field.SetText(f.typed)
	rows = append(rows, part.Pad(field, part.Gap16, 0, 0, 0), part.Line(part.Gap8, part.NewIcon("info", 20, part.ColorText2), note))
	return part.Column(part.Gap8, append(rows, f.failure()...)...)
}

// wordCards shows the suggested words, one card each.
func (f *firstStart) wordCards(c part.Class) fyne.CanvasObject {
	side, above := float32(32), float32(20)
	if c == part.Phone {
		side, above = 20, 12
	}
	var cards []fyne.CanvasObject
	for _, w := range strings.Fields(f.words) {
		cards = append(cards, part.NewCard(part.Pad(part.NewText(w, part.Section), above, side, above, side), 0))
	}
	return part.Wrapping(10, cards...)
}

func (f *firstStart) otherWords() {
	f.words, f.typed = f.u.home.SuggestPassphrase(f.u.words.Tag), ""
	f.body.Rebuild()
}

// right counts the typed words that fit the suggestion so far.
func (f *firstStart) right() int {
	want, got := strings.Fields(f.words), strings.Fields(strings.ToLower(f.typed))
	n := 0
	for n < len(want) && n < len(got) && want[n] == got[n] {
		n++
	}
	return n
}

func (f *firstStart) rightSoFar() string {
	if f.own {
		return f.u.T("first.own_note", "n", passphraseLeast)
	}
	return f.u.T("first.right_so_far", "n", f.right(), "of", len(strings.Fields(f.words)))
}

func (f *firstStart) wordsLeft() int {
	if f.own {
		if len([]rune(strings.TrimSpace(f.typed))) >= passphraseLeast {
			return 0
		}
		return 1
	}
	return len(strings.Fields(f.words)) - f.right()
}

// found makes the production. It takes a moment: the keys are made hard to guess.
func (f *firstStart) found() {
	if f.busy || f.kit != nil {
		return
	}
	f.p.Passphrase = f.words
	if f.own {
		f.p.Passphrase = strings.TrimSpace(f.typed)
	}
	f.busy = true
	f.checkNext()
	f.u.work(func(ctx context.Context) error {
		var err error
		f.kit, f.recovery, err = f.make(ctx)
		return err
	}, func(err error) {
		f.busy, f.err = false, err
		if err == nil {
			f.typed, f.p.Passphrase = "", ""
			f.step = firstRecovery
		}
		f.body.Rebuild()
	})
}

func (f *firstStart) groups() []string {
	return strings.FieldsFunc(f.recovery, func(r rune) bool { return r == '-' || r == ' ' })
}

// lettersLeft counts what is missing of the last group; a wrong letter counts as missing.
func (f *firstStart) lettersLeft() int {
	g := f.groups()
	last := g[len(g)-1]
	got := strings.ToUpper(strings.TrimSpace(f.lastGot))
	n := 0
	for n < len(last) && n < len(got) && last[n] == got[n] {
		n++
	}
	return len(last) - n
}

func (f *firstStart) recoveryCode(c part.Class) fyne.CanvasObject {
	t := f.u.T
	rows := f.stepHead(3, "first.recovery")
	per, fieldWidth := 4, float32(240)
	if c == part.Phone {
		per, fieldWidth = 2, 150
	}
	var lines []fyne.CanvasObject
	groups := f.groups()
	for i := 0; i < len(groups); i += per {
		var line []fyne.CanvasObject
		for j := i; j < i+per; j++ {
			s := ""
			if j < len(groups) {
				s = groups[j]
			}
			line = append(line, part.NewText(s, part.Style{Size: 34, Mono: true}))
		}
		lines = append(lines, part.Equal(part.Gap16, line...))
	}
	field := part.NewField(part.FieldOptions{Mono: true, OnChanged: func(s string) {
		f.lastGot = s
		f.checkNext()
	}, OnSubmitted: func(string) {
		if f.missing() == "" {
			f.goTo(firstPIN)
		}
	}})
	field.SetText(f.lastGot)
	rows = append(rows, part.Pad(part.NewCard(part.Column(part.Gap16, lines...), 28), part.Gap16, 0, part.Gap16, 0),
		part.NewWrap(t("first.last_group"), part.ReadBold), part.Line(part.Gap16, part.Fixed(field, fieldWidth, 0), part.Grow(part.NewWrap(t("first.keep_apart"), part.Note))))
	return part.Column(part.Gap8, rows...)
}

// pinPage asks for a PIN twice; it may be skipped.
func (f *firstStart) pinPage(c part.Class) fyne.CanvasObject {
	t := f.u.T
	title, note := t("first.pin"), t("first.pin.note")
	if f.pinOne != "" {
		title, note = t("first.pin.again"), ""
	}
	if f.pad == nil {
		f.pad = part.NewPinPad(pinLength, f.pin)
	}
	gap := func() fyne.CanvasObject { return part.Fixed(part.Space(), 0, part.Gap12) }
	words := pinTitle(c, title)
	if note != "" {
		words = append(words, part.NewWrap(note, part.Read.In(part.ColorText2)))
	}
	words = append(words, gap(), part.Left(f.pad.Dots()))
	words = append(words, f.failure()...)
	words = append(words, gap(), part.Left(part.NewLink(t("first.pin.skip"), "", f.finish).Flush()))
	return pinFrame(c, part.Column(part.Gap8, words...), f.pad)
}

func (f *firstStart) pin(pin string) {
	switch f.pinOne {
	case "":
		f.pinOne = pin
	case pin:
		if f.u.try(f.kit.SetPIN(pin)) {
			f.finish()
		}
		return
	default:
		f.pinOne = ""
		f.u.stage.Toast(f.u.T("first.pin.differ"), "", nil)
	}
	f.body.Rebuild()
}

// finish opens the kit; a demo is filled first.
func (f *firstStart) finish() {
	k, demo := f.kit, f.p.Demo
	f.u.bare = nil
	f.u.open(k)
	if demo {
		f.u.fillDemo(k)
	}
}
