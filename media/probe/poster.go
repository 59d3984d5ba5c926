package probe

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"os"
	"time"

	"onset/media"
)

// Poster returns a small JPEG of a photo or film, without metadata, upright,
// its longer edge at most maxEdge pixels. Of a film it takes a picture near the
// beginning when ffmpeg is installed, else the one that the camera stored in
// the file. Errors are those of Read, ErrNoThumbnail, and for a film without a
// stored picture ErrNoFFmpeg or ErrUndecoded.
func Poster(ctx context.Context, path string, maxEdge int) ([]byte, error) {
	f, err := openFilm(ctx, path)
	switch {
	case err == nil && f.facts.Kind != media.KindVideo:
		err = ErrNoThumbnail
	case err == nil:
		var b []byte
		if b, err = f.poster(ctx, max(maxEdge, 1)); err == nil {
			return b, nil
		}
	case !errors.Is(err, ErrNoFFmpeg) && !errors.Is(err, ErrNoThumbnail):
		return nil, fmt.Errorf("poster: %w", err)
	}
	b, stored := posterInside(ctx, path, maxEdge)
	switch {
	case stored == nil:
		return b, nil
	case errors.Is(stored, ErrNoThumbnail) && ctx.Err() == nil:
		return nil, fmt.Errorf("poster: %w", err)
	}
	return nil, fmt.Errorf("poster: %w", stored)
}

func posterInside(ctx context.Context, path string, maxEdge int) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	return Thumbnail(ctx, f, info.Size(), maxEdge)
}

// maxPosterEdge bounds what a picture of a film is decoded to.
const maxPosterEdge = 4096

// poster takes one picture: a second in, past what fades in, and sooner in a
// short film. Not every format can be entered there.
func (f film) poster(ctx context.Context, maxEdge int) ([]byte, error) {
	size, filter := f.scaled(min(maxEdge, maxPosterEdge))
	output := []string{"-map", "0:v:0", "-an", "-sn", "-dn", "-frames:v", "1", "-vf", filter, "-pix_fmt", "rgba", "-f", "rawvideo"}
	img := image.NewRGBA(image.Rectangle{Max: size})
	take := func(r io.Reader) error {
		if _, err := io.ReadFull(r, img.Pix); err != nil {
			return fmt.Errorf("%w: it has no picture", ErrUndecoded)
		}
		return nil
	}
	err := f.ffmpeg(ctx, min(time.Second, f.facts.Duration/4), output, take)
	if errors.Is(err, ErrUndecoded) {
		err = f.ffmpeg(ctx, 0, output, take)
	}
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = jpeg.Encode(&b, turn(img, upright(f.facts)), &jpeg.Options{Quality: quality})
	return b.Bytes(), err
}
