package ui

import (
	"slices"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/assets"
	"onset/consent"
)

// further is the page of a parent who was not there before: what was said, who
// signs, and the signature. It can take away what was given, never add.
type further struct {
	u     *UI
	s     flow.PersonSheet
	line  flow.ConsentLine
	words *assets.Words
	form  *guardianForm
	said  map[consent.Purpose]bool // the parent's own answers
	ink   *part.InkPad
	kept  []byte
	wrong string
	sign  *part.Button
	cover fyne.CanvasObject
	body  *part.Adaptive
	shown bool
}

func newFurther(u *UI, s flow.PersonSheet, l flow.ConsentLine) place {
	f := &further{u: u, s: s, line: l, words: u.words, said: map[consent.Purpose]bool{}}
	if w, err := assets.NewWords(l.Consent.Terms.Language); err == nil {
		f.words = w
	}
	if again, err := u.kit.Person(s.ID, l.Consent.Terms.Language); err == nil {
		f.s = again
	}
	f.form = &guardianForm{t: f.t, child: firstName(s.Name), set: func(flow.GuardianDraft) { f.check() }}
	f.form.someone = func(bool) { f.body.Rebuild() }
	f.body = part.NewAdaptive(f.build)
	f.cover = part.Light(f.body, 1)
	return f
}

func (f *further) object() fyne.CanvasObject { return f.cover }

// show draws once: a change elsewhere must not take the keyboard away.
func (f *further) show() {
	if !f.shown {
		f.shown = true
		f.body.Rebuild()
	}
}

func (f *further) t(key string, pairs ...any) string { return f.words.T(key, pairs...) }

func (f *further) build(c part.Class) fyne.CanvasObject {
	var uses []fyne.CanvasObject
	for _, ch := range f.granted() {
		uses = append(uses, f.use(ch))
	}
	f.ink = part.NewInkPad(joinedSome(f.form.g.Name, f.words.Date(f.u.opt.Now()), f.u.kit.Shoot().Place), f.t("button.clear"))
	f.ink.Now = f.u.opt.Now
	if strokes, w, h, ok := inkStrokes(f.kept); ok {
		f.ink.SetStrokes(strokes, w, h)
	}
	f.ink.OnChange = f.drawn
	wrong := part.NewWrap(f.wrong, part.Body.In(part.Stop.Word()))
	wrong.Hidden = f.wrong == ""
	rows := []fyne.CanvasObject{
		part.Column(part.Gap4, part.NewWrap(f.t("further.title", "name", f.s.Name), part.Sheet), part.NewWrap(f.t("signing.only_authority"), part.Note)),
		part.Rows(uses...), f.form.card(), f.form.authorityCard(), part.Fixed(f.ink, 0, 280), wrong,
	}
	side := c.Padding()
	body := part.NewScroll(part.Pad(part.MaxWidth(part.Column(part.Gap16, rows...), 860), part.Gap24, side, part.Gap24, side))
	f.sign = part.NewButton(f.t("button.sign"), "draw", part.Main, func() { f.finish(consent.Granted) }).SetHeight(72)
	no := part.NewButton(f.t("button.we_not_taking_part"), "", part.Outline, func() { f.finish(consent.Denied) }).SetHeight(72)
	f.check()
	head := part.NewParticipantHead(c, f.u.kit.Production().Title, f.t("signing.step.guardian"), nil,
		part.NewButton(f.t("button.cancel"), "close", part.Quiet, f.leave).SetHeight(48))
	return part.Column(0, head, part.Grow(body), actions(c, no, f.sign))
}

// leave gives the kit back to the crew without a signature.
func (f *further) leave() { f.u.handBack(func() {}) }

// granted are the uses that somebody has said yes to and that still hold.
func (f *further) granted() []flow.ChoiceLine {
	return slices.DeleteFunc(slices.Clone(f.s.Choices), func(ch flow.ChoiceLine) bool { return ch.Answer != consent.Granted || ch.Withdrawn })
}

// use is one use that was granted, with the parent's own answer to it.
func (f *further) use(ch flow.ChoiceLine) fyne.CanvasObject {
	pick := part.NewChoice(func(option int) { f.said[ch.Purpose] = option == 1; f.check() }, f.t("button.no_thanks"), f.t("button.yes"))
	if yes, ok := f.said[ch.Purpose]; ok {
		pick.SetChosen(map[bool]int{false: 0, true: 1}[yes])
	}
	text := part.Column(0, part.NewWrap(ch.Title, part.ReadBold), part.NewText(f.t("when.until", "date", f.words.Day(ch.Until.Time())), part.Note))
	return part.Pad(part.Beside(240, part.Gap24, text, pick), part.Gap12, part.Gap24, part.Gap12, part.Gap24)
}

func (f *further) drawn() {
	before := f.wrong
	f.wrong = ""
	b, err := encodeInk(f.ink)
	if err != nil {
		f.wrong = f.t("signing.ink.dot")
	}
	f.kept = b
	f.check()
	if before != f.wrong {
		f.body.Rebuild()
	}
}

// missing is the first thing a parent's yes still needs.
func (f *further) missing() string {
	switch key := f.form.missing(); {
	case key != "":
		return key
	case len(f.kept) == 0:
		return "lack.signature"
	}
	return ""
}

func (f *further) check() {
	if f.sign == nil {
		return
	}
	words := ""
	if key := f.missing(); key != "" {
		words = f.t(key)
	}
	if n := len(f.granted()) - len(f.said); n > 0 {
		words = f.words.N("sign.answers_to_go", n)
	}
	f.sign.SetMissing(words, nil)
}

func (f *further) finish(answer consent.Answer) {
	if answer == consent.Denied && f.form.missing() != "" {
		f.say(f.t(f.form.missing()))
		return
	}
	d := flow.FurtherDraft{
		Consent: f.line.Consent.ID, Role: consent.RoleGuardian, Answer: answer, Guardian: f.form.g, Ink: f.kept, Language: f.words.Tag,
	}
	for _, ch := range f.granted() {
		if yes, ok := f.said[ch.Purpose]; ok && !yes {
			d.Denies = append(d.Denies, ch.Purpose)
		}
	}
	r, err := f.u.kit.SignFurther(f.u.ctx, d)
	if err != nil {
		f.say(f.u.sentence(err))
		return
	}
	s := newReceipt(f.u, r, f.leave)
	s.hand = true
	f.u.showBare(s)
}

func (f *further) say(sentence string) {
	d := &part.Dialog{Title: f.t("error.title"), Sentence: sentence}
	d.Actions = []*part.Button{part.NewButton(f.t("button.close"), "", part.Main, d.Hide)}
	d.Show(f.body)
}

// missing is what of a guardian is not said yet, as a key.
func (f *guardianForm) missing() string {
	switch {
	case f.g.Name == "":
		return "lack.guardian_name"
	case !f.g.Relation.Signs():
		return "lack.relation"
	case f.g.Contact == "":
		return "lack.guardian_contact"
	case !f.g.Authority:
		return "lack.authority"
	}
	return ""
}
