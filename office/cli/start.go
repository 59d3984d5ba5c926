package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"onset/app/flow"
	"onset/office"
)

// initCmd makes a home: keyring, recovery code, and with --name a production.
func (p *program) initCmd() *cobra.Command {
	var n flow.NewProduction
	c := p.command("init", cobra.NoArgs, func([]string) error { return p.init(n) })
	f := c.Flags()
	f.StringVar(&n.Title, "name", "", p.Words.T("office.cli.init.name"))
	f.StringVar(&n.Controller, "controller", "", p.Words.T("cli.init.controller"))
	f.StringVar(&n.Contact, "contact", "", p.Words.T("cli.init.contact"))
	f.StringVar(&n.Address, "address", "", p.Words.T("cli.init.address"))
	f.StringVar(&n.Customer, "customer", "", p.Words.T("cli.init.customer"))
	f.StringVar(&n.CrewName, "crew", "", p.Words.T("cli.init.crew"))
	f.StringVar(&n.Language, "lang", p.Words.Tag, p.Words.T("cli.init.lang"))
	return c
}

func (p *program) init(n flow.NewProduction) error {
	if p.env.Service != nil {
		return flow.ErrNotEmpty
	}
	if n.Title != "" && (n.Controller == "" || n.Contact == "") {
		return p.usage("office.cli.init.needs")
	}
	home, err := p.openHome()
	if err != nil {
		return err
	}
	if n.Title == "" && !home.Empty() {
		return flow.ErrNotEmpty
	}
	if n.Passphrase, err = p.newPassphrase(home); err != nil {
		return err
	}
	if p.owner, err = home.Own(); err != nil {
		return err
	}
	if n.Title == "" {
		return p.prepare(home, n.Passphrase)
	}
	return p.found(home, n)
}

// prepare makes a home to which productions are brought.
func (p *program) prepare(home *flow.Home, passphrase string) error {
	recovery, err := home.Prepare(passphrase)
	if err != nil {
		return err
	}
	p.Say("office.cli.init.prepared")
	p.Say("cli.init.recovery")
	return p.Result(map[string]string{"recovery": recovery}, recovery)
}

func (p *program) found(home *flow.Home, n flow.NewProduction) error {
	k, recovery, err := home.Found(p.ctx, n)
	if err != nil {
		return err
	}
	if err := errors.Join(k.BecomeOffice(p.ctx), k.Close()); err != nil {
		return err
	}
	id := k.ProductionID().String()
	p.Say("cli.init.done", "name", n.Title)
	if recovery == "" { // the home had one before
		return p.Result(map[string]string{"production": id}, id)
	}
	p.Say("cli.init.recovery")
	return p.Result(map[string]string{"production": id, "recovery": recovery}, recovery)
}

// newPassphrase takes the passphrase from --pass-file, or asks for it twice
// after suggesting one; for a home that has a keyring, asks for that one's.
func (p *program) newPassphrase(home *flow.Home) (string, error) {
	if p.passFile != "" || p.env.Secret == nil || !home.Empty() {
		return p.passphrase()
	}
	fmt.Fprintln(p.Err, p.Words.T("cli.init.suggest", "words", home.SuggestPassphrase(p.Words.Tag)))
	first, err := p.env.Secret(p.Words.T("cli.ask.new_passphrase"))
	if err != nil {
		return "", err
	}
	again, err := p.env.Secret(p.Words.T("cli.ask.again"))
	if err != nil {
		return "", err
	}
	if first == "" || first != again {
		return "", errors.New(p.Words.T("cli.ask.differ"))
	}
	return first, nil
}

// serveCmd serves until it is told to stop.
func (p *program) serveCmd() *cobra.Command {
	var a office.Addresses
	var quota int64
	var logJSON bool
	c := p.command("serve", cobra.NoArgs, func([]string) error { return p.serve(a, quota, logJSON) })
	f := c.Flags()
	f.StringVar(&a.Web, "web", office.DefaultWeb, p.Words.T("office.cli.serve.web"))
	f.StringVar(&a.Sync, "sync", office.DefaultSync, p.Words.T("office.cli.serve.sync"))
	f.StringVar(&a.Join, "join", office.DefaultJoin, p.Words.T("office.cli.serve.join"))
	f.StringVar(&a.Metrics, "metrics", "", p.Words.T("office.cli.serve.metrics"))
	f.StringVar(&a.Public, "public", "", p.Words.T("office.cli.serve.public"))
	f.StringVar(&a.Cert, "tls-cert", "", p.Words.T("office.cli.serve.cert"))
	f.StringVar(&a.Key, "tls-key", "", p.Words.T("office.cli.serve.key"))
	f.BoolVar(&a.Discover, "discover", false, p.Words.T("office.cli.serve.discover"))
	f.Int64Var(&quota, "quota", office.DefaultQuota>>30, p.Words.T("office.cli.serve.quota"))
	f.BoolVar(&logJSON, "log-json", false, p.Words.T("office.cli.serve.log_json"))
	return c
}

func (p *program) serve(a office.Addresses, quota int64, logJSON bool) error {
	if p.env.Service != nil {
		return flow.ErrOwned
	}
	if quota < 1 || quota > 1<<20 {
		return p.usage("office.cli.serve.bad_quota")
	}
	for _, file := range []*string{&a.Cert, &a.Key} {
		if *file != "" {
			*file = p.path(*file)
		}
	}
	s, err := p.openWith(office.Options{
		Addresses: a, Quota: quota << 30, Log: p.logger(logJSON), Ready: p.ready,
	})
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(p.ctx)
	defer stop()
	obeyed := make(chan error, 1)
	go func() {
		obeyed <- p.owner.Serve(ctx, func() bool { return false }, p.obey(s))
		stop()
	}()
	err = s.Serve(ctx)
	stop()
	if other := <-obeyed; p.ctx.Err() == nil && err == nil {
		err = other
	}
	if p.ctx.Err() != nil && err == nil {
		p.Say("office.cli.serve.ended")
	}
	return err
}

// obey runs commands that other processes hand over, in the open service.
func (p *program) obey(s *office.Service) flow.Run {
	return func(ctx context.Context, args []string, streams flow.Streams) int {
		env := p.env
		env.Service, env.Args, env.Streams, env.Secret = s, args, streams, nil
		return Run(ctx, env)
	}
}

// ready says where the service is met, once it is.
func (p *program) ready(open []office.Listener) {
	if p.JSON {
		at := map[string]string{}
		for _, l := range open {
			at[l.What] = l.Address
		}
		_ = p.PrintJSON(at) // nobody may be listening
		return
	}
	for _, l := range open {
		p.Say("office.cli.serve.at", "what", p.Words.T("office.cli.serve.what."+l.What), "address", l.Address)
	}
	p.Say("office.cli.serve.ready")
}

// productionsCmd lists the productions.
func (p *program) productionsCmd() *cobra.Command {
	return p.command("productions", cobra.NoArgs, func([]string) error {
		s, err := p.open()
		if err != nil {
			return err
		}
		return p.listProductions(s)
	})
}
