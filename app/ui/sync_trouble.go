package ui

import (
	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
)

// troubleLooks are the shapes of what is in the way.
var troubleLooks = map[flow.TroubleKind]struct {
	icon   string
	status part.Status
}{
	flow.TroubleRevoked: {"block", part.Stop},
	flow.TroubleFork:    {"devices", part.Limit},
	flow.TroubleFull:    {"hard_drive", part.Stop},
	flow.TroubleClock:   {"schedule", part.Stop},
	flow.TroubleAway:    {"cloud_off", part.Limit},
	flow.TroublePaused:  {"pause", part.Limit},
	flow.TroubleMetered: {"wifi", part.Limit},
	flow.TroubleAlone:   {"devices", part.Unknown},
}

// trouble says what is in the way, what is safe and what to do.
func (p *syncScreen) trouble(t flow.SyncTrouble) fyne.CanvasObject {
	look, key := troubleLooks[t.Kind], "trouble."+string(t.Kind)
	title := p.u.T(key, "age", p.u.words.Age(p.u.opt.Now().Sub(t.Since)))
	words := part.Column(part.Gap4, part.NewWrap(title, part.RowTitle), part.NewWrap(p.u.T(key+".do"), part.Note))
	var body fyne.CanvasObject = part.TopLine(part.Gap16, part.NewIconDisc(look.icon, look.status), part.Grow(words))
	if do := p.mend(t.Kind); do != nil {
		button := part.NewButton(p.u.T("trouble.action."+string(t.Kind)), "", part.Other, do).SetHeight(48)
		body = part.Beside(300, part.Gap16, body, button)
	}
	card := part.NewCard(body, 16)
	if look.status == part.Stop {
		card.Edge = part.Stop.Word()
	}
	return card
}

// mend is the way out that is one tap away, nil where there is none here.
func (p *syncScreen) mend(kind flow.TroubleKind) func() {
	switch kind {
	case flow.TroublePaused:
		return p.u.setLimits(p.show, func(l *flow.CarryLimits) { l.Paused = false })
	case flow.TroubleMetered:
		return func() { p.u.push(newSyncSettings(p.u)) }
	case flow.TroubleAway:
		return p.u.askDisk
	case flow.TroubleAlone, flow.TroubleFork:
		return p.u.showDevices
	}
	return nil
}
