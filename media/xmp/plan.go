package xmp

import (
	"context"
	"errors"
	"io"
	"slices"
)

// piece is a part of a file to be written: bytes, or a range of the source.
type piece struct {
	bytes []byte
	from  int64
	n     int64 // of the range
}

func text(b []byte) piece { return piece{bytes: b} }

func span(from, end int64) piece { return piece{from: from, n: end - from} }

func (p piece) len() int64 {
	if p.bytes != nil {
		return int64(len(p.bytes))
	}
	return p.n
}

func total(ps []piece) int64 {
	var n int64
	for _, p := range ps {
		n += p.len()
	}
	return n
}

// patch is a few bytes to be changed in place. It is one write, and lies in
// one sector of the disk wherever that matters.
type patch struct {
	at    int64
	bytes []byte
}

// graft changes a file in place so that it is whole after every step: what is
// new goes behind the end, then a few bytes make it count, then what it took
// the place of is wiped.
type graft struct {
	close []patch // gives an open last box its size
	tail  []piece // boxes, the first of them in bytes of its own
	grow  []patch // while the tail is still free space
	flips []patch
	wipes []piece // ranges
}

// layout is what was found in a file, and how another packet gets into it.
type layout struct {
	size    int64                                // of the file, without what a writer that was stopped left behind
	packet  []byte                               // nil when it has none
	rewrite func(packet []byte) ([]piece, error) // the whole file anew; or
	graft   func(packet []byte) (graft, error)   // in place
	clean   graft                                // what a writer that was stopped did not come to
}

const chunk = 1 << 20

// pour writes pieces of the source one behind the other. It returns where it ended.
func (s *source) pour(w io.WriterAt, at int64, ps []piece) (int64, error) {
	buffer := make([]byte, 0)
	for _, p := range ps {
		if p.bytes != nil {
			if err := write(w, at, p.bytes); err != nil {
				return at, err
			}
			at += int64(len(p.bytes))
			continue
		}
		for from, left := p.from, p.n; left > 0; {
			if err := s.ctx.Err(); err != nil {
				return at, err
			}
			n := min(left, chunk)
			buffer = slices.Grow(buffer[:0], int(n))[:n]
			if got, err := s.r.ReadAt(buffer, from); int64(got) < n {
				return at, readError(err)
			}
			if err := write(w, at, buffer); err != nil {
				return at, err
			}
			at, from, left = at+n, from+n, left-n
		}
	}
	return at, nil
}

func readError(err error) error {
	if err == nil || isEOF(err) {
		return ErrDamaged
	}
	return diskError(err)
}

func write(w io.WriterAt, at int64, b []byte) error {
	_, err := w.WriteAt(b, at)
	return diskError(err)
}

// File is an open copy whose metadata is changed in place. An *os.File is one.
type File interface {
	io.ReaderAt
	io.WriterAt
	Truncate(size int64) error
	Sync() error
}

// apply carries out a graft. When the new part cannot be written, the file
// gets its old end back.
func (g graft) apply(ctx context.Context, f File, size int64) error {
	s := newSource(ctx, f, size)
	if len(g.tail) == 0 {
		return errors.Join(g.patches(f, g.flips), g.wipe(f))
	}
	if err := g.patches(f, g.close); err != nil {
		return err
	}
	flips, err := g.append(s, f)
	if err == nil {
		err = diskError(f.Sync())
	}
	if err != nil {
		_ = f.Truncate(size)
		return err
	}
	if err := g.patches(f, slices.Concat(g.grow, flips, g.flips)); err != nil {
		return err
	}
	return g.wipe(f)
}

// append writes the tail, and returns the patches that reveal it. Boxes are
// hidden in one of free space, in a file that has its new size already: stopped
// in between, it ends with free space or with zeros, never with half a box.
func (g graft) append(s *source, f File) ([]patch, error) {
	if err := diskError(f.Truncate(s.size)); err != nil {
		return nil, err
	}
	all := total(g.tail)
	first := g.tail[0].bytes
	if err := diskError(f.Truncate(s.size + all)); err != nil {
		return nil, err
	}
	if err := write(f, s.size, boxHeader("free", all)); err != nil {
		return nil, err
	}
	tail := append([]piece{text(first[8:])}, g.tail[1:]...)
	if _, err := s.pour(f, s.size+8, tail); err != nil {
		return nil, err
	}
	flips := []patch{{s.size + 4, first[4:8]}}
	if int64(be.Uint32(first)) != all {
		flips = append([]patch{{s.size, first[:4]}}, flips...)
	}
	return flips, nil
}

// patches makes each change last before the next.
func (g graft) patches(f File, ps []patch) error {
	for _, p := range ps {
		if err := write(f, p.at, p.bytes); err != nil {
			return err
		}
		if err := diskError(f.Sync()); err != nil {
			return err
		}
	}
	return nil
}

// wipe writes zeros over what no longer counts: it may name people.
func (g graft) wipe(f File) error {
	if len(g.wipes) == 0 {
		return nil
	}
	if err := g.zeros(f); err != nil {
		return err
	}
	return diskError(f.Sync())
}

// lastWiped is how much of each range is wiped last: its beginning, by which a
// packet is found again when the wiping was stopped.
const lastWiped = 64

func (g graft) zeros(w io.WriterAt) error {
	zero := make([]byte, 64<<10)
	for _, p := range g.wipes {
		head := min(p.n, lastWiped)
		for left := p.n - head; left > 0; {
			n := min(left, int64(len(zero)))
			left -= n
			if err := write(w, p.from+head+left, zero[:n]); err != nil {
				return err
			}
		}
		if err := write(w, p.from, zero[:head]); err != nil {
			return err
		}
	}
	return nil
}

// copyOf writes the source with the graft in it. Nobody reads the copy yet, so
// the order does not matter.
func (g graft) copyOf(s *source, w io.WriterAt) (int64, error) {
	end, err := s.pour(w, 0, append([]piece{span(0, s.size)}, g.tail...))
	if err != nil {
		return end, err
	}
	for _, p := range slices.Concat(g.close, g.grow, g.flips) {
		if err := write(w, p.at, p.bytes); err != nil {
			return end, err
		}
	}
	return end, g.zeros(w)
}
