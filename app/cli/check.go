package cli

import (
	"errors"
	"fmt"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"onset/app/flow"
	"onset/consent"
)

// statusJSON is status --json.
type statusJSON struct {
	Production string     `json:"production"`
	Title      string     `json:"title"`
	Day        int        `json:"day"`
	Unit       string     `json:"unit"`
	Place      string     `json:"place"`
	Terms      string     `json:"terms"`
	Language   string     `json:"language"`
	OnCamera   int        `json:"on_camera"`
	Waiting    int        `json:"waiting"`
	Office     string     `json:"last_word_from_office"`
	Free       int64      `json:"free_bytes"`
	Needs      []need     `json:"needs"`
	Sync       syncJSON   `json:"sync"`
	News       []newsJSON `json:"news"`
}

// newsJSON is something that another device said.
type newsJSON struct {
	Statement string            `json:"statement"`
	Kind      string            `json:"kind"`
	Person    string            `json:"person"`
	Purposes  []consent.Purpose `json:"purposes"`
	Clips     int               `json:"clips"`
	Office    bool              `json:"office"`
	At        string            `json:"at"`
	Heard     string            `json:"heard"`
	Seen      bool              `json:"seen"`
}

type need struct {
	Kind  string `json:"kind"`
	Count int    `json:"count"`
}

// statusCmd is Today in text, and how carrying stands.
func (p *program) statusCmd() *cobra.Command {
	var clips bool
	c := p.command("status", noArgs, func(*cobra.Command, []string) error {
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
		v, err := k.SyncView(p.ctx)
		if err != nil {
			return err
		}
		if p.json {
			s.Sync, s.News = syncOf(v), newsOf(k.News())
			return p.printJSON(s)
		}
		p.sayShoot(s)
		for _, n := range t.News {
			fmt.Fprintln(p.env.Out, "  "+p.newsLine(n))
		}
		for _, n := range s.Needs {
			fmt.Fprintln(p.env.Out, "  "+p.words.N("need."+n.Kind, n.Count))
		}
		if len(s.Needs)+len(t.News) == 0 {
			p.say("today.nothing")
		}
		p.sayCarrying(v)
		if clips {
			return p.sayClips(k, v)
		}
		return nil
	})
	c.Flags().BoolVar(&clips, "clips", false, p.words.T("cli.status.clips"))
	return c
}

// sayShoot is the shoot in one line; what is not known is left out.
func (p *program) sayShoot(s statusJSON) {
	line := s.Title
	for _, part := range []struct {
		is  bool
		key string
		val any
	}{{s.Day > 0, "today.day", s.Day}, {s.Unit != "", "today.unit", s.Unit}} {
		if part.is {
			line = dotted(line, lowerFirst(p.words.T(part.key, "n", part.val, "letter", part.val)))
		}
	}
	fmt.Fprintln(p.env.Out, dotted(line, s.Place))
}

// lowerFirst is a phrase in the middle of a line.
func lowerFirst(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[size:]
}

// sayCarrying is how old the office's word is, who has what, and what waits.
func (p *program) sayCarrying(v flow.SyncView) {
	word := p.words.T("sync.no_office")
	switch {
	case v.Office && v.Word.IsZero():
		word = p.words.T("today.no_word")
	case v.Office:
		word = p.words.T("today.last_word", "age", p.age(v.Word))
	}
	fmt.Fprintln(p.env.Out, word)
	if !v.On {
		p.say("cli.status.not_carried")
		return
	}
	p.sayUnits(v)
	fmt.Fprintln(p.env.Out, p.syncLine(v))
}

// sayClips prints each clip of the cards that go to the office.
func (p *program) sayClips(k *flow.Kit, v flow.SyncView) error {
	for i := range v.Cards {
		clips, err := k.CardClips(p.ctx, v.Cards[i].ID)
		if err != nil {
			return err
		}
		for _, c := range clips {
			state := p.words.T("sync.way." + string(c.Way))
			if c.Way == flow.ClipWaits {
				state += ", " + p.whyWord(c.Why)
			}
			fmt.Fprintln(p.env.Out, p.words.T("cli.status.clip", "card", v.Cards[i].Label, "name", c.Name, "state", state,
				"done", p.words.Size(c.Done), "all", p.words.Size(c.Size)))
		}
	}
	return nil
}

func newsOf(news []flow.News) []newsJSON {
	out := make([]newsJSON, 0, len(news))
	for _, n := range news {
		out = append(out, newsJSON{
			Statement: n.ID.String(), Kind: string(n.Kind), Person: n.Person.String(), Purposes: append([]consent.Purpose{}, n.Purposes...),
			Clips: n.Clips, Office: n.Office, At: moment(n.At), Heard: moment(n.Heard), Seen: n.Seen,
		})
	}
	return out
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
