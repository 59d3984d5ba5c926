package ui

import (
	"context"
	"io"
	"os"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// expectScreen gathers people to expect: typed one by one, pasted as lines, or
// read from a file. Nothing is kept before the main action.
type expectScreen struct {
	u     *UI
	body  *part.Adaptive
	list  []flow.ExpectedDraft
	typed string
	by    string
	minor int // -1 not said, 0 adults, 1 under 18
	wrong string
	busy  bool
	main  *part.Button
}

func newExpect(u *UI) place {
	p := &expectScreen{u: u, minor: -1}
	p.body = part.NewScreen(u.shell, p.build)
	return p
}

func (p *expectScreen) object() fyne.CanvasObject { return p.body }
func (p *expectScreen) show()                     { p.body.Rebuild() }

func (p *expectScreen) build(c part.Class) fyne.CanvasObject {
	t, side := p.u.T, c.Padding()
	head := part.NewHead(part.HeadOptions{Title: t("expected.add"), Back: p.u.back, Narrow: c == part.Phone})
	name := part.NewField(part.FieldOptions{
		Label: t("expected.label"), Note: t("expected.label.note"), Crew: true,
		OnChanged: func(s string) { p.typed = s; p.check() }, OnSubmitted: func(string) { p.take() },
	})
	name.SetText(p.typed)
	by := part.NewField(part.FieldOptions{
		Label: t("expected.by"), Hint: t("today.optional"), Placeholder: p.u.opt.Now().AddDate(0, 0, 2).Format("2006-01-02"),
		Crew: true, Mono: true, OnChanged: func(s string) { p.by = s; p.check() },
	})
	by.SetText(p.by)
	who := part.NewChoice(func(i int) { p.minor = i; p.check() }, t("expected.adults"), t("expected.minors"))
	who.SetChosen(p.minor)
	ways := part.Wrapping(part.Gap12, part.NewButton(t("button.add"), "add", part.Other, p.take).SetHeight(48),
		part.NewButton(t("expected.paste"), "description", part.Other, p.paste).SetHeight(48),
		part.NewButton(t("expected.file"), "description", part.Other, p.file).SetHeight(48))
	rows := []fyne.CanvasObject{name, ways, part.Column(part.Gap8, part.NewText(t("expected.who"), part.RowTitle), who), by}
	if p.wrong != "" {
		rows = append(rows, part.NewErrorCard(t("error.title"), p.wrong, nil, nil))
	}
	if len(p.list) > 0 {
		rows = append(rows, part.NewText(p.u.N("expected.count", len(p.list)), part.Section), part.Wrapping(part.Gap8, p.chips()...))
	}
	p.main = part.NewButton(t("expected.add"), "", part.Main, p.keep).SetHeight(72)
	p.check()
	form := part.NewScroll(part.MaxWidth(part.Column(part.Gap24, append(rows, part.Space())...), 860))
	return screenOf(c, head, part.Pad(form, 0, side, part.Gap16, side), oneAction(c, p.main))
}

// chipsShown bounds how many labels are shown of a long list.
const chipsShown = 60

// chips are the gathered labels; a tap takes one out.
func (p *expectScreen) chips() []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for i, e := range p.list {
		if i == chipsShown {
			out = append(out, part.NewText(p.u.N("today.more", len(p.list)-i), part.Note))
			break
		}
		out = append(out, part.NewButton(e.Label, "", part.Other, func() {
			p.list = slices.Delete(p.list, i, i+1)
			p.body.Rebuild()
		}).SetHeight(48).SetTail("close"))
	}
	return out
}

func (p *expectScreen) check() {
	if p.main == nil {
		return
	}
	t := p.u.T
	missing := ""
	_, err := p.answerBy()
	switch n := p.count(); {
	case p.busy:
		missing = t("first.working")
	case n == 0:
		missing = t("expected.nobody")
	case p.minor < 0:
		missing = t("expected.who_missing")
	case err != nil:
		missing = t("expected.by_form")
	default:
		p.main.SetWord(p.u.N("expected.add_n", n))
	}
	p.main.SetMissing(missing, nil)
}

// count is how many would be added: the list and what stands in the field.
func (p *expectScreen) count() int {
	n := len(p.list)
	if !isBlank(p.typed) {
		n++
	}
	return n
}

func (p *expectScreen) answerBy() (consent.Date, error) {
	if isBlank(p.by) {
		return 0, nil
	}
	return consent.ParseDate(strings.TrimSpace(p.by))
}

// take moves what was typed to the list.
func (p *expectScreen) take() {
	if !isBlank(p.typed) {
		p.gather([]flow.ExpectedDraft{{Label: strings.TrimSpace(p.typed)}})
		p.typed = ""
		p.body.Rebuild()
	}
}

// gather adds those who are not on the list yet.
func (p *expectScreen) gather(more []flow.ExpectedDraft) {
	for _, e := range more {
		if !slices.ContainsFunc(p.list, func(x flow.ExpectedDraft) bool { return strings.EqualFold(x.Label, e.Label) }) {
			p.list = append(p.list, e)
		}
	}
}

func (p *expectScreen) paste() {
	p.read(strings.NewReader(p.u.app.Clipboard().Content()))
}

func (p *expectScreen) file() {
	p.u.pickFiles(p.u.stage, []string{".csv", ".txt"}, false, func(paths []string) {
		if len(paths) == 0 {
			return
		}
		f, err := os.Open(paths[0])
		if !p.u.try(err) {
			return
		}
		p.read(f)
		p.u.try(f.Close())
	})
}

// read gathers the lines of a list, or says which line is wrong.
func (p *expectScreen) read(r io.Reader) {
	list, err := flow.ParseExpected(r)
	p.wrong = ""
	switch {
	case err != nil:
		p.wrong = p.u.sentence(err)
	case len(list) == 0:
		p.wrong = p.u.T("expected.nothing_read")
	}
	p.gather(list)
	p.body.Rebuild()
}

func (p *expectScreen) keep() {
	p.take()
	by, err := p.answerBy()
	if p.busy || err != nil || len(p.list) == 0 {
		return
	}
	list := slices.Clone(p.list)
	for i := range list {
		list[i].Minor = list[i].Minor || p.minor == 1
		if list[i].AnswerBy == 0 {
			list[i].AnswerBy = by
		}
	}
	p.busy = true
	p.check()
	p.u.work(func(ctx context.Context) error { _, err := p.u.kit.Expect(ctx, list); return err }, func(err error) {
		p.busy = false
		if err != nil {
			p.wrong = p.u.sentence(err)
			p.body.Rebuild()
			return
		}
		p.u.back()
		p.u.toast(p.u.N("expected.added", len(list)), "", nil)
	})
}
