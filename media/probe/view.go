package probe

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

const (
	pageSize = 2 << 10
	// readBudget bounds what one Read fetches from a file, whatever its
	// structure claims. The largest honest case is a long fragmented film.
	readBudget = 64 << 20
	// maxChunk bounds a single allocation.
	maxChunk = 1 << 20
)

var (
	errBounds = fmt.Errorf("%w: it is cut short or points outside itself", ErrDamaged)
	errGreedy = fmt.Errorf("%w: it asks for too much reading", ErrDamaged)
)

// source reads a file in pages and counts what was spent. A page is never
// written again once filled, so slices of it stay valid.
type source struct {
	ctx  context.Context
	r    io.ReaderAt
	size int64
	left int64
	page []byte
	from int64
}

func newSource(ctx context.Context, r io.ReaderAt, size int64) *source {
	return &source{ctx: ctx, r: r, size: size, left: readBudget}
}

func (s *source) at(off, n int64) ([]byte, error) {
	switch {
	case off < 0 || n < 0 || off > s.size || n > s.size-off:
		return nil, errBounds
	case n > maxChunk:
		return nil, errGreedy
	case off >= s.from && off+n <= s.from+int64(len(s.page)):
		return s.page[off-s.from:][:n:n], nil
	}
	if err := s.fill(off, max(n, min(pageSize, s.size-off))); err != nil {
		return nil, err
	}
	return s.page[:n:n], nil
}

func (s *source) fill(off, n int64) error {
	if err := s.ctx.Err(); err != nil {
		return err
	}
	if s.left -= n; s.left < 0 {
		return errGreedy
	}
	page := make([]byte, n)
	got, err := s.r.ReadAt(page, off)
	if int64(got) < n {
		if err == nil || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return fmt.Errorf("%w: it ends early", ErrDamaged)
		}
		return err
	}
	s.page, s.from = page, off
	return nil
}

// view is a range of a source with offsets of its own, such as the TIFF block
// inside a JPEG. Reading past its end is errBounds.
type view struct {
	src  *source
	base int64
	size int64
}

func (s *source) view() view { return view{src: s, size: s.size} }

func (v view) at(off, n int64) ([]byte, error) {
	if off < 0 || n < 0 || off > v.size || n > v.size-off {
		return nil, errBounds
	}
	return v.src.at(v.base+off, n)
}

// sub returns the n bytes at off, cut to what is there.
func (v view) sub(off, n int64) view {
	off = min(max(off, 0), v.size)
	return view{src: v.src, base: v.base + off, size: min(max(n, 0), v.size-off)}
}

func (v view) from(off int64) view { return v.sub(off, v.size) }

func (v view) holds(off, n int64) bool {
	return off >= 0 && n >= 0 && off <= v.size && n <= v.size-off
}

func (v view) u16(off int64, o binary.ByteOrder) (uint16, error) {
	b, err := v.at(off, 2)
	if err != nil {
		return 0, err
	}
	return o.Uint16(b), nil
}

func (v view) u32(off int64, o binary.ByteOrder) (uint32, error) {
	b, err := v.at(off, 4)
	if err != nil {
		return 0, err
	}
	return o.Uint32(b), nil
}
