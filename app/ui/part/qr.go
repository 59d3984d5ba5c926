package part

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// quiet is the empty edge of a code, in modules.
const quiet = 4

// QR draws a code black on white in both themes, with modules of a whole number of pixels and a quiet zone of four.
type QR struct {
	base

	modules [][]bool
	least   float32
}

// NewQR returns the code for a square of modules, true being black; module is its least size in dp, at least 5 on a receipt.
func NewQR(modules [][]bool, module float32) *QR {
	q := &QR{modules: modules, least: module}
	q.ExtendBaseWidget(q)
	return q
}

// Set shows another code, such as that of the next second on a slate.
func (q *QR) Set(modules [][]bool) { q.modules = modules; q.Refresh() }

// CreateRenderer is called by Fyne.
func (q *QR) CreateRenderer() fyne.WidgetRenderer {
	r := canvas.NewRaster(func(w, h int) image.Image { return drawModules(q.modules, w, h) })
	r.ScaleMode = canvas.ImageScalePixels
	d := &drawing{of: q, objects: []fyne.CanvasObject{r}}
	d.min = func() fyne.Size { return fyne.NewSquareSize(float32(len(q.modules)+2*quiet) * q.least) }
	d.paint = r.Refresh
	d.place = func(s fyne.Size) { put(r, 0, 0, s.Width, s.Height) }
	return ready(d)
}

// drawModules draws the code as large as whole pixels allow, in the middle of white.
func drawModules(modules [][]bool, w, h int) image.Image {
	img := image.NewGray(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = 0xFF
	}
	n := len(modules)
	if n == 0 {
		return img
	}
	step := max(1, min(w, h)/(n+2*quiet))
	left, top := (w-n*step)/2, (h-n*step)/2
	for y, row := range modules {
		for x, black := range row {
			if black {
				fill(img, image.Rect(left+x*step, top+y*step, left+(x+1)*step, top+(y+1)*step))
			}
		}
	}
	return img
}

func fill(img *image.Gray, r image.Rectangle) {
	r = r.Intersect(img.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			img.SetGray(x, y, color.Gray{})
		}
	}
}
