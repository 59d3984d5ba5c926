package cli

import (
	"context"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"onset/app/flow"
	"onset/signer"
)

// pairCmd lets this device into the production of a code.
func (p *program) pairCmd() *cobra.Command {
	var j flow.Join
	c := p.command("pair CODE", exactly(1), func(_ *cobra.Command, args []string) error {
		j.Code = args[0]
		return p.pair(j)
	})
	f := c.Flags()
	f.StringVar(&j.Label, "label", "", p.words.T("cli.pair.label"))
	f.StringVar(&j.CrewName, "crew", "", p.words.T("cli.init.crew"))
	f.StringArrayVar(&j.Addresses, "at", nil, p.words.T("cli.pair.at"))
	return c
}

func (p *program) pair(j flow.Join) error {
	if p.env.Kit != nil {
		return flow.ErrOwned
	}
	home, err := p.openHome()
	if err != nil {
		return err
	}
	if home.Empty() {
		j.Passphrase, err = p.newPassphrase(home)
	} else {
		j.Passphrase, err = p.passphrase(p.words.T("cli.ask.passphrase"))
	}
	if err != nil {
		return err
	}
	if err := p.hold(home); err != nil {
		return err
	}
	kit, recovery, err := home.Join(p.ctx, j)
	if err != nil {
		return err
	}
	p.kit = kit
	id := kit.ProductionID().String()
	p.say("cli.pair.done", "name", kit.Production().Title)
	if recovery == "" {
		return p.result(map[string]string{"production": id}, id)
	}
	p.say("cli.init.recovery")
	return p.result(map[string]string{"production": id, "recovery": recovery}, recovery)
}

// inviteCmd makes a code by which another device joins.
func (p *program) inviteCmd() *cobra.Command {
	var o flow.InviteOptions
	var rank, listen string
	var serve bool
	c := p.command("invite", noArgs, func(*cobra.Command, []string) error {
		if o.Rank = signer.Rank(rank); rank != string(signer.RankCrew) && rank != string(signer.RankAdmin) {
			return p.usage("cli.invite.ranks")
		}
		return p.invite(o, serve, listen)
	})
	f := c.Flags()
	f.StringVar(&rank, "rank", string(signer.RankCrew), p.words.T("cli.invite.rank"))
	f.StringVar(&o.Label, "label", "", p.words.T("cli.invite.label"))
	f.DurationVar(&o.For, "for", 15*time.Minute, p.words.T("cli.invite.for"))
	f.StringArrayVar(&o.Addresses, "address", nil, p.words.T("cli.invite.address"))
	f.BoolVar(&serve, "serve", false, p.words.T("cli.invite.serve"))
	f.StringVar(&listen, "listen", ":22443", p.words.T("cli.invite.listen"))
	return c
}

func (p *program) invite(o flow.InviteOptions, serve bool, listen string) error {
	k, err := p.open()
	if err != nil {
		return err
	}
	if !serve || k.Home().AnswersJoin() {
		i, err := k.Invite(p.ctx, o)
		if err != nil {
			return err
		}
		if !k.Home().AnswersJoin() {
			p.say("cli.invite.closed")
		}
		return p.showInvite(i)
	}
	l, err := (&net.ListenConfig{}).Listen(p.ctx, "tcp", listen)
	if err != nil {
		return fmt.Errorf("%w: %w", flow.ErrListen, err)
	}
	ctx, stop := context.WithCancel(p.ctx)
	defer stop()
	done := make(chan error, 1)
	go func() { done <- k.Home().ServeJoin(ctx, l, nil) }()
	if err := p.answered(ctx, k, o, l.Addr().String()); err != nil {
		stop()
		<-done
		return err
	}
	defer p.obey(k)()
	defer p.untilUsed(k, stop)()
	return <-done
}

// answered shows the code of an invitation that is answered at this address.
func (p *program) answered(ctx context.Context, k *flow.Kit, o flow.InviteOptions, at string) error {
	if host, _, err := net.SplitHostPort(at); err == nil && len(o.Addresses) == 0 {
		if ip := net.ParseIP(host); ip != nil && !ip.IsUnspecified() {
			o.Addresses = []string{at}
		}
	}
	i, err := k.Invite(ctx, o)
	if err != nil {
		return err
	}
	return p.showInvite(i)
}

// untilUsed ends serving a moment after the invitation was used: its answer may
// be asked for again.
func (p *program) untilUsed(k *flow.Kit, stop func()) (end func()) {
	ctx, cancel := context.WithCancel(p.ctx)
	tick := time.NewTicker(time.Second)
	go func() {
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			all, err := k.Invitations(ctx)
			if err == nil && len(all) > 0 && (all[0].Used || p.env.Now().After(all[0].Expires)) {
				stop()
				return
			}
		}
	}()
	return cancel
}

func (p *program) showInvite(i flow.Invitation) error {
	if !p.json {
		(&signing{p: p}).showCode(p.words.T("cli.invite.step"), i.QR)
		p.say("cli.invite.until", "time", p.words.Clock(i.Expires))
	}
	return p.result(map[string]any{"code": i.Code, "addresses": i.Addresses, "expires": i.Expires.Format(time.RFC3339)}, i.Code)
}

// deviceJSON is a row of devices --json.
type deviceJSON struct {
	Device    string   `json:"device"`
	Label     string   `json:"label"`
	Ranks     []string `json:"ranks"`
	Self      bool     `json:"self"`
	Held      uint64   `json:"held"`
	Newest    string   `json:"newest"`
	Connected bool     `json:"connected"`
	Seen      string   `json:"last_contact"`
	Revoked   bool     `json:"revoked"`
	Stands    uint64   `json:"stands,omitempty"`
	Fork      bool     `json:"fork"`
	Asides    int      `json:"set_aside"`
	Continues string   `json:"continues,omitempty"`
	Spare     bool     `json:"spare,omitempty"`
}

// devicesCmd lists the devices of the production.
func (p *program) devicesCmd() *cobra.Command {
	var certificate string
	c := p.command("devices", noArgs, func(*cobra.Command, []string) error {
		k, err := p.open()
		if err != nil {
			return err
		}
		if certificate != "" {
			return p.about(certificate, p.showCertificate(k, certificate))
		}
		all, err := k.Devices(p.ctx)
		if err != nil {
			return err
		}
		rows := make([]deviceJSON, 0, len(all))
		for _, l := range all {
			rows = append(rows, deviceRow(l))
		}
		return list(p, rows, "cli.devices.none", []string{"device", "name", "rank", "newest", "state"}, func(r deviceJSON) []string {
			return []string{r.Device[:8], r.Label, p.rankWords(r.Ranks), p.day(r.Newest), p.deviceState(r)}
		})
	})
	c.Flags().StringVar(&certificate, "certificate", "", p.words.T("cli.devices.certificate"))
	return c
}

// showCertificate prints the chain of one device for other programs.
func (p *program) showCertificate(k *flow.Kit, device string) error {
	d, err := k.FindDevice(p.ctx, device)
	if err != nil {
		return err
	}
	b, err := k.Certificate(p.ctx, d.Author)
	if err != nil {
		return err
	}
	if d.Revoked {
		p.say("cli.devices.certificate.revoked")
	}
	if p.json {
		return p.printJSON(map[string]any{"device": d.Author.String(), "certificate": b.Certificate, "authority": b.Authority, "revoked": d.Revoked})
	}
	_, err = p.env.Out.Write(b.PEM())
	return err
}

func deviceRow(l flow.DeviceLine) deviceJSON {
	r := deviceJSON{
		Device: l.Author.String(), Label: l.Label, Ranks: []string{}, Self: l.Self, Held: l.Held, Newest: moment(l.Newest), Connected: l.Connected,
		Seen: moment(l.Seen), Revoked: l.Revoked, Stands: l.Stands, Fork: l.Fork, Asides: l.Asides, Spare: l.Spare,
	}
	for _, rank := range l.Ranks {
		r.Ranks = append(r.Ranks, string(rank))
	}
	if !l.Continues.IsZero() {
		r.Continues = l.Continues.String()
	}
	return r
}

func (p *program) rankWords(ranks []string) string {
	var out []string
	for _, r := range ranks {
		out = append(out, p.words.T("device.rank."+r))
	}
	return strings.Join(out, ", ")
}

func (p *program) deviceState(r deviceJSON) string {
	switch {
	case r.Self && r.Fork:
		return p.words.T("device.state.own_log")
	case r.Self:
		return p.words.T("device.state.self")
	case r.Revoked:
		return p.words.T("device.state.revoked")
	case r.Spare:
		return p.words.T("device.state.spare")
	case r.Fork:
		return p.words.T("device.state.fork")
	case r.Connected:
		return p.words.T("device.state.here")
	}
	return p.words.T("device.state.away")
}

// revokeCmd takes a device out of the production.
func (p *program) revokeCmd() *cobra.Command {
	var reason string
	var forward bool
	c := p.command("revoke DEVICE", exactly(1), func(_ *cobra.Command, args []string) error {
		k, err := p.open()
		if err != nil {
			return err
		}
		d, err := k.FindDevice(p.ctx, args[0])
		if err != nil {
			return p.about(args[0], err)
		}
		if forward {
			return p.about(args[0], k.MoveRevocation(p.ctx, d.Author, reason))
		}
		r, err := k.Revoke(p.ctx, d.Author, reason)
		if err != nil {
			return p.about(args[0], err)
		}
		return p.showBreach(r)
	})
	c.Flags().StringVar(&reason, "reason", "", p.words.T("cli.revoke.reason"))
	c.Flags().BoolVar(&forward, "forward", false, p.words.T("cli.revoke.forward"))
	return c
}

// breachKinds are the kinds of data in the order they are told in.
var breachKinds = []string{"name", "face", "contact", "born", "ink", "guardian", "paper", "clips"}

func (p *program) showBreach(r flow.BreachReport) error {
	if p.json {
		return p.printJSON(map[string]any{
			"device": deviceRow(r.Device), "persons": r.Persons, "minors": r.Minors, "kinds": r.Kinds, "locked": r.Locked,
			"last_contact": moment(r.Last), "made": moment(r.Made), "until": moment(r.Until), "new_epoch": r.NewEpoch,
		})
	}
	p.say("cli.revoke.done", "device", r.Device.Author.String()[:8], "name", r.Device.Label)
	p.say("cli.revoke.persons", "n", r.Persons, "minors", r.Minors)
	for _, kind := range breachKinds {
		if n := r.Kinds[kind]; n > 0 {
			fmt.Fprintf(p.env.Out, "  %s: %d\n", p.words.T("breach.kind."+kind), n)
		}
	}
	p.say("breach.lock." + r.Locked)
	if !r.Last.IsZero() {
		p.say("cli.revoke.last", "date", p.words.Day(r.Last), "time", p.words.Clock(r.Last))
	}
	if r.NewEpoch == 0 {
		p.say("cli.revoke.keys_wait")
	}
	p.say("cli.revoke.until", "date", p.words.Day(r.Until), "time", p.words.Clock(r.Until))
	return nil
}

// bringCmd brings the production to an office that does not have it.
func (p *program) bringCmd() *cobra.Command {
	return p.command("bring CODE", exactly(1), func(_ *cobra.Command, args []string) error {
		k, err := p.open()
		if err != nil {
			return err
		}
		if err := k.BringToOffice(p.ctx, args[0]); err != nil {
			return err
		}
		p.say("cli.bring.done", "name", k.Production().Title)
		return nil
	})
}

// newLogCmd has a device that was put back from a backup go on in a new log.
func (p *program) newLogCmd() *cobra.Command {
	return p.command("restore", noArgs, func(*cobra.Command, []string) error { return p.newLog() })
}

func (p *program) newLog() error {
	if p.env.Kit != nil {
		return flow.ErrOwned
	}
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
	if err := p.hold(home); err != nil {
		return err
	}
	if p.kit, err = home.Restore(p.ctx, pass, production); err != nil {
		return err
	}
	id := p.kit.ProductionID().String()
	p.say("cli.restore.done", "name", p.kit.Production().Title)
	return p.result(map[string]string{"production": id}, id)
}
