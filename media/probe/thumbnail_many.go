package probe

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"slices"

	"golang.org/x/image/draw"
)

// Thumbnails are small JPEGs of one picture without any metadata, turned
// upright, one for each longest edge in pixels. The picture is decoded once. One
// that needs neither to be made smaller nor turned is only encoded anew. Errors
// are those of Thumbnail.
func Thumbnails(ctx context.Context, r io.ReaderAt, size int64, edges ...int) ([][]byte, error) {
	out, err := thumbnails(ctx, r, size, edges)
	if err == nil {
		return out, nil
	}
	out = out[:0]
	for _, edge := range edges {
		b, err := Thumbnail(ctx, r, size, edge) // there may be a picture inside that can be had
		if err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	return out, nil
}

func thumbnails(ctx context.Context, r io.ReaderAt, size int64, edges []int) (out [][]byte, err error) {
	defer rescue(&err)
	facts, err := read(ctx, r, size)
	if err != nil && !errors.Is(err, ErrDamaged) {
		return nil, err
	}
	p, err := open(newSource(ctx, r, size).view(), facts.Format)
	if err != nil {
		return nil, err
	}
	codec, _ := codecOf(p.format)
	img, err := codec.decode(p.v.reader())
	if err != nil {
		return nil, fmt.Errorf("thumbnails: %w", err)
	}
	for _, edge := range edges {
		var b bytes.Buffer
		if err := jpeg.Encode(&b, sized(img, upright(facts), max(edge, 1)), &jpeg.Options{Quality: quality}); err != nil {
			return nil, err
		}
		out = append(out, slices.Clip(b.Bytes()))
	}
	return out, nil
}

// sized is the picture upright and within the edge.
func sized(img image.Image, orientation, edge int) image.Image {
	if _, plain := img.(*image.YCbCr); plain && orientation < 2 && fit(img.Bounds().Size(), edge) == img.Bounds().Size() {
		return img
	}
	area := img.Bounds()
	if coarse := fit(area.Size(), edge*2); coarse.X*2 <= area.Dx() || coarse.Y*2 <= area.Dy() {
		img = scale(draw.ApproxBiLinear, img, area, coarse)
	}
	return turn(shrink(img, img.Bounds(), edge), orientation)
}
