package ui

import (
	"context"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// personSheet is one person: which uses, until when, in which clips.
type personSheet struct {
	u      *UI
	id     consent.ID
	back   func() // nil beside the list
	s      flow.PersonSheet
	err    error
	body   *part.Adaptive
	scroll *part.Scroll

	reach   flow.Reach // what has to hear of a change, and cannot
	reachOf consent.ID
}

func newPersonSheet(u *UI, id consent.ID, back func()) *personSheet {
	p := &personSheet{u: u, id: id, back: back}
	p.body = part.NewScreen(u.shell, p.build)
	return p
}

func (p *personSheet) object() fyne.CanvasObject { return p.body }

func (p *personSheet) show() {
	if p.id.IsZero() {
		p.body.Rebuild()
		return
	}
	p.s, p.err = p.u.kit.Person(p.id, p.u.words.Tag)
	p.body.Rebuild()
	if p.err == nil {
		p.tellReach()
	}
}

// turnTo shows somebody else on the same sheet.
func (p *personSheet) turnTo(id consent.ID) {
	p.id, p.scroll = id, nil
	p.show()
}

func (p *personSheet) build(c part.Class) fyne.CanvasObject {
	switch {
	case p.id.IsZero():
		return part.NewEmptyState("person", p.u.T("person.nobody"), "")
	case p.err != nil:
		return p.failed(c)
	}
	side := c.Padding()
	rows := []fyne.CanvasObject{p.head(c)}
	for _, n := range p.u.kit.NewsOf(p.id) {
		rows = append(rows, p.u.newsCard(n))
	}
	rows = append(rows, p.choices(c))
	rows = append(rows, p.notes()...)
	rows = append(rows, p.reached()...)
	rows = append(rows, p.clips(c)...)
	rows = append(rows, p.signed()...)
	content := part.Pad(part.Column(part.Gap24, rows...), part.Gap24, side, part.Gap24, side)
	if p.scroll == nil {
		p.scroll = part.NewScroll(content)
	} else {
		p.scroll.Update(content)
	}
	return part.Column(0, part.Grow(p.scroll), p.foot(c))
}

func (p *personSheet) failed(c part.Class) fyne.CanvasObject {
	var way *part.Button
	if p.back != nil {
		way = part.NewButton(p.u.T("button.back"), "arrow_back", part.Other, p.back)
	}
	return part.Pad(part.Column(0, part.NewErrorCard(p.u.T("person.gone"), p.u.sentence(p.err), nil, way)), part.Gap24, c.Padding(), 0, c.Padding())
}

func (p *personSheet) head(c part.Class) fyne.CanvasObject {
	r := p.s.PersonRow
	size := float32(88)
	if c == part.Phone {
		size = 64
	}
	a := p.u.avatarOf(r, size)
	a.ClearBadge()
	status, word := p.u.statusOf(r.State)
	name := part.NewWrap(p.u.called(r), part.Sheet)
	name.MaxLines = 2
	state := part.Wrapping(part.Gap12, part.NewPill(status, word), part.Pad(part.NewText(p.u.personNote(r), part.Note), 4, 0, 4, 0))
	line := []fyne.CanvasObject{a, part.Grow(part.Column(part.Gap8, name, state)), part.NewIconButton("more_vert", p.more)}
	if p.back != nil {
		line = append([]fyne.CanvasObject{part.NewIconButton("arrow_back", p.back).Flush()}, line...)
	}
	gap := float32(part.Gap16)
	if c == part.Phone {
		gap = part.Gap12
	}
	return part.TopLine(gap, line...)
}

// choices are the uses with the answers that hold. What was not asked is grey,
// and is not a no.
func (p *personSheet) choices(c part.Class) fyne.CanvasObject {
	var rows []fyne.CanvasObject
	var open []string
	for _, ch := range p.s.Choices {
		if ch.Answer == "" && !ch.Withdrawn {
			open = append(open, p.u.useTitle(ch))
			continue
		}
		rows = append(rows, p.choice(c, ch))
	}
	if len(open) > 0 {
		rows = append(rows, part.TopLine(part.Gap16, part.NewIcon("remove", 24, part.ColorText2),
			part.Grow(part.Column(0, part.NewText(p.u.T("status.not_asked"), part.Strong.In(part.ColorText2)), part.NewWrap(joined(open), part.Note)))))
	}
	if by := p.s.AnswerBy; by != 0 && p.s.State == consent.WaitingForParent {
		rows = append(rows, part.Line(part.Gap16, part.NewIcon("schedule", 24, part.Wait.Word()), part.Grow(part.NewWrap(p.u.T("person.answer_by", "date", p.u.day(by)), part.Strong))))
	}
	if p.restricted() {
		rows = append(rows, part.Line(part.Gap16, part.NewIcon("pan_tool", 24, part.Limit.Word()), part.Grow(part.NewWrap(p.u.T("person.restricted"), part.Strong))))
	}
	if len(p.s.Conditions) > 0 && len(rows) > 0 {
		rows = append(rows, part.NewRule())
	}
	for _, cond := range p.s.Conditions {
		rows = append(rows, part.Line(part.Gap16, part.NewIcon(conditionIcon(cond), 24, part.Limit.Word()), part.Grow(part.NewWrap(p.u.T("condition."+string(cond)), part.Strong))))
	}
	if len(rows) == 0 {
		rows = append(rows, part.NewWrap(p.u.T("person.nothing_said"), part.Body.In(part.ColorText2)))
	}
	return part.NewCard(part.Column(part.Gap16, rows...), 20)
}

func conditionIcon(c consent.Condition) string {
	switch c {
	case consent.NoPlace:
		return "location_on"
	case consent.NoSchool:
		return "school"
	case consent.NotRecognisable:
		return "visibility_off"
	case consent.VoiceChanged:
		return "mic_off"
	case consent.ShowFirst:
		return "visibility"
	}
	return "badge"
}

func (p *personSheet) choice(c part.Class, ch flow.ChoiceLine) fyne.CanvasObject {
	icon, color, word, until := "close", part.Stop.Word(), p.u.T("button.no"), ""
	switch {
	case ch.Withdrawn:
		icon, word = "undo", p.u.T("status.person.took_it_back")
	case ch.Answer == consent.Granted:
		icon, color, word = "check", part.OK.Word(), p.u.T("button.yes")
		until = p.u.T("person.until", "date", p.u.words.Day(ch.Until.Time()))
	}
	sign := part.NewIcon(icon, 24, color)
	answer := part.NewText(word, part.Strong.In(color))
	end := part.NewText(until, part.Note)
	title := part.NewWrap(p.u.useTitle(ch), part.Strong)
	if c == part.Phone {
		return part.TopLine(part.Gap12, sign, part.Grow(part.Column(0, title, part.Line(part.Gap8, answer, end))))
	}
	return part.Line(part.Gap16, sign, part.Grow(title), part.Fixed(answer, 110, 0), part.Fixed(end, 180, 0))
}

// notes are the do-not-film notes on this person.
func (p *personSheet) notes() []fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, n := range p.s.Notes {
		words := []string{p.u.words.Clothing(n.Clothing.Colour, n.Clothing.Garment)}
		if n.Clothing == (flow.Clothing{}) {
			words = nil
		}
		if n.Clothing.Place != "" {
			words = append(words, n.Clothing.Place)
		}
		words = append(words, p.u.words.Date(n.At.Time())+", "+p.u.words.Clock(n.At.Time()))
		rows = append(rows, part.NewRow(part.NewIconDisc("block", part.Stop), p.u.T("avoid."+string(n.Kind)), joined(words), nil, nil))
	}
	if len(rows) == 0 {
		return nil
	}
	return []fyne.CanvasObject{part.Rows(rows...)}
}

const sheetClips = 3

func (p *personSheet) clips(c part.Class) []fyne.CanvasObject {
	n := len(p.s.Clips)
	if n == 0 {
		return []fyne.CanvasObject{part.NewText(p.u.T("person.no_clips"), part.Note)}
	}
	head := part.Line(part.Gap12, part.Grow(part.NewCutText(p.u.N("person.in_clips", n), part.RowTitle)), part.NewLink(p.u.T("person.see_all"), "chevron_right", func() { p.u.openClips(flow.ClipQuery{Person: p.id}) }))
	show := sheetClips
	if c == part.Phone {
		show = 2
	}
	var cells []fyne.CanvasObject
	for _, clip := range p.s.Clips[:min(n, show)] {
		cells = append(cells, p.clip(clip))
	}
	for len(cells) < show {
		cells = append(cells, part.Space())
	}
	return []fyne.CanvasObject{part.Column(part.Gap8, head, part.Equal(part.Gap12, cells...))}
}

func (p *personSheet) clip(clip flow.ClipRow) fyne.CanvasObject {
	pic := part.NewPicture(nil, "movie", 10)
	var b []byte
	p.u.work(func(ctx context.Context) error {
		b = p.u.kit.Thumb(ctx, clip.ID)
		return nil
	}, func(error) { pic.Set(picture(b)) })
	status, _ := p.u.clipStatus(clip.Result)
	return part.NewTouch(part.Column(part.Gap8, part.Fixed(pic, 0, 88), part.Line(part.Gap8, part.NewGlyph(status, 20), part.Grow(part.NewCutText(clip.Name, part.Code)))),
		func() { p.u.openClip(clip.ID) })
}

// signed is one line about the newest declaration; the details are a tap away.
func (p *personSheet) signed() []fyne.CanvasObject {
	n := len(p.s.Consents)
	if n == 0 {
		return nil
	}
	l := p.s.Consents[n-1]
	text := part.NewWrap(p.signedWords(l), part.Note)
	return []fyne.CanvasObject{part.Line(part.Gap8, part.NewIcon("contract", 22, part.ColorText2), part.Grow(text),
		part.NewLink(p.u.T("button.details"), "chevron_right", func() { p.u.push(newPersonDetails(p.u, p.id)) }))}
}

func (p *personSheet) signedWords(l flow.ConsentLine) string {
	if !l.Consent.Declared {
		return p.u.T("person.expected", "text", p.u.T("terms."+l.Consent.Terms.Key))
	}
	at := l.Consent.GivenAt.Time()
	where := p.u.T("person.this_tablet")
	if l.DeviceName != "" {
		where = l.DeviceName
	}
	return p.u.T("person.signed", "date", p.u.words.Date(at), "clock", p.u.words.Clock(at), "device", where, "language", languageName(p.u.words, l.Consent.Terms.Language))
}

// restricted reports whether the newest declaration is set aside today.
func (p *personSheet) restricted() bool {
	today := consent.DateOf(p.u.opt.Now())
	for _, l := range p.s.Consents {
		for _, r := range l.Consent.Restricts {
			if r.Until == 0 || r.Until >= today {
				return true
			}
		}
	}
	return false
}

func (p *personSheet) foot(c part.Class) fyne.CanvasObject {
	var list []fyne.CanvasObject
	add := func(b *part.Button) { list = append(list, b) }
	if p.canWithdraw() {
		add(part.NewButton(p.u.T("button.withdraw"), "undo", part.Danger, func() { p.u.withdraw(p.id) }))
	}
	if l, ok := p.declared(); ok && c != part.Phone {
		add(part.NewButton(p.u.T("person.receipt"), "qr_code_2", part.Other, func() { p.receipt(l.Consent.ID) }))
	}
	main := p.mainAction()
	if c != part.Wide {
		return part.NewActionBar(c, append(list, part.Grow(main))...)
	}
	return part.Pad(part.FullLine(part.Gap12, append(list, part.Grow(main))...), 0, part.Gap32, part.Gap24, part.Gap32)
}

// mainAction puts somebody on camera, takes them off, or, for somebody who has
// not signed, gets the signature.
func (p *personSheet) mainAction() fyne.CanvasObject {
	if _, ok := p.declared(); !ok {
		return part.NewButton(p.u.T("button.get_signature"), "draw", part.Main, func() { p.signAgain() })
	}
	on, off := p.u.T("person.put_on"), p.u.T("person.take_off")
	if p.body.Class() == part.Phone {
		on, off = p.u.T("person.put_on.short"), p.u.T("person.take_off.short")
	}
	if p.s.OnCamera {
		return part.NewButton(off, "videocam", part.Main, func() { p.u.takeOffCamera(p.s.PersonRow) })
	}
	return part.NewButton(on, "videocam", part.Main, func() { p.u.putOnCamera(p.s.PersonRow) })
}

func (p *personSheet) canWithdraw() bool {
	for _, ch := range p.s.Choices {
		if ch.Answer == consent.Granted && !ch.Withdrawn {
			return true
		}
	}
	return false
}

// declared is the newest declaration that was made.
func (p *personSheet) declared() (flow.ConsentLine, bool) {
	for i := len(p.s.Consents) - 1; i >= 0; i-- {
		if l := p.s.Consents[i]; l.Consent.Declared {
			return l, true
		}
	}
	return flow.ConsentLine{}, false
}

func (p *personSheet) receipt(id consent.ID) {
	r, err := p.u.receiptOf(id)
	if p.u.try(err) {
		p.u.showReceipt(r)
	}
}
