package xmp

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
)

// What can be wrong with a media file that metadata is to be put into.
var (
	// ErrSidecarOnly means the format takes no metadata from us: films of
	// cameras (MXF, MTS, AVI, R3D, BRAW), raws, and what is not known. A sidecar does.
	ErrSidecarOnly = errors.New("this format takes metadata in a sidecar only")
	// ErrDamaged means the file is cut short or its structure broken. It is not written to.
	ErrDamaged = errors.New("the media file is damaged")
	// ErrNotInPlace means the format's metadata stands in the middle of the file,
	// so that a new copy has to be written; see Retag.
	ErrNotInPlace = errors.New("metadata of this format cannot be changed in place")
)

var be = binary.BigEndian

// maxRead is how much of a file is read for its structure.
const maxRead = 256 << 20

// source is a file being read. It counts what is read, so that a file that
// points to itself ends.
type source struct {
	ctx  context.Context
	r    io.ReaderAt
	size int64
	left int64
}

func newSource(ctx context.Context, r io.ReaderAt, size int64) *source {
	return &source{ctx, r, size, maxRead}
}

// at reads n bytes. ErrDamaged when they are not there.
func (s *source) at(off, n int64) ([]byte, error) {
	if off < 0 || n < 0 || off > s.size || n > s.size-off {
		return nil, ErrDamaged
	}
	if s.left -= n + 64; s.left < 0 {
		return nil, ErrTooLarge
	}
	if err := s.ctx.Err(); err != nil {
		return nil, err
	}
	b := make([]byte, n)
	got, err := s.r.ReadAt(b, off)
	if int64(got) == n {
		return b, nil
	}
	if err == nil || isEOF(err) {
		return nil, ErrDamaged
	}
	return nil, diskError(err)
}

// upTo reads at most n bytes, fewer at the end of the file.
func (s *source) upTo(off, n int64) ([]byte, error) {
	if off > s.size {
		return nil, ErrDamaged
	}
	return s.at(off, min(n, s.size-off))
}
