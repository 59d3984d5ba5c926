package ui

import (
	"strconv"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// personDetails are a person's declarations in the words of the records: text
// and version, both clocks, device, method, guardians.
type personDetails struct {
	u    *UI
	id   consent.ID
	body *part.Adaptive
}

func newPersonDetails(u *UI, id consent.ID) place {
	p := &personDetails{u: u, id: id}
	p.body = part.NewScreen(u.shell, p.build)
	return p
}

func (p *personDetails) object() fyne.CanvasObject { return p.body }
func (p *personDetails) show()                     { p.body.Rebuild() }

func (p *personDetails) build(c part.Class) fyne.CanvasObject {
	u := p.u
	s, err := u.kit.Person(p.id, u.words.Tag)
	head := part.NewHead(part.HeadOptions{Title: u.called(s.PersonRow), Sub: u.T("button.details"), Back: u.back, Narrow: c == part.Phone})
	if err != nil {
		return screenOf(c, head, part.Pad(part.NewErrorCard(u.T("person.gone"), u.sentence(err), nil, nil), 0, c.Padding(), 0, c.Padding()), nil)
	}
	var cards []fyne.CanvasObject
	for i := len(s.Consents) - 1; i >= 0; i-- {
		cards = append(cards, p.card(s.Consents[i]))
	}
	side := c.Padding()
	body := part.NewScroll(part.Pad(column(c, part.Column(part.Gap16, cards...)), 0, side, part.Gap24, side))
	return screenOf(c, head, body, nil)
}

func (p *personDetails) card(l flow.ConsentLine) fyne.CanvasObject {
	u, c := p.u, l.Consent
	rows := []fyne.CanvasObject{part.NewWrap(u.T("person.text", "title", u.T("terms."+c.Terms.Key), "version", strconv.Itoa(c.Terms.Version), "language", languageName(u.words, c.Terms.Language)), part.RowTitle)}
	add := func(key, value string) {
		if value != "" {
			rows = append(rows, part.TopLine(part.Gap16, part.Fixed(part.NewWrap(u.T("person.detail."+key), part.Note), 140, 0), part.Grow(part.NewWrap(value, part.Body))))
		}
	}
	add("id", c.ID.Short())
	add("status", u.T("record.status."+string(l.Status)))
	add("asked", p.when(c.RequestedAt))
	add("given", p.when(c.GivenAt))
	if c.CompleteAt != c.GivenAt {
		add("complete", p.when(c.CompleteAt))
	}
	add("received", p.when(c.ReceivedAt))
	if c.AnswerBy != 0 && !c.Complete() {
		add("answer_by", u.day(c.AnswerBy))
	}
	if c.Method != "" {
		add("method", u.T("method."+string(c.Method)))
	}
	device := l.DeviceName
	if device == "" {
		device = u.T("person.this_tablet")
	}
	add("device", device)
	add("age", u.T("band."+string(c.Band)))
	for _, g := range l.Guardians {
		add("guardian", joinedSome(g.Name, u.T("relation."+string(g.Relation)), g.Contact))
	}
	if c.ChildSays != "" && c.Minor() {
		add("child", u.T("child."+string(c.ChildSays)))
	}
	add("work", l.Workplace)
	add("contact", l.Contact)
	for _, w := range c.Withdrawals {
		add("withdrawn", p.withdrawal(w))
	}
	if c.Contradicts {
		add("note", u.T("person.detail.contradicts"))
	}
	return part.NewCard(part.Column(part.Gap12, rows...), 20)
}

func (p *personDetails) when(s consent.Stamp) string {
	if s.IsZero() {
		return ""
	}
	return p.u.words.Date(s.Time()) + ", " + p.u.words.Clock(s.Time())
}

func (p *personDetails) withdrawal(w consent.Withdrawal) string {
	what := p.u.T("withdraw.everything")
	if len(w.Purposes) > 0 {
		var words []string
		for _, u := range w.Purposes {
			words = append(words, p.u.T("purpose."+string(u)))
		}
		what = joined(words)
	}
	return joinedSome(what, p.when(w.At), p.u.T("role."+string(w.Role)))
}

func joinedSome(words ...string) string {
	var some []string
	for _, w := range words {
		if w != "" {
			some = append(some, w)
		}
	}
	return joined(some)
}
