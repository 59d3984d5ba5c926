package part

import (
	"image"
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	xdraw "golang.org/x/image/draw"
)

// Picture shows an image that covers its room, with rounded corners. Without an image it shows a shape on a raised ground.
type Picture struct {
	base

	img         image.Image
	placeholder string
	top, bottom float32 // radius in dp
	least       fyne.Size
}

// NewPicture returns a picture rounded by radius; img may be nil. placeholder is the icon shown then.
func NewPicture(img image.Image, placeholder string, radius float32) *Picture {
	p := &Picture{img: img, placeholder: placeholder, top: radius, bottom: radius, least: fyne.NewSize(48, 32)}
	p.ExtendBaseWidget(p)
	return p
}

// Set shows another image; nil shows the placeholder.
func (p *Picture) Set(img image.Image) {
	if p.img != img {
		p.img = img
		p.Refresh()
	}
}

// CreateRenderer is called by Fyne.
func (p *Picture) CreateRenderer() fyne.WidgetRenderer {
	ground := canvas.NewRectangle(color.Transparent)
	icon := NewIcon(p.placeholder, 40, ColorDisabled)
	r := canvas.NewRaster(p.render)
	d := &drawing{of: p, objects: []fyne.CanvasObject{ground, icon, r}}
	d.min = func() fyne.Size { return p.least }
	d.paint = func() {
		ground.FillColor = colour(p, ColorRaise)
		ground.TopLeftCornerRadius, ground.TopRightCornerRadius = p.top, p.top
		ground.BottomLeftCornerRadius, ground.BottomRightCornerRadius = p.bottom, p.bottom
		ground.Hidden, icon.Hidden, r.Hidden = p.img != nil, p.img != nil, p.img == nil
		ground.Refresh()
		r.Refresh()
	}
	d.place = func(s fyne.Size) {
		put(ground, 0, 0, s.Width, s.Height)
		put(icon, 0, 0, s.Width, s.Height)
		put(r, 0, 0, s.Width, s.Height)
	}
	return ready(d)
}

// render scales the image to cover w by h pixels and rounds its corners.
func (p *Picture) render(w, h int) image.Image {
	out := image.NewNRGBA(image.Rect(0, 0, w, h))
	if p.img == nil || w <= 0 || h <= 0 || p.Size().Width <= 0 {
		return out
	}
	xdraw.ApproxBiLinear.Scale(out, out.Bounds(), p.img, cover(p.img.Bounds(), w, h), xdraw.Src, nil)
	k := float32(w) / p.Size().Width
	roundCorners(out, p.top*k, p.bottom*k)
	return out
}

// cover is the middle part of an image that has the shape of w by h.
func cover(b image.Rectangle, w, h int) image.Rectangle {
	if b.Dx()*h > b.Dy()*w {
		want := max(1, b.Dy()*w/h)
		left := b.Min.X + (b.Dx()-want)/2
		return image.Rect(left, b.Min.Y, left+want, b.Max.Y)
	}
	want := max(1, b.Dx()*h/w)
	top := b.Min.Y + (b.Dy()-want)/2
	return image.Rect(b.Min.X, top, b.Max.X, top+want)
}

// roundCorners fades what lies outside the corner circles.
func roundCorners(img *image.NRGBA, top, bottom float32) {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	for y := range h {
		r := top
		dy := r - float32(y) - 0.5
		if low := float32(y) + 0.5 - float32(h) + bottom; low > 0 && dy <= 0 {
			r, dy = bottom, low
		}
		if dy <= 0 {
			continue
		}
		for x := range int(min(float32(w)/2, r+1)) {
			dx := r - float32(x) - 0.5
			if dx <= 0 {
				break
			}
			share := min(1, max(0, r+0.5-float32(math.Hypot(float64(dx), float64(dy)))))
			fadePixel(img, x, y, share)
			fadePixel(img, w-1-x, y, share)
		}
	}
}

func fadePixel(img *image.NRGBA, x, y int, share float32) {
	i := img.PixOffset(x, y) + 3
	img.Pix[i] = uint8(float32(img.Pix[i]) * share)
}
