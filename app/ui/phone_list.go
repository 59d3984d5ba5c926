package ui

import (
	"fmt"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
)

// phoneList is the live list of phones with its counters.
type phoneList struct {
	u      *UI
	crowd  bool
	order  phoneOrder
	filter string
	rows   []flow.PhoneLine
	board  flow.PhoneBoard
	bar    *part.FilterBar
	slot   *fyne.Container // what is new, or how full it is
	list   *part.Grid
	cells  map[*part.Row]phoneCell
	card   *fyne.Container // the list, or what stands in its place
	empty  bool
	frame  string // for which the list was made
	made   fyne.CanvasObject
}

// phoneCell is what a row shows beside its words.
type phoneCell struct {
	code *part.Text   // nil in a crowd
	who  *part.Avatar // in a crowd
	same *part.Button
	help *part.Button
	seen *part.Icon // the codes were compared
	pill *part.Pill // nil where there is no room
	time bool       // there is room for when it came
}

const phoneRow, newsHigh = 80, 60

func newPhoneList(u *UI) *phoneList {
	p := &phoneList{u: u, filter: phonesAll, slot: part.Column(0), card: part.Column(0)}
	p.bar = part.NewFilterBar(func(key string) {
		p.filter = key
		p.resort()
	})
	p.bar.Pick(phonesAll)
	return p
}

// take shows the phones as they are now.
func (p *phoneList) take(b flow.PhoneBoard) {
	p.board, p.crowd = b, b.Crowd
	first := len(p.order.lines) == 0
	p.order.merge(b.Phones)
	if first || p.fits() {
		p.order.known = len(p.order.lines)
	}
	p.draw()
}

// resort brings the lines in order, because a person asked for it.
func (p *phoneList) resort() {
	p.order.sort()
	p.draw()
	if p.list != nil {
		p.list.ScrollToTop()
	}
}

// fits: all lines are in view, so a new one is seen where it is added.
func (p *phoneList) fits() bool {
	return p.list != nil && float32(len(p.order.lines))*phoneRow <= p.list.Size().Height
}

func (p *phoneList) draw() {
	p.rows = p.order.of(p.filter)
	p.bar.SetItems(p.items()...)
	p.fill(p.slot, p.news())
	if p.list == nil {
		return
	}
	if empty := len(p.rows) == 0; empty != p.empty || len(p.card.Objects) == 0 {
		p.empty = empty
		p.fill(p.card, p.inside())
	}
	p.list.Reload()
}

// fill puts something else into a container that is shown.
func (p *phoneList) fill(c *fyne.Container, o fyne.CanvasObject) {
	c.Objects = []fyne.CanvasObject{part.Grow(o)}
	part.Adopt(p.bar, c)
	c.Refresh()
}

// counts are the numbers of a crowd that stand elsewhere too.
func (p *phoneList) counts() string {
	b := p.board
	if !b.Crowd {
		return ""
	}
	return fmt.Sprint(b.Here, b.Signed, b.Refused, b.Away, b.InLine, len(p.order.of(phonesHelp)))
}

func (p *phoneList) items() []part.FilterItem {
	t, n := p.u.T, func(f string) int { return len(p.order.of(f)) }
	return []part.FilterItem{
		{Key: phonesAll, Word: t("people.all"), Count: n(phonesAll)},
		{Key: phonesHelp, Word: t("phone.filter.help"), Icon: "back_hand", Color: part.ColorAccent, Count: n(phonesHelp)},
		{Key: phonesHere, Word: t("phone.filter.here"), Icon: "mobile", Color: part.ColorText2, Count: n(phonesHere)},
		{Key: phonesSigned, Word: t("phone.filter.signed"), Icon: "draw", Color: part.ColorText2, Count: n(phonesSigned)},
		{Key: phonesNo, Word: t("phone.filter.no"), Icon: "close", Color: part.ColorText2, Count: n(phonesNo)},
		{Key: phonesAway, Word: t("phone.filter.away"), Icon: part.Wait.Icon(), Color: part.Wait.Word(), Count: n(phonesAway)},
	}
}

// news is one line that is always there, so that nothing moves when it says
// something else: help first, then who came, then how full the network is.
func (p *phoneList) news() fyne.CanvasObject {
	if l, ok := p.order.helping(); ok {
		line := part.Line(part.Gap12, part.NewIcon("back_hand", 28, part.ColorAccent), part.Grow(part.NewCutText(p.helpWord(l), part.RowTitle)), part.NewIcon("chevron_right", 24, part.ColorAccent))
		card := part.NewCard(line, part.Gap16)
		card.Fill, card.Edge, card.Width, card.Radius = part.ColorSoft, part.ColorAccent, 2, 12
		return part.NewTouch(card, func() { p.u.openPhone(l) })
	}
	if n := p.order.fresh(); n > 0 {
		return part.NewButton(p.u.N("button.show_new", n), "", part.Other, p.resort).SetHeight(newsHigh)
	}
	icon, words, style := "wifi", p.u.N("phone.here", p.board.Here), part.Note
	switch {
	case p.board.Full:
		icon, style, words = "warning", part.Strong.In(part.Limit.Word()), p.u.fullWords(p.board)
	case p.board.Room > 0:
		words = p.u.T("phone.here.of", "n", p.board.Here, "room", p.board.Room)
	}
	text := part.NewWrap(words, style)
	return part.Fixed(part.Line(part.Gap12, part.NewIcon(icon, 24, style.Color), part.Grow(text)), 0, newsHigh)
}

// fullWords say that the network carries no more phones.
func (u *UI) fullWords(b flow.PhoneBoard) string {
	if b.InLine > 0 {
		return u.N("phone.full.line", b.InLine)
	}
	return u.T("phone.full", "n", b.Room)
}

func (p *phoneList) helpWord(l flow.PhoneLine) string {
	if l.Code == "" {
		return p.u.T("phone.needs_help")
	}
	return p.u.T("phone.needs_help_of", "code", l.Code)
}

// object is the list for a frame. It is made once: a screen that is drawn anew
// must not take it from under the hand.
func (p *phoneList) object(c part.Class) fyne.CanvasObject {
	if now := fmt.Sprint(c, p.crowd, p.u.words.Tag); now != p.frame {
		p.frame = now
		p.made = p.make(c)
	}
	return p.made
}

func (p *phoneList) make(c part.Class) fyne.CanvasObject {
	p.cells = map[*part.Row]phoneCell{}
	p.list = part.NewList(phoneRow, func() int { return len(p.rows) }, func() fyne.CanvasObject { return p.newRow(c) }, p.row)
	p.empty = len(p.rows) == 0
	p.card.Objects = []fyne.CanvasObject{part.Grow(p.inside())}
	return part.Column(part.Gap8, p.slot, p.bar, part.Fixed(part.Space(), 0, 0), part.Grow(p.card))
}

// inside is the list, or what will stand there.
func (p *phoneList) inside() fyne.CanvasObject {
	if !p.empty {
		return part.NewCard(p.list, 0)
	}
	if len(p.order.lines) > 0 {
		return part.NewEmptyState("mobile", p.u.T("phone.none_such"), "")
	}
	key := "phone.none.note"
	if p.crowd {
		key = "phone.none.crowd"
	}
	return part.NewEmptyState("mobile", p.u.T("phone.none"), p.u.T(key))
}

func (p *phoneList) newRow(c part.Class) fyne.CanvasObject {
	cell := phoneCell{
		same: part.NewButton(p.u.T("phone.same"), "", part.Outline, nil).SetHeight(48),
		help: part.NewButton(p.u.T("phone.help"), "back_hand", part.Other, nil).SetHeight(48).SetIconColor(part.ColorAccent),
		seen: part.NewIcon("check", 24, part.ColorAccent),
		time: c != part.Phone,
	}
	trail := []fyne.CanvasObject{cell.help, cell.same, cell.seen}
	if c == part.Tablet {
		cell.pill = part.NewPill(part.Unknown, "")
		trail = append(trail, cell.pill)
	}
	var lead fyne.CanvasObject
	if p.crowd {
		cell.who = part.NewAvatar("", 44)
		lead = cell.who
	} else {
		cell.code = part.NewText("", part.Style{Size: 26, Mono: true})
		lead = part.Fixed(cell.code, 84, 0)
	}
	r := part.NewRow(lead, " ", " ", part.Line(part.Gap8, trail...), nil).SetHeight(phoneRow)
	if c == part.Phone {
		r.SetTitleStyle(part.RowTitle.Sized(17))
	}
	p.cells[r] = cell
	return r
}

func (p *phoneList) row(i int, o fyne.CanvasObject) {
	row, l := o.(*part.Row), p.rows[i]
	cell := p.cells[row]
	color := part.ColorText
	if l.Gone || l.Ended && !l.Step.Over() {
		color = part.ColorText2
	}
	p.lead(cell, l, color)
	row.SetTitleStyle(part.RowTitle.In(color))
	row.SetTitle(p.u.phoneTitle(l))
	row.SetSub(p.u.phoneNote(l, cell.time || !toCompare(l) && !needsHelp(l)))
	p.state(row, cell, l)
	row.OnTapped(func() { p.u.openPhone(l) })
}

// state shows what waits for the crew, else where it ended.
func (p *phoneList) state(row *part.Row, cell phoneCell, l flow.PhoneLine) {
	help := needsHelp(l)
	same := toCompare(l) && !help && !p.crowd
	cell.help.Hidden, cell.same.Hidden, cell.seen.Hidden = !help, !same, !l.Same || help || l.Step.Over()
	cell.help.OnTapped(func() { p.u.openPhone(l) })
	cell.same.OnTapped(func() { p.same(l) })
	status, word, done := p.u.phoneStatus(l)
	if cell.pill != nil {
		cell.pill.Hidden = !done
		cell.pill.Set(status, word)
	} else if done && !l.Duplicate {
		row.SetSubStatus(status, word)
	}
	row.Refresh()
}

// lead is what ties the line to a phone or a person: the code on both screens;
// in a crowd, where there is none, whoever signed.
func (p *phoneList) lead(cell phoneCell, l flow.PhoneLine, color fyne.ThemeColorName) {
	if cell.code != nil {
		cell.code.SetStyle(part.Style{Size: 26, Mono: true, Color: color})
		cell.code.SetText(l.Code)
		return
	}
	cell.who.SetInitials(part.Initials(l.Name))
	if l.Name == "" {
		cell.who.SetIcon("mobile")
	}
}

// same notes that somebody has seen the code on the phone.
func (p *phoneList) same(l flow.PhoneLine) {
	if p.u.phones != nil {
		p.u.try(p.u.phones.desk.Same(l.ID, true))
		p.u.refresh()
	}
}
