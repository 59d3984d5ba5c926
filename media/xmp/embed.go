package xmp

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// sniffers are the formats that take metadata, each told by its first bytes.
var sniffers = []struct {
	is   func(head []byte) bool
	open func(*source) (layout, error)
}{
	{isJPEG, openJPEG},
	{isPNG, openPNG},
	{isWebP, openWebP},
	{isTIFF, openTIFF},
	{isHEIF, openHEIF},
	{isMovie, openMovie},
}

// headSize is enough of a file to tell its format.
const headSize = 64

func open(s *source) (layout, error) {
	head, err := s.upTo(0, headSize)
	if err != nil {
		return layout{}, err
	}
	for _, f := range sniffers {
		if f.is(head) {
			l, err := f.open(s)
			l.size = s.size
			return l, err
		}
	}
	return layout{}, ErrSidecarOnly
}

// Packet returns the XMP packet in a file of size bytes, nil when there is
// none. It reads the structure only, never pictures or sound. Errors are
// ErrSidecarOnly, ErrDamaged, ErrTooLarge, the context's, and those of r.
func Packet(ctx context.Context, r io.ReaderAt, size int64) ([]byte, error) {
	l, err := open(newSource(ctx, r, size))
	return l.packet, err
}

// merge gives the packet to be embedded, nil when nothing changes.
func (l layout) merge(f Facts) ([]byte, error) {
	b, changed, err := Merge(l.packet, f)
	if err != nil || !changed {
		return nil, err
	}
	return wrapped(b, padding), nil
}

// Embed puts the facts into an open copy of size bytes, in place, and reports
// whether there was anything to change. It works for MP4 and MOV, and writes a
// few kilobytes whatever the size of the copy; ErrNotInPlace for stills. Pictures and sound never move, and a file that is left alone between
// any two writes says what it said before, or what it should say now.
//
// It must not be called on an original. Errors are ErrNotInPlace,
// ErrSidecarOnly, ErrDamaged, ErrFull, ErrReadOnly, and those of Merge; the
// copy is then as it was.
func Embed(ctx context.Context, c File, size int64, f Facts) (changed bool, err error) {
	l, err := open(newSource(ctx, c, size))
	if err != nil {
		return false, err
	}
	b, err := l.merge(f)
	if err != nil {
		return false, err
	}
	if b == nil {
		return false, l.clean.apply(ctx, c, l.size)
	}
	if l.graft == nil {
		return false, ErrNotInPlace
	}
	g, err := l.graft(b)
	if err != nil {
		return false, err
	}
	return true, g.apply(ctx, c, l.size)
}

// Copy writes a copy of r, of size bytes, with the facts in it to w, which is
// empty, and returns the copy's size. Errors are those of Embed but
// ErrNotInPlace; w then holds a part, to be thrown away.
func Copy(ctx context.Context, w io.WriterAt, r io.ReaderAt, size int64, f Facts) (int64, error) {
	s := newSource(ctx, r, size)
	l, err := open(s)
	if err != nil {
		return 0, err
	}
	b, err := l.merge(f)
	if err != nil {
		return 0, err
	}
	if b == nil {
		return s.pour(w, 0, []piece{span(0, l.size)})
	}
	if l.graft != nil {
		g, err := l.graft(b)
		if err != nil {
			return 0, err
		}
		return g.copyOf(s, w)
	}
	ps, err := l.rewrite(b)
	if err != nil {
		return 0, err
	}
	return s.pour(w, 0, ps)
}

// Deliver writes a copy of the original r with the facts in it under a name
// that is free. The name exists only when the copy is complete and safe on the
// disk. Errors are those of Copy, and fs.ErrExist when the name is taken.
func Deliver(ctx context.Context, r io.ReaderAt, size int64, path string, f Facts) error {
	err := deliver(ctx, r, size, path, f)
	if err != nil {
		return fmt.Errorf("deliver %s: %w", filepath.Base(path), err)
	}
	return nil
}

func deliver(ctx context.Context, r io.ReaderAt, size int64, path string, f Facts) error {
	if isCameraRaw(path) {
		return ErrSidecarOnly
	}
	if _, err := os.Lstat(path); err == nil {
		return fs.ErrExist
	}
	temp, err := copyToTemp(ctx, r, size, path, f)
	if err != nil {
		return err
	}
	if err := name(temp, path); err != nil {
		_ = os.Remove(temp)
		return diskError(err)
	}
	return syncFolder(filepath.Dir(path))
}

// name gives a complete file its name, which nothing else may have.
func name(temp, path string) error {
	err := os.Link(temp, path)
	if err == nil {
		_ = os.Remove(temp)
		return nil
	}
	if errors.Is(err, fs.ErrExist) {
		return fs.ErrExist
	}
	if _, taken := os.Lstat(path); taken == nil {
		return fs.ErrExist
	}
	return os.Rename(temp, path) // disks of cameras know no links
}

func copyToTemp(ctx context.Context, r io.ReaderAt, size int64, path string, f Facts) (string, error) {
	t, err := os.CreateTemp(filepath.Dir(path), "."+tempStem(filepath.Base(path))+tempMark+"*"+tempEnd)
	if err != nil {
		return "", diskError(err)
	}
	_, err = Copy(ctx, t, r, size, f)
	_ = t.Chmod(0o644)
	if err = errors.Join(err, diskError(t.Sync()), diskError(t.Close())); err != nil {
		_ = os.Remove(t.Name())
		return "", err
	}
	return t.Name(), nil
}

// Retag changes the facts in a copy that was delivered earlier and can still
// be reached, in place where the format lets it, else by a new copy that takes
// its name. It reports whether there was anything to change. Stopped at any
// moment, the copy says what it said, or what it should say now. Errors are
// those of Copy, and ErrBusy when the copy changed meanwhile.
func Retag(ctx context.Context, path string, f Facts) (changed bool, err error) {
	changed, err = retag(ctx, path, f)
	if err != nil {
		return false, fmt.Errorf("change metadata of %s: %w", filepath.Base(path), err)
	}
	return changed, nil
}

func retag(ctx context.Context, path string, f Facts) (bool, error) {
	if isCameraRaw(path) {
		return false, ErrSidecarOnly
	}
	info, err := os.Lstat(path)
	if err != nil {
		return false, diskError(err)
	}
	if !info.Mode().IsRegular() {
		return false, ErrNotFile
	}
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return false, diskError(err)
	}
	defer func() { _ = file.Close() }()
	changed, err := Embed(ctx, file, info.Size(), f)
	if !errors.Is(err, ErrNotInPlace) {
		return changed, err
	}
	temp, err := copyToTemp(ctx, file, info.Size(), path, f)
	if err != nil {
		return false, err
	}
	if now, err := os.Lstat(path); err != nil || now.Size() != info.Size() || !now.ModTime().Equal(info.ModTime()) {
		_ = os.Remove(temp)
		return false, ErrBusy
	}
	_ = file.Close() // Windows renames over no open file
	if err := os.Rename(temp, path); err != nil {
		_ = os.Remove(temp)
		return false, diskError(err)
	}
	return true, syncFolder(filepath.Dir(path))
}

// looksLikePacket reports whether bytes that are to be wiped are a packet, and
// not something that a broken file calls one.
func looksLikePacket(b []byte) bool {
	b = bytes.TrimLeft(b, " \t\r\n\x00\ufeff")
	return bytes.HasPrefix(b, []byte("<?xpacket")) || bytes.HasPrefix(b, []byte("<x:x")) || bytes.HasPrefix(b, []byte("<rdf:RDF"))
}

// padding is the room behind a packet, for programs that change it in place.
const padding = 2048

const (
	packetBegin = "<?xpacket begin=\"\ufeff\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
	packetEnd   = `<?xpacket end="w"?>`
)

// wrapped puts a packet into the wrapper that finds it inside a file, with so
// much padding.
func wrapped(b []byte, pad int) []byte {
	b = bytes.TrimSpace(b)
	if rest, ok := bytes.CutPrefix(b, []byte("<?xml ")); ok {
		if i := bytes.Index(rest, []byte("?>")); i >= 0 {
			b = bytes.TrimSpace(rest[i+2:])
		}
	}
	begin, end := packetBegin, packetEnd
	if bytes.HasPrefix(b, []byte("<?xpacket begin")) {
		begin = ""
		if i := bytes.LastIndex(b, []byte("<?xpacket end")); i >= 0 {
			b, end = bytes.TrimRight(b[:i], " \t\r\n"), string(b[i:])
		}
	}
	out := make([]byte, 0, len(begin)+len(b)+pad+len(end)+pad/100+2)
	out = append(append(out, begin...), b...)
	for range pad / 100 {
		out = append(append(out, '\n'), bytes.Repeat([]byte{' '}, 99)...)
	}
	return append(append(out, '\n'), end...)
}
