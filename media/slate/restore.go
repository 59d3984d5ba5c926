package slate

import (
	"image"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode/detector"
)

// A lens that is out of focus mixes each module of a code with its neighbours
// until no level parts black from white. But where the modules are is known from
// the marks, so their light is measured there and the mixing undone between
// modules, of which there are few.

// spreads are the mixings that are undone, as what a module gets of each of its
// four neighbours for what it keeps of its own.
var spreads = []float64{0.12, 0.2, 0.3}

// rounds are the steps in which a mixing is undone.
const rounds = 8

// light is that of the modules of a slate, row by row.
type light [slateModules * slateModules]float64

// readBlurred decodes a slate by the light of its modules.
func (t trio) readBlurred(bits *gozxing.BitMatrix, grey *image.Gray) (string, bool) {
	size := t.topLeft.module
	const inward = 1 - 3.0/(slateModules-7)
	pin := alignment(bits, t.topLeft.x+inward*(t.topRight.x+t.bottomLeft.x-2*t.topLeft.x), t.topLeft.y+inward*(t.topRight.y+t.bottomLeft.y-2*t.topLeft.y), size, 4*size)
	for _, pin := range []*detector.AlignmentPattern{pin, nil} {
		seen, ok := t.measure(grey, pin)
		if !ok {
			continue
		}
		for _, spread := range spreads {
			if text, ok := decode(seen.unmixed(spread).parted()); ok {
				return text, true
			}
		}
	}
	return "", false
}

// measure takes the light at the middle of each module.
func (t trio) measure(grey *image.Gray, pin *detector.AlignmentPattern) (out light, ok bool) {
	var points [2 * len(out)]float64
	for i := range out {
		points[2*i], points[2*i+1] = float64(i%slateModules)+0.5, float64(i/slateModules)+0.5
	}
	detector.Detector_createTransform(t.topLeft.pattern(), t.topRight.pattern(), t.bottomLeft.pattern(), pin, slateModules).TransformPoints(points[:])
	for i := range out {
		x, y := points[2*i], points[2*i+1]
		if !(x >= 1 && y >= 1 && x < float64(grey.Rect.Dx()-2) && y < float64(grey.Rect.Dy()-2)) {
			return out, false
		}
		out[i] = between(grey, x-0.5, y-0.5)
	}
	return out, true
}

// between is the light at a place that is not the middle of a pixel.
func between(grey *image.Gray, x, y float64) float64 {
	at := int(y)*grey.Stride + int(x)
	fx, fy := x-float64(int(x)), y-float64(int(y))
	p := grey.Pix[at : at+grey.Stride+2]
	top := float64(p[0])*(1-fx) + float64(p[1])*fx
	low := float64(p[grey.Stride])*(1-fx) + float64(p[grey.Stride+1])*fx
	return top*(1-fy) + low*fy
}

// unmixed undoes a mixing step by step (van Cittert 1931).
func (l *light) unmixed(spread float64) *light {
	out := *l
	for range rounds {
		mixed := out.mixed(spread)
		for i := range out {
			out[i] += l[i] - mixed[i]
		}
	}
	return &out
}

// mixed is what a lens makes of it. Around a code is its white margin.
func (l *light) mixed(spread float64) *light {
	white := 0.0
	for _, v := range l {
		white = max(white, v)
	}
	at := func(x, y int) float64 {
		if x < 0 || y < 0 || x >= slateModules || y >= slateModules {
			return white
		}
		return l[y*slateModules+x]
	}
	out := &light{}
	for y := range slateModules {
		for x := range slateModules {
			sides := at(x-1, y) + at(x+1, y) + at(x, y-1) + at(x, y+1)
			edges := at(x-1, y-1) + at(x+1, y-1) + at(x-1, y+1) + at(x+1, y+1)
			out[y*slateModules+x] = (at(x, y) + spread*sides + spread*spread*edges) / (1 + 4*spread + 4*spread*spread)
		}
	}
	return out
}

// parted is black below the middle of the levels.
func (l *light) parted() *gozxing.BitMatrix {
	sum := 0.0
	for _, v := range l {
		sum += v
	}
	middle := sum / float64(len(l))
	bits, err := gozxing.NewSquareBitMatrix(slateModules)
	if err != nil {
		return nil
	}
	for i, v := range l {
		if v < middle {
			bits.Set(i%slateModules, i/slateModules)
		}
	}
	return bits
}
