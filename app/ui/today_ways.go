package ui

import (
	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
)

// getSignature begins in the way that was used last, with one tap.
func (p *todayScreen) getSignature(height float32) fyne.CanvasObject {
	s := p.view.Shoot
	note, icon := "", "draw"
	if s.Terms != "" {
		note = p.u.T("today.terms_in", "terms", p.u.termsWord(s.Terms), "language", p.u.languageWord(s.Language))
	}
	if p.u.lastWay() == signOnPhone {
		note, icon = p.u.T("phone.way.phone"), "qr_code_2"
	}
	way := p.u.lastWay()
	return part.NewBigAction(icon, p.u.T("button.get_signature"), note, true, func() { p.u.signBy(way, flow.SigningStart{}) }).SetHeight(height)
}

// otherWay is the other way, with one tap as well.
func (p *todayScreen) otherWay(height float32) fyne.CanvasObject {
	word, icon, way := p.u.T("phone.way.phone"), "qr_code_2", signOnPhone
	if p.u.lastWay() == signOnPhone {
		word, icon, way = p.u.T("phone.way.tablet"), "draw", signHere
	}
	return part.NewButton(word, icon, part.Other, func() { p.u.signBy(way, flow.SigningStart{}) }).SetHeight(height)
}

// phonesOn is the line that leads back to signing on phones while it is on.
func (p *todayScreen) phonesOn(c part.Class) []fyne.CanvasObject {
	now, on := p.u.phonesNow()
	if !on {
		return nil
	}
	note, status, icon := p.u.N("phone.here", now.Here), part.OK, "mobile"
	if now.Help > 0 {
		note, status, icon = p.u.N("phone.help_wanted", now.Help), part.Limit, "back_hand"
	}
	row := part.NewRow(part.NewIconDisc(icon, status), p.u.T("phone.on"), note, part.NewIcon("chevron_right", 24, part.ColorText2), p.u.showPhones)
	if c == part.Phone {
		row.SetTitleStyle(part.RowTitle.Sized(17))
	}
	return []fyne.CanvasObject{part.Rows(row.SetHeight(80))}
}
