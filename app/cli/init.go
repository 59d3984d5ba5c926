package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"onset/app/flow"
)

// initCmd founds a production: keyring, store, recovery code.
func (p *program) initCmd() *cobra.Command {
	var n flow.NewProduction
	c := p.command("init", noArgs, func(*cobra.Command, []string) error { return p.found(n) })
	f := c.Flags()
	f.BoolVar(&n.Demo, "demo", false, p.words.T("cli.init.demo"))
	f.StringVar(&n.Title, "name", "", p.words.T("cli.init.name"))
	f.StringVar(&n.Controller, "controller", "", p.words.T("cli.init.controller"))
	f.StringVar(&n.Contact, "contact", "", p.words.T("cli.init.contact"))
	f.StringVar(&n.Address, "address", "", p.words.T("cli.init.address"))
	f.StringVar(&n.Customer, "customer", "", p.words.T("cli.init.customer"))
	f.StringVar(&n.CrewName, "crew", "", p.words.T("cli.init.crew"))
	f.StringVar(&n.Language, "lang", p.words.Tag, p.words.T("cli.init.lang"))
	f.StringVar(&n.Unit, "unit", "A", p.words.T("cli.init.unit"))
	f.StringVar(&n.Place, "place", "", p.words.T("cli.init.place"))
	return c
}

func (p *program) found(n flow.NewProduction) error {
	if p.env.Kit != nil {
		return flow.ErrNotEmpty
	}
	if n.Demo {
		p.demoNames(&n)
	}
	if n.Title == "" || n.Controller == "" || n.Contact == "" {
		return p.usage("cli.init.needs")
	}
	home, err := p.openHome()
	if err != nil {
		return err
	}
	if err := p.firstPassphrase(home, &n); err != nil {
		return err
	}
	if err := p.hold(home); err != nil {
		return err
	}
	kit, recovery, err := home.Found(p.ctx, n)
	if err != nil {
		return err
	}
	p.kit = kit
	p.say("cli.init.done", "name", n.Title)
	p.say("cli.init.recovery")
	return p.result(map[string]string{"production": kit.ProductionID().String(), "recovery": recovery}, recovery)
}

// firstPassphrase asks for a new passphrase, or for that of a founding that was
// cut short. flow.ErrNotEmpty where there is a production already.
func (p *program) firstPassphrase(home *flow.Home, n *flow.NewProduction) (err error) {
	if home.Empty() {
		n.Passphrase, err = p.newPassphrase(home)
		return err
	}
	if p.passFile == "" {
		return flow.ErrNotEmpty
	}
	if n.Passphrase, err = p.passphrase(""); err != nil {
		return err
	}
	if unfinished, err := home.Unfinished(n.Passphrase); err != nil || !unfinished {
		return flow.ErrNotEmpty
	}
	return nil
}

func (p *program) demoNames(n *flow.NewProduction) {
	for _, f := range []struct {
		field *string
		key   string
	}{
		{&n.Title, "demo.title"},
		{&n.Controller, "demo.controller"},
		{&n.Contact, "demo.contact"},
		{&n.Address, "demo.address"},
		{&n.Customer, "demo.customer"},
		{&n.CrewName, "demo.crew"},
		{&n.Place, "demo.place"},
	} {
		if *f.field == "" {
			*f.field = p.words.T(f.key)
		}
	}
}

// newPassphrase takes the passphrase from --pass-file, or asks for it twice
// after suggesting one.
func (p *program) newPassphrase(home *flow.Home) (string, error) {
	if p.passFile != "" || p.env.Secret == nil {
		return p.passphrase("")
	}
	fmt.Fprintln(p.env.Err, p.words.T("cli.init.suggest", "words", home.SuggestPassphrase(p.words.Tag)))
	first, err := p.env.Secret(p.words.T("cli.ask.new_passphrase"))
	if err != nil {
		return "", err
	}
	again, err := p.env.Secret(p.words.T("cli.ask.again"))
	if err != nil {
		return "", err
	}
	if first == "" || first != again {
		return "", errors.New(p.words.T("cli.ask.differ"))
	}
	return first, nil
}

// recoverCmd opens a home whose passphrase is lost.
func (p *program) recoverCmd() *cobra.Command {
	var codeFile string
	var renew bool
	c := p.command("recover", noArgs, func(*cobra.Command, []string) error {
		if renew {
			return p.renew()
		}
		return p.recover(codeFile)
	})
	c.Flags().StringVar(&codeFile, "code-file", "", p.words.T("cli.recover.code_file"))
	c.Flags().BoolVar(&renew, "renew", false, p.words.T("cli.recover.renew"))
	return c
}

// renew makes a new recovery code, for whoever has the passphrase and lost the code.
func (p *program) renew() error {
	k, err := p.open()
	if err != nil {
		return err
	}
	next, err := k.NewRecovery()
	if err != nil {
		return err
	}
	p.say("cli.recover.renewed")
	return p.result(map[string]string{"recovery": next}, next)
}

func (p *program) recover(codeFile string) error {
	home, err := p.openHome()
	if err != nil {
		return err
	}
	if home.Empty() {
		return errors.New(p.words.T("cli.no_home"))
	}
	if err := p.hold(home); err != nil {
		return err
	}
	var code string
	switch {
	case codeFile != "":
		code, err = p.firstLine(codeFile)
	case p.env.Secret != nil:
		code, err = p.env.Secret(p.words.T("cli.ask.recovery"))
	default:
		err = p.usage("cli.recover.needs")
	}
	if err != nil {
		return err
	}
	pass, err := p.newPassphrase(home)
	if err != nil {
		return err
	}
	production, err := p.productionID()
	if err != nil {
		return err
	}
	kit, next, err := home.Recover(p.ctx, code, pass, production)
	if err != nil {
		return err
	}
	p.kit = kit
	p.say("cli.recover.done")
	return p.result(map[string]string{"recovery": next}, next)
}

// demoCmd fills a demo production through the real flows.
func (p *program) demoCmd() *cobra.Command {
	var people, clips int
	var seed int64
	c := p.command("demo", noArgs, func(*cobra.Command, []string) error {
		if people < 0 || clips < 0 || people > 100_000 || clips > 1_000_000 {
			return p.usage("cli.demo.range")
		}
		k, err := p.open()
		if err != nil {
			return err
		}
		if err := k.Demo(p.ctx, people, clips, seed, p.progress("cli.demo.filling")); err != nil {
			return err
		}
		p.say("cli.demo.done", "people", people, "clips", clips)
		return nil
	})
	c.Flags().IntVar(&people, "people", 12, p.words.T("cli.demo.people"))
	c.Flags().IntVar(&clips, "clips", 24, p.words.T("cli.demo.clips"))
	c.Flags().Int64Var(&seed, "seed", 1, p.words.T("cli.demo.seed"))
	return c
}
