package ui

import (
	"bytes"
	"context"
	_ "embed"
	"html/template"
	"time"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
)

//go:embed devices_breach.html
var breachHTML string

var breachTemplate = template.Must(template.New("breach").Parse(breachHTML))

// breachKinds are the kinds of data of a report, in the order they are told.
var breachKinds = []string{"name", "face", "contact", "born", "ink", "guardian", "paper", "clips"}

// breachPage says what a device held that was lost, and by when to act.
type breachPage struct {
	u    *UI
	r    flow.BreachReport
	body *part.Adaptive
}

func newBreachPage(u *UI, r flow.BreachReport) place {
	p := &breachPage{u: u, r: r}
	p.body = part.NewScreen(u.shell, p.build)
	return p
}

func (p *breachPage) object() fyne.CanvasObject { return p.body }
func (p *breachPage) show()                     { p.body.Rebuild() }

func (p *breachPage) build(c part.Class) fyne.CanvasObject {
	t, side := p.u.T, c.Padding()
	head := part.NewHead(part.HeadOptions{Title: t("devices.report"), Back: p.u.back, Narrow: c == part.Phone})
	rows := []fyne.CanvasObject{part.NewWrap(p.u.deviceName(p.r.Device.Label, p.r.Device.Author), part.Section)}
	for _, s := range p.sentences() {
		rows = append(rows, part.NewWrap(s, part.Body))
	}
	var kinds []fyne.CanvasObject
	for _, k := range p.kinds() {
		kinds = append(kinds, part.Fixed(part.Line(part.Gap12, part.Grow(part.NewCutText(k.Word, part.Body)), part.NewText(number(k.Count), part.ReadBold)), 0, 44))
	}
	if len(kinds) > 0 {
		rows = append(rows, part.NewCard(part.Column(0, kinds...), 20))
	}
	print := part.NewButton(t("button.print"), "print", part.Main, p.print).SetHeight(72)
	body := part.Pad(part.NewScroll(part.MaxWidth(part.Column(part.Gap16, append(rows, part.Space())...), 760)), 0, side, part.Gap16, side)
	return screenOf(c, head, body, oneAction(c, print))
}

// sentences are what the report says besides its numbers.
func (p *breachPage) sentences() []string {
	t := p.u.T
	out := []string{t("breach.until", "date", p.moment(p.r.Until)), p.u.N("breach.persons", p.r.Persons)}
	if p.r.Minors > 0 {
		out = append(out, p.u.N("breach.minors", p.r.Minors))
	}
	out = append(out, t("breach.locked."+p.r.Locked))
	if !p.r.Last.IsZero() {
		out = append(out, t("breach.last", "date", p.moment(p.r.Last)))
	}
	if p.r.NewEpoch > 0 {
		return append(out, t("breach.epoch"))
	}
	return append(out, t("breach.no_epoch"))
}

type breachKind struct {
	Word  string
	Count int
}

func (p *breachPage) kinds() (out []breachKind) {
	for _, k := range breachKinds {
		if n := p.r.Kinds[k]; n > 0 {
			out = append(out, breachKind{capital(p.u.T("breach.kind." + k)), n})
		}
	}
	return out
}

func (p *breachPage) print() {
	file := p.u.T("breach.file", "date", p.r.Made.Format("2006-01-02"))
	p.u.printPage(p.u.T("devices.report"), file, func(context.Context) ([]byte, error) { return p.html() })
}

// html is the report as a page to print.
func (p *breachPage) html() ([]byte, error) {
	var b bytes.Buffer
	err := breachTemplate.Execute(&b, map[string]any{
		"Lang": p.u.words.Tag, "Title": p.u.T("devices.report"), "Production": p.u.kit.Production().Title,
		"Device": p.u.deviceName(p.r.Device.Label, p.r.Device.Author), "ID": p.r.Device.Author.String(),
		"Made": p.moment(p.r.Made), "Sentences": p.sentences(), "Kinds": p.kinds(), "What": p.u.T("breach.what"), "Count": p.u.T("breach.count"),
	})
	return b.Bytes(), err
}

func (p *breachPage) moment(at time.Time) string {
	at = at.In(p.u.opt.Now().Location())
	return p.u.words.Date(at) + ", " + p.u.words.Clock(at)
}
