package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"onset/app/flow"
	"onset/consent"
)

// suggestCmd lists what the on-camera board proposes, and confirms it.
func (p *program) suggestCmd() *cobra.Command {
	var confirm bool
	c := p.command("suggest [CLIP...]", cobra.ArbitraryArgs, func(_ *cobra.Command, args []string) error {
		k, err := p.open()
		if err != nil {
			return err
		}
		ids, err := p.clipIDs(k, args)
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			ids = k.Suggested()
		}
		return p.suggest(k, ids, confirm)
	})
	c.Flags().BoolVar(&confirm, "confirm", false, p.words.T("cli.suggest.confirm"))
	return c
}

type suggestJSON struct {
	Clip    consent.ID `json:"clip"`
	Name    string     `json:"name"`
	Person  consent.ID `json:"person"`
	Called  string     `json:"person_name"`
	Scene   string     `json:"scene"`
	From    string     `json:"from"`
	To      string     `json:"to"`
	Checked bool       `json:"clock_checked"`
}

func (p *program) suggest(k *flow.Kit, ids []consent.ID, confirm bool) error {
	var rows []suggestJSON
	for _, id := range ids {
		var people []consent.ID
		for _, s := range k.Suggestions(id) {
			rows = append(rows, suggestJSON{
				id, k.ClipRow(id).Name, s.Person.ID, s.Person.Name, s.Scene, stamp(s.Suggestion.From), stamp(s.Suggestion.To), !s.Suggestion.Unchecked,
			})
			people = append(people, s.Person.ID)
		}
		if confirm && len(people) > 0 {
			if _, err := k.Confirm(p.ctx, []consent.ID{id}, people); err != nil {
				return err
			}
		}
	}
	return list(p, rows, "cli.suggest.none", []string{"clip", "name", "scene", "from", "until"}, func(r suggestJSON) []string {
		return []string{r.Name, r.Called, r.Scene, p.day(r.From), p.day(r.To)}
	})
}

// sceneCmd opens the next scene of the on-camera board, or closes the open one.
func (p *program) sceneCmd() *cobra.Command {
	var people []string
	var same, signed, end bool
	c := p.command("scene [TITLE]", atMost(1), func(_ *cobra.Command, args []string) error {
		k, err := p.open()
		if err != nil {
			return err
		}
		if end {
			return k.CloseScene(p.ctx)
		}
		d := flow.SceneDraft{Title: strings.Join(args, " "), Start: flow.StartEmpty}
		switch {
		case same:
			d.Start = flow.StartSame
		case signed:
			d.Start = flow.StartSigned
		case len(people) > 0:
			d.Start = flow.StartPeople
		}
		for _, a := range people {
			id, err := p.person(k, a)
			if err != nil {
				return err
			}
			d.People = append(d.People, id)
		}
		id, err := k.NextScene(p.ctx, d)
		if err != nil {
			return err
		}
		return p.result(map[string]any{"id": id}, id.String())
	})
	f := c.Flags()
	f.StringArrayVar(&people, "person", nil, p.words.T("cli.scene.person"))
	f.BoolVar(&same, "same", false, p.words.T("cli.scene.same"))
	f.BoolVar(&signed, "signed", false, p.words.T("cli.scene.signed"))
	f.BoolVar(&end, "end", false, p.words.T("cli.scene.end"))
	return c
}
