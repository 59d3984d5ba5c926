package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/driver/mobile"

	"onset/app/flow"
)

// typing is a screen that takes digits and letters when nothing on it has the
// focus, such as the PIN.
type typing interface {
	typedRune(r rune)
	erased()
}

// leaving is a screen with a way back of its own, such as the steps of the first start.
type leaving interface{ leave() }

// searching is a place with a search field.
type searching interface{ search() }

// listen makes the window hear the keys that nothing on the screen takes.
func (u *UI) listen() {
	c := u.win.Canvas()
	c.SetOnTypedRune(func(r rune) {
		u.touched()
		if p, ok := u.shown().(typing); ok && c.Overlays().Top() == nil {
			p.typedRune(r)
		}
	})
	c.SetOnTypedKey(u.key)
	for key, do := range u.shortcuts() {
		c.AddShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault}, func(fyne.Shortcut) { u.shortcut(do) })
	}
}

func (u *UI) key(e *fyne.KeyEvent) {
	u.touched()
	switch e.Name {
	case fyne.KeyEscape, mobile.KeyBack:
		u.escape()
	case fyne.KeyBackspace:
		if p, ok := u.shown().(typing); ok && u.win.Canvas().Overlays().Top() == nil {
			p.erased()
		}
	}
}

// escape closes what is on top: a dialog, else a sheet. A hand-over is left by its own buttons only.
func (u *UI) escape() {
	if top, ok := u.win.Canvas().Overlays().Top().(fyne.Focusable); ok {
		top.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
		return
	}
	p := u.shown()
	if l, ok := p.(leaving); ok {
		l.leave()
		return
	}
	if u.bare == nil && len(u.over) > 0 {
		u.back()
	}
}

// shortcuts are the keys with Ctrl (or Command) held: the places by their
// number, find, new signature, lock.
func (u *UI) shortcuts() map[fyne.KeyName]func() {
	keys := map[fyne.KeyName]func(){
		fyne.KeyN: func() { u.beginSigning(flow.SigningStart{}) },
		fyne.KeyL: u.lock,
		fyne.KeyF: func() {
			if p, ok := u.shown().(searching); ok {
				p.search()
			}
		},
	}
	numbers := []fyne.KeyName{fyne.Key1, fyne.Key2, fyne.Key3, fyne.Key4, fyne.Key5, fyne.Key6, fyne.Key7, fyne.Key8}
	for i, at := range []string{atToday, atPeople, atBoard, atClips, atExpected, atReport, atSync, atSettings} {
		keys[numbers[i]] = func() { u.goTo(at) }
	}
	return keys
}

// shortcut does it where the crew has the kit in hand and no dialog waits.
func (u *UI) shortcut(do func()) {
	u.touched()
	if u.kit != nil && u.bare == nil && u.win.Canvas().Overlays().Top() == nil {
		do()
	}
}

// after does something later, on the toolkit's goroutine.
func (u *UI) after(d time.Duration, do func()) {
	if u.opt.After != nil {
		u.opt.After(d, do)
		return
	}
	time.AfterFunc(d, func() {
		if u.ctx.Err() == nil {
			fyne.Do(do)
		}
	})
}

// touched remembers that a person is there. It is called for each tap and key.
func (u *UI) touched() {
	u.lastTouch = u.opt.Now()
	if !u.watching {
		u.watch()
	}
}

// watch locks the kit when nobody has touched it for as long as the settings
// say. It wakes once per such time at most; who reads through a hand-over is left alone.
func (u *UI) watch() {
	wait := u.idleLimit()
	if wait <= 0 {
		u.watching = false
		return
	}
	u.watching = true
	left := wait - u.opt.Now().Sub(u.lastTouch)
	u.after(max(left, time.Second), func() {
		u.watching = false
		if u.ctx.Err() != nil {
			return
		}
		if limit := u.idleLimit(); limit > 0 && u.bare == nil && u.opt.Now().Sub(u.lastTouch) >= limit {
			u.lock()
			return
		}
		u.watch()
	})
}

// idleLimit is how long an untouched kit stays open; 0 is for ever.
func (u *UI) idleLimit() time.Duration {
	if u.kit == nil || u.kit.Locked() || !u.kit.HasPIN() {
		return 0
	}
	return u.kit.Settings().LockAfter
}
