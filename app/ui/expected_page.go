package ui

import (
	"context"
	_ "embed"
	"html/template"
	"io"

	"fyne.io/fyne/v2"

	"onset/app/ui/part"
	"onset/consent"
)

//go:embed expected_page.html
var expectedPage string

// expectedTemplate is the printed list for the teacher and the first assistant.
var expectedTemplate = template.Must(template.New("expected").Parse(expectedPage))

type expectedPageRow struct {
	Label, Band, State, Mark string
	May                      bool // may be filmed: only then a band
}

// writePage writes the list as one page to print. Bands mark those who may be
// filmed, so nobody is marked for a no.
func (p *expectedScreen) writePage(w io.Writer) error {
	t := p.u.T
	page := map[string]any{
		"Lang": p.u.words.Tag, "Production": p.u.kit.Production().Title, "Sub": p.sub(), "Made": p.u.words.Date(p.u.opt.Now()),
		"T": map[string]string{
			"title": t("nav.expected"), "label": t("expected.page.label"), "band": t("expected.page.band"),
			"state": t("expected.page.state"), "note": t("expected.page.note"),
		},
		"Rows": p.pageRows(),
	}
	return expectedTemplate.Execute(w, page)
}

func (p *expectedScreen) pageRows() []expectedPageRow {
	var out []expectedPageRow
	for _, r := range p.u.kit.Expected() {
		state := p.states[r.Person].State
		row := expectedPageRow{Label: r.Label, Mark: "○", State: p.u.T("status.not_answered")}
		if p.answered(r) {
			_, row.State = p.u.statusOf(state)
			row.Mark = "✕"
		}
		if state == consent.MayBeFilmed || state == consent.WithLimits {
			row.May, row.Mark, row.Band = true, "✓", p.band(r)
		}
		if state == consent.WaitingForParent {
			row.Mark = "○"
		}
		out = append(out, row)
	}
	return out
}

// save asks for a folder and writes the list there.
func (p *expectedScreen) save() {
	name := part.NewField(part.FieldOptions{Label: p.u.T("publish.file_name"), Crew: true})
	name.SetText(p.u.T("expected.page.file", "date", p.u.opt.Now().Format("2006-01-02")) + ".html")
	p.u.pickFolder(p.u.T("expected.print"), p.u.T("publish.save_here"), []fyne.CanvasObject{name}, func(dir string) {
		p.u.saveFile(dir, withEnding(name.Text(), ".html"), func(_ context.Context, w io.Writer) error { return p.writePage(w) })
	})
}

var _ searching = (*expectedScreen)(nil)
