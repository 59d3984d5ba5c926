package ui

import (
	"time"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// longAgain is how long "still going" is believed.
const longAgain = 3 * time.Hour

// askReason warns of a person who may not be filmed. Keeping out is the main
// action; going against it needs one of a closed list.
func (s *boardScreen) askReason(p flow.PersonRow, ago time.Duration) {
	u := s.u
	d := &part.Dialog{
		Title: u.T("board.not_filmed", "name", u.firstName(p)), Sentence: u.T("board.why." + string(p.State)),
		Lead: u.avatarOf(p, 64), Label: u.T("override.title"), Width: 660,
	}
	for _, code := range flow.Overrides {
		if code == "guardian_coming" && p.State != consent.WaitingForParent && !minor(p.Age) {
			continue
		}
		d.Body = append(d.Body, part.NewChoiceRow(u.T("override."+code), func() {
			d.Hide()
			s.put([]flow.PersonRow{p}, ago, code)
		}))
	}
	d.Actions = []*part.Button{part.NewButton(u.T("button.keep_out"), "", part.Main, d.Hide)}
	d.Show(u.stage)
}

// buzzer is a platform that can be felt or heard: two short buzzes, or a low tone.
type buzzer interface{ Buzz() }

// buzz warns without words, where the platform can and sound is not switched off.
func (u *UI) buzz() {
	if b, ok := u.app.(buzzer); ok && u.kit.Settings().Sound {
		b.Buzz()
	}
}
