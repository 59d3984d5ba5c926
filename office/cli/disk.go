package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"onset/app/flow"
	"onset/app/say"
	"onset/office"
)

// receiveCmd takes the clips of a courier's disk.
func (p *program) receiveCmd() *cobra.Command {
	return p.command("receive DISK", cobra.ExactArgs(1), func(args []string) error {
		s, err := p.open()
		if err != nil {
			return err
		}
		k, err := p.kit()
		if err != nil {
			return err
		}
		r, err := s.ReceiveDisk(p.ctx, k, p.path(args[0]), p.Progress("office.cli.receive.running"))
		if err != nil {
			return say.About(args[0], err)
		}
		return p.received(r)
	})
}

// received says what a disk brought. Files that did not agree are a failure.
func (p *program) received(r office.Courier) error {
	if len(r.Wrong) > 0 {
		for _, path := range r.Wrong {
			fmt.Fprintln(p.Err, say.OneLine(path))
		}
		return errors.New(p.Words.N("office.cli.receive.wrong", len(r.Wrong)))
	}
	return p.Result(map[string]int{"folders": r.Folders, "received": r.Received, "known": r.Known, "waiting": r.Waiting},
		p.Words.T("office.cli.receive.done", "received", r.Received, "known", r.Known, "waiting", r.Waiting))
}

// backupCmd copies the home, also while the service runs.
func (p *program) backupCmd() *cobra.Command {
	return p.command("backup DIR", cobra.ExactArgs(1), func(args []string) error {
		s, err := p.open()
		if err != nil {
			return err
		}
		made, removed, err := s.Backup(p.ctx, p.path(args[0]))
		if err != nil {
			return err
		}
		if removed > 0 {
			p.Say("office.cli.backup.removed", "n", removed)
		}
		return p.Result(map[string]any{"backup": made, "removed": removed}, made)
	})
}

// restoreCmd fills an empty home from a backup.
func (p *program) restoreCmd() *cobra.Command {
	return p.command("restore BACKUP", cobra.ExactArgs(1), func(args []string) error {
		home, err := p.openHome()
		if err != nil {
			return err
		}
		pass, err := p.passphrase()
		if err != nil {
			return err
		}
		if p.owner, err = home.Own(); err != nil {
			return err
		}
		n, err := office.Restore(p.ctx, home, pass, p.path(args[0]))
		if errors.Is(err, flow.ErrKeysGone) {
			return say.About(args[0], errors.New(p.Words.T("office.error.no_backup")))
		}
		if err != nil {
			return err
		}
		p.Say("office.cli.restore.done")
		return p.Result(map[string]int{"productions": n}, p.Words.N("office.cli.restore.productions", n))
	})
}
