package ui

import (
	"context"
	"errors"
	"strconv"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// sign is the last page: the own choices stand above the signature, so there
// is no page to look everything through once more.
func (g *signing) sign(c part.Class) fyne.CanvasObject {
	f := g.s.Fields()
	word, icon := g.t("button.sign"), "draw"
	if g.absent() {
		word, icon = g.t("signing.save"), "schedule"
	}
	g.next = part.NewButton(word, icon, part.Main, g.finish).SetHeight(72)
	if f.Method == consent.Held && !g.absent() {
		g.held = part.NewHoldButton(g.t("signing.hold.button"), "touch_app", g.finish)
		g.next.SetWord(g.t("signing.hold.button"))
	}
	form, choices := g.form(), g.choices()
	var out fyne.CanvasObject
	if c == part.Wide {
		left := g.keep(part.Pad(part.Column(part.Gap16, append(form, part.Space(), g.ways(f))...), part.Gap24, 0, part.Gap12, part.Gap32))
		right := part.Pad(part.Column(part.Gap16, choices, part.Grow(g.field(f, 0))), part.Gap24, part.Gap32, part.Gap24, 0)
		out = part.Column(0, g.head(c), part.Grow(part.FullLine(part.Gap32, part.Fixed(left, 452, 0), part.Grow(right))), g.foot(c))
	} else {
		high := float32(320)
		if c == part.Phone {
			high = 240
		}
		out = g.page(c, part.Column(part.Gap24, append(form, choices, g.field(f, high), g.ways(f))...))
	}
	g.check()
	return out
}

// keep puts content into the page's scrolling view, at the place where it stood.
func (g *signing) keep(content fyne.CanvasObject) fyne.CanvasObject {
	if g.scroll == nil {
		g.scroll = part.NewScroll(content)
	} else {
		g.scroll.Update(content)
	}
	return g.scroll
}

// absent: the parent is not here, so nobody signs now.
func (g *signing) absent() bool { return g.s.Fields().Absent && g.minor() }

// form is what is typed and chosen beside the signature. What is asked of a
// child was asked on the page before.
func (g *signing) form() []fyne.CanvasObject {
	f, x := g.s.Fields(), g.s.Text()
	if x.Minor || f.Adult != nil && !*f.Adult {
		title := g.t("signing.parent_signs", "name", g.guardianName())
		if g.absent() {
			title = g.t("signing.parent_later", "date", g.words.Date(g.answerBy().Time()))
		} else if !g.minor() {
			title = g.t("signing.self_signs", "name", f.Name)
		}
		return []fyne.CanvasObject{part.NewWrap(title, part.Section)}
	}
	g.name = part.NewField(part.FieldOptions{Label: g.t("signing.name"), OnChanged: func(v string) {
		g.set(g.s.SetName(g.u.ctx, v))
		g.caption()
	}})
	g.name.SetText(f.Name)
	age := part.NewChoice(func(option int) { g.setAdult(option == 1) }, g.t("button.no"), g.t("button.yes"))
	if f.Adult != nil {
		age.SetChosen(1)
	}
	rows := []fyne.CanvasObject{g.name, part.Column(part.Gap8, part.NewWrap(g.t("signing.adult"), part.ReadBold), age)}
	if x.AsksWork {
		work := part.NewField(part.FieldOptions{Label: g.t("signing.work"), OnChanged: func(v string) { g.set(g.s.SetWork(g.u.ctx, v)) }})
		work.SetText(f.Work)
		rows = append(rows, work)
	}
	contact := part.NewField(part.FieldOptions{
		Label: g.t("signing.contact"), Hint: g.t("signing.if_you_like"), Note: g.t("signing.contact.note"), Placeholder: g.t("signing.contact.empty"),
		OnChanged: func(v string) { g.set(g.s.SetContact(g.u.ctx, v)) },
	})
	contact.SetText(f.Contact)
	return append(rows, contact)
}

// set takes the result of a change and says what is still missing.
func (g *signing) set(err error) {
	if g.try(err) {
		g.check()
	}
}

// setAdult: a no leads to the page of the guardian, or to the text for minors.
func (g *signing) setAdult(adult bool) {
	if !g.try(g.s.SetAdult(g.u.ctx, adult)) {
		return
	}
	if adult {
		g.check()
		return
	}
	if g.s.Step() == flow.StepSign {
		g.try(g.s.GoTo(g.u.ctx, flow.StepGuardian))
	}
	g.speak()
	g.turn()
}

// choices are the own answers, printed above the signature; a tap leads back to them.
func (g *signing) choices() fyne.CanvasObject {
	var yes, no []string
	for _, q := range g.s.Questions() {
		switch q.Answer {
		case consent.Granted:
			yes = append(yes, g.t("signing.until", "title", q.Title, "date", g.words.Day(q.Until.Time())))
		case consent.Denied:
			no = append(no, q.Title)
		}
	}
	card := part.NewCard(answersOf(g.t("signing.i_say_yes"), g.t("signing.i_say_no"), yes, no), 20)
	return part.NewTouch(card, func() {
		if g.try(g.s.GoTo(g.u.ctx, flow.StepQuestions)) {
			g.turn()
		}
	})
}

// answersOf shows yes and no side by side, alike.
func answersOf(yesTitle, noTitle string, yes, no []string) fyne.CanvasObject {
	side := func(icon string, c fyne.ThemeColorName, title string, lines []string) fyne.CanvasObject {
		rows := []fyne.CanvasObject{part.NewWrap(title, part.RowTitle)}
		for _, l := range lines {
			rows = append(rows, part.NewWrap(l, part.Read))
		}
		return part.TopLine(part.Gap12, part.NewIcon(icon, 24, c), part.Grow(part.Column(0, rows...)))
	}
	var cells []fyne.CanvasObject
	if len(yes) > 0 {
		cells = append(cells, side("check", part.ColorAccent, yesTitle, yes))
	}
	if len(no) > 0 {
		cells = append(cells, side("close", part.ColorText2, noTitle, no))
	}
	if len(cells) == 1 {
		return cells[0]
	}
	return part.Cells(260, part.Gap16, cells...)
}

// field is where it is signed: the pad, or another way.
func (g *signing) field(f flow.SigningFields, high float32) fyne.CanvasObject {
	var o fyne.CanvasObject
	switch {
	case g.absent():
		return part.NewCard(part.NewWrap(g.t("signing.absent.note"), part.Read), part.Gap24)
	case f.Method == consent.Held:
		o = g.holdCard()
	case f.Method == consent.Spoken:
		o = g.spokenCard()
	case f.Method == consent.Paper:
		o = g.paperCard(f)
	default:
		o = g.pad(f)
	}
	if high > 0 && g.ink != nil {
		o = part.Fixed(o, 0, high)
	}
	if g.ink != nil {
		note := part.NewWrap(g.inkNote, part.Body.In(part.Stop.Word()))
		note.Hidden = g.inkNote == ""
		return part.Column(part.Gap8, part.Grow(o), note)
	}
	return o
}

func (g *signing) pad(f flow.SigningFields) fyne.CanvasObject {
	g.ink = part.NewInkPad("", g.t("button.clear"))
	g.ink.Now = g.u.opt.Now
	if strokes, w, h, ok := inkStrokes(f.Ink); ok {
		g.ink.SetStrokes(strokes, w, h)
	}
	g.ink.OnChange = g.drawn
	g.caption()
	return g.ink
}

// drawn keeps the ink after each stroke. A dot is said to be none.
func (g *signing) drawn() {
	before := g.inkNote
	g.inkNote = ""
	b, err := encodeInk(g.ink)
	if err != nil {
		g.inkNote = g.inkWords(err)
	}
	g.set(g.s.SetInk(g.u.ctx, b))
	if g.inkNote != before {
		g.body.Rebuild()
	}
}

func (g *signing) inkWords(err error) string {
	if !errors.Is(err, flow.ErrInk) {
		return g.u.sentence(err)
	}
	return g.t("signing.ink.dot")
}

// caption is the one line under the ink: who, when, where, and which text.
func (g *signing) caption() {
	if g.ink == nil {
		return
	}
	x, who := g.s.Text(), g.s.Fields().Name
	if g.minor() {
		who = g.guardianName()
	}
	at := g.words.Date(g.u.opt.Now())
	if p := g.u.kit.Shoot().Place; p != "" {
		at += ", " + p
	}
	g.ink.SetCaption(g.t("signing.caption", "who", who, "at", at, "version", strconv.Itoa(x.Version), "language", languageName(g.words, x.Language)))
}

func (g *signing) guardianName() string {
	if gs := g.s.Fields().Guardians; len(gs) > 0 {
		return gs[0].Name
	}
	return ""
}

// answerBy is the day by which an absent parent answers, as the rules say.
func (g *signing) answerBy() consent.Date {
	return consent.DateOf(g.u.opt.Now()).AddDays(max(1, g.u.kit.Production().Rules.AnswerDays))
}

// signed is the work of signing.
func (g *signing) signed(r *flow.Receipt) func(context.Context) error {
	return func(ctx context.Context) (err error) {
		*r, err = g.s.Sign(ctx)
		return err
	}
}
