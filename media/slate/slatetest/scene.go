// Package slatetest draws frames with a slate in them as a bad camera sees them:
// for tests, and to measure how many are found.
package slatetest

import (
	"bytes"
	"cmp"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"math"
	"math/rand/v2"

	"github.com/skip2/go-qrcode"
)

// W is the width of a frame.
const W = 1920

// H is the height of a frame.
const H = 1080

// Shot says how a code is seen. What is not said is as good as it gets.
type Shot struct {
	Text        string
	Width       float64 // of the code without its quiet zone, pixels
	Tilt        float64 // how much shorter its far side is, 0 to 1
	Turn        float64 // degrees
	Blur        float64 // sigma, pixels
	Motion      int     // pixels that the camera moves sideways
	Noise       float64 // sigma, of 255
	Dark        float64 // what is left of the light, 0 = all
	Compression int     // JPEG quality, 0 = none
	CX, CY      float64 // of the middle, 0 = the frame's middle
	Seed        uint64
}

// Modules draws a code as the window does. An error means the text is too long.
func Modules(text string) ([][]bool, error) {
	q, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return nil, err
	}
	q.DisableBorder = true
	return q.Bitmap(), nil
}

// Frame draws the shot on a busy background.
func (s Shot) Frame() (*image.Gray, error) {
	img := Background(s.Seed)
	if err := s.Paint(img); err != nil {
		return nil, err
	}
	return s.Seen(img)
}

// Background is a busy frame without a code.
func Background(seed uint64) *image.Gray {
	r := rand.New(rand.NewPCG(seed, 7))
	img := image.NewGray(image.Rect(0, 0, W, H))
	var waves [W]float64
	for x := range waves {
		waves[x] = 20 * math.Sin(float64(x)/37)
	}
	for y := range H {
		row := math.Cos(float64(y) / 23)
		for x, wave := range waves {
			img.Pix[y*img.Stride+x] = uint8(60 + 90*x/W + 60*y/H + int(wave*row))
		}
	}
	for range 60 {
		at := image.Pt(r.IntN(W), r.IntN(H))
		size := image.Pt(20+r.IntN(240), 20+r.IntN(240))
		draw.Draw(img, image.Rectangle{at, at.Add(size)}, image.NewUniform(color.Gray{uint8(r.IntN(256))}), image.Point{}, draw.Src)
	}
	return img
}

// Paint puts the code with its quiet zone and some words under it into the
// picture, four samples for each pixel.
func (s Shot) Paint(img *image.Gray) error {
	modules, err := Modules(s.Text)
	if err != nil {
		return err
	}
	n := float64(len(modules))
	cx, cy := s.CX, s.CY
	if cx == 0 {
		cx, cy = W/2, H/2
	}
	sin, cos := math.Sincos(s.Turn * math.Pi / 180)
	reach := int(s.Width * 0.6)
	at := func(px, py float64) (value float64, inside bool) {
		x, y := px-cx, py-cy
		u, v := (x*cos+y*sin)/s.Width, (-x*sin+y*cos)/s.Width
		// The far side is to the right: there the same length covers more.
		depth := 1 - s.Tilt*(u+0.5)
		u, v = (u+0.5)/max(depth, 0.2)*(1-s.Tilt)-0.5, v/max(depth, 0.2)
		mx, my := (u+0.5)*n, (v+0.5)*n
		if mx < -4 || my < -4 || mx >= n+4 || my >= n+9 {
			return 0, false
		}
		if my > n+5 && my < n+8 && int(mx)%3 != 0 && mx > 0 && mx < n {
			return 20, true
		}
		if mx < 0 || my < 0 || mx >= n || my >= n || !modules[int(my)][int(mx)] {
			return 235, true
		}
		return 20, true
	}
	for y := max(int(cy)-reach*2, 0); y < min(int(cy)+reach*2, H); y++ {
		for x := max(int(cx)-reach*2, 0); x < min(int(cx)+reach*2, W); x++ {
			sum := 0.0
			for _, d := range [4][2]float64{{0.25, 0.25}, {0.75, 0.25}, {0.25, 0.75}, {0.75, 0.75}} {
				v, inside := at(float64(x)+d[0], float64(y)+d[1])
				if !inside {
					v = float64(img.Pix[y*img.Stride+x])
				}
				sum += v / 4
			}
			img.Pix[y*img.Stride+x] = uint8(sum)
		}
	}
	return nil
}

// Seen is the picture after lens, sensor and encoder.
func (s Shot) Seen(img *image.Gray) (*image.Gray, error) {
	if s.Blur > 0 {
		img = blurred(img, s.Blur)
	}
	if s.Motion > 0 {
		img = moved(img, s.Motion)
	}
	if s.Dark > 0 || s.Noise > 0 {
		r := rand.New(rand.NewPCG(s.Seed, 1))
		left := cmp.Or(s.Dark, 1)
		for i, p := range img.Pix {
			img.Pix[i] = uint8(min(max(float64(p)*left+r.NormFloat64()*s.Noise, 0), 255))
		}
	}
	if s.Compression == 0 {
		return img, nil
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: s.Compression}); err != nil {
		return nil, err
	}
	back, err := jpeg.Decode(&b)
	if err != nil {
		return nil, err
	}
	return back.(*image.Gray), nil
}

// blurred is a Gaussian, one direction after the other.
func blurred(img *image.Gray, sigma float64) *image.Gray {
	reach := int(math.Ceil(3 * sigma))
	kernel := make([]float64, 2*reach+1)
	total := 0.0
	for i := range kernel {
		kernel[i] = math.Exp(-float64((i-reach)*(i-reach)) / (2 * sigma * sigma))
		total += kernel[i]
	}
	for i := range kernel {
		kernel[i] /= total
	}
	return convolved(convolved(img, kernel, 1, 0), kernel, 0, 1)
}

func moved(img *image.Gray, pixels int) *image.Gray {
	kernel := make([]float64, 2*(pixels/2)+1)
	for i := range kernel {
		kernel[i] = 1 / float64(len(kernel))
	}
	return convolved(img, kernel, 1, 0)
}

func convolved(img *image.Gray, kernel []float64, dx, dy int) *image.Gray {
	out := image.NewGray(img.Rect)
	w, h, reach := img.Rect.Dx(), img.Rect.Dy(), len(kernel)/2
	for y := range h {
		for x := range w {
			sum := 0.0
			for i, k := range kernel {
				sx, sy := min(max(x+(i-reach)*dx, 0), w-1), min(max(y+(i-reach)*dy, 0), h-1)
				sum += k * float64(img.Pix[sy*img.Stride+sx])
			}
			out.Pix[y*out.Stride+x] = uint8(sum + 0.5)
		}
	}
	return out
}
