package xmp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"onset/consent"
	"onset/media"
)

func id(n byte) consent.ID {
	return consent.ID{n, 0, 0, 0, 0, 0, 0x40, 0, 0x80, 0, 0, 0, 0, 0, 0, n}
}

// allFacts has something for every property. Names are in it as in a delivered
// copy that asks for them.
func allFacts() Facts {
	return Facts{
		Clip: id(1), Release: ReleaseLimited, Releases: []consent.ID{id(2), id(3)}, Youngest: AgeUnder15,
		People: []Person{{id(4), media.Seen, `<Øl> & "Mø"`}, {id(6), media.Seen, ""}, {id(5), media.Heard, ""}},
		Mining: NoTraining, Result: media.Limited,
		Uses:     []Use{{consent.Film, media.Cleared}, {consent.Ads, media.Blocked}},
		Consents: []Consent{{id(2), consent.StatusGiven}, {id(3), consent.StatusRenewed}},
		AsOf:     consent.Stamp{Milli: 1_779_000_000_000, Offset: 120},
	}
}

// withdrawn is what allFacts becomes when one of two people took it back.
func withdrawn() Facts {
	f := allFacts()
	f.Releases = f.Releases[:1]
	f.People[0].Name = ""
	f.Result = media.Blocked
	f.Consents[1].Status = consent.StatusWithdrawn
	f.AsOf.Milli += 1000
	return f
}

func picture(w, h int) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.SetRGBA(x, y, color.RGBA{uint8(x * 255 / w), uint8(y * 255 / h), 128, 255})
		}
	}
	return img
}

func jpegFixture(t testing.TB, segments ...[]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture(32, 24), nil); err != nil {
		t.Fatal(err)
	}
	out := bytes.Clone(b.Bytes()[:2])
	for _, s := range segments {
		out = append(out, s...)
	}
	return append(out, b.Bytes()[2:]...)
}

func pngFixture(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, picture(32, 24)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// run runs a program that makes or reads fixtures, and skips the test where it
// is not installed.
func run(t testing.TB, name string, args ...string) []byte {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), oracle(t, name), args...).Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			t.Fatalf("%s %v: %v\n%s", name, args, err, exit.Stderr)
		}
		t.Fatal(err)
	}
	return out
}

var made sync.Map // fixtures of outside programs, by name and arguments

// ffmpeg makes a file of the extension that the arguments ask for.
func ffmpeg(t testing.TB, ext string, args ...string) []byte {
	t.Helper()
	key := ext + strings.Join(args, " ")
	if b, ok := made.Load(key); ok {
		return b.([]byte)
	}
	path := filepath.Join(t.TempDir(), "fixture."+ext)
	run(t, "ffmpeg", append(append([]string{"-v", "error", "-f", "lavfi", "-i", "testsrc=d=1:s=64x48:r=5"}, args...), "-bitexact", "-y", path)...)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	made.Store(key, b)
	return b
}

// magick makes a picture with ImageMagick, which has libheif.
func magick(t testing.TB, ext, format string) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "fixture."+ext)
	run(t, "convert", "-size", "64x48", "gradient:red-blue", format+path)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// copied writes a copy with the facts in it.
func copied(t testing.TB, b []byte, f Facts) []byte {
	t.Helper()
	var w memory
	n, err := Copy(context.Background(), &w, bytes.NewReader(b), int64(len(b)), f)
	if err != nil {
		t.Fatal(err)
	}
	if n != int64(len(w.b)) {
		t.Fatalf("the copy has %d bytes, not %d", len(w.b), n)
	}
	return w.b
}

// memory is a File in memory.
type memory struct {
	b       []byte
	written int64
}

func (m *memory) ReadAt(p []byte, off int64) (int, error) { return bytes.NewReader(m.b).ReadAt(p, off) }

func (m *memory) WriteAt(p []byte, off int64) (int, error) {
	if grown := off + int64(len(p)); grown > int64(len(m.b)) {
		m.b = append(m.b, make([]byte, grown-int64(len(m.b)))...)
	}
	m.written += int64(len(p))
	return copy(m.b[off:], p), nil
}

func (m *memory) Truncate(n int64) error {
	if n > int64(len(m.b)) {
		m.b = append(m.b, make([]byte, n-int64(len(m.b)))...)
	}
	m.b = m.b[:n]
	return nil
}

func (m *memory) Sync() error { return nil }

// factsIn are the facts in a file.
func factsIn(t testing.TB, b []byte) Facts {
	t.Helper()
	f, err := readFacts(b)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func readFacts(b []byte) (Facts, error) {
	packet, err := Packet(context.Background(), bytes.NewReader(b), int64(len(b)))
	if err != nil || packet == nil {
		return Facts{}, err
	}
	found, err := Read(packet)
	return found.Facts, err
}

// exiftool is what it says of the XMP in files and of their soundness, by name.
func exiftool(t testing.TB, paths ...string) map[string]map[string]any {
	t.Helper()
	args := []string{"-j", "-struct", "-G1", "-n", "-a", "-m", "-XMP:all", "-Validate", "-Warning", "-Error"}
	out := map[string]map[string]any{}
	for _, of := range readings(t, append(args, paths...)...) {
		out[filepath.Base(of["SourceFile"].(string))] = of
	}
	return out
}

// readings is what exiftool prints for these arguments. It fails for broken
// files, which is no fault here.
func readings(t testing.TB, args ...string) []map[string]any {
	t.Helper()
	b, err := exec.CommandContext(t.Context(), oracle(t, "exiftool"), args...).Output()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	var out []map[string]any
	if err := json.Unmarshal(b, &out); err != nil {
		t.Fatal(err)
	}
	return out
}
