package slate

import (
	"image"

	"github.com/makiuchi-d/gozxing"
)

// cell is the edge of the squares whose mean light is taken, in pixels.
const cell = 8

// local is black where a picture is darker than its surroundings of window
// pixels across. It copes with shadows and with light that falls off.
func local(img *image.Gray, window int) *gozxing.BitMatrix {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	cw, ch := (w+cell-1)/cell, (h+cell-1)/cell
	sums := cellSums(img, cw, ch)
	reach := max(window/(2*cell), 1)
	return black(img, func(cy int, limits []uint8) {
		y0, y1 := max(cy-reach, 0), min(cy+reach+1, ch)
		for cx := range limits {
			x0, x1 := max(cx-reach, 0), min(cx+reach+1, cw)
			area := min(x1*cell, w) - x0*cell
			area *= min(y1*cell, h) - y0*cell
			sum := sums[y1*(cw+1)+x1] - sums[y0*(cw+1)+x1] - sums[y1*(cw+1)+x0] + sums[y0*(cw+1)+x0]
			limits[cx] = uint8(sum * 15 / (16 * area))
		}
	})
}

// cellSums adds up the light left of and above each cell's corner.
func cellSums(img *image.Gray, cw, ch int) []int {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	sums := make([]int, (cw+1)*(ch+1))
	for y := range h {
		line := img.Pix[y*img.Stride : y*img.Stride+w]
		row := sums[(y/cell+1)*(cw+1)+1:]
		for cx := range cw {
			sum := 0
			for _, p := range line[cx*cell : min(cx*cell+cell, w)] {
				sum += int(p)
			}
			row[cx] += sum
		}
	}
	for cy := 1; cy <= ch; cy++ {
		sum := 0
		for cx := 1; cx <= cw; cx++ {
			sum += sums[cy*(cw+1)+cx]
			sums[cy*(cw+1)+cx] = sum + sums[(cy-1)*(cw+1)+cx]
		}
	}
	return sums
}

// global is black below the level that parts the picture's light and dark best
// (Otsu 1979).
func global(img *image.Gray) *gozxing.BitMatrix {
	level := otsu(img)
	return black(img, func(_ int, limits []uint8) {
		for i := range limits {
			limits[i] = level
		}
	})
}

func otsu(img *image.Gray) uint8 {
	var counts [256]int
	w, total, all := img.Rect.Dx(), 0, 0
	for y := range img.Rect.Dy() {
		for _, p := range img.Pix[y*img.Stride : y*img.Stride+w] {
			counts[p]++
		}
	}
	for v, n := range counts {
		total += n
		all += v * n
	}
	best, level, below, light := -1.0, 0, 0, 0
	for v, n := range counts {
		below += n
		light += v * n
		if below == 0 || below == total {
			continue
		}
		gap := float64(light)/float64(below) - float64(all-light)/float64(total-below)
		if between := float64(below) * float64(total-below) * gap * gap; between > best {
			best, level = between, v
		}
	}
	return uint8(min(level+1, 255))
}

// black builds the matrix. limits is asked once for each row of cells how dark
// a pixel of each must be.
func black(img *image.Gray, limits func(cy int, limits []uint8)) *gozxing.BitMatrix {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	bits, err := gozxing.NewBitMatrix(w, h)
	if err != nil {
		return nil
	}
	limit := make([]uint8, (w+cell-1)/cell)
	row := gozxing.NewBitArray(w)
	words := row.GetBitArray()
	for y := range h {
		if y%cell == 0 {
			limits(y/cell, limit)
		}
		clear(words)
		line := img.Pix[y*img.Stride : y*img.Stride+w]
		for cx, level := range limit {
			var eight uint32
			for i, p := range line[cx*cell : min(cx*cell+cell, w)] {
				if p < level {
					eight |= 1 << i
				}
			}
			words[cx/4] |= eight << (cx % 4 * cell)
		}
		bits.SetRow(y, row)
	}
	return bits
}

// half is the picture at half its size.
func half(img *image.Gray) *image.Gray {
	w, h := img.Rect.Dx()/2, img.Rect.Dy()/2
	out := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		a, b := img.Pix[2*y*img.Stride:][:2*w], img.Pix[(2*y+1)*img.Stride:][:2*w]
		to := out.Pix[y*out.Stride:][:w]
		for x := range to {
			to[x] = uint8((int(a[2*x]) + int(a[2*x+1]) + int(b[2*x]) + int(b[2*x+1])) / 4)
		}
	}
	return out
}
