package ui

import (
	"time"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// lastClips is how far back somebody who just signed may have been filmed.
const lastClips = 5 * time.Minute

// justSigned asks the crew where somebody is who signed a moment ago.
func (u *UI) justSigned(r flow.Receipt) {
	row := u.kit.PersonRow(r.Person)
	_, word := u.statusOf(row.State)
	d := &part.Dialog{Title: u.T("signing.after.title", "name", u.called(row)), Sentence: word, Lead: u.avatarOf(row, 64)}
	d.Body = []fyne.CanvasObject{part.NewChoiceRow(u.T("signing.after.last"), func() { d.Hide(); u.inLastClips(r) })}
	may := row.State == consent.MayBeFilmed || row.State == consent.WithLimits
	if may && u.kit.Board().Open {
		d.Body = append(d.Body, part.NewChoiceRow(u.T("signing.after.now"), func() {
			d.Hide()
			if t, err := u.kit.FromNow(u.ctx, r.Consent); u.try(err) {
				u.undoable(u.T("signing.after.on", "name", u.called(row)), t)
			}
		}))
	}
	d.Actions = []*part.Button{part.NewButton(u.T("button.done"), "", part.Main, d.Hide)}
	d.Show(u.stage)
}

func (u *UI) inLastClips(r flow.Receipt) {
	clips, t, err := u.kit.InLastClips(u.ctx, r.Consent, lastClips)
	if !u.try(err) {
		return
	}
	words := u.T("signing.after.noted")
	if len(clips) > 0 {
		words = u.N("signing.after.tagged", len(clips))
	}
	u.undoable(words, t)
}
