package ui

import (
	"fyne.io/fyne/v2"

	"onset/app/ui/part"
	"onset/consent"
)

const maxDays = 60

// pickDay offers the days on which clips were filmed.
func (s *clipsScreen) pickDay() {
	d := &part.Dialog{Title: s.u.T("clips.day_title")}
	row := func(word string, day consent.Date) fyne.CanvasObject {
		var mark fyne.CanvasObject
		if day == s.query.Day {
			mark = part.NewIcon("check", 24, part.ColorAccent)
		}
		r := part.NewRow(nil, word, "", mark, func() {
			d.Hide()
			s.query.Day = day
			s.reload()
			s.grid.ScrollToTop()
		}).SetHeight(60)
		r.SetChosen(day == s.query.Day)
		return r
	}
	rows := []fyne.CanvasObject{row(s.u.T("clips.all_days"), 0)}
	for i, day := range s.u.kit.Days() {
		if i == maxDays {
			break
		}
		rows = append(rows, row(s.u.dayWord(day), day))
	}
	d.Body = []fyne.CanvasObject{part.Rows(rows...)}
	d.Actions = []*part.Button{part.NewButton(s.u.T("button.cancel"), "", part.Outline, d.Hide)}
	d.Show(s.u.stage)
}
