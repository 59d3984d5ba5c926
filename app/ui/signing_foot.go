package ui

import (
	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// foot is the refusal and the way forward. With Hold, the way forward is the
// button that is held.
func (g *signing) foot(c part.Class) fyne.CanvasObject {
	word := g.t("button.not_taking_part")
	if g.minor() {
		word = g.t("button.we_not_taking_part")
	}
	no := part.NewButton(word, "", part.Outline, g.refuse).SetHeight(72)
	if g.held == nil {
		return actions(c, no, g.next)
	}
	g.slot = part.Column(0, g.next)
	g.check()
	return actions(c, no, g.slot)
}

// check says on the way forward what is missing.
func (g *signing) check() {
	if g.next == nil {
		return
	}
	words, lead := "", func() {}
	if lacks := g.s.Missing(); len(lacks) > 0 {
		words, lead = g.lack(lacks[0]), func() { g.lead(lacks[0]) }
	}
	if g.busy {
		words = g.t("signing.saving")
	}
	g.next.SetMissing(words, lead)
	if g.held != nil && g.slot != nil {
		g.slot.Objects = []fyne.CanvasObject{g.next}
		if words == "" {
			g.slot.Objects[0] = g.held
		}
		part.Adopt(g.body, g.slot)
		g.slot.Refresh()
	}
}

func (g *signing) lack(l flow.Lack) string {
	if l.Key == flow.LackAnswers {
		return g.words.N("sign.answers_to_go", l.Count)
	}
	return g.t("lack." + l.Key)
}

// lead brings the first thing that is missing into view.
func (g *signing) lead(l flow.Lack) {
	switch {
	case l.Key == flow.LackName && g.name != nil:
		g.scroll.ShowPlace(0)
		if cv := fyne.CurrentApp().Driver().CanvasForObject(g.body); cv != nil {
			cv.Focus(g.name.Focusable())
		}
	case l.Key == flow.LackAnswers:
		n, i := len(g.s.Questions()), 0
		for ; i < n && g.s.Questions()[i].Answer != ""; i++ {
		}
		g.scroll.ShowPlace(g.scroll.HeightFor(g.scroll.Size().Width) * float32(i) / float32(n+2))
	case l.Key == flow.LackSignature:
		g.scroll.ShowPlace(g.scroll.HeightFor(g.scroll.Size().Width))
	}
}

// refuse ends it with a no: nothing personal is kept, and the person is thanked.
func (g *signing) refuse() {
	if g.try(g.s.Refuse(g.u.ctx)) {
		g.refused = true
		g.body.Rebuild()
	}
}

// thanks tells somebody who does not take part that this is fine.
func (g *signing) thanks(c part.Class) fyne.CanvasObject {
	sign := part.NewCard(part.Column(part.Gap8,
		part.NewText(g.t("signing.no.show"), part.Read.In(part.Stop.Word()).At(fyne.TextAlignCenter)),
		part.Center(part.NewGlyph(part.Stop, 104)),
		part.NewText(g.t("status.person.do_not_film"), part.Hero.In(part.Stop.Word()).At(fyne.TextAlignCenter))), 28)
	sign.Fill, sign.Edge, sign.Width = part.Stop.Soft(), part.Stop.Word(), 2
	rows := part.Column(part.Gap16, part.NewWrap(g.t("signing.no.title"), part.Hero), part.NewWrap(g.t("signing.no.sentence"), part.Read),
		part.NewWrap(g.t("signing.no.nothing"), part.Read.In(part.ColorText2)), sign, part.NewWrap(g.t("signing.no.wear"), part.Read))
	changed := part.NewButton(g.t("signing.no.changed"), "", part.Outline, func() {
		s, err := g.u.kit.Begin(g.u.ctx, g.begun())
		g.u.handOver(s, g.start, err)
	}).SetHeight(72)
	done := part.NewButton(g.t("button.done"), "", part.Main, func() { g.u.handBack(g.u.afterRefusal) }).SetHeight(72)
	body := part.NewScroll(part.Pad(part.MaxWidth(rows, 640), part.Gap48, c.Padding(), part.Gap24, c.Padding()))
	return part.Column(0, part.Grow(body), actions(c, changed, done))
}

// finish signs: when it returns, the declaration is on the disk.
func (g *signing) finish() {
	if g.busy {
		return
	}
	g.busy = true
	g.check()
	var receipt flow.Receipt
	g.u.work(g.signed(&receipt), func(err error) {
		g.busy = false
		if err != nil {
			g.check()
			g.try(err)
			return
		}
		r := newReceipt(g.u, receipt, func() { g.u.handBack(func() { g.u.justSigned(receipt) }) })
		r.hand, r.large = true, g.large
		g.u.showBare(r)
	})
}

// handBack ends a hand-over: the crew proves itself with the PIN, if there is one.
func (u *UI) handBack(after func()) {
	if !u.kit.HasPIN() {
		u.endBare()
		after()
		return
	}
	u.kit.Lock()
	u.showBare(newLock(u, func() {
		u.endBare()
		after()
	}))
}

// afterRefusal offers to note what somebody wears who does not take part.
func (u *UI) afterRefusal() {
	d := &part.Dialog{Title: u.T("signing.refused.title"), Sentence: u.T("signing.refused.sentence")}
	note := part.NewButton(u.T("signing.refused.note"), "checkroom", part.Outline, func() { d.Hide(); u.noteAvoid(consent.ID{}) })
	d.Actions = []*part.Button{note, part.NewButton(u.T("button.done"), "", part.Main, d.Hide)}
	d.Show(u.stage)
}
