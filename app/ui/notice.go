package ui

import (
	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
)

// noticesPage tells which notices hang where, and takes a new one down in the
// record: where it hangs, where nobody is filmed, and a photo of it.
type noticesPage struct {
	u     *UI
	draft flow.NoticeDraft
	body  *part.Adaptive
	save  *part.Button
}

func newNotices(u *UI) place {
	n := &noticesPage{u: u}
	n.draft.Place = u.kit.Shoot().Place
	n.body = part.NewScreen(u.shell, n.build)
	return n
}

func (n *noticesPage) object() fyne.CanvasObject { return n.body }
func (n *noticesPage) show()                     {}

func (n *noticesPage) build(c part.Class) fyne.CanvasObject {
	t := n.u.T
	head := part.NewHead(part.HeadOptions{Title: t("notices.title"), Back: n.u.back, Narrow: c == part.Phone})
	rows := n.list()
	place := part.NewField(part.FieldOptions{Label: t("notices.place"), Crew: true, OnChanged: func(v string) { n.draft.Place = v; n.check() }})
	place.SetText(n.draft.Place)
	zone := part.NewField(part.FieldOptions{Label: t("notices.zone"), Hint: t("people.if_any"), Crew: true, OnChanged: func(v string) { n.draft.Zone = v }})
	zone.SetText(n.draft.Zone)
	rows = append(rows, part.NewText(t("notices.new"), part.Section), place, zone, n.photo())
	n.save = part.NewButton(t("notices.save"), "campaign", part.Main, n.done).SetHeight(64)
	n.check()
	side := c.Padding()
	body := part.NewScroll(part.Pad(column(c, part.Column(part.Gap16, rows...)), 0, side, part.Gap24, side))
	bar := part.NewActionBar(c, part.Space(), part.Fixed(n.save, 360, 0))
	if c == part.Phone {
		bar = part.NewActionBar(c, part.Grow(n.save))
	}
	return screenOf(c, head, body, bar)
}

// list are the notices that are up, each with the way to say it was taken down.
func (n *noticesPage) list() []fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, l := range n.u.kit.Notices() {
		if l.View.Down {
			continue
		}
		down := part.NewButton(n.u.T("notices.down"), "", part.Other, func() {
			if n.u.try(n.u.kit.NoticeDown(n.u.ctx, l.View.ID)) {
				n.body.Rebuild()
			}
		}).SetHeight(48)
		rows = append(rows, part.NewRow(part.NewIconDisc("campaign", part.OK), l.Place, l.Zone, down, nil))
	}
	if len(rows) == 0 {
		return []fyne.CanvasObject{part.NewWrap(n.u.T("notices.none"), part.Read.In(part.ColorText2))}
	}
	return []fyne.CanvasObject{part.NewText(n.u.T("notices.up"), part.Section), part.Rows(rows...)}
}

func (n *noticesPage) photo() fyne.CanvasObject {
	line := []fyne.CanvasObject{part.NewButton(n.u.T("notices.photo"), "photo_camera", part.Other, func() {
		n.u.pickPhoto(n.u.stage, func(b []byte) { n.draft.Photo = b; n.body.Rebuild() })
	})}
	if len(n.draft.Photo) > 0 {
		line = append(line, part.Fixed(part.NewPicture(picture(n.draft.Photo), "image", 10), 96, 64))
	}
	return part.Line(part.Gap16, line...)
}

func (n *noticesPage) check() {
	if n.save == nil {
		return
	}
	missing := ""
	if n.draft.Place == "" {
		missing = n.u.T("lack.place")
	}
	n.save.SetMissing(missing, nil)
}

func (n *noticesPage) done() {
	if _, err := n.u.kit.Notice(n.u.ctx, n.draft); !n.u.try(err) {
		return
	}
	n.draft = flow.NoticeDraft{}
	n.u.back()
	n.u.toast(n.u.T("notices.saved"), "", nil)
}
