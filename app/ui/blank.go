package ui

import (
	"fyne.io/fyne/v2"

	"onset/app/ui/part"
)

// blank is a place with nothing in it.
type blank struct{ o fyne.CanvasObject }

func newBlank() place { return &blank{o: part.Space()} }

func (b *blank) object() fyne.CanvasObject { return b.o }
func (b *blank) show()                     {}

func newSettings(*UI) place { return newBlank() }
func newMore(*UI) place     { return newBlank() }
