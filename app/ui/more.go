package ui

import (
	"fyne.io/fyne/v2"

	"onset/app/ui/part"
)

// moreScreen holds the places the bottom bar has no room for, and the lock.
type moreScreen struct {
	u    *UI
	body *part.Adaptive
}

func newMore(u *UI) place {
	p := &moreScreen{u: u}
	p.body = part.NewScreen(u.shell, p.build)
	return p
}

func (p *moreScreen) object() fyne.CanvasObject { return p.body }
func (p *moreScreen) show()                     { p.body.Rebuild() }

func (p *moreScreen) build(c part.Class) fyne.CanvasObject {
	side := c.Padding()
	head := part.NewHead(part.HeadOptions{Title: p.u.T("nav.more"), Narrow: c == part.Phone})
	row := func(icon, word, note string, do func()) fyne.CanvasObject {
		return part.NewRow(part.NewIcon(icon, 28, part.ColorText2), word, note, part.NewIcon("chevron_right", 24, part.ColorText2), do).SetHeight(80)
	}
	var rows []fyne.CanvasObject
	for _, item := range p.u.shell.UnderMore() {
		rows = append(rows, row(item.Icon, item.Word, p.u.T("more."+item.Key), func() { p.u.goTo(item.Key) }))
	}
	rows = append(rows,
		row("checklist", p.u.T("nav.before_you_leave"), p.u.T("more.leave"), p.u.leaving),
		row("today", p.u.T("shoot.title"), p.u.T("more.shoot"), p.u.editShoot),
		row("lock", p.u.T("nav.lock"), p.u.T("more.lock"), p.u.lock))
	return screenOf(c, head, part.Pad(part.NewScroll(part.Column(0, part.Rows(rows...), part.Space())), 0, side, part.Gap16, side), nil)
}
