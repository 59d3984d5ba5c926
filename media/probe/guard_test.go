package probe

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"runtime"
	"testing"
)

// bomb is a block of some 50 bytes with one field that claims count values.
func bomb(kind uint16, count uint32) []byte {
	le := binary.LittleEndian
	b := []byte("II*\x00\x08\x00\x00\x00\x02\x00")
	for _, tag := range []uint16{tagMake, 0x9003} {
		b = le.AppendUint16(le.AppendUint16(b, tag), kind)
		b = le.AppendUint32(le.AppendUint32(b, count), 20)
	}
	return le.AppendUint32(b, 0)
}

// allocated returns the bytes that fn allocates.
func allocated(fn func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	fn()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func TestMemoryBudget(t *testing.T) {
	for name, block := range map[string][]byte{
		"rational that wraps": bomb(5, 0x20000001),
		"long that wraps":     bomb(4, 0xc0000001),
		"double that wraps":   bomb(12, 0x20000001),
		"count of all ones":   bomb(2, 0xffffffff),
	} {
		t.Run(name, func(t *testing.T) {
			used := allocated(func() {
				if _, err := readBytes(block); err != nil && !errors.Is(err, ErrDamaged) {
					t.Error(err)
				}
				f := mustRead(t, jpegFixture(t, 8, 8, exifSegment(block)))
				wantWarning(t, f, WarnExif)
			})
			if used > 4<<20 {
				t.Errorf("%d bytes allocated", used)
			}
		})
	}
}

func TestThumbnailRefusesTraps(t *testing.T) {
	small := pngFixture(t, 8, 8)
	ihdr := join(u32(60000, 2000), []byte{8, 6, 0, 0, 0})
	trap := join(small[:8], pngChunkFixture("IHDR", ihdr), small[33:])
	used := allocated(func() {
		if _, err := Thumbnail(t.Context(), bytes.NewReader(trap), int64(len(trap)), 100); !errors.Is(err, ErrNoThumbnail) {
			t.Errorf("%v, want ErrNoThumbnail", err)
		}
	})
	if used > 4<<20 {
		t.Errorf("%d bytes allocated", used)
	}
}

func TestDirectoriesThatLoop(t *testing.T) {
	b := tiffFixture{main: []ifdField{{tagMake, "Onset"}}}.bytes()
	first := binary.LittleEndian.Uint32(b[4:])
	binary.LittleEndian.PutUint32(b[len(b)-4:], first)
	if f := mustRead(t, b); f.Make != "Onset" {
		t.Errorf("%+v", f)
	}
}

// countingReader counts what is read of a file.
type countingReader struct {
	io.ReaderAt
	n int64
}

func (c *countingReader) ReadAt(p []byte, off int64) (int, error) {
	n, err := c.ReaderAt.ReadAt(p, off)
	c.n += int64(n)
	return n, err
}

// TestReadsLittle: a file of 16 MiB of which only headers are facts.
func TestReadsLittle(t *testing.T) {
	movie := defaultMovie()
	movie.top = [][]byte{mkbox("mdat", make([]byte, 16<<20))}
	for name, file := range map[string][]byte{
		"film": movie.bytes(),
		"HEIC": append(heifFixture(exifFixture(binary.LittleEndian, nil), nil), mkbox("mdat", make([]byte, 16<<20))...),
		"JPEG": append(jpegFixture(t, 64, 64), join(make([]byte, 16<<20), []byte{0xff, 0xd9})...),
	} {
		c := &countingReader{ReaderAt: bytes.NewReader(file)}
		if _, err := Read(t.Context(), c, int64(len(file)), name); err != nil {
			t.Fatal(err)
		}
		if c.n > 64<<10 {
			t.Errorf("%s: %d bytes read of %d", name, c.n, len(file))
		}
	}
}

var errCard = errors.New("the card was pulled")

type failingReader struct{}

func (failingReader) ReadAt([]byte, int64) (int, error) { return 0, errCard }

func TestReadErrorsPassThrough(t *testing.T) {
	if _, err := Read(t.Context(), failingReader{}, 1000, "a.jpg"); !errors.Is(err, errCard) || errors.Is(err, ErrDamaged) {
		t.Errorf("%v, want the reader's own error", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	b := jpegFixture(t, 8, 8)
	if _, err := Read(ctx, bytes.NewReader(b), int64(len(b)), "a.jpg"); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want context.Canceled", err)
	}
	if _, err := Thumbnail(ctx, bytes.NewReader(b), int64(len(b)), 8); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want context.Canceled", err)
	}
	if _, err := Read(t.Context(), bytes.NewReader(b[:40]), int64(len(b)), "a.jpg"); !errors.Is(err, ErrDamaged) {
		t.Errorf("%v, want ErrDamaged for a file shorter than said", err)
	}
}
