package part

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/driver/mobile"
)

// press makes a part something one can tap, click, or reach with Tab and start with Enter or Space.
type press struct {
	base

	me               fyne.Widget // the part as Fyne knows it
	focused, pressed bool
	act              func()                // nil: nothing to do, not reached by Tab
	long             func()                // long press or second button
	keys             func(*fyne.KeyEvent)  // keys that are not ours, such as arrows in a list
	runes            func(rune)            // letters and digits, such as those of a PIN
	seen             func(gotFocus bool)   // told when focus comes and goes
	point            func(p fyne.Position) // told where it was tapped, before act
}

var (
	_ fyne.Tappable          = (*press)(nil)
	_ fyne.SecondaryTappable = (*press)(nil)
	_ fyne.Focusable         = (*press)(nil)
	_ fyne.Disableable       = (*press)(nil)
	_ desktop.Mouseable      = (*press)(nil)
	_ desktop.Cursorable     = (*press)(nil)
	_ mobile.Touchable       = (*press)(nil)
)

// Tapped is called by Fyne.
func (p *press) Tapped(e *fyne.PointEvent) {
	p.setPressed(false)
	heard(p.me)
	if p.point != nil && e != nil {
		p.point(e.Position)
	}
	if p.act != nil {
		p.act()
	}
}

// TappedSecondary is called by Fyne: a long press on a touch screen.
func (p *press) TappedSecondary(*fyne.PointEvent) {
	p.setPressed(false)
	if p.long != nil {
		p.long()
	}
}

// FocusGained is called by Fyne.
func (p *press) FocusGained() { p.setFocused(true) }

// FocusLost is called by Fyne.
func (p *press) FocusLost() { p.setFocused(false) }

func (p *press) setFocused(on bool) {
	p.focused = on
	if p.seen != nil {
		p.seen(on)
	}
	p.Refresh()
}

// TypedRune is called by Fyne.
func (p *press) TypedRune(r rune) {
	heard(p.me)
	if p.runes != nil {
		p.runes(r)
	}
}

// TypedKey is called by Fyne.
func (p *press) TypedKey(e *fyne.KeyEvent) {
	heard(p.me)
	if leaves(e) {
		passOn(p.me, e)
		return
	}
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		if p.act != nil {
			p.act()
		}
	case desktop.KeyMenu:
		if p.long != nil {
			p.long()
		}
	default:
		if p.keys != nil {
			p.keys(e)
		}
	}
}

// MouseDown is called by Fyne.
func (p *press) MouseDown(e *desktop.MouseEvent) {
	p.setPressed(p.act != nil && e.Button == desktop.MouseButtonPrimary)
}

// MouseUp is called by Fyne.
func (p *press) MouseUp(*desktop.MouseEvent) { p.setPressed(false) }

// TouchDown is called by Fyne.
func (p *press) TouchDown(*mobile.TouchEvent) { p.setPressed(p.act != nil) }

// TouchUp is called by Fyne.
func (p *press) TouchUp(*mobile.TouchEvent) { p.setPressed(false) }

// TouchCancel is called by Fyne.
func (p *press) TouchCancel(*mobile.TouchEvent) { p.setPressed(false) }

func (p *press) setPressed(on bool) {
	if p.pressed != on {
		p.pressed = on
		p.Refresh()
	}
}

// Cursor is called by Fyne.
func (p *press) Cursor() desktop.Cursor {
	if p.act == nil {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// Disabled keeps Tab from stopping at a part that does nothing.
func (p *press) Disabled() bool { return p.act == nil }

// Enable is part of fyne.Disableable; what a part does is set by its own methods.
func (p *press) Enable() {}

// Disable is part of fyne.Disableable; what a part does is set by its own methods.
func (p *press) Disable() {}
