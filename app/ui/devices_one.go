package ui

import (
	"context"
	"strconv"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// devicePage is one device: what is known of it, and the way to shut it out.
type devicePage struct {
	u      *UI
	author consent.Ref
	d      flow.DeviceLine
	found  bool
	body   *part.Adaptive
}

func (p *devicePage) object() fyne.CanvasObject { return p.body }

func (p *devicePage) show() {
	var all []flow.DeviceLine
	p.u.work(func(ctx context.Context) (err error) {
		all, err = p.u.kit.Devices(ctx)
		return err
	}, func(err error) {
		if !p.u.try(err) {
			return
		}
		for _, d := range all {
			if d.Author == p.author {
				p.d, p.found = d, true
			}
		}
		p.body.Rebuild()
	})
}

func (p *devicePage) build(c part.Class) fyne.CanvasObject {
	t, side := p.u.T, c.Padding()
	head := part.NewHead(part.HeadOptions{Title: p.u.deviceName(p.d.Label, p.author), Back: p.u.back, Narrow: c == part.Phone})
	if !p.found {
		return screenOf(c, head, part.Space(), nil)
	}
	rows := []fyne.CanvasObject{}
	if status, word := p.u.deviceState(p.d); word != "" {
		rows = append(rows, p.trouble(status, word))
	}
	rows = append(rows, part.NewCard(part.Column(part.Gap12, p.facts()...), 20))
	if p.d.Self {
		rows = append(rows, part.NewWrap(t("devices.self.note"), part.Note))
	}
	body := part.Pad(part.NewScroll(part.MaxWidth(part.Column(part.Gap16, append(rows, part.Space())...), 760)), 0, side, part.Gap16, side)
	return screenOf(c, head, body, p.foot(c))
}

// foot is the report of a device that was shut out, or the way to do so.
func (p *devicePage) foot(c part.Class) fyne.CanvasObject {
	t := p.u.T
	switch {
	case p.d.Self:
		return nil
	case p.d.Revoked:
		return oneAction(c, part.NewButton(t("devices.report"), "print", part.Main, p.report).SetHeight(72))
	}
	revoke := part.NewButton(t("devices.revoke"), "block", part.Danger, p.askRevoke).SetHeight(64)
	if c == part.Phone {
		return part.NewActionBar(c, part.Grow(revoke))
	}
	return part.NewActionBar(c, part.Space(), revoke)
}

func (p *devicePage) trouble(status part.Status, word string) fyne.CanvasObject {
	note := ""
	switch {
	case p.d.Withdrawal:
		note = p.u.T("devices.state.back.note")
	case p.d.Revoked:
		note = p.u.T("devices.state.revoked.note")
	case p.d.Fork && p.d.Self:
		note = p.u.T("devices.own_log.note")
	case p.d.Fork:
		note = p.u.T("devices.state.fork.note")
	default:
		note = p.u.T("today.tell.set_aside")
	}
	card := part.NewCard(part.Line(part.Gap16, part.NewGlyph(status, 28), part.Grow(part.Column(part.Gap4, part.NewWrap(word, part.RowTitle), part.NewWrap(note, part.Body)))), 20)
	card.Fill = status.Soft()
	if p.d.Withdrawal || p.d.Asides > 0 {
		return part.Column(part.Gap8, card, part.Left(part.NewLink(p.u.T("need.set_aside.action"), "chevron_right", p.u.showAsides).Flush()))
	}
	return card
}

func (p *devicePage) facts() []fyne.CanvasObject {
	t, now := p.u.T, p.u.opt.Now()
	fact := func(key, value string) fyne.CanvasObject {
		return part.Column(0, part.NewText(t(key), part.Note), part.NewWrap(value, part.Strong))
	}
	out := []fyne.CanvasObject{fact("devices.fact.rank", p.u.ranksWord(p.d))}
	if !p.d.Self {
		out = append(out, fact("devices.fact.seen", p.u.seenWord(p.d.Connected, p.d.Seen)))
	}
	newest := t("sync.knows.nothing")
	if !p.d.Newest.IsZero() {
		newest = p.u.words.Date(p.d.Newest.In(now.Location())) + ", " + p.u.words.Clock(p.d.Newest.In(now.Location()))
	}
	out = append(out, fact("devices.fact.newest", newest), fact("devices.fact.held", strconv.FormatUint(p.d.Held, 10)))
	if p.d.Revoked {
		out = append(out, fact("devices.fact.stands", strconv.FormatUint(p.d.Stands, 10)))
	}
	return append(out, part.Column(0, part.NewText(t("devices.fact.id"), part.Note), part.NewWrap(p.author.String(), part.Code)))
}

// askRevoke asks once more, with a reason that only the office reads.
func (p *devicePage) askRevoke() {
	t := p.u.T
	d := &part.Dialog{Title: t("devices.revoke.title", "name", p.u.deviceName(p.d.Label, p.author)), Sentence: t("devices.revoke.note"), Width: 660}
	reason := part.NewField(part.FieldOptions{Label: t("devices.revoke.reason"), Hint: t("people.if_any"), Crew: true})
	d.Body = []fyne.CanvasObject{reason}
	d.Actions = []*part.Button{part.NewButton(t("button.cancel"), "", part.Outline, d.Hide), part.NewButton(t("devices.revoke"), "block", part.Danger, func() {
		d.Hide()
		p.revoke(reason.Text())
	})}
	d.Show(p.u.stage)
}

func (p *devicePage) revoke(reason string) {
	var r flow.BreachReport
	p.u.work(func(ctx context.Context) (err error) {
		r, err = p.u.kit.Revoke(ctx, p.author, reason)
		return err
	}, func(err error) {
		if p.u.try(err) {
			p.u.push(newBreachPage(p.u, r))
		}
	})
}

func (p *devicePage) report() {
	var r flow.BreachReport
	p.u.work(func(ctx context.Context) (err error) {
		r, err = p.u.kit.Breach(ctx, p.author)
		return err
	}, func(err error) {
		if p.u.try(err) {
			p.u.push(newBreachPage(p.u, r))
		}
	})
}
