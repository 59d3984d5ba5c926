package part

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/software"
)

// Render draws obj on its own, w by h, in a variant, without a window. It needs a current Fyne app.
func Render(obj fyne.CanvasObject, w, h float32, v Variant) image.Image {
	th := NewTheme(v, 1)
	ground := canvas.NewRectangle(th.Color(ColorBG, fyne.CurrentApp().Settings().ThemeVariant()))
	c := software.NewCanvas()
	c.SetPadded(false)
	c.SetContent(container.NewThemeOverride(container.NewStack(ground, obj), th))
	c.Resize(fyne.NewSize(w, h))
	return c.Capture()
}
