package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"onset/app/flow"
	"onset/app/say"
	"onset/consent"
)

// remoteExit carries the exit code of a command that ran in the program that
// owns the home; its output has been written already.
type remoteExit struct{ code int }

func (e *remoteExit) Error() string { return fmt.Sprintf("ran elsewhere: exit %d", e.code) }

// passphraseMax is the most of a passphrase file that is read.
const passphraseMax = 4096

func (p *program) close() {
	if p.kit != nil && p.env.Kit == nil {
		_ = p.kit.Close()
	}
	if p.owner != nil {
		_ = p.owner.Close()
	}
}

// hold makes this run the owner of the home until it ends.
func (p *program) hold(home *flow.Home) (err error) {
	p.owner, err = home.Own()
	return err
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

// path is an argument's file, in the folder the command was given in.
func (p *program) path(name string) string {
	if filepath.IsAbs(name) || p.env.Dir == "" {
		return name
	}
	return filepath.Join(p.env.Dir, name)
}

// open opens the kit, or hands the whole command to the program that has the
// home open already.
func (p *program) open() (*flow.Kit, error) {
	if p.env.Kit != nil {
		p.tellOwnLog(p.env.Kit)
		return p.env.Kit, nil
	}
	if p.kit != nil {
		return p.kit, nil
	}
	home, err := p.openHome()
	if err != nil {
		return nil, err
	}
	if home.Empty() {
		return nil, errors.New(p.words.T("cli.no_home"))
	}
	if err := p.own(home); err != nil {
		return nil, err
	}
	return p.unlock(home)
}

func (p *program) unlock(home *flow.Home) (*flow.Kit, error) {
	pass, err := p.passphrase(p.words.T("cli.ask.passphrase"))
	if err != nil {
		return nil, err
	}
	production, err := p.productionID()
	if err != nil {
		return nil, err
	}
	if p.kit, err = home.Unlock(p.ctx, pass, production); err == nil {
		p.tellOwnLog(p.kit)
	}
	return p.kit, err
}

// own holds the home, or runs the command in the program that does.
func (p *program) own(home *flow.Home) error {
	code, handed, err := home.OwnOrRemote(p.ctx, p.env.Args, p.env.Streams)
	switch {
	case err != nil:
		return err
	case handed:
		return &remoteExit{code}
	}
	return p.hold(home)
}

// serve runs commands that other processes handed over, in the open kit.
func (p *program) serve(k *flow.Kit) flow.Run {
	return func(ctx context.Context, args []string, s flow.Streams) int {
		env := p.env
		env.Kit, env.Args, env.Streams, env.Window, env.Secret = k, args, s, nil, nil
		return Run(ctx, env)
	}
}

func (p *program) productionID() (ref consent.Ref, err error) {
	if p.production == "" {
		return ref, nil
	}
	if ref, err = ProductionID(p.production); err != nil {
		return ref, p.usage("cli.bad_production")
	}
	return ref, nil
}

// passphrase reads the passphrase from --pass-file, or asks on the terminal.
func (p *program) passphrase(prompt string) (string, error) {
	if p.passFile != "" {
		return p.firstLine(p.passFile)
	}
	if p.env.Secret == nil {
		return "", p.usage("cli.no_passphrase")
	}
	return p.env.Secret(prompt)
}

func (p *program) firstLine(name string) (string, error) {
	line, err := FirstLine(p.path(name))
	if err == nil && line == "" {
		err = p.usage("cli.empty_pass_file")
	}
	return line, err
}

// file reads a file that an argument names, up to a limit.
func (p *program) file(name string, limit int64) ([]byte, error) {
	f, err := os.Open(p.path(name))
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	b, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(b)) > limit {
		return nil, errors.New(p.words.T("cli.file_too_large", "file", name))
	}
	return b, nil
}

// filled reads a file that must hold something: an empty one is never what
// was meant to be kept.
func (p *program) filled(name string, limit int64) ([]byte, error) {
	b, err := p.file(name, limit)
	if err == nil && len(b) == 0 {
		err = errors.New(p.words.T("cli.file_empty", "file", name))
	}
	return b, err
}

// person resolves an id of a person or of one of the person's consents.
func (p *program) person(k *flow.Kit, text string) (consent.ID, error) {
	id, kind, err := k.Resolve(text, flow.IsPerson, flow.IsConsent)
	if err != nil {
		return id, p.about(text, err)
	}
	if kind == flow.IsPerson {
		return id, nil
	}
	line, err := k.Consent(id)
	if err != nil {
		return id, p.about(text, err)
	}
	return line.Consent.Person, nil
}

// one resolves an id of the given kinds.
func (p *program) one(k *flow.Kit, text string, kinds ...flow.IDKind) (consent.ID, error) {
	id, _, err := k.Resolve(text, kinds...)
	return id, p.about(text, err)
}

// about says which argument an error is about.
func (p *program) about(arg string, err error) error { return say.About(arg, err) }
