package probe

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"strconv"
	"strings"
	"time"

	"onset/media"
)

// Strip says which pictures of a film are wanted.
type Strip struct {
	From, Span time.Duration // from the film's first picture on
	PerSecond  int           // 1 to 60
	Edge       int           // longest edge in pixels, at most 4096
}

// Frame is one picture of a film, grey and as stored, not turned upright. Its
// pixels are overwritten when the call that got it returns.
type Frame struct {
	Image  *image.Gray
	At     time.Duration // from the film's first picture
	Within time.Duration // At may be off by so much
}

// errEnough ends a decoding before its end.
var errEnough = errors.New("no more frames are wanted")

// Frames decodes a part of a film and calls see with one picture after the
// other until it says that it has seen enough. Errors are ErrNoFFmpeg,
// ErrUndecoded, ErrNoThumbnail when the file is no film, those of Read, those
// of see, and the context's.
func Frames(ctx context.Context, path string, want Strip, see func(Frame) (enough bool, err error)) error {
	f, err := openFilm(ctx, path)
	if err == nil && f.facts.Kind != media.KindVideo {
		err = ErrNoThumbnail
	}
	if err != nil {
		return fmt.Errorf("frames: %w", err)
	}
	perSecond, edge := min(max(want.PerSecond, 1), 60), min(max(want.Edge, 16), 4096)
	size, filter := f.scaled(edge)
	every := time.Second / time.Duration(perSecond)
	output := []string{
		"-t", seconds(want.Span), "-map", "0:v:0", "-an", "-sn", "-dn",
		"-vf", fmt.Sprintf("fps=%d,%s", perSecond, filter), "-pix_fmt", "gray", "-f", "rawvideo",
	}
	err = f.ffmpeg(ctx, want.From, output, func(r io.Reader) error {
		at := want.From
		return eachRaw(r, size.X*size.Y, func(pix []byte) error {
			enough, err := see(Frame{
				Image: &image.Gray{Pix: pix, Stride: size.X, Rect: image.Rectangle{Max: size}},
				At:    at, Within: every / 2,
			})
			if at += every; enough && err == nil {
				return errEnough
			}
			return err
		})
	})
	if err == nil || errors.Is(err, errEnough) {
		return nil
	}
	return fmt.Errorf("frames: %w", err)
}

// scaled returns the size of the pictures that ffmpeg is asked for, and how it
// makes them so. Where the file does not say how large they are they stand
// between bars.
func (f film) scaled(edge int) (image.Point, string) {
	w, h := f.facts.Width, f.facts.Height
	if w < 1 || h < 1 || w > maxSide || h > maxSide {
		size := image.Pt(edge, max(edge*9/16, 1))
		return size, fmt.Sprintf("scale=%d:%d:force_original_aspect_ratio=decrease,pad=%d:%d:-1:-1", size.X, size.Y, size.X, size.Y)
	}
	size := fit(image.Pt(w, h), edge)
	return size, fmt.Sprintf("scale=%d:%d:flags=area", size.X, size.Y)
}

// eachRaw cuts a stream into pictures of n bytes. What is left over at the end
// is dropped.
func eachRaw(r io.Reader, n int, fn func([]byte) error) error {
	pix := make([]byte, n)
	for {
		_, err := io.ReadFull(r, pix)
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := fn(pix); err != nil {
			return err
		}
	}
}

// Length measures a film or sound whose file does not say how long it is, to
// a few frames. It reads the whole file and decodes nothing. Errors are those
// of Frames.
func Length(ctx context.Context, path string) (time.Duration, error) {
	f, err := openFilm(ctx, path)
	if err != nil {
		return 0, fmt.Errorf("length: %w", err)
	}
	var length time.Duration
	output := []string{"-nostats", "-progress", "pipe:1", "-map", "0:v:0?", "-map", "0:a:0?", "-c", "copy", "-f", "null"}
	err = f.ffmpeg(ctx, 0, output, func(r io.Reader) error {
		lines := bufio.NewScanner(r)
		for lines.Scan() {
			if s, ok := strings.CutPrefix(lines.Text(), "out_time_us="); ok {
				if n, err := strconv.ParseInt(s, 10, 64); err == nil && n > 0 && n < int64(maxDuration/time.Microsecond) {
					length = time.Duration(n) * time.Microsecond
				}
			}
		}
		return lines.Err()
	})
	if err != nil {
		return 0, fmt.Errorf("length: %w", err)
	}
	if length == 0 {
		return 0, fmt.Errorf("length: %w", ErrUndecoded)
	}
	return length, nil
}
