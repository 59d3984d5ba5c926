package flow

import (
	"context"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"onset/assets"
	"onset/consent"
	"onset/media"
)

//go:embed report.html
var reportPage string

// Report is the answer to "can we publish this?", about all clips or these. It
// is lent: change nothing in it.
func (k *Kit) Report(use media.Use, clips ...consent.ID) ReportView {
	if len(clips) > 0 {
		k.look()
		defer k.mu.Unlock()
		return k.reportView(use, k.ledger.Report(k.pick(clips), use))
	}
	a := k.lookAsked(use)
	defer k.mu.Unlock()
	if a.report == nil {
		v := k.reportView(use, a.judged.Report())
		a.report = &v
	}
	return *a.report
}

// reportView adds who the people are; mu is held.
func (k *Kit) reportView(use media.Use, r media.Report) ReportView {
	v := ReportView{Use: use, Counts: r.Counts, Total: r.Total}
	for _, g := range r.Groups {
		v.Groups = append(v.Groups, ReportGroup{
			Fix: g.Fix, Code: g.Code, Owner: g.Owner, Condition: g.Condition, Weight: g.Weight,
			Clips: g.Clips, People: k.rowsOf(g.People), Date: g.Date,
		})
	}
	return v
}

// results in the order they are shown.
var resultOrder = []media.Result{media.Cleared, media.Limited, media.Blocked, media.Unknown}

// reportView is what the page shows; every text is in the language asked for.
type reportView struct {
	Lang, Production, Controller, Use, Where, When, Made string
	Total                                                int
	T                                                    map[string]string
	Counts                                               []reportCount
	Groups                                               []reportRow
}

type reportCount struct {
	Class, Word string
	N           int
}

type reportRow struct {
	Fix, Why, People, Count, Clips, Owner string
}

// ReportHTML writes the report as one printable page without a script, about
// all clips or these. assets.ErrNoLanguage.
func (k *Kit) ReportHTML(ctx context.Context, out io.Writer, use media.Use, lang string, clips ...consent.ID) error {
	w, err := assets.NewWords(lang)
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	page, err := template.New("report").Parse(reportPage)
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := page.Execute(out, k.reportPage(w, k.Report(use, clips...))); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}

func (k *Kit) reportPage(w *assets.Words, r ReportView) reportView {
	f, now := k.Production(), k.now()
	v := reportView{
		Lang: w.Tag, Production: f.Title, Controller: f.Controller, Total: r.Total,
		Use: purposeWord(w, r.Use.Purpose), Where: w.T("report.everywhere"), When: k.period(w, r.Use),
		Made: w.T("report.made", "date", w.Date(now), "clock", w.Clock(now), "by", orElse(k.Acting().Name, w.T("app.name"))),
		T: map[string]string{
			"Title": w.T("report.page_title"), "Use": w.T("report.use"), "Where": w.T("report.where"), "When": w.T("report.when"),
			"Fixes": w.T("report.fixes"), "Fix": w.T("report.fix"), "People": w.T("report.people"), "Clips": w.T("report.clips"),
			"Owner": w.T("report.owner"), "Nothing": w.T("report.nothing"), "NoClips": w.T("report.no_clips"),
		},
	}
	if r.Use.Territory != "" {
		v.Where = territoryWord(w, r.Use.Territory)
	}
	for _, res := range resultOrder {
		v.Counts = append(v.Counts, reportCount{Class: string(res), Word: w.T("status.clip." + string(res)), N: r.Counts[res]})
	}
	for _, g := range r.Groups {
		v.Groups = append(v.Groups, k.reportRow(w, g))
	}
	return v
}

func purposeWord(w *assets.Words, p consent.Purpose) string {
	if key := "purpose." + string(p); w.Has(key) {
		return w.T(key)
	}
	return string(p)
}

func (k *Kit) period(w *assets.Words, use media.Use) string {
	from := use.From
	if from == 0 {
		from = consent.DateOf(k.now())
	}
	if use.Until <= from {
		return w.Day(from.Time())
	}
	return w.T("when.range", "from", w.Day(from.Time()), "until", w.Day(use.Until.Time()))
}

// maxNamed is how many people and clips a printed group names.
const maxNamed = 60

func (k *Kit) reportRow(w *assets.Words, g ReportGroup) reportRow {
	row := reportRow{
		Fix: w.T("status.clip.limited"), Why: reasonText(w, g.Code, g.Condition, g.Date),
		Count: w.N("count.clips", len(g.Clips)), Owner: w.T("owner." + string(g.Owner)),
	}
	if g.Fix != media.FixNone {
		row.Fix = w.T("fix." + string(g.Fix))
	}
	var people, clips []string
	for _, p := range g.People[:min(len(g.People), maxNamed)] {
		people = append(people, personWord(w, p))
	}
	for _, id := range g.Clips[:min(len(g.Clips), maxNamed)] {
		clips = append(clips, k.ClipRow(id).Name)
	}
	row.People, row.Clips = named(w, people, len(g.People)), named(w, clips, len(g.Clips))
	return row
}

func named(w *assets.Words, list []string, all int) string {
	s := strings.Join(list, ", ")
	if all > len(list) {
		s += " " + w.T("report.more", "n", all-len(list))
	}
	return s
}

// personWord is how a person is written: by name, else by clothing and band.
func personWord(w *assets.Words, p PersonRow) string {
	if p.Name != "" {
		return p.Name
	}
	var parts []string
	if p.Clothing.Garment != "" || p.Clothing.Colour != "" {
		parts = append(parts, w.Clothing(p.Clothing.Colour, p.Clothing.Garment))
	}
	for _, s := range []string{p.Band, p.Clothing.Place} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if len(parts) == 0 {
		return w.T("report.no_name")
	}
	return strings.Join(parts, ", ")
}

func reasonText(w *assets.Words, code consent.Code, cond consent.Condition, date consent.Date) string {
	day := ""
	if date != 0 {
		day = w.Day(date.Time())
	}
	return w.T("reason."+string(code), "condition", w.T("condition."+string(cond)), "date", day, "territory", "", "basis", "")
}
