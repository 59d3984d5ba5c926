package ui

import (
	"context"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// tellReach asks what has to hear of a change of the person's consent. Where
// nothing was taken back there is no change.
func (p *personSheet) tellReach() {
	id := p.id
	if p.reachOf != id {
		p.reach, p.reachOf = flow.Reach{}, id
	}
	if !p.changed() {
		p.reach = flow.Reach{}
		return
	}
	var r flow.Reach
	p.u.work(func(ctx context.Context) (err error) {
		r, err = p.u.kit.Reach(ctx, id)
		return err
	}, func(err error) {
		if err != nil || p.id != id {
			return
		}
		before := p.reach
		p.reach = r
		if before.Sidecars != r.Sidecars || before.Delivered != r.Delivered || len(before.Away) != len(r.Away) ||
			len(before.Disks) != len(r.Disks) || len(before.Recipients) != len(r.Recipients) {
			p.body.Rebuild()
		}
	})
}

// changed reports whether anything that was said before does not hold any more.
func (p *personSheet) changed() bool {
	if p.restricted() {
		return true
	}
	for _, ch := range p.s.Choices {
		if ch.Withdrawn {
			return true
		}
	}
	return p.s.State == consent.TookItBack
}

// reached says what was rewritten, and what cannot be reached from here: files
// that are away, disks, and who has copies.
func (p *personSheet) reached() []fyne.CanvasObject {
	r, t := p.reach, p.u.T
	var rows []fyne.CanvasObject
	if n := r.Sidecars + r.Delivered; n > 0 {
		rows = append(rows, part.NewRow(part.NewIcon("done_all", 28, part.OK.Word()), p.u.N("reach.told", n), t("reach.told.note"), nil, nil).SetHeight(80))
	}
	if n := len(r.Away); n > 0 {
		show := func() { p.u.showAway(r.Away) }
		rows = append(rows, part.NewRow(part.NewIcon("schedule", 28, part.ColorText2), p.u.N("reach.away", n), t("reach.away.note"),
			part.NewIcon("chevron_right", 24, part.ColorText2), show).SetHeight(80))
	}
	for _, d := range r.Disks {
		name, keeper := d.Name, t("reach.no_keeper")
		if name == "" {
			name = d.ID.Short()
		}
		if d.Keeper != "" {
			keeper = t("offload.keeper", "name", d.Keeper)
		}
		rows = append(rows, part.NewRow(part.NewIcon("hard_drive", 28, part.ColorText2), t("reach.disk", "name", name), keeper, nil, nil).SetHeight(80))
	}
	for _, d := range r.Recipients {
		rows = append(rows, p.u.deliveryRow(d, t("reach.tell", "name", p.u.recipient(d.Recipient))))
	}
	if len(rows) == 0 {
		return nil
	}
	return []fyne.CanvasObject{part.Column(part.Gap8, part.NewText(t("reach.title"), part.RowTitle), part.Rows(rows...))}
}

// showAway lists what is not here to be rewritten.
func (u *UI) showAway(list []flow.Skipped) {
	d := &part.Dialog{Title: u.N("reach.away", len(list)), Sentence: u.T("reach.away.note"), Width: 660, Body: []fyne.CanvasObject{u.skippedList(list)}}
	d.Actions = []*part.Button{part.NewButton(u.T("button.ok"), "", part.Main, d.Hide)}
	d.Show(u.stage)
}
