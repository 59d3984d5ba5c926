package ui

import (
	"context"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// takeHomePage is what a guardian who is not here answers with later: a code
// for the pocket, in letters as large as one photographs them.
type takeHomePage struct {
	u    *UI
	id   consent.ID
	l    flow.TakeHomeLine
	err  error
	body *part.Adaptive
}

// showTakeHome shows the code of a declaration that waits for a guardian.
func (u *UI) showTakeHome(id consent.ID) {
	p := &takeHomePage{u: u, id: id}
	p.body = part.NewScreen(u.shell, p.build)
	u.push(p)
}

func (p *takeHomePage) object() fyne.CanvasObject { return p.body }

func (p *takeHomePage) show() {
	p.l, p.err = p.u.kit.TakeHome(p.u.ctx, p.id)
	p.body.Rebuild()
}

func (p *takeHomePage) build(c part.Class) fyne.CanvasObject {
	t, side := p.u.T, c.Padding()
	head := part.NewHead(part.HeadOptions{Title: t("home.title"), Back: p.u.back, Narrow: c == part.Phone})
	if p.err != nil {
		return screenOf(c, head, part.Pad(part.Column(0, part.NewErrorCard(t("error.title"), p.u.sentence(p.err), nil, nil), part.Space()), 0, side, 0, side), nil)
	}
	card := p.u.takeHomePlate(p.u.T, p.l, p.u.day(p.l.By), c)
	rows := part.Column(part.Gap16, part.NewWrap(p.l.Label, part.Section), card, part.NewWrap(p.where(), part.Body.In(part.ColorText2)))
	print := part.NewButton(t("home.print"), "print", part.Main, p.print).SetHeight(72)
	return screenOf(c, head, part.NewScroll(part.Pad(part.MaxWidth(rows, 640), 0, side, part.Gap24, side)), oneAction(c, print))
}

// where says where the code is typed, or that it works on the set only.
func (p *takeHomePage) where() string {
	if p.l.Base == "" {
		return p.u.T("home.no_page")
	}
	return p.u.T("home.how")
}

// takeHomePlate is the code in letters, a code to scan where there is a link,
// and the last day to answer.
func (u *UI) takeHomePlate(t func(string, ...any) string, l flow.TakeHomeLine, by string, c part.Class) *part.Card {
	size, side := float32(56), float32(260)
	if c == part.Phone {
		size, side = 40, 260
	}
	center := func(st part.Style) part.Style { return inked(st).At(fyne.TextAlignCenter) }
	types := "home.code"
	if line, err := u.kit.Consent(l.Consent); err == nil && !line.Consent.Minor() {
		types = "home.code.self"
	}
	above := []fyne.CanvasObject{part.NewWrap(t(types), center(part.RowTitle)), part.NewText(l.Code, center(part.Style{Size: size, Mono: true}))}
	var code fyne.CanvasObject
	if len(l.QR) > 0 {
		code = codeOf(l.QR, side)
	}
	var below []fyne.CanvasObject
	if l.Base != "" {
		below = append(below, part.NewWrap(l.Base, center(part.Style{Size: 18, Mono: true})))
	}
	if by != "" {
		below = append(below, part.NewWrap(t("home.by", "date", by), center(part.Read)))
	}
	return plate(above, code, below...)
}

func (p *takeHomePage) print() {
	p.u.printCards([]consent.ID{p.id})
}

// printCards prints the codes of several, to cut up.
func (u *UI) printCards(ids []consent.ID) {
	u.printPage(u.T("home.print"), u.T("home.file", "date", u.opt.Now().Format("2006-01-02")), func(ctx context.Context) ([]byte, error) {
		return u.kit.TakeHomeCards(ctx, ids)
	})
}

// askPublicPage asks where answers from home are typed.
func (u *UI) askPublicPage(saved func()) {
	at := u.kit.PublicPage()
	d := &part.Dialog{Title: u.T("home.page"), Sentence: u.T("home.page.sentence")}
	field := part.NewField(part.FieldOptions{Label: u.T("home.page.address"), Placeholder: "https://", Crew: true, OnChanged: func(s string) { at = s }})
	field.SetText(at)
	save := part.NewButton(u.T("button.save"), "", part.Main, func() {
		if err := u.kit.SetPublicPage(u.ctx, at); err != nil {
			field.SetError(u.T("home.page.wrong"))
			return
		}
		d.Hide()
		saved()
	})
	d.Body = []fyne.CanvasObject{field}
	d.Actions = []*part.Button{part.NewButton(u.T("button.cancel"), "", part.Outline, d.Hide), save}
	d.Show(u.stage)
}
