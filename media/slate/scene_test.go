package slate

import (
	"bytes"
	"cmp"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/skip2/go-qrcode"
)

// Frames are drawn here: a slate held into a scene, seen by a bad camera.

const frameW, frameH = 1920, 1080

// shot says how a code is seen.
type shot struct {
	text        string
	width       float64 // of the code without its quiet zone, pixels
	tilt        float64 // how much shorter its far side is, 0 to 1
	turn        float64 // degrees
	blur        float64 // sigma, pixels
	motion      int     // pixels that the camera moves sideways
	noise       float64 // sigma, of 255
	dark        float64 // what is left of the light, 0 = all
	compression int     // JPEG quality, 0 = none
	cx, cy      float64 // of the middle, 0 = the frame's middle
	seed        uint64
}

// modulesOf draws a code as the window does.
func modulesOf(t testing.TB, text string) [][]bool {
	t.Helper()
	q, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		t.Fatal(err)
	}
	q.DisableBorder = true
	return q.Bitmap()
}

// frame draws the shot on a busy background.
func (s shot) frame(t testing.TB) *image.Gray {
	img := background(s.seed)
	s.paint(t, img)
	return s.seen(t, img)
}

func background(seed uint64) *image.Gray {
	r := rand.New(rand.NewPCG(seed, 7))
	img := image.NewGray(image.Rect(0, 0, frameW, frameH))
	var waves [frameW]float64
	for x := range waves {
		waves[x] = 20 * math.Sin(float64(x)/37)
	}
	for y := range frameH {
		row := math.Cos(float64(y) / 23)
		for x, wave := range waves {
			img.Pix[y*img.Stride+x] = uint8(60 + 90*x/frameW + 60*y/frameH + int(wave*row))
		}
	}
	for range 60 {
		at := image.Pt(r.IntN(frameW), r.IntN(frameH))
		size := image.Pt(20+r.IntN(240), 20+r.IntN(240))
		draw.Draw(img, image.Rectangle{at, at.Add(size)}, image.NewUniform(color.Gray{uint8(r.IntN(256))}), image.Point{}, draw.Src)
	}
	return img
}

// paint puts the code with its quiet zone and some words under it into the
// picture, four samples for each pixel.
func (s shot) paint(t testing.TB, img *image.Gray) {
	modules := modulesOf(t, s.text)
	n := float64(len(modules))
	cx, cy := s.cx, s.cy
	if cx == 0 {
		cx, cy = frameW/2, frameH/2
	}
	sin, cos := math.Sincos(s.turn * math.Pi / 180)
	reach := int(s.width * 0.6)
	at := func(px, py float64) (value float64, inside bool) {
		x, y := px-cx, py-cy
		u, v := (x*cos+y*sin)/s.width, (-x*sin+y*cos)/s.width
		// The far side is to the right: there the same length covers more.
		depth := 1 - s.tilt*(u+0.5)
		u, v = (u+0.5)/max(depth, 0.2)*(1-s.tilt)-0.5, v/max(depth, 0.2)
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
	for y := max(int(cy)-reach*2, 0); y < min(int(cy)+reach*2, frameH); y++ {
		for x := max(int(cx)-reach*2, 0); x < min(int(cx)+reach*2, frameW); x++ {
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
}

// seen is the picture after lens, sensor and encoder.
func (s shot) seen(t testing.TB, img *image.Gray) *image.Gray {
	if s.blur > 0 {
		img = blurred(img, s.blur)
	}
	if s.motion > 0 {
		img = moved(img, s.motion)
	}
	if s.dark > 0 || s.noise > 0 {
		r := rand.New(rand.NewPCG(s.seed, 1))
		left := cmp.Or(s.dark, 1)
		for i, p := range img.Pix {
			img.Pix[i] = uint8(min(max(float64(p)*left+r.NormFloat64()*s.noise, 0), 255))
		}
	}
	if s.compression == 0 {
		return img
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: s.compression}); err != nil {
		t.Fatal(err)
	}
	back, err := jpeg.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	return back.(*image.Gray)
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
