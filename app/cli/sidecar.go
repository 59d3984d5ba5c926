package cli

import (
	"errors"

	"github.com/spf13/cobra"

	"onset/app/flow"
	"onset/consent"
)

// sidecarCmd writes XMP sidecars beside clips.
func (p *program) sidecarCmd() *cobra.Command {
	return p.command("sidecar [CLIP...]", cobra.ArbitraryArgs, func(_ *cobra.Command, args []string) error {
		k, err := p.open()
		if err != nil {
			return err
		}
		ids, err := p.clipIDs(k, args)
		if err != nil {
			return err
		}
		r, err := k.WriteSidecars(p.ctx, ids, p.progress("cli.sidecar.running"))
		if err != nil {
			return err
		}
		return p.printSidecars(r, len(ids) > 0)
	})
}

type skippedJSON struct {
	Clip consent.ID `json:"clip"`
	Name string     `json:"name"`
	Path string     `json:"path"`
	Why  flow.Skip  `json:"why"`
}

func skippedRows(list []flow.Skipped) []skippedJSON {
	out := []skippedJSON{}
	for _, s := range list {
		out = append(out, skippedJSON{s.Clip, s.Name, s.Path, s.Why})
	}
	return out
}

// saySkipped lists what was left out, with the reason.
func (p *program) saySkipped(list []flow.Skipped) {
	for _, s := range list {
		name := s.Path
		if name == "" {
			name = s.Name
		}
		p.say("cli.export.skipped", "name", name, "why", p.words.T("export.skip."+string(s.Why)))
	}
}

// printSidecars says what became of sidecars. It fails when clips were named
// and none could be written.
func (p *program) printSidecars(r flow.SidecarResult, named bool) error {
	p.saySkipped(r.Skipped)
	if p.json {
		return p.printJSON(map[string]any{"written": r.Written, "same": r.Same, "delivered": r.Delivered, "skipped": skippedRows(r.Skipped)})
	}
	if named && r.Written+r.Same == 0 {
		return errors.New(p.words.T("cli.sidecar.none"))
	}
	p.say("cli.sidecar.done", "new", r.Written, "same", r.Same, "skipped", len(r.Skipped))
	return nil
}

// rewritten tells all metadata of a change, and lists what could not be
// reached. It is for people: with --json the command's result stands alone.
func (p *program) rewritten(k *flow.Kit, of consent.ID) error {
	if _, err := k.RewriteSidecars(p.ctx, p.progress("cli.sidecar.running")); err != nil {
		return err
	}
	reach, err := k.Reach(p.ctx, of)
	if err != nil {
		return err
	}
	if n := reach.Sidecars + reach.Delivered; n > 0 {
		p.say("cli.reach.told", "n", n)
	}
	p.saySkipped(reach.Away)
	for _, d := range reach.Disks {
		key := "cli.reach.disk"
		if d.Keeper == "" {
			key += ".nobody"
		}
		p.say(key, "name", orID(d.Name, d.ID), "keeper", d.Keeper)
	}
	for _, d := range reach.Recipients {
		p.say("cli.reach.recipient", "name", d.Recipient, "n", len(d.Clips))
	}
	return nil
}

func orID(name string, id consent.ID) string {
	if name == "" {
		return id.Short()
	}
	return name
}
