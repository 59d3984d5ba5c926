package slate

import "image"

// sharp brings out edges that a lens has blurred: what a picture differs from
// its surroundings by is added to it again, so many times.
func sharp(img *image.Gray, reach, times int) *image.Gray {
	soft := softV(softH(softV(softH(img, reach), reach), reach), reach)
	out := image.NewGray(img.Rect)
	w := img.Rect.Dx()
	for y := range img.Rect.Dy() {
		line, mild, to := img.Pix[y*img.Stride:][:w], soft.Pix[y*soft.Stride:][:w], out.Pix[y*out.Stride:][:w]
		for x, p := range line {
			to[x] = uint8(min(max(int(p)+times*(int(p)-int(mild[x])), 0), 255))
		}
	}
	return out
}

// softH is the mean of the pixels up to reach left and right of each.
func softH(img *image.Gray, reach int) *image.Gray {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	out := image.NewGray(img.Rect)
	n := 2*reach + 1
	for y := range h {
		line := img.Pix[y*img.Stride:][:w]
		to := out.Pix[y*out.Stride:][:w]
		sum := int(line[0]) * (reach + 1)
		for x := range reach {
			sum += int(line[min(x, w-1)])
		}
		for x := range w {
			sum += int(line[min(x+reach, w-1)])
			to[x] = uint8(sum / n)
			sum -= int(line[max(x-reach, 0)])
		}
	}
	return out
}

// softV is the mean of the pixels up to reach above and below each.
func softV(img *image.Gray, reach int) *image.Gray {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	out := image.NewGray(img.Rect)
	n := 2*reach + 1
	sums := make([]int, w)
	add := func(y, by int) {
		for x, p := range img.Pix[min(max(y, 0), h-1)*img.Stride:][:w] {
			sums[x] += by * int(p)
		}
	}
	for y := -reach; y < reach; y++ {
		add(y, 1)
	}
	for y := range h {
		add(y+reach, 1)
		for x := range w {
			out.Pix[y*out.Stride+x] = uint8(sums[x] / n)
		}
		add(y-reach, -1)
	}
	return out
}
