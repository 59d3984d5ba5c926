package ui

import (
	"context"
	"image"
	"strings"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// readBackPage is a declaration as it was received: the crew reads it to
// whoever signed it, so that nobody has signed something else.
type readBackPage struct {
	u    *UI
	id   consent.ID
	r    flow.ReadBack
	err  error
	body *part.Adaptive
}

// readBack shows what was received.
func (u *UI) readBack(id consent.ID) {
	p := &readBackPage{u: u, id: id}
	p.body = part.NewScreen(u.shell, p.build)
	u.push(p)
}

func (p *readBackPage) object() fyne.CanvasObject { return p.body }

func (p *readBackPage) show() {
	p.u.work(func(ctx context.Context) (err error) {
		p.r, err = p.u.kit.ReadBack(ctx, p.id, p.u.words.Tag)
		return err
	}, func(err error) {
		p.err = err
		p.body.Rebuild()
	})
}

func (p *readBackPage) build(c part.Class) fyne.CanvasObject {
	t, side := p.u.T, c.Padding()
	head := part.NewHead(part.HeadOptions{Title: t("phone.read_back"), Sub: p.sub(c), Back: p.u.back, Narrow: c == part.Phone})
	if p.err != nil {
		return screenOf(c, head, part.Pad(part.Column(0, part.NewErrorCard(t("person.gone"), p.u.sentence(p.err), nil, nil), part.Space()), 0, side, 0, side), nil)
	}
	facts := append([]fyne.CanvasObject{p.who(c), p.answers()}, p.guardians()...)
	var body fyne.CanvasObject
	if c == part.Wide {
		right := part.Column(part.Gap16, p.signature(), p.record())
		body = part.TopLine(part.Gap32, part.Grow(part.Column(part.Gap16, facts...)), part.Fixed(right, 460, 0))
	} else {
		body = part.Column(part.Gap16, append(facts, p.signature(), p.record())...)
	}
	return screenOf(c, head, part.NewScroll(part.Pad(body, 0, side, part.Gap24, side)), p.bar(c))
}

func (p *readBackPage) sub(c part.Class) string {
	if c == part.Phone {
		return ""
	}
	return p.u.T("phone.read_back.note")
}

// who is the person as received, with the face for the crew to compare.
func (p *readBackPage) who(c part.Class) fyne.CanvasObject {
	r := p.r
	size := float32(88)
	if c == part.Phone {
		size = 64
	}
	face := part.NewAvatar(part.Initials(r.Name), size)
	if img := picture(r.Face); img != nil {
		face.SetFace(img)
	}
	age := p.u.T("band." + string(r.Age))
	if r.Age == "" {
		age = ""
	}
	band := ""
	if r.Band != "" {
		band = p.u.T("people.band", "band", r.Band)
	}
	name := part.NewWrap(r.Name, part.Sheet)
	lines := part.Column(part.Gap4, name, part.NewWrap(dotted(age, r.Born, band, r.Work), part.Note))
	if r.Contact != "" {
		lines.Add(part.NewWrap(r.Contact, part.Body))
	}
	if r.Withdrawn {
		lines.Add(part.Left(part.NewPill(part.Stop, p.u.T("status.person.took_it_back"))))
	} else if r.Waiting {
		lines.Add(part.Left(part.NewPill(part.Wait, p.u.T("status.person.waiting_for_parent"))))
	}
	return part.TopLine(part.Gap16, face, part.Grow(lines))
}

// answers are each use with its answer, then what the person asked for besides.
func (p *readBackPage) answers() fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, ch := range p.r.Choices {
		icon, color, word := "close", part.ColorText2, p.u.T("button.no")
		switch {
		case ch.Withdrawn:
			icon, word = "undo", p.u.T("status.person.took_it_back")
		case ch.Answer == consent.Granted:
			icon, color = "check", part.ColorAccent
			word = p.u.T("phone.read.yes", "date", p.u.words.Day(ch.Until.Time()))
		case ch.Answer == "":
			icon, word = "remove", p.u.T("status.not_asked")
		}
		rows = append(rows, part.TopLine(part.Gap16, part.NewIcon(icon, 24, color),
			part.Grow(part.Column(0, part.NewWrap(p.u.useTitle(ch), part.RowTitle), part.NewText(word, part.Body.In(color))))))
	}
	for _, cond := range p.r.Conditions {
		rows = append(rows, part.Line(part.Gap16, part.NewIcon(conditionIcon(cond), 24, part.Limit.Word()), part.Grow(part.NewWrap(p.u.T("condition."+string(cond)), part.Strong))))
	}
	if says := p.r.Child; says != "" && len(p.r.Guardians) > 0 {
		rows = append(rows, part.Line(part.Gap16, part.NewIcon("child_care", 24, part.ColorText2), part.Grow(part.NewWrap(p.u.T("phone.read.child", "answer", p.u.T("child."+string(says))), part.Body))))
	}
	return part.NewCard(part.Column(part.Gap12, rows...), 20)
}

// guardians are those who signed for a child, as received.
func (p *readBackPage) guardians() []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for _, g := range p.r.Guardians {
		rows := []fyne.CanvasObject{part.NewText(p.u.T("person.detail.guardian"), part.NoteBold), part.NewWrap(g.Name, part.RowTitle)}
		rows = append(rows, part.NewWrap(dotted(p.relation(g.Relation), g.Contact), part.Body))
		if g.Authority {
			rows = append(rows, part.Line(part.Gap8, part.NewIcon("check", 22, part.ColorAccent), part.Grow(part.NewWrap(p.u.T("phone.read.authority"), part.Body))))
		}
		if p.r.Other != "" {
			rows = append(rows, part.NewWrap(p.u.T("phone.read.holder", "answer", p.u.T("holder."+string(p.r.Other))), part.Note))
		}
		out = append(out, part.NewCard(part.Column(part.Gap4, rows...), 20))
	}
	return out
}

func (p *readBackPage) relation(r consent.Relation) string {
	if r == "" {
		return ""
	}
	return p.u.T("relation." + string(r))
}

// signature is the ink as it was drawn, or the name as it was typed.
func (p *readBackPage) signature() fyne.CanvasObject {
	by, ink, typed := p.r.Name, p.r.Ink, p.r.Typed
	if n := len(p.r.Guardians); n > 0 && ink == nil {
		g := p.r.Guardians[n-1]
		by, ink, typed = g.Name, g.Ink, g.Typed
	}
	paper := func(o fyne.CanvasObject) fyne.CanvasObject {
		card := part.NewCard(o, part.Gap16)
		card.Fill = part.ColorPaper
		return card
	}
	switch {
	case ink != nil && len(ink.Strokes) > 0:
		return paper(part.Column(part.Gap8, part.Fixed(part.NewPicture(inkPicture(*ink, 840, 400), "draw", 0), 0, 200),
			part.NewRule(), part.NewText(by, faint(part.Body))))
	case typed != "":
		return paper(part.Column(part.Gap8, part.NewWrap(typed, inked(part.Style{Size: 34})), part.NewRule(), part.NewWrap(p.u.T("method.held"), faint(part.Body))))
	}
	words := "phone.read.no_ink"
	if p.r.Hidden {
		words = "phone.read.hidden"
	}
	return part.NewCard(part.Line(part.Gap16, part.NewIcon("draw", 28, part.ColorText2), part.Grow(part.NewWrap(p.u.T(words), part.Body))), 20)
}

// inkPicture is ink black on white, within w by h pixels.
func inkPicture(ink flow.Ink, w, h int) image.Image {
	var strokes []part.Stroke
	for _, line := range ink.Strokes {
		var s part.Stroke
		for _, pt := range line {
			s.Points = append(s.Points, part.Point{X: float32(pt.X), Y: float32(pt.Y), T: pt.T})
		}
		strokes = append(strokes, s)
	}
	if ink.W > 0 && ink.H > 0 {
		if fit := int(float64(h) * ink.W / ink.H); fit <= w {
			w = fit
		} else {
			h = int(float64(w) * ink.H / ink.W)
		}
	}
	return part.DrawInk(strokes, float32(ink.W), float32(ink.H), max(1, w), max(1, h))
}

// record is what the record says around it.
func (p *readBackPage) record() fyne.CanvasObject {
	r, t := p.r, p.u.T
	rows := []fyne.CanvasObject{}
	add := func(key, value string) {
		if value != "" {
			rows = append(rows, part.TopLine(part.Gap16, part.Fixed(part.NewWrap(t(key), part.Note), 132, 0), part.Grow(part.NewWrap(value, part.Body))))
		}
	}
	at := r.Signed.In(p.u.opt.Now().Location())
	add("person.detail.id", r.Short)
	add("phone.read.signed", p.u.words.Date(at)+", "+p.u.words.Clock(at))
	add("phone.read.text", p.text())
	add("phone.read.language", capital(p.u.phoneLanguage(r.Language)))
	if r.Method != "" {
		add("person.detail.method", t("method."+string(r.Method)))
	}
	codes := t("phone.read.unwitnessed")
	if r.Witnessed {
		codes = t("phone.read.witnessed", "code", r.Code)
	}
	add("phone.read.codes", codes)
	return part.NewCard(part.Column(part.Gap8, rows...), 20)
}

// text is the text that was shown, with its version.
func (p *readBackPage) text() string {
	key, version, _ := strings.Cut(p.r.Text, " ")
	return dotted(p.u.termsWord(key), p.u.T("settings.texts.version", "n", version))
}

func (p *readBackPage) bar(c part.Class) fyne.CanvasObject {
	t := p.u.T
	wrong := part.NewButton(t("phone.read.wrong"), "", part.Danger, p.wrong).SetHeight(72)
	right := part.NewButton(t("phone.read.right"), "check", part.Main, p.u.back).SetHeight(72)
	if c == part.Wide {
		person := part.NewButton(t("expected.show_person"), "person", part.Other, func() { p.u.openPerson(p.r.Person) }).SetHeight(72)
		return part.NewActionBar(c, wrong, part.Space(), person, part.Fixed(right, 300, 0))
	}
	if c == part.Phone {
		wrong, right = wrong.SetHeight(64), right.SetHeight(64)
	}
	return part.NewActionBar(c, wrong, part.Grow(right))
}

// wrong offers what can be done about a declaration that is not what was meant.
func (p *readBackPage) wrong() {
	u := p.u
	rows := []menuRow{{u.T("phone.read.again"), func() { u.askWay(p.r.Name, p.start()) }}}
	if !p.r.Withdrawn {
		rows = append(rows, menuRow{u.T("button.withdraw"), func() { u.withdraw(p.r.Person) }})
	}
	rows = append(rows, menuRow{u.T("person.more.invalid"), func() { u.invalidate(p.id) }}, menuRow{u.T("expected.show_person"), func() { u.openPerson(p.r.Person) }})
	u.menu(u.T("phone.read.wrong.title"), nil, rows)
}

// start is how the same person signs once more.
func (p *readBackPage) start() flow.SigningStart {
	start := flow.SigningStart{Person: p.r.Person, Band: p.r.Band, Language: p.r.Language}
	if line, err := p.u.kit.Consent(p.id); err == nil {
		start.Terms = line.Consent.Terms.Key
	}
	return start
}
