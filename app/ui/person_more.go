package ui

import (
	"context"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// more is what is done with a person now and then.
func (p *personSheet) more() {
	u := p.u
	var rows []menuRow
	add := func(key string, do func()) { rows = append(rows, menuRow{u.T(key), do}) }
	line, declared := p.declared()
	if declared {
		if p.waits(line) {
			add("home.show", func() { u.showTakeHome(line.Consent.ID) })
			add("person.more.parent", func() { u.showBare(newFurther(u, p.s, line)) })
		}
		add("person.more.again", p.signAgain)
		add("slate.person", func() { u.showPersonSlate(line.Consent.ID) })
		if c := p.body.Class(); c == part.Phone {
			add("person.receipt", func() { p.receipt(line.Consent.ID) })
		}
		add("person.more.correct", func() { u.push(newCorrection(u, p.s, line)) })
		if p.restricted() {
			add("person.more.lift_restriction", func() { u.try(u.kit.Unrestrict(u.ctx, p.id)); u.refresh() })
		} else {
			add("person.more.restrict", p.restrict)
		}
	}
	if len(p.s.Notes) > 0 {
		add("avoid.lift", p.lift)
	} else {
		add("avoid.film", func() { p.note(consent.AvoidFilm) })
		add("avoid.blur", func() { p.note(consent.AvoidBlur) })
	}
	if declared {
		add("person.more.invalid", func() { u.invalidate(line.Consent.ID) })
	}
	add("person.more.erase", p.erase)
	u.menu(u.called(p.s.PersonRow), nil, rows)
}

// waits: a parent's signature is missing, or another's.
func (p *personSheet) waits(l flow.ConsentLine) bool {
	return p.s.State == consent.WaitingForParent && l.Consent.Minor()
}

// signAgain asks how somebody signs who is known already.
func (p *personSheet) signAgain() { p.u.askWay(p.u.called(p.s.PersonRow), p.again()) }

// again starts with the text the person signed before.
func (p *personSheet) again() flow.SigningStart {
	start := flow.SigningStart{Person: p.id, Band: p.s.Band}
	if n := len(p.s.Consents); n > 0 {
		c := p.s.Consents[n-1].Consent
		start.Terms, start.Language = c.Terms.Key, c.Terms.Language
		if !c.Declared {
			start.Expected = c.ID
		}
	}
	return start
}

func (p *personSheet) note(kind consent.AvoidKind) {
	if _, err := p.u.kit.Avoid(p.u.ctx, flow.Clothing{}, kind, p.id); p.u.try(err) {
		p.u.refresh()
		p.u.toast(p.u.T("avoid."+string(kind)), p.u.T("button.undo"), func() { p.u.try(p.u.kit.LiftAvoid(p.u.ctx, p.id)) })
	}
}

func (p *personSheet) lift() {
	p.u.confirm(question{title: p.u.T("person.lift.title", "name", p.u.called(p.s.PersonRow)), sentence: p.u.T("person.lift.sentence"), word: p.u.T("avoid.lift"), kind: part.Main}, func() {
		if p.u.try(p.u.kit.LiftAvoid(p.u.ctx, p.id)) {
			p.gone()
		}
	})
}

// gone leaves a sheet whose person may be known no more.
func (p *personSheet) gone() {
	if _, err := p.u.kit.Person(p.id, p.u.words.Tag); err == nil {
		p.u.refresh()
		return
	}
	if list, ok := p.u.at(atPeople).(*peopleScreen); ok && list.picked == p.id {
		list.picked, list.sheet = consent.ID{}, nil
	}
	if p.back != nil {
		p.back()
		return
	}
	p.u.refresh()
}

func (p *personSheet) restrict() {
	q := question{title: p.u.T("person.restrict.title"), sentence: p.u.T("person.restrict.sentence"), word: p.u.T("person.more.restrict"), kind: part.Main}
	p.u.confirm(q, func() {
		p.u.try(p.u.kit.Restrict(p.u.ctx, p.id, 0))
		p.u.refresh()
	})
}

// invalidate says, with a reason, that a declaration should never have counted.
func (u *UI) invalidate(id consent.ID) {
	var reason string
	d := &part.Dialog{Title: u.T("person.invalid.title"), Sentence: u.T("person.invalid.sentence")}
	do := part.NewButton(u.T("person.more.invalid"), "", part.Danger, func() {
		d.Hide()
		u.try(u.kit.Invalidate(u.ctx, id, reason))
		u.refresh()
	})
	check := func(v string) {
		reason = v
		missing := ""
		if v == "" {
			missing = u.T("lack.reason")
		}
		do.SetMissing(missing, nil)
	}
	check("")
	d.Body = []fyne.CanvasObject{part.NewField(part.FieldOptions{Label: u.T("person.invalid.reason"), Crew: true, OnChanged: check})}
	d.Actions = []*part.Button{part.NewButton(u.T("button.cancel"), "", part.Outline, d.Hide), do}
	d.Show(u.stage)
}

// erase asks once and says what stays.
func (p *personSheet) erase() {
	u := p.u
	q := question{
		title: u.T("person.erase.title", "name", u.called(p.s.PersonRow)), sentence: u.T("person.erase.sentence"),
		word: u.T("person.more.erase"), icon: "delete", kind: part.Danger,
	}
	u.confirm(q, func() {
		d := &part.Dialog{Title: u.T("person.erase.working"), Sentence: u.T("person.erase.wait"), Firm: true}
		bar := part.NewProgress()
		d.Body = []fyne.CanvasObject{bar}
		d.Show(u.stage)
		u.work(func(ctx context.Context) error {
			return u.kit.Erase(ctx, p.id, func(g flow.Progress) {
				if u.opt.Go == nil && g.Total > 0 {
					fyne.Do(func() { bar.Set(float32(g.Done)/float32(g.Total), part.Running) })
				}
			})
		}, func(err error) {
			d.Hide()
			if u.try(err) {
				u.toast(u.T("person.erase.done"), "", nil)
			}
			p.gone()
		})
	})
}

// question is what is asked once before something is done.
type question struct {
	title, sentence, word, icon string
	kind                        part.Kind
}

func (u *UI) confirm(q question, do func()) {
	d := &part.Dialog{Title: q.title, Sentence: q.sentence}
	yes := part.NewButton(q.word, q.icon, q.kind, func() { d.Hide(); do() })
	d.Actions = []*part.Button{part.NewButton(u.T("button.cancel"), "", part.Outline, d.Hide), yes}
	d.Show(u.stage)
}
