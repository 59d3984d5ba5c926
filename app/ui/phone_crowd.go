package ui

import (
	"context"
	"io"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"onset/app/ui/part"
)

// crowd is signing by a poster: many phones, which nobody compares, so the
// numbers and the next bands come first.
func (p *phoneScreen) crowd(c part.Class) fyne.CanvasObject {
	facts := []fyne.CanvasObject{p.numbers(), p.bands(c), p.unwitnessed(), p.crowdRows()}
	if c != part.Wide {
		facts = append(facts, part.Equal(part.Gap12, p.crowdButtons()...))
	}
	switch c {
	case part.Wide:
		left := p.beside(part.Column(part.Gap16, facts...))
		return part.FullLine(part.Gap32, part.Fixed(left, 600, 0), part.Grow(p.list.object(c)))
	case part.Tablet:
		return part.Column(part.Gap16, append(facts, part.Grow(p.list.object(c)))...)
	}
	if p.tab != tabPhones {
		p.tab = tabPage // a poster says the network itself
		return part.Column(part.Gap12, p.tabs(), part.Grow(p.beside(part.Column(part.Gap16, facts...))))
	}
	return part.Column(part.Gap12, p.tabs(), part.Grow(p.list.object(c)))
}

// numbers are how far the crowd is.
func (p *phoneScreen) numbers() fyne.CanvasObject {
	count := func(filter string) int { return len(p.list.order.of(filter)) }
	big := float32(34)
	one := func(n int, key string, color fyne.ThemeColorName) fyne.CanvasObject {
		return part.Grow(part.Column(0, part.NewText(strconv.Itoa(n), part.Style{Size: big, Bold: true, Color: color, Align: fyne.TextAlignCenter}),
			part.NewText(p.u.N(key, n), part.Body.At(fyne.TextAlignCenter))))
	}
	help := part.ColorText
	if count(phonesHelp) > 0 {
		help = part.ColorAccent
	}
	b := p.board
	upper := part.Equal(part.Gap8, one(b.Here, "phone.count.here", part.ColorText), one(b.Signed, "phone.count.signed", part.ColorText), one(count(phonesHelp), "phone.count.help", help))
	lower := part.Equal(part.Gap8, one(b.Refused, "phone.count.no", part.ColorText), one(b.Away, "phone.count.away", part.ColorText), one(b.InLine, "phone.count.line", part.ColorText))
	return part.NewCard(part.Column(part.Gap16, upper, lower), part.Gap16)
}

// bands are the next numbers to hand out, as large as one reads them aloud.
func (p *phoneScreen) bands(c part.Class) fyne.CanvasObject {
	if len(p.board.Next) == 0 {
		return part.Column(0)
	}
	size, most := float32(48), 3
	if c == part.Phone {
		size = 40
	}
	next := p.board.Next[:min(most, len(p.board.Next))]
	words := part.NewText(strings.Join(next, "  "), part.Style{Size: size, Mono: true})
	return part.NewCard(part.Column(part.Gap4, part.NewText(p.u.T("phone.hand_out"), part.NoteBold), words), part.Gap16)
}

// unwitnessed says plainly what a record of a crowd does not say, and before
// that whether the network is full.
func (p *phoneScreen) unwitnessed() fyne.CanvasObject {
	line := part.TopLine(part.Gap12, part.NewIcon("info", 24, part.ColorText2), part.Grow(part.NewWrap(p.u.T("phone.unwitnessed"), part.Note)))
	if !p.board.Full {
		return line
	}
	full := part.NewWrap(p.u.fullWords(p.board), part.Strong.In(part.Limit.Word()))
	return part.Column(part.Gap12, part.TopLine(part.Gap12, part.NewIcon("warning", 24, part.Limit.Word()), part.Grow(full)), line)
}

func (p *phoneScreen) crowdRows() fyne.CanvasObject {
	t := p.u.T
	row := func(icon, title, note string, do func()) fyne.CanvasObject {
		return part.NewRow(part.NewIcon(icon, 26, part.ColorText2), title, note, part.NewIcon("chevron_right", 24, part.ColorText2), do)
	}
	until := t("phone.poster.until", "date", p.u.words.Date(p.board.Expires.In(p.u.opt.Now().Location())), "clock", p.u.clock(p.board.Expires))
	if p.u.ranOut(p.board) {
		until = t("phone.old")
	}
	return part.Rows(
		row("qr_code_2", t("phone.poster.show"), until, p.showPoster),
		row("description", t("phone.notice"), t("phone.notice.note"), func() { p.u.push(newNotices(p.u)) }),
	)
}

func (p *phoneScreen) crowdButtons() []fyne.CanvasObject {
	test := p.button("phone.test.short", "qr_code_scanner", func() { p.u.push(newPhoneLinks(p.u)) })
	return []fyne.CanvasObject{test, p.button("phone.change.short", "tune", p.change)}
}

func (p *phoneScreen) crowdBar(c part.Class) fyne.CanvasObject {
	main := part.NewButton(p.u.T("phone.poster.print"), "print", part.Main, p.poster).SetHeight(72)
	if p.u.ranOut(p.board) {
		main = part.NewButton(p.u.T("phone.poster.new"), "refresh", part.Main, p.newCode).SetHeight(72)
	}
	if c != part.Wide {
		return oneAction(c, main)
	}
	return part.NewActionBar(c, append(p.crowdButtons(), part.Space(), part.Fixed(main, 368, 0))...)
}

// showPoster shows the poster's code, for who stands at the tablet.
func (p *phoneScreen) showPoster() {
	l, ok := p.u.phones.link(p.board)
	if !ok {
		p.u.push(newPhoneLinks(p.u))
		return
	}
	d := &part.Dialog{Title: p.u.T("phone.step2"), Sentence: l.Host}
	card := part.NewCard(codeOf(l.QR, min(440, p.body.Size().Width-56)), 0)
	card.Fill = part.ColorPaper
	d.Body = []fyne.CanvasObject{card}
	d.Actions = []*part.Button{part.NewButton(p.u.T("button.close"), "", part.Main, d.Hide)}
	d.Show(p.u.stage)
}

// poster opens the page to print, or saves it.
func (p *phoneScreen) poster() {
	l, ok := p.u.phones.link(p.board)
	if !ok {
		p.u.push(newPhoneLinks(p.u))
		return
	}
	make := func(ctx context.Context) ([]byte, error) { return p.u.kit.PosterPage(ctx, l) }
	p.u.printPage(p.u.T("phone.poster.print"), p.u.T("phone.poster.file", "date", p.u.opt.Now().Format("2006-01-02")), make)
}

// printPage opens a page in the browser, from where it is printed, or saves it.
func (u *UI) printPage(title, file string, page func(context.Context) ([]byte, error)) {
	u.menu(title, nil, []menuRow{
		{u.T("phone.open_browser"), func() { u.openPage(page) }},
		{u.T("phone.save_file"), func() { u.savePage(title, file, page) }},
	})
}

// savePage asks for a folder and writes the page there.
func (u *UI) savePage(title, file string, page func(context.Context) ([]byte, error)) {
	name := part.NewField(part.FieldOptions{Label: u.T("publish.file_name"), Crew: true})
	name.SetText(file + ".html")
	u.pickFolder(title, u.T("publish.save_here"), []fyne.CanvasObject{name}, func(dir string) {
		u.saveFile(dir, withEnding(name.Text(), ".html"), func(ctx context.Context, w io.Writer) error {
			b, err := page(ctx)
			if err == nil {
				_, err = w.Write(b)
			}
			return err
		})
	})
}
