package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	kit "onset/app/cli"
	"onset/app/flow"
	"onset/app/say"
	"onset/assets"
	"onset/consent"
	"onset/office"
)

// Name is what the program is called.
const Name = "onset-office"

// Env is what the commands run in. Nothing else is read from the outside.
type Env struct {
	flow.Streams
	Args      []string
	Getenv    func(string) string
	DataDir   func() (string, error)               // the platform's folder for the home
	Open      func(dir string) (*flow.Home, error) // looks at a home
	Secret    func(prompt string) (string, error)  // asks on the terminal without echo; nil where there is none
	FreeSpace func(dir string) int64
	Service   *office.Service // already open: the command runs in the process that serves
	Now       func() time.Time
	Version   string
}

// program is one run of one command.
type program struct {
	say.Voice
	env        Env
	ctx        context.Context
	home       string
	production string
	passFile   string
	service    *office.Service
	owner      *flow.Owner // while this run holds the home
}

// remoteExit carries the exit code of a command that ran in the process that
// serves; its output has been written already.
type remoteExit struct{ code int }

func (e *remoteExit) Error() string { return fmt.Sprintf("ran elsewhere: exit %d", e.code) }

// Run runs one command and returns its exit code. What went wrong is said on
// env.Err in one sentence.
func Run(ctx context.Context, env Env) int {
	words, err := assets.NewWords(kit.LanguageOf(env.Getenv))
	if err != nil {
		fmt.Fprintln(env.Err, err)
		return say.Failed
	}
	env.Out = say.PlainWriter{To: env.Out}
	p := &program{env: env, ctx: ctx, Voice: say.Voice{Words: words, Out: env.Out, Err: env.Err, TTY: env.TTY}}
	defer p.close()
	root := p.root()
	root.SetArgs(append([]string{}, env.Args...)) // never nil, which means the arguments of the process
	root.SetIn(env.In)
	root.SetOut(env.Out)
	root.SetErr(env.Err)
	err = root.ExecuteContext(ctx)
	var remote *remoteExit
	if errors.As(err, &remote) {
		return remote.code
	}
	if err == nil {
		return say.Done
	}
	fmt.Fprintf(env.Err, "%s: %s\n", Name, say.OneLine(p.sentence(err)))
	var usage *say.UsageError
	if errors.As(err, &usage) {
		return say.Usage
	}
	return say.Failed
}

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use: Name, Short: p.Words.T("office.cli.root"), Version: p.env.Version,
		SilenceErrors: true, SilenceUsage: true, Args: cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) > 0 { // a typing error in a script is no success
				return p.usage("office.cli.unknown", "name", args[0])
			}
			return c.Help()
		},
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return &say.UsageError{Err: err} })
	f := root.PersistentFlags()
	f.StringVar(&p.home, "home", p.env.Getenv("ONSET_HOME"), p.Words.T("cli.flag.home"))
	f.StringVar(&p.production, "production", "", p.Words.T("cli.flag.production"))
	f.StringVar(&p.passFile, "pass-file", p.env.Getenv("ONSET_PASS_FILE"), p.Words.T("cli.flag.pass_file"))
	f.BoolVar(&p.JSON, "json", false, p.Words.T("cli.flag.json"))
	for _, add := range []func() *cobra.Command{
		p.initCmd, p.serveCmd, p.inviteCmd, p.productionsCmd, p.userCmd, p.receiveCmd, p.backupCmd, p.restoreCmd, p.termsCmd, p.healthCmd,
	} {
		root.AddCommand(add())
	}
	for _, name := range shared {
		root.AddCommand(p.sharedCmd(name))
	}
	return root
}

// command is a command with its texts taken from "office.cli.<name>".
func (p *program) command(use string, args cobra.PositionalArgs, run func([]string) error) *cobra.Command {
	name, _, _ := strings.Cut(use, " ")
	return &cobra.Command{
		Use: use, Short: p.Words.T("office.cli." + name), Args: counted(args),
		RunE: func(_ *cobra.Command, args []string) error { return run(args) },
	}
}

// counted says a wrong number of arguments by how the command is used.
func counted(right cobra.PositionalArgs) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if right(c, args) != nil {
			return &say.UsageError{Err: &say.CountError{Use: c.UseLine()}}
		}
		return nil
	}
}

// usage is wrong usage said by a text of ours.
func (p *program) usage(key string, pairs ...any) error {
	return &say.UsageError{Err: errors.New(p.Words.T(key, pairs...))}
}

// path is an argument's file, in the folder the command was given in.
func (p *program) path(name string) string {
	if filepath.IsAbs(name) || p.env.Dir == "" {
		return name
	}
	return filepath.Join(p.env.Dir, name)
}

func (p *program) close() {
	if p.service != nil && p.env.Service == nil {
		_ = p.service.Close()
	}
	if p.owner != nil {
		_ = p.owner.Close()
	}
}

// openHome looks at the home without opening it.
func (p *program) openHome() (*flow.Home, error) {
	dir := p.home
	if dir == "" {
		var err error
		if dir, err = p.env.DataDir(); err != nil {
			return nil, err
		}
	}
	return p.env.Open(p.path(dir))
}

// open opens the service without an address, or hands the whole command to the
// process that serves.
func (p *program) open() (*office.Service, error) {
	if p.env.Service != nil {
		return p.env.Service, nil
	}
	if p.service != nil {
		return p.service, nil
	}
	return p.openWith(office.Options{})
}

func (p *program) openWith(o office.Options) (_ *office.Service, err error) {
	home, err := p.openHome()
	if err != nil {
		return nil, err
	}
	if home.Empty() {
		return nil, errors.New(p.Words.T("office.cli.no_home"))
	}
	if err := p.own(home); err != nil {
		return nil, err
	}
	o.Home, o.Now, o.FreeSpace = home, p.env.Now, p.env.FreeSpace
	if o.Passphrase, err = p.passphrase(); err != nil {
		return nil, err
	}
	p.service, err = office.Open(p.ctx, o)
	return p.service, err
}

// own holds the home, or runs the command in the process that does.
func (p *program) own(home *flow.Home) (err error) {
	code, handed, err := home.OwnOrRemote(p.ctx, p.env.Args, p.env.Streams)
	switch {
	case err != nil:
		return err
	case handed:
		return &remoteExit{code}
	}
	p.owner, err = home.Own()
	return err
}

// kit is the production that the command is about.
func (p *program) kit() (*flow.Kit, error) {
	s, err := p.open()
	if err != nil {
		return nil, err
	}
	id, err := p.productionID()
	if err != nil {
		return nil, err
	}
	return s.Kit(id)
}

func (p *program) productionID() (id consent.Ref, err error) {
	if p.production == "" {
		return id, nil
	}
	if id, err = kit.ProductionID(p.production); err != nil {
		return id, p.usage("cli.bad_production")
	}
	return id, nil
}

// passphrase reads the passphrase from --pass-file, or asks on the terminal.
func (p *program) passphrase() (string, error) {
	if p.passFile == "" {
		if p.env.Secret == nil {
			return "", p.usage("cli.no_passphrase")
		}
		return p.env.Secret(p.Words.T("cli.ask.passphrase"))
	}
	return p.fileLine(p.passFile)
}

// fileLine is the first line of a file that an argument names.
func (p *program) fileLine(name string) (string, error) {
	line, err := kit.FirstLine(p.path(name))
	if err == nil && line == "" {
		err = p.usage("cli.empty_pass_file")
	}
	return line, err
}

// logger writes what happens for whoever runs the machine.
func (p *program) logger(json bool) *slog.Logger {
	if json {
		return slog.New(slog.NewJSONHandler(p.env.Err, nil))
	}
	return slog.New(slog.NewTextHandler(p.env.Err, nil))
}
