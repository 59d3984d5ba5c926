package part

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"golang.org/x/image/vector"
)

// Width of the ink in dp: thick where the hand was slow, thin where it was fast.
const inkThin, inkThick = 3, 6

// dab is a place on a smoothed stroke with the width of the ink there.
type dab struct{ x, y, r float32 }

// picture draws all ink for a raster of w by h pixels.
func (p *InkPad) picture(w, h int) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	if len(p.strokes) == 0 || p.Size().Width <= 0 {
		return img
	}
	f := p.fit(float32(w), float32(h))
	pen := vector.NewRasterizer(w, h)
	for _, s := range p.strokes {
		sweep(pen, smooth(s.Points), f, float32(w)/p.Size().Width)
	}
	pen.Draw(img, img.Bounds(), image.NewUniform(color.NRGBA{R: 0x12, G: 0x17, B: 0x1C, A: 0xFF}), image.Point{})
	return img
}

// DrawInk draws strokes made on a pad of padW by padH as black ink on nothing, w by h pixels: for receipts and papers.
func DrawInk(strokes []Stroke, padW, padH float32, w, h int) draw.Image {
	p := &InkPad{strokes: strokes, w: padW, h: padH}
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	if padW <= 0 || padH <= 0 || w <= 0 || h <= 0 {
		return img
	}
	f := p.fit(float32(w), float32(h))
	pen := vector.NewRasterizer(w, h)
	for _, s := range strokes {
		sweep(pen, smooth(s.Points), f, f.scale)
	}
	pen.Draw(img, img.Bounds(), image.NewUniform(color.NRGBA{R: 0x12, G: 0x17, B: 0x1C, A: 0xFF}), image.Point{})
	return img
}

// smooth runs a quadratic curve through the middles between points, so that corners of sampling do not show.
func smooth(points []Point) []dab {
	r := radii(points)
	if len(points) < 3 {
		var out []dab
		for i, p := range points {
			out = append(out, dab{p.X, p.Y, r[i]})
		}
		return out
	}
	at := func(i int) dab { return dab{points[i].X, points[i].Y, r[i]} }
	out := []dab{at(0)}
	from := at(0)
	for i := 1; i < len(points)-1; i++ {
		to := middle(at(i), at(i+1))
		if i == len(points)-2 {
			to = at(i + 1)
		}
		out = append(out, bend(from, at(i), to)...)
		from = to
	}
	return out
}

func middle(a, b dab) dab { return dab{(a.x + b.x) / 2, (a.y + b.y) / 2, (a.r + b.r) / 2} }

// bend samples the curve from a to b drawn towards c, about every two units.
func bend(a, c, b dab) []dab {
	length := math.Hypot(float64(c.x-a.x), float64(c.y-a.y)) + math.Hypot(float64(b.x-c.x), float64(b.y-c.y))
	n := int(min(64, max(2, length/2)))
	out := make([]dab, 0, n)
	for i := 1; i <= n; i++ {
		t := float32(i) / float32(n)
		u := 1 - t
		k0, k1, k2 := u*u, 2*u*t, t*t
		out = append(out, dab{k0*a.x + k1*c.x + k2*b.x, k0*a.y + k1*c.y + k2*b.y, k0*a.r + k1*c.r + k2*b.r})
	}
	return out
}

// radii gives each point half the width of the ink, evened out along the stroke.
func radii(points []Point) []float32 {
	const slow, fast = 0.2, 2.0 // units per millisecond
	out := make([]float32, len(points))
	width := float32(inkThick+inkThin) / 2
	for i := range points {
		if i > 0 {
			a, b := points[i-1], points[i]
			speed := math.Hypot(float64(b.X-a.X), float64(b.Y-a.Y)) / float64(max(1, b.T-a.T))
			share := float32(min(1, max(0, (speed-slow)/(fast-slow))))
			width += (inkThick - share*(inkThick-inkThin) - width) * 0.3
		}
		out[i] = width / 2
	}
	return out
}

// sweep puts the ink of one stroke into the rasterizer: a disc at each dab and the band between two. All shapes turn the same way, so
// that they add up where they overlap.
func sweep(pen *vector.Rasterizer, dabs []dab, f fitting, thickness float32) {
	place := func(d dab) dab { return dab{d.x*f.scale + f.x, d.y*f.scale + f.y, d.r * thickness} }
	for i, d := range dabs {
		d = place(d)
		disc(pen, d)
		if i > 0 {
			band(pen, place(dabs[i-1]), d)
		}
	}
}

func disc(pen *vector.Rasterizer, d dab) {
	const corners = 16
	for i := range corners {
		a := 2 * math.Pi * float64(i) / corners
		x, y := d.x+d.r*float32(math.Cos(a)), d.y+d.r*float32(math.Sin(a))
		if i == 0 {
			pen.MoveTo(x, y)
		} else {
			pen.LineTo(x, y)
		}
	}
	pen.ClosePath()
}

func band(pen *vector.Rasterizer, a, b dab) {
	dx, dy := b.x-a.x, b.y-a.y
	n := float32(math.Hypot(float64(dx), float64(dy)))
	if n == 0 {
		return
	}
	nx, ny := dy/n, -dx/n
	pen.MoveTo(a.x+nx*a.r, a.y+ny*a.r)
	pen.LineTo(b.x+nx*b.r, b.y+ny*b.r)
	pen.LineTo(b.x-nx*b.r, b.y-ny*b.r)
	pen.LineTo(a.x-nx*a.r, a.y-ny*a.r)
	pen.ClosePath()
}
