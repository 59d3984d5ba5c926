package cli

import (
	"fmt"
	"strings"
	"time"

	"onset/app/flow"
)

// wayLine is how far clips are that go to the office, empty where none do.
func (p *program) wayLine(v flow.SyncView) string {
	if v.Arrived+v.OnWay+v.Waits == 0 {
		return ""
	}
	line := p.words.T("cli.sync.way", "arrived", v.Arrived, "way", v.OnWay, "waits", v.Waits)
	if v.Rate > 0 {
		line += " · " + p.words.T("sync.card.rate", "size", p.words.Size(int64(v.Rate)))
	}
	if v.Left > 0 {
		line += " · " + p.words.T("settings.left", "age", p.words.Wait(v.Left))
	}
	return line
}

// sayUnits prints the other devices, the cards that go, and what is in the way.
func (p *program) sayUnits(v flow.SyncView) {
	for _, u := range v.Units {
		fmt.Fprintln(p.env.Out, p.unitLine(u))
	}
	for i := range v.Cards {
		fmt.Fprintln(p.env.Out, p.cardLine(&v.Cards[i]))
	}
	for _, fault := range v.Faults {
		fmt.Fprintln(p.env.Out, p.words.T("carry.fault."+fault.What)+"  "+fault.Item)
	}
	for _, t := range v.Troubles {
		fmt.Fprintln(p.env.Out, p.words.T("trouble."+string(t.Kind), "age", p.age(t.Since))+". "+p.words.T("trouble."+string(t.Kind)+".do"))
	}
}

func (p *program) unitLine(u flow.SyncUnit) string {
	name := u.Label
	switch {
	case name == "" && u.Office:
		name = p.words.T("devices.rank.office")
	case name == "":
		name = u.Author.String()[:8]
	}
	state := p.words.T("cli.sync.away")
	switch {
	case u.Connected:
		state = p.words.T("cli.sync.here")
	case !u.Seen.IsZero():
		state = p.words.T("sync.seen", "ago", p.ago(u.Seen))
	}
	knows := p.words.T("sync.knows.nothing")
	if !u.Newest.IsZero() {
		knows = p.words.T("sync.knows", "age", p.age(u.Newest))
	}
	return p.words.T("cli.sync.unit", "name", name, "state", state, "behind", u.Behind) + " · " + knows
}

func (p *program) cardLine(c *flow.SyncCard) string {
	line := p.words.T("cli.sync.card", "label", c.Label, "safe", c.Safe, "clips", c.Clips, "arrived", c.Arrived, "way", c.OnWay, "waits", c.Waits)
	if c.Waits > 0 {
		line += " · " + p.whyWord(c.Why)
	}
	return line
}

// whyWord says what a clip waits for.
func (p *program) whyWord(why string) string {
	if key := "sync.why." + why; p.words.Has(key) {
		return p.words.T(key)
	}
	return p.words.T("carry.fault." + why)
}

// newsLine is something that another device said.
func (p *program) newsLine(n flow.News) string {
	return n.Sentence(p.words) + ". " + n.Effect(p.words) + " · " + p.ago(n.At)
}

func (p *program) age(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return p.words.Age(p.env.Now().Sub(t))
}

func (p *program) ago(t time.Time) string { return p.words.Ago(p.env.Now().Sub(t)) }

// dotted joins what is not empty.
func dotted(parts ...string) string {
	var out []string
	for _, s := range parts {
		if s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, " · ")
}
