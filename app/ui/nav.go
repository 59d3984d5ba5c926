package ui

import (
	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/media"
)

// The places of the kit, in the order of the rail.
const (
	atToday    = "today"
	atPeople   = "people"
	atBoard    = "board"
	atClips    = "clips"
	atCards    = "cards"
	atExpected = "expected"
	atReport   = "report"
	atSync     = "sync"
	atSettings = "settings"
	atMore     = "more"
	atLock     = "lock"
)

// build makes the frame and its places anew, in the current language.
func (u *UI) build() {
	u.places = map[string]place{}
	u.over, u.bare = nil, nil
	u.shell = part.NewShell(part.ShellOptions{
		Items: []part.NavItem{
			{Key: atToday, Word: u.T("nav.today"), Icon: "today"},
			{Key: atPeople, Word: u.T("nav.people"), Icon: "group"},
			{Key: atBoard, Word: u.T("nav.on_camera"), Icon: "videocam"},
			{Key: atClips, Word: u.T("nav.clips"), Icon: "movie"},
			{Key: atCards, Word: u.T("nav.cards"), Icon: "sd_card"},
			{Key: atExpected, Word: u.T("expected.nav"), Icon: "checklist"},
			{Key: atReport, Word: u.T("nav.report"), Icon: "fact_check"},
			{Key: atSync, Word: u.T("nav.sync"), Icon: "sync"},
			{Key: atSettings, Word: u.T("nav.settings"), Icon: "settings"},
		},
		More:    part.NavItem{Key: atMore, Word: u.T("nav.more"), Icon: "more_horiz"},
		Lock:    part.NavItem{Key: atLock, Word: u.T("nav.lock"), Icon: "lock"},
		OnPick:  u.goTo,
		OnClass: func(part.Class) { u.later(u.refresh) },
	})
	u.stage.SetContent(u.shell)
	u.acceptDrops()
	u.goTo(atToday)
}

// makePlace makes the screen behind a key.
func (u *UI) makePlace(key string) place {
	switch key {
	case atPeople:
		return newPeople(u)
	case atBoard:
		return newBoard(u)
	case atClips:
		return newClips(u)
	case atCards:
		return newCards(u)
	case atExpected:
		return newExpected(u)
	case atReport:
		return newReport(u)
	case atSync:
		return newSync(u)
	case atSettings:
		return newSettings(u)
	case atMore:
		return newMore(u)
	default:
		return newToday(u)
	}
}

// goTo shows a place; the lock asks for the PIN.
func (u *UI) goTo(key string) {
	if key == atLock {
		u.lock()
		return
	}
	u.over = nil
	u.shell.Select(key)
	u.put(u.at(key))
}

// at is the place behind a key, made when first asked for.
func (u *UI) at(key string) place {
	p := u.places[key]
	if p == nil {
		p = u.makePlace(key)
		u.places[key] = p
	}
	return p
}

// put shows a place with its state taken anew.
func (u *UI) put(p place) {
	_, board := p.(*boardScreen)
	u.keepAwake("board", board)
	p.show()
	u.shell.SetContent(p.object())
	u.showCounts()
}

// push shows a sheet over the current place; back returns.
func (u *UI) push(p place) {
	u.over = append(u.over, p)
	u.put(p)
}

// back closes the sheet on top.
func (u *UI) back() {
	if len(u.over) > 0 {
		u.over = u.over[:len(u.over)-1]
	}
	u.put(u.shown())
}

// shown is what the window shows now.
func (u *UI) shown() place {
	switch {
	case u.bare != nil:
		return u.bare
	case u.shell == nil:
		return nil
	case len(u.over) > 0:
		return u.over[len(u.over)-1]
	default:
		return u.at(u.shell.Selected())
	}
}

// showBare shows a screen without rail and bar: first start, unlock, lock, and
// everything a participant holds in the hand.
func (u *UI) showBare(p place) {
	u.bare = p
	p.show()
	u.stage.HideToast()
	u.stage.SetContent(p.object())
	if e, ok := p.(interface{ entered() *part.Field }); ok && e.entered() != nil {
		u.win.Canvas().Focus(e.entered().Focusable())
	}
}

// endBare returns from a bare screen to the frame.
func (u *UI) endBare() {
	u.bare = nil
	u.stage.SetContent(u.shell)
	u.refresh()
}

// lock asks for the PIN before anything else is shown.
func (u *UI) lock() {
	if !u.kit.HasPIN() {
		u.toast(u.T("lock.no_pin"), u.T("nav.settings"), func() { u.goTo(atSettings) })
		return
	}
	u.kit.Lock()
	u.showBare(newLock(u, u.endBare))
}

// toast says what was done; with an action that undoes it.
func (u *UI) toast(words, action string, do func()) {
	u.stage.SetFoot(u.foot())
	u.stage.Toast(words, action, do)
}

// undoable says what was done and offers to undo it.
func (u *UI) undoable(words string, t flow.Token) {
	u.toast(words, u.T("button.undo"), func() { u.try(u.kit.Undo(u.ctx, t)) })
}

// foot is the height that toasts leave free for the bar and the main action.
func (u *UI) foot() float32 {
	if u.class() == part.Wide {
		return 88
	}
	return 88 + 96
}

// class is the frame the window is drawn in.
func (u *UI) class() part.Class {
	if u.shell == nil || u.bare != nil {
		return part.ClassOf(u.win.Canvas().Size().Width)
	}
	return u.shell.Class()
}

// showCounts puts the numbers of what needs a person beside the places.
func (u *UI) showCounts() {
	if u.kit == nil || u.bare != nil || u.shell == nil {
		return
	}
	l := u.kit.Clips(flow.ClipQuery{})
	u.shell.SetCount(atClips, l.Counts[media.Unknown])
	u.askAsides()
}

// screenOf puts a body under a head, with an action bar when there is one.
func screenOf(c part.Class, head, body, foot fyne.CanvasObject) fyne.CanvasObject {
	side := c.Padding()
	parts := []fyne.CanvasObject{part.Pad(head, 24, side, part.Gap16, side), part.Grow(body)}
	if foot != nil {
		parts = append(parts, foot)
	}
	return part.Column(0, parts...)
}
