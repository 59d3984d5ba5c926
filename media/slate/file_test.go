package slate

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"onset/media"
	"onset/media/probe"
	"onset/media/slate/slatetest"
)

func writeJPEG(t *testing.T, path string, img image.Image) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := jpeg.Encode(f, img, &jpeg.Options{Quality: 60}); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestSlateInAPhoto(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.jpg")
	writeJPEG(t, path, frame(t, shot{Text: slateText(t), Width: quarterHigh, Blur: 1, Seed: 6}))
	seen, err := FindFile(t.Context(), path)
	if err != nil || seen.Pictures != 1 || len(seen.Sightings) != 1 || seen.Facts.Kind != media.KindPhoto {
		t.Fatalf("%+v, %v", seen, err)
	}
	s, err := seen.Sightings[0].Slate(testKey)
	if err != nil || s.Take != 104 || !s.At.Equal(slateAt) {
		t.Errorf("%+v, %v", s, err)
	}
}

// TestSlateInAFilm films a slate whose time goes on, from the second second of
// the film to its fourth, with a camera that is ten seconds ahead.
func TestSlateInAFilm(t *testing.T) {
	ffmpeg := oracle(t, "ffmpeg")
	dir := t.TempDir()
	start := time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)
	const rate, refresh = 10, time.Second
	for i := range 7 * rate {
		at := time.Duration(i) * time.Second / rate
		s := shot{Seed: 8, Width: 1}
		if at >= 2*time.Second && at < 4*time.Second {
			s.Width = quarterHigh
		}
		text, err := Encode(Slate{Production: 5, Scene: "12A", Take: 4, At: start.Add(at).Truncate(refresh)}, testKey)
		if err != nil {
			t.Fatal(err)
		}
		s.Text = text
		img := image.NewGray(image.Rect(0, 0, slatetest.W, slatetest.H))
		for p := range img.Pix {
			img.Pix[p] = 90
		}
		paint(t, s, img)
		writeJPEG(t, filepath.Join(dir, fmt.Sprintf("%03d.jpg", i)), img)
	}
	film := filepath.Join(dir, "film.mov")
	made := exec.Command(ffmpeg, "-v", "error", "-framerate", fmt.Sprint(rate), "-i", filepath.Join(dir, "%03d.jpg"), "-c:v", "libx264", "-preset", "ultrafast",
		"-crf", "28", "-pix_fmt", "yuv420p", "-metadata", "creation_time="+start.Add(10*time.Second).Format(time.RFC3339), film)
	if out, err := made.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	seen, err := FindFile(t.Context(), film)
	if err != nil || len(seen.Sightings) < 8 || seen.Facts.Kind != media.KindVideo {
		t.Fatalf("%d sightings in %d pictures, %v", len(seen.Sightings), seen.Pictures, err)
	}
	if seen.Pictures >= 7*lookRate {
		t.Errorf("%d pictures were looked at: it is not given up when the slate is gone", seen.Pictures)
	}
	var shown []Shown
	for _, s := range seen.Sightings {
		slate, err := s.Slate(testKey)
		if err != nil || slate.Scene != "12A" || s.At < 2*time.Second-s.Within || s.At > 4*time.Second+s.Within {
			t.Errorf("%+v at %v, %v", slate, s.At, err)
		}
		shown = append(shown, Shown{Time: slate.At, At: s.At, Within: s.Within})
	}
	c, err := ClockError(seen.Facts.Captured, seen.Facts.Duration, shown, refresh)
	if err != nil || (c.Ahead-10*time.Second).Abs() > c.Within || c.Within > time.Second || c.EndDoubt != seen.Facts.Duration {
		t.Errorf("%+v, %v; the camera is ten seconds ahead", c, err)
	}
}

func TestFilesWithoutSlates(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	plain := filepath.Join(dir, "plain.jpg")
	writeJPEG(t, plain, slatetest.Background(1))
	if seen, err := FindFile(t.Context(), plain); err != nil || len(seen.Sightings) != 0 || seen.Pictures != 1 {
		t.Errorf("%+v, %v", seen, err)
	}
	sound := "RIFF\x2c\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x80\xbb\x00\x00\x00\x77\x01\x00\x02\x00\x10\x00data\x08\x00\x00\x00........"
	for _, tt := range []struct {
		path string
		want error
	}{
		{filepath.Join(dir, "gone.jpg"), os.ErrNotExist},
		{write("empty.jpg", ""), probe.ErrEmpty},
		{write("text.jpg", "Call sheet"), probe.ErrForeign},
		{write("sound.wav", sound), probe.ErrNoThumbnail},
		{write("broken.jpg", "\xff\xd8\xff\xdb\x00\x04\x00\x00\xff\xd9"), probe.ErrNoThumbnail},
	} {
		seen, err := FindFile(t.Context(), tt.path)
		if !errors.Is(err, tt.want) || len(seen.Sightings) != 0 || strings.Contains(err.Error(), "slates in "+dir) {
			t.Errorf("%s: %+v, %v, want %v", filepath.Base(tt.path), seen, err, tt.want)
		}
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if _, err := FindFile(stopped, plain); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
}
