package slate

import (
	"image"
	"image/draw"
	"strings"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode/decoder"
	"github.com/makiuchi-d/gozxing/qrcode/detector"

	"onset/consent"
)

// Found is a code of ours in a picture.
type Found struct {
	Text  string         // of a slate, or "urn:uuid:…" of a receipt, and no more of it
	Marks [3]image.Point // middles of the marks: top left, top right, bottom left
}

// Slate reads the code as a slate, see Parse.
func (f Found) Slate(key []byte) (Slate, error) { return Parse(f.Text, key) }

// Consent returns the consent that a receipt is of, false for a slate.
func (f Found) Consent() (consent.ID, bool) {
	if !strings.HasPrefix(f.Text, urn) {
		return consent.ID{}, false
	}
	id, err := consent.ParseID(f.Text)
	return id, err == nil && !id.IsZero()
}

const (
	urn     = "urn:uuid:"
	urnSize = len(urn) + 36
)

// ours keeps of a code's text what the kit put there to be found. The rest of
// a receipt is for its reader, and other people's codes are theirs.
func ours(text string) (string, bool) {
	if strings.HasPrefix(text, prefix) && len(text) <= maxSize {
		return text, true
	}
	at := strings.Index(text, urn)
	if at < 0 || len(text) < at+urnSize {
		return "", false
	}
	id, err := consent.ParseID(text[at : at+urnSize])
	return id.URN(), err == nil && !id.IsZero()
}

const (
	// maxEdge is what a picture's longer edge is brought down to.
	maxEdge = 2560
	// minEdge is the shorter edge of the smallest picture that is looked at.
	minEdge = 64
)

// Find looks for slates and receipts in a picture of any size. A code that is a
// quarter of the picture high is found through blur, noise, shadow and tilt; one
// out of focus by half a module or more may not be. It keeps to bounded time
// and memory whatever is in the picture.
func Find(img image.Image) []Found { return find(img, ours) }

// find is Find for the codes that keep lets through, as it gives them back.
func find(img image.Image, keep keeper) []Found {
	grey, scale := prepare(img)
	if grey == nil {
		return nil
	}
	for _, l := range ladder(grey) {
		if found := collect(l.part(), l.grey, l.by*scale, img.Bounds().Min, keep); len(found) > 0 {
			return found
		}
	}
	return nil
}

// keeper says what of a code's text is kept, and whether anything is.
type keeper func(text string) (string, bool)

// prepare returns the picture in grey, and how many of its pixels are one.
func prepare(img image.Image) (grey *image.Gray, scale int) {
	size := img.Bounds().Size()
	if min(size.X, size.Y) < minEdge || max(size.X, size.Y) > 1<<16 {
		return nil, 0
	}
	switch from := img.(type) {
	case *image.Gray:
		grey = &image.Gray{Pix: from.Pix[from.PixOffset(from.Rect.Min.X, from.Rect.Min.Y):], Stride: from.Stride, Rect: image.Rectangle{Max: size}}
	case *image.YCbCr:
		grey = &image.Gray{Pix: from.Y[from.YOffset(from.Rect.Min.X, from.Rect.Min.Y):], Stride: from.YStride, Rect: image.Rectangle{Max: size}}
	default:
		grey = image.NewGray(image.Rectangle{Max: size})
		draw.Draw(grey, grey.Rect, img, img.Bounds().Min, draw.Src)
	}
	for scale = 1; max(grey.Rect.Dx(), grey.Rect.Dy()) > maxEdge; scale *= 2 {
		grey = half(grey)
	}
	if min(grey.Rect.Dx(), grey.Rect.Dy()) < minEdge {
		return nil, 0
	}
	return grey, scale
}

// look is a way to look at a picture.
type look struct {
	grey *image.Gray
	by   int // pixels of the picture that are one of grey
	part func() *gozxing.BitMatrix
}

// ladder are the ways to look at a picture, the quickest first. Measured on
// frames of 1080 lines: at half the size noise is gone and most codes are found;
// one level for the whole frame stands motion better; sharpening shows the marks
// of what is out of focus; the full size shows small modules.
func ladder(grey *image.Gray) []look {
	full := look{grey, 1, func() *gozxing.BitMatrix { return local(grey, lines(grey)/13) }}
	if lines(grey) < 4*minEdge {
		return []look{full, {grey, 1, func() *gozxing.BitMatrix { return global(grey) }}}
	}
	small := half(grey)
	return []look{
		{small, 2, func() *gozxing.BitMatrix { return local(small, lines(small)/6) }},
		{small, 2, func() *gozxing.BitMatrix { return global(small) }},
		{small, 2, func() *gozxing.BitMatrix { return global(sharp(small, max(lines(small)/108, 1), 2)) }},
		full,
	}
}

func lines(img *image.Gray) int { return min(img.Rect.Dx(), img.Rect.Dy()) }

// collect reads the codes and keeps some, in the pixels of the picture. What a
// picture can make the library do must not end the program.
func collect(bits *gozxing.BitMatrix, grey *image.Gray, by int, origin image.Point, keep keeper) (out []Found) {
	defer func() {
		if recover() != nil {
			out = nil
		}
	}()
	for _, c := range codes(bits, grey) {
		if text, ok := keep(c.text); ok {
			at := func(m mark) image.Point { return image.Pt(int(m.x*float64(by)), int(m.y*float64(by))).Add(origin) }
			out = append(out, Found{Text: text, Marks: [3]image.Point{at(c.at.topLeft), at(c.at.topRight), at(c.at.bottomLeft)}})
		}
	}
	return out
}

// slateModules is the edge of every slate's code: version 2 of ISO 18004.
const slateModules = 25

// code is a code that was read, and the middles of its marks.
type code struct {
	text string
	at   trio
}

// codes reads every code among black and white; grey is what that was made of.
func codes(bits *gozxing.BitMatrix, grey *image.Gray) (out []code) {
	used := map[mark]bool{}
	for _, t := range trios(marks(bits)) {
		if used[t.topLeft] || used[t.topRight] || used[t.bottomLeft] {
			continue
		}
		if text, ok := t.read(bits, grey); ok {
			used[t.topLeft], used[t.topRight], used[t.bottomLeft] = true, true, true
			out = append(out, code{text, t})
		}
	}
	return out
}

// read decodes the code of three marks.
func (t trio) read(bits *gozxing.BitMatrix, grey *image.Gray) (string, bool) {
	info := detector.NewFinderPatternInfo(t.bottomLeft.pattern(), t.topLeft.pattern(), t.topRight.pattern())
	if grid, err := detector.NewDetector(bits).ProcessFinderPatternInfo(info); err == nil {
		if text, ok := decode(grid.GetBits()); ok {
			return text, true
		}
	}
	if !t.mayBeSlate() {
		return "", false
	}
	if text, ok := t.readTilted(bits); ok {
		return text, true
	}
	return t.readBlurred(bits, grey)
}

// mayBeSlate tells by the distance of the marks, in modules.
func (t trio) mayBeSlate() bool {
	apart := (distance(t.topLeft, t.topRight) + distance(t.topLeft, t.bottomLeft)) / 2
	modules := apart / ((t.topLeft.module + t.topRight.module + t.bottomLeft.module) / 3)
	const want = slateModules - 7
	return modules > want*0.7 && modules < want*1.4
}

func decode(grid *gozxing.BitMatrix) (string, bool) {
	result, err := decoder.NewDecoder().Decode(grid, nil)
	if err != nil {
		return "", false
	}
	return result.GetText(), true
}

// readTilted reads a slate that is seen from the side. The library takes a code
// for a parallelogram and then counts its modules wrong; those of a slate are
// known, and the marks say by their size which side is farther away.
func (t trio) readTilted(bits *gozxing.BitMatrix) (string, bool) {
	across, down := t.topRight.module/t.topLeft.module, t.bottomLeft.module/t.topLeft.module
	for _, far := range [][2]float64{{1, 1}, {across, down}} {
		const inward = 1 - 3.0/(slateModules-7)
		x := t.topLeft.x + inward*((t.topRight.x-t.topLeft.x)*far[1]+(t.bottomLeft.x-t.topLeft.x)*far[0])
		y := t.topLeft.y + inward*((t.topRight.y-t.topLeft.y)*far[1]+(t.bottomLeft.y-t.topLeft.y)*far[0])
		size := t.topLeft.module * far[0] * far[1]
		for _, reach := range []float64{4, 8} {
			pin := alignment(bits, x, y, size, reach*size)
			if pin == nil {
				continue
			}
			transform := detector.Detector_createTransform(t.topLeft.pattern(), t.topRight.pattern(), t.bottomLeft.pattern(), pin, slateModules)
			grid, err := detector.Detector_sampleGrid(bits, transform, slateModules)
			if err != nil {
				continue
			}
			if text, ok := decode(grid); ok {
				return text, true
			}
		}
	}
	return "", false
}

// alignment looks for the small mark near the fourth corner.
func alignment(bits *gozxing.BitMatrix, x, y, module, reach float64) *detector.AlignmentPattern {
	n := int(reach)
	area := image.Rect(int(x)-n, int(y)-n, int(x)+n, int(y)+n).Intersect(image.Rect(0, 0, bits.GetWidth()-1, bits.GetHeight()-1))
	if float64(min(area.Dx(), area.Dy())) < 3*module {
		return nil
	}
	found, err := detector.NewAlignmentPatternFinder(bits, area.Min.X, area.Min.Y, area.Dx(), area.Dy(), module, nil).Find()
	if err != nil {
		return nil
	}
	return found
}
