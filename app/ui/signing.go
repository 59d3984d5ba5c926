package ui

import (
	"errors"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/assets"
	"onset/consent"
)

// beginSigning hands the kit over to whoever signs: first it asks about an
// interrupted signing, then about a clock that cannot be right.
func (u *UI) beginSigning(start flow.SigningStart) {
	if line, ok := u.kit.Draft(); ok {
		u.askDraft(line, start)
		return
	}
	u.startSigning(start)
}

// askDraft shows nothing of what was typed: whoever holds the kit now may be somebody else.
func (u *UI) askDraft(line flow.DraftLine, start flow.SigningStart) {
	d := &part.Dialog{
		Title:    u.T("signing.draft.title"),
		Sentence: u.T("signing.draft.sentence", "clock", u.words.Clock(line.Began.In(u.opt.Now().Location())), "who", line.By, "text", u.T("terms."+line.Terms)),
	}
	d.Body = []fyne.CanvasObject{
		part.NewChoiceRow(u.T("signing.draft.same"), func() {
			d.Hide()
			s, err := u.kit.Resume(u.ctx, true)
			u.handOver(s, start, err)
		}),
		part.NewChoiceRow(u.T("signing.draft.new"), func() { d.Hide(); u.startSigning(start) }),
	}
	d.Actions = []*part.Button{part.NewButton(u.T("button.cancel"), "", part.Outline, d.Hide)}
	d.Show(u.stage)
}

func (u *UI) startSigning(start flow.SigningStart) {
	s, err := u.kit.Begin(u.ctx, start)
	u.handOver(s, start, err)
}

func (u *UI) handOver(s *flow.Signing, start flow.SigningStart, err error) {
	if !u.try(err) {
		return
	}
	u.showBare(newSigning(u, s, start))
}

// signing is everything a participant holds in the hand. Each answer and each
// letter goes to the flow at once, and the pages are drawn from there.
type signing struct {
	u     *UI
	s     *flow.Signing
	start flow.SigningStart
	words *assets.Words // the participant's
	cover fyne.CanvasObject
	body  *part.Adaptive
	large bool
	built bool

	at      flow.Step // the page that is shown
	scroll  *part.Scroll
	reading int // section of the full text from 1; 0 = the questions
	next    *part.Button
	held    *part.HoldButton
	slot    *fyne.Container // the way forward while it is held: what is missing, or the button to hold
	ink     *part.InkPad
	name    *part.Field
	inkNote string // why the ink is no signature
	more    bool   // the quiet part is open
	other   bool   // "someone else" was picked as the child's
	secret  bool   // name, school or place stay secret
	asked   bool   // the secrecy question was answered
	refused bool
	busy    bool
}

func newSigning(u *UI, s *flow.Signing, start flow.SigningStart) *signing {
	g := &signing{u: u, s: s, start: start}
	g.secret = len(s.Fields().Conditions) > 0
	g.asked = g.secret
	g.speak()
	g.body = part.NewAdaptive(g.build)
	g.wrap()
	return g
}

// speak takes the words of the language the text is shown in; a text in a
// language the kit does not speak keeps the crew's words around it.
func (g *signing) speak() {
	g.words = g.u.words
	if w, err := assets.NewWords(g.s.Text().Language); err == nil {
		g.words = w
	}
}

func (g *signing) wrap() {
	scale := float32(1)
	if g.large {
		scale = part.LargeText
	}
	g.cover = part.Light(g.body, scale)
}

func (g *signing) object() fyne.CanvasObject { return g.cover }

// show draws once: a change elsewhere must not take the keyboard from whoever types.
func (g *signing) show() {
	if !g.built {
		g.built = true
		g.body.Rebuild()
	}
}

func (g *signing) t(key string, pairs ...any) string { return g.words.T(key, pairs...) }

// turn draws the page again: another step from its top, the same where it stood.
func (g *signing) turn() {
	if g.at != g.s.Step() {
		g.scroll = nil
	}
	g.body.Rebuild()
}

// try says a failure in the participant's light.
func (g *signing) try(err error) bool {
	if err == nil {
		return true
	}
	if errors.Is(err, flow.ErrIncomplete) {
		g.turn()
		return false
	}
	g.say(g.t("error.title"), g.u.sentence(err))
	return false
}

func (g *signing) say(title, sentence string) {
	d := &part.Dialog{Title: title, Sentence: sentence}
	d.Actions = []*part.Button{part.NewButton(g.t("button.close"), "", part.Main, d.Hide)}
	d.Show(g.body)
}

func (g *signing) build(c part.Class) fyne.CanvasObject {
	g.next, g.held, g.slot, g.ink, g.name = nil, nil, nil, nil, nil
	if g.refused {
		return g.thanks(c)
	}
	if doubt, _ := g.s.ClockDoubt(); doubt {
		return g.clock(c)
	}
	g.at = g.s.Step()
	if g.reading > 0 {
		return g.fullText(c)
	}
	switch g.at {
	case flow.StepGuardian:
		return g.guardian(c)
	case flow.StepChild:
		return g.child(c)
	case flow.StepSign:
		return g.sign(c)
	default:
		return g.questions(c)
	}
}

// page puts a step between the head of the hand-over and its two actions.
func (g *signing) page(c part.Class, content fyne.CanvasObject) fyne.CanvasObject {
	side := c.Padding()
	content = part.Pad(content, part.Gap24, side, part.Gap24, side)
	if g.scroll == nil {
		g.scroll = part.NewScroll(content)
	} else {
		g.scroll.Update(content)
	}
	return part.Column(0, g.head(c), part.Grow(g.scroll), g.foot(c))
}

func (g *signing) head(c part.Class) fyne.CanvasObject {
	right := []fyne.CanvasObject{part.NewIconButton("format_size", g.resize)}
	if langs := g.s.Text().Languages; len(langs) > 1 {
		if c == part.Phone {
			right = append(right, part.NewIconButton("language", g.pickLanguage))
		} else {
			right = append(right, part.NewButton(g.t("language."+g.s.Text().Language), "language", part.Outline, g.pickLanguage).
				SetHeight(48).SetTail("keyboard_arrow_down"))
		}
	}
	return part.NewParticipantHead(c, g.u.kit.Production().Title, g.stepWord(c), g.backwards(), right...)
}

// backwards is nil on the first page: Back never leaves the hand-over.
func (g *signing) backwards() func() {
	if g.reading > 0 {
		return func() { g.reading, g.scroll = 0, nil; g.body.Rebuild() }
	}
	if g.at == flow.StepQuestions {
		return nil
	}
	return func() {
		if g.try(g.s.Back(g.u.ctx)) {
			g.turn()
		}
	}
}

func (g *signing) stepWord(c part.Class) string {
	steps := g.s.Steps()
	n, of := 1, len(steps)-1
	for i, st := range steps {
		if st == g.at {
			n = i + 1
		}
	}
	word := g.t("signing.step", "n", n, "of", of)
	if key := "signing.step." + string(g.at); c != part.Phone && of > 2 && g.words.Has(key) {
		word = g.t("signing.step.named", "step", word, "name", g.t(key))
	}
	return word
}

func (g *signing) resize() {
	g.large = !g.large
	g.wrap()
	g.u.stage.SetContent(g.cover)
	g.turn()
}

func (g *signing) pickLanguage() {
	d := &part.Dialog{Title: g.t("signing.language")}
	for _, tag := range g.s.Text().Languages {
		row := part.NewChoiceRow(languageName(g.words, tag), func() { d.Hide(); g.setLanguage(tag) })
		if !speaks(tag) {
			row.SetSub(g.t("phone.way.browser.here"))
		}
		d.Body = append(d.Body, row)
	}
	d.Actions = []*part.Button{part.NewButton(g.t("button.close"), "", part.Outline, d.Hide)}
	d.Show(g.body)
}

// setLanguage goes on in a language. What the window cannot write itself, or
// could only half, is read in this device's browser.
func (g *signing) setLanguage(tag string) {
	if !speaks(tag) {
		g.inBrowser(tag)
		return
	}
	if g.try(g.s.SetLanguage(g.u.ctx, tag)) {
		g.speak()
		g.turn()
	}
}

// inBrowser begins again on the page in the browser: nothing is signed here.
func (g *signing) inBrowser(tag string) {
	start := g.begun()
	if g.try(g.s.Discard(g.u.ctx)) {
		g.u.signInBrowser(flow.PhoneStart{Terms: g.start.Terms, Language: tag, Person: start.Person, Expected: start.Expected})
	}
}

// languageName is what a language calls itself, or its code.
func languageName(w *assets.Words, tag string) string {
	if key := "language." + tag; w.Has(key) {
		return w.T(key)
	}
	return tag
}

// clock asks about a clock that cannot be right, before anybody signs.
func (g *signing) clock(c part.Class) fyne.CanvasObject {
	u := g.u
	_, last := g.s.ClockDoubt()
	now := u.opt.Now()
	card := part.NewCard(part.Column(part.Gap8,
		part.NewText(u.words.Date(now), part.Step), part.NewText(u.words.Clock(now), part.Style{Size: 80, Bold: true})), 28)
	rows := []fyne.CanvasObject{part.NewWrap(u.T("signing.clock.title"), part.Hero), card}
	if !last.IsZero() && last.After(now) {
		rows = append(rows, part.NewWrap(u.T("signing.clock.last", "date", u.words.Date(last), "clock", u.words.Clock(last)), part.Read))
	}
	rows = append(rows, part.NewWrap(u.T("signing.clock.why"), part.Read.In(part.ColorText2)))
	no := part.NewButton(u.T("signing.clock.no"), "", part.Outline, func() {
		u.try(g.s.Discard(u.ctx))
		u.endBare()
	}).SetHeight(72)
	yes := part.NewButton(u.T("signing.clock.yes"), "schedule", part.Main, func() {
		if g.try(g.s.ConfirmClock(u.ctx)) {
			g.turn()
		}
	}).SetHeight(72)
	body := part.NewScroll(part.Pad(part.MaxWidth(part.Column(part.Gap24, rows...), 760), part.Gap48, c.Padding(), part.Gap24, c.Padding()))
	return part.Column(0, part.Grow(body), actions(c, no, yes))
}

// actions puts a refusal and the way forward at the foot: both equally large.
func actions(c part.Class, refusal, forward fyne.CanvasObject) fyne.CanvasObject {
	if c == part.Wide {
		return part.NewActionBar(c, part.Fixed(refusal, 420, 0), part.Space(), part.Fixed(forward, 420, 0))
	}
	if c == part.Phone {
		refusal, forward = part.Fixed(refusal, 0, 60), part.Fixed(forward, 0, 60)
	}
	return part.NewActionBar(c, part.Grow(part.Pair(part.Gap12, refusal, forward)))
}

// minor reports whether the text is read by a child's parent.
func (g *signing) minor() bool {
	m, known := g.s.Minor()
	return m && known
}

// begun is how the same hand-over starts again.
func (g *signing) begun() flow.SigningStart {
	start := g.start
	start.Language = g.s.Text().Language
	if start.Person == (consent.ID{}) && start.Terms == "" && !g.s.Text().Minor {
		start.Terms = g.s.Text().Key
	}
	return start
}
