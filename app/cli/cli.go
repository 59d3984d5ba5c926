package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"onset/app/flow"
	"onset/app/say"
	"onset/assets"
	"onset/consent"
)

// Exit codes of both programs.
const (
	Done   = say.Done
	Failed = say.Failed
	Usage  = say.Usage
)

// Env is what the commands run in. Nothing else is read from the outside.
type Env struct {
	flow.Streams
	Name    string // of the program, where another runs these commands; empty = "onset"
	Args    []string
	Getenv  func(string) string
	DataDir func() (string, error)                                         // the platform's folder for the kit's home
	Open    func(dir string) (*flow.Home, error)                           // looks at a home
	Secret  func(prompt string) (string, error)                            // asks on the terminal without echo; nil where there is none
	Window  func(ctx context.Context, w Window) error                      // opens the window; nil where there is none
	Carry   func(ctx context.Context, k *flow.Kit, start CarryStart) error // has something carry an open production; nil where nothing can
	Kit     *flow.Kit                                                      // already open: the command runs in the program that owns the home
	Now     func() time.Time
	Version string
}

// Window is what the window is opened with.
type Window struct {
	Home     *flow.Home
	Owner    *flow.Owner
	Kit      *flow.Kit // nil asks for the passphrase in the window
	Language string
	Serve    func(*flow.Kit) flow.Run // runs the commands that other processes hand over, in the open kit
}

// program is one run of one command.
type program struct {
	env        Env
	words      *assets.Words
	ctx        context.Context
	home       string
	production string
	passFile   string
	json       bool
	kit        *flow.Kit
	owner      *flow.Owner // while this run holds the home
}

// Run runs one command and returns its exit code. What went wrong is said on
// env.Err in one sentence.
func Run(ctx context.Context, env Env) int {
	words, err := assets.NewWords(languageOf(env.Getenv))
	if err != nil {
		fmt.Fprintln(env.Err, err)
		return Failed
	}
	env.Out = say.PlainWriter{To: env.Out}
	p := &program{env: env, words: words, ctx: ctx}
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
		return Done
	}
	fmt.Fprintf(env.Err, "%s: %s\n", cmp.Or(env.Name, "onset"), oneLine(p.sentence(err)))
	var usage *say.UsageError
	if errors.As(err, &usage) {
		return Usage
	}
	return Failed
}

// languageOf reads the language of the terminal; English when it has none of ours.
func languageOf(getenv func(string) string) string {
	for _, name := range []string{"ONSET_LANG", "LC_ALL", "LC_MESSAGES", "LANG"} {
		tag, _, _ := strings.Cut(getenv(name), ".")
		for _, known := range assets.Languages() {
			if tag == known || strings.HasPrefix(tag, known+"_") || strings.HasPrefix(tag, known+"-") {
				return known
			}
		}
		if tag != "" {
			break
		}
	}
	return "en"
}

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use:           cmp.Or(p.env.Name, "onset"),
		Short:         p.words.T("cli.root"),
		Version:       p.env.Version,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          noArgs,
		RunE:          func(*cobra.Command, []string) error { return p.window() },
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageOf(err) })
	f := root.PersistentFlags()
	f.StringVar(&p.home, "home", p.env.Getenv("ONSET_HOME"), p.words.T("cli.flag.home"))
	f.StringVar(&p.production, "production", "", p.words.T("cli.flag.production"))
	f.StringVar(&p.passFile, "pass-file", p.env.Getenv("ONSET_PASS_FILE"), p.words.T("cli.flag.pass_file"))
	f.BoolVar(&p.json, "json", false, p.words.T("cli.flag.json"))
	for _, add := range []func() *cobra.Command{
		p.initCmd, p.recoverCmd, p.demoCmd, p.expectCmd, p.recordCmd, p.signCmd, p.signFurtherCmd, p.peopleCmd, p.consentsCmd, p.clipsCmd,
		p.scenesCmd, p.disksCmd, p.statusCmd, p.ingestCmd, p.tagCmd, p.untagCmd, p.judgeCmd, p.clockCmd, p.suggestCmd, p.sceneCmd, p.withdrawCmd,
		p.restrictCmd, p.unrestrictCmd, p.invalidateCmd, p.rectifyCmd, p.avoidCmd, p.noticeCmd, p.eraseCmd, p.clearanceCmd, p.reportCmd,
		p.sidecarCmd, p.exportCmd, p.slateCmd, p.findSlatesCmd, p.receiptCmd, p.syncCmd, p.spoolCmd, p.pairCmd, p.newLogCmd, p.inviteCmd, p.devicesCmd, p.revokeCmd, p.spareCodesCmd, p.bringCmd, p.checkCmd, p.reindexCmd, p.offloadCmd, p.adoptCmd, p.verifyCopyCmd, p.diskCmd, p.cardsCmd, p.reuseCmd,
	} {
		root.AddCommand(add())
	}
	return root
}

// command is a command with its texts taken from "cli.<name>" and "cli.<name>.long".
func (p *program) command(use string, args cobra.PositionalArgs, run func(*cobra.Command, []string) error) *cobra.Command {
	name, _, _ := strings.Cut(use, " ")
	c := &cobra.Command{Use: use, Short: p.words.T("cli." + name), Args: args, RunE: run}
	if p.words.Has("cli." + name + ".long") {
		c.Long = p.words.T("cli." + name + ".long")
	}
	return c
}

func noArgs(c *cobra.Command, args []string) error { return usageOf(cobra.NoArgs(c, args)) }

func atLeast(n int) cobra.PositionalArgs { return counted(cobra.MinimumNArgs(n)) }

func atMost(n int) cobra.PositionalArgs { return counted(cobra.MaximumNArgs(n)) }

func exactly(n int) cobra.PositionalArgs { return counted(cobra.ExactArgs(n)) }

// counted says a wrong number of arguments by how the command is used.
func counted(right cobra.PositionalArgs) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if right(c, args) != nil {
			return usageOf(&say.CountError{Use: c.UseLine()})
		}
		return nil
	}
}

func usageOf(err error) error {
	if err == nil {
		return nil
	}
	return &say.UsageError{Err: err}
}

// usage is wrong usage said by a text of ours.
func (p *program) usage(key string, pairs ...any) error {
	return usageOf(errors.New(p.words.T(key, pairs...)))
}

// window opens the window, or says why there is none.
func (p *program) window() error {
	if p.env.Kit != nil || p.env.Window == nil {
		return p.usage("cli.no_window")
	}
	home, err := p.openHome()
	if err != nil {
		return err
	}
	owner, err := home.Own()
	if err != nil {
		return err
	}
	defer func() { _ = owner.Close() }()
	w := Window{Home: home, Owner: owner, Language: p.words.Tag, Serve: p.serve}
	if p.passFile != "" && !home.Empty() {
		if w.Kit, err = p.unlock(home); err != nil {
			return err
		}
	}
	return p.env.Window(p.ctx, w)
}

// date reads a --flag's day.
func (p *program) date(flag, s string) (consent.Date, error) {
	if s == "" {
		return 0, nil
	}
	d, err := consent.ParseDate(s)
	if err != nil {
		return 0, p.usage("cli.bad_date", "flag", flag, "value", s)
	}
	return d, nil
}

// firstYear is before anybody who lives was born, and any camera made.
const firstYear = 1900

// timeAt reads a --flag's moment: RFC 3339, or local "2006-01-02 15:04[:05]", or "15:04[:05]" today.
func (p *program) timeAt(flag, s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	now := p.env.Now()
	for _, form := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02"} {
		if t, err := time.ParseInLocation(form, s, now.Location()); err == nil && t.Year() >= firstYear {
			return t, nil
		}
	}
	for _, form := range []string{"15:04:05", "15:04"} {
		if t, err := time.ParseInLocation(form, s, now.Location()); err == nil {
			return time.Date(now.Year(), now.Month(), now.Day(), t.Hour(), t.Minute(), t.Second(), 0, now.Location()), nil
		}
	}
	return time.Time{}, p.usage("cli.bad_time", "flag", flag, "value", s)
}
