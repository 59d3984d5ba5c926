package part

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

type themed interface{ Theme() fyne.Theme }

// colour looks a name up in the theme of the place where w stands.
func colour(w themed, name fyne.ThemeColorName) color.Color {
	return w.Theme().Color(name, fyne.CurrentApp().Settings().ThemeVariant())
}

// textScale is 1 where the theme is not ours.
func textScale(w themed) float32 {
	if s := w.Theme().Size(SizeTextScale); s > 0 {
		return s
	}
	return 1
}

// drawing is the renderer of every part: its objects and how to measure, place and paint them.
type drawing struct {
	of      fyne.Widget
	objects []fyne.CanvasObject
	min     func() fyne.Size
	place   func(fyne.Size)
	paint   func()
	painted fyne.Theme // of the last refresh; nil before the first, when parts inside may have been painted in another theme
}

// ready paints once, so that a part is right from its first frame.
func ready(d *drawing) *drawing {
	if d.paint != nil {
		d.paint()
	}
	return d
}

func (d *drawing) theme() fyne.Theme {
	if t, ok := d.of.(themed); ok {
		return t.Theme()
	}
	return nil
}

func (d *drawing) Destroy()                     {}
func (d *drawing) Objects() []fyne.CanvasObject { return d.objects }
func (d *drawing) MinSize() fyne.Size           { return d.min() }
func (d *drawing) Layout(s fyne.Size) {
	if d.place != nil {
		d.place(s)
	}
}

// Refresh paints and places again. Where the theme changed it hands the change down, because Fyne refreshes no more than the part itself.
func (d *drawing) Refresh() {
	if d.paint != nil {
		d.paint()
	}
	d.Layout(d.of.Size())
	if th := d.theme(); th != d.painted {
		d.painted = th
		for _, o := range d.objects {
			o.Refresh()
		}
	}
	canvas.Refresh(d.of)
}

// put moves and resizes in one step.
func put(o fyne.CanvasObject, x, y, w, h float32) {
	o.Resize(fyne.NewSize(w, h))
	o.Move(fyne.NewPos(x, y))
}

// relayout places what is inside o again. Fyne skips it where the size stayed the same, although a word inside may have changed.
func relayout(o fyne.CanvasObject) {
	c, ok := o.(*fyne.Container)
	if !ok {
		return
	}
	if c.Layout != nil {
		c.Layout.Layout(c.Objects, c.Size())
	}
	for _, child := range c.Objects {
		relayout(child)
	}
}
