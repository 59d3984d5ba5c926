package ui

import (
	"context"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/assets"
	"onset/consent"
)

// receiptScreen is what a participant leaves with: a receipt, and a slate that
// is readable in a photo and in a shot of two seconds.
type receiptScreen struct {
	u     *UI
	r     flow.Receipt
	words *assets.Words
	after func()
	hand  bool // the participant holds the kit and gives it back
	large bool
	cover fyne.CanvasObject
	body  *part.Adaptive
}

func newReceipt(u *UI, r flow.Receipt, after func()) *receiptScreen {
	s := &receiptScreen{u: u, r: r, words: u.words, after: after}
	if w, err := assets.NewWords(r.Language); err == nil {
		s.words = w
	}
	s.body = part.NewAdaptive(s.build)
	s.cover = part.Light(s.body, 1)
	return s
}

// receiptOf is a receipt in the language that was signed in, or the crew's where
// the window cannot be read in that one; its page can.
func (u *UI) receiptOf(id consent.ID) (flow.Receipt, error) {
	r, err := u.kit.Receipt(id, "")
	if err == nil && !speaks(r.Language) {
		return u.kit.Receipt(id, u.words.Tag)
	}
	return r, err
}

// showReceipt shows what a participant leaves with; Done goes back.
func (u *UI) showReceipt(r flow.Receipt) { u.showBare(newReceipt(u, r, u.endBare)) }

func (s *receiptScreen) object() fyne.CanvasObject { return s.cover }
func (s *receiptScreen) show()                     { s.body.Rebuild() }

func (s *receiptScreen) t(key string, pairs ...any) string { return s.words.T(key, pairs...) }

func (s *receiptScreen) build(c part.Class) fyne.CanvasObject {
	done := part.NewButton(s.t("button.done"), "", part.Main, s.after).SetHeight(72)
	print := part.NewButton(s.t("receipt.as_page"), "print", part.Other, s.print).SetHeight(72)
	bar := part.NewActionBar(c, part.NewIconButton("print", s.print).SetHeight(64), part.Grow(done.SetHeight(64)))
	if c != part.Phone {
		hint := part.NewText("", part.Note)
		if s.hand {
			hint.SetText(s.t("signing.hand_back"))
		}
		bar = part.NewActionBar(c, print, part.Space(), part.Center(hint), part.Fixed(done, 300, 0))
	}
	if c == part.Wide {
		left := part.Fixed(part.NewPlate(part.Column(0, part.Space(), part.Pad(s.code(8), 0, part.Gap24, 0, part.Gap24), part.Space()), part.ColorPaper), 520, 0)
		right := part.NewScroll(part.Pad(part.Column(part.Gap24, append(s.said(c), part.Space(), s.number())...), 36, 48, part.Gap24, 48))
		return part.Column(0, part.Grow(part.FullLine(0, left, part.NewRule(), part.Grow(right))), bar)
	}
	rows, side := s.said(c), c.Padding()
	code := part.NewPlate(part.Pad(s.code(6), part.Gap16, 0, part.Gap24, 0), part.ColorPaper)
	top := part.Pad(rows[0], part.Gap24, side, 0, side)
	rest := part.Pad(part.Column(part.Gap24, append(rows[1:], s.number())...), 0, side, part.Gap24, side)
	return part.Column(0, part.Grow(part.NewScroll(part.Column(part.Gap24, top, code, rest))), bar)
}

func (s *receiptScreen) code(module float32) fyne.CanvasObject {
	if n := float32(len(s.r.QR) + 8); n*module > 470 {
		module = max(5, float32(int(470/n)))
	}
	if s.body.Class() == part.Phone {
		module = 5
	}
	return part.Column(part.Gap16, part.Center(part.NewQR(s.r.QR, module)),
		part.Column(0, part.NewWrap(s.t("receipt.photograph"), part.ReadBold.At(fyne.TextAlignCenter)), part.NewWrap(s.t("receipt.offline"), part.Read.At(fyne.TextAlignCenter))))
}

// said is the thanks, what was said, and how to take it back.
func (s *receiptScreen) said(c part.Class) []fyne.CanvasObject {
	title := part.Hero
	if c == part.Phone {
		title = part.Title
	}
	line := s.r.Production + " · " + s.r.Controller + " · " + s.words.Date(s.r.Signed) + ", " + s.words.Clock(s.r.Signed)
	thanks := part.Grow(part.Column(part.Gap8, part.NewWrap(s.title(), title), part.NewWrap(line, part.Read.In(part.ColorText2))))
	head := part.TopLine(part.Gap16, thanks)
	if s.r.Band != "" {
		head.Add(s.band(c))
	}
	out := []fyne.CanvasObject{head}
	if s.r.Waiting && !s.r.Withdrawn {
		out = append(out, s.waiting())
	}
	out = append(out, part.NewCard(s.answers(), part.Gap24))
	return append(out, part.Column(0, part.NewWrap(s.t("receipt.changed"), part.ReadBold), part.NewWrap(s.t("receipt.how", "contact", s.r.Contact), part.Read)))
}

func (s *receiptScreen) title() string {
	switch {
	case s.r.Withdrawn:
		return s.t("receipt.title.withdrawn", "name", s.r.Name)
	case s.r.Waiting:
		return s.t("receipt.title.waiting", "name", s.r.Name)
	}
	return s.t("receipt.title", "name", s.r.Name)
}

// waiting says that a parent must still sign, with the code for it.
func (s *receiptScreen) waiting() fyne.CanvasObject {
	card := s.waitingWords()
	l, err := s.u.kit.TakeHome(s.u.ctx, s.r.Consent)
	if err != nil || l.Code == "" {
		return card
	}
	home := s.u.takeHomePlate(s.t, l, "", s.body.Class())
	cards := part.NewButton(s.t("home.print"), "print", part.Other, func() { s.u.printCards([]consent.ID{s.r.Consent}) })
	return part.Column(part.Gap12, card, home, part.Left(cards))
}

// print shows the receipt as a page, from where it is printed or saved.
func (s *receiptScreen) print() {
	s.u.openPage(func(ctx context.Context) ([]byte, error) { return s.u.kit.ReceiptPage(ctx, s.r.Consent, "") })
}

func (s *receiptScreen) waitingWords() fyne.CanvasObject {
	words := s.t("receipt.waiting")
	if s.r.AnswerBy != 0 {
		words = s.t("receipt.waiting.by", "date", s.words.Date(s.r.AnswerBy.Time()))
	}
	card := part.NewCard(part.Line(part.Gap12, part.NewGlyph(part.Wait, 28), part.Grow(part.NewWrap(words, part.Read))), 20)
	card.Fill = part.Wait.Soft()
	return card
}

// band is what is read from three metres and in a wide shot.
func (s *receiptScreen) band(c part.Class) fyne.CanvasObject {
	size, wide := float32(56), float32(168)
	if c == part.Phone {
		size, wide = 40, 128
	}
	card := part.NewCard(part.Column(0, part.NewText(s.t("receipt.band"), part.RowTitle.In(part.ColorPaper).At(fyne.TextAlignCenter)),
		part.NewText(s.r.Band, part.Style{Size: size, Bold: true, Color: part.ColorPaper, Align: fyne.TextAlignCenter})), 20)
	card.Fill, card.Edge = part.ColorInk, part.ColorInk
	return part.Fixed(card, wide, 0)
}

func (s *receiptScreen) answers() fyne.CanvasObject {
	var yes, no, back []string
	for _, c := range s.r.Choices {
		switch {
		case c.Withdrawn:
			back = append(back, c.Title)
		case c.Answer == consent.Granted:
			yes = append(yes, s.t("receipt.until", "title", c.Title, "date", s.words.Day(c.Until.Time())))
		case c.Answer == consent.Denied:
			no = append(no, c.Title)
		}
	}
	rows := []fyne.CanvasObject{}
	if len(yes)+len(no) > 0 {
		rows = append(rows, answersOf(s.t("receipt.you_said_yes"), s.t("receipt.you_said_no"), yes, no))
	}
	if len(back) > 0 {
		rows = append(rows, answersOf("", s.t("receipt.taken_back"), nil, back))
	}
	for _, c := range s.r.Conditions {
		rows = append(rows, part.Line(part.Gap12, part.NewIcon("info", 24, part.ColorText2), part.Grow(part.NewWrap(s.t("condition."+string(c)), part.Read))))
	}
	return part.Column(part.Gap16, rows...)
}

func (s *receiptScreen) number() fyne.CanvasObject {
	return part.Wrapping(part.Gap16, part.NewText(s.t("receipt.number"), part.Read), part.NewText(s.r.Short, part.Style{Size: 28, Mono: true}))
}
