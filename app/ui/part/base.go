package part

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// base is the ground of every part. It remembers the theme of its place: Fyne forgets it for an object that was hidden for a minute, and
// a check mark shown late on a light page would then be drawn in the dark theme.
type base struct {
	widget.BaseWidget

	scope fyne.Theme
}

// Theme returns the theme of the place where the part stands.
func (b *base) Theme() fyne.Theme {
	th, app := b.BaseWidget.Theme(), fyne.CurrentApp().Settings().Theme()
	if _, own := th.(*fieldTheme); own { // Fyne is placing the entry of a field: that theme asks us in turn
		th = app
	}
	if th != app {
		b.scope = th
	}
	if b.scope != nil {
		return b.scope
	}
	return th
}
