package probe

import (
	"image"
	"image/color"
	"math"

	"golang.org/x/image/draw"

	"onset/media"
)

// withoutBars cuts the black bars of a stored picture whose shape differs
// from that of the whole, as 4:3 thumbnails of 3:2 cameras do.
func withoutBars(area image.Rectangle, w, h int) image.Rectangle {
	aw, ah := area.Dx(), area.Dy()
	if w < 1 || h < 1 || (w > h) != (aw > ah) {
		return area
	}
	cw, ch := aw, ah
	if shape := float64(w) / float64(h); float64(aw) > float64(ah)*shape {
		cw = max(int(math.Round(float64(ah)*shape)), 1)
	} else {
		ch = max(int(math.Round(float64(aw)/shape)), 1)
	}
	if small := cw*4 < aw*3 || ch*4 < ah*3; small {
		return area
	}
	at := area.Min.Add(image.Pt((aw-cw)/2, (ah-ch)/2))
	return image.Rectangle{Min: at, Max: at.Add(image.Pt(cw, ch))}
}

// shrink scales the area so that its longer edge is at most edge, on white. A
// coarse pass to four times the size comes first: it keeps memory and time
// small for large pictures, and the fine pass averages what it picked.
func shrink(img image.Image, area image.Rectangle, edge int) *image.RGBA {
	final := fit(area.Size(), edge)
	if coarse := fit(area.Size(), edge*4); coarse.X*2 <= area.Dx() || coarse.Y*2 <= area.Dy() {
		img = scale(draw.ApproxBiLinear, img, area, coarse)
		area = img.Bounds()
	}
	return scale(draw.BiLinear, img, area, final)
}

func scale(s draw.Scaler, img image.Image, area image.Rectangle, to image.Point) *image.RGBA {
	out := image.NewRGBA(image.Rectangle{Max: to})
	draw.Draw(out, out.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	s.Scale(out, out.Bounds(), img, area, draw.Over, nil)
	return out
}

// fit returns the size of an upright copy, never larger than the picture.
func fit(size image.Point, edge int) image.Point {
	long := max(size.X, size.Y)
	if long <= edge {
		return size
	}
	return image.Pt(max(size.X*edge/long, 1), max(size.Y*edge/long, 1))
}

// upright returns the EXIF orientation to undo. In HEIF the container's turn
// holds and EXIF only repeats it.
func upright(f media.Facts) int {
	switch f.Rotation {
	case 90:
		return 6
	case 180:
		return 3
	case 270:
		return 8
	}
	if f.Format == "HEIC" || f.Format == "HEIF" || f.Format == "AVIF" {
		return 1
	}
	return f.Orientation
}

// turn undoes an EXIF orientation: 2 mirrored, 3 upside down, 4 flipped, 5 to
// 8 on the side.
func turn(img *image.RGBA, orientation int) *image.RGBA {
	if orientation < 2 || orientation > 8 {
		return img
	}
	w, h := img.Rect.Dx(), img.Rect.Dy()
	size := image.Pt(w, h)
	if orientation >= 5 {
		size = image.Pt(h, w)
	}
	out := image.NewRGBA(image.Rectangle{Max: size})
	for y := range size.Y {
		for x := range size.X {
			sx, sy := origin(orientation, x, y, w, h)
			out.SetRGBA(x, y, img.RGBAAt(sx, sy))
		}
	}
	return out
}

// origin returns which stored pixel is shown at x, y; the stored picture is w
// by h.
func origin(orientation, x, y, w, h int) (int, int) {
	switch orientation {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return y, h - 1 - x
	case 7:
		return w - 1 - y, h - 1 - x
	default:
		return w - 1 - y, x
	}
}
