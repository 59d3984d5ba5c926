package cli

import (
	"io"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	kit "onset/app/cli"
)

// shared are the commands that an office has in common with the kit.
var shared = []string{
	"people", "consents", "clips", "scenes", "disks", "status", "clearance", "report", "withdraw", "restrict", "unrestrict",
	"invalidate", "rectify", "erase", "receipt", "check", "reindex", "expect", "demo", "devices", "revoke", "spare-codes", "spool",
}

// sharedCmd runs a command of the kit in a production of this home. Its flags
// are the kit's; only those that say where to look are read here.
func (p *program) sharedCmd(name string) *cobra.Command {
	return &cobra.Command{
		Use: name, Short: p.Words.T("cli." + name), DisableFlagParsing: true,
		RunE: func(_ *cobra.Command, args []string) error { return p.runShared(name, args) },
	}
}

func (p *program) runShared(name string, args []string) error {
	f := pflag.NewFlagSet(name, pflag.ContinueOnError)
	f.ParseErrorsWhitelist.UnknownFlags = true
	f.SetOutput(io.Discard)
	f.StringVar(&p.home, "home", p.home, "")
	f.StringVar(&p.production, "production", p.production, "")
	f.StringVar(&p.passFile, "pass-file", p.passFile, "")
	f.BoolVar(&p.JSON, "json", p.JSON, "")
	help := f.BoolP("help", "h", false, "")
	_ = f.Parse(args) // what is wrong with them the kit's command says better
	env := kit.Env{
		Name: Name, Streams: p.env.Streams, Getenv: p.env.Getenv, DataDir: p.env.DataDir, Open: p.env.Open,
		Now: p.env.Now, Version: p.env.Version, Args: append([]string{name}, args...),
	}
	if p.JSON {
		env.Args = append(env.Args, "--json")
	}
	if !*help {
		k, err := p.kit()
		if err != nil {
			return err
		}
		env.Kit = k
	}
	if code := kit.Run(p.ctx, env); code != 0 {
		return &remoteExit{code}
	}
	return nil
}
