package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"onset/app/flow"
	"onset/consent"
)

// offloadFlags are what an offload is told.
type offloadFlags struct {
	to, hashes           []string
	card, keeper, report string
	below                bool
	form                 string // of the report
}

// offloadCmd copies a card.
func (p *program) offloadCmd() *cobra.Command {
	var o offloadFlags
	c := p.command("offload SOURCE", exactly(1), func(_ *cobra.Command, args []string) error {
		if len(o.to) == 0 {
			return p.usage("cli.offload.needs")
		}
		var err error
		if o.form, err = p.reportForm(o.report); err != nil {
			return err
		}
		k, err := p.open()
		if err != nil {
			return err
		}
		return p.offload(k, p.path(args[0]), o)
	})
	f := c.Flags()
	f.StringArrayVar(&o.to, "to", nil, p.words.T("cli.offload.to"))
	f.StringVar(&o.card, "card", "", p.words.T("cli.offload.card"))
	f.BoolVar(&o.below, "below", false, p.words.T("cli.offload.below"))
	f.StringSliceVar(&o.hashes, "hash", nil, p.words.T("cli.offload.hash"))
	f.StringVar(&o.keeper, "keeper", "", p.words.T("cli.offload.keeper"))
	f.StringVar(&o.report, "report", "", p.words.T("cli.offload.report"))
	return c
}

// reportForm is the form that a report's name asks for.
func (p *program) reportForm(name string) (string, error) {
	switch strings.ToLower(filepath.Ext(name)) {
	case "":
		if name == "" {
			return "", nil
		}
	case ".html", ".htm":
		return flow.ReportHTML, nil
	case ".csv":
		return flow.ReportCSV, nil
	}
	return "", p.usage("cli.offload.form")
}

func (p *program) offload(k *flow.Kit, source string, o offloadFlags) error {
	d := flow.OffloadDraft{Source: source, Below: o.below, Label: o.card, Hashes: o.hashes, Keeper: o.keeper}
	for _, dir := range o.to {
		d.To = append(d.To, p.path(dir))
	}
	plan, err := k.PlanOffload(p.ctx, d)
	if errors.Is(err, flow.ErrAsked) {
		return p.usage("cli.offload.hashes")
	}
	if err != nil {
		return err
	}
	p.sayCard(plan)
	r, err := k.Offload(p.ctx, plan, p.offloadProgress("cli.offload.running"))
	if r.Card.IsZero() {
		return err
	}
	if err == nil && o.report != "" {
		err = p.cardReport(k, r.Card, o.form, p.path(o.report))
	}
	if err == nil && !r.Complete() {
		err = errors.New(p.words.T("cli.offload.incomplete"))
	}
	return errors.Join(p.printOffload(r), err)
}

// sayCard says what is known of a card before it is copied.
func (p *program) sayCard(plan *flow.OffloadPlan) {
	when := ""
	if plan.Before != nil {
		when = p.words.Day(plan.Before.Last) + " " + p.words.Clock(plan.Before.Last)
	}
	p.say("card.seen."+string(plan.Seen), "label", plan.Label, "known", plan.Known, "files", plan.Files, "when", when)
	for _, n := range plan.Notes {
		p.say("cli.offload.note", "what", p.words.T("card_report.note."+n.Code), "path", n.Path)
	}
	for _, t := range plan.To {
		if t.SameDisk {
			p.say("card.same_disk", "dir", t.Dir)
		}
		if !t.Fits && t.Fault == "" {
			p.say("cli.offload.no_room", "dir", t.Dir, "name", t.Name, "need", t.Need, "free", t.Free)
		}
	}
}

// offloadProgress counts megabytes, written and read back.
func (p *program) offloadProgress(key string) func(flow.OffloadProgress) {
	draw := p.progress(key)
	return func(pr flow.OffloadProgress) {
		var done, total int64
		for _, t := range pr.To {
			done, total = done+t.Written+t.Verified, total+2*t.Bytes
		}
		const megabyte = 1e6
		draw(flow.Progress{Done: int(min(done, total) / megabyte), Total: int(total / megabyte), Left: max(pr.Left, 0)})
	}
}

// cardReport writes the report on a card whole or not at all.
func (p *program) cardReport(k *flow.Kit, card consent.ID, form, name string) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".onset-*")
	if err != nil {
		return inFile(name, err)
	}
	defer func() { _ = os.Remove(f.Name()) }()
	if err := errors.Join(k.OffloadReport(p.ctx, f, card, form, p.words.Tag), f.Close()); err != nil {
		return inFile(name, err)
	}
	return inFile(name, os.Rename(f.Name(), name))
}

type copyJSON struct {
	Dir      string     `json:"dir"`
	Disk     consent.ID `json:"disk"`
	Name     string     `json:"name"`
	Keeper   string     `json:"keeper"`
	Good     int        `json:"good"`
	Complete bool       `json:"complete"`
	Fault    string     `json:"fault,omitempty"`
	Manifest string     `json:"manifest,omitempty"`
	C4       string     `json:"c4,omitempty"`
	Checked  string     `json:"checked,omitempty"`
}

type verdictJSON struct {
	Word string `json:"verdict"`
	Why  string `json:"why"`
	Have int    `json:"have"`
	Need int    `json:"need"`
}

type faultJSON struct {
	Path string `json:"path"`
	Dir  string `json:"dir"`
	Code string `json:"code"`
}

type noteJSON struct {
	Code  string `json:"code"`
	Path  string `json:"path"`
	Other string `json:"other,omitempty"`
}

type offloadJSON struct {
	Card  consent.ID `json:"card"`
	Label string     `json:"label"`
	verdictJSON
	Files  int          `json:"files"`
	Clips  int          `json:"clips"`
	Bytes  int64        `json:"bytes"`
	To     []copyJSON   `json:"to"`
	Faults []faultJSON  `json:"faults"`
	Notes  []noteJSON   `json:"notes"`
	Moved  []string     `json:"moved"`
	Ingest []ingestJSON `json:"ingested"`
}

func verdictRow(v flow.CardVerdict) verdictJSON {
	return verdictJSON{string(v.Word), string(v.Why), v.Have, v.Need}
}

func copyRows(copies []flow.CardCopy) []copyJSON {
	out := make([]copyJSON, 0, len(copies))
	for _, c := range copies {
		row := copyJSON{c.Dir, c.Disk, c.Name, c.Keeper, c.Good, c.Complete, c.Fault, c.Manifest, c.C4, ""}
		if !c.Checked.IsZero() {
			row.Checked = stamp(consent.StampOf(c.Checked))
		}
		out = append(out, row)
	}
	return out
}

func (p *program) printOffload(r flow.OffloadResult) error {
	out := offloadJSON{
		Card: r.Card, Label: r.Label, verdictJSON: verdictRow(r.Verdict), Files: r.Files, Clips: r.Clips, Bytes: r.Bytes,
		To: copyRows(r.To), Faults: []faultJSON{}, Notes: []noteJSON{}, Moved: append([]string{}, r.Moved...), Ingest: p.ingestRows(r.Ingested),
	}
	for _, f := range r.Faults {
		out.Faults = append(out.Faults, faultJSON(f))
	}
	for _, n := range r.Notes {
		out.Notes = append(out.Notes, noteJSON(n))
	}
	if p.json {
		return p.printJSON(out)
	}
	p.sayCopies(r)
	p.sayIngested(r.Ingested)
	p.sayVerdict(r.Verdict)
	return p.result(nil, out.Word)
}

func (p *program) sayCopies(r flow.OffloadResult) {
	for _, f := range r.Faults {
		p.say("cli.offload.note", "what", f.Path, "path", p.words.T("card_report.fault."+f.Code))
	}
	for _, c := range r.To {
		if c.Complete {
			manifest := filepath.Join(c.Dir, "ascmhl", c.Manifest)
			p.say("cli.offload.place", "dir", c.Dir, "name", c.Name, "good", c.Good, "files", r.Files, "manifest", manifest)
			continue
		}
		what := ""
		if c.Fault != "" {
			what = p.words.T("card_report.fault." + c.Fault)
		}
		p.say("cli.offload.place_bad", "dir", c.Dir, "name", c.Name, "good", c.Good, "files", r.Files, "what", what)
	}
}

func (p *program) ingestRows(results []flow.IngestResult) []ingestJSON {
	rows := make([]ingestJSON, 0, len(results))
	for _, r := range results {
		row := ingestJSON{Path: r.Path, Clip: r.Clip, Known: r.Known}
		if r.Err != nil {
			row.Error = p.why(r.Err)
		}
		rows = append(rows, row)
	}
	return rows
}

func (p *program) sayIngested(results []flow.IngestResult) {
	bad, known := 0, 0
	for _, r := range p.ingestRows(results) {
		if r.Error != "" {
			p.say("cli.ingest.bad", "path", r.Path, "why", r.Error)
			bad++
		} else if r.Known {
			known++
		}
	}
	p.say("cli.offload.clips", "new", len(results)-bad-known, "known", known, "bad", bad)
}

// sayVerdict says the one word, and why.
func (p *program) sayVerdict(v flow.CardVerdict) {
	if p.json {
		return
	}
	fmt.Fprintf(p.env.Out, "%s: %s.\n", p.words.T("card.word."+string(v.Word)), oneLine(p.verdictWhy(v)))
	if v.Why == flow.CardRule && v.Clips > 0 {
		fmt.Fprintln(p.env.Out, p.words.N("card.all_clips", v.Clips))
	}
}

func (p *program) verdictWhy(v flow.CardVerdict) string {
	why := "card.why." + string(v.Why)
	switch {
	case v.Why == flow.CardRule:
		return p.words.N(why, v.Have, "label", v.Label)
	case v.Why == flow.CardCopying && v.Minutes >= 0:
		return p.words.T(why+"_left", "minutes", v.Minutes)
	case v.Why == flow.CardOverride:
		return p.words.T(why, "label", v.Label, "reason", p.words.T("card.reuse."+v.Override))
	}
	return p.words.T(why, "label", v.Label, "have", v.Have, "need", v.Need)
}
