package ui

import (
	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// phoneSetup changes what is signed on phones: which text, in which language,
// and whether a few sign or a crowd.
type phoneSetup struct {
	u     *UI
	body  *part.Adaptive
	start flow.PhoneStart
	few   bool // from now on for anybody, not only for whom the crew picked
}

func newPhoneSetup(u *UI) place {
	p := &phoneSetup{u: u}
	if u.phones != nil {
		b := u.phones.desk.Board()
		p.start = u.phones.start
		p.start.Terms, p.start.Language, p.start.Crowd = b.Terms, b.Language, b.Crowd
	}
	p.body = part.NewScreen(u.shell, p.build)
	return p
}

func (p *phoneSetup) object() fyne.CanvasObject { return p.body }
func (p *phoneSetup) show()                     { p.body.Rebuild() }

func (p *phoneSetup) build(c part.Class) fyne.CanvasObject {
	t, side := p.u.T, c.Padding()
	head := part.NewHead(part.HeadOptions{Title: t("phone.setup.title"), Back: p.u.back, Narrow: c == part.Phone})
	rows := []fyne.CanvasObject{p.mode(), p.chips("phone.setup.terms", p.terms(), p.start.Terms, p.pickTerms), p.chips("phone.setup.language", p.languages(), p.start.Language, func(tag string) { p.start.Language = tag })}
	if p.picked() {
		row := part.NewCheckRow(t("phone.setup.anybody"), "", func(on bool) { p.few = on })
		row.SetOn(p.few)
		rows = append(rows, row)
	}
	form := part.NewScroll(part.Pad(column(c, part.Column(part.Gap24, rows...)), 0, side, part.Gap24, side))
	return screenOf(c, head, form, oneAction(c, part.NewButton(t("phone.setup.use"), "", part.Main, p.use).SetHeight(72)))
}

// picked: the code is for somebody the crew picked.
func (p *phoneSetup) picked() bool { return !p.start.Person.IsZero() || !p.start.Expected.IsZero() }

// mode is a few people whose codes are compared, or a crowd.
func (p *phoneSetup) mode() fyne.CanvasObject {
	row := func(crowd bool, icon, key string) fyne.CanvasObject {
		var mark fyne.CanvasObject
		if p.start.Crowd == crowd {
			mark = part.NewIcon("check", 26, part.ColorAccent)
		}
		r := part.NewRow(part.NewIcon(icon, 28, part.ColorText2), p.u.T(key), p.u.T(key+".note"), mark, func() { p.setCrowd(crowd) })
		r.SetChosen(p.start.Crowd == crowd)
		return r.SetHeight(84)
	}
	return part.Column(part.Gap8, part.NewText(p.u.T("phone.setup.mode"), part.RowTitle), part.Rows(row(false, "group", "phone.setup.few"), row(true, "groups", "phone.setup.crowd")))
}

// setCrowd picks the text that is made for a crowd, and the shoot's for a few.
func (p *phoneSetup) setCrowd(crowd bool) {
	p.start.Crowd = crowd
	if crowd {
		p.start.Person, p.start.Expected = consent.ID{}, consent.ID{}
		p.pickTerms("crowd")
	} else {
		p.pickTerms(p.u.kit.Shoot().Terms)
	}
	p.body.Rebuild()
}

// pickTerms keeps the language where the text exists in it.
func (p *phoneSetup) pickTerms(key string) {
	for _, l := range p.u.kit.Terms(p.u.words.Tag) {
		if l.Key != key || len(l.Languages) == 0 {
			continue
		}
		p.start.Terms = key
		known := false
		for _, tag := range l.Languages {
			known = known || tag == p.start.Language
		}
		if !known {
			p.start.Language = l.Languages[0]
		}
	}
	p.body.Rebuild()
}

func (p *phoneSetup) chips(key string, items []part.FilterItem, picked string, pick func(string)) fyne.CanvasObject {
	chips := part.NewPicks(func(k string) {
		if k == "" { // a text is always picked
			p.body.Rebuild()
			return
		}
		pick(k)
	}, items...)
	chips.Pick(picked)
	return part.Column(part.Gap8, part.NewText(p.u.T(key), part.RowTitle), part.NewWrap(p.u.T(key+".note"), part.Note), chips)
}

// terms are the texts that people sign, without those for places.
func (p *phoneSetup) terms() []part.FilterItem {
	var out []part.FilterItem
	for _, l := range p.u.kit.Terms(p.u.words.Tag) {
		if l.Signed && !l.Place {
			out = append(out, part.FilterItem{Key: l.Key, Word: p.u.termsWord(l.Key), Count: -1})
		}
	}
	return out
}

func (p *phoneSetup) languages() []part.FilterItem {
	var out []part.FilterItem
	for _, l := range p.u.kit.Terms(p.u.words.Tag) {
		for _, tag := range l.Languages {
			if l.Key == p.start.Terms {
				out = append(out, part.FilterItem{Key: tag, Word: capital(p.u.phoneLanguage(tag)), Count: -1})
			}
		}
	}
	return out
}

func (p *phoneSetup) use() {
	start := p.start
	if p.few {
		start.Person, start.Expected = consent.ID{}, consent.ID{}
	}
	p.u.beginPhones(start, p.u.back)
}
