package cli

import (
	"errors"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"onset/app/flow"
	"onset/consent"
)

// adoptCmd accepts a copy that another tool made.
func (p *program) adoptCmd() *cobra.Command {
	var keeper string
	c := p.command("adopt DIR", exactly(1), func(_ *cobra.Command, args []string) error {
		k, err := p.open()
		if err != nil {
			return err
		}
		r, err := k.AdoptCopy(p.ctx, p.path(args[0]), keeper, p.offloadProgress("cli.verify.running"))
		return p.printCheck(r, err)
	})
	c.Flags().StringVar(&keeper, "keeper", "", p.words.T("cli.offload.keeper"))
	return c
}

// verifyCopyCmd reads a copy again.
func (p *program) verifyCopyCmd() *cobra.Command {
	return p.command("verify-copy DIR", exactly(1), func(_ *cobra.Command, args []string) error {
		k, err := p.open()
		if err != nil {
			return err
		}
		r, err := k.CheckCopy(p.ctx, p.path(args[0]), p.offloadProgress("cli.verify.running"))
		return p.printCheck(r, err)
	})
}

type checkJSON struct {
	Dir   string     `json:"dir"`
	Card  consent.ID `json:"card,omitzero"`
	Label string     `json:"label"`
	By    string     `json:"by"`
	Tool  string     `json:"tool,omitempty"`
	OK    bool       `json:"ok"`
	verdictJSON
	Agree      int          `json:"agree"`
	Differ     []string     `json:"differ"`
	Missing    []string     `json:"missing"`
	Unreadable []string     `json:"unreadable"`
	Unproven   []string     `json:"unproven"`
	New        []string     `json:"new"`
	Folders    []string     `json:"folders"`
	Manifest   string       `json:"manifest,omitempty"`
	C4         string       `json:"c4,omitempty"`
	Ingest     []ingestJSON `json:"ingested"`
}

// printCheck says what a verification found, and fails when it found a fault.
func (p *program) printCheck(r flow.CopyCheck, err error) error {
	if r.By == "" {
		return err
	}
	if err == nil && !r.OK {
		err = errors.New(p.words.T("cli.verify.bad"))
	}
	list := func(l []string) []string { return append([]string{}, l...) }
	if p.json {
		return errors.Join(p.printJSON(checkJSON{
			Dir: r.Dir, Card: r.Card, Label: r.Label, By: r.By, Tool: r.Tool, OK: r.OK, verdictJSON: verdictRow(r.Verdict), Agree: r.Agree,
			Differ: list(r.Differ), Missing: list(r.Missing), Unreadable: list(r.Unreadable), Unproven: list(r.Unproven), New: list(r.New),
			Folders: list(r.Folders), Manifest: r.Manifest, C4: r.C4, Ingest: p.ingestRows(r.Ingested),
		}), err)
	}
	for _, l := range []struct {
		key   string
		paths []string
	}{
		{"differ", r.Differ}, {"missing", r.Missing}, {"unreadable", r.Unreadable}, {"unproven", r.Unproven}, {"new", r.New}, {"folder", r.Folders},
	} {
		for _, path := range l.paths {
			p.say("cli.verify."+l.key, "path", path)
		}
	}
	p.say("cli.verify.by", "list", r.By, "n", r.Agree)
	if r.OK {
		p.sayIngested(r.Ingested)
	}
	if r.Card.IsZero() {
		return err
	}
	p.sayVerdict(r.Verdict)
	return errors.Join(p.result(nil, string(r.Verdict.Word)), err)
}

// diskCmd names a disk.
func (p *program) diskCmd() *cobra.Command {
	var name, keeper string
	c := p.command("disk ID", exactly(1), func(_ *cobra.Command, args []string) error {
		if name == "" && keeper == "" {
			return p.usage("cli.disk.needs")
		}
		k, err := p.open()
		if err != nil {
			return err
		}
		id, err := p.diskID(k, args[0])
		if err != nil {
			return err
		}
		if err := k.SetDisk(p.ctx, id, name, keeper); err != nil {
			return p.about(args[0], err)
		}
		return p.result(map[string]consent.ID{"disk": id}, id.String())
	})
	c.Flags().StringVar(&name, "name", "", p.words.T("cli.disk.name"))
	c.Flags().StringVar(&keeper, "keeper", "", p.words.T("cli.disk.keeper"))
	return c
}

// diskID resolves the id of a disk, short or full, or its name.
func (p *program) diskID(k *flow.Kit, text string) (consent.ID, error) {
	disks, err := k.Disks(p.ctx)
	if err != nil {
		return consent.ID{}, err
	}
	called := make([]called, len(disks))
	for i, d := range disks {
		called[i].id, called[i].name = d.ID, d.Name
	}
	return p.pick(called, text)
}

// called is a thing with an id and what people call it.
type called struct {
	id   consent.ID
	name string
}

// pick finds the one thing that an argument names.
func (p *program) pick(all []called, text string) (found consent.ID, err error) {
	for _, c := range all {
		if !strings.EqualFold(text, c.name) && !strings.EqualFold(text, c.id.Short()) && !strings.EqualFold(text, c.id.String()) {
			continue
		}
		if !found.IsZero() {
			return consent.ID{}, p.about(text, flow.ErrAmbiguous)
		}
		found = c.id
	}
	if found.IsZero() {
		return found, p.about(text, flow.ErrNotFound)
	}
	return found, nil
}

type cardJSON struct {
	ID     consent.ID `json:"id"`
	Label  string     `json:"label"`
	Camera string     `json:"camera"`
	First  string     `json:"first_seen"`
	Last   string     `json:"last_seen"`
	Files  int        `json:"files"`
	Clips  int        `json:"clips"`
	Bytes  int64      `json:"bytes"`
	Rule   string     `json:"rule"`
	verdictJSON
	Reason string     `json:"reason,omitempty"`
	Copies []copyJSON `json:"copies"`
}

// cardsCmd lists the cards that were here.
func (p *program) cardsCmd() *cobra.Command {
	return p.command("cards", noArgs, func(*cobra.Command, []string) error {
		k, err := p.open()
		if err != nil {
			return err
		}
		cards, err := k.PastCards(p.ctx)
		if err != nil {
			return err
		}
		var rows []cardJSON
		why := map[consent.ID]string{}
		for _, c := range cards {
			rows = append(rows, cardJSON{
				c.ID, c.Label, c.Camera, stamp(consent.StampOf(c.First)), stamp(consent.StampOf(c.Last)), c.Files, c.Clips, c.Bytes, c.Rule,
				verdictRow(c.Verdict), c.Reason, copyRows(c.Copies),
			})
			why[c.ID] = p.verdictWhy(c.Verdict)
		}
		return list(p, rows, "cli.cards.none", []string{"id", "label", "clips", "copies", "seen", "verdict", "why"}, func(r cardJSON) []string {
			return []string{
				r.ID.Short(), r.Label, strconv.Itoa(r.Clips), strconv.Itoa(len(r.Copies)), p.day(r.Last), p.words.T("card.word." + r.Word), why[r.ID],
			}
		})
	})
}

// reuseCmd lets a card be used again against the rule.
func (p *program) reuseCmd() *cobra.Command {
	var reason string
	var undo bool
	c := p.command("reuse CARD", exactly(1), func(_ *cobra.Command, args []string) error {
		if !undo {
			allowed := flow.CardReasons()
			if _, err := oneOf(p, "--reason", reason, allowed...); err != nil {
				return err
			}
			if reason == "" {
				return p.usage("cli.needs_reason")
			}
		} else {
			reason = ""
		}
		k, err := p.open()
		if err != nil {
			return err
		}
		cards, err := k.PastCards(p.ctx)
		if err != nil {
			return err
		}
		all := make([]called, len(cards))
		for i, c := range cards {
			all[i].id, all[i].name = c.ID, c.Label
		}
		id, err := p.pick(all, args[0])
		if err != nil {
			return err
		}
		v, err := k.OverrideCard(p.ctx, id, reason)
		if err != nil {
			return err
		}
		p.sayVerdict(v)
		return p.result(verdictRow(v), string(v.Word))
	})
	c.Flags().StringVar(&reason, "reason", "", p.words.T("cli.reuse.reason"))
	c.Flags().BoolVar(&undo, "undo", false, p.words.T("cli.reuse.undo"))
	return c
}
