package cli

import (
	"github.com/spf13/cobra"

	"onset/app/flow"
	"onset/consent"
)

// withdrawCmd takes back a consent, all of it or some uses.
func (p *program) withdrawCmd() *cobra.Command {
	var names []string
	var role string
	c := p.command("withdraw ID", exactly(1), func(_ *cobra.Command, args []string) error {
		r, err := oneOf(p, "--role", role, consent.RoleSelf, consent.RoleGuardian, consent.RoleChild, consent.RoleOffice)
		if err != nil {
			return err
		}
		k, err := p.open()
		if err != nil {
			return err
		}
		id, err := p.one(k, args[0], flow.IsConsent, flow.IsPerson)
		if err != nil {
			return err
		}
		receipt, err := k.Withdraw(p.ctx, flow.WithdrawDraft{Of: id, Purposes: purposes(names), Role: r, Language: p.words.Tag})
		if err != nil {
			return err
		}
		p.say("cli.withdraw.done", "short", receipt.Short)
		if err := p.rewritten(k, id); err != nil {
			return err
		}
		return p.result(map[string]any{"id": receipt.Consent, "status": receipt.Status}, receipt.Consent.String())
	})
	c.Flags().StringSliceVar(&names, "purpose", nil, p.words.T("cli.withdraw.purpose"))
	c.Flags().StringVar(&role, "role", "", p.words.T("cli.withdraw.role"))
	return c
}

// change is a command that does one thing to one id.
func (p *program) change(use string, kinds []flow.IDKind, do func(*flow.Kit, consent.ID) error) *cobra.Command {
	return p.command(use, exactly(1), func(_ *cobra.Command, args []string) error {
		k, err := p.open()
		if err != nil {
			return err
		}
		id, err := p.one(k, args[0], kinds...)
		if err != nil {
			return err
		}
		if err := do(k, id); err != nil {
			return err
		}
		if err := p.rewritten(k, id); err != nil {
			return err
		}
		return p.result(map[string]any{"id": id}, id.String())
	})
}

var ofConsent = []flow.IDKind{flow.IsConsent}

func (p *program) restrictCmd() *cobra.Command {
	var until string
	c := p.change("restrict ID", ofConsent, func(k *flow.Kit, id consent.ID) error {
		d, err := p.date("--until", until)
		if err != nil {
			return err
		}
		return k.Restrict(p.ctx, id, d)
	})
	c.Flags().StringVar(&until, "until", "", p.words.T("cli.restrict.until"))
	return c
}

func (p *program) unrestrictCmd() *cobra.Command {
	return p.change("unrestrict ID", ofConsent, func(k *flow.Kit, id consent.ID) error { return k.Unrestrict(p.ctx, id) })
}

func (p *program) invalidateCmd() *cobra.Command {
	var reason string
	c := p.change("invalidate ID", ofConsent, func(k *flow.Kit, id consent.ID) error {
		if reason == "" {
			return p.usage("cli.needs_reason")
		}
		return k.Invalidate(p.ctx, id, reason)
	})
	c.Flags().StringVar(&reason, "reason", "", p.words.T("cli.invalidate.reason"))
	return c
}

// rectifyCmd corrects what was typed; the old stays as evidence until erased.
func (p *program) rectifyCmd() *cobra.Command {
	var name, email, org, band, born string
	var c *cobra.Command
	c = p.change("rectify ID", ofConsent, func(k *flow.Kit, id consent.ID) error {
		d := flow.RectifyDraft{Of: id}
		for _, f := range []struct {
			flag string
			v    *string
			into **string
		}{{"name", &name, &d.Name}, {"email", &email, &d.Contact}, {"org", &org, &d.Workplace}, {"band", &band, &d.Band}} {
			if c.Flags().Changed(f.flag) {
				*f.into = f.v
			}
		}
		if born != "" {
			m, err := p.month("--born", born)
			if err != nil {
				return err
			}
			d.Born = &m
		}
		return k.Rectify(p.ctx, d)
	})
	f := c.Flags()
	f.StringVar(&name, "name", "", p.words.T("cli.record.name"))
	f.StringVar(&email, "email", "", p.words.T("cli.record.email"))
	f.StringVar(&org, "org", "", p.words.T("cli.record.org"))
	f.StringVar(&band, "band", "", p.words.T("cli.record.band"))
	f.StringVar(&born, "born", "", p.words.T("cli.record.born"))
	return c
}

// avoidCmd notes somebody who must not be filmed or recognised.
func (p *program) avoidCmd() *cobra.Command {
	var who flow.Clothing
	var blur, lift bool
	c := p.command("avoid [PERSON]", atMost(1), func(_ *cobra.Command, args []string) error {
		k, err := p.open()
		if err != nil {
			return err
		}
		var person consent.ID
		if len(args) == 1 {
			if person, err = p.person(k, args[0]); err != nil {
				return err
			}
		}
		switch {
		case lift && len(args) == 1:
			err = k.LiftAvoid(p.ctx, person)
		case lift || len(args) == 0 && who == (flow.Clothing{}):
			return p.usage("cli.avoid.needs")
		default:
			kind := consent.AvoidFilm
			if blur {
				kind = consent.AvoidBlur
			}
			person, err = k.Avoid(p.ctx, who, kind, person)
		}
		if err != nil {
			return err
		}
		return p.result(map[string]any{"person": person}, person.String())
	})
	f := c.Flags()
	f.StringVar(&who.Garment, "garment", "", p.words.T("cli.avoid.garment"))
	f.StringVar(&who.Colour, "colour", "", p.words.T("cli.avoid.colour"))
	f.StringVar(&who.Place, "place", "", p.words.T("cli.avoid.place"))
	f.StringVar(&who.Band, "band", "", p.words.T("cli.record.band"))
	f.BoolVar(&blur, "blur", false, p.words.T("cli.avoid.blur"))
	f.BoolVar(&lift, "lift", false, p.words.T("cli.avoid.lift"))
	return c
}

// noticeCmd records a posted notice, or that it was taken down.
func (p *program) noticeCmd() *cobra.Command {
	var d flow.NoticeDraft
	var photo, down string
	c := p.command("notice", noArgs, func(*cobra.Command, []string) error {
		k, err := p.open()
		if err != nil {
			return err
		}
		if down != "" {
			id, err := p.one(k, down, flow.IsNotice)
			if err != nil {
				return err
			}
			return k.NoticeDown(p.ctx, id)
		}
		if d.Place == "" {
			return p.usage("cli.notice.needs")
		}
		if photo != "" {
			if d.Photo, err = p.filled(photo, photoMax); err != nil {
				return err
			}
		}
		id, err := k.Notice(p.ctx, d)
		if err != nil {
			return err
		}
		return p.result(map[string]any{"id": id}, id.String())
	})
	f := c.Flags()
	f.StringVar(&d.Terms, "terms", "", p.words.T("cli.record.terms"))
	f.StringSliceVar(&d.Langs, "lang", nil, p.words.T("cli.notice.lang"))
	f.StringVar(&d.Place, "place", "", p.words.T("cli.notice.place"))
	f.StringVar(&d.Zone, "zone", "", p.words.T("cli.notice.zone"))
	f.StringVar(&photo, "photo", "", p.words.T("cli.notice.photo"))
	f.StringVar(&down, "down", "", p.words.T("cli.notice.down"))
	return c
}

// eraseCmd deletes a person's particulars for good.
func (p *program) eraseCmd() *cobra.Command {
	var yes bool
	c := p.change("erase PERSON", []flow.IDKind{flow.IsPerson, flow.IsConsent}, func(k *flow.Kit, id consent.ID) error {
		if !yes {
			return p.usage("cli.erase.needs")
		}
		person, err := p.person(k, id.String())
		if err != nil {
			return err
		}
		return k.Erase(p.ctx, person, p.progress("cli.erase.running"))
	})
	c.Flags().BoolVar(&yes, "yes", false, p.words.T("cli.erase.yes"))
	return c
}
