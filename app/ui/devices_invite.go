package ui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
)

// inviteTick is how often the time that is left is told.
const inviteTick = time.Second

// askInvite asks what the device is called and what it may.
func (u *UI) askInvite() {
	t := u.T
	d := &part.Dialog{Title: t("devices.invite"), Sentence: t("invite.ask"), Width: 660}
	label := part.NewField(part.FieldOptions{Label: t("invite.label"), Hint: t("people.if_any"), Placeholder: t("invite.label.example"), Crew: true})
	admin := false
	rank := part.NewCheckRow(t("invite.admin"), t("invite.admin.note"), func(on bool) { admin = on })
	d.Body = []fyne.CanvasObject{label, rank}
	d.Actions = []*part.Button{part.NewButton(t("button.cancel"), "", part.Outline, d.Hide), part.NewButton(t("invite.make"), "", part.Main, func() {
		d.Hide()
		o := flow.InviteOptions{Label: label.Text(), Rank: "crew"}
		if admin {
			o.Rank = "admin"
		}
		u.invite(o)
	})}
	d.Show(u.stage)
}

func (u *UI) invite(o flow.InviteOptions) {
	var i flow.Invitation
	u.work(func(ctx context.Context) (err error) {
		i, err = u.kit.Invite(ctx, o)
		return err
	}, func(err error) {
		if u.try(err) {
			u.push(newInvitePage(u, i))
		}
	})
}

// invitePage shows a code for one device, with the time it still holds.
type invitePage struct {
	u       *UI
	i       flow.Invitation
	left    *part.Wrap
	ticking bool
	body    *part.Adaptive
}

func newInvitePage(u *UI, i flow.Invitation) *invitePage {
	p := &invitePage{u: u, i: i}
	p.body = part.NewScreen(u.shell, p.build)
	return p
}

func (p *invitePage) object() fyne.CanvasObject { return p.body }

// show looks whether somebody used the code meanwhile.
func (p *invitePage) show() {
	p.tick()
	var all []flow.Invitation
	p.u.work(func(ctx context.Context) (err error) {
		all, err = p.u.kit.Invitations(ctx)
		return err
	}, func(err error) {
		if !p.u.try(err) {
			return
		}
		for _, i := range all {
			if i.Code == p.i.Code {
				p.i = i
			}
		}
		p.body.Rebuild()
	})
}

// tick counts down without drawing the code anew.
func (p *invitePage) tick() {
	if p.ticking {
		return
	}
	p.ticking = true
	p.u.after(inviteTick, func() {
		p.ticking = false
		if p.u.shown() != place(p) || p.over() {
			return
		}
		if p.left != nil {
			p.left.SetText(p.leftWord())
		}
		p.tick()
		if p.over() {
			p.body.Rebuild()
		}
	})
}

func (p *invitePage) over() bool {
	return p.i.Used || p.i.Tries <= 0 || !p.u.opt.Now().Before(p.i.Expires)
}

func (p *invitePage) leftWord() string {
	return p.u.T("invite.left", "age", p.u.words.Wait(p.i.Expires.Sub(p.u.opt.Now())))
}

func (p *invitePage) build(c part.Class) fyne.CanvasObject {
	side := c.Padding()
	head := part.NewHead(part.HeadOptions{Title: p.u.T("devices.invite"), Back: p.u.back, Narrow: c == part.Phone})
	if p.over() {
		return screenOf(c, head, part.Pad(p.ended(), 0, side, 0, side), oneAction(c, part.NewButton(p.u.T("button.done"), "", part.Main, p.u.back).SetHeight(72)))
	}
	qr := part.Center(part.NewQR(p.i.QR, 5))
	p.left = part.NewWrap(p.leftWord(), part.RowTitle)
	words := []fyne.CanvasObject{
		part.NewWrap(p.u.T("invite.how"), part.Read), p.left, part.NewWrap(p.i.Code, part.Style{Size: 20, Mono: true}),
		part.Left(part.NewButton(p.u.T("button.copy"), "content_copy", part.Other, func() { p.u.copyText(p.i.Code) }).SetHeight(48)),
		part.NewWrap(p.u.T("invite.addresses", "addresses", dotted(p.i.Addresses...)), part.Note),
	}
	if p.i.Label != "" {
		words = append([]fyne.CanvasObject{part.NewWrap(p.i.Label, part.Section)}, words...)
	}
	cancel := part.NewButton(p.u.T("invite.cancel"), "close", part.Other, p.cancel).SetHeight(56)
	bar := part.NewActionBar(c, part.Space(), cancel)
	if c == part.Wide {
		both := part.FullLine(part.Gap32, part.Fixed(part.Column(0, qr, part.Space()), 460, 0), part.Grow(part.Column(part.Gap16, append(words, part.Space())...)))
		return screenOf(c, head, part.Pad(both, 0, side, part.Gap16, side), bar)
	}
	all := append([]fyne.CanvasObject{qr}, words...)
	return screenOf(c, head, part.Pad(part.NewScroll(part.Column(part.Gap16, append(all, part.Space())...)), 0, side, part.Gap16, side), bar)
}

// ended says who is in now, or why the code holds no longer.
func (p *invitePage) ended() fyne.CanvasObject {
	switch {
	case p.i.Used:
		return part.NewEmptyState("check", p.u.T("invite.used"), p.u.T("invite.used.note"))
	case p.i.Tries <= 0:
		return part.NewEmptyState("block", p.u.T("invite.tries"), p.u.T("invite.tries.note"))
	}
	return part.NewEmptyState("schedule", p.u.T("invite.over"), p.u.T("invite.over.note"))
}

func (p *invitePage) cancel() {
	p.u.work(func(ctx context.Context) error { return p.u.kit.CancelInvite(ctx, p.i.Code) }, func(err error) {
		if p.u.try(err) {
			p.u.back()
		}
	})
}

func (u *UI) copyText(s string) {
	u.app.Clipboard().SetContent(s)
	u.toast(u.T("invite.copied"), "", nil)
}
