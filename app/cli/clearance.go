package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"onset/app/flow"
	"onset/app/say"
	"onset/consent"
	"onset/media"
)

// clearanceJSON is one row of clearance --json: a contract for scripts.
type clearanceJSON struct {
	Clip    consent.ID   `json:"clip"`
	Name    string       `json:"name"`
	Result  media.Result `json:"result"`
	Reasons []reasonJSON `json:"reasons"`
}

type reasonJSON struct {
	Code    consent.Code `json:"code"`
	Person  string       `json:"person"`
	Consent string       `json:"consent"`
	Text    string       `json:"text"`
	Fix     string       `json:"fix"`
}

// useFlags are the flags that say which use is asked about.
type useFlags struct{ purpose, territory, on, from, until string }

func (p *program) useFlags(c *cobra.Command, u *useFlags) {
	f := c.Flags()
	f.StringVar(&u.purpose, "purpose", "", p.words.T("cli.clearance.purpose"))
	f.StringVar(&u.territory, "territory", "", p.words.T("cli.clearance.territory"))
	f.StringVar(&u.on, "on", "", p.words.T("cli.clearance.on"))
	f.StringVar(&u.from, "from", "", p.words.T("cli.clearance.from"))
	f.StringVar(&u.until, "until", "", p.words.T("cli.clearance.until"))
}

func (p *program) use(u useFlags) (media.Use, error) {
	out := media.Use{Purpose: consent.Purpose(u.purpose), Territory: strings.ToLower(u.territory)}
	if u.purpose == "" {
		return out, p.usage("cli.clearance.needs")
	}
	if u.on != "" && (u.from != "" || u.until != "") {
		return out, p.usage("cli.clearance.on_or_from")
	}
	if u.on != "" {
		u.from, u.until = u.on, u.on
	}
	var err error
	if out.From, err = p.date("--from", u.from); err != nil {
		return out, err
	}
	if out.Until, err = p.date("--until", u.until); err != nil {
		return out, err
	}
	if out.Until != 0 && out.Until < out.From {
		return out, p.usage("cli.clearance.order")
	}
	return out, nil
}

func (p *program) clearanceCmd() *cobra.Command {
	var u useFlags
	c := p.command("clearance [CLIP...]", cobra.ArbitraryArgs, func(_ *cobra.Command, args []string) error {
		use, err := p.use(u)
		if err != nil {
			return err
		}
		k, err := p.open()
		if err != nil {
			return err
		}
		ids, err := p.clipIDs(k, args)
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			ids = k.Clips(flow.ClipQuery{}).IDs
		}
		var rows []clearanceJSON
		for clip, v := range k.Clearance(use, ids) {
			rows = append(rows, p.clearanceRow(k, clip, v))
		}
		return list(p, rows, "cli.clips.none", []string{"name", "result", "why"}, func(r clearanceJSON) []string {
			why := ""
			if len(r.Reasons) > 0 {
				why = r.Reasons[0].Text
			}
			return []string{r.Name, p.words.T("status.clip." + string(r.Result)), why}
		})
	})
	p.useFlags(c, &u)
	return c
}

func (p *program) clearanceRow(k *flow.Kit, clip flow.ClipRow, v media.Verdict) clearanceJSON {
	row := clearanceJSON{Clip: clip.ID, Name: clip.Name, Result: v.Result, Reasons: []reasonJSON{}}
	for _, r := range v.Reasons {
		j := reasonJSON{Code: r.Code, Text: p.reason(k, r)}
		if !r.Person.IsZero() {
			j.Person = r.Person.String()
		}
		if !r.Consent.IsZero() {
			j.Consent = r.Consent.String()
		}
		if r.Fix != media.FixNone {
			j.Fix = p.words.T("fix." + string(r.Fix))
		}
		row.Reasons = append(row.Reasons, j)
	}
	return row
}

// reason says a reason in one sentence: who, then what.
func (p *program) reason(k *flow.Kit, r media.Reason) string {
	pairs := []any{"date", "", "territory", r.Territory}
	if r.Date != 0 {
		pairs[1] = p.words.Day(r.Date.Time())
	}
	if r.Condition != "" {
		pairs = append(pairs, "condition", p.words.T("condition."+string(r.Condition)))
	}
	if r.Basis != "" {
		pairs = append(pairs, "basis", p.words.T("judge."+string(r.Basis)))
	}
	s := p.words.T("reason."+string(r.Code), pairs...)
	if r.Person.IsZero() {
		return s
	}
	row := k.PersonRow(r.Person)
	who := p.called(personJSON{ID: row.ID, Name: row.Name, Garment: row.Clothing.Garment, Colour: row.Clothing.Colour, Place: row.Clothing.Place})
	if who == "" {
		who = r.Person.Short()
	}
	return who + ": " + s
}

// reportCmd prints the day's report, or writes it as HTML or CSV.
func (p *program) reportCmd() *cobra.Command {
	var u useFlags
	var out string
	c := p.command("report", noArgs, func(*cobra.Command, []string) error {
		use, err := p.use(u)
		if err != nil {
			return err
		}
		k, err := p.open()
		if err != nil {
			return err
		}
		if out != "" {
			return p.writeReport(k, use, out)
		}
		return p.printReport(k.Report(use))
	})
	p.useFlags(c, &u)
	c.Flags().StringVar(&out, "out", "", p.words.T("cli.report.out"))
	return c
}

// writeReport writes the file whole or not at all.
func (p *program) writeReport(k *flow.Kit, use media.Use, out string) error {
	write := k.ReportHTML
	switch strings.ToLower(filepath.Ext(out)) {
	case ".html", ".htm":
	case ".csv":
		write = k.ReportCSV
	default:
		return p.usage("cli.report.form")
	}
	name := p.path(out)
	f, err := os.CreateTemp(filepath.Dir(name), ".onset-*")
	if err != nil {
		return inFile(name, err)
	}
	defer func() { _ = os.Remove(f.Name()) }()
	if err := write(p.ctx, f, use, p.words.Tag); err != nil {
		_ = f.Close()
		return inFile(name, err)
	}
	if err := f.Close(); err != nil {
		return inFile(name, err)
	}
	if err := os.Rename(f.Name(), name); err != nil {
		return inFile(name, err)
	}
	return p.result(map[string]string{"file": name}, name)
}

// inFile says an error of a file on its way as one of the file it is to be.
func inFile(name string, err error) error {
	for _, e := range []error{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG, syscall.EROFS, fs.ErrPermission, fs.ErrNotExist, syscall.EISDIR, syscall.ENOTDIR} {
		if errors.Is(err, e) {
			return say.About(name, e)
		}
	}
	return err
}

func (p *program) printReport(r flow.ReportView) error {
	if p.json {
		return p.printJSON(r)
	}
	for _, res := range []media.Result{media.Cleared, media.Limited, media.Blocked, media.Unknown} {
		fmt.Fprintf(p.env.Out, "%6d  %s\n", r.Counts[res], p.words.T("status.clip."+string(res)))
	}
	for _, g := range r.Groups {
		fmt.Fprintf(p.env.Out, "\n%s · %s\n  %s\n", p.words.T("fix."+string(g.Fix)), p.words.N("count.clips", len(g.Clips)), p.names(g.People))
	}
	return nil
}

func (p *program) names(people []flow.PersonRow) string {
	out := make([]string, 0, len(people))
	for _, r := range people {
		out = append(out, p.called(personJSON{Name: r.Name, Garment: r.Clothing.Garment, Colour: r.Clothing.Colour, Place: r.Clothing.Place}))
	}
	return strings.Join(out, ", ")
}
