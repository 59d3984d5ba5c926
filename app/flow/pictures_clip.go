package flow

import (
	"bytes"
	"context"
	"errors"

	"onset/consent"
	"onset/media"
	"onset/media/probe"
)

// thumbEdge is the longer edge of a clip's small picture.
const thumbEdge = 256

// PictureLack says why a clip has no small picture. The words are in assets:
// "picture.lack.<code>".
type PictureLack string

// The reasons for having no picture.
const (
	LackAway     PictureLack = "away"   // the file is not here
	LackNoFFmpeg PictureLack = "ffmpeg" // a film without a picture inside, and no ffmpeg here
	LackNone     PictureLack = "none"   // nothing here can make one of it
	LackSound    PictureLack = "sound"  // there is nothing to see
)

// Thumb is a small JPEG of a clip, nil when none can be made; Picture says why.
func (k *Kit) Thumb(ctx context.Context, id consent.ID) []byte {
	b, _ := k.Picture(ctx, id)
	return b
}

// Picture is a small JPEG of a clip, or why there is none: of a film one that
// ffmpeg decodes, where it is installed, else the one its camera stored inside.
// It is made once. That none can be made is remembered, too, but for what
// installing ffmpeg or bringing the file would change.
func (k *Kit) Picture(ctx context.Context, id consent.ID) ([]byte, PictureLack) {
	name := groupThumb + "/" + id.String()
	b := k.local(ctx, name)
	switch {
	case isJPEG(b):
		return b, ""
	case b != nil:
		return nil, LackNone
	case k.ClipRow(id).Kind == media.KindSound:
		return nil, LackSound
	}
	path := k.ClipPath(id)
	if path == "" {
		return nil, LackAway
	}
	b, err := k.poster(ctx, path)
	switch {
	case errors.Is(err, probe.ErrNoFFmpeg):
		return nil, LackNoFFmpeg
	case ctx.Err() != nil:
		return nil, LackNone
	case err != nil && !errors.Is(err, probe.ErrUndecoded) && !errors.Is(err, probe.ErrNoThumbnail):
		return nil, LackNone // it may be read another time
	case err != nil || !isJPEG(b):
		b = []byte(LackNone)
	}
	_ = k.store.PutLocal(ctx, Local{Name: name, Value: b})
	if !isJPEG(b) {
		return nil, LackNone
	}
	return b, ""
}

// poster makes the picture; as many at a time as of people's photos.
func (k *Kit) poster(ctx context.Context, path string) ([]byte, error) {
	select {
	case k.decoding <- struct{}{}:
		defer func() { <-k.decoding }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return probe.Poster(ctx, path, thumbEdge)
}

func isJPEG(b []byte) bool { return bytes.HasPrefix(b, []byte("\xff\xd8")) }

// measure finds how long a film or sound is whose file does not say. Without
// ffmpeg it stays unknown.
func measure(ctx context.Context, path string, facts *media.Facts) {
	if facts.Duration > 0 || facts.Kind != media.KindVideo && facts.Kind != media.KindSound {
		return
	}
	if d, err := probe.Length(ctx, path); err == nil {
		facts.Duration = d
	}
}
