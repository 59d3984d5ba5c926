package probe

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// coverFixture is a film with a cover and the picture of a Canon.
func coverFixture(small []byte) []byte {
	m := defaultMovie()
	ilst := mkbox("ilst", mkbox("covr", mkbox("data", u32(13, 0), small)))
	m.extra = [][]byte{mkbox("udta", mkbox("meta", u32(0), mkfull("hdlr", 0, 0, u32(0), []byte("mdir"), make([]byte, 13)), ilst), mkbox("CNTH", mkbox("CNDA", small)))}
	return m.bytes()
}

// attachmentFixture is a film with a picture among its attachments.
func attachmentFixture(small []byte) []byte {
	m := defaultMatroska()
	m.tags = ebml(idAttachments, ebml(idAttachment, ebml(idFileData, small)))
	return bytes.Replace(m.bytes(), ebmlID(idTags), ebmlID(idAttachments), 1)
}

func TestThumbnailsInFilms(t *testing.T) {
	small := jpegFixture(t, 160, 90)
	nikon := aviFixture{frames: 9, more: [][]byte{mklist("ncdt", mkpart("ncth", small))}}
	for name, file := range map[string][]byte{
		"cover": coverFixture(small), "Nikon": nikon.bytes(), "attachment": attachmentFixture(small),
		"WebP": webpFixture(mkpart("EXIF", exifFixture(le, small))),
	} {
		b, err := Thumbnail(t.Context(), bytes.NewReader(file), int64(len(file)), 120)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if cfg, err := jpeg.DecodeConfig(bytes.NewReader(b)); err != nil || max(cfg.Width, cfg.Height) != 120 {
			t.Errorf("%s: %+v, %v", name, cfg, err)
		}
	}
}

// huge is a file of more than 4 GB, of which only the ends are there; what is
// between reads as zeros and is counted.
type huge struct {
	head, tail []byte
	size       int64
	touched    int64 // bytes read of the middle
	read       int64
}

func (h *huge) ReadAt(p []byte, off int64) (int, error) {
	clear(p)
	n := min(int64(len(p)), h.size-off)
	if n <= 0 {
		return 0, io.EOF
	}
	h.read += n
	if off < int64(len(h.head)) {
		copy(p, h.head[off:])
	}
	at := h.size - int64(len(h.tail))
	if off+n > at {
		copy(p[max(at-off, 0):], h.tail[max(off-at, 0):])
	}
	if from, to := max(off, int64(len(h.head))), min(off+n, at); to > from {
		h.touched += to - from
	}
	if n < int64(len(p)) {
		return int(n), io.EOF
	}
	return int(n), nil
}

const middle = 5 << 30

// hugeFilms are films of 5 GB.
func hugeFilms() map[string]*huge {
	long := func(kind string) []byte { return join(u32(1), []byte(kind), be.AppendUint64(nil, middle+16)) }
	movie := defaultMovie()
	movie.nominal = 0
	whole := movie.bytes()
	moov := whole[bytes.Index(whole, []byte("moov"))-4:]
	film := func(head, tail []byte) *huge {
		return &huge{head: head, tail: tail, size: int64(len(head)+len(tail)) + middle}
	}
	head := mkbox("ftyp", []byte("qt  "), u32(512), []byte("qt  "))
	mxf := mxfFixture{base: 25, length: 50}.bytes()
	matroska := defaultMatroska()
	mkv := matroska.bytes()
	return map[string]*huge{
		"MP4, moov first": film(join(head, moov, long("mdat")), nil),
		"MOV, moov last":  film(join(head, long("mdat")), moov),
		"MXF":             film(mxf, nil),
		"MKV":             film(join(mkv[:len(mkv)-len(matroska.tags)], matroska.tags), nil),
	}
}

// TestMediaIsNotRead: facts of a film of 5 GB are in a few pages.
func TestMediaIsNotRead(t *testing.T) {
	for name, h := range hugeFilms() {
		f, err := Read(t.Context(), h, h.size, name)
		if err != nil || f.Duration == 0 || f.FrameRate.Num == 0 {
			t.Errorf("%s: %+v, %v", name, f, err)
		}
		if h.touched > 2*pageSize || h.read > 32<<10 {
			t.Errorf("%s: %d bytes read, %d of them pictures", name, h.read, h.touched)
		}
	}
	ts := avchdFixture()
	ts.times, ts.filler = ts.times[:1], 9
	begin := ts.bytes()
	ts.times = []int64{3600 * 7500}
	end := ts.bytes()
	h := &huge{head: begin, tail: end, size: int64(len(begin)+len(end)) + middle/m2tsPacket*m2tsPacket}
	if f, err := Read(t.Context(), h, h.size, "MTS"); err != nil || f.Duration.Round(time.Second) != 300*time.Second || h.read > 2*tsWindow {
		t.Errorf("MTS: %v, %v, %d bytes read", f.Duration, err, h.read)
	}
}

func BenchmarkReadHugeFilm(b *testing.B) {
	for name, h := range hugeFilms() {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := Read(b.Context(), h, h.size, name); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// filmOf makes a film of two seconds with ffmpeg, 160 × 90, red on the left and
// dark on the right, in the format of the name.
func filmOf(t *testing.T, name string, more ...string) string {
	t.Helper()
	ffmpeg := oracle(t, "ffmpeg")
	path := filepath.Join(t.TempDir(), name)
	args := append([]string{"-v", "error", "-f", "lavfi", "-i", "color=red:s=160x90:r=25:d=2,drawbox=x=80:c=black:t=fill"}, more...)
	if out, err := exec.Command(ffmpeg, append(args, path)...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return path
}

func TestPosterOfAFilm(t *testing.T) {
	for _, name := range []string{"a.mp4", "a.mov", "a.mkv", "a.avi", "a.ts", "a.mxf"} {
		var more []string
		if name == "a.mxf" {
			more = []string{"-c:v", "mpeg2video"}
		}
		b, err := Poster(t.Context(), filmOf(t, name, more...), 80)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		img, err := jpeg.Decode(bytes.NewReader(b))
		if err != nil || img.Bounds().Size() != image.Pt(80, 45) {
			t.Fatalf("%s: %v, %v", name, img.Bounds(), err)
		}
		red, _, _, _ := img.At(10, 20).RGBA()
		if dark, _, _, _ := img.At(70, 20).RGBA(); red < 0xc000 || dark > 0x3000 {
			t.Errorf("%s: red %x on the left, %x on the right", name, red, dark)
		}
	}
}

func TestPosterIsUpright(t *testing.T) {
	flat := filmOf(t, "flat.mp4")
	path := filepath.Join(t.TempDir(), "turned.mp4")
	if out, err := exec.Command("ffmpeg", "-v", "error", "-i", flat, "-c", "copy", "-metadata:s:v", "rotate=90", path).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	facts, err := readPath(t.Context(), path)
	if err != nil || facts.Rotation == 0 {
		t.Skipf("this ffmpeg writes no rotation: %d, %v", facts.Rotation, err)
	}
	b, err := Poster(t.Context(), path, 80)
	if err != nil {
		t.Fatal(err)
	}
	if cfg, err := jpeg.DecodeConfig(bytes.NewReader(b)); err != nil || cfg.Width != 45 || cfg.Height != 80 {
		t.Errorf("%d × %d, %v", cfg.Width, cfg.Height, err)
	}
}

func TestFrames(t *testing.T) {
	path := filmOf(t, "a.mp4")
	var at []time.Duration
	err := Frames(t.Context(), path, Strip{From: 500 * time.Millisecond, Span: time.Second, PerSecond: 5, Edge: 80}, func(f Frame) (bool, error) {
		at = append(at, f.At)
		if f.Image.Rect.Size() != image.Pt(80, 45) || f.Image.GrayAt(5, 5).Y <= f.Image.GrayAt(75, 5).Y || f.Within != 100*time.Millisecond {
			t.Errorf("%v ± %v: %v", f.At, f.Within, f.Image.Rect)
		}
		return false, nil
	})
	if err != nil || len(at) != 5 || at[0] != 500*time.Millisecond || at[4] != 1300*time.Millisecond {
		t.Errorf("%v, %v", at, err)
	}
	n := 0
	if err := Frames(t.Context(), path, Strip{Span: time.Hour, PerSecond: 25, Edge: 80}, func(Frame) (bool, error) { n++; return n == 3, nil }); err != nil || n != 3 {
		t.Errorf("after three is enough: %d, %v", n, err)
	}
	own := errors.New("my own")
	if err := Frames(t.Context(), path, Strip{Span: time.Hour, PerSecond: 1}, func(Frame) (bool, error) { return false, own }); !errors.Is(err, own) {
		t.Errorf("%v, want the error of the caller", err)
	}
}

func TestFramesStop(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	err := Frames(ctx, filmOf(t, "a.mp4"), Strip{Span: time.Hour, PerSecond: 60, Edge: 80}, func(Frame) (bool, error) { stop(); return false, nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestLength(t *testing.T) {
	path := filmOf(t, "a.mkv")
	if d, err := Length(t.Context(), path); err != nil || (d-2*time.Second).Abs() > 200*time.Millisecond {
		t.Errorf("%v, %v", d, err)
	}
}

// TestWithoutFFmpeg: what needs it says so, what does not goes on.
func TestWithoutFFmpeg(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	dir := t.TempDir()
	write := func(name string, b []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	small := jpegFixture(t, 160, 90)
	film, covered, photo := write("a.mov", defaultMovie().bytes()), write("b.mov", coverFixture(small)), write("c.jpg", small)
	sound := write("d.wav", waveFixture{samples: 9}.bytes())
	if CanDecode() {
		t.Fatal("ffmpeg is found in an empty folder")
	}
	if _, err := Poster(t.Context(), film, 80); !errors.Is(err, ErrNoFFmpeg) {
		t.Errorf("a film: %v", err)
	}
	for _, path := range []string{covered, photo} {
		if b, err := Poster(t.Context(), path, 80); err != nil || len(b) == 0 {
			t.Errorf("%s: %v", filepath.Base(path), err)
		}
	}
	if _, err := Poster(t.Context(), sound, 80); !errors.Is(err, ErrNoFFmpeg) && !errors.Is(err, ErrNoThumbnail) {
		t.Errorf("a sound: %v", err)
	}
	none := func(Frame) (bool, error) { t.Error("there is a frame"); return true, nil }
	if err := Frames(t.Context(), film, Strip{Span: time.Second}, none); !errors.Is(err, ErrNoFFmpeg) {
		t.Errorf("frames: %v", err)
	}
	if err := Frames(t.Context(), photo, Strip{Span: time.Second}, none); !errors.Is(err, ErrNoThumbnail) {
		t.Errorf("frames of a photo: %v", err)
	}
	if _, err := Length(t.Context(), film); !errors.Is(err, ErrNoFFmpeg) {
		t.Errorf("length: %v", err)
	}
	if _, err := Poster(t.Context(), filepath.Join(dir, "gone.mov"), 80); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

// TestWhatFFmpegCannotDecode has no pictures where the film says they are.
func TestWhatFFmpegCannotDecode(t *testing.T) {
	oracle(t, "ffmpeg")
	path := filepath.Join(t.TempDir(), "a.mov")
	if err := os.WriteFile(path, defaultMovie().bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Poster(t.Context(), path, 80); !errors.Is(err, ErrUndecoded) {
		t.Errorf("poster: %v", err)
	}
}

// TestPlaylistIsNoFilm: ffmpeg is never shown what names other files.
func TestPlaylistIsNoFilm(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.mp4")
	if err := os.WriteFile(path, []byte("#EXTM3U\n#EXTINF:1,\nfile:///etc/hostname\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Poster(t.Context(), path, 80); !errors.Is(err, ErrForeign) {
		t.Errorf("%v", err)
	}
}

func TestGrey(t *testing.T) {
	for name, file := range map[string][]byte{
		"JPEG": jpegFixture(t, 300, 200), "PNG": pngFixture(t, 300, 200), "RAF": rafFixture(jpegFixture(t, 300, 200)),
		"HEIC": heifFixture(exifFixture(le, jpegFixture(t, 300, 200)), nil),
	} {
		for edge, want := range map[int]image.Point{1000: {X: 300, Y: 200}, 150: {X: 150, Y: 100}, 100: {X: 100, Y: 66}} {
			img, err := Grey(t.Context(), bytes.NewReader(file), int64(len(file)), edge)
			if err != nil || img.Rect.Size() != want {
				t.Errorf("%s at %d: %v, want %v", name, edge, err, want)
				continue
			}
			if left, right := img.GrayAt(2, want.Y/2).Y, img.GrayAt(want.X-3, want.Y/2).Y; left >= right {
				t.Errorf("%s at %d: %d on the left, %d on the right", name, edge, left, right)
			}
		}
	}
	film := defaultMovie().bytes()
	if _, err := Grey(t.Context(), bytes.NewReader(film), int64(len(film)), 100); !errors.Is(err, ErrNoThumbnail) {
		t.Errorf("a film: %v", err)
	}
}
