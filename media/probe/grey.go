package probe

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"io"
)

// Grey returns a photo in grey, as stored and not turned upright, whose longer
// edge is at most maxEdge pixels. It takes a picture the camera stored beside
// it when that is at least as large, or when nothing else can be decoded.
// Errors are those of Read, and ErrNoThumbnail.
func Grey(ctx context.Context, r io.ReaderAt, size int64, maxEdge int) (*image.Gray, error) {
	facts, err := read(ctx, r, size)
	if err != nil && !errors.Is(err, ErrDamaged) {
		return nil, fmt.Errorf("grey: %w", err)
	}
	v := newSource(ctx, r, size).view()
	var tries []picture
	stored, ok := choose(embedded(facts.Format, v), maxEdge)
	if whole, err := open(v, facts.Format); err == nil {
		tries = append(tries, whole)
	}
	if ok && max(stored.w, stored.h) >= maxEdge {
		tries = append([]picture{stored}, tries...)
	} else if ok {
		tries = append(tries, stored)
	}
	for _, p := range tries {
		if img, err := p.grey(maxEdge); err == nil {
			return img, nil
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return nil, fmt.Errorf("grey: %w", ErrNoThumbnail)
}

// grey decodes and scales. A JPEG has its grey picture in it.
func (p picture) grey(maxEdge int) (out *image.Gray, err error) {
	defer rescue(&err)
	codec, _ := codecOf(p.format)
	img, err := codec.decode(p.v.reader())
	if err != nil {
		return nil, err
	}
	grey, ok := img.(*image.Gray)
	if j, packed := img.(*image.YCbCr); packed {
		grey, ok = &image.Gray{Pix: j.Y, Stride: j.YStride, Rect: j.Rect}, true
	}
	if !ok {
		grey = image.NewGray(img.Bounds())
		draw.Draw(grey, grey.Rect, img, img.Bounds().Min, draw.Src)
	}
	return mean(grey, (max(p.w, p.h)+maxEdge-1)/max(maxEdge, 1)), nil
}

// mean makes one pixel of every n by n, so that nothing is left out and noise
// goes down.
func mean(img *image.Gray, n int) *image.Gray {
	if n <= 1 {
		return img
	}
	out := image.NewGray(image.Rect(0, 0, max(img.Rect.Dx()/n, 1), max(img.Rect.Dy()/n, 1)))
	if img.Rect.Dx() < n || img.Rect.Dy() < n {
		return out
	}
	sums := make([]int, out.Stride)
	for y := range out.Rect.Dy() {
		clear(sums)
		for row := range n {
			line := img.Pix[(y*n+row)*img.Stride:]
			for x := range sums {
				for _, p := range line[x*n : x*n+n] {
					sums[x] += int(p)
				}
			}
		}
		for x, sum := range sums {
			out.Pix[y*out.Stride+x] = uint8(sum / (n * n))
		}
	}
	return out
}
