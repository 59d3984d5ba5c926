package ui

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// shootScreen holds what every signing, clip and band of the day starts with.
type shootScreen struct {
	u       *UI
	body    *part.Adaptive
	draft   flow.ShootDraft
	day     string
	terms   string
	purpose consent.Purpose
	busy    bool
	err     error
	save    *part.Button
}

// editShoot opens the defaults of the shoot.
func (u *UI) editShoot() {
	s := u.kit.Shoot()
	p := &shootScreen{u: u, terms: s.Terms, purpose: s.Purpose, day: strconv.Itoa(s.Day)}
	p.draft = flow.ShootDraft{Unit: s.Unit, Band: s.Band, Place: s.Place, Terms: s.AllTerms, Language: s.Language}
	p.body = part.NewScreen(u.shell, p.build)
	u.push(p)
}

func (p *shootScreen) object() fyne.CanvasObject { return p.body }
func (p *shootScreen) show()                     { p.body.Rebuild() }

func (p *shootScreen) build(c part.Class) fyne.CanvasObject {
	t, side := p.u.T, c.Padding()
	head := part.NewHead(part.HeadOptions{Title: t("shoot.title"), Back: p.u.back, Narrow: c == part.Phone})
	pair := func(a, b fyne.CanvasObject) fyne.CanvasObject { return part.Equal(part.Gap16, a, b) }
	rows := []fyne.CanvasObject{
		pair(p.number(), p.field("shoot.unit", &p.draft.Unit)),
		pair(p.field("shoot.band", &p.draft.Band), part.Space()),
		p.field("shoot.place", &p.draft.Place),
		p.chips("shoot.terms", p.termsItems(), p.terms, func(key string) { p.terms = key }),
		p.chips("shoot.language", p.languageItems(), p.draft.Language, func(key string) { p.draft.Language = key }),
		p.chips("shoot.purpose", p.purposeItems(), string(p.purpose), func(key string) { p.purpose = consent.Purpose(key) }),
	}
	if c != part.Phone {
		rows = append([]fyne.CanvasObject{part.Equal(part.Gap16, p.number(), p.field("shoot.unit", &p.draft.Unit), p.field("shoot.band", &p.draft.Band))}, rows[2:]...)
	}
	if p.err != nil {
		rows = append([]fyne.CanvasObject{part.NewErrorCard(t("error.title"), p.u.sentence(p.err), nil, nil)}, rows...)
	}
	form := part.NewScroll(part.Column(part.Gap16, append(rows, part.Space())...))
	return screenOf(c, head, part.Pad(form, 0, side, part.Gap16, side), p.bar(c))
}

func (p *shootScreen) bar(c part.Class) fyne.CanvasObject {
	next := part.NewButton(p.u.T("shoot.next_day"), "today", part.Other, p.nextDay).SetHeight(72)
	p.save = part.NewButton(p.u.T("button.save"), "", part.Main, func() { p.keep(true) }).SetHeight(72)
	p.check()
	if c == part.Phone {
		return part.NewActionBar(c, next.SetHeight(64), part.Grow(p.save.SetHeight(64)))
	}
	return part.NewActionBar(c, next, part.Space(), part.Fixed(p.save, 320, 0))
}

func (p *shootScreen) check() {
	if p.save == nil {
		return
	}
	missing := ""
	if n, err := strconv.Atoi(strings.TrimSpace(p.day)); err != nil || n < 1 || n > 9999 {
		missing = p.u.T("shoot.day_missing")
	}
	p.save.SetMissing(missing, nil)
}

func (p *shootScreen) number() fyne.CanvasObject {
	f := part.NewNumberField(part.FieldOptions{Label: p.u.T("shoot.day"), Crew: true, OnChanged: func(s string) {
		p.day = s
		p.check()
	}}, 1, 9999)
	f.SetText(p.day)
	return f
}

func (p *shootScreen) field(key string, v *string) fyne.CanvasObject {
	f := part.NewField(part.FieldOptions{Label: p.u.T(key), Crew: true, OnChanged: func(s string) { *v = s }})
	f.SetText(*v)
	return f
}

// chips is one choice of a line that goes on at its right edge.
func (p *shootScreen) chips(key string, items []part.FilterItem, picked string, pick func(string)) fyne.CanvasObject {
	bar := part.NewFilterBar(pick, items...)
	bar.Pick(picked)
	return part.Column(part.Gap8, part.NewText(p.u.T(key), part.RowTitle), part.NewWrap(p.u.T(key+".note"), part.Note), bar)
}

// termsItems are the texts that people sign, without those for places.
func (p *shootScreen) termsItems() []part.FilterItem {
	var out []part.FilterItem
	for _, l := range p.u.kit.Terms(p.u.words.Tag) {
		if l.Signed && !l.Place {
			out = append(out, part.FilterItem{Key: l.Key, Word: p.u.termsWord(l.Key), Count: -1})
		}
	}
	return out
}

// languageItems are those the picked text exists in.
func (p *shootScreen) languageItems() []part.FilterItem {
	var out []part.FilterItem
	for _, l := range p.u.kit.Terms(p.u.words.Tag) {
		for _, tag := range l.Languages {
			if l.Key == p.terms {
				out = append(out, part.FilterItem{Key: tag, Word: p.u.languageWord(tag), Count: -1})
			}
		}
	}
	return out
}

func (p *shootScreen) purposeItems() []part.FilterItem {
	var out []part.FilterItem
	for _, use := range p.u.kit.Uses() {
		out = append(out, part.FilterItem{Key: string(use), Word: p.u.purposeWord(use), Count: -1})
	}
	return out
}

// nextDay opens the next day with what stands on the screen.
func (p *shootScreen) nextDay() {
	n := p.u.kit.Shoot().Day + 1
	d := &part.Dialog{Title: p.u.T("shoot.next_title", "n", n), Sentence: p.u.T("shoot.next_note")}
	d.Actions = []*part.Button{
		part.NewButton(p.u.T("button.cancel"), "", part.Outline, d.Hide),
		part.NewButton(p.u.T("shoot.next_day"), "", part.Main, func() { d.Hide(); p.keep(false) }),
	}
	d.Show(p.u.stage)
}

// keep changes the open shoot, or opens the next.
func (p *shootScreen) keep(change bool) {
	if p.busy {
		return
	}
	d := p.draft
	d.Change, d.Terms = change, firstOf(p.terms, p.draft.Terms)
	if change {
		d.Day, _ = strconv.Atoi(strings.TrimSpace(p.day))
	}
	set := p.u.kit.Settings()
	set.Purpose = p.purpose
	p.busy = true
	p.u.work(func(ctx context.Context) error {
		if _, err := p.u.kit.OpenShoot(ctx, d); err != nil {
			return err
		}
		return p.u.kit.SetSettings(ctx, set)
	}, func(err error) {
		p.busy, p.err = false, err
		if err != nil {
			p.body.Rebuild()
			return
		}
		p.u.back()
	})
}

// firstOf puts a key before the others.
func firstOf(key string, keys []string) []string {
	if key == "" {
		return keys
	}
	rest := slices.DeleteFunc(slices.Clone(keys), func(k string) bool { return k == key })
	return append([]string{key}, rest...)
}

func isBlank(s string) bool { return strings.TrimSpace(s) == "" }
