package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// slipScreen takes in paper slips one after the other: photo, who, answers,
// next. What a slip says is typed as it stands; nothing is chosen beforehand.
type slipScreen struct {
	u         *UI
	body      *part.Adaptive
	row       flow.ExpectedRow // zero when nobody on the list
	terms     flow.TermsLine
	questions []flow.Question
	photo     []byte
	name      string
	answers   map[consent.Purpose]int // as in a choice: 0 no, 1 yes
	guardian  flow.GuardianDraft
	relation  int // -1 not said
	child     int // -1 not said
	busy      bool
	err       error
	main      *part.Button
}

// slipRelations are those who can sign for a child, in the order of the choice.
var slipRelations = []consent.Relation{consent.Mother, consent.Father, consent.OtherParent, consent.Appointed}

// enterSlip opens the slip of somebody expected; a zero id is the first who has not answered.
func (u *UI) enterSlip(request consent.ID) {
	p := &slipScreen{u: u}
	p.body = part.NewScreen(u.shell, p.build)
	p.turnTo(request)
	u.push(p)
}

func (p *slipScreen) object() fyne.CanvasObject { return p.body }
func (p *slipScreen) show()                     { p.body.Rebuild() }

// waiting are those of the list whose slip may still come.
func (p *slipScreen) waiting() []flow.ExpectedRow {
	var out []flow.ExpectedRow
	for _, r := range p.u.kit.Expected() {
		line, err := p.u.kit.Consent(r.Consent)
		if err == nil && !line.Consent.Declared {
			out = append(out, r)
		}
	}
	return out
}

// turnTo begins an empty slip.
func (p *slipScreen) turnTo(request consent.ID) {
	p.row, p.photo, p.name, p.err = flow.ExpectedRow{}, nil, "", nil
	p.answers = map[consent.Purpose]int{}
	p.guardian, p.relation, p.child = flow.GuardianDraft{}, -1, -1
	for _, r := range p.waiting() {
		if request.IsZero() || r.Consent == request {
			p.row = r
			break
		}
	}
	p.readTerms()
}

// readTerms finds what the slip of this person asks.
func (p *slipScreen) readTerms() {
	shoot := p.u.kit.Shoot()
	key := shoot.Terms
	if !p.row.Consent.IsZero() {
		if k := p.u.expectedTerms(p.row); k != "" {
			key = k
		}
	}
	for _, l := range p.u.kit.Terms(p.u.words.Tag) {
		if l.Key == key {
			p.terms = l
		}
	}
	_, questions, err := p.u.kit.TermsText(key, shoot.Language)
	p.questions, p.err = questions, err
}

func (p *slipScreen) build(c part.Class) fyne.CanvasObject {
	t, side := p.u.T, c.Padding()
	head := part.NewHead(part.HeadOptions{Title: t("slip.title"), Sub: p.u.termsWord(p.terms.Key), Back: p.u.back, Narrow: c == part.Phone})
	if c == part.Phone {
		head = part.NewHead(part.HeadOptions{Title: t("slip.title"), Back: p.u.back, Narrow: true})
	}
	p.main = part.NewButton(t("slip.save"), "", part.Main, p.save).SetHeight(72)
	p.check()
	form := part.Column(part.Gap24, p.fields(c)...)
	var body fyne.CanvasObject
	if c == part.Wide {
		photo := part.Column(part.Gap12, part.Grow(part.NewPicture(picture(p.photo), "photo_camera", 16)), p.photoButton())
		body = part.FullLine(part.Gap32, part.Fixed(photo, 380, 0), part.Grow(part.NewScroll(part.Column(0, form, part.Space()))))
	} else {
		small := part.Line(part.Gap16, part.Fixed(part.NewPicture(picture(p.photo), "photo_camera", 12), 96, 96), part.Left(p.photoButton()))
		body = part.NewScroll(part.Column(part.Gap24, small, form, part.Space()))
	}
	return screenOf(c, head, part.Pad(body, 0, side, part.Gap16, side), oneAction(c, p.main))
}

func (p *slipScreen) photoButton() *part.Button {
	word := p.u.T("slip.photo")
	if len(p.photo) > 0 {
		word = p.u.T("slip.other_photo")
	}
	return part.NewButton(word, "photo_camera", part.Other, func() {
		p.u.pickPhoto(p.u.stage, func(photo []byte) {
			p.photo = photo
			p.body.Rebuild()
		})
	})
}

func (p *slipScreen) fields(c part.Class) []fyne.CanvasObject {
	var rows []fyne.CanvasObject
	if p.err != nil {
		rows = append(rows, part.NewErrorCard(p.u.T("error.title"), p.u.sentence(p.err), nil, nil))
	}
	if !p.row.Consent.IsZero() {
		rows = append(rows, p.who())
	}
	rows = append(rows, p.field("slip.name", &p.name))
	if p.terms.Minor {
		pair := part.Column(part.Gap16, p.field("slip.guardian", &p.guardian.Name), p.field("slip.contact", &p.guardian.Contact))
		if c != part.Phone {
			pair = part.Equal(part.Gap16, p.field("slip.guardian", &p.guardian.Name), p.field("slip.contact", &p.guardian.Contact))
		}
		rows = append(rows, pair, p.choice(p.u.T("slip.relation"), &p.relation, p.relationWords()...))
	}
	for _, q := range p.questions {
		rows = append(rows, p.question(q))
	}
	if p.terms.Minor {
		rows = append(rows, p.choice(p.u.T("slip.child"), &p.child, p.u.T("button.no"), p.u.T("button.yes")))
	}
	return rows
}

// who is the line of the list the slip belongs to, and the way to another.
func (p *slipScreen) who() fyne.CanvasObject {
	change := part.NewButton(p.u.T("button.edit"), "", part.Other, p.pickLine).SetHeight(48)
	return part.NewCard(part.Line(part.Gap16, part.Grow(part.NewCutText(p.row.Label, part.Style{Size: 22, Mono: true})), change), 16)
}

func (p *slipScreen) pickLine() {
	d := &part.Dialog{Title: p.u.T("slip.which")}
	rows := p.waiting()
	list := part.NewList(64, func() int { return len(rows) }, func() fyne.CanvasObject { return part.NewRow(nil, " ", "", nil, func() {}) },
		func(i int, o fyne.CanvasObject) {
			row := o.(*part.Row)
			row.SetTitle(rows[i].Label)
			row.SetTitleStyle(part.Style{Size: 18, Mono: true})
			row.OnTapped(func() {
				d.Hide()
				p.row = rows[i]
				p.readTerms()
				p.body.Rebuild()
			})
		})
	d.Body = []fyne.CanvasObject{part.Fixed(part.NewCard(list, 0), 0, 360)}
	d.Actions = []*part.Button{part.NewButton(p.u.T("button.cancel"), "", part.Outline, d.Hide)}
	d.Show(p.u.stage)
}

func (p *slipScreen) field(key string, v *string) fyne.CanvasObject {
	f := part.NewField(part.FieldOptions{Label: p.u.T(key), Crew: true, OnChanged: func(s string) { *v = s; p.check() }})
	f.SetText(*v)
	return f
}

func (p *slipScreen) choice(label string, v *int, words ...string) fyne.CanvasObject {
	ch := part.NewChoice(func(i int) { *v = i; p.check() }, words...)
	ch.SetChosen(*v)
	return part.Column(part.Gap8, part.NewWrap(label, part.RowTitle), ch)
}

// question is one use with the two answers of the slip.
func (p *slipScreen) question(q flow.Question) fyne.CanvasObject {
	ch := part.NewChoice(func(i int) { p.answers[q.Purpose] = i; p.check() }, p.u.T("button.no_thanks"), p.u.T("button.yes"))
	if a, ok := p.answers[q.Purpose]; ok {
		ch.SetChosen(a)
	}
	return part.Beside(240, part.Gap16, part.NewWrap(q.Title, part.RowTitle), ch)
}

func (p *slipScreen) relationWords() (out []string) {
	for _, r := range slipRelations {
		out = append(out, p.u.T("relation."+string(r)))
	}
	return out
}

// check says on the main action what the slip still lacks.
func (p *slipScreen) check() {
	if p.main == nil {
		return
	}
	t := p.u.T
	missing := ""
	switch togo := len(p.questions) - len(p.answers); {
	case p.busy:
		missing = t("first.working")
	case isBlank(p.name):
		missing = t("slip.name_missing")
	case p.terms.Minor && (isBlank(p.guardian.Name) || isBlank(p.guardian.Contact) || p.relation < 0):
		missing = t("slip.guardian_missing")
	case togo > 0:
		missing = p.u.N("sign.answers_to_go", togo)
	case p.terms.Minor && p.child < 0:
		missing = t("slip.child_missing")
	}
	p.main.SetMissing(missing, nil)
	if len(p.photo) == 0 {
		p.main.SetWord(t("slip.save_without"))
	} else {
		p.main.SetWord(t("slip.save"))
	}
}

// declaration is what the slip says.
func (p *slipScreen) declaration() flow.Declaration {
	d := flow.Declaration{
		Terms: p.terms.Key, Name: strings.TrimSpace(p.name), Method: consent.Paper, Paper: p.photo,
		Person: p.row.Person, Request: p.row.Consent, Adult: !p.terms.Minor,
	}
	for _, q := range p.questions {
		if p.answers[q.Purpose] == 1 {
			d.Grants = append(d.Grants, q.Purpose)
		} else {
			d.Denies = append(d.Denies, q.Purpose)
		}
	}
	if p.terms.Minor {
		g := p.guardian
		g.Relation, g.Authority, g.Verified, g.Method = slipRelations[p.relation], true, "paper", consent.Paper
		d.Guardians = []flow.GuardianDraft{g}
		d.ChildSays = []consent.ChildSays{consent.ChildNo, consent.ChildYes}[p.child]
	}
	return d
}

// save records the slip and begins the next one.
func (p *slipScreen) save() {
	if p.busy {
		return
	}
	p.busy = true
	p.check()
	d := p.declaration()
	var r flow.Receipt
	p.u.work(func(ctx context.Context) (err error) {
		_, r, err = p.u.kit.Declare(ctx, d)
		return err
	}, func(err error) { p.saved(r, err) })
}

func (p *slipScreen) saved(r flow.Receipt, err error) {
	p.busy = false
	if err != nil {
		p.err = err
		p.body.Rebuild()
		return
	}
	_, word := p.u.statusOf(p.u.kit.PersonRow(r.Person).State)
	name := p.row.Label
	if name == "" {
		name = r.Name
	}
	more := len(p.waiting())
	listed := !p.row.Consent.IsZero()
	p.u.toast(p.u.T("slip.saved", "name", name, "state", word), "", nil)
	if listed && more == 0 {
		p.u.back()
		return
	}
	p.turnTo(consent.ID{})
	p.body.Rebuild()
}
