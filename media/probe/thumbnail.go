package probe

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/tiff"
	"golang.org/x/image/webp"

	"onset/media"
)

// ErrNoThumbnail means no small picture can be made of the file here: it is a
// film, it is too large, or its pictures are in a codec this package does not
// decode.
var ErrNoThumbnail = errors.New("no thumbnail can be made of this file")

const (
	maxPixels = 120_000_000
	maxSide   = 1<<16 - 1
	// maxSpread bounds the pixels for each byte of a file. A picture of one
	// colour reaches some thousand; a small file that claims more is a trap.
	maxSpread = 8 << 10
	quality   = 82
)

// Thumbnail returns a small JPEG without any metadata, turned upright, whose
// longer edge is at most maxEdge pixels. It takes a picture the camera stored
// in the file if that is large enough, else it decodes the file. Errors are
// those of Read, and ErrNoThumbnail.
func Thumbnail(ctx context.Context, r io.ReaderAt, size int64, maxEdge int) ([]byte, error) {
	b, err := thumbnail(ctx, r, size, max(maxEdge, 1))
	if err != nil {
		return nil, fmt.Errorf("thumbnail: %w", err)
	}
	return b, nil
}

func thumbnail(ctx context.Context, r io.ReaderAt, size int64, maxEdge int) ([]byte, error) {
	facts, err := read(ctx, r, size)
	if err != nil && !errors.Is(err, ErrDamaged) {
		return nil, err
	}
	v := newSource(ctx, r, size).view()
	stored, ok := choose(embedded(facts.Format, v), maxEdge)
	if ok && max(stored.w, stored.h) >= maxEdge/2 {
		if b, err := stored.render(facts, maxEdge); err == nil {
			return b, nil
		}
	}
	if whole, err := open(v, facts.Format); err == nil {
		if b, err := whole.render(facts, maxEdge); err == nil {
			return b, nil
		}
	}
	if ok {
		if b, err := stored.render(facts, maxEdge); err == nil {
			return b, nil
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return nil, ErrNoThumbnail
}

// picture is an encoded picture whose header was read and found sound.
type picture struct {
	v      view
	format string
	w, h   int
	part   bool // stored beside the picture proper
}

// codec decodes one format.
type codec struct {
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

func codecOf(format string) (codec, bool) {
	switch format {
	case "JPEG":
		return codec{jpeg.DecodeConfig, jpeg.Decode}, true
	case "PNG":
		return codec{png.DecodeConfig, png.Decode}, true
	case "TIFF":
		return codec{tiff.DecodeConfig, tiff.Decode}, true
	case "WebP":
		return codec{webp.DecodeConfig, webp.Decode}, true
	}
	return codec{}, false
}

// open reads the header of a picture and holds it to the limits.
func open(v view, format string) (p picture, err error) {
	defer rescue(&err)
	codec, ok := codecOf(format)
	if !ok {
		return picture{}, ErrNoThumbnail
	}
	cfg, err := codec.config(v.reader())
	if err != nil {
		return picture{}, err
	}
	w, h := int64(cfg.Width), int64(cfg.Height)
	if w < 1 || h < 1 || w > maxSide || h > maxSide || w*h > maxPixels/weight(cfg) || w*h > v.size*maxSpread {
		return picture{}, ErrNoThumbnail
	}
	if format == "JPEG" && !frugal(v, w*h) {
		return picture{}, ErrNoThumbnail
	}
	return picture{v: v, format: format, w: cfg.Width, h: cfg.Height}, nil
}

// render decodes, crops, scales, turns and encodes.
func (p picture) render(facts media.Facts, maxEdge int) (out []byte, err error) {
	defer rescue(&err)
	codec, _ := codecOf(p.format)
	img, err := codec.decode(p.v.reader())
	if err != nil {
		return nil, err
	}
	area := img.Bounds()
	if p.part {
		area = withoutBars(area, facts.Width, facts.Height)
	}
	small := turn(shrink(img, area, maxEdge), upright(facts))
	var b bytes.Buffer
	err = jpeg.Encode(&b, small, &jpeg.Options{Quality: quality})
	return b.Bytes(), err
}

// rescue turns a panic of a decoder into an error.
func rescue(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("%w: %v", ErrDamaged, r)
	}
}

// reader reads the view for a decoder, outside the budget for facts.
func (v view) reader() *io.SectionReader {
	return io.NewSectionReader(stoppable{v.src.ctx, v.src.r}, v.base, v.size)
}

// stoppable ends the reading when the context does.
type stoppable struct {
	ctx context.Context
	r   io.ReaderAt
}

func (s stoppable) ReadAt(p []byte, off int64) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.r.ReadAt(p, off)
}
