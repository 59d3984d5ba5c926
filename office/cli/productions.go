package cli

import (
	"net"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"onset/app/flow"
	"onset/app/say"
	"onset/office"
	"onset/signer"
)

// productionJSON is one row of productions --json.
type productionJSON struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Office bool   `json:"office"` // this device states what only an office can
	Root   bool   `json:"root"`
	Fault  string `json:"fault,omitempty"`
}

func (p *program) listProductions(s *office.Service) error {
	var rows []productionJSON
	for _, k := range s.Kits() {
		d, _ := k.Device()
		rows = append(rows, productionJSON{ID: k.ProductionID().String(), Title: k.Production().Title, Office: k.IsOffice(), Root: d.Root})
	}
	for id, err := range s.Faults() {
		rows = append(rows, productionJSON{ID: id.String(), Fault: p.sentence(err)})
	}
	slices.SortFunc(rows, func(a, b productionJSON) int { return strings.Compare(a.Title+a.ID, b.Title+b.ID) })
	return say.List(&p.Voice, rows, "office.cli.productions.none", []string{"id", "title", "why"}, func(r productionJSON) []string {
		return []string{r.ID, r.Title, r.Fault}
	})
}

// longestInvite is the longest that a code is good.
const longestInvite = 24 * time.Hour

// inviteCmd makes a pairing code for one device.
func (p *program) inviteCmd() *cobra.Command {
	var o flow.InviteOptions
	var rank string
	var bring bool
	c := p.command("invite", cobra.NoArgs, func([]string) error {
		if rank != string(signer.RankCrew) && rank != string(signer.RankAdmin) {
			return p.usage("office.cli.invite.bad_rank")
		}
		if o.For != 0 && (o.For < time.Minute || o.For > longestInvite) {
			return p.usage("office.cli.invite.bad_for")
		}
		for _, a := range o.Addresses {
			if _, _, err := net.SplitHostPort(a); err != nil {
				return p.usage("office.cli.invite.bad_address")
			}
		}
		o.Rank = signer.Rank(rank)
		if bring {
			return p.inviteProduction(o)
		}
		return p.invite(o)
	})
	f := c.Flags()
	f.StringVar(&rank, "rank", string(signer.RankCrew), p.Words.T("office.cli.invite.rank"))
	f.StringVar(&o.Label, "label", "", p.Words.T("office.cli.invite.label"))
	f.StringSliceVar(&o.Addresses, "address", nil, p.Words.T("office.cli.invite.address"))
	f.DurationVar(&o.For, "for", 0, p.Words.T("office.cli.invite.for"))
	f.BoolVar(&bring, "bring", false, p.Words.T("office.cli.invite.bring"))
	return c
}

func (p *program) invite(o flow.InviteOptions) error {
	s, err := p.open()
	if err != nil {
		return err
	}
	k, err := p.kit()
	if err != nil {
		return err
	}
	i, err := s.Invite(p.ctx, k, o)
	if err != nil {
		return err
	}
	return p.showInvitation(i)
}

// inviteProduction makes a code by which a kit brings its production.
func (p *program) inviteProduction(o flow.InviteOptions) error {
	s, err := p.open()
	if err != nil {
		return err
	}
	i, err := s.InviteProduction(p.ctx, o)
	if err != nil {
		return err
	}
	return p.showInvitation(i)
}

// showInvitation prints the code last: a script takes it.
func (p *program) showInvitation(i flow.Invitation) error {
	if p.env.Service == nil {
		p.Say("office.cli.invite.not_serving")
	}
	p.Say("office.cli.invite.made", "until", i.Expires.Local().Format("15:04"), "addresses", strings.Join(i.Addresses, ", "))
	return p.Result(map[string]any{"code": i.Code, "expires": i.Expires.UTC(), "addresses": i.Addresses}, i.Code)
}
