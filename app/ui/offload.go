package ui

import (
	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
)

// cardsScreen lists the cards that were here, each with its word. While a card
// is copied it shows that and nothing else.
type cardsScreen struct {
	u     *UI
	cards []flow.CardLine
	err   error
	body  *part.Adaptive
}

func newCards(u *UI) place {
	p := &cardsScreen{u: u}
	p.body = part.NewScreen(u.shell, p.build)
	return p
}

func (p *cardsScreen) object() fyne.CanvasObject { return p.body }

func (p *cardsScreen) show() {
	if p.u.copies == nil {
		p.cards, p.err = p.u.kit.PastCards(p.u.ctx)
	}
	p.body.Rebuild()
}

func (p *cardsScreen) build(c part.Class) fyne.CanvasObject {
	if p.u.copies != nil {
		return p.u.copies.build(c)
	}
	side := c.Padding()
	head := part.NewHead(part.HeadOptions{Title: p.u.T("nav.cards"), Narrow: c == part.Phone})
	begin := part.NewButton(p.u.T("offload.begin"), "sd_card", part.Main, p.u.copyCard).SetHeight(72)
	return screenOf(c, head, part.Pad(p.list(c), 0, side, part.Gap16, side), oneAction(c, begin))
}

func (p *cardsScreen) list(c part.Class) fyne.CanvasObject {
	switch {
	case p.err != nil:
		return part.Column(0, part.NewErrorCard(p.u.T("error.title"), p.u.sentence(p.err), nil, nil), part.Space())
	case len(p.cards) == 0:
		return part.NewEmptyState("sd_card", p.u.T("offload.empty"), p.u.T("offload.empty.note"))
	}
	rows := make([]fyne.CanvasObject, 0, len(p.cards))
	for i := range p.cards {
		rows = append(rows, p.row(&p.cards[i], c))
	}
	return part.NewScroll(part.Column(0, part.Rows(rows...), part.Space()))
}

// row is one card with its word; on a phone the word stands under the label.
func (p *cardsScreen) row(l *flow.CardLine, c part.Class) fyne.CanvasObject {
	status, word := p.u.cardWord(l.Verdict.Word)
	open := func() { p.u.push(newCard(p.u, l.ID, nil)) }
	lead, title := part.NewIconDisc("sd_card", status), p.u.T("offload.card", "label", l.Label)
	if c == part.Phone {
		row := part.NewRow(lead, title, "", nil, open).SetHeight(80)
		row.SetSubStatus(status, word)
		return row
	}
	_, other := p.u.cardWord(flow.DoNotWipe)
	_, longest := p.u.cardWord(flow.Reuse)
	note := dotted(p.u.N("count.clips", l.Clips), p.u.bytesWord(l.Bytes), p.u.words.Date(l.Last), p.u.words.Clock(l.Last))
	return part.NewRow(lead, title, note, part.NewPill(status, word).Reserve(other, longest), open).SetHeight(80)
}
