package part

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/mobile"
)

// heard tells the [Stage] of the window o stands in that a person is there.
func heard(o fyne.CanvasObject) {
	if o == nil {
		return
	}
	c := fyne.CurrentApp().Driver().CanvasForObject(o)
	if c == nil {
		return
	}
	if s, ok := c.Content().(*Stage); ok && s.OnTouch != nil {
		s.OnTouch()
	}
}

// leaves tells whether a key means "close what is on top". The part that has the
// focus does not take such a key; the window does.
func leaves(e *fyne.KeyEvent) bool { return e.Name == fyne.KeyEscape || e.Name == mobile.KeyBack }

// passOn gives a key to the window o stands in.
func passOn(o fyne.CanvasObject, e *fyne.KeyEvent) {
	if o == nil {
		return
	}
	c := fyne.CurrentApp().Driver().CanvasForObject(o)
	if c != nil && c.OnTypedKey() != nil {
		c.OnTypedKey()(e)
	}
}
