package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"onset/app/flow"
	"onset/consent"
)

// statusJSON is status --json.
type statusJSON struct {
	Production string `json:"production"`
	Title      string `json:"title"`
	Day        int    `json:"day"`
	Unit       string `json:"unit"`
	Place      string `json:"place"`
	Terms      string `json:"terms"`
	Language   string `json:"language"`
	OnCamera   int    `json:"on_camera"`
	Waiting    int    `json:"waiting"`
	Office     string `json:"last_word_from_office"`
	Free       int64  `json:"free_bytes"`
	Needs      []need `json:"needs"`
}

type need struct {
	Kind  string `json:"kind"`
	Count int    `json:"count"`
}

// statusCmd is Today in text.
func (p *program) statusCmd() *cobra.Command {
	return p.command("status", noArgs, func(*cobra.Command, []string) error {
		k, err := p.open()
		if err != nil {
			return err
		}
		t, err := k.Today(p.ctx)
		if err != nil {
			return err
		}
		s := statusJSON{
			Production: k.ProductionID().String(), Title: t.Production, Day: t.Shoot.Day, Unit: t.Shoot.Unit, Place: t.Shoot.Place,
			Terms: t.Shoot.Terms, Language: t.Shoot.Language, OnCamera: t.OnCamera, Waiting: t.Waiting, Free: t.FreeBytes,
			Office: stamp(consent.StampOf(t.Office)), Needs: []need{},
		}
		for _, n := range t.Needs {
			s.Needs = append(s.Needs, need{string(n.Kind), n.Count})
		}
		if p.json {
			return p.printJSON(s)
		}
		fmt.Fprintln(p.env.Out, p.words.T("cli.status.shoot", "title", s.Title, "day", s.Day, "unit", s.Unit, "place", s.Place))
		for _, n := range s.Needs {
			fmt.Fprintln(p.env.Out, "  "+p.words.N("need."+n.Kind, n.Count))
		}
		if len(s.Needs) == 0 {
			p.say("today.nothing")
		}
		return nil
	})
}

// checkCmd proves the store's consistency.
func (p *program) checkCmd() *cobra.Command {
	var state bool
	c := p.command("check", noArgs, func(*cobra.Command, []string) error {
		k, err := p.open()
		if errors.Is(err, flow.ErrStoreDamaged) && !state {
			return p.examine(err)
		}
		if err != nil {
			return err
		}
		if state {
			ref, err := k.State(p.ctx)
			if err != nil {
				return err
			}
			return p.result(map[string]string{"state": ref.String()}, ref.String())
		}
		r, err := k.Check(p.ctx, p.progress("cli.check.running"))
		if err != nil {
			return err
		}
		if len(r.Faults) > 0 {
			return p.faults(r)
		}
		return p.result(map[string]int{"statements": r.Statements, "blobs": r.Blobs, "views": r.Views, "faults": 0},
			p.words.T("cli.check.done", "statements", r.Statements, "blobs", r.Blobs))
	})
	c.Flags().BoolVar(&state, "state", false, p.words.T("cli.check.state"))
	return c
}

// faults lists what is wrong.
func (p *program) faults(r flow.CheckReport) error {
	for _, f := range r.Faults {
		fmt.Fprintln(p.env.Err, oneLine(f))
	}
	return errors.New(p.words.N("cli.check.faults", len(r.Faults)))
}

// examine names the faults of a store that is too damaged to be worked with.
func (p *program) examine(damaged error) error {
	home, err := p.openHome()
	if err != nil {
		return err
	}
	pass, err := p.passphrase(p.words.T("cli.ask.passphrase"))
	if err != nil {
		return err
	}
	production, err := p.productionID()
	if err != nil {
		return err
	}
	r, err := home.Examine(p.ctx, pass, production, nil)
	if err == nil && len(r.Faults) > 0 {
		return p.faults(r)
	}
	return damaged
}

func (p *program) reindexCmd() *cobra.Command {
	return p.command("reindex", noArgs, func(*cobra.Command, []string) error {
		k, err := p.open()
		if err != nil {
			return err
		}
		if err := k.Reindex(p.ctx, p.progress("cli.reindex.running")); err != nil {
			return err
		}
		p.say("cli.reindex.done")
		return nil
	})
}

// disksCmd lists the disks that were here.
func (p *program) disksCmd() *cobra.Command {
	return p.command("disks", noArgs, func(*cobra.Command, []string) error {
		k, err := p.open()
		if err != nil {
			return err
		}
		type row struct {
			ID     consent.ID `json:"id"`
			Name   string     `json:"name"`
			Serial string     `json:"serial"`
			Keeper string     `json:"keeper"`
			Seen   string     `json:"last_seen"`
			Clips  int        `json:"clips"`
		}
		disks, err := k.Disks(p.ctx)
		if err != nil {
			return err
		}
		var rows []row
		for _, d := range disks {
			rows = append(rows, row{d.ID, d.Name, d.Serial, d.Keeper, stamp(d.Seen), d.Clips})
		}
		return list(p, rows, "cli.disks.none", []string{"id", "name", "serial", "keeper", "seen"}, func(r row) []string {
			return []string{r.ID.Short(), r.Name, r.Serial, r.Keeper, p.day(r.Seen)}
		})
	})
}
