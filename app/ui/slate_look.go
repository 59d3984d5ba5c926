package ui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"onset/app/ui/part"
)

// slateWhite is what a slate's words are drawn in, in both themes.
const slateWhite = part.ColorPaper

// onBlack shows obj on black in the dark theme, whatever was picked: a camera
// sees nothing else.
func onBlack(obj fyne.CanvasObject) fyne.CanvasObject {
	return container.NewThemeOverride(over(canvas.NewRectangle(color.Black), obj), part.NewTheme(part.AlwaysDark, 1))
}

func slateText(s string, size float32) *part.Text {
	return part.NewText(s, part.Style{Size: size, Bold: true, Color: slateWhite})
}

func slateMono(size float32) part.Style { return part.Style{Size: size, Mono: true, Color: slateWhite} }

func slateNote(c part.Class) part.Style {
	if c == part.Phone {
		return part.Note
	}
	return part.Style{Size: 24, Color: part.ColorText2}
}

func slateRead(c part.Class) part.Style {
	if c == part.Phone {
		return part.Style{Size: 18, Color: slateWhite}
	}
	return part.Style{Size: 26, Color: slateWhite}
}

func slateTitle(c part.Class) float32 {
	if c == part.Phone {
		return 22
	}
	return 36
}

// slateNumber is the size of scene and take.
func slateNumber(c part.Class) float32 {
	switch c {
	case part.Wide:
		return 184
	case part.Tablet:
		return 128
	}
	return 72
}

func clockSize(c part.Class) float32 {
	if c == part.Phone {
		return 52
	}
	return 88
}

func slateSide(c part.Class) float32 {
	if c == part.Phone {
		return part.Gap16
	}
	return part.Gap48
}

// slateEdge is the width of the code with its quiet zone: as large as leaves
// room for the words and what is at the thumb.
func slateEdge(c part.Class, window fyne.Size) float32 {
	switch c {
	case part.Wide:
		return max(320, min(600, window.Height-200, window.Width/2))
	case part.Tablet:
		return max(320, min(600, window.Width-2*slateSide(c), window.Height/2))
	}
	return max(240, min(window.Width-2*slateSide(c), window.Height*0.45))
}

// fitted is the size at which bold words are no wider than the room.
func fitted(s string, size, room float32) float32 {
	wide := fyne.MeasureText(s, size, fyne.TextStyle{Bold: true}).Width
	if wide <= room || wide <= 0 {
		return size
	}
	return max(28, size*room/wide)
}
