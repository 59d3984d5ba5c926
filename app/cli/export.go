package cli

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"onset/app/flow"
	"onset/consent"
)

// exportCmd makes copies for a recipient.
func (p *program) exportCmd() *cobra.Command {
	var d flow.ExportDraft
	var uses []string
	c := p.command("export CLIP... --to DIR --for RECIPIENT", atLeast(1), func(_ *cobra.Command, args []string) error {
		if d.To == "" || strings.TrimSpace(d.Recipient) == "" {
			return p.usage("cli.export.needs")
		}
		if _, err := oneOf(p, "--reason", d.Reason, flow.ExportReasons...); err != nil {
			return err
		}
		k, err := p.open()
		if err != nil {
			return err
		}
		if d.Clips, err = p.clipIDs(k, args); err != nil {
			return err
		}
		d.To, d.Purposes = p.path(d.To), purposes(uses)
		return p.export(k, d)
	})
	f := c.Flags()
	f.StringVar(&d.To, "to", "", p.words.T("cli.export.to"))
	f.StringVar(&d.Recipient, "for", "", p.words.T("cli.export.for"))
	f.StringSliceVar(&uses, "purpose", nil, p.words.T("cli.export.purpose"))
	f.StringVar(&d.Reason, "reason", "", p.words.T("cli.export.reason", "reasons", strings.Join(flow.ExportReasons, ", ")))
	f.BoolVar(&d.WithNames, "names", false, p.words.T("cli.export.names"))
	return c
}

type exportedJSON struct {
	Clip    consent.ID `json:"clip"`
	Path    string     `json:"path"`
	Sidecar string     `json:"sidecar,omitempty"`
	SHA256  string     `json:"sha256"`
	Known   bool       `json:"known"`
}

func (p *program) export(k *flow.Kit, d flow.ExportDraft) error {
	plan, err := k.PlanExport(p.ctx, d)
	if err != nil {
		return err
	}
	p.sayExport(k, plan)
	r, err := k.Export(p.ctx, plan, p.progress("cli.export.running"))
	if err != nil {
		return err
	}
	p.saySkipped(r.Skipped)
	rows := []exportedJSON{}
	for _, f := range r.Files {
		rows = append(rows, exportedJSON{f.Clip, f.Path, f.Sidecar, f.SHA256.String(), f.Known})
	}
	if p.json {
		return p.printJSON(map[string]any{"files": rows, "skipped": skippedRows(r.Skipped)})
	}
	if len(rows) == 0 {
		return errors.New(p.words.T("cli.export.none"))
	}
	for _, f := range rows {
		if err := p.result(f, f.Path); err != nil {
			return err
		}
	}
	return nil
}

// sayExport names the clips that need a reason, and why.
func (p *program) sayExport(k *flow.Kit, plan *flow.ExportPlan) {
	for _, id := range plan.NotCleared {
		p.say("cli.export.not_cleared", "name", k.ClipRow(id).Name)
	}
	for _, id := range plan.NotNamed {
		p.say("cli.export.not_named", "name", k.ClipRow(id).Name, "recipient", plan.Draft.Recipient)
	}
}
