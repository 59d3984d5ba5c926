package slate

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"onset/media"
	"onset/media/probe"
)

// Sighting is a code at a moment of a clip.
type Sighting struct {
	Found
	At     time.Duration // from the clip's first picture; 0 in a photo
	Within time.Duration // At may be off by so much
}

// Seen is what a file shows.
type Seen struct {
	Facts     media.Facts
	Pictures  int // that were looked at
	Sightings []Sighting
}

const (
	// lookSpan is the part of a film in which a slate is shown.
	lookSpan = 8 * time.Second
	// lookRate is how many pictures of each second are looked at.
	lookRate = 5
	// lookEdge is the longer edge that films are looked at with.
	lookEdge = 1920
	// lookOn is how long it is looked on after a code was gone.
	lookOn = 2 * time.Second
)

// FindFile looks for slates and receipts in a photo, or in the first seconds of
// a film, where ffmpeg decodes it. Sightings come in the order of time, the same
// code again in every picture that shows it. Errors are those of probe.Read;
// probe.ErrNoFFmpeg and probe.ErrUndecoded, and probe.ErrNoThumbnail for what
// has no picture that can be decoded here. What was seen before an error comes
// with it.
func FindFile(ctx context.Context, path string) (Seen, error) {
	seen, err := findFile(ctx, path)
	if err != nil {
		return seen, fmt.Errorf("look for slates in %s: %w", filepath.Base(path), err)
	}
	return seen, nil
}

func findFile(ctx context.Context, path string) (Seen, error) {
	f, err := os.Open(path)
	if err != nil {
		return Seen{}, err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return Seen{}, err
	}
	facts, err := probe.Read(ctx, f, info.Size(), filepath.Base(path))
	seen := Seen{Facts: facts}
	switch {
	case facts.Kind == media.KindVideo:
		err = seen.film(ctx, path)
		return seen, err
	case facts.Kind == media.KindSound:
		return seen, probe.ErrNoThumbnail
	case facts.Kind != media.KindPhoto:
		return seen, err
	}
	img, err := probe.Grey(ctx, f, info.Size(), maxEdge)
	if err != nil {
		return seen, err
	}
	seen.Pictures = 1
	for _, found := range Find(img) {
		seen.Sightings = append(seen.Sightings, Sighting{Found: found})
	}
	return seen, nil
}

func (s *Seen) film(ctx context.Context, path string) error {
	strip := probe.Strip{Span: lookSpan, PerSecond: lookRate, Edge: lookEdge}
	return probe.Frames(ctx, path, strip, func(f probe.Frame) (bool, error) {
		s.Pictures++
		for _, found := range Find(f.Image) {
			s.Sightings = append(s.Sightings, Sighting{Found: found, At: f.At, Within: f.Within})
		}
		n := len(s.Sightings)
		return n > 0 && f.At-s.Sightings[n-1].At >= lookOn, ctx.Err()
	})
}

// Texts gives what the codes in a photo say, whoever made them: one is not to
// be believed before it was looked at. Errors are those of FindFile.
func Texts(ctx context.Context, path string) ([]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read codes: %w", err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("read codes: %w", err)
	}
	img, err := probe.Grey(ctx, f, info.Size(), maxEdge)
	if err != nil {
		return nil, fmt.Errorf("read codes: %w", err)
	}
	var out []string
	for _, found := range find(img, func(text string) (string, bool) { return text, true }) {
		out = append(out, found.Text)
	}
	return out, nil
}
