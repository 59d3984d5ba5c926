package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"onset/app/flow"
)

// spareCodesCmd enrols devices in advance and prints their codes, once; without
// a number it lists what became of those made before.
func (p *program) spareCodesCmd() *cobra.Command {
	return p.command("spare-codes [N]", atMost(1), func(_ *cobra.Command, args []string) error {
		var n int
		if len(args) == 1 {
			if _, err := fmt.Sscanf(args[0]+"\n", "%d\n", &n); err != nil || n < 1 || n > 20 {
				return p.usage("cli.spare-codes.range")
			}
		}
		k, err := p.open()
		if err != nil {
			return err
		}
		if n == 0 {
			return p.listSpares(k)
		}
		return p.makeSpares(k, n)
	})
}

func (p *program) makeSpares(k *flow.Kit, n int) error {
	codes, err := k.SpareCodes(p.ctx, n)
	if err != nil {
		return err
	}
	if p.json {
		rows := []map[string]string{}
		for _, c := range codes {
			rows = append(rows, map[string]string{"code": c.Code, "device": c.Device.String()})
		}
		return p.printJSON(rows)
	}
	p.say("cli.spare-codes.once")
	for _, c := range codes {
		fmt.Fprintln(p.env.Out, c.Code)
	}
	return nil
}

// spareJSON is a row of spare-codes --json.
type spareJSON struct {
	Device string `json:"device"`
	Made   string `json:"made"`
	State  string `json:"state"` // open, used or revoked
	By     string `json:"used_by,omitempty"`
}

func (p *program) listSpares(k *flow.Kit) error {
	all, err := k.Spares(p.ctx)
	if err != nil {
		return err
	}
	rows := make([]spareJSON, 0, len(all))
	for _, c := range all {
		r := spareJSON{Device: c.Device.String(), Made: moment(c.Made), State: spareState(c)}
		if !c.By.IsZero() {
			r.By = c.By.String()
		}
		rows = append(rows, r)
	}
	return list(p, rows, "cli.spare-codes.none", []string{"device", "made", "state", "used"}, func(r spareJSON) []string {
		by := r.By
		if by != "" {
			by = by[:8]
		}
		return []string{r.Device[:8], p.day(r.Made), p.words.T("spare.state." + r.State), by}
	})
}

func spareState(c flow.SpareCode) string {
	switch {
	case c.Used:
		return "used"
	case c.Revoked:
		return "revoked"
	}
	return "open"
}

// tellOwnLog says what became of this device's own log, before anything is
// stated in it.
func (p *program) tellOwnLog(k *flow.Kit) {
	if k.WentOn(p.ctx) {
		p.say("cli.went_on")
	}
	if k.OwnLogElsewhere(p.ctx) {
		p.say("cli.own_log")
	}
}
